"""From the sources to a book: never raises for an author's mistake, gives a Book and findings."""

from .project import read_book

__all__ = ["read_book"]
