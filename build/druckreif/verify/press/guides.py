"""Pictures of finished covers and pages with what nobody prints drawn in: trim, folds, and what words keep away from.

Lengths: mm from the upper left corner of the sheet. Same files, same pictures.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pypdfium2
from PIL import Image, ImageDraw, ImageFont

from ...model.terms import Terms
from ...model.wrap import Wrap, safety_of

COVER_DPI, PAGE_DPI = 150, 90
TRIM, SAFE, FOLD, CODE = (216, 0, 110), (0, 140, 60), (230, 120, 0), (0, 110, 220)
"""Colours: the trim; what words keep within; the folds of the spine; what the bar code keeps within."""
EDGE = 6.0
"""White round a picture, in which the lines go on, mm."""
SHEET = 4
"""Double pages on a picture, in two columns."""
DASH = 2.0

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Guide:
    """A line round a box (left, top, right, bottom), with its name and figure in the legend."""

    box: Box
    colour: tuple[int, int, int]
    words: str
    dashed: bool = False


def cover_picture(data: bytes, terms: Terms, wrap: Wrap, pages: int) -> bytes:
    """A cover with its guides and their legend, as PNG."""
    picture = _rendered(data, [0], COVER_DPI)[0]
    return _png(_framed([(picture, _cover_guides(terms, wrap, pages))], COVER_DPI, 1))


def page_pictures(data: bytes, terms: Terms) -> Iterator[tuple[str, bytes]]:
    """All double pages with their guides, some to a picture: the numbers of its pages, PNG."""
    document = pypdfium2.PdfDocument(data)
    count = len(document)
    document.close()
    spreads = [(None, 0), *((verso, verso + 1 if verso + 1 < count else None) for verso in range(1, count, 2))]
    for at in range(0, len(spreads), SHEET):
        some = spreads[at : at + SHEET]
        shown = [index for spread in some for index in spread if index is not None]
        pictures = dict(zip(shown, _rendered(data, shown, PAGE_DPI), strict=True))
        drawn = [_double(spread, pictures, terms, count) for spread in some]
        yield f"{shown[0] + 1:03}-{shown[-1] + 1:03}", _png(_framed(drawn, PAGE_DPI, 2))


def _cover_guides(terms: Terms, wrap: Wrap, pages: int) -> Iterator[Guide]:
    wide, high = wrap.sheet
    cut, cover = wrap.bleed, terms.profile.cover
    yield Guide((cut, cut, wide - cut, high - cut), TRIM, f"trim, {cut:g} mm inside the sheet")
    spine, left, right = f"{wrap.spine:.2f} mm for {pages} pages", wrap.spine_left, wrap.spine_left + wrap.spine
    spine += " (estimate)" if terms.order.spine_estimated else ""
    yield Guide((left, 0, right, high), FOLD, f"folds of the spine, {spine}")
    if wrap.hinge:
        hinges = (left - wrap.hinge, 0, wrap.front_left, high)
        yield Guide(hinges, FOLD, f"hinges of {wrap.hinge:.1f} mm", True)
    safe, ours = safety_of(terms), "" if cover.safety.mm else ", ours: the service states none"
    name = f"words keep {safe:.1f} mm from trim and folds{ours}"
    yield Guide((cut + safe, cut + safe, cut + wrap.width - safe, high - cut - safe), SAFE, name, True)
    front = wrap.front_left
    yield Guide((front + safe, cut + safe, wide - cut - safe, high - cut - safe), SAFE, "", True)
    if terms.may_letter_spine(pages):
        free = terms.spine_clearance(wrap.spine)
        name = f"words of the spine, {free:.1f} mm from the folds"
        yield Guide((left + free, cut + safe, right - free, high - cut - safe), FOLD, name, True)
    offset = terms.profile.barcode.offset.mm
    if offset is not None:
        box = (cut + offset, cut + offset, cut + wrap.width - offset, high - cut - offset)
        yield Guide(box, CODE, f"the bar code keeps {offset:.1f} mm from spine and trim", True)


def _double(
    spread: tuple[int | None, int | None], pictures: dict[int, Image.Image], terms: Terms, pages: int
) -> tuple[Image.Image, list[Guide]]:
    """Two pages side by side as the reader sees them, and the frames that their words keep within."""
    bleed = terms.profile.bleed
    amount = (bleed.amount.mm or 0.0) if terms.order.bleed else 0.0
    has, sides = bleed.edges.value or (), ("outside", "inside", "top", "bottom")
    around, bound, head, foot = (amount * (side in has) for side in sides)
    (wide, high), inside, outside = terms.trim, terms.inside(pages) or 0.0, terms.outside or 0.0
    both = Image.new("RGB", (2 * _px(around + wide, PAGE_DPI), _px(high + head + foot, PAGE_DPI)), "white")
    guides = []
    for index, left in zip(spread, (True, False), strict=True):
        if index is None:
            continue
        page = pictures[index]
        cut = _px(bound, PAGE_DPI)
        page = page.crop((0, 0, page.width - cut, page.height)) if left else page.crop((cut, 0, page.width, page.height))
        both.paste(page, (0 if left else both.width // 2, 0))
        x = around if left else both.width / 2 / PAGE_DPI * 25.4
        guides.append(Guide((x, head, x + wide, head + high), TRIM, f"trim {wide:.1f} x {high:.1f} mm"))
        near, far = (outside, inside) if left else (inside, outside)
        words = f"words keep {inside:.1f} mm from the binding, {outside:.1f} mm from the other edges"
        if inside or outside:
            guides.append(Guide((x + near, head + outside, x + wide - far, head + high - outside), SAFE, words, True))
    return both, guides


def _rendered(data: bytes, indices: Sequence[int], dpi: int) -> list[Image.Image]:
    document = pypdfium2.PdfDocument(data)
    try:
        return [document[index].render(scale=dpi / 72).to_pil().convert("RGB") for index in indices]
    finally:
        document.close()


def _framed(drawn: Sequence[tuple[Image.Image, Iterator[Guide] | Sequence[Guide]]], dpi: int, columns: int) -> Image.Image:
    """Pictures side by side on white, with their guides, and the legend below."""
    edge, row = _px(EDGE, dpi), _px(5.5, dpi)
    wide, high = max(p.width for p, _ in drawn) + 2 * edge, max(p.height for p, _ in drawn) + 2 * edge
    told: dict[str, Guide] = {}
    columns = min(columns, len(drawn))
    sheet = Image.new("RGB", (wide * columns, high * -(-len(drawn) // columns) + 6 * row), "white")
    pen = ImageDraw.Draw(sheet)
    for at, (picture, guides) in enumerate(drawn):
        left, top = at % columns * wide + edge, at // columns * high + edge
        sheet.paste(picture, (left, top))
        for guide in guides:
            x0, y0, x1, y1 = (_px(side, dpi) for side in guide.box)
            _outline(pen, (left + x0, top + y0, left + x1, top + y1), guide, edge, dpi)
            told.setdefault(guide.words or str(len(told)), guide)
    font = ImageFont.load_default(_px(3.4, dpi))
    legend = [guide for words, guide in told.items() if guide.words == words]
    for at, guide in enumerate(legend):
        y = sheet.height - 6 * row + at * row + row // 2
        _line(pen, (edge, y), (3 * edge, y), guide, dpi)
        pen.text((3 * edge + row, y - row // 2), guide.words, fill=(40, 40, 40), font=font)
    return sheet


def _outline(pen: ImageDraw.ImageDraw, box: tuple[int, int, int, int], guide: Guide, edge: int, dpi: int) -> None:
    """A box; the trim and the folds go on beyond it a little, as marks."""
    x0, y0, x1, y1 = box
    more = 0 if guide.dashed else edge // 2
    for start, end in (((x0 - more, y0), (x1 + more, y0)), ((x0 - more, y1), (x1 + more, y1)),
                       ((x0, y0 - more), (x0, y1 + more)), ((x1, y0 - more), (x1, y1 + more))):  # fmt: skip
        _line(pen, start, end, guide, dpi)


def _line(pen: ImageDraw.ImageDraw, start: tuple[int, int], end: tuple[int, int], guide: Guide, dpi: int) -> None:
    wide = max(1, dpi // 75)
    if not guide.dashed:
        pen.line((start, end), fill=guide.colour, width=wide)
        return
    step = _px(DASH, dpi)
    across = start[1] == end[1]
    first, last = (start[0], end[0]) if across else (start[1], end[1])
    for at in range(first, last, 2 * step):
        to = min(at + step, last)
        ends = ((at, start[1]), (to, start[1])) if across else ((start[0], at), (start[0], to))
        pen.line(ends, fill=guide.colour, width=wide)


def _px(length: float, dpi: int) -> int:
    return round(length / 25.4 * dpi)


def _png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()
