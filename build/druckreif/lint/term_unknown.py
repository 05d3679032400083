"""term-unknown: words marked as a glossary term that the glossary does not hold.

Why: the link would lead nowhere.
Instead: add the form to a term in glossary.yaml, or name the term: [words]{.term key=id}
"""

from __future__ import annotations

from collections.abc import Iterator

from ..base.finding import Finding, nearest
from ..model.book import Book
from ..model.lookup import term_of
from ..model.nodes import TermCall
from ..model.walk import of_kind, plain

RULE = "term-unknown"


def check(book: Book) -> Iterator[Finding]:
    """Every marked term that is found neither by key nor by form."""
    forms = {form for term in book.terms.values() for form in (term.term, *term.forms)}
    for node in (node for division in book.divisions for node in of_kind(division, TermCall)):
        if not term_of(node, book.terms):
            name = node.key or plain(node.children)
            hint = nearest(name, book.terms if node.key else forms) or "add it to glossary.yaml"
            yield Finding(node.span, RULE, f'"{name}" is not in the glossary', hint)
