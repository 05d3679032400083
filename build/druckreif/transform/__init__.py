"""Passes from book to book, each run once, in this order."""

from __future__ import annotations

from collections.abc import Callable

from ..base.sweep import swept_once
from ..model.book import Book
from .edition import for_edition
from .glossary import link_terms
from .register import mark_entries
from .typography import space_narrowly

TRANSFORMS: tuple[Callable[[Book], Book], ...] = (space_narrowly, link_terms, mark_entries)


@swept_once()
def transform(book: Book) -> Book:
    """The book after all passes."""
    for step in TRANSFORMS:
        book = step(book)
    return book


__all__ = ["TRANSFORMS", "for_edition", "transform"]
