"""Navigation documents of the EPUB: nav (contents, landmarks, pages) and NCX for older readers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from ..model.book import Book, Kind, Matter
from ..model.facts import OutlineEntry
from ..model.locale import locale
from ..model.walk import plain
from .xhtml import NAMED


@dataclass(frozen=True, slots=True)
class Landmark:
    """A part of the book that reading systems offer by name (EPUB 3.3, 5.4.2.3)."""

    type: str
    href: str
    text: str


@dataclass(frozen=True, slots=True)
class PageTarget:
    """Where a page of the print edition begins."""

    folio: str
    href: str


def label(entry: OutlineEntry) -> str:
    """An entry as printed: "3 Eine Armee aus Trümmern"."""
    return f"{entry.number} {entry.text}" if entry.number else entry.text


def landmarks_of(book: Book, file_of: Callable[[str], str], *, covered: bool) -> list[Landmark]:
    """Landmarks, from what the book has; `covered` says whether there is a cover."""
    words = locale(book.config.language)
    cover = [Landmark("cover", "text/cover.xhtml", words.cover)] if covered else []
    marks = [*cover, Landmark("toc", "nav.xhtml#toc", words.contents)]
    kinds = {Kind.TITLE_PAGE: ("titlepage", words.title_page), Kind.IMPRINT: ("copyright-page", words.imprint),
             Kind.NOTES: ("endnotes", words.notes), Kind.GLOSSARY: ("glossary", words.glossary),
             Kind.BIBLIOGRAPHY: ("bibliography", words.bibliography), Kind.REGISTER: ("index", words.register),
             Kind.COLOPHON: ("colophon", words.colophon)}  # fmt: skip
    begun = False
    for division in book.divisions:
        if division.matter is Matter.BODY and not begun:
            begun = True
            marks.append(Landmark("bodymatter", file_of(division.id), words.begin))
        if division.kind in kinds:
            type, text = kinds[division.kind]
            marks.append(Landmark(type, file_of(division.id), text))
        elif division.id in NAMED:
            marks.append(Landmark(NAMED[division.id][0], file_of(division.id), plain(division.title)))
    return marks


def toc_html(book: Book, outline: tuple[OutlineEntry, ...], targets: Mapping[str, str]) -> str:
    """The contents that a reader sees."""
    return (
        f'<nav epub:type="toc" role="doc-toc" id="toc" aria-labelledby="toc-title">\n'
        f'<h1 class="title" id="toc-title">{escape(locale(book.config.language).contents)}</h1>\n'
        f"{toc_list(outline, targets)}\n</nav>"
    )


def toc_list(entries: tuple[OutlineEntry, ...], targets: Mapping[str, str]) -> str:
    """The entries of the contents as lists in one another."""
    items = []
    for entry in entries:
        inner = "\n" + toc_list(entry.children, targets) if entry.children else ""
        items.append(f'<li><a href="{targets[entry.anchor]}">{escape(label(entry), quote=False)}</a>{inner}</li>')
    return "<ol>\n" + "\n".join(items) + "\n</ol>"


def landmarks_html(book: Book, marks: Sequence[Landmark]) -> str:
    """The landmarks, hidden from reading."""
    items = [f'<a epub:type="{mark.type}" href="{mark.href}">{escape(mark.text, quote=False)}</a>' for mark in marks]
    return _hidden("landmarks", "", locale(book.config.language).landmarks, items)


def page_list_html(book: Book, pages: Sequence[PageTarget]) -> str:
    """The pages of the print edition (EPUB 3.3, 5.4.2.2), hidden from reading; nothing if there are none."""
    items = [f'<a href="{page.href}">{escape(page.folio, quote=False)}</a>' for page in pages]
    return _hidden("page-list", "doc-pagelist", locale(book.config.language).pages, items) if items else ""


def _hidden(type: str, role: str, label: str, items: Sequence[str]) -> str:
    named = f' role="{role}"' if role else ""
    listed = "\n".join(f"<li>{item}</li>" for item in items)
    return (
        f'<nav epub:type="{type}"{named} id="{type}" aria-label="{escape(label)}" hidden="hidden">\n'
        f"<ol>\n{listed}\n</ol>\n</nav>"
    )


def ncx_xml(
    book: Book,
    outline: tuple[OutlineEntry, ...],
    targets: Mapping[str, str],
    uid: str,
    pages: Sequence[PageTarget],
    rank: Callable[[str], tuple[int, int]],
) -> str:
    """The NCX (OPF 2.0.1, 2.4.1): all entries and pages, for reading systems that know nothing else.

    `rank` says of an address where it stands in the book: places are numbered in that order, equal ones alike.
    """
    order = {href: rank(href) for href in [*targets.values(), *(page.href for page in pages)]}
    number = {place: index for index, place in enumerate(sorted({*order.values()}), start=1)}

    def place(href: str) -> int:
        return number[order[href]]

    def points(entries: tuple[OutlineEntry, ...]) -> str:
        out = []
        for entry in entries:
            href = targets[entry.anchor]
            text = escape(label(entry), quote=False)
            out.append(
                f'<navPoint id="np-{entry.anchor}" playOrder="{place(href)}"><navLabel><text>{text}</text></navLabel>'
                f'<content src="{href}"/>{points(entry.children)}</navPoint>'
            )
        return "\n".join(out)

    depth = max((_depth(entry) for entry in outline), default=1)
    highest = max((int(page.folio) for page in pages if page.folio.isdecimal()), default=0)
    listed = "\n".join(_page_target(page, place(page.href)) for page in pages)
    title = escape(locale(book.config.language).pages, quote=False)
    page_list = f"\n<pageList>\n<navLabel><text>{title}</text></navLabel>\n{listed}\n</pageList>" if pages else ""
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/" version="2005-1"'
        f' xml:lang="{escape(book.config.language)}">\n<head>\n<meta name="dtb:uid" content="{escape(uid)}"/>\n'
        f'<meta name="dtb:depth" content="{depth}"/>\n<meta name="dtb:totalPageCount" content="{len(pages)}"/>\n'
        f'<meta name="dtb:maxPageNumber" content="{highest}"/>\n</head>\n'
        f"<docTitle><text>{escape(book.config.title, quote=False)}</text></docTitle>\n"
        f"<navMap>\n{points(outline)}\n</navMap>{page_list}\n</ncx>\n"
    )


def _page_target(page: PageTarget, order: int) -> str:
    type, value = ("normal", f' value="{page.folio}"') if page.folio.isdecimal() else ("front", "")
    return (
        f'<pageTarget id="pt-{page.folio}" type="{type}"{value} playOrder="{order}">'
        f'<navLabel><text>{page.folio}</text></navLabel><content src="{page.href}"/></pageTarget>'
    )


def _depth(entry: OutlineEntry) -> int:
    return 1 + max((_depth(child) for child in entry.children), default=0)
