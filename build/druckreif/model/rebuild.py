"""Making a changed copy of a tree: one function is applied to every text, the rest stays as it was."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from operator import is_
from typing import assert_never

from .book import Division
from .nodes import (
    Block,
    Blocks,
    Cell,
    Cite,
    CiteItem,
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
    VerseLine,
)  # fmt: skip

Change = Callable[[str], str]


def map_inlines(inlines: Inlines, change: Change) -> Inlines:
    """Inlines with every text changed; words in a foreign language are left alone. Those without change are the same."""
    changed = tuple(_inline(node, change) for node in inlines)
    return inlines if all(map(is_, changed, inlines)) else changed


def _inline(node: Inline, change: Change) -> Inline:
    match node:
        case Text(text=text):
            new = change(text)
            return node if new == text else Text(new, span=node.span)
        case Emph() | Strong() | SmallCaps() | Link() | CrossRef() | Target() | TermCall() | IndexMark():
            children = map_inlines(node.children, change)
            return node if children is node.children else replace(node, children=children)
        case Cite(items=items):
            return replace(node, items=tuple(_cite_item(item, change) for item in items))
        case Foreign() | NoteCall() | LineBreak():
            return node
        case _:
            assert_never(node)


def _cite_item(item: CiteItem, change: Change) -> CiteItem:
    return replace(item, prefix=change(item.prefix), locator=change(item.locator))


def map_blocks(blocks: Blocks, change: Change) -> Blocks:
    """Blocks with every text changed."""
    return tuple(_block(block, change) for block in blocks)


def _cells(cells: tuple[Cell, ...], change: Change) -> tuple[Cell, ...]:
    return tuple(replace(cell, children=map_inlines(cell.children, change)) for cell in cells)


def _line(line: VerseLine, change: Change) -> VerseLine:
    return replace(line, children=map_inlines(line.children, change))


def _block(block: Block, change: Change) -> Block:
    match block:
        case Heading() | Para():
            children = map_inlines(block.children, change)
            return block if children is block.children else replace(block, children=children)
        case Quotation(blocks=blocks, attribution=attribution):
            return replace(block, blocks=map_blocks(blocks, change), attribution=map_inlines(attribution, change))
        case Div(blocks=blocks):
            return replace(block, blocks=map_blocks(blocks, change))
        case Verse(stanzas=stanzas):
            return replace(block, stanzas=tuple(tuple(_line(line, change) for line in s) for s in stanzas))
        case Items(items=items):
            return replace(block, items=tuple(map_blocks(item, change) for item in items))
        case Table(head=head, rows=rows, caption=caption):
            changed = tuple(_cells(row, change) for row in rows)
            return replace(block, head=_cells(head, change), rows=changed, caption=map_inlines(caption, change))
        case Figure(caption=caption):
            return replace(block, caption=map_inlines(caption, change))
        case Ornament():
            return block
        case _:
            assert_never(block)


def map_division(division: Division, change: Change) -> Division:
    """A division with every text changed: title, subtitle, blocks and notes."""
    return replace(
        division,
        title=map_inlines(division.title, change),
        subtitle=map_inlines(division.subtitle, change),
        blocks=map_blocks(division.blocks, change),
        notes={k: replace(note, blocks=map_blocks(note.blocks, change)) for k, note in division.notes.items()},
    )
