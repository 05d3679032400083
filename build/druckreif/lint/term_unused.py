"""term-unused: a glossary term that does not occur in the text.

Why: nobody would look it up, and the form that the text uses may be missing from its forms.
Instead: add the form that the text uses to the term's forms in glossary.yaml, or take the term out.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..base.finding import Finding, Severity
from ..base.memo import kept_last, kept_with
from ..base.span import Span
from ..model.book import Book, Division, Kind
from ..model.lookup import TermForms, term_forms, term_of
from ..model.match import Matcher
from ..model.nodes import TermCall, Text
from ..model.walk import noted_inlines, of_kind

RULE = "term-unused"


def check(book: Book) -> Iterator[Finding]:
    """One warning for each term that is neither called nor found by a form, where a glossary is made."""
    if not any(division.kind is Kind.GLOSSARY for division in book.divisions):
        return
    matcher = _matcher(term_forms(book.terms))
    seen = frozenset().union(*(_said(division, matcher) for division in book.divisions))
    seen |= {term_of(node, book.terms) for division in book.divisions for node in of_kind(division, TermCall)}
    for term in book.terms.values():
        if term.id not in seen:
            span = book.places.get(f"glossary.yaml#{term.id}.id", Span("glossary.yaml", 1, 1))
            hint = "add the form that the text uses to its forms, or take the term out"
            yield Finding(span, RULE, f'"{term.term}" does not occur in the text', hint, Severity.WARNING)


@kept_last
def _matcher(forms: TermForms) -> Matcher:
    return Matcher({id: own for id, own, _ in forms})


@kept_with
def _said(division: Division, matcher: Matcher) -> frozenset[str]:
    """The ids of the terms that stand in a division by one of their forms."""
    texts = (node.text for _, node in noted_inlines(division) if isinstance(node, Text))
    return frozenset(id for text in texts for _, _, id in matcher.find(text))
