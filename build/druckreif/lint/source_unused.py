"""source-unused: a work in sources.yaml that no note cites.

Why: the bibliography lists the works cited and no others, so this one would be left out unseen.
Instead: cite it as [@key], or take it out of sources.yaml.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..base.finding import Finding, Severity
from ..base.span import Span
from ..model.book import Book, Kind
from ..model.walk import cited_keys

RULE = "source-unused"


def check(book: Book) -> Iterator[Finding]:
    """One warning for each work that is never cited, where a bibliography is made."""
    if not any(division.kind is Kind.BIBLIOGRAPHY for division in book.divisions):
        return
    known = cited_keys(book)
    for key in book.sources:
        if key not in known:
            span = book.places.get(f"sources.yaml#{key}.id", Span("sources.yaml", 1, 1))
            yield Finding(span, RULE, f'no note cites "{key}"', "cite it, or take it out", Severity.WARNING)
