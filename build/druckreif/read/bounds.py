"""What no page has room for: blocks indented beyond half of the line, rows of tables that fill more than a page."""

from __future__ import annotations

from collections.abc import Iterator

from ..base.finding import Finding
from ..base.span import Span
from ..model.book import Division
from ..model.nodes import Block, Blocks, Div, Items, Quotation, Table
from ..model.walk import plain

MOST_INDENT = 12
"""Indents of one block, those of all around it included: with each of 14 pt, half of the line is left."""
EPIGRAPH = 6
"""An epigraph has the right part of the line: so many indents."""
MOST_ROW = 2000
"""Characters of a row, which stays on one page."""


def beyond(division: Division) -> list[Finding]:
    """Findings for text and notes of a division."""
    texts = (division.blocks, *(note.blocks for note in division.notes.values()))
    return [finding for blocks in texts for finding in _beyond(blocks, 0)]


def _beyond(blocks: Blocks, indent: int) -> Iterator[Finding]:
    for block in blocks:
        match block:
            case Div(kind=kind, blocks=inner):
                yield from _inside(block, inner, indent + (EPIGRAPH if kind == "epigraph" else 1))
            case Quotation(blocks=inner):
                yield from _inside(block, inner, indent + 1)
            case Items(items=items):
                for inner in items:
                    yield from _inside(block, inner, indent + 1)
            case Table(head=head, rows=rows):
                for number, row in enumerate((head, *rows)):
                    if (size := sum(len(plain(cell.children)) for cell in row)) > MOST_ROW:
                        place = Span(block.span.source, block.span.line + number + bool(number), block.span.column)
                        message = f"a row of {size:,} characters, which no page holds"
                        yield Finding(place, "row-long", message, "divide the row, or make paragraphs of the table")
            case _:
                pass


def _inside(block: Block, blocks: Blocks, indent: int) -> Iterator[Finding]:
    if indent > MOST_INDENT:
        hint = "close what is around it, or say it without one in another"
        yield Finding(block.span, "too-deep", "indented so often that no line is left for it", hint)
    else:
        yield from _beyond(blocks, indent)
