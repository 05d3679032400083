"""Footnotes on the page of their call: WeasyPrint puts 3 to 13 of a hundred on a later one; layout sets such pages again.

The way out uses public anchors only (reference: WeasyPrint, 1.3): where a paragraph runs on to the next page, more of
its lines are sent over (`widows`), else the last paragraph that begins on the page goes over as a whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from ..model.facts import NumberedNote
from .footnotes import PARAGRAPH
from .pdf import TEXT_TOP, Part, Place

LINE = 14.0
"""Line height of running text in pt."""

HIGHEST = 380.0
"""Height of a footnote in pt, above which its page has no room for the lines that call it (text height: 477 pt)."""

ROUNDS = 60
"""How often a division is set at most."""


def too_long(part: Part, notes: Iterable[NumberedNote]) -> list[NumberedNote]:
    """Notes that no page has room for; what does not fit would be cut off."""
    return [note for note in notes if note.anchor in part.places and part.places[note.anchor].height > HIGHEST]


def displaced(part: Part, notes: Iterable[NumberedNote]) -> list[NumberedNote]:
    """Notes on another page than their first call."""
    places = part.places
    return [note for note in notes if places[note.anchor].page != places[note.calls[0]].page]


def repair(part: Part, notes: Iterable[NumberedNote], done: Mapping[int, str]) -> dict[int, str]:
    """Styles for paragraphs that bring the first displaced note to its call; the earlier ones included, {} if none is due."""
    astray = displaced(part, notes)
    if not astray:
        return {}
    call = part.places[astray[0].calls[0]]
    paragraphs = sorted(
        (place.page, place.y, int(name.removeprefix(PARAGRAPH)))
        for name, place in part.places.items()
        if name.startswith(PARAGRAPH)
    )
    before = [p for p in paragraphs if (p[0], p[1]) <= (call.page, call.y)]
    after = [p for p in paragraphs if (p[0], p[1]) > (call.page, call.y)]
    if before and (lines := _lines_over(call, after)):
        number = before[-1][2]
        tried = int(done[number].removeprefix("widows:")) if done.get(number, "").startswith("widows:") else 0
        return {**done, number: f"widows:{max(lines, tried) + 2}"}
    movable = [p for p in paragraphs if p[0] == call.page and p[1] > TEXT_TOP + LINE and p[2] not in done]
    return {**done, movable[-1][2]: "break-before:page"} if movable else {}


def _lines_over(call: Place, after: list[tuple[int, float, int]]) -> int:
    """How many lines of the paragraph with the call stand on the next page."""
    if not after or after[0][0] != call.page + 1:
        return 0
    return round(max(0.0, after[0][1] - TEXT_TOP) / LINE)


def without_paragraphs(part: Part) -> Part:
    """The part without the anchors that only this work needs."""
    return replace(part, places={name: place for name, place in part.places.items() if not name.startswith(PARAGRAPH)})
