"""Marks and spaces as the language of the book has them: quotation marks, apostrophes, dashes, ellipses, spaces."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from ..model.prose import CALL
from ..model.quotes import BY_LANGUAGE, STYLES, Quotes, count_pairs, most_used, read_quotes
from . import inline
from .draft import Draft, DraftNote
from .phrases import ENGLISH, GERMAN
from .rewrite import inlines_of, rewritten

_MOST = 1500
"""Quotation marks of a paragraph that are paired; reading them takes time that grows with their square."""

_QUOTE = re.compile("[“”„‟«»\"‘’‚‛‹›'´]")
_WORD = re.compile(r"[^\W\d_]+")
_SPACES: tuple[tuple[str, re.Pattern[str], str], ...] = (
    ("space", re.compile(r" {2,}"), " "),
    ("space", re.compile(r"(?<=\w) +(?=[,;](?:\s|$))"), ""),
    ("ellipsis", re.compile(r"(?<!\.)\.\.\.(?!\.)|(?<![.\w])\. \. \.(?!\.)"), "…"),
)  # fmt: skip
_DASHES = {
    "de": ((re.compile(r"(?<=\S) (?:--|-|—) (?=\S)"), " – "), (re.compile(r"(?<=\w)—(?=\w)"), " – ")),
    "en": ((re.compile(r"(?<=\S) ?(?:---?) ?(?=\S)|(?<=\S) - (?=[^\W\d_])"), "—"),),
}
_RANGE = re.compile(
    r"(?<=\b(?:S|p)\. )(\d{1,4})-(\d{1,4})\b|(?<=\bpp\. )(\d{1,4})-(\d{1,4})\b|\b((?:1[5-9]|20)\d\d)-((?:1[5-9]|20)\d\d)\b"
)


def language_of(texts: Iterable[str]) -> tuple[str, float]:
    """The language that small words speak for, de or en, and the doubt; German where there are none."""
    counts: Counter[str] = Counter()
    seen = 0
    for text in texts:
        for found in _WORD.finditer(text):
            word = found[0].lower()
            counts["de"] += word in GERMAN
            counts["en"] += word in ENGLISH
            seen += 1
        if seen > 20_000:
            break
    german, english = counts["de"], counts["en"]
    if not german and not english:
        return "de", 0.9
    share = max(german, english) / (german + english)
    return ("de" if german >= english else "en"), round(min(0.9, (1 - share) * 2), 2)


def with_typography(draft: Draft, language: str) -> tuple[Draft, dict[str, int]]:
    """The draft with marks of its language, and how many of each kind changed."""
    work = _Work(draft, language)
    pieces = tuple(rewritten(piece, work.text) for piece in draft.pieces)
    notes = {
        label: DraftNote(tuple(rewritten(piece, work.text) for piece in note.pieces), note.place, note.name)
        for label, note in draft.notes.items()
    }
    return replace(draft, pieces=pieces, notes=notes), dict(sorted(work.counts.items()))


class _Work:
    def __init__(self, draft: Draft, language: str) -> None:
        self.language = language.split("-")[0]
        self.counts: Counter[str] = Counter()
        pieces = (*draft.pieces, *(piece for note in draft.notes.values() for piece in note.pieces))
        texts = (text for piece in pieces for text in inlines_of(piece))
        self.style = most_used(count_pairs(_quotes(text)[0] for text in texts), self.language)
        if self.style not in STYLES:
            self.style = BY_LANGUAGE.get(self.language, "“”")

    def text(self, text: str) -> str:
        """One inline text."""
        text = self.marks(text)
        for kind, pattern, new in _SPACES:
            text = self.sub(kind, pattern, new, text)
        for pattern, new in _DASHES.get(self.language, ()):
            text = self.sub("dash", pattern, new, text)
        return self.ranges(text)

    def sub(self, kind: str, pattern: re.Pattern[str], new: str, text: str) -> str:
        if new == " " and text.startswith("  "):  # the indent of a line of verse
            indent = len(text) - len(text.lstrip(" "))
            return text[:indent] + self.sub(kind, pattern, new, text[indent:])
        text, number = pattern.subn(new, text)
        self.counts[kind] += number
        return text

    def ranges(self, text: str) -> str:
        def one(found: re.Match[str]) -> str:
            self.counts["range"] += 1
            return found[0].replace("-", "–")

        return _RANGE.sub(one, text)

    def marks(self, text: str) -> str:
        """Quotation marks of the book's style, by their depth, and apostrophes."""
        quotes, places = _quotes(text)
        outer, inner = self.style, STYLES[self.style]
        changes: dict[int, tuple[int, str]] = {}
        for first, last, depth in quotes.pairs:
            pair = outer if depth % 2 == 0 else inner
            changes[first.start] = (first.end, pair[0])
            changes[last.start] = (last.end, pair[1])
        for mark in quotes.apostrophes:
            changes[mark.start] = (mark.end, "’")
        if quotes.open and quotes.open.start < 2:  # a quotation that goes on in the next paragraph
            changes[quotes.open.start] = (quotes.open.end, outer[0])
        out, at = [], 0
        for start in sorted(changes):
            end, new = changes[start]
            begin, length = places[start], end - start
            self.counts["quotation mark" if new != "’" else "apostrophe"] += text[begin : begin + length] != new
            out += [text[at:begin], new]
            at = begin + length
        return "".join([*out, text[at:]])


def _quotes(text: str) -> tuple[Quotes, list[int]]:
    """The quotation marks of an inline text, and where its characters stand."""
    if not _QUOTE.search(text) or len(_QUOTE.findall(text)) > _MOST:
        return Quotes(), []
    seen, places = inline.prose(text, CALL)
    return read_quotes(seen), places
