"""Changing the inline texts of a piece, whatever it is made of."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from .draft import Piece


def rewritten(piece: Piece, change: Callable[[str], str]) -> Piece:
    """The piece with every inline text changed, in the order of reading."""
    return replace(
        piece,
        text=change(piece.text) if piece.text else "",
        lines=tuple(change(line) for line in piece.lines),
        rows=tuple(tuple(change(cell) for cell in row) for row in piece.rows),
        inner=tuple(rewritten(inner, change) for inner in piece.inner),
        items=tuple(tuple(rewritten(inner, change) for inner in item) for item in piece.items),
    )


def inlines_of(piece: Piece) -> Iterator[str]:
    """Every inline text of a piece, in the order in which `rewritten` changes them."""
    if piece.text:
        yield piece.text
    yield from piece.lines
    yield from (cell for row in piece.rows for cell in row)
    for inner in (*piece.inner, *(inner for item in piece.items for inner in item)):
        yield from inlines_of(inner)
