"""A book as large as books become, and one of a quarter of its size: `make stress` builds both and compares the costs.

What grows faster than the book is found here, not by an editor who waits. Each size has a process and a cache of its
own, so that processor time and memory are those of a first build.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from itertools import product
from pathlib import Path
from random import Random
from typing import TypeVar

from druckreif.base.finding import Finding
from druckreif.base.shelf import Shelf
from druckreif.lint import lint
from druckreif.make.verifying import compare
from druckreif.make.work import Desk, Work
from druckreif.model.edition import Artefact
from druckreif.read import read_book
from druckreif.transform import transform
from druckreif.verify.machine import MACHINE
from druckreif.verify.verdict import judge, needs_java
from made_books import Author, Made

QUARTER = 0.25
CHAPTERS, TERMS, ENTRIES, BLOCKS = 120, 400, 1500, 20
"""The size of the book; a chapter of so many blocks has 25 notes or more."""

T = TypeVar("T")
SYLLABLES = ["".join(pair) for pair in product("bdfgklmnprstvz", "aeiou")]


@dataclass
class Stress:
    """The large book, and what it holds."""

    made: Made
    terms: dict[str, str] = field(default_factory=dict)
    """Terms with their ids."""
    entries: dict[str, str] = field(default_factory=dict)
    """Names with the ids of their entries."""

    @property
    def notes(self) -> int:
        return sum(len(chapter.order()) for chapter in self.made.chapters)

    def files(self) -> dict[str, str | bytes]:
        """The book's folder: terms with forms of two words, persons with dates, places, names that see others."""
        files = self.made.files()
        terms = (
            f"  - {{id: {id}, term: {word}, forms: [rote {word}], compounds: true, definition: Erklärung von {id}.}}\n"
            for word, id in self.terms.items()
        )
        files["glossary.yaml"] = "terms:\n" + "".join(terms)
        files["register.yaml"] = "entries:\n" + "".join(self._entry(word, id) for word, id in self.entries.items())
        back = ", ".join(["notes", "glossary", "whos-who", "bibliography", "register"])
        files["book.yaml"] = str(files["book.yaml"]).replace("back: [notes, bibliography]", f"back: [{back}]")
        return files

    @staticmethod
    def _entry(word: str, id: str) -> str:
        if int(id[2:]) % 2:
            return f"  - {{id: {id}, headword: {word}, kind: place}}\n"
        said = f"kind: person, forms: [{word}, Karl {word}], dates: 1870–1924, identification: Zeuge von {id}"
        return f'  - {{id: {id}, headword: "{word}, Karl", {said}}}\n'


def stress_book(parts: float = 1.0) -> Stress:
    """The book, or such a part of it; the same one each time."""
    author = Author(Random(11).choice)
    dice = Random(13)
    names = list(dict.fromkeys("".join(dice.choices(SYLLABLES, k=4)).capitalize() for _ in range(2 * (TERMS + ENTRIES))))
    chapters, terms, entries = (max(1, round(parts * whole)) for whole in (CHAPTERS, TERMS, ENTRIES))
    stress = Stress(
        Made([]),
        {word: f"t-{number}" for number, word in enumerate(names[:terms])},
        {word: f"e-{number}" for number, word in enumerate(names[terms : terms + entries])},
    )
    said = [*_said(stress)]
    stress.made.chapters = [author.chapter(f"c{number}", BLOCKS, said[number::chapters]) for number in range(chapters)]
    return stress


def _said(stress: Stress) -> Iterator[str]:
    """Every term and every name in two ways, so that most come in two chapters."""
    for ways in (("{}", "{}"), ("rote {}", "Karl {}")):
        yield from (ways[0].format(word) for word in stress.terms)
        yield from (ways[1].format(word) if int(id[2:]) % 2 == 0 else f"{word}s" for word, id in stress.entries.items())


def write(stress: Stress, folder: Path) -> None:
    """Put the book's files into a folder."""
    for name, text in stress.files().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(str(text), "utf-8")


