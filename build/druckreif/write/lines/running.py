"""Running heads and folios, each on a leaf of its own, which joining stamps onto the book's pages.

Lengths are pt. A head stands at the outer edge, its folio beside it; on openings the folio stands alone at the foot.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from xml.etree import ElementTree

from ..theme import MM, Style, Theme
from .draw import Run, pieces_of, show_run, width_of
from .leaf import Leaf
from .measure import Ruler


def draw_running(theme: Theme, ruler: Ruler, language: str, pages: Sequence[str]) -> list[Leaf]:
    """The leaves for some pages, from their markup: `<p class="head verso">` or `recto` with a `span` for its folio, or
    `<p class="drop-folio">`.
    """
    head = theme.running(replace(theme.style, language=language))
    folio = theme.running_folio(replace(theme.style, language=language))
    return [_Page(theme, ruler, head, folio).drawn(ElementTree.fromstring(page)) for page in pages]


class _Page:
    def __init__(self, theme: Theme, ruler: Ruler, head: Style, folio: Style) -> None:
        self.theme, self.ruler, self.head, self.folio = theme, ruler, head, folio
        self.leaf = Leaf()

    def drawn(self, markup: ElementTree.Element) -> Leaf:
        page, names = self.theme.page, markup.get("class", "").split()
        if "drop-folio" in names:
            text = markup.text or ""
            x = page.inner + (page.measure - self.width(self.folio, text)) / 2
            foot = page.height - self.theme.data["page"]["foot"] * MM - page.line
            self.show(self.folio, text, x, foot + self.base(self.folio))
            return self.leaf
        inner = markup[0]
        number, title = inner.text or "", (inner.tail if "verso" in names else markup.text) or ""
        y = self.theme.data["page"]["head"] * MM + max(self.base(self.head), self.base(self.folio))
        gap = self.theme.data["running"]["gap"]
        beside = self.width(self.folio, number) + gap
        if "verso" in names:
            self.show(self.folio, number, page.outer, y)
            self.show(self.head, title, page.outer + beside, y)
        else:
            edge = page.width - page.outer
            self.show(self.head, title, edge - beside - self.width(self.head, title), y)
            self.show(self.folio, number, edge - beside + gap, y)
        return self.leaf

    def base(self, style: Style) -> float:
        """How far below the top of its line the baseline is."""
        return self.theme.page.line / 2 + self.ruler.rise(style) * style.size

    def width(self, style: Style, text: str) -> float:
        return width_of(self.ruler, [Run((), style, 0.0, pieces_of(text))])[0]

    def show(self, style: Style, text: str, x: float, y: float) -> None:
        _, shown = show_run(self.ruler, self.leaf, Run((), style, 0.0, pieces_of(text)), x, 0.0, 1.0)
        placed = f"BT 1 0 0 1 {x:.2f} {self.theme.page.height - y:.2f} Tm {self.leaf.set('rg', '0 0 0')}{shown}ET\n"
        self.leaf.content.append(placed.encode())
