"""entry-unused: a register entry that no chapter names.

Why: it would stand in the register without a page.
Instead: add the form that the text uses to the entry's forms in register.yaml, mark a place as [words]{.index key=id},
or take the entry out.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..base.finding import Finding, Severity
from ..base.span import Span
from ..model.book import Book, Kind, Matter
from ..model.lookup import entry_of
from ..model.match import entry_matcher
from ..model.nodes import IndexMark, Text
from ..model.walk import division_inlines

RULE = "entry-unused"


def check(book: Book) -> Iterator[Finding]:
    """One warning for each entry without a place, where a register is made."""
    if not any(division.kind is Kind.REGISTER for division in book.divisions):
        return
    matcher, seen = entry_matcher(book), set()
    for division in book.divisions:
        if division.matter is Matter.BODY:
            for node in division_inlines(division):
                if isinstance(node, Text):
                    seen |= {id for _, _, id in matcher.find(node.text)}
                elif isinstance(node, IndexMark):
                    seen.add(entry_of(node, book.entries))
    for entry in book.entries.values():
        if entry.id not in seen and not entry.see:
            span = book.places.get(f"register.yaml#{entry.id}.id", Span("register.yaml", 1, 1))
            hint = "add the form that the text uses to its forms, or take the entry out"
            yield Finding(span, RULE, f'no chapter names "{entry.headword}"', hint, Severity.WARNING)