class Clock:
    """Processor seconds by step, those of other threads included."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    def step(self, name: str, work: Callable[[], T]) -> T:
        start = self.now()
        done = work()
        self.seconds[name] = self.seconds.get(name, 0.0) + self.now() - start
        print(f"{name:12}{self.seconds[name]:8.2f} s", file=sys.stderr, flush=True)
        return done

    @staticmethod
    def now() -> float:
        """Processor time of this process and of those that it started and that have ended."""
        children = os.times()
        return time.process_time() + children.children_user + children.children_system


@dataclass
class Cost:
    """What one build came to: processor seconds by step, most memory in bytes, pages, notes, and what was found wrong."""

    seconds: dict[str, float]
    memory: int
    pages: int
    notes: int
    findings: list[str]


def measured(parts: float, folder: Path) -> Cost:
    """Make the book in a folder, build all editions and verify them, in this process."""
    stress, clock = stress_book(parts), Clock()
    write(stress, folder / "book")
    source, findings = clock.step("read", lambda: read_book(Shelf.at(folder / "book")))
    assert source is not None, findings
    findings += clock.step("lint", lambda: lint(source))
    desk = Desk(clock.step("transform", lambda: transform(source)))
    clock.step("survey", lambda: [desk.surveyed(edition) for edition in ("epub", "print")])
    work = Work(desk, lambda step: None)
    _, layout = clock.step("lay out", lambda: work.lay_out("print"))
    artefacts = []
    for edition in ("epub", "screen", "print"):
        artefacts += [artefact for _, artefact in clock.step(edition, lambda edition=edition: [*work.run([edition])])]
    findings += work.findings
    findings += clock.step("parity", lambda: compare(artefacts, folder, desk))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    findings += clock.step("validators", lambda: validated(artefacts))
    _, facts = desk.surveyed("print")
    numbered = sum(map(len, facts.notes.values()))
    assert numbered == stress.notes, (numbered, stress.notes)
    return Cost(clock.seconds, memory, len(layout.pages.pages), numbered, [str(finding) for finding in findings])


def validated(artefacts: list[Artefact]) -> list[Finding]:
    """What epubcheck and veraPDF say; their Java ends with them, so that its time is counted."""
    if any(map(needs_java, artefacts)):
        MACHINE.start()
    found = [finding for artefact in artefacts for finding in judge(artefact, artefact.name, False)]
    MACHINE.close()
    return found


def apart(parts: float) -> Cost:
    """The same in a process of its own, with an empty cache."""
    with tempfile.TemporaryDirectory() as folder:
        env = os.environ | {"DRUCKREIF_CACHE": f"{folder}/cache"}
        command = [sys.executable, __file__, str(parts), folder]
        done = subprocess.run(command, env=env, stdout=subprocess.PIPE, text=True, check=True)
    return Cost(**json.loads(done.stdout))


def table(small: Cost, large: Cost) -> str:
    """The costs side by side, and how many times the larger is the smaller."""
    lines = [f"{'':14}{'quarter':>10}{'whole':>10}{'factor':>8}"]
    rows = [(name, small.seconds[name], large.seconds[name], "s") for name in large.seconds]
    rows.append(("all", sum(small.seconds.values()), sum(large.seconds.values()), "s"))
    rows.append(("memory", small.memory / 2**20, large.memory / 2**20, "MB"))
    rows += [("pages", small.pages, large.pages, ""), ("notes", small.notes, large.notes, "")]
    for name, one, two, unit in rows:
        digits = 2 if unit == "s" else 0
        lines.append(f"{name:11}{unit:3}{one:10.{digits}f}{two:10.{digits}f}{two / one:8.1f}")
    return "\n".join(lines)


def main(parts: float) -> int:
    """Print the table for the book, or for a part of it, and what was found."""
    small, large = apart(parts * QUARTER), apart(parts)
    print(table(small, large))
    print(*small.findings, *large.findings, sep="\n")
    return 1 if small.findings or large.findings else 0


if __name__ == "__main__":
    if len(sys.argv) == 3:
        print(json.dumps(asdict(measured(float(sys.argv[1]), Path(sys.argv[2])))))
        sys.exit(0)
    sys.exit(main(float(sys.argv[1]) if len(sys.argv) > 1 else 1.0))
