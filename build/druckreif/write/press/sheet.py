"""The page of a printed edition: the theme's type area on the trim of a service, with the inner margin that it asks for.

The type area stays as it is wherever it fits: then the lines and pages are those of the theme, and only margins shift.
A narrower page gets a narrower column, one of another height more or fewer lines, in the theme's proportions. Lengths: mm.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ...model.profile import Pair
from ..theme import MM, Theme, with_page

AIRY = 0.2
"""Both side margins together are at least this share of the width."""

SAME = 2.0
"""Up to so many mm another height gets no other number of lines."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page of a printed edition: trim, margins, and the theme on which its text is laid out."""

    width: float
    height: float
    inner: float
    outer: float
    top: float
    theme: Theme

    def shift(self, recto: bool) -> Pair:
        """How far the laid-out page is to be moved to the right and up, in mm, to stand on this one."""
        page = self.theme.page
        across = self.inner - page.inner / MM if recto else self.outer - page.outer / MM
        return across, (self.height - page.height / MM) - (self.top - page.top / MM)


def sheet_for(theme: Theme, trim: Pair, inside: float, outside: float) -> Sheet:
    """The page of this trim whose margins are at least those; the inner one first where not both can be had."""
    width, height = trim
    own = theme.data["page"]
    measure = _measure(theme, width, inside, outside)
    rest = width - measure
    inner = max(inside, rest * own["inner"] / (own["inner"] + own["outer"]))
    inner = max(inside, min(inner, rest - outside))
    lines, top = _lines(theme, height, outside)
    page: Mapping[str, float] = {}
    if abs(measure - theme.page.measure / MM) > 0.001 or lines != theme.page.lines:
        depth = lines * theme.page.line / MM
        usual = rest * own["inner"] / (own["inner"] + own["outer"])
        page = {
            "width": width, "height": height, "inner": round(usual, 3), "outer": round(rest - usual, 3),
            "lines": lines, "top": top, "bottom": round(height - top - depth - 0.4, 3),
        }  # fmt: skip
    return Sheet(width, height, inner, rest - inner, top, with_page(theme, page))


def _measure(theme: Theme, width: float, inside: float, outside: float) -> float:
    own = theme.page.measure / MM
    room = width - inside - outside
    if own <= min(room, width * (1 - AIRY)):
        return own
    return round(min(own * width * MM / theme.page.width, room), 2)


def _lines(theme: Theme, height: float, outside: float) -> tuple[int, float]:
    """How many lines a page of this height has, and where they begin."""
    own, line = theme.data["page"], theme.page.line / MM
    usual = theme.page.height / MM
    if abs(height - usual) <= SAME:
        return theme.page.lines, max(own["top"] + (height - usual) / 2, outside)
    share = own["top"] / (own["top"] + own["bottom"])
    margins = (own["top"] + own["bottom"]) * height / usual
    lines = int((height - max(margins, 2 * outside)) / line)
    return lines, round((height - lines * line) * share, 3)
