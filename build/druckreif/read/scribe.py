"""Takes down the running text while inlines are read: what rules about characters look at."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from ..base.span import Span
from ..model.prose import OTHER, STAND_INS, Piece, Prose

_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_NO_STAND_INS = str.maketrans(STAND_INS, "\ufffd" * len(STAND_INS))


@dataclass(slots=True)
class Scribe:
    """The proses of one file in the order of reading."""

    source: str
    originals: Mapping[int, str]
    """The lines of the file by number: a piece is noted only where its line holds it."""
    proses: list[Prose] = field(default_factory=list)
    note: str = ""
    quotations: int = 0
    """How many quotations the text stands in."""
    _parts: list[str] = field(default_factory=list)
    _pieces: list[Piece] = field(default_factory=list)
    _length: int = 0
    _muted: int = 0
    _joining: bool = False

    @contextmanager
    def quoting(self, is_quoted: bool = True) -> Iterator[None]:
        """What is read inside is another's text."""
        self.quotations += is_quoted
        yield
        self.quotations -= is_quoted

    @contextmanager
    def stanza(self, span: Span) -> Iterator[None]:
        """What is read inside are the lines of one prose, another's text."""
        self._joining = True
        with self.quoting():
            yield
            self._joining = False
            self.end(span)

    def text(self, text: str, point: tuple[int, int] | None) -> None:
        """Characters, and the line and column where they stand; None if they stand there in another way."""
        if self._muted or not text:
            return
        if point:
            line, column = point
            if self.originals.get(line, "").startswith(text, column - 1):
                self._pieces.append(Piece(self._length, len(text), line, column))
        self._parts.append(text.translate(_NO_STAND_INS))
        self._length += len(text)

    def mark(self, char: str, point: tuple[int, int]) -> None:
        """One character for something that is no text."""
        if not self._muted:
            self._pieces.append(Piece(self._length, 1, *point))
            self._parts.append(char)
            self._length += 1

    def mute(self, by: int) -> None:
        """Take nothing down from here (1), or again (-1)."""
        self._muted += by

    def end(self, span: Span) -> None:
        """One heading, paragraph or cell is read, or a line of a stanza."""
        if self._joining:
            return self.text("\n", None)
        text = "".join(self._parts)
        if "." in text and ("://" in text or "www." in text or "@" in text):
            text = _ADDRESS.sub(lambda match: OTHER * len(match[0]), text)
        if text.strip():
            is_quoted = self.quotations > 0
            self.proses.append(Prose(text, self.source, tuple(self._pieces), "", self.note, is_quoted, span))
        self._parts, self._pieces, self._length = [], [], 0
