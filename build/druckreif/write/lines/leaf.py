"""A page as it is drawn: content, links, faces; and what is to be known of the blocks that WeasyPrint set for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ..part import Part, Place
from ..tags import Mark, Tag
from ..tree import ODD as BOX
from .measure import Face
from .paragraph import Foot
from .written import ODD

_INITIAL = {"Tz": "100", "Ts": "0"}
"""The text state that a page begins with, as far as it is the same as ours."""


@dataclass(frozen=True, slots=True)
class Odd:
    """A page of a part with blocks of WeasyPrint's, moved by so much (y up), its marked content numbered from `first` on.

    `areas` gives the new number of each of its links.
    """

    part: int
    page: int
    x: float
    y: float
    first: int
    areas: dict[int, int]


@dataclass(frozen=True, slots=True)
class Link:
    """An area that leads to an address: its number, left, bottom, right, top (y up)."""

    number: int
    box: tuple[float, float, float, float]
    target: str


@dataclass(slots=True)
class Leaf:
    """A page: its content, its links, its faces with the glyphs that are used."""

    content: list[bytes | Odd] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    faces: dict[Face, dict[int, str]] = field(default_factory=dict)
    marks: int = 0
    feet: list[Foot] = field(default_factory=list)
    state: dict[str, str] = field(default_factory=dict)
    """The text state as it was last set (ISO 32000-1, 9.3)."""

    def set(self, operator: str, value: str) -> str:
        """What brings the text state to a value; nothing if it is that already."""
        if self.state.get(operator, _INITIAL.get(operator)) == value:
            return ""
        self.state[operator] = value
        return f"{value} {operator} "


class Odds:
    """What is to be known of the blocks that WeasyPrint set, by part and page."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self.parts = parts
        self.tags: dict[tuple[int, int], Tag] = {}
        self.marks: Counter[tuple[int, int]] = Counter()
        self.named: dict[tuple[int, int], list[tuple[str, Place]]] = {}
        for number, part in enumerate(parts):
            self.read(part.structure, number)
            for name, place in part.places.items():
                self.named.setdefault((number, place.page), []).append((name, place))

    def read(self, tag: Tag, part: int) -> None:
        if tag.type == BOX:
            box = next(name for name in tag.names if name.startswith(f"{ODD}box-"))
            self.tags[part, int(box.removeprefix(f"{ODD}box-"))] = tag
        for kid in tag.kids:
            if isinstance(kid, Tag):
                self.read(kid, part)
            elif isinstance(kid, Mark):
                self.marks[part, kid.page] = max(self.marks[part, kid.page], kid.number + 1)

    def letters(self, part: int, page: int) -> str:
        """The letters of a block."""
        flow = self.parts[part].flow
        return flow.letters[flow.starts[page] : (*flow.starts, len(flow.letters))[page + 1]]

    def anchors(self, part: int, page: int, own: str) -> Iterator[tuple[str, Place, int | None]]:
        """The anchors of a block: name, place, the letters before it if it stands in the running text."""
        flow = self.parts[part].flow
        for name, place in self.named.get((part, page), ()):
            at = flow.anchors[name] - flow.starts[page] if name in flow.anchors else None
            if not name.startswith(ODD):
                yield name, place, at
            elif name == f"{ODD}{page}" and own:
                yield own, place, at
