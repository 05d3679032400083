"""Where the lines of a paragraph end: the best breaks for the paragraph as a whole, for every number of lines.

The method is that of Knuth and Plass (Software: Practice and Experience 11, 1981): of all ways through the possible
breaks the one with the fewest demerits, found by dynamic programming. A line that does not fit is first scaled, by no
more than the theme allows; only what is left goes into its spaces. Widths are in pt.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

LINE, HYPHEN, TWO_HYPHENS, THREE_HYPHENS = 10, 1_600, 9_000, 10_000_000
NEIGHBOURS, HYPHEN_BEFORE_LAST, FRAGMENT, SHORT_LAST, NEARLY_FULL = 6_000, 5_000, 60_000, 300_000, 20_000
"""FRAGMENT: a last line that is the end of a divided word and nothing else."""
TOLERANCES = (2.0, 3.0, 6.0, 1e9)
"""The widest space of a line, as a multiple of the natural one; a wider one is tried only if nothing else fits."""

FARTHEST = 2
"""How many lines more or fewer than the best a paragraph is set in at most."""
APART = 2 * FARTHEST
"""By how many lines other ways to a break may differ from the best: else those of a very long text fill the memory."""


@dataclass(frozen=True, slots=True)
class Break:
    """A place where a line may end: at which character the next begins, with or without a hyphen.

    `end` is the width of the text up to a line that ends here, `start` that up to a line that begins here; `end_space`
    and `start_space` are the same for spaces alone.
    """

    at: int
    stop: int
    end: float
    start: float
    end_space: float
    start_space: float
    hyphen: bool = False
    penalty: float = 0


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it is set: its breaks, by index, the scale of its letters, its spaces as a multiple of the natural one."""

    first: int
    last: int
    scale: float
    space: float


@dataclass(frozen=True, slots=True)
class Setting:
    """One way to set a paragraph."""

    lines: tuple[Line, ...]
    demerits: float


_Node = tuple[int, int, int, float, int, int, float, float]
"""Lines so far, fitness class, hyphens in a row, demerits, break and node before, scale and space of the line."""


def ragged(breaks: Sequence[Break], first: float, rest: float) -> Setting:
    """The lines of a paragraph that is not justified: each takes what it holds."""
    lines: list[Line] = []
    begin, last = 0, len(breaks) - 1
    while begin < last:
        wide = rest if lines else first
        end = begin + 1
        while end < last and breaks[end + 1].end - breaks[begin].start <= wide + 0.01:
            end += 1
        lines.append(Line(begin, end, 1.0, 1.0))
        begin = end
    return Setting(tuple(lines), 0.0)


def fit(breaks: Sequence[Break], first: float, rest: float, last: float, rules: Mapping[str, float]) -> list[Setting]:
    """The ways to set a paragraph, the best first, one for each number of lines.

    `first` and `rest` are the widths of the first and the other lines, `last` the shortest last line.
    """
    for tolerance in TOLERANCES:
        nodes = _nodes(breaks, first, rest, last, rules, tolerance)
        if nodes[-1]:
            break
    ends: dict[int, int] = {}
    for index, node in enumerate(nodes[-1]):
        if node[0] not in ends or node[3] < nodes[-1][ends[node[0]]][3]:
            ends[node[0]] = index
    settings = [Setting(_way(nodes, index), nodes[-1][index][3]) for index in ends.values()]
    settings.sort(key=lambda setting: setting.demerits)
    best = len(settings[0].lines)
    return [setting for setting in settings if abs(len(setting.lines) - best) <= FARTHEST]


def _nodes(
    breaks: Sequence[Break], first: float, rest: float, last: float, rules: Mapping[str, float], tolerance: float
) -> list[list[_Node]]:
    narrow, wide = 1 - rules["scale"], 1 + rules["scale"]
    stretch, shrink = rules["stretch"], rules["shrink"]
    desperate = tolerance > 100
    nodes: list[list[_Node]] = [[] for _ in breaks]
    nodes[0] = [(0, 1, 0, 0.0, -1, -1, 1.0, 1.0)]
    active = [0]
    final = len(breaks) - 1
    for index in range(1, len(breaks)):
        here = breaks[index]
        is_last = index == final
        best: dict[tuple[int, int, int], _Node] = {}
        kept = []
        for before in active:
            start = breaks[before]
            width = rest if before else first
            natural = here.end - start.start
            space = here.end_space - start.start_space
            ratio = 1.0
            if is_last and natural <= width:
                scale, kind, badness = 1.0, 1, 0.0
                kept.append(before)
            else:
                natural = max(natural, 0.01)
                scale = min(max(width / natural, narrow), wide)
                ratio = 9e8 if scale < width / natural else 1.0  # without spaces
                if space > 0.5:
                    ratio = (width - scale * (natural - space)) / space
                elif scale > width / natural:
                    ratio = 0.0
                if ratio < 1 - shrink:
                    is_one = index == before + 1  # words with spaces that no line may end at
                    if not desperate or (space > 0.5 and not is_one) or before < active[-1]:
                        continue  # too long, and so are all later lines from here
                    ratio, scale = 1 - shrink, narrow
                kept.append(before)
                if ratio > tolerance:
                    continue
                over = (ratio - 1) / stretch if ratio > 1 else (1 - ratio) / shrink
                badness = min(100 * over**3, 1e5)
                kind = 0 if ratio < 1 - shrink / 2 else 1 if ratio < 1 + stretch / 2 else 2 if ratio < 1 + stretch else 3
            cost = (LINE + badness) ** 2 + here.penalty + (HYPHEN if here.hyphen else 0)
            if is_last:
                if start.hyphen:
                    cost += HYPHEN_BEFORE_LAST if space > 0 else FRAGMENT
                cost += SHORT_LAST if natural < last and before else 0
                cost += NEARLY_FULL if 0.02 * width < width - natural < 0.6 * last and before else 0
            for number, node in enumerate(nodes[before]):
                hyphens = node[2] + 1 if here.hyphen else 0
                total = node[3] + cost
                if hyphens > 1:
                    total += TWO_HYPHENS if hyphens == 2 else THREE_HYPHENS
                if abs(kind - node[1]) > 1 and before:
                    total += NEIGHBOURS
                key = (node[0] + 1, kind, min(hyphens, 3))
                known = best.get(key)
                if known is None or total < known[3]:
                    best[key] = (node[0] + 1, kind, min(hyphens, 3), total, before, number, scale, ratio)
        active = kept
        if best:
            usual = min(best.values(), key=lambda node: node[3])[0]
            nodes[index] = [node for node in best.values() if abs(node[0] - usual) <= APART]
            active.append(index)
        elif not active:
            break
    return nodes


def _way(nodes: Sequence[Sequence[_Node]], index: int) -> tuple[Line, ...]:
    """The lines that lead to a node of the last break."""
    lines: list[Line] = []
    at = len(nodes) - 1
    while at:
        node = nodes[at][index]
        lines.append(Line(node[4], at, node[6], node[7]))
        at, index = node[4], node[5]
    return tuple(reversed(lines))
