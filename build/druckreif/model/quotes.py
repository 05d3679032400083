"""Quotation marks and apostrophes in running text: which mark opens, which closes, which pair is which.

Single marks are the hard part, since one character closes a quotation and stands for left-out letters too. Between letters
it is an apostrophe; at the end of a word it closes what is open, unless a better mark for that follows; at the beginning it
opens only if something can close it later.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from ..base.memo import kept_with
from .prose import CALL, Texts

STYLES = {"»«": "›‹", "„“": "‚‘", "“”": "‘’", "‘’": "“”", "«»": "‹›"}
"""Outer pairs and the pairs inside them."""

BY_LANGUAGE = {"de": "»«", "en": "“”"}

_MARK = re.compile("(?<![\\w,]),,(?=\\w)|[“”„‟«»\"‘’‚‛‹›'´]")
_SINGLE = "‘’‚‛‹›'´"
_FLOATING = "‘’'´"
"""Marks that may be apostrophes."""

_SPACES = " \n\t\u00a0\u202f"
_OPENERS, _CLOSERS = _SPACES + "([{—–-/", _SPACES + ")]}—–-/.,;:!?…" + CALL
_NESTED = 6
"""More marks than ever stand beside each other."""

_ELISION = re.compile(r"(?:s|n|ne|nen|nem|ner|m|t|tis|twas|em|cause|\d\ds?)\b", re.IGNORECASE)
_CLOSING = {"‚": "‘", "‘": "’", "›": "‹", "‹": "›", "'": "'", "’": "’", "´": "´"}


@dataclass(frozen=True, slots=True)
class Mark:
    """A quotation mark: where it stands."""

    start: int
    end: int
    char: str

    @property
    def is_single(self) -> bool:
        return self.char in _SINGLE


@dataclass(slots=True)
class Quotes:
    """What a text holds: pairs with their depth, apostrophes, and marks that have no partner."""

    pairs: list[tuple[Mark, Mark, int]] = field(default_factory=list)
    apostrophes: list[Mark] = field(default_factory=list)
    unpaired: list[Mark] = field(default_factory=list)
    opens: bool = False
    """Whether the text begins with an opening mark: it may go on with the quotation of the paragraph before it."""
    open: Mark | None = None
    """The mark that is still open at the end, if it is the only one without a partner."""

    def inside(self, at: int) -> bool:
        """Whether a character stands in quotation marks."""
        return any(first.start < at < last.end for first, last, _ in self.pairs)


def count_pairs(texts: Iterable[Quotes]) -> Counter[str]:
    """How many quotations have each outer pair."""
    return Counter(first.char + last.char for quotes in texts for first, last, depth in quotes.pairs if depth == 0)


def most_used(pairs: Counter[str], language: str) -> str:
    """The outer pair that most quotations have; straight marks count for none."""
    usual = BY_LANGUAGE.get(language, "“”")
    return max(STYLES, key=lambda pair: (pairs[pair], pair == usual))


@kept_with
def quotes_of(texts: Texts) -> tuple[Quotes, ...]:
    """The quotation marks of each prose."""
    return tuple(read_quotes(prose.text) for prose in texts.proses)


@lru_cache(maxsize=4096)
def read_quotes(text: str) -> Quotes:
    """The quotation marks of a text; the last texts are kept, since rules ask for one text at many places."""
    return _Reader(text).read()


class _Reader:
    def __init__(self, text: str) -> None:
        self.text, self.found = text, Quotes()
        self.marks = [Mark(match.start(), match.end(), match[0]) for match in _MARK.finditer(text)]
        self.stack: list[Mark] = []

    def read(self) -> Quotes:
        for index, mark in enumerate(self.marks):
            role = self.role(index)
            if role == "apostrophe":
                self.found.apostrophes.append(mark)
            elif role == "open":
                self.stack.append(mark)
                self.found.opens |= mark.start == 0
            elif role == "close":
                self.close(mark)
            elif role == "stray":
                self.found.unpaired.append(mark)
        if len(self.stack) == 1 and not self.found.unpaired:
            self.found.open = self.stack[0]
        self.found.unpaired += self.stack
        return self.found

    def close(self, mark: Mark) -> None:
        if self.stack and self.stack[-1].is_single == mark.is_single:
            self.found.pairs.append((self.stack.pop(), mark, len(self.stack)))
        else:
            self.found.unpaired.append(mark)

    def role(self, index: int) -> str:
        mark = self.marks[index]
        before, after = self.around(mark)
        if mark.char in "„‚,,":
            return "open"
        opens = before in _OPENERS and after not in _SPACES
        closes = before not in _SPACES and after in _CLOSERS
        if mark.char in "\"'" and self.text[mark.start - 1 : mark.start].isdigit() and not self.is_open(mark):
            return "measure"
        if mark.char in _FLOATING:
            return self.floating(index, opens, closes)
        if opens != closes:
            return "open" if opens else "close"
        if before in _SPACES and after in _SPACES:
            return "stray"
        return "close" if self.is_open(mark) else "open"

    def floating(self, index: int, opens: bool, closes: bool) -> str:
        mark = self.marks[index]
        if opens and not closes:
            if _ELISION.match(self.text, mark.end) and mark.char != "‘":
                return "apostrophe"
            return "open" if self.later(index, closing=True) else "apostrophe"
        if not closes or not (self.stack and self.stack[-1].is_single):
            return "apostrophe"
        best = _CLOSING.get(self.stack[-1].char, "")
        after_s = self.text[mark.start - 1 : mark.start] in ("s", "x", "z", "ß")
        rest = self.later(index, closing=True)
        if (mark.char != best and best in rest) or (mark.char == best and after_s and best in rest):
            return "apostrophe"
        return "close" if mark.char == best or best not in "‹›" else "apostrophe"

    def later(self, index: int, closing: bool) -> str:
        """The single marks after an index that could close, up to the next one that opens."""
        found = ""
        for mark in self.marks[index + 1 :]:
            before, after = self.around(mark)
            if mark.is_single and before in _OPENERS and after not in _OPENERS:
                break
            if mark.is_single and after in _CLOSERS and before not in _SPACES:
                found += mark.char
        return found

    def is_open(self, mark: Mark) -> bool:
        return bool(self.stack) and self.stack[-1].is_single == mark.is_single

    def around(self, mark: Mark) -> tuple[str, str]:
        """The characters before and after, other quotation marks passed over; "" at the ends, where everything may begin."""
        start, end = mark.start, mark.end
        while start > max(mark.start - _NESTED, 0) and self.text[start - 1] in "“”„«»\"‘’‚‹›'":
            start -= 1
        while end < min(mark.end + _NESTED, len(self.text)) and self.text[end] in "“”„«»\"‘’‚‹›'":
            end += 1
        return self.text[start - 1 : start] if start else "", self.text[end : end + 1]
