"""Pages, inner margin, blank pages and spine of a printed book, which depend on each other: solved as a fixed point.

More pages ask for a wider inner margin, and that may change the number of pages. The margin only ever grows from round to
round, and takes no values but those of the profile's table, so that it ends after as many rounds as the table has rows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .terms import Terms


@dataclass(frozen=True, slots=True)
class Fitted:
    """A fixed point: `laid` pages come of the layout with this inner margin (mm); with `blanks` they are `pages`."""

    laid: int
    pages: int
    inside: float
    """The inner margin that was reached, in mm: at least what the service asks for so many pages."""
    spine: float | None
    """Width of the spine in mm; None if nobody states it."""
    rounds: int

    @property
    def blanks(self) -> int:
        """Blank pages that were added at the end."""
        return self.pages - self.laid


def fit(terms: Terms, lay_out: Callable[[float], int], inside: float = 0.0) -> Fitted:
    """The fixed point for a layout, which gives the number of pages for an inner margin of at least so many mm.

    `inside` is the margin to begin with, the theme's own. Raises nothing; bounded by the rows of the profile's table.
    """
    rounds = 0
    while True:
        rounds += 1
        laid = lay_out(inside)
        pages = terms.finished(laid)
        asked = terms.inside(pages)
        if asked is None or asked <= inside:
            return Fitted(laid, pages, inside, terms.spine(pages), rounds)
        inside = asked
