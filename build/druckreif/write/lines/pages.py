"""Pages without holes: which paragraph becomes a line longer or shorter, and where each page ends.

Pages are simulated from numbers of lines; no page is laid out for it. Of all ways to fill them the cheapest is taken by
dynamic programming over blocks. What it costs to leave a line empty, to end a leaf with a hyphen, or to end a chapter with
a few lines on a page, is far more than any setting of a paragraph.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

EMPTY_LINE, HYPHEN_LEAF, HYPHEN_PAGE, SHORT_END = 3e6, 1.5e6, 1e5, 5e5
WIDER_GAP, LOWER_START = 6e4, 3e5
"""A line more above a block, and above the heading right behind a chapter's opening: chapters begin at one height."""
LEAST_END = 5
"""Lines that the last page of a division should have."""
FEW, FEW_END = 4, 5e6
"""What each line costs that the last page of notes lacks to this number: more than ending the page before it early."""
SHORTER = 6
"""How many lines earlier a paragraph may be left than where the page is full."""


@dataclass(frozen=True, slots=True)
class Variant:
    """One way to set a block: lines, what it costs beyond the best way, which of its lines end with a hyphen."""

    lines: int
    cost: float = 0.0
    hyphens: tuple[bool, ...] = ()


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
    before: _State | None
    choice: Choice | None


def fill(items: Sequence[Item], depth: float, verso: bool = False, early: bool = False) -> tuple[list[Choice], int]:
    """The cheapest way to fill pages of a depth: a choice for each item, and the number of pages.

    With `early` (notes, glossary) a page rather ends early than that the last one holds a line or two.
    """
    states: dict[_Spot, _State] = {(0, 0.0): _State(0.0, 0, None, None)}
    previous: Item | None = None
    for item in items:
        found: dict[_Spot, _State] = {}
        gaps = [(item.gap, 0.0), (item.gap + item.line, item.elastic)] if item.elastic else [(item.gap, 0.0)]
        for (_, used), state in states.items():
            for number, variant in enumerate(item.variants):
                for gap, more in gaps if used else gaps[:1]:
                    for (page, end), cost, opens in _places(item, variant, state.page, used, gap, depth, previous, verso):
                        total = state.cost + variant.cost + cost + more
                        spot = _side(page), end
                        known = found.get(spot)
                        if known is None or (total, page) < (known.cost, known.page):
                            found[spot] = _State(total, page, state, Choice(number, opens, gap if more else 0.0))
        states, previous = found, item
        if not states:
            raise ValueError("a block is higher than a page")

    def ended(spot: _Spot) -> float:
        state, lines = states[spot], spot[1] / items[-1].line
        few = FEW_END * max(0.0, FEW - lines) if early else 0.0
        return state.cost + (SHORT_END * max(0.0, LEAST_END - lines) + few if state.page else 0.0)

    last = min(states, key=lambda spot: (ended(spot), states[spot].page, spot[1]))
    choices: list[Choice] = []
    way: _State | None = states[last]
    while way is not None and way.choice is not None:
        choices.append(way.choice)
        way = way.before
    return choices[::-1], states[last].page + 1


_Spot = tuple[int, float]
"""A page, or one of those that are like it, and the depth that is filled there."""
_Place = tuple[_Spot, float, tuple[int, ...]]


def _side(page: int) -> int:
    """The first page, a verso, or a recto: what follows costs the same on all of a kind, so that only the best is kept."""
    return page and 2 - page % 2


def _places(
    item: Item, variant: Variant, page: int, used: float, gap: float, depth: float, previous: Item | None, verso: bool
) -> Iterator[_Place]:
    """Where a block may go from a place on a page: the place behind it, the cost, its lines that open pages."""
    height = variant.lines * item.line
    top = used + gap if used or not previous else 0.0  # the margin above a division's first block stays
    if top + height <= depth + 0.01:
        yield (page, round(top + height, 2)), 0.0, ()
    if used and not (previous and previous.keep):
        empty = int((depth - used + 0.01) / item.line)
        if empty <= SHORTER or top + height > depth + 0.01:
            rest, cost, opens = _runs_on(item, variant, 0, page + 1, depth, verso)
            if rest is not None:
                yield rest, cost + _emptied(empty), (0, *opens)
    if not item.divides or variant.lines < 4:
        return
    room = int((depth - top + 0.01) / item.line)
    for lines in range(min(room, variant.lines - 2), max(1, room - SHORTER), -1):
        cost = _emptied(room - lines) + _hyphened(variant, lines, page, verso)
        rest, more, opens = _runs_on(item, variant, lines, page + 1, depth, verso)
        if rest is not None:
            yield rest, cost + more, (lines, *opens)


def _runs_on(
    item: Item, variant: Variant, done: int, page: int, depth: float, verso: bool
) -> tuple[tuple[int, float] | None, float, tuple[int, ...]]:
    """A block from a line on at the top of a page, over as many pages as it needs."""
    room, opens, cost = int((depth + 0.01) / item.line), [], 0.0
    while variant.lines - done > room:
        if not item.divides:
            return None, 0.0, ()
        lines = min(room, variant.lines - done - 2)
        cost += _hyphened(variant, done + lines, page, verso) + _emptied(room - lines)
        done, page = done + lines, page + 1
        opens.append(done)
    return (page, round((variant.lines - done) * item.line, 2)), cost, tuple(opens)


def _emptied(lines: int) -> float:
    return EMPTY_LINE * lines


def _hyphened(variant: Variant, lines: int, page: int, verso: bool) -> float:
    """The cost of a page that ends after some lines of a block; the first page of a division is a recto, or a verso."""
    if not variant.hyphens or not variant.hyphens[lines - 1]:
        return 0.0
    return HYPHEN_LEAF if page % 2 == verso else HYPHEN_PAGE
