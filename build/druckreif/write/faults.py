"""What cannot be laid out as the sources ask, as findings at the places of the sources."""

from __future__ import annotations

import re
from html import escape

from ..base.finding import Finding
from ..base.span import Span
from ..model.book import Book
from ..model.facts import NumberedNote
from ..model.nodes import CrossRef, Figure
from ..model.walk import all_inlines, blocks_of
from .kept import KeptSetter
from .layout import Layout
from .part import PICTURE

_ABSENT = re.compile(r'unsupported by fonts: "(.)"')


def faults(book: Book, layout: Layout) -> list[Finding]:
    """Footnotes that do not stand whole on the page of their call, and page numbers that never settle."""
    return [_note(book, note, rule) for note, rule in layout.faults] + [_unsettled(book, id) for id in layout.unsettled]


def unprintable(book: Book, setter: KeptSetter) -> list[Finding]:
    """The pictures that cannot be drawn, each tried alone; for when a division could not be laid out."""
    figures = (block for division in book.divisions for block in blocks_of(division.blocks) if isinstance(block, Figure))
    return [found for figure in figures if figure.src in book.pictures and (found := _picture(figure, setter))]


def _picture(figure: Figure, setter: KeptSetter) -> Finding | None:
    try:
        setter.setter.draw(f'<img src="{PICTURE}{escape(figure.src)}" alt=""/>', "")
    except RuntimeError as error:
        return _undrawn(figure.src, figure.span, error)
    return None


def undrawn_art(book: Book, error: RuntimeError) -> Finding:
    """The picture of a cover that cannot be drawn."""
    place = book.places.get("book.yaml#editions.epub.art", Span("book.yaml"))
    return _undrawn(book.config.editions.epub.art, place, error)


def _undrawn(name: str, place: Span, error: RuntimeError) -> Finding:
    if absent := _ABSENT.findall(str(error)):
        message = f'"{name}" holds characters that the typeface lacks: {" ".join(absent)}'
        return Finding(place, "picture-broken", message, "turn its words into outlines")
    message = f'"{name}" holds something that cannot be drawn, a wrong style perhaps'
    return Finding(place, "picture-broken", message, "save it anew as plain SVG, or as PNG")


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
