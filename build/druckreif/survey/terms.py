"""Where glossary terms are called."""

from __future__ import annotations

from collections.abc import Iterator

from ..model.book import Book, Division
from ..model.ids import term_call_anchor
from ..model.lookup import term_of
from ..model.nodes import TermCall
from ..model.walk import division_inlines

Places = dict[str, tuple[str, ...]]


def find_term_calls(book: Book) -> Places:
    """Anchors of the calls of each term, in the order of the book; calls inside notes are not counted."""
    found: dict[str, list[str]] = {}
    for division in book.divisions:
        for term in terms_called(book, division):
            calls = found.setdefault(term, [])
            calls.append(term_call_anchor(term, len(calls) + 1))
    return {term: tuple(calls) for term, calls in found.items()}


def terms_called(book: Book, division: Division) -> Iterator[str]:
    """The terms called in a division, one for each call."""
    for node in division_inlines(division):
        if isinstance(node, TermCall) and (id := term_of(node, book.terms)):
            yield id
