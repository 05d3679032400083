"""Books that nobody would write: any number of notes, any title, any name. `make verify-many` passes 500 to epubcheck.

A number makes a book, the same one each time.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml
from druckreif.base.finding import Finding
from druckreif.verify.epub import verify_epub
from sample import DRAWING, epub_of
from warm import findings_of

TITLES = (
    "Brot & Frieden", "<Der> Titel", 'Was "sie" sagten', "1 < 2 > 0 & ]]> <!-- -->", "תולדות המהפכה", "محمد بن موسى الخوارزمي",
    "Война и мир", "O’Neill’s Wake", "«»", "&amp;", "&#60;script&#62;", "...", "A", "Zahl 40 000, z. B.", "ﬁ ﬂ é é",
    "Sehr " * 60 + "lang", "{title}", "--- --", "%s %(x)s {0}", "\u200eLTR\u200e", "Ⅻ. Kapitel", "٣٤٥", "Titel: mit, Zeichen; #1",
)  # fmt: skip
NAMES = (
    ("Ada Lovelace", "Lovelace, Ada"), ("محمد بن موسى", "محمد"), ("יוסף בן מתתיהו", "בן מתתיהו, יוסף"), ("O'Neill & Söhne", "O'Neill"),
    ("<anonym>", "<anonym>"), ("Wladimir “Der Alte” Uljanow", "Uljanow"), ("王小明", "王"), ("X", "X"), ("Ж. Б.", "Б., Ж."),
)  # fmt: skip
WORDS = ["Rat", "Räte", "Krieg", "&", "<", ">", '"', "'", "Brot", "und", "1917", "z. B.", "naïve", "Łódź", "§ 5", "–", "—", "…"]
ALPHABET = "".join(sorted({*Path(__file__).read_text("utf-8"), *"„“”‚‘’«»–—…ÄÖÜäöüßé§©×\u00a0\u202f\u2060\u2002\u200e→"} - {*"\n"}))
"""Every character that a book may hold stands in each one, so that all share their cut fonts, which cost a second to make."""

MADE = ("notes", "glossary", "bibliography", "register", "whos-who", "colophon")


class Author:
    """Writes a book by chance."""

    def __init__(self, number: int) -> None:
        self.dice = random.Random(number)
        self.number = number

    def some(self, *choices: str) -> str:
        return self.dice.choice(choices)

    def often(self, part: float) -> bool:
        return self.dice.random() < part

    def words(self, most: int = 40) -> str:
        """Words as Markdown: what means something there is written as itself."""
        chosen = " ".join(self.dice.choice(WORDS) for _ in range(self.dice.randint(1, most)))
        return self.plain(chosen)

    @staticmethod
    def plain(text: str) -> str:
        return "".join(f"\\{char}" if char in "\\`*_{}[]<>#|&~^$@\"'-+!()." and char not in ".-()" else char for char in text)

    # ---- sources ----

    def files(self) -> dict[str, str | bytes]:
        count = self.dice.choice((1, 1, 2, 3, 6))
        chapters = [f"chapters/k{index}.md" for index in range(count)]
        self.terms = [f"begriff-{index}" for index in range(self.dice.randint(1, 4))]
        files: dict[str, str | bytes] = {name: self.chapter(name, index) for index, name in enumerate(chapters)}
        used = "\n".join(map(str, files.values()))
        made = [name for name in MADE if self.needed(name, used) or (name == "colophon" and self.often(0.5))]
        body: list[object] = list(chapters)
        if count > 2 and self.often(0.5):
            body = [{"part": self.some(*TITLES), "id": "teil", "chapters": chapters[:2]}, *chapters[2:]]
        front = [name for name in ("half-title", "title-page", "imprint", "contents") if self.often(0.8)]
        if self.often(0.3):
            front.append("front/vorwort.md")
            files["front/vorwort.md"] = f"# Vorwort {{#vorwort}}\n\n{self.words()}\n"
        files["book.yaml"] = self.yaml(self.config({"front": front, "body": body, "back": made}))
        definitions = [{"id": id, "term": self.some(*TITLES), "definition": self.some(*TITLES) + " x."} for id in self.terms]
        files["glossary.yaml"] = self.yaml({"terms": definitions})
        files["sources.yaml"] = self.yaml({"sources": [self.work(index) for index in range(3)]})
        files["register.yaml"] = self.yaml({"entries": self.entries()})
        files["images/bild.svg"] = DRAWING
        return files

    def needed(self, name: str, used: str) -> bool:
        sign = {"notes": "[^", "glossary": ".term", "bibliography": "[@", "register": ".index", "whos-who": ".index"}
        return sign.get(name, "\0") in used

    @staticmethod
    def yaml(data: object) -> str:
        return str(yaml.safe_dump(data, allow_unicode=True))

    def config(self, contents: dict[str, object]) -> dict[str, object]:
        people = [
            {"name": name, "sort": sort, "role": self.some("aut", "edt", "trl", "ill")}
            for name, sort in self.dice.sample(NAMES, self.dice.randint(1, 5))
        ]
        config: dict[str, object] = {
            "title": self.some(*TITLES), "language": self.some("de", "de", "en"), "slug": f"buch-{self.number}",
            "date": self.some("2026-01-01", "1917-11-07", "2026-12-31"), "contributors": people,
            "publisher": {"name": self.some("{publisher}", "Brot & Söhne", "<Verlag>"), "place": self.some("{place}", "Köln")},
            "rights": {"holder": self.some("A & B", "<X>"), "licence": "CC0-1.0", "url": "https://example.org/?a=1&b=2",
                       "statement": self.some("Alle Rechte & Pflichten.", "<frei>")},
            "description": self.some(*TITLES, "Zeile\nund Zeile & <b>"), "contents": contents,
        }  # fmt: skip
        maybe: dict[str, object] = {
            "subtitle": self.some(*TITLES), "sort-title": self.some(*TITLES), "edition": "2. & letzte Auflage",
            "series": {"title": self.some(*TITLES), "number": self.some("", "7", "12", "3.5")},
            "subjects": [{"term": self.some(*TITLES)}, {"term": "Krieg", "scheme": "thema", "code": "NHW"}],
            "isbn": {"epub": "978-3-16-148410-0"}, "identifier": "urn:uuid:12345678-1234-5678-1234-567812345678",
            "editions": {"epub": {"notes": {"place": self.some("book", "chapter"), "numbering": self.some("book", "chapter")}}},
        }  # fmt: skip
        return config | {key: value for key, value in maybe.items() if self.often(0.5)}

    def work(self, index: int) -> dict[str, object]:
        return {
            "id": f"werk-{index}", "type": "book", "title": self.some(*TITLES), "author": [{"literal": self.some(*TITLES)}],
            "issued": {"date-parts": [[1917 + index]]}, "publisher": "Brot & Söhne", "publisher-place": "<Ort>",
            "URL": "https://example.org/a?b=1&c=<2>",
        }  # fmt: skip

    def entries(self) -> list[dict[str, object]]:
        return [
            {"id": "lenin", "kind": "person", "headword": "Lenin & <Co>", "forms": ["Lenin"], "identification": self.some(*TITLES)},
            {"id": "koeln", "kind": "place", "headword": "Köln", "forms": ["Köln"]},
        ]

    # ---- chapters ----

    def chapter(self, name: str, index: int) -> str:
        notes: list[str] = []
        id = name.removeprefix("chapters/").removesuffix(".md")
        title = self.plain(self.some(*TITLES))
        parts = [f"# {title} {{#{id}}}"]
        blocks = 0 if self.often(0.15) else self.dice.randint(1, 12)
        if not blocks:
            parts.append("* * *")  # a chapter needs something, and this is as near to nothing as may be
        for number in range(blocks):
            parts.append(self.block(id, number, notes))
        if index == 0:
            parts.append(self.plain(ALPHABET))
            parts.append("Lenin in Köln.")
        if blocks and self.often(0.1):
            parts.append(" ".join(self.call(notes) for _ in range(60)))
        return "\n\n".join([*parts, *notes]) + "\n"

    def call(self, notes: list[str]) -> str:
        """A call, and its note with anything in it."""
        label = f"n{len(notes)}"
        text = self.some(self.words(), self.words(3), "x", (self.words() + " ") * 40, f"[@werk-{self.dice.randint(0, 2)}, S. 3]")
        more = self.some("", "", f"\n\n    {self.words()}", "\n\n    - eins\n    - zwei", "\n\n    > Zitat")
        notes.append(f"[^{label}]: {text}.{more}")
        return f"Wort[^{label}]"

    def block(self, id: str, number: int, notes: list[str]) -> str:
        words, more = self.words(), self.words(3)
        match self.dice.randrange(18):
            case 0:
                return f"{words} {self.call(notes)}."
            case 1:
                return f"{words} {self.call(notes)}, {self.call(notes)}."
            case 2:
                return f"## {more} {self.call(notes)} {{#{id}-s{number}}}\n\n{words}"
            case 3:
                return f"> {words} {self.call(notes)}\n>\n> — {more}"
            case 4:
                return "| Vers\n|   und Vers\n\n| Strophe"
            case 5:
                return "- eins\n- zwei\n\n    - drei"
            case 6:
                return f"1. {words}\n2. x"
            case 7:
                return f"| A {self.call(notes)} | B |\n|---|--:|\n| {more} | 2 |\n\n: Titel {{#{id}-t{number}}}"
            case 8:
                return f"::: {{.{self.some('letter', 'dispute', 'epigraph', 'smaller', 'dedication')}}}\n{words}\n:::"
            case 9:
                return "* * *"
            case 10:
                alt = self.some("A & B", "<x>", "محمد")
                return f'![{more}](images/bild.svg){{#{id}-b{number} alt="{alt}" description="Lang & breit"}}'
            case 11:
                return f"[книга & мир]{{lang=ru}} [تاريخ]{{lang=ar}} [kniga]{{lang=ru-Latn}} {words}"
            case 12:
                return f"[{more}](https://example.org/?a=1&b=2)"
            case 13:
                return f"[Lenin]{{.index}} und [Rat & Räte]{{.term key={self.some(*self.terms)}}} {words}"
            case 14:
                return f"*{words}* **{more}** [x & y]{{.smallcaps}} [](#{id})"
            case 15:
                return "Zeile\\\nund Zeile"
            case 16:
                return "<!-- nichts -->\n\n" + words
            case _:
                return words


@dataclass(frozen=True)
class Verdict:
    """What the judges said of a generated book."""

    number: int
    findings: tuple[Finding, ...]
    writing: float
    checking: float


def judged(numbers: range) -> Iterator[Verdict]:
    """Each book written and judged, by the structural check and by epubcheck. Times in s."""
    for number in numbers:
        start = time.perf_counter()
        data, facts, _ = epub_of(Author(number).files())
        written = time.perf_counter()
        findings = (*verify_epub(f"book-{number}.epub", data, facts), *findings_of("epubcheck", f"book-{number}.epub", data))
        yield Verdict(number, findings, written - start, time.perf_counter() - written)


def main(count: int) -> int:
    """Judge so many books; print what fails and how long a book takes."""
    verdicts = []
    for verdict in judged(range(count)):
        verdicts.append(verdict)
        print(*verdict.findings, sep="\n", end="\n" if verdict.findings else "")
    failed = [verdict.number for verdict in verdicts if verdict.findings]
    writing, checking = (sum(times) / count for times in zip(*((v.writing, v.checking) for v in verdicts), strict=True))
    print(f"{count - len(failed)} of {count} generated books pass; a book takes {writing:.2f} s to write, {checking:.2f} s to check.")
    if failed:
        print("These do not:", *failed)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 500))
