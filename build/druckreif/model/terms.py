"""What holds for one book at one service: the figures of its profile, with what the editor says instead of them.

What nobody states is None, never a guess. Lengths are mm.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from .press import Order
from .profile import MM, ByPages, Length, Limit, Pair, Paper, Profile, Stated

NEAR = 0.25
"""How far a size may be from one that a service offers: inches that services print as whole millimetres."""

LEAF = 2
"""Pages of a leaf: the signature of a service that names none."""


def _again(profile: str, order: str, trim: Pair) -> Terms:
    return Terms.of(Profile.model_validate_json(profile), Order.model_validate_json(order), trim)


def size_of(words: str) -> Pair | None:
    """A size as an editor writes it, in mm: "148 x 210 mm", "6 x 9 in"."""
    found = re.fullmatch(r"([\d.]+) ?x ?([\d.]+) ?(mm|in)", words)
    return (float(found[1]) * MM[found[3]], float(found[2]) * MM[found[3]]) if found else None


@dataclass(frozen=True, slots=True)
class Terms:
    """A profile, what was ordered of it, and the trim in mm (width, height) that is nearest to what was asked for."""

    profile: Profile
    order: Order
    trim: Pair
    offered: Stated[tuple[Pair, ...]] | None = None
    """The figure that says that this trim is offered; None if no figure does."""

    @classmethod
    def of(cls, profile: Profile, order: Order, own: Pair) -> Terms:
        """The terms of an order; `own` is the trim of the book's theme, for an order that names none."""
        asked = size_of(order.trim) or own
        for sizes in profile.trims:
            near = [size for size in sizes.mm if _is_near(size, asked)]
            if near:
                return cls(profile, order, min(near, key=lambda size: _distance(size, asked)), sizes)
        if profile.trim_range and len(bounds := profile.trim_range.mm) == 2:
            smallest, largest = bounds
            if all(low <= side <= high for low, side, high in zip(smallest, asked, largest, strict=True)):
                return cls(profile, order, asked, profile.trim_range)
        return cls(profile, order, asked)

    def __reduce__(self) -> tuple[Callable[[str, str, Pair], Terms], tuple[str, str, Pair]]:
        """How terms travel to another process: pydantic gives classes such as Stated[float] no name to be found by."""
        return _again, (self.profile.model_dump_json(by_alias=True), self.order.model_dump_json(by_alias=True), self.trim)

    @property
    def is_offered(self) -> bool:
        """Whether the service makes books of this size; where no list is known, any size is taken."""
        return self.offered is not None or not self.profile.trims

    @property
    def paper(self) -> Paper | None:
        """The chosen paper; None where a service's papers are not known."""
        return next((paper for paper in self.profile.papers if paper.id == self.order.paper), None)

    @property
    def is_hardcover(self) -> bool:
        return self.order.binding == "hardcover"

    # ---- number of pages ----

    @property
    def limit(self) -> Limit | None:
        """The limit that names this trim, else the one for all others."""
        limits = self.paper.pages if self.paper else self.profile.pages
        open_ = [limit for limit in limits if not limit.bindings or self.order.binding in limit.bindings]
        named = [limit for limit in open_ if limit.trims and any(_is_near(size, self.trim) for size in limit.trims.mm)]
        return next(iter(named or [limit for limit in open_ if not limit.trims]), None)

    @property
    def pages(self) -> tuple[int | None, int | None]:
        """How many pages the book has at least and at most."""
        return (self.limit.value if self.limit else None) or (None, None)

    @property
    def multiple(self) -> int:
        """What the number of pages is a multiple of; a leaf has two in any case."""
        return self.profile.signature.value or LEAF

    @property
    def leaves_last_blank(self) -> bool:
        return bool(self.profile.last_page_blank.value)

    def finished(self, laid: int) -> int:
        """Pages of the book when so many are laid out: whole signatures, the last page blank if the service prints there."""
        asked = laid + self.leaves_last_blank
        return -(-asked // self.multiple) * self.multiple

    # ---- margins ----

    def inside_figure(self, pages: int) -> ByPages | None:
        """The figure for the inner margin of a book of so many pages; that of the nearest row outside the table."""
        rows = self.profile.margins.inside
        known = [row for row in rows if row.value is not None]
        fitting = [row for row in known if row.holds(pages)]
        if fitting or not known:
            return next(iter(fitting), None)
        return known[0] if pages < (known[0].pages[0] or 0) else known[-1]

    def inside(self, pages: int) -> float | None:
        """The inner margin at least: what the editor says, or the profile; the larger of both."""
        figure = self.inside_figure(pages)
        known = [side for side in (figure.mm if figure else None, self.order.inside_mm) if side is not None]
        return max(known, default=None)

    @property
    def outside_figure(self) -> Length:
        margins = self.profile.margins
        return margins.outside_with_bleed if self.order.bleed else margins.outside

    @property
    def outside(self) -> float | None:
        """The margins at head, foot and fore-edge at least."""
        return self.outside_figure.mm

    # ---- spine and cover ----

    def spine(self, pages: int) -> float | None:
        """Width of the spine: what the editor says, else by the profile's formula; None if it has none."""
        if self.order.spine_mm is not None:
            return self.order.spine_mm
        if self.is_hardcover:
            return next((row.mm for row in self.profile.spine.hardcover if row.holds(pages)), None)
        caliper, constant = self.paper.caliper.mm if self.paper else None, self.profile.spine.constant.mm
        return None if caliper is None or constant is None else pages * caliper + constant

    def spine_figure(self) -> Length:
        """The figure that the width of the spine goes by."""
        if self.is_hardcover and self.profile.spine.hardcover:
            return self.profile.spine.hardcover[0]
        return self.paper.caliper if self.paper else self.profile.spine.constant

    def may_letter_spine(self, pages: int) -> bool | None:
        """Whether text may stand on the spine; None if nobody says. An editor may do without it."""
        first, said = self.profile.spine.text_from.value, self.order.spine_text
        if first is None or said is False:
            return said
        return pages >= first

    def spine_clearance(self, spine: float) -> float:
        """How far spine text stands from the folds; 1.5 mm where nobody says, but no more than a quarter of the width."""
        rows = self.profile.spine.clearance
        fitting = [row.mm for row in rows if row.mm is not None and row.spine_from * MM[row.unit] <= spine]
        return fitting[-1] if fitting else min(1.5, spine / 4)

    @property
    def cover_bleed_figure(self) -> Length:
        return self.profile.cover.wrap if self.is_hardcover else self.profile.cover.bleed

    @property
    def cover_bleed(self) -> float | None:
        """What the cover has beyond its trim, or what is folded round the boards of a hardcover."""
        said = self.order.cover_bleed_mm
        return self.cover_bleed_figure.mm if said is None else said

    @property
    def hinge(self) -> float | None:
        """Width of the hinges; none on a paperback."""
        if not self.is_hardcover:
            return 0.0
        said = self.order.hinge_mm
        return self.profile.cover.hinge.mm if said is None else said

    def unknown(self, pages: int) -> Iterator[tuple[str, str, str]]:
        """What the cover needs and nobody states: the key by which the editor says it, what it is, the profile's note."""
        if self.spine(pages) is None:
            yield "spine-mm", "the width of the spine", self.spine_figure().note or self.profile.spine.constant.note
        if self.cover_bleed is None:
            what = "what is folded round the boards" if self.is_hardcover else "the bleed of the cover"
            yield "cover-bleed-mm", what, self.cover_bleed_figure.note
        if self.hinge is None:
            yield "hinge-mm", "the width of the hinge", self.profile.cover.hinge.note


def _is_near(size: Pair, other: Pair) -> bool:
    return _distance(size, other) <= NEAR


def _distance(size: Pair, other: Pair) -> float:
    return max(abs(size[0] - other[0]), abs(size[1] - other[1]))
