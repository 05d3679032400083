"""Plain text: wrapped lines, notes at the end of each chapter."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import assert_never

from ...model.book import Book, Division, Kind
from ...model.facts import Facts
from ...model.locale import Locale, locale
from ...model.nodes import (
    Block,
    Blocks,
    Cite,
    CrossRef,
    Div,
    Emph,
    Figure,
    Foreign,
    Heading,
    IndexMark,
    Inline,
    Inlines,
    Items,
    LineBreak,
    Link,
    NoteCall,
    Ornament,
    Para,
    Quotation,
    SmallCaps,
    Strong,
    Table,
    Target,
    TermCall,
    Text,
    Verse,
)  # fmt: skip
from ...model.walk import plain
from .outline import Work, authors, glossary, persons, shown

WIDTH = 72
_BREAK = "\x00"
"""Stands for a line break until paragraphs are wrapped."""


def write_text(book: Book, facts: Facts, keys: bool = False) -> bytes:
    """The book as UTF-8; facts are those of `export_policy`."""
    config = book.config
    told = [config.title, config.subtitle, ", ".join(authors(book)), config.date.isoformat(), config.rights.statement]
    head = [line for text in told if text for line in _wrap(text)]
    parts = ["\n".join(head), *("\n\n".join(_Typist(book, facts, d, keys).division_lines()) for d in shown(book))]
    return ("\n\n\n\n".join(parts) + "\n").encode()


def _wrap(text: str, first: str = "", rest: str = "") -> list[str]:
    """Lines of a paragraph; no-break spaces hold, words are never divided."""
    lines: list[str] = []
    for part in text.split(_BREAK):
        wrapped = textwrap.fill(
            part.strip(" "), WIDTH, initial_indent=rest if lines else first, subsequent_indent=rest,
            break_long_words=False, break_on_hyphens=False, expand_tabs=False,
        )  # fmt: skip
        lines += wrapped.split("\n")
    return lines


@dataclass(slots=True)
class _Typist:
    """Writes one division as paragraphs, each of lines."""

    book: Book
    facts: Facts
    division: Division
    keys: bool
    note: str = ""
    cites: dict[str, int] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def words(self) -> Locale:
        return locale(self.book.config.language)

    def division_lines(self) -> list[str]:
        division = self.division
        number = self.facts.chapter_numbers.get(division.id)
        title = self.say(division.title)
        lines = _wrap(f"{number}. {title}" if number else title)
        rule = "=" * max(map(len, lines))
        paragraphs = ["\n".join([*lines, rule])]
        if division.subtitle:
            paragraphs.append("\n".join(_wrap(self.say(division.subtitle))))
        made = {Kind.GLOSSARY: glossary, Kind.WHOS_WHO: persons}
        if division.kind in made:
            return paragraphs + [self.entry(work) for work in made[division.kind](self.book)]
        if division.kind is Kind.BIBLIOGRAPHY:
            return paragraphs + self.works()
        paragraphs += self.blocks(division.blocks)
        if notes := self.facts.notes.get(division.id):
            paragraphs.append(f"{self.words.notes}\n{'-' * len(self.words.notes)}")
        for note in notes or ():
            self.note = note.label
            mark = f"[{note.number}] "
            first, *rest = self.blocks(division.notes[note.label].blocks, "    ") or [""]
            paragraphs += ["\n".join(_wrap(first.replace("\n", " ").strip(" "), mark, "    ")), *rest]
        return paragraphs

    def entry(self, work: Work) -> str:
        return "\n".join(_wrap(f"{work.name}: {work.text}", "", "    "))

    def works(self) -> list[str]:
        names = {"sources": self.words.sources, "literature": self.words.literature}
        found = []
        for group, works in self.facts.bibliography.items():
            if len(self.facts.bibliography) > 1:
                found.append(f"{names[group]}\n{'-' * len(names[group])}")
            found += ["\n".join(_wrap(plain(text), "", "    ")) for _, text in works]
        return found

    def blocks(self, blocks: Blocks, indent: str = "") -> list[str]:
        return [paragraph for block in blocks for paragraph in self.block(block, indent)]

    def block(self, block: Block, indent: str) -> list[str]:
        inner = indent + "    "
        match block:
            case Para(children=children):
                return ["\n".join(_wrap(self.say(children), indent, indent))]
            case Heading(level=level, children=children):
                lines = _wrap(self.say(children))
                return ["\n".join([*lines, ("-" if level == 2 else "~") * max(map(len, lines))])]
            case Quotation(blocks=blocks, attribution=by):
                said = ["\n".join(_wrap(f"— {self.say(by)}", inner, inner))] if by else []
                return [*self.blocks(blocks, inner), *said]
            case Verse(stanzas=stanzas):
                return [
                    "\n".join(inner + " " * line.indent + self.say(line.children).replace(_BREAK, " ") for line in stanza)
                    for stanza in stanzas
                ]
            case Div(kind=kind, blocks=blocks):
                label = [indent + self.words.dispute + ":"] if kind == "dispute" else []
                return [*label, *self.blocks(blocks, inner)]
            case Items(items=items, start=start):
                marks = ["-" if start is None else f"{start + at}." for at in range(len(items))]
                made = [self.item(item, mark, indent) for item, mark in zip(items, marks, strict=True)]
                return ["\n".join(made)] if all(len(item) == 1 for item in items) else made
            case Table():
                return self.table(block, indent)
            case Figure(alt=alt, caption=caption, id=id, description=description):
                title = self.caption(caption, id, "f")
                told = " ".join(filter(None, [f"[{self.words.figure}: {alt}]", title, description]))
                return ["\n".join(_wrap(told, indent, indent))]
            case Ornament():
                return ["* * *".center(WIDTH).rstrip()]
            case _:
                assert_never(block)

    def item(self, item: Sequence[Block], mark: str, indent: str) -> str:
        paragraphs = self.blocks(tuple(item), indent + " " * (len(mark) + 1)) or [""]
        text = "\n\n".join(paragraphs)
        return indent + mark + " " + text.lstrip(" ")

    def table(self, table: Table, indent: str) -> list[str]:
        """A table in columns, if it fits; else its rows as lines, cells parted by bars."""
        rows = [[self.say(cell.children).replace(_BREAK, " ") for cell in row] for row in (table.head, *table.rows)]
        widths = [max(len(row[at]) if at < len(row) else 0 for row in rows) for at in range(len(table.head))]
        lines = []
        for row in rows:
            if sum(widths) + 3 * len(widths) + len(indent) <= WIDTH:
                cells = [
                    text.rjust(width) if head.align == "right" else text.ljust(width)
                    for text, width, head in zip(row, widths, table.head, strict=False)
                ]
                lines.append((indent + "   ".join(cells)).rstrip())
            else:
                lines += _wrap(" | ".join(row), indent, indent + "  ")
        title = self.caption(table.caption, table.id, "t")
        return [*(["\n".join(_wrap(title, indent, indent))] if title else []), "\n".join(lines)]

    def caption(self, caption: Inlines, id: str, letter: str) -> str:
        self.counts[letter] = self.counts.get(letter, 0) + 1
        if not caption:
            return ""
        anchor = id or f"{self.division.id}-{letter}{self.counts[letter]}"
        return f"{self.facts.anchors[anchor].text}. {self.say(caption)}"

    # ---- inlines ----

    def say(self, inlines: Inlines) -> str:
        return "".join(self.one(node) for node in inlines)

    def one(self, node: Inline) -> str:
        match node:
            case Text(text=text):
                return text
            case LineBreak():
                return _BREAK
            case NoteCall(label=label):
                return f"[{self.facts.number(self.division.id, label)}]"
            case Cite():
                return self.cite(node)
            case CrossRef(target=target, children=children, page=page):
                anchor = self.facts.anchors.get(target)
                return anchor.text if anchor and (page or not children) else self.say(children) or target
            case Link(href=href, children=children):
                text = self.say(children)
                return text if text in href else f"{text} <{href}>"
            case Emph() | Strong() | SmallCaps() | Foreign() | Target() | TermCall() | IndexMark():
                return self.say(node.children)
            case _:
                assert_never(node)

    def cite(self, cite: Cite) -> str:
        index = self.cites.get(self.note, 0)
        self.cites[self.note] = index + 1
        if not self.keys:
            return plain(self.facts.citations[self.division.id, self.note, index])
        places = ((item, f", {item.locator}" if item.locator else "") for item in cite.items)
        return "[" + "; ".join(f"{item.prefix} @{item.key}{place}".strip() for item, place in places) + "]"
