"""Where glyphs and drawings stand on a page, read with PDFium. Lengths: mm from the lower left corner of the media box."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium

MM = 72 / 25.4


@dataclass(frozen=True, slots=True)
class Spot:
    """The box of a glyph, or of a run of text, or of a drawing."""

    left: float
    bottom: float
    right: float
    top: float
    text: str = ""


def runs(page: pypdfium2.PdfPage) -> list[Spot]:
    """The boxes of the lines of text on a page."""
    text = page.get_textpage()
    return [Spot(*(side / MM for side in text.get_rect(n))) for n in range(text.count_rects())]


def glyphs(page: pypdfium2.PdfPage) -> Iterator[Spot]:
    """The boxes of the glyphs that can be seen."""
    text = page.get_textpage()
    for at in range(text.count_chars()):
        char = chr(pdfium.FPDFText_GetUnicode(text, at))
        if char.isspace() or pdfium.FPDFText_IsGenerated(text, at) == 1:
            continue
        sides = [ctypes.c_double() for _ in range(4)]  # left, right, bottom, top
        pdfium.FPDFText_GetCharBox(text, at, *sides)
        left, right, bottom, top = (side.value / MM for side in sides)
        if right > left:
            yield Spot(left, bottom, right, top, char)


def drawings(page: pypdfium2.PdfPage) -> list[Spot]:
    """The boxes of areas, lines and pictures on a page, of drawings as a whole."""
    found = []
    for item in page.get_objects(max_depth=1):
        if item.type not in (pdfium.FPDF_PAGEOBJ_TEXT, pdfium.FPDF_PAGEOBJ_FORM):
            left, bottom, right, top = item.get_bounds()
            found.append(Spot(left / MM, bottom / MM, right / MM, top / MM))
    return found


def is_blank(page: pypdfium2.PdfPage) -> bool:
    """Whether nothing is painted on a page."""
    return not any(True for _ in page.get_objects(max_depth=1))
