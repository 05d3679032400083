"""Numbering of notes in the order of their first call: from 1 in each division, or through the book."""

from __future__ import annotations

from ..base.memo import kept_with
from ..model.book import Book, Division
from ..model.edition import Policy
from ..model.facts import NumberedNote
from ..model.ibid import calls
from ..model.ids import call_anchor, note_anchor


def number_notes(book: Book, policy: Policy) -> dict[str, tuple[NumberedNote, ...]]:
    """The notes of each division that has any; numbers are gapless from 1."""
    numbered: dict[str, tuple[NumberedNote, ...]] = {}
    last = 0
    for division in book.divisions:
        if notes := _division_notes(division, last + 1 if policy.numbering == "book" else 1):
            numbered[division.id] = notes
            last = notes[-1].number
    return numbered


@kept_with
def _division_notes(division: Division, start: int) -> tuple[NumberedNote, ...]:
    return tuple(
        NumberedNote(
            division=division.id,
            label=label,
            number=number,
            anchor=note_anchor(division.id, number),
            calls=tuple(call_anchor(division.id, number, nth) for nth in range(1, count + 1)),
        )
        for number, (label, count) in enumerate(calls(division).items(), start=start)
    )
