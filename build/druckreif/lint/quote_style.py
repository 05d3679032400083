"""quote-style: quotation marks of another kind than the book's.

Why: »these«, „these“, “these” and "these" beside each other look like an accident, and readers look for a meaning.
Instead: the marks of the book, ›inside‹ others the single ones; `quotes` in book.yaml sets them, else those used most count.
`druckreif check --fix` changes them, but not inside block quotations, where the marks are the quoted author's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ..base.finding import Finding
from ..base.memo import kept_with
from ..model.book import Book
from ..model.prose import Prose, Texts
from ..model.quotes import STYLES, Mark, count_pairs, most_used, quotes_of
from ..model.walk import all_texts
from .search import warn

RULE = "quote-style"


def check(book: Book) -> Iterator[Finding]:
    """Every pair that the style of the book does not have at its depth; outer ones alone where a partner is missing."""
    for lang in ("de", "en"):
        read = [texts for texts in all_texts(book) if texts.lang == lang]
        is_own = lang == book.config.language.split("-")[0]
        outer = (book.config.quotes if is_own else "") or most_used(sum(map(_pairs, read), Counter()), lang)
        for texts in read:
            yield from _found(texts, outer)


@kept_with
def _pairs(texts: Texts) -> Counter[str]:
    return count_pairs(quotes_of(texts))


@kept_with
def _found(texts: Texts, outer: str) -> tuple[Finding, ...]:
    return tuple(_check(texts, outer))


def _check(texts: Texts, outer: str) -> Iterator[Finding]:
    for prose, quotes in zip(texts.proses, quotes_of(texts), strict=True):
        for first, last, depth in quotes.pairs:
            wanted = _wanted(outer, depth, first.is_single)
            if first.char + last.char != wanted and (depth == 0 or not quotes.unpaired):
                is_sure = not quotes.unpaired and not _may_be_apostrophes(prose, first, last)
                yield _finding(prose, first, last, wanted, is_sure)


def _wanted(outer: str, depth: int, is_single: bool) -> str:
    """Outer and inner marks in turn; single marks may stand alone where the outer ones are double."""
    inner = STYLES[outer]
    alone = is_single and outer != "‘’"
    return outer if depth % 2 == 0 and not alone else inner


def _may_be_apostrophes(prose: Prose, first: Mark, last: Mark) -> bool:
    """Whether two marks may be letters left out and a genitive: 'ne Rede in Hans' Haus."""
    return {first.char, last.char} <= set("'’") and prose.text[last.start - 1 : last.start] in ("s", "x", "z", "ß")


def _finding(prose: Prose, first: Mark, last: Mark, wanted: str, is_sure: bool) -> Finding:
    message = f"{first.char}…{last.char} should be {wanted[0]}…{wanted[1]}"
    edits = prose.edit(first.start, first.end, wanted[0]), prose.edit(last.start, last.end, wanted[1])
    fix = edits[0] + edits[1] if is_sure and all(edits) else ()
    hint = f"write {wanted[0]}…{wanted[1]}, or set quotes in book.yaml"
    return warn(RULE, prose, first.start, first.end, message, hint, fix)
