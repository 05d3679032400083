"""Where glossary terms are called."""

from __future__ import annotations

from ..model.book import Book
from ..model.ids import term_call_anchor
from ..model.lookup import term_of
from ..model.nodes import TermCall
from ..model.walk import all_inlines


def find_term_calls(book: Book) -> dict[str, tuple[str, ...]]:
    """Anchors of the calls of each term, in the order of the book; calls inside notes are not counted."""
    found: dict[str, list[str]] = {}
    for _, label, node in all_inlines(book):
        if isinstance(node, TermCall) and not label and (term := term_of(node, book.terms)):
            calls = found.setdefault(term, [])
            calls.append(term_call_anchor(term, len(calls) + 1))
    return {term: tuple(calls) for term, calls in found.items()}
