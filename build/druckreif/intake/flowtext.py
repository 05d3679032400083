"""Inline text of pages: spaces as browsers show them, lines of verse, neighbours that are one block."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from . import inline
from .draft import Piece
from .inline import BREAK
from .rewrite import inlines_of

VERSE_LINE, VERSE_MEAN = 64, 50
"""Letters of a line of verse at most, and on average."""


def tidy(text: str) -> str:
    """Inline text with single spaces, as browsers show it, and none before the call of a note."""
    text = re.sub(r"[ \t\n\r]+", " ", text)
    return re.sub(f"[ \u00a0\u202f]+(?={inline.CALL})", "", re.sub(r" *\ue01c *", BREAK, text)).strip(" ")


def is_verse(lines: Sequence[str]) -> bool:
    """Whether lines that somebody broke are verse: three and more, short."""
    filled = [line.strip() for line in lines if line.strip()]
    if len(filled) < 3 or max(map(len, filled)) > VERSE_LINE or sum(map(len, filled)) / len(filled) > VERSE_MEAN:
        return False
    return not all(line.endswith((".", ":", ";")) for line in filled)


def merged(pieces: Sequence[Piece]) -> list[Piece]:
    """Neighbours that are one block: paragraphs of one style, a caption with its table or picture."""
    found: list[Piece] = []
    for piece in pieces:
        before = found[-1] if found else None
        if before and piece.hint == before.hint == "style" and piece.kind == before.kind in ("quotation", "letter"):
            found[-1] = replace(before, inner=(*before.inner, *piece.inner), text=piece.text or before.text)
        elif before and piece.hint == before.hint == "style" and piece.kind == before.kind == "verse":
            found[-1] = replace(before, lines=(*before.lines, "", *piece.lines))
        elif before and piece.hint == "attribution" and before.kind == "quotation" and not before.text:
            found[-1] = replace(before, text=re.sub(r"^\s*(?:—|–|--)\s*", "", piece.text))
        elif before and before.hint == "caption" and piece.kind in ("table", "figure") and not piece.text:
            found[-1] = replace(piece, text=before.text)
        elif before and piece.hint == "caption" and before.kind in ("table", "figure") and not before.text:
            found[-1] = replace(before, text=piece.text)
        else:
            found.append(piece)
    return found


def flat(pieces: Sequence[Piece]) -> Iterator[str]:
    """The inline texts of pieces, for places where no block may stand."""
    return (text for piece in pieces for text in inlines_of(piece))


def number_in(text: str | None) -> int:
    """A number that an attribute says, else 1."""
    return int(text) if text and re.fullmatch(r"\d{1,6}", text) else 1


def kept_lines(raw: str) -> str:
    """Characters as inline text with their line ends."""
    return "\n".join(inline.text(line) for line in raw.split("\n"))


def indented(line: str) -> str:
    """A line with the no-break spaces that stand before it as spaces."""
    line = re.sub(r"^[ \t\n]+", "", line)
    bare = line.lstrip(" \u00a0\u2003\u2002")
    return " " * min(len(line) - len(bare), 20) + re.sub(r"[ \t\n]+", " ", bare).rstrip()


def one_line(raw: str) -> str:
    """What a file says of itself, such as its title: in one line of a thousand characters, none of them invisible."""
    return " ".join(inline.text(raw).split())[:1000]
