"""see-also-missing: a reference from one entry to another that does not exist, or that only leads on or back.

Why: it leads nowhere.
Instead: correct the id in glossary.yaml or register.yaml; let it name the entry that has the places.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..base.finding import Finding, nearest
from ..base.span import Span
from ..model.book import Book
from ..model.meta import Term
from ..model.register import Entry

RULE = "see-also-missing"


def check(book: Book) -> Iterator[Finding]:
    """Every see and see-also whose target is missing."""
    yield from _check(book, "glossary.yaml", book.terms)
    yield from _check(book, "register.yaml", book.entries)


def _check(book: Book, file: str, records: Mapping[str, Term] | Mapping[str, Entry]) -> Iterator[Finding]:
    every: tuple[Term | Entry, ...] = tuple(records.values())
    for record in every:
        targets = [(f"see-also.{nth}", target) for nth, target in enumerate(record.see_also)]
        if isinstance(record, Entry) and record.see:
            targets.append(("see", record.see))
        for path, target in targets:
            if target not in records:
                span = book.places.get(f"{file}#{record.id}.{path}", Span(file, 1, 1))
                hint = nearest(target, records) or "add the entry, or delete the reference"
                yield Finding(span, RULE, f'there is no entry "{target}"', hint)
            elif target == record.id:
                span = book.places.get(f"{file}#{record.id}.{path}", Span(file, 1, 1))
                yield Finding(span, RULE, f'the entry "{target}" refers to itself', "delete the reference")
            elif isinstance(other := records[target], Entry) and other.see:
                span = book.places.get(f"{file}#{record.id}.{path}", Span(file, 1, 1))
                hint = f'write "{other.see}"'
                yield Finding(span, RULE, f'the entry "{target}" has no places, it only leads on', hint)
