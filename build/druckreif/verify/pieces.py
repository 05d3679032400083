"""Words that must stand in a finished edition, and where they come from; comparing them with what stands there.

Words are compared as letters and figures alone (NFKC, small letters), so that hyphenation, ligatures, quotation marks and
spaces do not matter.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from ..base.finding import Finding
from ..base.span import Span

RULE = "parity"
FOLIO = "\ue000"
"""A page number in expected words: no letter, so that the rest is compared without it."""
TABLE_HINT = "a table wider than its page needs fewer columns or shorter words; else this is a defect, please report it"
HINT = "the words of this edition differ from the sources: a defect of druckreif, please report it"


_LETTERS = re.compile(r"[^\W_]+")


def letters(text: str) -> str:
    """Letters and figures of a text, in small."""
    return "".join(_LETTERS.findall(unicodedata.normalize("NFKC", text).casefold()))


@dataclass(frozen=True)
class Piece:
    """Some words that must stand in an edition, and where they come from; before a loose one others may stand.

    An `optional` one is the number of a list item, which PDFs draw before its words or somewhere behind them.
    A `drawn` one are the words in a drawing, of which an edition may show some, in any order. A `tabled` one stands in a
    cell; `head` is the pattern of what is said once more where a page ends within it or before it: the head of its table.

    FOLIO in the text stands for a page number.
    """

    text: str
    span: Span
    loose: bool = False
    optional: bool = False
    drawn: bool = False
    tabled: bool = False
    head: str = ""

    @cached_property
    def letters(self) -> str:
        """The letters of its words, without page numbers."""
        return letters(self.text)

    @property
    def pattern(self) -> str:
        """The letters as a regular expression."""
        return "[0-9ivxlcdm]+".join(re.escape(letters(part)) for part in self.text.split(FOLIO))

    def find(self, stream: str, at: int, after: str = "") -> tuple[int, int]:
        """Start and end of the words in a stream from `at` on, else (-1, -1); `after` are letters behind a page number."""
        if FOLIO in self.text:
            pattern = re.compile(self.pattern + (f"(?={re.escape(after)})" if after else ""))
            match = pattern.search(stream, at) if self.loose else pattern.match(stream, at)
            return match.span() if match else (-1, -1)
        wanted = self.letters
        found = stream.find(wanted, at) if self.loose else at
        return (found, found + len(wanted)) if found >= 0 and stream.startswith(wanted, found) else (-1, -1)


def compare(name: str, pages: str | Sequence[str], pieces: Sequence[Piece]) -> list[Finding]:
    """At most one finding: the first place at which an edition's letters leave the sources."""
    pages = [pages] if isinstance(pages, str) else pages
    breaks = [*accumulate(map(len, pages[:-1]))]
    stream, at, drawn = "".join(pages), 0, ""
    for piece, following in zip(pieces, (*pieces[1:], None), strict=True):
        after = letters(following.text.split(FOLIO)[0])[:20] if following and not following.loose else ""
        if piece.drawn or (drawn and piece.optional):
            drawn += piece.letters
            continue
        if piece.optional:
            at += len(piece.text) if stream.startswith(piece.text + after, at) else 0
            continue
        if drawn:
            ends = _within(stream, at, drawn)
            at, drawn = next((end for end in ends if piece.find(stream, end, after)[0] >= 0), at), ""
        while piece.head and breaks and breaks[0] < at + max(len(piece.letters), 1):
            here = breaks.pop(0)
            head = re.compile(piece.head).match(stream, here) if here >= at else None
            if head:
                stream = stream[:here] + stream[head.end() :]
                breaks = [later - len(head[0]) for later in breaks]
        start, end = piece.find(stream, at, after)
        if start < 0:
            wanted = letters(piece.text.split(FOLIO)[0])
            here = _longest(stream, wanted, at) if piece.loose else at
            here += (count := same(stream[here:], wanted))
            return [difference(name, piece, words_at(piece.text, count), stream[here : here + 40])]
        at = end
    at = next(_within(stream, at, drawn)) if drawn else at
    if at < len(stream) and pieces and not pieces[-1].loose:
        return [difference(name, pieces[-1], "the end of the division", stream[at : at + 40])]
    return []


def _within(stream: str, at: int, drawn: str) -> Iterator[int]:
    """Where the letters of a drawing that stand from `at` on may end, the farthest first; `at` itself at last."""
    left, end = Counter(drawn), at
    while end < len(stream) and left[stream[end]] > 0:
        left[stream[end]] -= 1
        end += 1
    yield from range(end, at - 1, -1)


def difference(name: str, piece: Piece, wanted: str, found: str) -> Finding:
    """A finding at the source of a piece: what was expected and what stands there."""
    hint = TABLE_HINT if piece.tabled else HINT
    return Finding(piece.span, RULE, f'{name}: "{wanted}" expected, found "{found or "nothing"}"', hint)


def _longest(stream: str, wanted: str, at: int) -> int:
    """Where the longest beginning of the wanted letters stands behind `at`."""
    low, high = 0, len(wanted)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if stream.find(wanted[:middle], at) >= 0 else (low, middle - 1)
    return stream.find(wanted[:low], at)


def same(left: str, right: str) -> int:
    """With how many letters both begin."""
    for index, (one, other) in enumerate(zip(left, right, strict=False)):
        if one != other:
            return index
    return min(len(left), len(right))


def words_at(text: str, count: int) -> str:
    """The words of a text from the one that holds its nth letter."""
    seen = start = 0
    for index, char in enumerate(text):
        if char.isspace():
            start = index + 1
        seen += len(letters(char))
        if seen > count:
            break
    return " ".join(text[start : start + 60].split())
