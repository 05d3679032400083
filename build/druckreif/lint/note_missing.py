"""note-missing: a call that has no note.

Why: the reader taps a number and lands nowhere.
Instead: add a line beginning with [^label]: to the same file; labels are local to a file.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..base.finding import Finding, nearest
from ..model.book import Book
from ..model.nodes import NoteCall
from ..model.walk import all_inlines

RULE = "note-missing"


def check(book: Book) -> Iterator[Finding]:
    """Every call whose label its own division does not define."""
    homes = {label: division.source for division in book.divisions for label in division.notes}
    for division, inside, node in all_inlines(book):
        if not isinstance(node, NoteCall) or inside or node.label in division.notes:
            continue
        if node.label in homes:
            hint = f"it stands in {homes[node.label]}; labels are local to a file, so copy or move the note"
        else:
            hint = nearest(node.label, division.notes) or f"add a line beginning with [^{node.label}]: to this file"
        yield Finding(node.span, RULE, f'no text for note "{node.label}"', hint)
