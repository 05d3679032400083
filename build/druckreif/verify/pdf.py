"""A finished PDF against the book, read with PDFium: outline, links, fonts, page sizes, tags."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator

import pypdfium2
import pypdfium2.raw as pdfium

from ..base.finding import Finding
from ..base.span import Span
from ..model.facts import Facts, OutlineEntry

RULE = "pdf-structure"
HINT = "if the sources are clean this is a defect of druckreif: please report it"


def verify_pdf(name: str, data: bytes, facts: Facts, *, tagged: bool) -> list[Finding]:
    """What is wrong with a PDF: `tagged` ones have outline and links, the printer's have neither. Never raises."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        return [Finding(Span(name), RULE, f"not readable as a PDF: {error}", HINT)]
    try:
        messages = [*_whole(document, facts, tagged), *_pages(document, tagged)]
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


def _pages(document: pypdfium2.PdfDocument, tagged: bool) -> Iterator[str]:
    sizes = {(round(width, 1), round(height, 1)) for width, height in map(document.get_page_size, range(len(document)))}
    if len(sizes) != 1:
        yield f"pages of {len(sizes)} sizes"
    for index in range(len(document)):
        page = document[index]
        label = document.get_page_label(index)
        yield from (f"page {label}: {message}" for message in _links(document, page, tagged))
        yield from (f"page {label}: the font {font} is not embedded" for font in _loose_fonts(page))
        page.close()


def _links(document: pypdfium2.PdfDocument, page: pypdfium2.PdfPage, tagged: bool) -> Iterator[str]:
    at, link = ctypes.c_int(0), pdfium.FPDF_LINK()
    while pdfium.FPDFLink_Enumerate(page, at, link):
        if not tagged:
            yield "a link in a file for the printer"
            return
        action = pdfium.FPDFLink_GetAction(link)
        if action and pdfium.FPDFAction_GetType(action) == pdfium.PDFACTION_URI:
            continue
        target = pdfium.FPDFLink_GetDest(document, link)
        if not target or pdfium.FPDFDest_GetDestPageIndex(document, target) < 0:
            yield "a link that leads nowhere"


def _loose_fonts(page: pypdfium2.PdfPage) -> list[str]:
    loose: set[str] = set()
    for item in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT], max_depth=4):
        font = pdfium.FPDFTextObj_GetFont(item)
        if pdfium.FPDFFont_GetIsEmbedded(font) != 1:
            room = ctypes.create_string_buffer(256)
            pdfium.FPDFFont_GetBaseFontName(font, room, 256)
            loose.add(room.value.decode("utf-8", "replace"))
    return sorted(loose)


def page_texts(data: bytes) -> list[str]:
    """The text of every page in the order of drawing: what is stamped on it, running head or folio, is the first line."""
    document = pypdfium2.PdfDocument(data)
    try:
        return [_text(document[index]) for index in range(len(document))]
    finally:
        document.close()


def page_labels(data: bytes) -> list[str]:
    """The folio of every page, as a reader shows it."""
    document = pypdfium2.PdfDocument(data)
    try:
        return [document.get_page_label(index) for index in range(len(document))]
    finally:
        document.close()


def _text(page: pypdfium2.PdfPage) -> str:
    text: str = page.get_textpage().get_text_bounded().replace("\r\n", "\n").strip()
    page.close()
    return text
