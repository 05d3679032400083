"""Going through the text of a division and changing pieces of it, each with the paragraph that it stands in.

Two passes do so: glossary terms become links, names become places of the register. Rules look with the same eyes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from ..base.memo import kept_with
from ..base.span import NOWHERE, Span
from .book import Book, Division, Matter
from .names import Name, Names, entry_forms, register_names
from .nodes import (
    Block,
    Blocks,
    Cell,
    CrossRef,
    Div,
    Emph,
    Figure,
    IndexMark,
    Inline,
    Inlines,
    Items,
    LineBreak,
    Link,
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
from .walk import plain


@dataclass(slots=True)
class Marker:
    """Walks blocks and inlines; a pass says what becomes of a text (`text`) and of other inlines (`other`)."""

    around: str = ""
    """The plain text of the paragraph, line of verse, cell or caption at hand."""
    at: int = 0
    """Where in it the text at hand begins."""
    span: Span = NOWHERE
    """Where the block at hand stands in the sources."""

    def text(self, node: Text) -> Iterator[Inline]:
        """What becomes of a text."""
        yield node

    def other(self, node: Inline) -> Iterator[Inline]:
        """What becomes of any other inline; `inside` goes into one."""
        yield node

    def blocks(self, blocks: Blocks) -> Blocks:
        """Blocks with their texts changed."""
        return tuple(self.block(block) for block in blocks)

    def block(self, block: Block) -> Block:
        """A block with its texts changed; headings, verse, tables and figures are left alone."""
        self.span = block.span
        match block:
            case Para(children=children):
                return Para(self.line(children), span=block.span)
            case Quotation(blocks=blocks) | Div(blocks=blocks):
                return replace(block, blocks=self.blocks(blocks))
            case Items(items=items):
                return replace(block, items=tuple(self.blocks(item) for item in items))
            case _:
                return block

    def line(self, inlines: Inlines) -> Inlines:
        """The inlines of one paragraph."""
        self.around, self.at = plain(inlines), 0
        return self.run(inlines)

    def run(self, inlines: Inlines) -> Inlines:
        changed: list[Inline] = []
        for node in inlines:
            end = self.at + len(node.text if isinstance(node, Text) else plain((node,)))
            if isinstance(node, Text):
                changed += self.text(node)
            elif not isinstance(node, LineBreak):
                changed += self.other(node)
            else:
                changed.append(node)
            self.at = end
        return tuple(changed)

    def inside(self, node: Emph | Strong | SmallCaps | Target | IndexMark) -> Inline:
        """An inline with the texts in it changed."""
        return replace(node, children=self.run(node.children))


@dataclass(slots=True)
class EntryMarker(Marker):
    """Puts an index mark around every name of the register.

    Headings, words in another language (titles, names of ships) and what an author marked are left alone.
    """

    names: Names = field(default_factory=lambda: Names((), german=False))
    chapter: str = ""
    seen: list[tuple[Name, Span]] = field(default_factory=list)
    """Every name that was found, with the place of its block."""

    def division(self, division: Division) -> Division:
        """A chapter with its names marked, in text and notes; front and back matter stay as they are."""
        if division.matter is not Matter.BODY or not division.blocks:
            return division
        self.chapter = division.id
        notes = {label: replace(note, blocks=self.blocks(note.blocks)) for label, note in division.notes.items()}
        return replace(division, blocks=self.blocks(division.blocks), notes=notes)

    def block(self, block: Block) -> Block:
        match block:
            case Verse(stanzas=stanzas):
                self.span = block.span
                marked = tuple(tuple(replace(li, children=self.line(li.children)) for li in s) for s in stanzas)
                return replace(block, stanzas=marked)
            case Table(rows=rows):
                self.span = block.span
                return replace(block, rows=tuple(tuple(self.cell(cell) for cell in row) for row in rows))
            case Figure(caption=caption):
                self.span = block.span
                return replace(block, caption=self.line(caption))
            case _:
                return Marker.block(self, block)

    def cell(self, cell: Cell) -> Cell:
        return replace(cell, children=self.line(cell.children))

    def other(self, node: Inline) -> Iterator[Inline]:
        match node:
            case Emph() | Strong() | SmallCaps() | Target():
                yield self.inside(node)
            case Link() | CrossRef() | TermCall():  # a link holds plain text only: its marks stand before it
                for name in self.found(plain(node.children)):
                    yield IndexMark((), name.sense.entry, name.sense.sub, span=node.span)
                yield node
            case _:
                yield node

    def text(self, node: Text) -> Iterator[Inline]:
        end = 0
        for name in self.found(node.text):
            if name.start > end:
                yield Text(node.text[end : name.start], span=node.span)
            words = Text(node.text[name.start : name.end], span=node.span)
            yield IndexMark((words,), name.sense.entry, name.sense.sub, span=node.span)
            end = name.end
        if end == 0:
            yield node
        elif end < len(node.text):
            yield Text(node.text[end:], span=node.span)

    def found(self, text: str) -> Iterator[Name]:
        for name in self.names.find(text, self.around, self.at, self.chapter):
            self.seen.append((name, self.span))
            yield name


def names_of(book: Book) -> Names:
    """The names of a book's register."""
    return register_names(entry_forms(book.entries), book.config.language.split("-")[0] == "de")


@kept_with
def names_seen(division: Division, names: Names) -> tuple[tuple[Name, Span], ...]:
    """Every name in a chapter, with the place of its block."""
    marker = EntryMarker(names=names)
    marker.division(division)
    return tuple(marker.seen)
