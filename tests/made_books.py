"""Books made by chance or by Hypothesis, with a record of what they say: no word stands twice, none is lost unseen.

`choose` takes one of some options: Hypothesis's draw in properties, a seeded `Random` in the stress book.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import count

Choose = Callable[[Sequence[str]], str]

HEAD = """
title: Probe
language: de
slug: probe
date: 2026-01-01
contributors: [{name: A B, sort: "B, A", role: aut}]
publisher: {name: Verlag, place: Ort}
rights: {holder: A B, licence: CC0-1.0, url: "https://creativecommons.org/publicdomain/zero/1.0/", statement: Frei.}
description: Probe.
"""
BLOCKS = ("paragraph", "section", "quotation", "items", "numbered", "verse", "table", "letter")
NOTES = ("paragraph", "paragraphs", "quotation", "verse", "items", "cited", "foreign")
CALLS = ("none", "new", "new", "again")


@dataclass
class Chapter:
    """A chapter's source, and what it says: words of the text, labels in the order of their calls, words of each note."""

    id: str
    markdown: str = ""
    words: list[str] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    notes: dict[str, list[str]] = field(default_factory=dict)

    def order(self) -> list[str]:
        """Labels in the order of their first call: the numbers of the notes, from 1."""
        return list(dict.fromkeys(self.calls))


@dataclass
class Made:
    """A generated book: its files, and what they say."""

    chapters: list[Chapter]
    terms: dict[str, str] = field(default_factory=dict)
    """Words of the text that the glossary knows, with their ids."""
    names: dict[str, str] = field(default_factory=dict)
    """Words of the text that the register knows, with their ids."""

    def files(self, place: str = "book") -> dict[str, str | bytes]:
        """The book's folder; `place` says where the notes of the PDFs stand."""
        made = [name for name, has in (("glossary", self.terms), ("register", self.names)) if has]
        body = ", ".join(f"chapters/{chapter.id}.md" for chapter in self.chapters)
        back = ", ".join(["notes", *made, "bibliography"])
        config = f"contents:\n  front: [title-page, contents]\n  body: [{body}]\n  back: [{back}]\n"
        config += f"editions:\n  print:\n    notes: {{place: {place}}}\n"
        files: dict[str, str | bytes] = {"book.yaml": HEAD + config}
        files["sources.yaml"] = (
            "sources: [{id: werk, type: book, title: Werktitel, author: [{family: Beispiel, given: B.}], "
            'publisher-place: Ort, issued: {date-parts: [[1920]]}}]\n'
        )
        if self.terms:
            lines = (f"  - {{id: {id}, term: {word}, definition: Erklärung von {id}.}}\n" for word, id in self.terms.items())
            files["glossary.yaml"] = "terms:\n" + "".join(lines)
        if self.names:
            lines = (f"  - {{id: {id}, headword: {word}, kind: place}}\n" for word, id in self.names.items())
            files["register.yaml"] = "entries:\n" + "".join(lines)
        return files | {f"chapters/{chapter.id}.md": chapter.markdown for chapter in self.chapters}


def spelled(number: int) -> str:
    """A word for a number: none is part of another, none is divided at the end of a line or a page."""
    return f"w{number:05}x"


class Author:
    """Writes chapters of words that no one wrote before."""

    def __init__(self, choose: Choose) -> None:
        self.choose = choose
        self.fresh = map(spelled, count(1))

    def chapter(self, id: str, blocks: int, more: Sequence[str] = ()) -> Chapter:
        """A chapter of some blocks; `more` are words for paragraphs that the glossary or the register knows."""
        made = Chapter(id)
        writer = _Writer(self, made)
        title = writer.line(2)
        parts = [f"# {title} {{#{id}}}", self.block(writer, "paragraph")]
        parts += [self.block(writer, self.choose(BLOCKS)) for _ in range(blocks)]
        if more:
            made.words += more
            parts.append(" ".join(more) + ".")
        made.markdown = "\n\n".join([*parts, *writer.notes]) + "\n"
        return made

    def block(self, writer: _Writer, kind: str) -> str:
        line = writer.line
        match kind:
            case "section":
                return f"## {line(2)}\n\n{line(5)}"
            case "quotation":
                return f"> {line(4)}\n>\n> {line(3)}"
            case "items":
                return f"- {line(2)}\n- {line(3)}"
            case "numbered":
                return f"1. {line(2)}\n2. {line(2)}"
            case "verse":
                return f"| {line(2)}\n|   {line(2)}"
            case "table":
                caption, cells = line(2), [line(1) for _ in range(4)]
                row = "| {} | {} |\n"
                return row.format(*cells[:2]) + "|---|---|\n" + row.format(*cells[2:]) + f"\n: {caption}"
            case "letter":
                return f"::: {{.letter}}\n{line(3)}\n\n{line(3)}\n:::"
            case _:
                return f"{line(6)} *{line(2)}* {line(3)}"


class _Writer:
    def __init__(self, author: Author, made: Chapter) -> None:
        self.author, self.made = author, made
        self.notes: list[str] = []

    def line(self, words: int) -> str:
        """Some words in the order of reading, then perhaps the call of a new note or of one that was called before."""
        own = [next(self.author.fresh) for _ in range(words)]
        self.made.words += own
        call = self.author.choose(CALLS)
        if call == "none" or (call == "again" and not self.made.notes):
            return " ".join(own) + "."
        label = self.author.choose(list(self.made.notes)) if call == "again" else self.note(self.author.choose(NOTES))
        self.made.calls.append(label)
        return " ".join(own) + f".[^{label}]"

    def note(self, kind: str) -> str:
        label = f"n{len(self.made.notes) + 1}"
        words = [next(self.author.fresh) for _ in range(6)]
        self.made.notes[label] = words
        a, b, c = (" ".join(words[at : at + 2]) for at in (0, 2, 4))
        texts = {
            "paragraph": f"{a} *{b}* {c}.",
            "paragraphs": f"{a}.\n\n    {b}.\n\n    {c}.",
            "quotation": f"{a}:\n\n    > {b}\n\n    {c}.",
            "verse": f"{a}:\n\n    | {b}\n    | {c}",
            "items": f"{a}:\n\n    - {b}\n    - {c}",
            "cited": f"{a}, {b}, {c}, [@werk, S. 3].",
            "foreign": f"{a} [{b}]{{lang=ru-Latn}} **{c}**.",
        }
        self.notes.append(f"[^{label}]: {texts[kind]}")
        return label
