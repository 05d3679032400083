"""made-empty: a glossary, register or bibliography in the contents that has nothing to hold.

Why: the book would have a page with a heading and nothing else.
Instead: take it out of contents in book.yaml, or write glossary.yaml or register.yaml, or cite works as [@key].
"""

from __future__ import annotations

from collections.abc import Iterator

from ..base.finding import Finding, Severity
from ..model.book import Book, Kind
from ..model.walk import cited_keys

RULE = "made-empty"


def check(book: Book) -> Iterator[Finding]:
    """One warning for each division that would be empty."""
    for division in book.divisions:
        if division.kind is Kind.GLOSSARY and not book.terms:
            hint = "take it out of contents, or add terms to glossary.yaml"
            yield Finding(division.span, RULE, "the glossary would be empty", hint, Severity.WARNING)
        if division.kind in (Kind.REGISTER, Kind.WHOS_WHO) and not book.entries:
            hint = "take it out of contents, or add entries to register.yaml"
            yield Finding(division.span, RULE, "the register would be empty", hint, Severity.WARNING)
        if division.kind is Kind.BIBLIOGRAPHY and not cited_keys(book):
            hint = "take it out of contents, or cite a work as [@key]"
            yield Finding(division.span, RULE, "the bibliography would be empty", hint, Severity.WARNING)
