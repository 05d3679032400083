"""Where a line of a finished page stands in the sources: found by its letters."""

from __future__ import annotations

from collections.abc import Mapping

from ..base.shelf import Shelf
from ..base.span import Span
from ..model.book import Book
from .pieces import letters

WINDOW = 14
"""Letters that must agree; shorter ones stand in many places."""


class Sources:
    """Texts of the sources by name, ready for searching."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self.streams: list[tuple[str, str, list[int]]] = []
        for name, text in texts.items():
            lines, starts = [letters(line) for line in text.split("\n")], [0]
            for line in lines:
                starts.append(starts[-1] + len(line))
            self.streams.append((name, "".join(lines), starts))

    @classmethod
    def of(cls, book: Book, shelf: Shelf) -> Sources:
        """The texts that a book is made of."""
        names = [division.source for division in book.divisions if division.source]
        return cls({name: shelf.text(name) for name in (*names, "glossary.yaml", "register.yaml") if shelf.has(name)})

    def find(self, text: str) -> Span | None:
        """The source line with the words of a printed line; calls and markup between them do no harm."""
        wanted = letters(text)
        for length in (len(wanted), 2 * WINDOW, WINDOW):
            for at in range(0, max(1, len(wanted) - length + 1), 4):
                if len(piece := wanted[at : at + length]) >= WINDOW and (place := self.holding(piece)):
                    return place
        return None

    def holding(self, piece: str) -> Span | None:
        for name, stream, starts in self.streams:
            if (found := stream.find(piece)) >= 0:
                return Span(name, next(number for number, start in enumerate(starts) if start > found))
        return None
