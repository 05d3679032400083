"""Marks the places where persons and places of the register stand in the chapters.

An author writes `[words]{.index key=id}` only where the forms of register.yaml do not suffice. Headings,
notes, words in another language (titles, names of ships), front and back matter are left out: a register
leads to what the text says.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..model.book import Book, Division, Matter
from ..model.match import Matcher, entry_matcher
from ..model.nodes import (
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
    Link,
    Para,
    Quotation,
    SmallCaps,
    Strong,
    Table,
    TermCall,
    Text,
    Verse,
)  # fmt: skip
from ..model.walk import plain


def mark_entries(book: Book) -> Book:
    """The book with an index mark around every form of a register entry; the words stay the same."""
    if not book.entries:
        return book
    marker = _Marker(entry_matcher(book))
    return replace(book, divisions=tuple(marker.division(division) for division in book.divisions))


class _Marker:
    def __init__(self, matcher: Matcher) -> None:
        self.matcher = matcher

    def division(self, division: Division) -> Division:
        if division.matter is not Matter.BODY or not division.blocks:
            return division
        return replace(division, blocks=self.blocks(division.blocks))

    def blocks(self, blocks: Blocks) -> Blocks:
        return tuple(self.block(block) for block in blocks)

    def block(self, block: Block) -> Block:
        match block:
            case Para(children=children):
                return replace(block, children=self.inlines(children))
            case Quotation(blocks=blocks) | Div(blocks=blocks):
                return replace(block, blocks=self.blocks(blocks))
            case Verse(stanzas=stanzas):
                marked = tuple(tuple(replace(li, children=self.inlines(li.children)) for li in s) for s in stanzas)
                return replace(block, stanzas=marked)
            case Items(items=items):
                return replace(block, items=tuple(self.blocks(item) for item in items))
            case Table(rows=rows):
                return replace(block, rows=tuple(tuple(self.cell(cell) for cell in row) for row in rows))
            case Figure(caption=caption):
                return replace(block, caption=self.inlines(caption))
            case _:
                return block

    def cell(self, cell: Cell) -> Cell:
        return replace(cell, children=self.inlines(cell.children))

    def inlines(self, inlines: Inlines) -> Inlines:
        return tuple(marked for node in inlines for marked in self.inline(node))

    def inline(self, node: Inline) -> Iterator[Inline]:
        match node:
            case Text():
                yield from self.text(node)
            case Emph() | Strong() | SmallCaps():
                yield replace(node, children=self.inlines(node.children))
            case Link() | CrossRef() | TermCall():  # a link holds plain text only: its marks stand before it
                for _, _, id in self.matcher.find(plain(node.children)):
                    yield IndexMark((), id, span=node.span)
                yield node
            case _:
                yield node

    def text(self, node: Text) -> Iterator[Inline]:
        end = 0
        for start, stop, id in self.matcher.find(node.text):
            if start > end:
                yield replace(node, text=node.text[end:start])
            yield IndexMark((replace(node, text=node.text[start:stop]),), id, span=node.span)
            end = stop
        if end < len(node.text):
            yield replace(node, text=node.text[end:])
