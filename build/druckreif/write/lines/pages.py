"""Pages without holes: which paragraph becomes a line longer or shorter, and where each page ends.

Pages are simulated from numbers of lines; no page is laid out for it. Of all ways to fill them the cheapest is taken by
dynamic programming over blocks. What it costs to leave a line empty, to end a leaf with a hyphen, or to end a chapter with
a few lines on a page, is far more than any setting of a paragraph.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

EMPTY_LINE, HYPHEN_LEAF, HYPHEN_PAGE, SHORT_END = 3e6, 1.5e6, 1e5, 5e5
WIDER_GAP, LOWER_START = 6e4, 3e5
"""A line more above a block, and above the heading right behind a chapter's opening: chapters begin at one height."""
NOTED_LINE = 1e5
"""A line left empty above notes: the room there is never the same."""
LEAST_END = 5
"""Lines that the last page of a division should have."""
FEW, FEW_END = 4, 5e6
"""What each line costs that the last page of notes lacks to this number: more than ending the page before it early."""
SHORTER = 6
"""How many lines earlier a paragraph may be left than where the page is full."""
ALIKE = 3.5
"""With notes at the foot, pages that are filled to depths as near as this, in pt, are taken for alike."""


NO_DEPTHS: Mapping[int, float] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Variant:
    """One way to set a block: lines, what it costs beyond the best way, which of its lines end with a hyphen."""

    lines: int
    cost: float = 0.0
    hyphens: tuple[bool, ...] = ()
    feet: tuple[float, ...] = ()
    """For each line the height in pt of the notes that it calls, at the foot of its page; () if it calls none at all."""


@dataclass(frozen=True, slots=True)
class Item:
    """A block in the flow: the ways to set it, its line height, the gap above it unless it opens a page; pt."""

    variants: tuple[Variant, ...]
    line: float
    gap: float = 0.0
    keep: bool = False
    """Whether it stays with the next: headings."""
    divides: bool = True
    elastic: float = 0.0
    """What a line more above it costs (headings, quotations, tables); with 0 there is none."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What became of a block: its variant, and the lines that open a page (0: the block opens one)."""

    variant: int
    opens: tuple[int, ...]
    gap: float = 0.0
    """The gap above, in pt, if it is wider than the usual one."""


@dataclass(frozen=True, slots=True)
class _State:
    """Where the flow stands after some blocks: on which page, and how it came there."""

    cost: float
    page: int
    used: float
    noted: bool
    """Whether there are notes at the foot of the page."""
    before: _State | None
    choice: Choice | None


@dataclass(frozen=True, slots=True)
class Spot:
    """Where lines of a block stand: page, distance from the top of the text, the first line and the one behind the last."""

    page: int
    top: float
    first: int
    last: int


def spots(items: Sequence[Item], choices: Sequence[Choice]) -> Iterator[list[Spot]]:
    """Where each block stands whose pages were chosen by `fill`."""
    page, used = 0, 0.0
    for index, (item, choice) in enumerate(zip(items, choices, strict=True)):
        lines = item.variants[choice.variant].lines
        top = used + (choice.gap or item.gap) if used or not index else 0.0
        found: list[Spot] = []
        first = 0
        for opens in (*choice.opens, lines):
            if opens > first:
                found.append(Spot(page, top, first, opens))
                used = top + (opens - first) * item.line
            if opens < lines:
                page, top, first = page + 1, 0.0, opens
        yield found


def fill(
    items: Sequence[Item], depth: float, verso: bool = False, early: bool = False, above: float = 0.0,
    depths: Mapping[int, float] = NO_DEPTHS,
) -> tuple[list[Choice], int]:  # fmt: skip
    """The cheapest way to fill pages of a depth: a choice for each item, and the number of pages.

    `depths` are those of pages that are lower than the others. With `early` (notes, glossary) a page rather ends early than
    that the last one holds a line or two. `above` is the height above the first note at the foot of a page.
    """
    page = _Paper(depth, verso, above, depths)
    exact = not any(variant.feet for item in items for variant in item.variants)
    states: dict[_Spot, _State] = {(0, 0.0, False): _State(0.0, 0, 0.0, False, None, None)}
    previous: Item | None = None
    for item in items:
        found: dict[_Spot, _State] = {}
        gaps = [(item.gap, 0.0), (item.gap + item.line, item.elastic)] if item.elastic else [(item.gap, 0.0)]
        for state in states.values():
            for number, variant in enumerate(item.variants):
                for gap, more in gaps if state.used else gaps[:1]:
                    for end, cost, opens in page.places(item, variant, state, gap, previous):
                        total = state.cost + variant.cost + cost + more
                        spot = _side(end.page), end.used if exact else round(end.used / ALIKE), end.noted
                        known = found.get(spot)
                        if known is None or (total, end.page) < (known.cost, known.page):
                            choice = Choice(number, opens, gap if more else 0.0)
                            found[spot] = _State(total, end.page, end.used, end.noted, state, choice)
        states, previous = found, item
        if not states:
            raise ValueError("a block is higher than a page")

    def ended(state: _State) -> float:
        lines = state.used / items[-1].line
        few = FEW_END * max(0.0, FEW - lines) if early else 0.0
        return state.cost + (SHORT_END * max(0.0, LEAST_END - lines) + few if state.page else 0.0)

    last = min(states.values(), key=lambda state: (ended(state), state.page, state.used))
    choices: list[Choice] = []
    way: _State | None = last
    while way is not None and way.choice is not None:
        choices.append(way.choice)
        way = way.before
    return choices[::-1], last.page + 1


