"""The lines of a finished PDF, from the places of its glyphs: read with PDFium, which did not write it.

Baselines give rows; small raised figures hang on theirs; running heads and folios are left out.
"""

from __future__ import annotations

import ctypes
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

import pypdfium2
import pypdfium2.raw as pdfium

SPACES = " \u00a0"
NARROW = "\u2009\u202f\u200a"
NOTHING = "\u200b\u200c\u200d\u2060\ufeff"


@dataclass(slots=True)
class Glyph:
    """A glyph: its text, pen positions before and after it, baseline from the page's top, size; all in pt."""

    text: str
    left: float
    right: float
    y: float
    size: float


@dataclass(slots=True)
class Row:
    """A line of text on a page (index from 0); `gaps` are its word spaces in parts of the size."""

    page: int
    y: float
    left: float
    right: float
    size: float
    text: str
    gaps: list[float] = field(default_factory=list)
    last: float = 0.0
    """Width of the last glyph, which may hang over the edge."""


@dataclass(slots=True)
class _Page:
    """The glyphs of a page in the order of drawing, as plain numbers: a long book has two millions of them."""

    text: str
    numbers: array[float]
    """For each glyph its left, right, y and size."""
    kinds: array[int]

    def glyphs(self, advance: Mapping[int, float]) -> Iterator[Glyph]:
        """The glyphs one by one; of kinds whose advance is known, they end there."""
        each = iter(self.numbers)
        for char, kind, left, right, y, size in zip(self.text, self.kinds, each, each, each, each, strict=True):
            yield Glyph(char, left, left + advance[kind] * size if kind in advance else right, y, size)


def read_rows(data: bytes) -> list[list[Row]]:
    """The lines of each page from top to bottom, columns from left to right."""
    document = pypdfium2.PdfDocument(data)
    try:
        reader = _Reader()
        pages = [reader.read(document[index], document.get_page_label(index)) for index in range(len(document))]
    finally:
        document.close()
    return [_rows(index, page.glyphs(reader.advance)) for index, page in enumerate(pages)]


def _rows(index: int, glyphs: Iterable[Glyph]) -> list[Row]:
    rows: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda glyph: glyph.y):
        if rows and glyph.y - rows[-1][-1].y < 0.6:
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    found = [_row(index, part) for row in _hung(rows) for part in _columns(row)]
    return sorted((row for row in found if row.text.strip()), key=lambda row: (round(row.y, 1), row.left))


_Read = tuple[str, float, float, float, float, int]
"""A glyph as it is read: text, left, right, y, size, kind."""

NO_KIND = 0
"""The kind of spaces that PDFium puts in."""


class _Reader:
    """Reads glyphs. PDFium tells how far a glyph reaches, with its ink: an f seems wider than its advance is.

    Glyphs of one kind have font, text and reach in common. Where the ink of a kind hangs over, the nearest space behind one,
    in any line, stands at its advance.
    """

    def __init__(self) -> None:
        self.kinds: dict[tuple[int, str, float], int] = {(0, "", 0.0): NO_KIND}
        self.inky: dict[int, float] = {}
        """How far they reach, in ems, by kind."""
        self.advance: dict[int, float] = {}

    def read(self, page: pypdfium2.PdfPage, label: str) -> _Page:
        """The glyphs of a page in the order of drawing, without running head and folio."""
        height, whole = page.get_height(), page.get_textpage()
        text = whole.raw  # the handle itself: two million glyphs are asked for five times each
        x, y, box, matrix = ctypes.c_double(), ctypes.c_double(), pdfium.FS_RECTF(), pdfium.FS_MATRIX()
        runs: dict[int, tuple[float, int]] = {}
        found: list[_Read] = []
        first = True
        for at in range(whole.count_chars()):
            char = chr(pdfium.FPDFText_GetUnicode(text, at))
            if pdfium.FPDFText_IsGenerated(text, at) == 1:
                if char == " " and found:  # PDFium's own, in place of a space glyph in a very wide gap
                    _, _, right, line, size, _ = found[-1]
                    found.append((" ", right, right, line, size, NO_KIND))
                elif char == "\n" and first:  # running heads and folios are drawn first, on a line of their own
                    first = False
                    found = [] if _is_stamp(found, label) else found
                continue
            item = pdfium.FPDFText_GetTextObject(text, at)
            address = ctypes.addressof(item.contents) if item else 0
            if address not in runs:
                pdfium.FPDFText_GetMatrix(text, at, matrix)
                font = ctypes.cast(pdfium.FPDFTextObj_GetFont(item), ctypes.c_void_p).value or 0
                runs[address] = pdfium.FPDFText_GetFontSize(text, at) * abs(matrix.d), font
            size, font = runs[address]
            pdfium.FPDFText_GetCharOrigin(text, at, x, y)
            pdfium.FPDFText_GetLooseCharBox(text, at, box)
            left, right = x.value, box.right
            reach = round((right - left) / size, 2)
            if (kind := self.kinds.get((font, char, reach), -1)) < 0:
                kind = self.kinds[font, char, reach] = len(self.kinds)
                if _reaches(text, at, right):
                    self.inky[kind] = reach
            found.append((char, left, right, height - y.value, size, kind))
        page.close()
        return self.packed([] if first and _is_stamp(found, label) else found)

    def packed(self, glyphs: list[_Read]) -> _Page:
        """The glyphs of a page, when advances were learnt from them."""
        for (_, left, _, y, size, kind), (char, after, _, line, _, space) in pairwise(glyphs):
            if kind in self.inky and char in SPACES and space != NO_KIND and line == y:
                width = (after - left) / size
                if 0.5 * self.inky[kind] < width < self.advance.get(kind, self.inky[kind]):
                    self.advance[kind] = width
        numbers = array("d", [number for _, left, right, y, size, _ in glyphs for number in (left, right, y, size)])
        return _Page("".join(glyph[0] for glyph in glyphs), numbers, array("l", [glyph[5] for glyph in glyphs]))


