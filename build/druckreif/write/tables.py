"""Which columns of a table on a page are not divided into lines."""

from __future__ import annotations

from itertools import accumulate

from ..model.nodes import Table
from ..model.walk import plain

KEPT_LETTERS = 24, 42
"""Letters of a table's column that is not divided, and of all such columns: of some 64 in a line, the others need theirs."""


def whole_columns(table: Table) -> frozenset[int]:
    """The columns whose cells stay on one line, the narrowest first, as long as there is room for the others."""
    widths = sorted(
        (max(len(plain(row[index].children)) for row in table.rows if index < len(row)), index)
        for index in range(len(table.head))
        if any(index < len(row) for row in table.rows)
    )
    most, in_all = KEPT_LETTERS
    sums = accumulate(width for width, _ in widths)
    return frozenset(i for (width, i), total in zip(widths, sums, strict=True) if width <= most and total <= in_all)
