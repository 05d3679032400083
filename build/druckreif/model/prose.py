"""The running text of a source as an editor reads it: without markup, each character with its place in the file.

The tree is made for writing and knows places of few nodes only; rules about characters (quotation marks, dashes, spaces)
read this instead. Where something stands that is no text of the author's language, a character of its own stands for it.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Any

from ..base.edit import Edit
from ..base.span import NOWHERE, Span

CALL, CITE, OTHER = "\ue000", "\ue001", "\ue002"
"""A note call; a citation; anything else that is no text of the author: other languages, addresses, empty references."""

STAND_INS = CALL + CITE + OTHER


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters of a prose that stand in the file as they are: from `start`, so many, from line and column (1)."""

    start: int
    length: int
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Prose:
    """A heading, paragraph, cell or line of verse. A line break is a space, or a newline where it is kept."""

    text: str
    source: str
    pieces: tuple[Piece, ...] = field(default=(), repr=False)
    lang: str = ""
    note: str = ""
    """The label of the note that it belongs to."""
    quoted: bool = False
    """Whether it is somebody else's text: a block quotation, verse, a letter, an epigraph."""
    span: Span = NOWHERE
    """Where it begins; for texts of YAML files, all that is known."""

    def place(self, start: int, end: int) -> Span:
        """The span of some characters; of the whole where their place is not known."""
        piece = self._piece(start)
        if not piece:
            return self.span
        column = piece.column + start - piece.start
        return Span(self.source, piece.line, column, piece.line, column + max(end - start, 1))

    def is_whole(self, start: int, end: int) -> bool:
        """Whether some characters stand together in the file, without markup between them."""
        piece = self._piece(start)
        return piece is not None and end <= piece.start + piece.length

    def edit(self, start: int, end: int, new: str) -> tuple[Edit, ...]:
        """The correction of some characters; none where they do not stand together, and in the texts of others."""
        piece = self._piece(start)
        if self.quoted or piece is None or not self.is_whole(start, end):
            return ()
        column = piece.column + start - piece.start
        return (Edit(self.source, piece.line, column, self.text[start:end], new),)

    def _piece(self, at: int) -> Piece | None:
        index = bisect_right(self.pieces, at, key=lambda piece: piece.start) - 1
        if index < 0 or at >= self.pieces[index].start + self.pieces[index].length:
            return None
        return self.pieces[index]


@dataclass(frozen=True, slots=True)
class Texts:
    """All proses of a division, or of the YAML files, in the order of reading, and their language ("de")."""

    lang: str
    proses: tuple[Prose, ...]
    found: dict[Any, Any] = field(default_factory=dict, init=False, compare=False, repr=False)
    """What was made of these very texts (`base/memo.py`)."""
