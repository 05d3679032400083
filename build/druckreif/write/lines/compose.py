"""From a division's markup to lines and pages: each paragraph becomes lines, each page begins where it is told to.

What a paragraph travels through:
`paragraph.py` makes its markup characters with styles and finds where they may part, `measure.py` says how wide they are;
`breaks.py` chooses the lines for the paragraph as a whole, once for each number of lines; `pages.py` picks the number that
fills the pages, and the lines are written as `l` elements that WeasyPrint sets as they are.

Blocks whose measure the theme does not state stay as they are and are counted.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import ceil
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from ..flow import MARKS
from ..fonts import faces
from ..hyphens import Divider
from ..theme import Block, Style, Theme
from .breaks import fit
from .cuts import CUT, NOTHING_BELOW, Around, Composed, Cut, Piece, cuts_of
from .measure import Ruler
from .memory import Line, Memory, Way
from .pages import LOWER_START, WIDER_GAP, Choice, Item, Variant, fill
from .paragraph import LEAD, Flat, Foot, Measured, Unmeasured, flatten, lead
from .written import marked, markup, placed, sent_over

VERSION = "6"
"""Raise it when the same paragraph would be set in another way, so that kept lines are made anew."""

_PINNED = ("", "first", "entry")
"""Classes of paragraphs that are justified text."""
_KEPT_WITH_NEXT = ("h2", "h3", "h4", "opening", "dispute-label", "note-pages", "caption", "ornament")
_WHOLE = ("opening", "verse", "columns", "ornament", "imprint", "title-page", "half-title", "contents", "register")
"""Classes of elements that are left to WeasyPrint as a whole."""
_UNKNOWN_HEIGHT = ("columns", "long", "toc", "footnote")

Heights = Callable[[Sequence[str]], list[tuple[float, float, float]]]
"""Finds for blocks the margin above, the height, the margin below, in pt; each block's id is `ODD` and its number."""


@dataclass(slots=True)
class _Paragraph:
    element: Element
    block: Block
    measured: Measured
    ways: list[Way]
    around: Around
    """The elements that it stands in, the outermost first."""


@dataclass(slots=True)
class _Flow:
    """The blocks of a division in order."""

    items: list[Item] = field(default_factory=list)
    elements: list[Around] = field(default_factory=list)
    """The elements that begin with the block, itself last; if it opens a page, the first does, and none keeps its margin."""
    paragraphs: list[_Paragraph | None] = field(default_factory=list)
    odd: list[tuple[int, Element, Around]] = field(default_factory=list)
    """Blocks whose height must be found: index, element, the elements around it."""
    known: bool = True
    gap: float = 0.0
    entered: list[Element] = field(default_factory=list)


