"""Marks the places where persons and places of the register stand in the chapters and their notes.

An author writes `[words]{.index key=id}` only where the forms and rules of register.yaml do not suffice. Headings, words
in another language (titles, names of ships), citations, front and back matter are left out: a register leads to what
the text says.
"""

from __future__ import annotations

from dataclasses import replace

from ..model.book import Book
from ..model.marking import entry_marker


def mark_entries(book: Book) -> Book:
    """The book with an index mark around every form of a register entry; the words stay the same."""
    if not book.entries:
        return book
    marker = entry_marker(book)
    return replace(book, divisions=tuple(marker.division(division) for division in book.divisions))
