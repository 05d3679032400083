"""The pages of a finished PDF, read once with PDFium for all checks that look at them; side by side if there are many."""

from __future__ import annotations

import ctypes
import json
import re
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from itertools import pairwise
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

LEAST = 40
"""Pages that are worth handing to another process."""


@dataclass(frozen=True, slots=True)
class Page:
    """What stands on a page, and what is linked from it."""

    label: str
    """The folio, as a reader shows it."""
    text: str
    """Its words in the order of drawing: what is stamped on it, running head or folio, is the first line."""
    links: int
    astray: int
    """How many of the links lead nowhere."""
    loose: tuple[str, ...]
    """Fonts that are not embedded."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Some pages of a PDF that another process is asked to read."""

    data: bytes
    first: int
    end: int

    def done(self) -> bytes:
        """The dumped pages."""
        return json.dumps([astuple(page) for page in read_pages(self.data, self.first, self.end)]).encode()


def load_pages(dumped: bytes) -> list[Page]:
    """The pages of a `Reading`."""
    return [Page(label, text, links, astray, tuple(loose)) for label, text, links, astray, loose in json.loads(dumped)]


def readings(data: bytes, count: int) -> list[Reading]:
    """A PDF in up to `count` parts of equal length, in order; nothing for one that is short or cannot be read."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        return []
    pages = len(document)
    document.close()
    count = min(count, pages // LEAST)
    cuts = [pages * part // count for part in range(count + 1)] if count else []
    return [Reading(data, first, end) for first, end in pairwise(cuts)]


def read_pages(data: bytes, first: int = 0, end: int | None = None) -> list[Page]:
    """The pages of a PDF, or some of them by index; none if it cannot be read."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        return []
    try:
        return [_page(document, index) for index in range(len(document))[first:end]]
    except pypdfium2.PdfiumError:
        return []
    finally:
        document.close()


def texts_of(pages: Sequence[Page]) -> tuple[list[str], list[str]]:
    """Labels and texts of pages."""
    return [page.label for page in pages], [page.text for page in pages]


def _page(document: pypdfium2.PdfDocument, index: int) -> Page:
    page = document[index]
    text = _text(page)
    links, astray = _links(document, page)
    found = Page(document.get_page_label(index), text, links, astray, tuple(_loose_fonts(page)))
    page.close()
    return found


def _text(page: pypdfium2.PdfPage) -> str:
    """The words of a page; a running head that PDFium takes for several lines, since folio and title stand apart, is one."""
    read = page.get_textpage()
    text: str = read.get_text_bounded().replace("\r\n", "\n").strip()
    form = next(page.get_objects(max_depth=1), None)
    if form is None or form.type != pdfium.FPDF_PAGEOBJ_FORM:
        return text
    inner = (pdfium.FPDFFormObj_GetObject(form, number) for number in range(pdfium.FPDFFormObj_CountObjects(form)))
    stamped, count = {_address(item) for item in inner}, 0
    while count < read.count_chars() and _address(pdfium.FPDFText_GetTextObject(read, count)) in (None, *stamped):
        count += 1
    words = read.get_text_range(0, count).split()
    match = re.match(r"\s*".join(map(re.escape, words)) + r"\s*", text)
    return f"{' '.join(words)}\n{text[match.end() :]}".strip() if words and match else text


def _address(item: Any) -> int | None:
    return ctypes.cast(item, ctypes.c_void_p).value if item else None


def _links(document: pypdfium2.PdfDocument, page: pypdfium2.PdfPage) -> tuple[int, int]:
    at, link, links, astray = ctypes.c_int(0), pdfium.FPDF_LINK(), 0, 0
    while pdfium.FPDFLink_Enumerate(page, at, link):
        links += 1
        action = pdfium.FPDFLink_GetAction(link)
        if action and pdfium.FPDFAction_GetType(action) == pdfium.PDFACTION_URI:
            continue
        target = pdfium.FPDFLink_GetDest(document, link)
        astray += not target or pdfium.FPDFDest_GetDestPageIndex(document, target) < 0
    return links, astray


def _loose_fonts(page: pypdfium2.PdfPage) -> list[str]:
    loose: set[str] = set()
    for item in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT], max_depth=4):
        font = pdfium.FPDFTextObj_GetFont(item)
        if pdfium.FPDFFont_GetIsEmbedded(font) != 1:
            room = ctypes.create_string_buffer(256)
            pdfium.FPDFFont_GetBaseFontName(font, room, 256)
            loose.add(room.value.decode("utf-8", "replace"))
    return sorted(loose)
