"""After edits of any kind, a process that knows a book finds what a fresh run finds: tree, facts and findings."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

import pytest
from conftest import ROOT
from druckreif.base.finding import has_errors
from druckreif.base.memo import forget
from druckreif.base.shelf import Shelf
from druckreif.lint import lint_release
from druckreif.make import load
from druckreif.make.work import Desk
from druckreif.model.book import Book, Division
from druckreif.model.edition import BUILDABLE
from druckreif.model.marking import EntryMarker
from druckreif.model.walk import division_texts
from druckreif.read import project
from druckreif.transform import transform, typography
from druckreif.write.fonts import missing_characters
from pydantic import BaseModel

MINI = ROOT / "tests/books/mini"
BOOKS = 2
Files = dict[str, bytes]


def sources() -> Files:
    return {path.relative_to(MINI).as_posix(): path.read_bytes() for path in sorted(MINI.rglob("*")) if path.is_file()}


def told(value: Any) -> Iterator[str]:
    """Everything that a value holds, places too, which do not count for equality; without what is kept with it."""
    if is_dataclass(value):
        yield type(value).__name__
        for field in fields(value):
            if field.name != "found":
                yield f".{field.name}"
                yield from told(getattr(value, field.name))
    elif isinstance(value, BaseModel):
        yield type(value).__name__
        for name, inner in value:
            yield f".{name}"
            yield from told(inner)
    elif isinstance(value, Mapping):
        yield "{"
        for key, inner in value.items():
            yield f"{key!r}:"
            yield from told(inner)
    elif isinstance(value, tuple | list):
        yield f"[{len(value)}"
        for inner in value:
            yield from told(inner)
    elif isinstance(value, frozenset | set):
        yield repr(sorted(value))
    else:
        yield repr(value)


@dataclass(frozen=True)
class Known:
    """What a run says of some sources."""

    findings: tuple[str, ...]
    book: tuple[str, ...]
    shown: tuple[str, ...]
    is_sound: bool


def run(files: Files) -> Known:
    """All that is done with sources before they are laid out."""
    shelf = Shelf.of(files)
    book, findings = load(shelf, hints=True)
    if book is None:
        return Known(tuple(told(findings)), (), (), False)
    findings = [*findings, *lint_release(book)]
    if not has_errors(load(shelf)[1]):
        findings += missing_characters(book, shelf)
    is_sound = not has_errors(load(shelf)[1])
    shown = Desk(transform(book)).surveyed if is_sound else None
    editions = tuple(word for name in BUILDABLE for word in told(shown(name))) if shown else ()
    return Known(tuple(told(findings)), tuple(told(book)), editions, is_sound)


class Editor:
    """Edits a book by chance, the same way each time."""

    def __init__(self, number: int) -> None:
        self.dice = random.Random(number)
        self.files = sources()
        self.count = 0

    def states(self) -> Iterator[tuple[str, Files]]:
        """Each edit by its name, and the sources after it; what has errors is taken back after the next edit or two."""
        sound = dict(self.files)
        yield "opened", dict(self.files)
        for edit in self.dice.sample(EDITS_OF, len(EDITS_OF)):
            self.count += 1
            before = dict(self.files)
            edit(self)
            yield edit.__name__, dict(self.files)
            if self.dice.random() < 0.25:
                self.files = before
                yield f"{edit.__name__}, taken back", dict(before)
            forget_errors = self.dice.random() < 0.6
            if not run_is_sound(self.files):
                self.files = dict(sound) if forget_errors else self.files
            else:
                sound = dict(self.files)

    # ---- helpers ----

    def text(self, name: str) -> str:
        return self.files.get(name, b"").decode()

    def put(self, name: str, text: str) -> None:
        self.files[name] = text.encode()

    def swap(self, name: str, old: str, new: str) -> None:
        """The first `old` becomes `new`."""
        self.put(name, self.text(name).replace(old, new, 1))

    def chapter(self) -> str:
        return self.dice.choice([name for name in self.files if name.endswith(".md")])

    def lines(self, name: str, pattern: str) -> list[int]:
        return [number for number, line in enumerate(self.text(name).split("\n")) if re.match(pattern, line)]

    def line(self, name: str, pattern: str, change: Callable[[str], str]) -> None:
        """One of the lines that a pattern matches is changed."""
        if found := self.lines(name, pattern):
            lines = self.text(name).split("\n")
            at = self.dice.choice(found)
            lines[at] = change(lines[at])
            self.put(name, "\n".join(lines))

    # ---- the text ----

    def change_paragraph(self) -> None:
        words = self.dice.choice(
            ("noch ", "Martha Lindner sagte, ", "Leipzig, ", "ein Falz ", "d.h. ", "Brodts ", "Lindnar ", "„so“ ")
        )
        self.line(self.chapter(), r"[A-Z]\w+ ", lambda line: line.replace(" ", f" {words}", 1))

    def add_paragraph(self) -> None:
        text = self.dice.choice(
            ("Emil Brodt druckte  in Leipzig.", "Der Druckbogen hat die die Kante.", "*Kursiv* - oder nicht...", "Ω")
        )
        self.line(self.chapter(), r"[A-Z]\w+ ", lambda line: f"{text}\n\n{line}")

    def drop_paragraph(self) -> None:
        self.line(self.chapter(), r"[A-Z]\w+ ", lambda line: "")

    def quote_much(self) -> None:
        pair = self.dice.choice(("„%s“", "»%s«", "“%s”"))
        self.line(self.chapter(), r"[A-Z]\w+ ", lambda line: f"{pair % 'Ja'}, {pair % 'nein'}, {pair % 'nie'}.\n\n{line}")

    def change_heading(self) -> None:
        self.line(self.chapter(), r"#+ ", lambda line: re.sub(r"^(#+) ", rf"\1 Neues {self.count} ", line))

    def add_heading(self) -> None:
        mark = self.dice.choice(("", "{#neu}", f"{{#neu-{self.count}}}"))
        self.line(self.chapter(), r"[A-Z]\w+ ", lambda line: f"## Abschnitt {self.count} {mark}\n\n{line}")

    def add_note(self) -> None:
        name, label = self.chapter(), f"n{self.count}"
        self.line(name, r"[A-Z]\w+ .*\.$", lambda line: f"{line}[^{label}]")
        said = self.dice.choice(
            (
                "Vgl. [@brodt-satz, S. 7].",
                "Ebd., S. 9.",
                "Siehe Leipzig, ebd.",
                "[@lindner-falz, 12]; [@brodt-satz].",
                "Nein.",
            )
        )
        self.put(name, self.text(name) + f"\n[^{label}]: {said}\n")

    def drop_note(self) -> None:
        self.line(self.chapter(), r"\[\^\w+\]:", lambda line: "")

    def misspell_note(self) -> None:
        self.line(self.chapter(), r"[A-Z].*\[\^\w+\]", lambda line: re.sub(r"\[\^(\w+)\]", r"[^\1x]", line, count=1))

    def call_again(self) -> None:
        name = self.chapter()
        labels = re.findall(r"^\[\^(\w+)\]:", self.text(name), re.M)
        if labels:
            label = self.dice.choice(labels)
            self.line(name, r"[A-Z]\w+ .*\.$", lambda line: f"{line}[^{label}]")

    def cite(self) -> None:
        self.line(self.chapter(), r"[A-Z]\w+ .*\.$", lambda line: f"{line[:-1]} [@lindner-falz, S. {self.count}].")

    def point_at_words(self) -> None:
        name, id = self.chapter(), f"ort-{self.count}"
        self.line(name, r"[A-Z]\w+ ", lambda line: re.sub(r"^(\w+)", rf"[\1]{{#{id}}}", line))
        target = self.dice.choice((id, id, "bogen-falz", "nirgends"))
        self.line(self.chapter(), r"[A-Z]\w+ .*\.$", lambda line: f"{line[:-1]}, [](#{target}).")

    def mark_words(self) -> None:
        mark = self.dice.choice((".term", ".index", ".term key=falz", ".index key=leipzig", ".term key=nichts", "lang=fr"))
        self.line(self.chapter(), r"[A-Z]\w+ ", lambda line: re.sub(r"^(\w+)", rf"[\1]{{{mark}}}", line))

    def add_table(self) -> None:
        table = f"Table: Tafel {self.count}\n\n| A | B |\n|---|---|\n| Leipzig | 2 |\n"
        self.line(self.chapter(), r"[A-Z]\w+ ", lambda line: f"{table}\n{line}")

    def allow(self) -> None:
        rule = self.dice.choice(("space-double", "word-double", "dash", "nichts"))
        self.line(self.chapter(), r"[A-Z]\w+ ", lambda line: f"<!-- allow: {rule} -->\n{line}")

    def change_front_matter(self) -> None:
        line = self.dice.choice(("no-terms: [falz]", "lang: en", "short-title: Kurz", f"id: anders-{self.count}"))
        name = self.chapter()
        key = line.partition(":")[0]
        kept = re.sub(rf"(?m)\A(---\n(?:.*\n)*?){key}:.*\n", r"\1", self.text(name))
        self.put(
            name, kept.replace("---\n", f"---\n{line}\n", 1) if kept.startswith("---") else f"---\n{line}\n---\n\n{kept}"
        )

    # ---- the records ----

    def rename_term(self) -> None:
        self.swap(
            "glossary.yaml",
            *self.dice.choice((("term: Falz", "term: Kante"), ("term: Kante", "term: Falz"), ("[Falz,", "[Leim,"))),
        )

    def define_term(self) -> None:
        self.swap("glossary.yaml", "definition: ", f"definition: Nummer {self.count}, z. B. 10 000; ")

    def add_term(self) -> None:
        term = self.dice.choice(("Leim", "Zeile", "Werkstatt", "Kante"))
        compounds = self.dice.choice(("", "\n    compounds: true"))
        self.put(
            "glossary.yaml",
            self.text("glossary.yaml") + f"  - id: t{self.count}\n    term: {term}\n    definition: Etwas.{compounds}\n",
        )

    def add_person(self) -> None:
        name = self.dice.choice(("Brodt, Anna", "Kante, Paul", "Presse, Otto", "Lindener, Marta"))
        rule = self.dice.choice(
            ("", "{form: Brodt, when: {near: [Leipzig]}}", "{form: Papier, unless: {chapters: [satz]}}", name.split(",")[0])
        )
        dates = self.dice.choice(("", "\n    dates: 1800–1790", "\n    dates: 1861–1930"))
        entry = f"  - id: p{self.count}\n    kind: person\n    headword: {name}\n    forms: [{rule}]{dates}\n"
        self.put("register.yaml", self.text("register.yaml") + entry)

    def add_sub_entry(self) -> None:
        sub = f"    sub:\n      - {{id: s{self.count}, name: in Briefen, when: {{near: [Buchbinder, setzte]}}}}\n"
        self.swap("register.yaml", "    forms: [Emil Brodt, Brodt]\n", f"    forms: [Emil Brodt, Brodt]\n{sub}")

    def drop_person(self) -> None:
        self.put("register.yaml", re.sub(r"(?m)^  - id: leipzig\n(?:    .*\n)*", "", self.text("register.yaml")))

    def identify(self) -> None:
        self.swap("register.yaml", "identification: ", f"identification: Nummer {self.count} -  ")

    def change_work(self) -> None:
        name = "sources.yaml"
        works = (
            (r"title: (\w)", r"title: Neu \1"),
            (r"family: (\w)", r"family: Von \1"),
            (r"id: brodt-satz", "id: brodt-druck"),
        )
        old, new = self.dice.choice(works)
        self.put(name, re.sub(old, new, self.text(name), count=1))

    def break_record(self) -> None:
        name = self.dice.choice(("glossary.yaml", "register.yaml", "sources.yaml", "book.yaml"))
        self.put(name, self.text(name) + self.dice.choice(("\n: [\n", "\nnichts: 1\n")))

    def drop_record(self) -> None:
        self.files.pop(self.dice.choice(("glossary.yaml", "register.yaml", "images/bogen.svg")), None)

    def redraw(self) -> None:
        if "images/bogen.svg" in self.files:
            new = self.dice.choice((f"<!-- {self.count} --></svg>", "<script/></svg>"))
            self.swap("images/bogen.svg", "</svg>", new)

    # ---- book.yaml ----

    def change_config(self) -> None:
        editions = "editions:\n  print:\n    notes: {place: page, numbering: book}\n    citations: {ibid: true}\n"
        editions += "  epub:\n    citations: {full: chapter}\n"
        changes = (
            ("title: ", f"title: Zum {self.count}. Mal "), ("date: 2026-01-01", "date: 1900-01-01"),
            ("language: de", "language: en"), ("language: en", "language: de"), ("language: de", "language: fr"),
            ("contents:", "quotes: „“\ncontents:"), ("hyphenation:", f"{editions}hyphenation:"),
        )  # fmt: skip
        self.swap("book.yaml", *self.dice.choice(changes))

    def move_in_contents(self) -> None:
        lines = self.text("book.yaml").split("\n")
        found = [
            number
            for number, line in enumerate(lines)
            if re.match(r" +- (chapters|front|back)/|    - (notes|glossary|register)", line)
        ]
        at, to = self.dice.sample(found, 2) if len(found) > 1 else (0, 0)
        lines[at], lines[to] = lines[to], lines[at]
        self.put("book.yaml", "\n".join(lines))

    def drop_from_contents(self) -> None:
        self.line("book.yaml", r" +- (chapters/|notes|glossary|register|bibliography|whos-who)", lambda line: "")

    def rename_chapter(self) -> None:
        name = self.chapter()
        new = re.sub(r"(\w+)\.md$", rf"neu-{self.count}.md", name)
        self.files[new] = self.files.pop(name)
        self.swap("book.yaml", name, new)

    def copy_chapter(self) -> None:
        name = self.chapter()
        new = re.sub(r"(\w+)\.md$", rf"kopie-{self.count}.md", name)
        self.put(new, re.sub(r"(#|id: )([a-z-]+)", rf"\1\2-{self.count}", self.text(name)))
        self.line("book.yaml", r" +- chapters/", lambda line: f"{line}\n{re.match(' +', line)[0]}- {new}")  # type: ignore[index]  # it matched

    def remove_file(self) -> None:
        del self.files[self.chapter()]


EDITS_OF = [
    edit
    for name, edit in vars(Editor).items()
    if callable(edit) and "_" in name.strip("_") and edit.__code__.co_argcount == 1
]
EDITS_OF += [Editor.cite, Editor.allow, Editor.redraw, Editor.identify]
EDITS_OF += [Editor.change_paragraph, Editor.quote_much] * 3


def run_is_sound(files: Files) -> bool:
    return not has_errors(load(Shelf.of(files))[1])


@pytest.mark.parametrize("number", range(BOOKS))
def test_after_any_edit_all_is_as_in_a_fresh_run(number: int) -> None:
    forget()
    live = [(name, files, run(files)) for name, files in Editor(number).states()]
    assert sum(known.is_sound for _, _, known in live) > len(EDITS_OF) / 2
    for name, files, known in live:
        forget()
        fresh = run(files)
        assert known.findings == fresh.findings, name
        assert known.book == fresh.book, name
        assert known.shown == fresh.shown, name


def kept(book: Book) -> dict[str, dict[Any, Any]]:
    """What is kept with each division, and with its running text."""
    language = book.config.language
    return {d.id: {**d.found, **division_texts(d, language).found} for d in book.divisions}


def test_an_edit_of_a_paragraph_costs_nothing_in_other_chapters(monkeypatch: pytest.MonkeyPatch) -> None:
    forget()
    read, spaced, searched = [], [], []
    read_division, map_division, search = project.read_division, typography.map_division, EntryMarker.division

    def reads(text: str, name: str, *more: Any) -> Any:
        read.append(name)
        return read_division(text, name, *more)

    def spaces(division: Division, *more: Any) -> Division:
        spaced.append(division.source)
        return map_division(division, *more)

    def searches(self: EntryMarker, division: Division) -> Division:
        searched.append(division.source)
        return search(self, division)

    monkeypatch.setattr(project, "read_division", reads)
    monkeypatch.setattr(typography, "map_division", spaces)
    monkeypatch.setattr(EntryMarker, "division", searches)
    files = sources()
    name, old = "chapters/01-bogen.md", "Am Anfang steht das Papier."
    looked: list[tuple[dict[str, dict[Any, Any]], Book, dict[str, dict[Any, Any]]]] = []
    for new in (old, "Am Anfang steht immer das Papier."):
        for seen in (read, spaced, searched):
            seen.clear()
        files[name] = files[name].replace(old.encode(), new.encode())
        book, findings = load(Shelf.of(files))
        assert book and not findings and not missing_characters(book, Shelf.of(files))
        desk = Desk(transform(book))
        shown, _ = desk.surveyed("screen")
        looked.append((kept(book), shown, kept(shown)))
    assert (read, spaced, searched) == ([name], [name], [name, name])  # names are looked for by rules and for the register
    (before, shown, before_shown), (after, now, after_shown) = looked
    assert [one is other for one, other in zip(shown.divisions, now.divisions, strict=True)].count(False) == 1
    assert before.keys() == after.keys() and before["satz"].keys() == after["satz"].keys() != set()
    for id in before.keys() - {"bogen"}:
        assert all(rows is after[id][function] for function, rows in before[id].items()), id
        assert all(rows is after_shown[id][function] for function, rows in before_shown[id].items()), id


def test_what_the_last_book_did_not_hold_is_let_go() -> None:
    forget()
    for files in (sources(), sources() | {"chapters/02-satz.md": b"# Satz {#satz}\n\nAnders.\n"}):
        assert load(Shelf.of(files))[0]
    held = [key[:2] for key in project._DIVISIONS.last]
    assert len(held) == len({name for name, _ in held}) == sum(name.endswith(".md") for name in files)
    assert ("chapters/02-satz.md", "# Satz {#satz}\n\nAnders.\n") in held
    assert not load(Shelf.of(files | {"book.yaml": b"contents: ["}))[0]
    assert [key[:2] for key in project._DIVISIONS.last] == held