class Compositor:
    """Sets the paragraphs of a book in a theme; keeps what it set."""

    def __init__(self, theme: Theme, language: str, exceptions: tuple[str, ...]) -> None:
        self.theme, self.language = theme, language
        self.ruler = Ruler(theme.families)
        self.divider = Divider(exceptions, int(theme.rules["before"]), int(theme.rules["after"]))
        files = [face.name for family in theme.families for face in faces(family)]
        key = json.dumps([VERSION, theme.data, theme.css("book"), language, exceptions, files], sort_keys=True)
        space = self.ruler.width(replace(theme.style, size=1000), " ") / 1000
        self.narrowing = (theme.rules["shrink"] + 0.01) * space
        """By how much a word space is narrowed before a line is stretched to the edge, in em."""
        self.key = key.encode()
        self.memory = Memory(b"")

    def compose(self, division: str, html: str, heights: Heights, verso: bool = False, fitted: bool = True) -> Composed:
        """Break the lines of a division and, if `fitted` and every height is known, its pages too."""
        self.memory = Memory(self.key + division.encode())
        root = ElementTree.fromstring(html)
        plain: Counter[str] = Counter()
        flow = _Flow()
        style = replace(self.theme.style, language=root.get("lang", self.language))
        outer = self.theme.block(self.theme.text, root) or self.theme.text
        self._walk(root, outer, replace(style, size=outer.size), flow, plain, ())
        choices: Mapping[int, Choice] = {}
        pages, snapped = 0, dict[int, str]()
        mended = any(p.get("style") for p in root.iter("p"))  # pages with notes that went astray (`repair.py`)
        if fitted and flow.known and any(flow.paragraphs) and not mended:
            snapped = self._measure(flow, heights)
            try:
                small = outer.line != self.theme.text.line
                found, pages = fill(flow.items, self.theme.page.depth, verso, small, self.theme.foot)
                choices = dict(enumerate(found))
            except ValueError:
                pages = 0
        self.memory.save()
        inside = [(*found.around, found.element) if found else None for found in flow.paragraphs]
        cuts = cuts_of(root, flow.elements, inside, choices) if pages else []
        texts = self._written(root, flow, choices, snapped, cuts).split(CUT)
        starts = [Cut(0, 0, 0), *cuts]
        ends = [cut.page for cut in cuts] + [pages]
        pieces = [
            Piece(text, end - cut.page, cut.page)
            for text, cut, end in zip(texts, starts, ends, strict=True)
        ]
        return Composed(tuple(pieces), plain)

    def _measure(self, flow: _Flow, heights: Heights) -> dict[int, str]:
        """Find the heights of blocks that are not lines of ours; give the style that brings each back to the grid."""
        snapped: dict[int, str] = {}
        blocks = [placed(element, around, number) for number, (_, element, around) in enumerate(flow.odd)]
        found = self.memory.heights(blocks, heights)
        for (index, element, _), (before, height, after) in zip(flow.odd, found, strict=True):
            item = flow.items[index]
            if element.tag == "table":  # its box is found without the caption above
                block = self.theme.blocks["table"]
                height, before = height + before - block.before * block.line, block.before * block.line
            lines = max(1, ceil(height / item.line - 0.02))
            lacking = lines * item.line - height
            if lacking > 0.02:
                below = f"margin-bottom:{after + lacking:.2f}pt;"
                snapped[id(element)] = below if element.tag == "table" else f"padding-bottom:{lacking:.2f}pt;"
            flow.items[index] = replace(item, variants=(Variant(lines),), gap=max(item.gap, before))
            if index + 1 < len(flow.items):
                following = flow.items[index + 1]
                flow.items[index + 1] = replace(following, gap=max(following.gap, after))
        return snapped

    # ---- reading the division ----

    def _walk(self, element: Element, block: Block, style: Style, flow: _Flow, plain: Counter[str], around: Around) -> None:
        around = (*around, element)
        for child in element:
            names = {child.tag, *child.get("class", "").split()}
            inner = self.theme.block(block, child)
            if (child.tag == LEAD or (child.tag == "p" and child.get("class", "") in _PINNED)) and block.justify:
                self._paragraph(child, block, style, flow, plain, around)
            elif child.tag in ("ul", "ol") and "class" not in child.attrib and block.justify:
                inner = replace(block, left=block.left + self.theme.data["list"]["mark"], hang=0)
                margins = self.theme.blocks[child.tag] if element.tag != "li" else None
                self._enter(child, inner, margins, style, flow, plain, around)
            elif child.tag == "li" and lead(child):
                self._enter(child, replace(block, indent=0), None, style, flow, plain, around)
            elif child.tag in ("div", "section", "blockquote") and inner and not names & set(_WHOLE):
                margins = inner if names & set(self.theme.blocks) else None
                self._enter(child, inner, margins, replace(style, size=inner.size), flow, plain, around)
            else:
                if child.tag in ("ul", "ol", "li") and "toc" not in names:
                    plain[child.tag] += 1
                self._odd(child, block, flow, around)

    def _enter(
        self, child: Element, inner: Block, margins: Block | None, style: Style, flow: _Flow, plain: Counter[str],
        around: Around,
    ) -> None:  # fmt: skip
        """Go on inside an element that holds blocks; `margins` says what stands above and below it."""
        flow.gap = max(flow.gap, margins.before * margins.line if margins else 0)
        flow.entered.append(child)
        self._walk(child, inner, replace(style, language=child.get("lang", style.language)), flow, plain, around)
        if child in flow.entered:
            flow.entered.clear()
        flow.gap = max(flow.gap, margins.after * margins.line if margins else 0)

    def _odd(self, child: Element, block: Block, flow: _Flow, around: Around) -> None:
        names = (child.tag, *child.get("class", "").split())
        flow.known &= not any(name in _UNKNOWN_HEIGHT for e in child.iter() for name in e.get("class", "").split())
        keep = bool(set(names) & set(_KEPT_WITH_NEXT))
        if "attribution" in names and flow.items and not flow.entered:  # whose words these are stands below them
            flow.items[-1] = replace(flow.items[-1], keep=True)
        opened = bool(flow.elements) and "opening" in flow.elements[-1][-1].get("class", "").split()
        elastic = (LOWER_START if opened else WIDER_GAP) if child.tag in ("h2", "h3", "table", "figure") else 0.0
        self._put(flow, child, Item((), block.line, 0.0, keep, divides=False, elastic=elastic), None)
        flow.odd.append((len(flow.items) - 1, child, around))

    def _put(self, flow: _Flow, child: Element, item: Item, paragraph: _Paragraph | None) -> None:
        elastic = item.elastic or WIDER_GAP * any(element.tag == "blockquote" for element in flow.entered)
        flow.items.append(replace(item, gap=max(flow.gap, item.gap), elastic=elastic))
        flow.elements.append((*flow.entered, child))
        flow.paragraphs.append(paragraph)
        flow.entered.clear()
        flow.gap = 0.0

    def _paragraph(
        self, child: Element, block: Block, style: Style, flow: _Flow, plain: Counter[str], around: Around
    ) -> None:
        style = replace(style, size=block.size, language=child.get("lang", style.language))
        try:
            paragraph = self._set(child, block, style, around)
        except Unmeasured as odd:
            plain[f"paragraph with {odd}"] += 1
            self._odd(child, block, flow, around)
            return
        best, flat = paragraph.ways[0].cost, paragraph.measured.flat
        flow.known &= flat.known
        variants = tuple(
            Variant(
                len(way.lines), way.cost - best,
                tuple(line.hyphen or flat.chars[line.stop - 1] == "-" for line in way.lines),
                tuple(flat.foot(line.start, line.following) for line in way.lines) if flat.feet else (),
            )
            for way in paragraph.ways
        )  # fmt: skip
        self._put(flow, child, Item(variants, block.line), paragraph)

    # ---- setting a paragraph ----

    def _set(self, element: Element, block: Block, style: Style, around: Around) -> _Paragraph:
        flat = flatten(element, style, self.theme, self._foot)
        if not flat.chars:
            raise Unmeasured("no text")
        self._seam(flat)
        measured = Measured(flat, self.theme, self.ruler, self.divider)
        first = 0.0 if "first" in element.get("class", "").split() else block.indent
        key = f"{markup(element)}|{block}|{style}|{first}"
        ways = self.memory.ways(key, lambda: self._broken(measured, block, first))
        return _Paragraph(element, block, measured, ways, around)

    def _foot(self, note: Element, style: Style) -> Foot:
        """A note at the foot of the page, its paragraphs in lines; verses, quotations and lists in it are WeasyPrint's."""
        block = self.theme.blocks["fn-para"]
        style = replace(self.theme.style, size=block.size, language=style.language)
        texts, height = [], 0.0
        for index, child in enumerate(note):
            if child.get("class") != "fn-para":
                return Foot(markup(note), None)
            try:
                paragraph = self._set(child, block if index else replace(block, indent=0), style, ())
            except Unmeasured:
                return Foot(markup(note), None)
            height += len(paragraph.ways[0].lines) * block.line
            texts.append((id(child), self._lines(paragraph, Choice(0, ()), {})))
        return Foot(markup(note, dict(texts)), height)

    def _seam(self, flat: Flat) -> None:
        text = "".join(flat.chars)
        at = text.find("f")
        while at >= 0:
            start, stop = at, at + 1
            while start and text[start - 1].isalpha():
                start -= 1
            while stop < len(text) and text[stop].isalpha():
                stop += 1
            flat.seams.update(start + place for place in self.divider.seams(text[start:stop], flat.styles[at].language))
            at = text.find("f", stop)

    def _broken(self, measured: Measured, block: Block, indent: float) -> list[Way]:
        flat = measured.flat
        rest = self.theme.page.measure - block.left - block.right - block.hang
        first = rest + block.hang if block.hang else rest - indent
        ends = [*flat.forced, len(flat.chars)]
        ways = [Way((), 0.0)]
        start = 0
        for end in ends:
            stop = end - 1 if end > start and flat.chars[end - 1] == " " else end
            breaks = measured.breaks(start, stop)
            rules = self.theme.rules
            settings = fit(breaks, rest if start else first, rest, rules["last"] * block.size, rules)
            if len(ends) > 1:
                settings = settings[:1]
            more = []
            for setting in settings:
                lines = []
                for line in setting.lines:
                    here, there = breaks[line.first], breaks[line.last]
                    final = line.last == len(breaks) - 1
                    width = first if not start and not line.first else rest
                    natural = final and there.end - here.start <= width
                    mark = "‐" if there.hyphen and flat.chars[there.at - 1] != "-" else flat.chars[there.stop - 1]
                    lines.append(Line(
                        here.at, there.stop, end if final else there.at,
                        there.hyphen and flat.chars[there.at - 1] != "-", round(line.scale, 4),
                        round(measured.hang_left(here.at), 2),
                        0.0 if natural else round(measured.hang_right(mark, flat.styles[there.stop - 1]), 2), natural,
                    ))  # fmt: skip
                more.append((tuple(lines), setting.demerits))
            ways = [Way(way.lines + lines, way.cost + cost) for way in ways for lines, cost in more]
            start = end
        return ways

    # ---- writing ----

    def _written(
        self, root: Element, flow: _Flow, choices: Mapping[int, Choice], snapped: Mapping[int, str], cuts: Sequence[Cut]
    ) -> str:
        set_: dict[int, str] = {}
        styles: dict[int, str] = dict(snapped)
        again = {id(flow.elements[cut.index][0]): cut.again(cuts) for cut in cuts if not cut.line}
        inside: dict[int, dict[int, str]] = {}
        for cut in cuts:
            if cut.line:
                inside.setdefault(cut.index, {})[cut.line] = cut.again(cuts)
            for element in cut.around[1:]:
                styles[id(element)] = NOTHING_BELOW + styles.get(id(element), "")
        for index, paragraph in enumerate(flow.paragraphs):
            choice = choices.get(index, Choice(0, ()))
            outer = id(flow.elements[index][0])
            if 0 in choice.opens:
                for element in flow.elements[index]:
                    styles[id(element)] = "margin-top:0;" + styles.get(id(element), "")
                if outer not in again:
                    styles[outer] = "break-before:page;" + styles[outer]
            elif choice.gap:
                styles[outer] = f"margin-top:{choice.gap:g}pt;" + styles.get(outer, "")
            if paragraph:
                set_[id(paragraph.element)] = self._lines(paragraph, choice, inside.get(index, {}))
        return markup(root, set_, styles, again)

    def _lines(self, paragraph: _Paragraph, choice: Choice, cuts: Mapping[int, str]) -> str:
        """The lines of a paragraph; before some of them a piece ends and the next begins."""
        way, block = paragraph.ways[choice.variant], paragraph.block
        classes = paragraph.element.get("class", "").split()
        indent = -block.hang if block.hang else 0.0 if "first" in classes else block.indent
        mark = self.theme.data["list"]["mark"] if paragraph.element.tag == LEAD else 0.0
        measure = self.theme.page.measure - block.left - block.right - block.hang
        opens = choice.opens or sent_over(paragraph.element, len(way.lines))
        seen: set[int] = set()
        out = []
        for index, line in enumerate(way.lines):
            start = indent if index == 0 else 0.0
            text = paragraph.measured.line(line.start, line.stop, line.following, line.hyphen, seen)
            if mark and not index:  # it stands before the line, and takes no room in it
                text = marked(paragraph.element[0], mark / line.scale) + text
            left = start - line.left
            wide = (measure - start + line.left + line.right) / line.scale
            style = f"margin:0 {measure - left - wide:.3f}pt 0 {left:.3f}pt;transform:scaleX({line.scale:g})"
            if index in cuts:
                out.append(cuts[index])
            elif index and index in opens:
                style += ";break-before:page"
            together = index in (0, len(way.lines) - 2) and index + 1 not in opens
            names = " ".join(name for name, holds in (("k", together), ("e", line.natural)) if holds)
            named = f' class="{names}"' if names else ""
            marks = paragraph.measured.marks(line.start, line.following)
            named += f' {MARKS}="{" ".join(f"{at}:{name}" for at, name in marks)}"' if marks else ""
            out.append(f'<l{named} style="{style}">{text}</l>')
        return "".join(out)
