"""The register's columns: low pages side by side, those of the last sheet as low as they may be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ..theme import Theme
from .pages import Choice, Item, fill, spots

COLUMNS = 2
"""Columns of a page."""


def column_width(theme: Theme) -> float:
    """The width of a column in pt."""
    return float((theme.page.measure - (COLUMNS - 1) * theme.data["columns"]["gap"]) / COLUMNS)


def fill_with_columns(
    items: list[Item], columns: int | None, theme: Theme, verso: bool, small: bool
) -> tuple[list[Choice], int, float]:
    """Fill pages, from the block numbered `columns` on in columns: choices, number of pages, where the columns begin.

    The gap above the first block in columns stands above all of them, and is taken from `items`. Raises ValueError if a
    block is higher than a page, or if columns do not begin on the first.
    """
    depth, foot = theme.page.depth, theme.foot
    if columns is None:
        return *fill(items, depth, verso, small, foot), 0.0
    above, rest = items[:columns], items[columns:]
    choices, pages = fill(above, depth, verso, small, foot)
    if pages > 1:
        raise ValueError("columns that do not begin on the first page")
    end = [spot for found in spots(above, choices) for spot in found][-1]
    below = end.top + (end.last - end.first) * above[-1].line + rest[0].gap
    rest[0] = items[columns] = replace(rest[0], gap=0.0)
    limits = dict.fromkeys(range(COLUMNS), depth - below)
    more, count = fill(rest, depth, depths=limits)
    first = (count - 1) // COLUMNS * COLUMNS
    last = range(first, first + COLUMNS)
    low, high = 1, int(limits.get(first, depth) / rest[0].line)
    while low < high:
        lines = (low + high) // 2
        tried = _filled(rest, depth, limits | dict.fromkeys(last, lines * rest[0].line), len(last) + first)
        more, low, high = (tried, low, lines) if tried else (more, lines + 1, high)
    return choices + more, first // COLUMNS + 1, below


def _filled(items: Sequence[Item], depth: float, depths: Mapping[int, float], most: int) -> list[Choice] | None:
    """The choices that fill no more than so many columns, None if there are none."""
    try:
        choices, count = fill(items, depth, depths=depths)
    except ValueError:
        return None
    return choices if count <= most else None
