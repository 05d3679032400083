"""A division as set: what layout, joining and cache hand to each other.

Links inside the book are written as `druckreif:ANCHOR`; joining turns them into places in the finished file.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import astuple, dataclass, field

from ..model.edition import Flow
from .tags import Tag, tag_from, tag_values

SCHEME = "druckreif:"
PICTURE = "druckreif-picture:"
PX = 0.75
"""Points in a CSS pixel."""
LINK = (0.64, 0.2, 0.14)
"""Colour of links on the screen, a brick red: 3 to 1 against black, 6.8 to 1 against white (WCAG 2.2, 1.4.1 and 1.4.3)."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an anchor stands in a part: page index from 0, left and top in pt from the page's upper left corner.

    `height` in pt is that of the box with the anchor.
    """

    page: int
    x: float
    y: float
    height: float = 0


@dataclass(frozen=True, slots=True)
class Part:
    """A division as set: a PDF file, number of pages, places of its anchors, its text as it runs over the pages, its
    structure (which is not in the file).
    """

    division: str
    file: bytes
    pages: int
    places: Mapping[str, Place]
    flow: Flow
    structure: Tag
    plain: Mapping[str, int] = field(default_factory=dict)
    """Blocks that were left to WeasyPrint since the theme does not state their measure, by kind."""

    def dump(self) -> bytes:
        """The part as bytes: a line of JSON, then the PDF file."""
        places = {anchor: astuple(place) for anchor, place in self.places.items()}
        head = {
            "division": self.division, "pages": self.pages, "places": places,
            "flow": astuple(self.flow), "structure": tag_values(self.structure), "plain": dict(self.plain),
        }  # fmt: skip
        return json.dumps(head).encode() + b"\n" + self.file

    @classmethod
    def load(cls, dumped: bytes) -> Part:
        """What `dump` gave."""
        line, _, file = dumped.partition(b"\n")
        head = json.loads(line)
        places = {anchor: Place(*place) for anchor, place in head["places"].items()}
        letters, starts, heads, anchors = head["flow"]
        flow = Flow(letters, tuple(starts), tuple(heads), anchors)
        return cls(head["division"], file, head["pages"], places, flow, tag_from(head["structure"]), head["plain"])
