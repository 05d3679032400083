"""The table of contents that EPUB navigation, PDF bookmarks and printed contents share."""

from __future__ import annotations

from ..base.memo import kept_with
from ..model.book import Book, Division, Kind, Matter
from ..model.facts import OutlineEntry
from ..model.ids import heading_anchor
from ..model.nodes import Heading
from ..model.walk import blocks_of, plain

UNLISTED = (Kind.HALF_TITLE, Kind.TITLE_PAGE, Kind.IMPRINT, Kind.CONTENTS)
"""Divisions that a table of contents leaves out."""


def number_chapters(book: Book) -> dict[str, int]:
    """1, 2, 3 ... for the chapters of the body."""
    chapters = [d.id for d in book.divisions if d.kind is Kind.CHAPTER and d.matter is Matter.BODY]
    return {id: number for number, id in enumerate(chapters, start=1)}


def make_outline(book: Book, numbers: dict[str, int]) -> tuple[OutlineEntry, ...]:
    """Divisions in order, chapters under their part, first-level sections under their division."""
    entries: list[OutlineEntry] = []
    for division in book.divisions:
        if division.kind in UNLISTED or division.part:
            continue
        inner = [d for d in book.divisions if division.kind is Kind.PART and d.part == division.id]
        chapters = tuple(_entry(d, numbers, 2, _sections(d, 3)) for d in inner)
        entries.append(_entry(division, numbers, 1, chapters or _sections(division, 2)))
    return tuple(entries)


def _entry(division: Division, numbers: dict[str, int], level: int, children: tuple[OutlineEntry, ...]) -> OutlineEntry:
    number, text = numbers.get(division.id), plain(division.title)
    return OutlineEntry(division.id, division.id, level, division.title, text, division.matter, number, children)


@kept_with
def _sections(division: Division, level: int) -> tuple[OutlineEntry, ...]:
    headings = [block for block in blocks_of(division.blocks) if isinstance(block, Heading)]
    return tuple(
        OutlineEntry(
            heading.id or heading_anchor(division.id, index),
            division.id,
            level,
            heading.children,
            plain(heading.children),
            division.matter,
        )
        for index, heading in enumerate(headings, start=1)
        if heading.level == 2
    )
