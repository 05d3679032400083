"""Where the names of the register stand: in the text of a division, then in its notes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ..base.memo import kept_with
from ..model.book import Book, Division
from ..model.facts import Passage
from ..model.ibid import calls
from ..model.ids import entry_mark_anchor
from ..model.lookup import heading_of
from ..model.nodes import IndexMark
from ..model.register import Entry
from ..model.walk import division_inlines, note_inlines

Passages = Mapping[str, tuple[Passage, ...]]
"""The passages of each heading, in the order of the text."""


def passages_by_division(book: Book) -> Iterator[tuple[Division, Passages]]:
    """The passages of each division; anchors do not depend on where an edition shows its notes."""
    for division in book.divisions:
        yield division, _passages(division, book.entries)


def by_heading(every: Iterable[tuple[Division, Passages]]) -> dict[str, tuple[Passage, ...]]:
    """The passages of each heading in the order of the book."""
    found: dict[str, list[Passage]] = {}
    for _, passages in every:
        for heading, own in passages.items():
            found.setdefault(heading, []).extend(own)
    return {heading: tuple(own) for heading, own in found.items()}


def by_place(every: Iterable[tuple[Division, Passages]]) -> dict[tuple[str, str], Mapping[str, tuple[str, ...]]]:
    """Anchors by (division id, note label) and heading, in the order of the text."""
    places: dict[tuple[str, str], Mapping[str, tuple[str, ...]]] = {}
    for division, passages in every:
        places.update(_places(division, passages))
    return places


@kept_with
def _places(division: Division, passages: Passages) -> dict[tuple[str, str], Mapping[str, tuple[str, ...]]]:
    places: dict[tuple[str, str], dict[str, list[str]]] = {}
    for heading, own in passages.items():
        for passage in own:
            places.setdefault((passage.division, passage.note), {}).setdefault(heading, []).append(passage.anchor)
    return {place: {heading: tuple(anchors) for heading, anchors in found.items()} for place, found in places.items()}


@kept_with
def _passages(division: Division, entries: Mapping[str, Entry]) -> Passages:
    found: dict[str, list[Passage]] = {}
    for label, heading in _marked(division, entries):
        passages = found.setdefault(heading, [])
        passages.append(Passage(entry_mark_anchor(division.id, heading, len(passages) + 1), division.id, label))
    return {heading: tuple(passages) for heading, passages in found.items()}


def _marked(division: Division, entries: Mapping[str, Entry]) -> tuple[tuple[str, str], ...]:
    """Label of the note ("" in the text) and heading of every mark of a division; notes in the order of their calls."""
    notes = note_inlines(division)
    nodes = [("", node) for node in division_inlines(division) if isinstance(node, IndexMark)]
    nodes += [(label, node) for label in calls(division) for node in notes[label] if isinstance(node, IndexMark)]
    return tuple((label, heading) for label, node in nodes if (heading := heading_of(node, entries)))
