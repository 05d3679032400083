"""note-missing: a call that has no note.

Why: the reader taps a number and lands nowhere.
Instead: add a line beginning with [^label]: to the same file; labels are local to a file.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..base.finding import Finding, nearest
from ..base.memo import kept_with
from ..model.book import Book, Division
from ..model.nodes import NoteCall
from ..model.walk import division_inlines

RULE = "note-missing"


def check(book: Book) -> Iterator[Finding]:
    """Every call whose label its own division does not define."""
    open_ = [(division, node) for division in book.divisions for node in _unanswered(division)]
    homes = {label: division.source for division in book.divisions for label in division.notes} if open_ else {}
    for division, node in open_:
        if node.label in homes:
            hint = f"it stands in {homes[node.label]}; labels are local to a file, so copy or move the note"
        else:
            hint = nearest(node.label, division.notes) or f"add a line beginning with [^{node.label}]: to this file"
        yield Finding(node.span, RULE, f'no text for note "{node.label}"', hint)


@kept_with
def _unanswered(division: Division) -> tuple[NoteCall, ...]:
    calls = (node for node in division_inlines(division) if isinstance(node, NoteCall))
    return tuple(node for node in calls if node.label not in division.notes)
