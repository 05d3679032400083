"""Whether the type of a finished PDF holds its theme's limits: word spaces, hyphens, edges, page ends, the grid.

Everything is measured from the places of the glyphs (`glyphs.py`), nothing taken from the layout. Word spaces are told in
parts of the natural one, that of lines that are not justified; figures refer to justified lines, which are all lines of a
paragraph but its last.
"""

from __future__ import annotations

import json
import math
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from itertools import pairwise
from statistics import fmean, median

from ..base.finding import Finding
from ..base.span import Span
from ..base.stock import stock
from .glyphs import Row, read_rows
from .known import known
from .place import Sources

RULE = "pdf-type"
HINT = "druckreif proof shows the lines and pages; rewriting one of them often helps"
HYPHENS = ("-", "\u2010", "\u00ad", "\x02", "\ufffe")


@dataclass(slots=True)
class Figures:
    """What was measured. Shares from 0 to 1; `lines` are worst first, pages are indexes from 0."""

    pages: int = 0
    size: float = 0.0
    leading: float = 0.0
    justified: int = 0
    rms: float = 0.0
    mean: float = 1.0
    p95: float = 1.0
    over_15: float = 0.0
    over_20: float = 0.0
    hyphens: float = 0.0
    run: int = 0
    overfull: int = 0
    widows: int = 0
    orphans: int = 0
    stranded: int = 0
    grid: float = 1.0
    short: float = 0.0
    judged: int = 0
    textless: int = 0
    lines: list[tuple[int, float, str]] = field(default_factory=list)
    faults: list[tuple[int, str]] = field(default_factory=list)
    """Page and what is wrong with it, in order."""


ALWAYS = ("overfull", "textless")
"""Figures that are judged however short a book is; the others need some hundred lines to mean anything."""

FEWEST = 300

SHARED = 3
"""So many lines that end at one place show an edge; with fewer (a short book, verse) no line is over it."""


def limits_of(theme: str) -> Mapping[str, float]:
    """The limits of a theme: figure to the most (for `grid`: the least) that a print PDF may show."""
    file = stock(f"styles/limits/{theme}.toml")
    return tomllib.loads(file.read_text("utf-8")) if file.is_file() else {}


def check_type(name: str, data: bytes, theme: str, sources: Sources) -> list[Finding]:
    """A finding for each figure of a print PDF that passes the theme's limit, with its worst places."""
    figures = measured(data)
    found = []
    for key, limit in limits_of(theme).items():
        value = getattr(figures, key)
        if (figures.justified < FEWEST and key not in ALWAYS) or (value >= limit if key == "grid" else value <= limit):
            continue
        places = "; ".join(_place(page, text, sources) for page, text in _worst(figures, key)[:3])
        message = f"{key} is {value:.4g}, the theme's limit is {limit:g}"
        found.append(Finding(Span(name), RULE, f"{message} ({places})" if places else message, HINT))
    return found


def _worst(figures: Figures, key: str) -> list[tuple[int, str]]:
    if key in ("rms", "over_15", "over_20"):
        return [(page, text) for page, _, text in figures.lines]
    return [(page, text) for page, text in figures.faults if text.startswith(WORDS.get(key, key))]


def _place(page: int, text: str, sources: Sources) -> str:
    span = sources.find(text.partition(": ")[2] or text)
    return f'sheet {page + 1}{f", {span}" if span else ""}: "{text}"'


WORDS = {"widows": "widow", "orphans": "orphan", "stranded": "heading", "run": "hyphens"}
"""How the faults of a figure begin, where not with its name."""


def measured(data: bytes) -> Figures:
    """All figures of a PDF, which was measured once."""
    values = json.loads(known("type", data, "", lambda: json.dumps(asdict(measure(data))).encode()))
    lines, faults = ([tuple(row) for row in values.pop(key)] for key in ("lines", "faults"))
    return Figures(lines=lines, faults=faults, **values)


def measure(data: bytes) -> Figures:
    """All figures of a PDF, measured now."""
    return _Measure(read_rows(data)).run()


