"""What an export holds: the divisions that somebody wrote or looks things up in, and how they are surveyed."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ...model.book import Book, Division, Kind
from ...model.collate import collate
from ...model.edition import Policy, policy_of
from ...model.register import sorted_entries

WRITTEN = (Kind.TEXT, Kind.CHAPTER)
SHOWN = (Kind.PART, *WRITTEN, Kind.GLOSSARY, Kind.WHOS_WHO, Kind.BIBLIOGRAPHY)
"""Divisions of an export: title pages are made again, and a register is of no use without pages."""


@dataclass(frozen=True, slots=True)
class Work:
    """A work that is looked up: its name and what is said of it."""

    name: str
    text: str


def export_policy(book: Book) -> Policy:
    """Numbers and citations as in the print edition; notes end with their chapter."""
    return replace(policy_of(book.config, "print"), notes="chapter")


def shown(book: Book) -> tuple[Division, ...]:
    """The divisions of an export in the order of the book."""
    return tuple(division for division in book.divisions if division.kind in SHOWN)


def authors(book: Book) -> tuple[str, ...]:
    """The people on the title page."""
    return tuple(person.name for person in book.config.contributors if person.role == "aut")


def glossary(book: Book) -> list[Work]:
    """Terms with their definitions, sorted by the language's rules."""
    found = []
    for term in sorted(book.terms.values(), key=lambda term: (collate(term.term), term.id)):
        dates = f" ({term.dates})" if term.dates else ""
        found.append(Work(term.term + dates, term.definition))
    return found


def persons(book: Book) -> list[Work]:
    """Persons with who they were, sorted."""
    found = []
    for entry in sorted_entries(book.entries):
        if entry.kind == "person" and not entry.see:
            dates = f" ({entry.dates})" if entry.dates else ""
            found.append(Work(entry.headword + dates, entry.identification))
    return found
