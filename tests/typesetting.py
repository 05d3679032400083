"""Lines of a PDF as they are drawn, read with pdfminer: where they stand, how wide their word spaces are."""

from __future__ import annotations

import io
import math
from collections import defaultdict
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import pytest
from druckreif.write.lines.composed import Composed
from druckreif.write.pdf import Setter
from pdfminer.converter import PDFLayoutAnalyzer
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage


@dataclass
class Glyph:
    """Pen positions before and after a glyph, its baseline from the top of the page, its size, all in pt; its scale."""

    text: str
    x0: float
    x1: float
    y: float
    size: float
    scale: float


@dataclass
class Drawn:
    """A line: its glyphs of the commonest size, its word spaces as multiples of the natural one."""

    page: int
    y: float
    glyphs: list[Glyph] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(glyph.text for glyph in self.glyphs).strip()

    @property
    def left(self) -> float:
        return next(glyph.x0 for glyph in self.glyphs if glyph.text.strip())

    @property
    def right(self) -> float:
        return next(glyph.x1 for glyph in reversed(self.glyphs) if glyph.text.strip())

    @property
    def space(self) -> float:
        """The mean word space, as a multiple of the natural one; 1 without any."""
        gaps = []
        for before, space, after in zip(self.glyphs, self.glyphs[1:], self.glyphs[2:], strict=False):
            if space.text in (" ", "\u00a0") and before.text.strip() and after.text.strip():
                gaps.append((after.x0 - before.x1) / ((space.x1 - space.x0) / space.scale))
        return sum(gaps) / len(gaps) if gaps else 1.0


class _Device(PDFLayoutAnalyzer):
    def __init__(self, manager: PDFResourceManager, height: float) -> None:
        super().__init__(manager, laparams=None)
        self.height, self.glyphs = height, list[Glyph]()

    def render_char(self, matrix: Any, font: Any, fontsize: float, scaling: float, rise: float, cid: int, *_: Any) -> float:
        a, _, _, d, e, f = matrix
        advance = float(font.char_width(cid) * fontsize * scaling)
        try:
            text = str(font.to_unichr(cid))
        except Exception:
            text = "\ufffd"
        self.glyphs.append(Glyph(text, e, e + advance * a, self.height - f - rise * d, abs(fontsize * d), a * scaling / d))
        return advance

    def receive_layout(self, ltpage: Any) -> None:
        pass


@lru_cache(maxsize=2)
def drawn_glyphs(data: bytes) -> list[list[Glyph]]:
    """All glyphs, page by page, in the order in which they are drawn."""
    manager = PDFResourceManager()
    found = []
    for page in PDFPage.get_pages(io.BytesIO(data)):
        device = _Device(manager, page.mediabox[3] - page.mediabox[1])
        PDFPageInterpreter(manager, device).process_page(page)
        found.append(device.glyphs)
    return found


def drawn_lines(data: bytes, size: float) -> list[Drawn]:
    """The lines of a size, in pt, page by page from the top; other sizes are left out."""
    found: list[Drawn] = []
    for number, glyphs in enumerate(drawn_glyphs(data)):
        rows: dict[float, list[Glyph]] = defaultdict(list)
        for glyph in glyphs:
            if abs(glyph.size - size) < 0.06 and glyph.text != "\u200c":
                rows[round(glyph.y, 1)].append(glyph)
        found += [Drawn(number, y, sorted(row, key=lambda glyph: glyph.x0)) for y, row in sorted(rows.items())]
    return [line for line in found if line.text]


@dataclass(frozen=True)
class Evenness:
    """Of the lines that reach the right edge: how uneven their spaces are, loose ones, hyphens, overfull ones."""

    lines: int
    rms: float
    over_1_5: float
    over_2: float
    longest_run: int
    overfull: int


def evenness(data: bytes, size: float, edge: dict[int, float]) -> Evenness:
    """Judge the justified lines of a PDF. `edge` gives the right edge of odd and even page indexes, in pt."""
    lines = drawn_lines(data, size)
    full = [line for line in lines if line.right > edge[line.page % 2] - 1.5 and len(line.text) > 20]
    ratios = [line.space for line in full]
    reaching = {id(line) for line in full}
    run = longest = overfull = 0
    for line in lines:
        run = run + 1 if id(line) in reaching and line.text[-1] in "\u2010-" else 0
        longest = max(longest, run)
        last = next(glyph for glyph in reversed(line.glyphs) if glyph.text.strip())
        hung = (last.x1 - last.x0) if not last.text.isalnum() else 0.0
        overfull += line.right > edge[line.page % 2] + hung + 0.4
    return Evenness(
        len(full),
        math.sqrt(sum((ratio - 1) ** 2 for ratio in ratios) / len(ratios)),
        sum(ratio > 1.5 for ratio in ratios) / len(ratios),
        sum(ratio > 2 for ratio in ratios) / len(ratios),
        longest,
        overfull,
    )


def layouts(monkeypatch: pytest.MonkeyPatch, setter: Setter) -> list[bool]:
    """Whether the pages of each layout from now on were filled by us; it grows with each."""
    filled: list[bool] = []
    compose = setter.compositor.compose

    def told(*args: Any) -> Composed:
        composed = compose(*args)
        filled.append(bool(composed.pages))
        return composed

    monkeypatch.setattr(setter.compositor, "compose", told)
    return filled
