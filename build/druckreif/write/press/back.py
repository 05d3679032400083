"""The text of a back cover: a first paragraph that is larger, the rest, as large as the room above the bar code allows."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from ..lines.measure import Ruler
from ..ragged import broken, ragged
from ..theme import MM, Style

SIZES = tuple(size / 4 for size in range(52, 33, -1))
"""Sizes of the text in pt, from the largest (13) to the smallest (8.5) that is read with ease."""
LEAD, LEAD_LONGEST = 1.3, 350
"""The first paragraph is so many times larger, unless it has more characters than that."""
LINE, LEAD_LINE = 1.36, 1.3
RULE = 2.2
"""Height of the rule below the first paragraph with its room, in lines of the text."""
APART = 0.5
"""Room between the other paragraphs, in lines."""


@dataclass(frozen=True, slots=True)
class Back:
    """Paragraphs as HTML, sizes and distances in pt, and how far the text goes beyond its room (0: it fits)."""

    lead: str
    rest: tuple[str, ...]
    size: float
    lead_size: float
    excess: float

    @property
    def line(self) -> float:
        return self.size * LINE

    @property
    def lead_line(self) -> float:
        return self.lead_size * (LEAD_LINE if self.lead_size > self.size else LINE)


def set_back(ruler: Ruler, text: str, styles: tuple[Style, Style], measure: float, room: float) -> Back | None:
    """A text (paragraphs behind blank lines) in the styles of the first and the other paragraphs; measure and room in mm.

    None without a text. The smallest size is taken where not even that fits.
    """
    paragraphs = [" ".join(part.split()) for part in re.split(r"\n\s*\n", text.strip()) if part.strip()]
    if not paragraphs:
        return None
    for size in SIZES:
        found = _set(ruler, paragraphs, styles, measure * MM, size, room * MM)
        if not found.excess:
            break
    return found


def _set(
    ruler: Ruler, paragraphs: list[str], styles: tuple[Style, Style], measure: float, size: float, room: float
) -> Back:
    lead_size = size * LEAD if len(paragraphs[0]) <= LEAD_LONGEST else size
    lead = ragged(ruler, replace(styles[0], size=lead_size), paragraphs[0], measure)
    rest = [ragged(ruler, replace(styles[1], size=size), text, measure) for text in paragraphs[1:]]
    found = Back(broken(lead), tuple(broken(lines) for lines in rest), size, lead_size, 0.0)
    apart = max(len(rest) - 1, 0) * APART
    high = len(lead) * found.lead_line + (RULE + apart + sum(map(len, rest))) * found.line
    return replace(found, excess=max(high - room, 0.0))
