"""notes-unplaced: a book with notes whose contents have no place for them.

Why: the calls would lead nowhere.
Instead: add `notes` to contents in book.yaml, usually first under `back`.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..base.finding import Finding
from ..base.span import Span
from ..model.book import Book, Kind
from ..model.edition import editions_of, policy_of

RULE = "notes-unplaced"


def check(book: Book) -> Iterator[Finding]:
    """One finding if there are notes and no division for them."""
    policies = [policy_of(book.config, edition) for edition in editions_of(book.config)]
    needed = any(policy.notes == "book" for policy in policies)
    has_notes = needed and any(division.notes for division in book.divisions)
    if has_notes and not any(division.kind is Kind.NOTES for division in book.divisions):
        span = book.places.get("book.yaml#contents", Span("book.yaml", 1, 1))
        yield Finding(span, RULE, "the book has notes, but no place for them", 'add "notes" to contents, under "back"')
