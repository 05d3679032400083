"""The geometry of a cover wrap: back, spine and front on one sheet, from left to right. Lengths are mm."""

from __future__ import annotations

from dataclasses import dataclass

from .terms import Terms

RISING = ("de", "fr", "es", "it", "pt", "ca", "ro", "cs", "sk", "pl", "hu", "hr", "sl", "ru", "uk", "bg")
"""Languages in which the words of a spine are read from the foot to the head; in the others from the head to the foot."""


SAFETY = 5.0
"""Distance of words from trim and folds in mm at least: more than services ask for, and what is taken where none says."""


@dataclass(frozen=True, slots=True)
class Wrap:
    """A sheet: trim of the book, width of the spine, bleed (or what is folded round boards), hinges of a hardcover."""

    width: float
    height: float
    spine: float
    bleed: float
    hinge: float = 0.0

    @property
    def sheet(self) -> tuple[float, float]:
        """Width and height of the whole sheet."""
        return 2 * (self.width + self.hinge + self.bleed) + self.spine, self.height + 2 * self.bleed

    @property
    def spine_left(self) -> float:
        """Where the spine begins, from the left edge of the sheet."""
        return self.bleed + self.width + self.hinge

    @property
    def front_left(self) -> float:
        """Where the front begins, behind spine and hinge."""
        return self.spine_left + self.spine + self.hinge


def wrap_of(terms: Terms, pages: int) -> Wrap | None:
    """The sheet for a book of so many pages; None if a figure is missing (`Terms.unknown` says which)."""
    spine, bleed, hinge = terms.spine(pages), terms.cover_bleed, terms.hinge
    if spine is None or bleed is None or hinge is None:
        return None
    return Wrap(*terms.trim, spine, bleed, hinge)


def safety_of(terms: Terms) -> float:
    """How far words stand from trim and folds at least: what the service states, or ours where it states nothing."""
    return terms.profile.cover.safety.mm or SAFETY
