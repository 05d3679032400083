"""term-unused: a glossary term that does not occur in the text.

Why: nobody would look it up, and the form that the text uses may be missing from its forms.
Instead: add the form that the text uses to the term's forms in glossary.yaml, or take the term out.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..base.finding import Finding, Severity
from ..base.span import Span
from ..model.book import Book, Kind
from ..model.lookup import term_of
from ..model.match import Matcher
from ..model.nodes import TermCall, Text
from ..model.walk import all_inlines

RULE = "term-unused"


def check(book: Book) -> Iterator[Finding]:
    """One warning for each term that is neither called nor found by a form, where a glossary is made."""
    if not any(division.kind is Kind.GLOSSARY for division in book.divisions):
        return
    matcher = Matcher({id: (term.term, *term.forms) for id, term in book.terms.items()})
    seen: set[str] = set()
    for _, _, node in all_inlines(book):
        if isinstance(node, Text):
            seen |= {id for _, _, id in matcher.find(node.text)}
        elif isinstance(node, TermCall):
            seen.add(term_of(node, book.terms))
    for term in book.terms.values():
        if term.id not in seen:
            span = book.places.get(f"glossary.yaml#{term.id}.id", Span("glossary.yaml", 1, 1))
            hint = "add the form that the text uses to its forms, or take the term out"
            yield Finding(span, RULE, f'"{term.term}" does not occur in the text', hint, Severity.WARNING)
