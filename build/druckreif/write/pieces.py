"""From the pieces of a division to its part: what was laid out apart becomes one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from ..model.edition import Flow
from .lines.cuts import Composed
from .part import Part, Place
from .tags import Tag, go_on

Asked = tuple[str, bool]
"""A piece to be laid out: its markup, whether its first page is a verso."""


def set_in_pieces(
    division: str,
    verso: bool,
    compose: Callable[[bool], Composed],
    lay_out: Callable[[Sequence[Asked]], Sequence[Part]],
) -> Part:
    """A division from its pieces. `compose` fills its pages, or leaves that to WeasyPrint if a height was not foreseen."""
    for fitted in (True, False):
        composed = compose(fitted)
        parts = lay_out([(piece.html, verso != bool(piece.first % 2)) for piece in composed.pieces])
        if all(piece.pages in (0, part.pages) for piece, part in zip(composed.pieces, parts, strict=True)):
            return _united(division, composed, parts)
    raise AssertionError("pages that nobody counted are as many as they are")


def _united(division: str, composed: Composed, parts: Sequence[Part]) -> Part:
    """Parts that follow each other as one."""
    places: dict[str, Place] = {}
    structure = Tag("Document")
    letters: list[str] = []
    starts: list[int] = []
    heads: list[str] = []
    anchors: dict[str, int] = {}
    pages = count = 0
    for part in parts:
        for name, place in part.places.items():
            places.setdefault(name, replace(place, page=place.page + pages) if pages else place)
        go_on(structure, part.structure, pages)
        letters.append(part.flow.letters)
        starts += [start + count for start in part.flow.starts]
        heads += part.flow.heads
        for name, at in part.flow.anchors.items():
            anchors.setdefault(name, at + count)
        count += len(part.flow.letters)
        pages += part.pages
    flow = Flow("".join(letters), tuple(starts), tuple(heads), anchors)
    files = tuple(file for part in parts for file in part.files)
    return Part(division, files, pages, places, flow, structure, composed.plain)
