"""A cover wrap: its sheet, its spine, words too near to trim and folds, bleed, and the bar code as a scanner sees it."""

from __future__ import annotations

import pypdf
import pypdfium2
import zxingcpp
from PIL import Image

from ...model.terms import Terms
from ...model.wrap import Wrap
from .findings import Fault, Faults
from .places import Spot, glyphs
from .structure import MM, NEAR, check_box

DPI = 300
SMALLEST = 0.8 * 95 * 0.33
"""Width of the bars of an EAN-13 at 80 %, mm."""
HALF = 0.6
"""Light of white paper: what is lighter counts as unprinted."""


def check_cover(
    reader: pypdf.PdfReader, document: pypdfium2.PdfDocument, terms: Terms, wrap: Wrap | None, pages: int, isbn: str
) -> Faults:
    """What is wrong with a cover for so many pages; without a sheet to compare with, only its bar code is judged."""
    if len(reader.pages) != 1:
        yield Fault("preflight-cover-pages", f"the cover has {len(reader.pages)} pages", asked="one: back, spine, front")
        return
    page = document[0]
    try:
        if wrap is not None:
            sound = list(_sheet(reader, terms, wrap, pages))
            yield from sound
            if not sound:
                yield from _words(page, terms, wrap, pages)
                yield from _bled(page, wrap)
        yield from _barcode(page, terms, wrap, isbn)
    finally:
        page.close()


def _sheet(reader: pypdf.PdfReader, terms: Terms, wrap: Wrap, pages: int) -> Faults:
    page = reader.pages[0]
    media = [float(side) / MM for side in page.mediabox]
    wide, high = wrap.sheet
    spine = media[2] - media[0] - (wide - wrap.spine)
    if abs(spine - wrap.spine) > NEAR:
        asked = f"{wrap.spine:.2f} mm for {pages} pages"
        figure = None if terms.order.spine_mm else terms.spine_figure()
        yield Fault("preflight-spine", f"the sheet has room for a spine of {spine:.2f} mm", figure, asked)
        return
    bleed = (wrap.bleed,) * 4
    yield from check_box(page, 1, (wide - 2 * wrap.bleed, high - 2 * wrap.bleed), bleed)


def _words(page: pypdfium2.PdfPage, terms: Terms, wrap: Wrap, pages: int) -> Faults:
    wide, high = wrap.sheet
    safety, figure = terms.profile.cover.safety.mm or 0.0, terms.profile.cover.safety
    left, right = wrap.spine_left, wrap.spine_left + wrap.spine
    near: list[float] = []
    lettered: list[Spot] = []
    for spot in glyphs(page):
        if spot.right > left and spot.left < right:
            lettered.append(spot)
        else:
            near.append(min(spot.left - wrap.bleed, wide - wrap.bleed - spot.right, spot.bottom - wrap.bleed,
                            high - wrap.bleed - spot.top))  # fmt: skip
    if near and min(near) < safety - 0.05:
        yield Fault("preflight-safety", f"words {min(near):.2f} mm from the trim", figure)
    if lettered and not terms.may_letter_spine(pages):
        first = terms.profile.spine.text_from
        yield Fault("preflight-spine-text", f"words on the spine of a book of {pages} pages", first,
                    f"none below {first.value} pages")  # fmt: skip
    elif lettered:
        free = min(min(spot.left - left, right - spot.right) for spot in lettered)
        clearance = terms.spine_clearance(wrap.spine)
        rows = terms.profile.spine.clearance
        if rows and free < clearance - 0.05:
            yield Fault("preflight-spine-text", f"words {free:.2f} mm from a fold", rows[-1], f"{clearance:.2f} mm")


def _bled(page: pypdfium2.PdfPage, wrap: Wrap) -> Faults:
    """Whether what is printed at the trim reaches the edge of the sheet, on a picture of 72 dpi."""
    if wrap.bleed < 0.5:
        return
    picture = page.render(scale=1).to_pil().convert("L")
    wide, high = picture.size
    inset = round((wrap.bleed + 1) * MM)
    rows, columns = (inset, high - inset), (inset, wide - inset)
    strips = {  # what is one mm inside the trim, what is at the edge of the sheet
        "left": ((inset, rows[0], inset + 1, rows[1]), (1, rows[0], 2, rows[1])),
        "right": ((wide - inset, rows[0], wide - inset + 1, rows[1]), (wide - 2, rows[0], wide - 1, rows[1])),
        "head": ((columns[0], inset, columns[1], inset + 1), (columns[0], 1, columns[1], 2)),
        "foot": ((columns[0], high - inset, columns[1], high - inset + 1), (columns[0], high - 2, columns[1], high - 1)),
    }
    for side, (inner, outer) in strips.items():
        pairs = list(zip(picture.crop(inner).tobytes(), picture.crop(outer).tobytes(), strict=True))
        bare = sum(light < HALF * 255 and edge > 250 for light, edge in pairs)
        if bare > len(pairs) / 20:
            yield Fault("preflight-bleed", f"the colour of the cover ends before the edge of the sheet ({side})",
                        asked=f"{wrap.bleed:.2f} mm beyond the trim")  # fmt: skip


def _barcode(page: pypdfium2.PdfPage, terms: Terms, wrap: Wrap | None, isbn: str) -> Faults:
    own = terms.profile.barcode.own
    if own.value == "service" or not isbn:
        return
    picture: Image.Image = page.render(scale=DPI / 72).to_pil().convert("L")
    codes = [code for code in zxingcpp.read_barcodes(picture) if code.format == zxingcpp.BarcodeFormat.EAN13]
    if not codes:
        if own.value == "required":
            yield Fault("preflight-barcode", "no bar code can be read from the cover at 300 dpi", own, "one of its own")
        return
    said = codes[0].text.split()[0]
    if said != isbn:
        yield Fault("preflight-barcode", f"the bar code says {said}", asked=isbn)
    place = codes[0].position
    xs = [corner.x / DPI * 25.4 for corner in (place.top_left, place.top_right, place.bottom_left, place.bottom_right)]
    ys = [corner.y / DPI * 25.4 for corner in (place.top_left, place.top_right, place.bottom_left, place.bottom_right)]
    if max(xs) - min(xs) < SMALLEST - 0.3:
        yield Fault("preflight-barcode", f"the bars are {max(xs) - min(xs):.1f} mm wide", asked=f"{SMALLEST:.1f} mm (80 %)")
    offset = terms.profile.barcode.offset
    if wrap is not None and offset.mm is not None:
        high = wrap.sheet[1]
        free = min(min(xs) - wrap.bleed, wrap.spine_left - max(xs), high - wrap.bleed - max(ys))
        if free < offset.mm - 0.1:
            yield Fault("preflight-barcode", f"the bars stand {free:.1f} mm from spine or trim", offset)
