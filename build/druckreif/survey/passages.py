"""Where the names of the register stand: in the text of a division, then in its notes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..model.book import Book, Division
from ..model.facts import NumberedNote, Passage
from ..model.ids import entry_mark_anchor
from ..model.lookup import heading_of
from ..model.nodes import IndexMark
from ..model.walk import division_inlines, inlines_in

Passages = dict[str, tuple[Passage, ...]]


def find_passages(book: Book, notes: Mapping[str, tuple[NumberedNote, ...]]) -> Passages:
    """The passages of each heading in the order of the book; anchors do not depend on where an edition shows its notes."""
    found: dict[str, list[Passage]] = {}
    for division in book.divisions:
        for label, heading in _marked(book, division, notes.get(division.id, ())):
            passages = found.setdefault(heading, [])
            passages.append(Passage(entry_mark_anchor(heading, len(passages) + 1), division.id, label))
    return {heading: tuple(passages) for heading, passages in found.items()}


def by_place(passages: Passages) -> dict[tuple[str, str], dict[str, tuple[str, ...]]]:
    """Anchors by (division id, note label) and heading, in the order of the text."""
    places: dict[tuple[str, str], dict[str, tuple[str, ...]]] = {}
    for heading, found in passages.items():
        for passage in found:
            place = places.setdefault((passage.division, passage.note), {})
            place[heading] = (*place.get(heading, ()), passage.anchor)
    return places


def _marked(book: Book, division: Division, notes: tuple[NumberedNote, ...]) -> Iterator[tuple[str, str]]:
    """Label of the note ("" in the text) and heading of every mark of a division."""
    for node in division_inlines(division):
        if isinstance(node, IndexMark) and (heading := heading_of(node, book.entries)):
            yield "", heading
    for note in notes:
        for node in inlines_in(division.notes[note.label].blocks):
            if isinstance(node, IndexMark) and (heading := heading_of(node, book.entries)):
                yield note.label, heading
