"""Where the sub-entries of a register entry run on to another column: there its head is repeated, "Lenin (Forts.)"."""

from __future__ import annotations

from itertools import pairwise

from ..model.book import Book
from ..model.ids import entry_anchor
from ..model.register import sorted_subs
from .part import Part

HEAD_ROUNDS = 4
"""How often a register is set again for its repeated heads at most; then it has none."""


def run_on(book: Book, part: Part) -> frozenset[str]:
    """Anchors of the sub-entries that begin a column, their entry or the sub-entry before in the column to the left."""
    found = set()
    for entry in book.entries.values():
        headings = [entry.id, *(f"{entry.id}/{sub.id}" for sub in sorted_subs(entry))]
        anchors = [anchor for heading in headings if (anchor := entry_anchor(heading)) in part.places]
        for before, after in pairwise(anchors):
            above, below = part.places[before], part.places[after]
            if below.page > above.page or below.y < above.y:
                found.add(after)
    return frozenset(found)
