"""Navigation documents of the EPUB: nav (contents, landmarks) and NCX for older readers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from itertools import count

from ..model.book import Book, Kind, Matter
from ..model.facts import OutlineEntry
from ..model.locale import locale


def label(entry: OutlineEntry) -> str:
    """An entry as printed: "3 Eine Armee aus Trümmern"."""
    return f"{entry.number} {entry.text}" if entry.number else entry.text


def landmarks_of(book: Book, file_of: Callable[[str], str]) -> list[tuple[str, str, str]]:
    """Landmarks as (epub:type, href, text), from what the book has (EPUB 3.3, 5.4.2.3)."""
    words = locale(book.config.language)
    marks = [("cover", "text/cover.xhtml", words.cover), ("toc", "nav.xhtml#toc", words.contents)]
    kinds = {Kind.TITLE_PAGE: ("titlepage", words.title_page), Kind.IMPRINT: ("copyright-page", words.imprint),
             Kind.NOTES: ("endnotes", words.notes), Kind.GLOSSARY: ("glossary", words.glossary),
             Kind.BIBLIOGRAPHY: ("bibliography", words.bibliography), Kind.REGISTER: ("index", words.register),
             Kind.COLOPHON: ("colophon", words.colophon)}  # fmt: skip
    begun = False
    for division in book.divisions:
        if division.matter is Matter.BODY and not begun:
            begun = True
            marks.append(("bodymatter", file_of(division.id), words.begin))
        if division.kind in kinds:
            type, text = kinds[division.kind]
            marks.append((type, file_of(division.id), text))
    return marks


def nav_html(
    book: Book, outline: tuple[OutlineEntry, ...], targets: Mapping[str, str], marks: list[tuple[str, str, str]]
) -> str:
    """The body of the navigation document; landmarks are hidden from reading."""
    words = locale(book.config.language)
    listed = "\n".join(
        f'<li><a epub:type="{type}" href="{href}">{escape(text, quote=False)}</a></li>' for type, href, text in marks
    )
    return (
        f'<nav epub:type="toc" role="doc-toc" id="toc" aria-labelledby="toc-title">\n'
        f'<h1 class="title" id="toc-title">{escape(words.contents)}</h1>\n{_list(outline, targets)}\n</nav>\n'
        f'<nav epub:type="landmarks" id="landmarks" aria-label="{escape(words.landmarks)}" hidden="hidden">\n'
        f"<ol>\n{listed}\n</ol>\n</nav>"
    )


def _list(entries: tuple[OutlineEntry, ...], targets: Mapping[str, str]) -> str:
    items = []
    for entry in entries:
        inner = "\n" + _list(entry.children, targets) if entry.children else ""
        items.append(f'<li><a href="{targets[entry.anchor]}">{escape(label(entry), quote=False)}</a>{inner}</li>')
    return "<ol>\n" + "\n".join(items) + "\n</ol>"


def ncx_xml(book: Book, outline: tuple[OutlineEntry, ...], targets: Mapping[str, str], uid: str) -> str:
    """The NCX (OPF 2.0.1, 2.4.1): all entries, for reading systems that know nothing else."""
    numbers = count(1)

    def points(entries: tuple[OutlineEntry, ...]) -> str:
        out = []
        for entry in entries:
            number = next(numbers)
            text = escape(label(entry), quote=False)
            out.append(
                f'<navPoint id="np-{number}" playOrder="{number}"><navLabel><text>{text}</text></navLabel>'
                f'<content src="{targets[entry.anchor]}"/>{points(entry.children)}</navPoint>'
            )
        return "\n".join(out)

    depth = max((_depth(entry) for entry in outline), default=1)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/" version="2005-1"'
        f' xml:lang="{escape(book.config.language)}">\n<head>\n<meta name="dtb:uid" content="{escape(uid)}"/>\n'
        f'<meta name="dtb:depth" content="{depth}"/>\n<meta name="dtb:totalPageCount" content="0"/>\n'
        '<meta name="dtb:maxPageNumber" content="0"/>\n</head>\n'
        f"<docTitle><text>{escape(book.config.title, quote=False)}</text></docTitle>\n"
        f"<navMap>\n{points(outline)}\n</navMap>\n</ncx>\n"
    )


def _depth(entry: OutlineEntry) -> int:
    return 1 + max((_depth(child) for child in entry.children), default=0)
