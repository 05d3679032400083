"""What cannot be laid out as the sources ask, as findings at the places of the sources."""

from __future__ import annotations

from ..base.finding import Finding
from ..model.book import Book
from ..model.facts import NumberedNote
from ..model.nodes import CrossRef
from ..model.walk import all_inlines
from .layout import Layout


def faults(book: Book, layout: Layout) -> list[Finding]:
    """Footnotes that do not stand whole on the page of their call, and page numbers that never settle."""
    return [_note(book, note, rule) for note, rule in layout.faults] + [_unsettled(book, id) for id in layout.unsettled]


def _note(book: Book, note: NumberedNote, rule: str) -> Finding:
    span = book.division(note.division).notes[note.label].span
    if rule == "note-too-long":
        return Finding(span, rule, "no page has room for this footnote", "shorten it, or let the notes stand elsewhere")
    return Finding(span, rule, "this footnote would stand on another page than its call", "move its call, or shorten it")


def _unsettled(book: Book, id: str) -> Finding:
    division = book.division(id)
    spans = [node.span for where, _, node in all_inlines(book) if where is division and isinstance(node, CrossRef)]
    message = "a page number in this division moves the page that it names, to and fro"
    return Finding(spans[0] if spans else division.span, "page-unsettled", message, "change the words around [](#id){.page}")