def _is_stamp(glyphs: list[_Read], label: str) -> bool:
    return label in "".join(glyph[0] for glyph in glyphs).split()


def _reaches(page: pdfium.FPDF_TEXTPAGE, at: int, right: float) -> bool:
    """Whether the ink of a glyph is what reaches farthest."""
    sides = [ctypes.c_double() for _ in range(4)]
    pdfium.FPDFText_GetCharBox(page, at, *sides)
    return abs(sides[1].value - right) < 0.02


def _hung(rows: list[list[Glyph]]) -> list[list[Glyph]]:
    """Rows with the small raised figures between them put into the lines that they belong to."""
    sizes = [Counter(round(glyph.size, 1) for glyph in row).most_common(1)[0][0] for row in rows]
    merged: list[list[Glyph]] = [[] for _ in rows]
    for at, row in enumerate(rows):
        near = [to for to in (at + 1, at - 1, at + 2, at - 2) if 0 <= to < len(rows)]
        home = next((to for to in near if _hangs(row, sizes[at], rows[to], sizes[to])), at)
        merged[home] += row
    return [row for row in merged if row]


def _hangs(row: list[Glyph], size: float, other: list[Glyph], larger: float) -> bool:
    if size >= 0.85 * larger or abs(row[0].y - other[0].y) >= 0.62 * larger:
        return False
    left, right = min(glyph.left for glyph in other), max(glyph.right for glyph in other)
    return all(left - 1.2 * larger <= glyph.left <= right + 3 * larger for glyph in row)


def _columns(row: list[Glyph]) -> list[list[Glyph]]:
    """A row cut where more than three ems are empty."""
    row = sorted((glyph for glyph in row if glyph.text not in NOTHING), key=lambda glyph: glyph.left)
    parts: list[list[Glyph]] = []
    last: Glyph | None = None
    for glyph in row:
        if glyph.text in SPACES:
            if parts:
                parts[-1].append(glyph)
            continue
        if last is None or glyph.left - last.right > 3.5 * glyph.size:
            parts.append([])
        parts[-1].append(glyph)
        last = glyph
    return parts


def _row(page: int, glyphs: list[Glyph]) -> Row:
    size = Counter(round(glyph.size, 2) for glyph in glyphs).most_common(1)[0][0]
    own = [glyph for glyph in glyphs if abs(glyph.size - size) < 0.05]
    base = Counter(round(glyph.y, 2) for glyph in own).most_common(1)[0][0]
    said, gaps, last = "", [], None
    space = False
    for glyph in glyphs:
        if glyph.text in SPACES:
            space = True
        elif glyph.text in NARROW:
            said += glyph.text
        else:
            if last is not None and space and glyph.left - last.right > 0.04 * size:
                gaps.append((glyph.left - last.right) / size)
                said += " "
            said, last, space = said + glyph.text, glyph, False
    if last is None:
        return Row(page, base, glyphs[0].left, glyphs[0].left, size, "")
    return Row(page, base, glyphs[0].left, last.right, size, said, gaps, last.right - last.left)
