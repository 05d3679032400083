"""Short texts of covers in lines of their own: ragged, without divided words, and without a single word left over."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from .lines.measure import Ruler
from .theme import Style

SHORT = 1 / 3
"""The last line of a paragraph is at least so long, in parts of the measure, wherever that can be had."""


def ragged(ruler: Ruler, style: Style, text: str, measure: float, *, even: bool = False) -> list[str]:
    """The lines of a text within a measure in pt: as few as can be, their ends as even as can be.

    `even` counts the last line too, as for titles. A word that is wider than the measure has a line of its own.
    """
    words = text.split(" ")
    widths = [ruler.width(style, word) for word in words]
    space = ruler.width(style, " ")
    best: list[tuple[int, float, int]] = [(0, 0.0, 0)]
    for end in range(1, len(words) + 1):
        choices = []
        wide = -space
        for start in range(end - 1, -1, -1):
            wide += space + widths[start]
            if wide > measure and start < end - 1:
                break
            lines, cost, _ = best[start]
            choices.append((lines + 1, cost + _cost(wide / measure, even, end == len(words)), start))
        best.append(min(choices))
    found: list[str] = []
    end = len(words)
    while end:
        start = best[end][2]
        found.insert(0, " ".join(words[start:end]))
        end = start
    return found


def _cost(share: float, even: bool, is_last: bool) -> float:
    """What a line costs that takes up so much of the measure."""
    if is_last and not even:
        return max(SHORT - share, 0.0) ** 2 * 9
    return (1 - share) ** 2


def broken(lines: Sequence[str]) -> str:
    """Lines as HTML."""
    return "<br/>".join(escape(line, quote=False) for line in lines)
