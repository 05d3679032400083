"""Positions in sources and in finished files."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A place in a text: file name, line and column, both counted from 1.

    `source` is the name below the book folder (`chapters/03.md`), or for finished files
    `dist/x.epub!OPS/nav.xhtml`. Line 0 means the file as a whole.
    """

    source: str
    line: int = 0
    column: int = 0
    end_line: int = 0
    end_column: int = 0

    def __str__(self) -> str:
        if not self.line:
            return self.source
        return f"{self.source}:{self.line}:{max(self.column, 1)}"


NOWHERE = Span("")