class _Measure:
    def __init__(self, pages: Sequence[list[Row]]) -> None:
        self.pages = pages
        self.figures = Figures(len(pages))
        rows = [row for page in pages for row in page]
        letters: Counter[float] = Counter()
        for row in rows:
            letters[round(row.size, 1)] += len(row.text)
        self.size = letters.most_common(1)[0][0] if letters else 10.0
        self.body = [row for row in rows if self.is_body(row)]
        steps = [b.y - a.y for a, b in self.neighbours() if 0 < b.y - a.y < 2.5 * self.size]
        self.leading = _mode(steps, 0.1) or 1.2 * self.size
        self.left, self.right = ({side: self.edge(side, end) for side in (0, 1)} for end in ("left", "right"))
        self.paragraphs = self.cut()
        self.number = {id(row): at for at, paragraph in enumerate(self.paragraphs) for row in paragraph}

    def is_body(self, row: Row) -> bool:
        return abs(row.size - self.size) < 0.06

    def is_head(self, row: Row) -> bool:
        return row.size > 1.08 * self.size

    def neighbours(self) -> Iterable[tuple[Row, Row]]:
        return ((a, b) for page in self.pages for a, b in pairwise(page) if self.is_body(a) and self.is_body(b))

    def edge(self, side: int, end: str) -> float:
        """The edge of the type area on left (1) or right (0) pages, where most lines begin or end."""
        rows = [row for row in self.body if row.page % 2 == side] or self.body
        if end == "left":
            return _mode([row.left for row in rows], 0.5)
        ends = [row.right for row in rows if row.text[-1:].isalpha()] or [row.right for row in rows]
        common = _mode(ends, 0.25)
        is_shared = sum(abs(end - common) < 0.5 for end in ends) >= SHARED
        return common if is_shared else max((row.right for row in rows), default=0.0)

    def cut(self) -> list[list[Row]]:
        """Running text and headings in paragraphs, over the ends of pages too."""
        found: list[list[Row]] = []
        last: Row | None = None
        for row in (row for page in self.pages for row in page if self.is_body(row) or self.is_head(row)):
            if last is None or self.begins(last, row, len(found[-1])):
                found.append([])
            found[-1].append(row)
            last = row
        return found

    def begins(self, last: Row, row: Row, lines: int) -> bool:
        """Whether a paragraph begins with this line, which stands behind another one."""
        em = self.size
        indent = (row.left - self.left[row.page % 2]) - (last.left - self.left[last.page % 2])
        near = row.page != last.page or 0 < row.y - last.y < 1.35 * self.leading
        full = last.right >= self.right[last.page % 2] - 1.5 * em
        ends = bool(last.gaps) or last.text[-1:] in ".!?:;…“‘«»)"
        kind = abs(row.size - last.size) < 0.3
        return not near or not kind or indent > 0.4 * em or (not full and ends) or (indent < -0.4 * em and lines > 1)

    # ---- figures ----

    def run(self) -> Figures:
        figures = self.figures
        figures.size, figures.leading = self.size, round(self.leading, 3)
        texts = [paragraph for paragraph in self.paragraphs if not self.is_head(paragraph[0])]
        natural = self.natural(texts)
        justified = [row for paragraph in texts for row in self.justified(paragraph)]
        figures.justified = len(justified)
        ratios = sorted((fmean(row.gaps) / natural, row.page, row.text) for row in justified if row.gaps)
        self.spaces([ratio for ratio, _, _ in ratios])
        figures.lines = [(page, ratio, text.replace("\x02", "-")) for ratio, page, text in reversed(ratios)][:40]
        figures.hyphens = sum(map(_divided, justified)) / (len(justified) or 1)
        known = {id(row) for row in justified}
        for paragraph in texts:
            self.hyphens(paragraph, known)
        self.page_ends(known)
        self.grid([row for paragraph in texts for row in paragraph])
        self.depth([row for paragraph in texts for row in paragraph])
        figures.textless = sum(row.text.count("\ufffd") + row.text.count("\0") for page in self.pages for row in page)
        figures.faults.sort()
        return figures

    def natural(self, texts: list[list[Row]]) -> float:
        """The word space of last lines that are not full, in ems."""
        last = [p[-1] for p in texts if len(p) > 1 and p[-1].right < self.right[p[-1].page % 2] - self.size]
        gaps = [gap for row in last for gap in row.gaps]
        return median(gaps) if len(gaps) >= 10 else 0.25

    def justified(self, paragraph: list[Row]) -> list[Row]:
        """The lines of a paragraph but the last, if they are set to a common edge; those over it are counted."""
        inner = paragraph[:-1]
        over = [row.right - self.right[row.page % 2] for row in inner]
        if len(paragraph) >= 4 and all(shift < -1.5 for shift in over):
            common = _mode(over, 0.25)
            if sum(abs(shift - common) < 1.2 for shift in over) >= 0.6 * len(over):
                over = [shift - common for shift in over]
        full = sum(abs(shift) < 0.5 or shift > 0 for shift in over)
        few = inner and fmean(len(row.text) for row in inner) < 20
        if not inner or few or full < 0.5 * len(over) or (len(over) == 1 and over[0] < -1.5 and paragraph[0].gaps):
            return []
        for row, shift in zip(inner, over, strict=True):
            if shift > 0.4 + (row.last if not row.text[-1:].isalnum() else 0.12 * row.last):
                self.fault(row.page, f"overfull by {shift:.1f} pt: {row.text[-30:]}", "overfull")
        return inner

    def fault(self, page: int, text: str, figure: str = "") -> None:
        self.figures.faults.append((page, text.replace("\x02", "-")))
        if figure:
            setattr(self.figures, figure, getattr(self.figures, figure) + 1)

    def spaces(self, ratios: Sequence[float]) -> None:
        if not ratios:
            return
        figures, count = self.figures, len(ratios)
        figures.mean = fmean(ratios)
        figures.rms = math.sqrt(fmean([(ratio - 1) ** 2 for ratio in ratios]))
        figures.p95 = ratios[min(count - 1, round(0.95 * (count - 1)))]
        figures.over_15 = sum(ratio > 1.5 for ratio in ratios) / count
        figures.over_20 = sum(ratio > 2 for ratio in ratios) / count

    def hyphens(self, paragraph: list[Row], known: set[int]) -> None:
        run = 0
        for row in paragraph:
            run = run + 1 if id(row) in known and _divided(row) else 0
            self.figures.run = max(self.figures.run, run)
            if run == 3:
                self.fault(row.page, f"hyphens in three lines: {row.text[-30:]}")

    def page_ends(self, known: set[int]) -> None:
        """Widows, orphans, and headings at the foot of a page."""
        for page in self.pages:
            rows = [row for row in page if id(row) in self.number]
            if not rows:
                continue
            first, last = rows[0], rows[-1]
            above, below = (self.paragraphs[self.number[id(row)]] for row in (first, last))
            set_full = any(id(row) in known for row in above)
            runs_over = above[-1] is first and above[0].page < first.page and set_full
            if runs_over and not self.is_head(first) and not self.is_apart(rows):
                self.fault(first.page, f"widow: {first.text[:40]}", "widows")
            if page[-1] is last and self.is_stranded(page, below):
                self.fault(last.page, f"heading at the foot: {last.text[:40]}", "stranded")
            elif len(below) > 1 and below[0] is last and below[1].page > last.page and id(last) in known:
                self.fault(last.page, f"orphan: {last.text[:40]}", "orphans")

    def is_apart(self, rows: list[Row]) -> bool:
        """Whether the first line of a page is a heading of the size of the text: short, without a point, with room below."""
        first, *more = rows
        short = first.right < self.right[first.page % 2] - 2 * self.size
        return bool(more) and more[0].y - first.y > 1.5 * self.leading and short and first.text[-1].isalnum()

    def is_stranded(self, page: list[Row], paragraph: list[Row]) -> bool:
        """Whether the last paragraph of a page is a heading: large, or a short line apart that ends without a point."""
        last = page[-1]
        if self.is_head(last):
            return not all(self.is_head(row) for row in page)
        apart = len(page) > 1 and last.y - page[-2].y > 1.5 * self.leading
        short = last.right < self.right[last.page % 2] - 2 * self.size
        return apart and short and len(paragraph) == 1 and last.text[-1].isalnum()

    def grid(self, rows: Sequence[Row]) -> None:
        if not rows:
            return
        phase = _phase([row.y for row in rows], self.leading)
        off = [abs((row.y - phase + self.leading / 2) % self.leading - self.leading / 2) for row in rows]
        self.figures.grid = sum(distance <= 0.3 for distance in off) / len(off)
        for page in sorted({row.page for row, distance in zip(rows, off, strict=True) if distance > 0.3}):
            self.fault(page, "grid: lines beside the common baselines")

    def depth(self, rows: Sequence[Row]) -> None:
        """Pages that end high, though the text runs on: neither the end of a division nor above notes."""
        foot: dict[int, float] = {}
        head: dict[int, float] = {}
        for row in rows:
            foot[row.page] = max(foot.get(row.page, 0), row.y)
            head[row.page] = min(head.get(row.page, math.inf), row.y)
        if not foot:
            return
        lowest, top = max(foot.values()), min(head.values())
        full = _mode([y for y in foot.values() if y > lowest - 3 * self.leading], 0.25)
        for page in sorted(foot)[:-1]:
            after = next((r for p in self.pages[page + 1 : page + 2] for r in p if id(r) in self.number), None)
            opens = after is not None and (after.size > 1.25 * self.size or after.y > top + 2.5 * self.leading)
            if after is None or opens or any(row.y > foot[page] + 0.5 * self.leading for row in self.pages[page]):
                continue
            self.figures.judged += 1
            missing = (full - foot[page]) / self.leading
            if missing > 0.5:
                self.fault(page, f"short by {missing:.1f} lines", "short")
        self.figures.short /= self.figures.judged or 1


def _divided(row: Row) -> bool:
    return len(row.text) > 2 and row.text[-1] in HYPHENS and row.text[-2].isalpha()


def _mode(values: Sequence[float], step: float) -> float:
    """Where most values lie: the median of those around the commonest step; 0 if there are none."""
    if not values:
        return 0.0
    steps = Counter(round(value / step) for value in values)
    best = max(steps, key=lambda at: (steps[at] + 0.5 * (steps[at - 1] + steps[at + 1]), -at))
    return median(value for value in values if abs(value / step - best) <= 1)


def _phase(values: Sequence[float], period: float) -> float:
    """The offset that most values share, modulo a period."""
    count = round(period / 0.1)
    steps = Counter(round(value % period / 0.1) % count for value in values)
    best = max(steps, key=lambda at: (steps[at] + 0.5 * (steps[(at - 1) % count] + steps[(at + 1) % count]), -at))
    near = [(value - best * 0.1 + period / 2) % period - period / 2 for value in values]
    return (best * 0.1 + median([distance for distance in near if abs(distance) <= 0.151])) % period
