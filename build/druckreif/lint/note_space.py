"""note-space: a space before a note call.

Why: the number could begin a line, away from its word.
Instead: set the call directly behind the word or its closing punctuation.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from ..base.finding import Finding, Severity
from ..model.book import Book
from ..model.nodes import Inline, LineBreak, NoteCall, Text
from ..model.walk import blocks_of, inlines_of

RULE = "note-space"


def check(book: Book) -> Iterator[Finding]:
    """Every call that follows a space."""
    for division in book.divisions:
        yield from _calls(division.title)
        for block in blocks_of(division.blocks):
            yield from _calls(tuple(inlines_of(block)))


def _calls(inlines: Sequence[Inline]) -> Iterator[Finding]:
    for before, node in pairwise(inlines):
        if not isinstance(node, NoteCall):
            continue
        if isinstance(before, LineBreak) or (isinstance(before, Text) and before.text[-1:].isspace()):
            hint = "delete the space"
            yield Finding(node.span, RULE, f'a space before the call of "{node.label}"', hint, Severity.WARNING)
