"""duplicate-id: one id for two places.

Why: a link would lead to the wrong one; ids are unique in the whole book.
Instead: give one of them a new id.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..base.finding import Finding
from ..base.memo import kept_with
from ..base.span import Span
from ..model.book import Book, Division
from ..model.nodes import Div, Figure, Heading, Table, Target
from ..model.walk import blocks_of, of_kind

RULE = "duplicate-id"


@kept_with
def _ids(division: Division) -> tuple[tuple[str, Span], ...]:
    return tuple(_every_id(division))


def _every_id(division: Division) -> Iterator[tuple[str, Span]]:
    yield division.id, division.span
    for block in blocks_of(division.blocks):
        if isinstance(block, Heading | Table | Figure | Div) and block.id:
            yield block.id, block.span
    for node in of_kind(division, Target):
        yield node.id, node.span


def check(book: Book) -> Iterator[Finding]:
    """Every id that stands a second time, of divisions, headings, tables, figures, divs and places."""
    seen: dict[str, Span] = {}
    for division in book.divisions:
        for id, span in _ids(division):
            if id in seen:
                yield Finding(span, RULE, f'the id "{id}" is used already at {seen[id]}', "choose another id")
            seen.setdefault(id, span)
