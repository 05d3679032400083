"""The register's columns: low pages side by side, those of the last sheet as low as they may be."""

from __future__ import annotations

from collections.abc import Sequence
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
    start = next((at for at, found in enumerate(spots(rest, more)) if found[-1].page >= first), len(rest))
    if 0 in more[start].opens or not start:  # else a block runs on from the page before: it stays as it is
        low, high = 1, int(limits.get(first, depth) / rest[0].line)
        while low < high:
            lines = (low + high) // 2
            tried = _filled(rest[start:], lines * rest[0].line, start > 0)
            more, low, high = (more[:start] + tried, low, lines) if tried else (more, lines + 1, high)
    return choices + more, first // COLUMNS + 1, below


def _filled(items: Sequence[Item], depth: float, opens: bool) -> list[Choice] | None:
    """The choices that fill a page's columns to a depth at most, which the first block opens; None if there are none."""
    try:
        (head, *more), count = fill([replace(items[0], gap=0.0), *items[1:]], depth)
    except ValueError:
        return None
    return [replace(head, opens=(0, *head.opens)) if opens else head, *more] if count <= COLUMNS else None
