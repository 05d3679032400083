"""A finished PDF against the book, read with PDFium: outline, links, fonts, page sizes, tags."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pypdfium2

from ..base.finding import Finding
from ..base.span import Span
from ..model.facts import Facts, OutlineEntry
from .pages import Page

RULE = "pdf-structure"
HINT = "if the sources are clean this is a defect of druckreif: please report it"


def verify_pdf(name: str, data: bytes, pages: Sequence[Page], facts: Facts, *, tagged: bool) -> list[Finding]:
    """What is wrong with a PDF: `tagged` ones have outline and links, the printer's have neither. Never raises."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        return [Finding(Span(name), RULE, f"not readable as a PDF: {error}", HINT)]
    try:
        messages = [*_whole(document, facts, tagged), *_pages(document, pages, tagged)]
    finally:
        document.close()
    return [Finding(Span(name), RULE, message, HINT) for message in messages]


def _whole(document: pypdfium2.PdfDocument, facts: Facts, tagged: bool) -> Iterator[str]:
    if document.is_tagged() != tagged:
        yield "the tags are missing" if tagged else "tags in a file for the printer"
    expected = [*_flat(facts.outline)] if tagged else []
    found = [(mark.level, mark.get_title()) for mark in document.get_toc()]
    if found != expected:
        yield f"the outline has {len(found)} entries and differs from the book's, which has {len(expected)}"
    places = [dest.get_index() if (dest := mark.get_dest()) else None for mark in document.get_toc()]
    for (_, title), place in zip(found, places, strict=True):
        if place is None:
            yield f'the outline entry "{title}" leads nowhere'
    known = [place for place in places if place is not None]
    if known != sorted(known):
        yield "the outline is not in the order of the pages"
    if not document.get_metadata_dict().get("Title"):
        yield "the title is missing"


def _flat(entries: tuple[OutlineEntry, ...], level: int = 0) -> Iterator[tuple[int, str]]:
    for entry in entries:
        yield level, f"{entry.number} {entry.text}" if entry.number else entry.text
        yield from _flat(entry.children, level + 1)


def _pages(document: pypdfium2.PdfDocument, pages: Sequence[Page], tagged: bool) -> Iterator[str]:
    sizes = {(round(width, 1), round(height, 1)) for width, height in map(document.get_page_size, range(len(document)))}
    if len(sizes) != 1:
        yield f"pages of {len(sizes)} sizes"
    if len(pages) != len(document):
        yield f"{len(pages)} of {len(document)} pages could be read"
    for page in pages:
        if page.links and not tagged:
            yield f"page {page.label}: a link in a file for the printer"
        for _ in range(page.astray if tagged else 0):
            yield f"page {page.label}: a link that leads nowhere"
        for font in page.loose:
            yield f"page {page.label}: the font {font} is not embedded"
