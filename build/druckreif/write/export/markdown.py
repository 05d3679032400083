"""Pandoc's Markdown: one file for the book, or one for each division, with a block of metadata and real notes."""

from __future__ import annotations

from collections.abc import Sequence

from ...base.pandoc import pandoc
from ...model.book import Book, Division
from ...model.facts import Facts
from .outline import shown
from .tree import Form, document, raw

TO = "markdown-smart-simple_tables-multiline_tables-grid_tables-raw_html-raw_attribute-citations"
"""Pandoc's Markdown without what few readers of Markdown know; marks of the text stay as they are."""
_SHORTER = ["--wrap=none", "--reference-location=document", "--markdown-headings=atx"]


def write_markdown(book: Book, facts: Facts, keys: bool = False) -> bytes:
    """The book in one file. Raises MissingTool, PandocFailed."""
    return _markdown(book, facts, shown(book), keys, titled=True)


def write_chapters(book: Book, facts: Facts, keys: bool = False) -> dict[str, bytes]:
    """The same in a file for each division, by name; the metadata is in the first. Raises MissingTool, PandocFailed."""
    files = {}
    for index, division in enumerate(shown(book)):
        files[f"{index + 1:02}-{division.id}.md"] = _markdown(book, facts, [division], keys, titled=not index)
    return files


def _markdown(book: Book, facts: Facts, divisions: Sequence[Division], keys: bool, titled: bool) -> bytes:
    form = Form(False, lambda name: name, lambda number, shown: raw("markdown", f"[^{number}]"), keys=keys)
    to = f"{TO}+citations" if keys else TO
    tree = document(book, facts, divisions, form, titled)
    return pandoc(["-f", "json", "-t", to, *(["-s"] if titled else []), *_SHORTER, "-o", "-"], tree)
