"""term-candidate: words that look like a term and have no entry in the glossary.

Why: an abbreviation, or words that stand in quotation marks three times, are what readers look up.
Instead: an entry in glossary.yaml or register.yaml, or nothing. It is a hint, which `druckreif check --hints` shows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..base.finding import Finding, Severity
from ..model.book import Book, Kind
from ..model.marking import names_of
from ..model.match import term_matcher
from ..model.prose import STAND_INS, Prose
from ..model.quotes import read_quotes
from ..model.walk import all_prose
from .search import warn

RULE = "term-candidate"
_SHORT = re.compile(r"(?<![\w.-])(?=[A-ZÄÖÜ]*[^\W\dIVXLC])[A-ZÄÖÜ]{2,}[a-z]?(?:\([A-Z]\))?(?![\w.]*\d)(?!\w)")
_ENOUGH = 3


def check(book: Book) -> Iterator[Finding]:
    """One hint for each such word at its first place, where a glossary is made."""
    if not any(division.kind is Kind.GLOSSARY for division in book.divisions):
        return
    places: dict[str, list[tuple[Prose, int]]] = {}
    for _, prose in all_prose(book):
        if prose.pieces:
            for at, word in _words(prose):
                places.setdefault(word, []).append((prose, at))
    known = {*term_matcher(book).owners, *names_of(book).senses}
    for word, found in places.items():
        needed = 1 if _SHORT.fullmatch(word) else _ENOUGH
        if len(found) >= needed and known.isdisjoint((word, *word.split())):
            prose, at = found[0]
            often = f"{len(found)} times" if len(found) > 1 else "once"
            message = f'"{word}" occurs {often} and has no entry'
            hint = "explain it in glossary.yaml, if readers may not know it"
            yield warn(RULE, prose, at, at + len(word), message, hint, (), Severity.HINT)


def _words(prose: Prose) -> Iterator[tuple[int, str]]:
    """Abbreviations, and one to three words in quotation marks."""
    for match in _SHORT.finditer(prose.text):
        yield match.start(), match[0]
    if prose.quoted:
        return
    for first, last, _ in read_quotes(prose.text).pairs:
        words = prose.text[first.end : last.start]
        is_sentence = words[-1:] in ".!?…," or any(char in STAND_INS for char in words)
        if words and not is_sentence and len(words.split()) <= 3 and not _SHORT.fullmatch(words):
            yield first.end, words
