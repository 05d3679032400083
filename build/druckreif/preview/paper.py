"""Pages as pictures and as words: PDFium draws a page of a part and its running matter, and tells where its lines are.

The same content has the same key, so that a picture is drawn once. One lock guards PDFium, which may be used by one thread
at a time.
"""

from __future__ import annotations

import ctypes
import hashlib
import io
import math
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from ..make.showing import viewable

PDFIUM = threading.Lock()

WIDEST, STEP = 3600, 8
"""Largest width of a picture in pixels, and what widths are multiples of."""
HELD = 96 * 2**20
"""Bytes of pictures that are kept."""
OPEN = 60
"""PDF files that are kept open."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page: the file it is in and its index there, the file and index of its running matter if it bears any."""

    file: bytes = field(repr=False)
    index: int
    key: str
    stamp: tuple[bytes, int] | None = field(default=None, repr=False)


def leaf(file: bytes, sum: bytes, index: int, stamp: tuple[bytes, int] | None, said: str) -> Leaf:
    """A page with the key of its content: `sum` is that of what is drawn on it, `said` the markup of its running matter."""
    total = hashlib.sha256(sum + f"\n{index}\n{said if stamp else ''}".encode()).digest()
    return Leaf(file, index, total.hex()[:24], stamp)


def digest(file: bytes) -> bytes:
    """The sum of a file's content."""
    return hashlib.sha256(file).digest()


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line: box in pt from the page's upper left corner, words."""

    x: float
    y: float
    width: float
    height: float
    text: str


class Paper:
    """Draws and reads pages; what it made is kept within bounds."""

    def __init__(self) -> None:
        self.files: OrderedDict[bytes, Any] = OrderedDict()
        self.pictures: OrderedDict[tuple[str, int], bytes] = OrderedDict()
        self.texts: OrderedDict[str, tuple[Line, ...]] = OrderedDict()
        self.size = 0
        self.counts: dict[bytes, int] = {}

    def count(self, file: bytes) -> int:
        """How many pages a file has."""
        key = digest(file)
        if key not in self.counts:
            with PDFIUM:
                self.counts[key] = len(self._open(file))
        return self.counts[key]

    def paper(self, file: bytes) -> tuple[float, float]:
        """Width and height of a file's first page in pt."""
        with PDFIUM:
            width, height = self._open(file).get_page_size(0)
            return float(width), float(height)

    def picture(self, page: Leaf, width: int) -> bytes:
        """A page as PNG, so many pixels wide."""
        width = max(STEP, min(WIDEST, width) // STEP * STEP)
        key = page.key, width
        with PDFIUM:
            if key in self.pictures:
                self.pictures.move_to_end(key)
                return self.pictures[key]
            data = self._draw(page, width)
            self.pictures[key] = data
            self.size += len(data)
            while self.size > HELD and len(self.pictures) > 1:
                self.size -= len(self.pictures.popitem(last=False)[1])
        return data

    def lines(self, page: Leaf) -> tuple[Line, ...]:
        """The lines of a page in the order of reading, without running matter."""
        with PDFIUM:
            if page.key not in self.texts:
                self.texts[page.key] = tuple(_lines(self._open(page.file)[page.index]))
                while len(self.texts) > 600:
                    self.texts.popitem(last=False)
            return self.texts[page.key]

    def guarded(self, work: Callable[[], bytes]) -> bytes:
        """What some work gives that uses PDFium itself."""
        with PDFIUM:
            return work()

    def _open(self, file: bytes) -> Any:
        key = digest(file)
        if key not in self.files:
            self.files[key] = pypdfium2.PdfDocument(viewable(file))
            while len(self.files) > OPEN:
                self.files.popitem(last=False)[1].close()
        self.files.move_to_end(key)
        return self.files[key]

    def _draw(self, page: Leaf, width: int) -> bytes:
        shown = self._open(page.file)[page.index]
        height = math.ceil(width * shown.get_height() / shown.get_width())
        bitmap = pypdfium2.PdfBitmap.new_native(width, height, pdfium.FPDFBitmap_BGRx, rev_byteorder=True)
        bitmap.fill_rect((255, 255, 255, 255), 0, 0, width, height)
        layers = [shown]
        if page.stamp:
            layers.append(self._open(page.stamp[0])[page.stamp[1]])
        for layer in layers:
            flags = pdfium.FPDF_REVERSE_BYTE_ORDER
            pdfium.FPDF_RenderPageBitmap(bitmap.raw, layer.raw, 0, 0, width, height, 0, flags)
            layer.close()
        image = bitmap.to_pil().convert("RGB")
        out = io.BytesIO()
        (image.convert("L") if _is_grey(image) else image).save(out, "PNG", compress_level=2)
        bitmap.close()
        return out.getvalue()


def _is_grey(image: Any) -> bool:
    """Whether a page is black and grey alone."""
    colors = image.getcolors(256)
    return colors is not None and all(red == green == blue for _, (red, green, blue) in colors)


def _lines(page: Any) -> Iterator[Line]:
    """Lines of a page: characters whose boxes lie beside each other; raised figures belong to their line."""
    text, height = page.get_textpage(), page.get_height()
    box, x, y = pdfium.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    current: list[float] = []
    said: list[str] = []
    space = False
    for at in range(text.count_chars()):
        char = chr(pdfium.FPDFText_GetUnicode(text, at))
        if pdfium.FPDFText_IsGenerated(text, at) == 1 or char.isspace() or char == "\x00":
            space = space or bool(said)
            continue
        pdfium.FPDFText_GetLooseCharBox(text, at, box)
        pdfium.FPDFText_GetCharOrigin(text, at, x, y)
        left, right, top, bottom = box.left, box.right, height - box.top, height - box.bottom
        if current:
            common = min(bottom, current[3]) - max(top, current[1])
            lower = min(bottom - top, current[3] - current[1])
            if common < 0.5 * lower or not -3 < left - current[2] < 40:
                yield _line(current, said)
                current, said, space = [], [], False
        if not current:
            current = [left, top, right, bottom]
        elif bottom - top > 0.8 * (current[3] - current[1]):
            current = [min(left, current[0]), min(top, current[1]), max(right, current[2]), max(bottom, current[3])]
        else:
            current[2] = max(right, current[2])
        said.append(f" {char}" if space else char)
        space = False
    if current:
        yield _line(current, said)
    text.close()
    page.close()


def _line(box: Sequence[float], said: Sequence[str]) -> Line:
    left, top, right, bottom = box
    text = "".join(said).replace("\ufffe", "\u00ad").replace("\x02", "\u00ad")
    return Line(round(left, 2), round(top, 2), round(right - left, 2), round(bottom - top, 2), text)
