"""Where glossary terms are called."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ..base.memo import kept_with
from ..model.book import Book, Division
from ..model.ids import term_call_anchor
from ..model.lookup import TermForms, term_forms, term_meant
from ..model.nodes import TermCall
from ..model.walk import division_inlines

TermCalls = tuple[tuple[str, str], ...]
"""Term and anchor of each call, in the order of the text."""


def calls_by_division(book: Book) -> Iterator[tuple[Division, TermCalls]]:
    """The calls of terms in each division; those inside notes do not count."""
    forms = term_forms(book.terms)
    for division in book.divisions:
        yield division, _numbered(division, forms)


def by_term(every: Iterable[tuple[Division, TermCalls]]) -> dict[str, tuple[str, ...]]:
    """The anchors of the calls of each term, in the order of the book."""
    found: dict[str, list[str]] = {}
    for _, calls in every:
        for term, anchor in calls:
            found.setdefault(term, []).append(anchor)
    return {term: tuple(anchors) for term, anchors in found.items()}


def in_divisions(every: Iterable[tuple[Division, TermCalls]]) -> dict[str, Mapping[str, tuple[str, ...]]]:
    """The same for each division by its id; those without calls are missing."""
    return {division.id: _by_term(division, calls) for division, calls in every if calls}


@kept_with
def _by_term(division: Division, calls: TermCalls) -> Mapping[str, tuple[str, ...]]:
    return by_term(((division, calls),))


@kept_with
def _numbered(division: Division, forms: TermForms) -> TermCalls:
    counts: dict[str, int] = {}
    found: list[tuple[str, str]] = []
    for node in division_inlines(division):
        if isinstance(node, TermCall) and (term := term_meant(node, forms)):
            counts[term] = counts.get(term, 0) + 1
            found.append((term, term_call_anchor(division.id, term, counts[term])))
    return tuple(found)
