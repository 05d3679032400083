"""Passes over the divisions of a book, each run once, in the order that `_transformed` states."""

from __future__ import annotations

from dataclasses import replace

from ..base.memo import kept_with
from ..base.sweep import swept_once
from ..model.book import Book, Division
from ..model.lookup import TermForms, term_forms
from ..model.names import EntryForms, entry_forms
from .edition import for_edition
from .glossary import link_terms
from .register import mark_entries
from .typography import space_narrowly, space_terms


@swept_once()
def transform(book: Book) -> Book:
    """The book after all passes. A division goes by itself, the language, and the forms of glossary and register."""
    language = book.config.language.split("-")[0]
    terms, entries = term_forms(book.terms), entry_forms(book.entries)
    divisions = tuple(_transformed(division, language, terms, entries) for division in book.divisions)
    return replace(book, divisions=divisions, terms=space_terms(book.terms, language))


@kept_with
def _transformed(division: Division, language: str, terms: TermForms, entries: EntryForms) -> Division:
    division = space_narrowly(division, language)
    division = link_terms(division, terms, language)
    return mark_entries(division, entries, language)


__all__ = ["for_edition", "transform"]
