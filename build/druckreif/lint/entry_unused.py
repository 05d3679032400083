"""entry-unused: a register entry that neither a chapter nor a note names.

Why: it would stand in the register without a page.
Instead: add the form that the text uses to the entry's forms in register.yaml, mark a place as [words]{.index key=id},
or take the entry out.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..base.finding import Finding, Severity
from ..base.memo import kept_with
from ..base.span import Span
from ..model.book import Book, Division, Kind
from ..model.lookup import entry_of
from ..model.marking import names_of, names_seen
from ..model.names import Names
from ..model.nodes import IndexMark
from ..model.walk import of_kind

RULE = "entry-unused"


def check(book: Book) -> Iterator[Finding]:
    """One warning for each entry without a place, where a register is made."""
    if not any(division.kind is Kind.REGISTER for division in book.divisions):
        return
    names = names_of(book)
    seen = frozenset().union(*(_named(division, names) for division in book.divisions))
    seen |= {entry_of(node, book.entries) for division in book.divisions for node in of_kind(division, IndexMark)}
    for entry in book.entries.values():
        if entry.id not in seen and not entry.see:
            span = book.places.get(f"register.yaml#{entry.id}.id", Span("register.yaml", 1, 1))
            hint = "add the form that the text uses to its forms, or take the entry out"
            yield Finding(span, RULE, f'no chapter names "{entry.headword}"', hint, Severity.WARNING)


@kept_with
def _named(division: Division, names: Names) -> frozenset[str]:
    """The ids of the entries that a division names."""
    return frozenset(name.sense.entry for name, _ in names_seen(division, names))
