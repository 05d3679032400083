"""Footnotes on the page of their call: WeasyPrint puts 3 to 13 of a hundred on a later one; layout sets such pages again.

The way out uses public anchors only (reference: WeasyPrint, 1.3): where a paragraph runs on to the next page, more of
its lines are sent over (`widows`), else the last paragraph that begins on the page goes over as a whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from ..model.facts import NumberedNote
from .footnotes import PARAGRAPH, PARAGRAPH_END
from .part import Part, Place
from .theme import Page

HIGHEST = 0.8
"""Share of the text height above which a footnote leaves no room for the lines that call it."""

MOST_WIDOWS = 14
"""How many lines of a paragraph are sent to the next page at most."""

ROUNDS = 60
"""How often a division is set at most."""


def too_long(part: Part, notes: Iterable[NumberedNote], paper: Page) -> list[NumberedNote]:
    """Notes that no page has room for; what does not fit would be cut off."""
    return [note for note in notes if note.anchor in part.places and part.places[note.anchor].height > HIGHEST * paper.depth]


def displaced(part: Part, notes: Iterable[NumberedNote]) -> list[NumberedNote]:
    """Notes on another page than their first call."""
    places = part.places
    return [note for note in notes if places[note.anchor].page != places[note.calls[0]].page]


def repair(part: Part, notes: Iterable[NumberedNote], done: Mapping[int, str], paper: Page) -> dict[int, str]:
    """Styles for paragraphs that bring the first displaced note to its call, with those `done` before; {} if none is due."""
    astray = displaced(part, notes)
    if not astray:
        return {}
    call = part.places[astray[0].calls[0]]
    starts = sorted(
        (place.page, place.y, int(name.removeprefix(PARAGRAPH)))
        for name, place in part.places.items()
        if name.startswith(PARAGRAPH)
    )
    holding = [number for page, y, number in starts if (page, y) <= (call.page, call.y)]
    if holding and (lines := _lines_over(part, holding[-1], call, paper)):
        before = done.get(holding[-1], "")
        lines = max(lines, int(before.removeprefix("widows:")) if before.startswith("widows:") else 0) + 2
        if lines <= MOST_WIDOWS and not before.startswith("break"):
            return {**done, holding[-1]: f"widows:{lines}"}
    for page, y, number in reversed(starts):
        if page == call.page and y > paper.top + paper.line and not done.get(number, "").startswith("break"):
            return {**done, number: "break-before:page"}
    return {}


def _lines_over(part: Part, number: int, call: Place, paper: Page) -> int:
    """How many lines of a paragraph stand on the page after the call's."""
    end = part.places.get(f"{PARAGRAPH_END}{number}")
    return round((end.y - paper.top) / paper.line) + 1 if end and end.page == call.page + 1 else 0


def without_paragraphs(part: Part) -> Part:
    """The part without the anchors that only this work needs."""
    kept = {name: place for name, place in part.places.items() if not name.startswith((PARAGRAPH, PARAGRAPH_END))}
    return replace(part, places=kept)
