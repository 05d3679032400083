"""Where a division is cut into pieces that are laid out apart, at pages that a block or a line opens."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from xml.etree.ElementTree import Element

from ..tags import GOES_ON
from .pages import Choice
from .paragraph import tags

Around = tuple[Element, ...]
"""Elements, each in the one before."""

PIECE = 2
"""Pages of a division that are laid out at once: an edit sets those that it changes, several processes share the rest."""
_GROUPS = ("note-group", "chapter-notes")
"""Classes of elements without a look of their own in which a piece may end, as it may in the division."""
_CUTTABLE = ("section", "div", "blockquote", "p")
"""Elements that may go on in the next piece; what belongs to them as a whole stands at their sides alone."""
CUT = "\f"
_NOTHING_ABOVE, NOTHING_BELOW = "margin-top:0;padding-top:0;", "margin-bottom:0;padding-bottom:0;"


@dataclass(frozen=True, slots=True)
class Piece:
    """Whole pages of a division: markup, how many pages it must have (0 if nobody knows), its first page."""

    html: str
    pages: int
    first: int = 0


@dataclass(frozen=True, slots=True)
class Composed:
    """A division ready to be laid out, in pieces; blocks that were set plain."""

    pieces: tuple[Piece, ...]
    plain: Mapping[str, int]

    def dump(self) -> bytes:
        """The composition as bytes."""
        return json.dumps([[astuple(piece) for piece in self.pieces], dict(self.plain)]).encode()

    @classmethod
    def load(cls, dumped: bytes) -> Composed:
        """What `dump` gave."""
        pieces, plain = json.loads(dumped)
        return cls(tuple(Piece(*piece) for piece in pieces), plain)


@dataclass(frozen=True, slots=True)
class Cut:
    """Where a piece begins: its first block, which of its lines, its first page, the elements around it."""

    index: int
    line: int
    page: int
    around: Around = ()

    def again(self, cuts: Sequence[Cut]) -> str:
        """What ends one piece and begins the next; what is cut `cuts` will tell whether an element ends in the next."""
        later = {id(e) for cut in cuts if cut.page > self.page for e in cut.around}
        ends = "".join(tags(element)[1] for element in reversed(self.around))
        root, *inner = self.around
        starts = [_go_on(e, _NOTHING_ABOVE + (NOTHING_BELOW if id(e) in later else "")) for e in inner]
        return ends + CUT + _go_on(root, _NOTHING_ABOVE) + "".join(starts)


def _go_on(element: Element, style: str) -> str:
    """The start tag of an element that goes on from the piece before."""
    more = Element(element.tag, element.attrib | {"style": style + element.get("style", ""), GOES_ON: ""})
    return tags(more, again=True)[0]


def cuts_of(
    root: Element, blocks: Sequence[Around], paragraphs: Sequence[Around | None], choices: Mapping[int, Choice]
) -> list[Cut]:
    """Pages that a block or a line opens, some way behind the start or the last such page.

    `blocks`: the elements that begin with each block; `paragraphs`: all around its lines, if it has some of ours.
    """
    around: dict[int, Around] = {id(child): (root,) for child in root}
    for group in root:
        if set(group.get("class", "").split()) & set(_GROUPS):
            around |= {id(child): (root, group) for child in group}
    cuts: list[Cut] = []
    page = last = 0
    for index, choice in sorted(choices.items()):
        for line in choice.opens:
            page += 1
            outer = paragraphs[index] if line else around.get(id(blocks[index][0]))
            if outer and page - last >= PIECE and all(element.tag in _CUTTABLE for element in outer):
                cuts.append(Cut(index, line, page, outer))
                last = page
    return cuts