_Spot = tuple[int, float, bool]
"""A page, or one of those that are like it, the depth that is filled there, whether there are notes at its foot."""


def _side(page: int) -> int:
    """The first page, a verso, or a recto: what follows costs the same on all of a kind, so that only the best is kept."""
    return page and 2 - page % 2


class _End(NamedTuple):
    """Where a block ends: page, depth that is filled there (with the notes at its foot), whether it has notes."""

    page: int
    used: float
    noted: bool


_Place = tuple[_End, float, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class _Paper:
    """Pages of a depth; the first of a division is a recto, or a verso."""

    depth: float
    verso: bool
    above: float
    depths: Mapping[int, float]

    def room(self, page: int) -> float:
        """How deep a page is."""
        return self.depths.get(page, self.depth) if self.depths else self.depth

    def places(self, item: Item, variant: Variant, state: _State, gap: float, previous: Item | None) -> Iterator[_Place]:
        """Where a block may go from a place on a page: the place behind it, the cost, its lines that open pages."""
        page, used = state.page, state.used
        deep = self.room(page) + 0.01
        top = used + gap if used or not previous else 0.0  # the margin above a division's first block stays
        end = self.end(item, variant, 0, variant.lines, page, top, state.noted)
        if end.used <= deep:
            yield end, 0.0, ()
        if used and not (previous and previous.keep):
            empty = self.empty(item, used, page)
            if empty <= SHORTER or end.used > deep:
                rest, cost, opens = self.runs_on(item, variant, 0, page + 1)
                if rest is not None:
                    yield rest, cost + _emptied(empty, state.noted), (0, *opens)
        if not item.divides or variant.lines < 4:
            return
        room = min(self.empty(item, top, page), variant.lines - 2)
        for lines in range(room, 1, -1):
            here = self.end(item, variant, 0, lines, page, top, state.noted)
            if here.used > deep:
                continue
            empty = int((deep - here.used) / item.line)
            if empty >= SHORTER:
                break
            cost = _emptied(empty, here.noted) + self.hyphened(variant, lines, page)
            rest, more, opens = self.runs_on(item, variant, lines, page + 1)
            if rest is not None:
                yield rest, cost + more, (lines, *opens)

    def end(self, item: Item, variant: Variant, first: int, last: int, page: int, top: float, noted: bool) -> _End:
        """Where some lines end that begin at a depth of a page, with the notes that they call."""
        used = top + (last - first) * item.line
        foot = sum(variant.feet[first:last]) if variant.feet else 0.0
        if foot:
            used += foot + (0.0 if noted else self.above)
        return _End(page, round(used, 2), noted or bool(foot))

    def empty(self, item: Item, used: float, page: int) -> int:
        """How many lines more there would be room for on a page."""
        return int((self.room(page) - used + 0.01) / item.line)

    def runs_on(self, item: Item, variant: Variant, done: int, page: int) -> tuple[_End | None, float, tuple[int, ...]]:
        """A block from a line on at the top of a page, over as many pages as it needs."""
        opens, cost = [], 0.0
        while (end := self.end(item, variant, done, variant.lines, page, 0.0, False)).used > self.room(page) + 0.01:
            if not item.divides:
                return None, 0.0, ()
            lines = min(self.empty(item, 0.0, page), variant.lines - done - 2)
            while lines > 1 and self.end(item, variant, done, done + lines, page, 0.0, False).used > self.room(page) + 0.01:
                lines -= 1
            if lines < 2:
                return None, 0.0, ()
            filled = self.end(item, variant, done, done + lines, page, 0.0, False)
            cost += self.hyphened(variant, done + lines, page) + _emptied(self.empty(item, filled.used, page), filled.noted)
            done, page = done + lines, page + 1
            opens.append(done)
        return end, cost, tuple(opens)

    def hyphened(self, variant: Variant, lines: int, page: int) -> float:
        """The cost of a page that ends after some lines of a block."""
        if not variant.hyphens or not variant.hyphens[lines - 1]:
            return 0.0
        return HYPHEN_LEAF if page % 2 == self.verso else HYPHEN_PAGE


def _emptied(lines: int, noted: bool) -> float:
    return EMPTY_LINE * (lines - 1) + NOTED_LINE if noted and lines else EMPTY_LINE * lines
