"""duplicate-id: one id for two places.

Why: a link would lead to the wrong one; ids are unique in the whole book.
Instead: give one of them a new id.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..base.finding import Finding
from ..base.span import Span
from ..model.book import Book, Division
from ..model.nodes import Div, Figure, Heading, Table, Target
from ..model.walk import blocks_of, division_inlines, inlines_in

RULE = "duplicate-id"


def _ids(division: Division) -> Iterator[tuple[str, Span]]:
    yield division.id, division.span
    for block in blocks_of(division.blocks):
        if isinstance(block, Heading | Table | Figure | Div) and block.id:
            yield block.id, block.span
    noted = (block for note in division.notes.values() for block in note.blocks)
    for node in (*division_inlines(division), *inlines_in(noted)):
        if isinstance(node, Target):
            yield node.id, node.span


def check(book: Book) -> Iterator[Finding]:
    """Every id that stands a second time, of divisions, headings, tables, figures, divs and places."""
    seen: dict[str, Span] = {}
    for division in book.divisions:
        for id, span in _ids(division):
            if id in seen:
                yield Finding(span, RULE, f'the id "{id}" is used already at {seen[id]}', "choose another id")
            seen.setdefault(id, span)
