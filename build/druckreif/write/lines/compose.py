"""From a division's markup to lines and pages: each paragraph becomes lines, each page begins where it is told to.

What a paragraph travels through:
`paragraph.py` makes its markup characters with styles and finds where they may part, `measure.py` says how wide they are;
`breaks.py` chooses the lines for the paragraph as a whole, once for each number of lines; `pages.py` picks the number that
fills the pages, and `draw.py` draws the lines.

Blocks whose measure the theme does not state are set by WeasyPrint, each on a page of its own, and drawn in their place.
Where no page can be filled so (a register in columns, a table longer than a page), WeasyPrint sets the division, with
our lines as `l` elements.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from math import ceil
from unicodedata import bidirectional
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from ..flow import MARKS
from ..fonts import faces
from ..hyphens import Divider
from ..keys import engine_digest
from ..part import Part
from ..theme import Block, Style, Theme
from .breaks import fit, ragged
from .columns import column_width, fill_with_columns
from .composed import Around, Composed, Flow, Paragraph
from .contents import entry, has_folio, is_above, is_contents, level, make_room
from .measure import Ruler
from .memory import Line, Memory, Way
from .pages import LOWER_START, WIDER_GAP, Choice, Item, Variant
from .paragraph import LEAD, Flat, Foot, Measured, Unmeasured, classes, flatten, is_marked, lead
from .rows import ROWS, set_rows
from .written import ODD, marked, markup, placed, sent_over

_PINNED = ("", "first", "entry")
"""Classes of paragraphs that are justified text."""
_KEPT_WITH_NEXT = ("h2", "h3", "h4", "opening", "dispute-label", "note-pages", "caption", "ornament")
_WHOLE = ("opening", "verse", "ornament", "imprint", "title-page", "half-title", "contents", "register")
"""Classes of elements that are left to WeasyPrint as a whole."""
_UNKNOWN_HEIGHT = ("long", "footnote")

BATCH = 100
"""Blocks that WeasyPrint sets at once, each on a page of its own: what a page costs grows with the pages before it."""
SetOdd = Callable[[str], Part]
"""Sets blocks one to a page; each stands in a box, and both have `ODD` and the block's number in their ids."""


class Compositor:
    """Sets the paragraphs of a book in a theme; keeps what it set."""

    def __init__(self, theme: Theme, language: str, exceptions: tuple[str, ...]) -> None:
        self.theme, self.language = theme, language
        self.ruler = Ruler(theme.families)
        self.divider = Divider(exceptions, int(theme.rules["before"]), int(theme.rules["after"]))
        files = [face.name for family in theme.families for face in faces(family)]
        key = json.dumps([engine_digest(), theme.data, theme.css("book"), language, exceptions, files], sort_keys=True)
        space = self.ruler.width(replace(theme.style, size=1000), " ") / 1000
        self.narrowing = (theme.rules["shrink"] + 0.01) * space
        """By how much a word space is narrowed before a line is stretched to the edge, in em."""
        self.key = key.encode()
        self.aside = self.theme.page.measure - column_width(self.theme)
        """What is free beside a column, in pt."""
        self.memory = Memory(b"")

    def compose(self, division: str, html: str, set_odd: SetOdd, verso: bool = False) -> Composed:
        """Break the lines of a division and, if every height is known, its pages too."""
        self.memory = Memory(self.key + division.encode())
        self.ruler.forget()
        root = ElementTree.fromstring(html)
        plain: Counter[str] = Counter()
        flow = Flow()
        style = replace(self.theme.style, language=root.get("lang", self.language))
        outer = self.theme.block(self.theme.text, root) or self.theme.text
        self._walk(root, outer, replace(style, size=outer.size), flow, plain, ())
        choices: list[Choice] = []
        pages = 0
        mended = any(p.get("style") for p in root.iter("p"))  # pages with notes that went astray (`repair.py`)
        if flow.known and (flow.wholes or any(flow.paragraphs)) and not mended:
            self._measure(flow, set_odd)
            small = outer.line != self.theme.text.line
            with suppress(ValueError):
                choices, pages, flow.below = fill_with_columns(flow.items, flow.columns, self.theme, verso, small)
        self.memory.save()
        return Composed(root, flow, choices, pages, plain)

    def _measure(self, flow: Flow, set_odd: SetOdd) -> None:
        """Have the blocks set that are not lines of ours, and find their heights."""
        blocks = [placed(flow.around[index], page) for index, (_, page) in flow.odd.items()]
        for start in range(0, len(blocks), BATCH):
            flow.set.append(set_odd("".join(blocks[start : start + BATCH])))
            assert flow.set[-1].pages == len(blocks[start : start + BATCH]), "a block for each page"
        for index, (part, page) in flow.odd.items():
            places = flow.set[part].places
            own, box = places[f"{ODD}{page}"], places[f"{ODD}box-{page}"]
            before, height, after = own.y - box.y, own.height, box.y + box.height - own.y - own.height
            item = flow.items[index]
            if flow.around[index][-1].tag == "table":  # its box is found without the caption above
                block = self.theme.blocks["table"]
                height, before = height + before - block.before * block.line, block.before * block.line
            flow.tops[index] = box.y + before
            lines = max(1, ceil(height / item.line - 0.02))
            flow.items[index] = replace(item, variants=(Variant(lines),), gap=max(item.gap, before))
            if index + 1 < len(flow.items):
                following = flow.items[index + 1]
                flow.items[index + 1] = replace(following, gap=max(following.gap, after))

    # ---- reading the division ----

    def _walk(self, element: Element, block: Block, style: Style, flow: Flow, plain: Counter[str], around: Around) -> None:
        around = (*around, element)
        for child in element:
            names = {child.tag, *child.get("class", "").split()}
            inner = self.theme.block(block, child)
            if own := self.theme.paragraph(block, child, around):
                self._paragraph(child, own, style, flow, plain, around, block)
            elif self._is_ours(child, block):
                self._paragraph(child, block, style, flow, plain, around)
            elif "columns" in names:
                flow.columns = len(flow.items)
                self._enter(child, replace(block, right=block.right + self.aside), None, style, flow, plain, around)
            elif is_contents(child):
                inner = level(self.theme, block, element.tag == "li")
                self._enter(child, inner, None, replace(style, size=inner.size), flow, plain, around)
            elif is_contents(element) and lead(child):
                inner = entry(self.theme, block, element, child)
                self._enter(child, inner, inner, style, flow, plain, around)
            elif child.tag == "ul" and inner and set(classes(child)) & set(self.theme.blocks):
                self._enter(child, inner, None, replace(style, size=inner.size), flow, plain, around)
            elif child.tag in ("ul", "ol") and "class" not in child.attrib and block.justify:
                inner = replace(block, left=block.left + self.theme.data["list"]["mark"], hang=0)
                margins = self.theme.blocks[child.tag] if element.tag != "li" else None
                self._enter(child, inner, margins, style, flow, plain, around)
            elif child.tag == "li" and lead(child):
                self._enter(child, replace(inner or block, indent=0), None, style, flow, plain, around)
            elif child.tag in ("div", "section", "blockquote") and inner and not names & set(_WHOLE):
                margins = inner if names & set(self.theme.blocks) else None
                self._enter(child, inner, margins, replace(style, size=inner.size), flow, plain, around)
            elif not (names & set(ROWS) and self._rows(child, block, style, flow, around)):
                if child.tag in ("ul", "ol", "li"):
                    plain[child.tag] += 1
                self._odd(child, block, flow, around)

    def _is_ours(self, child: Element, block: Block) -> bool:
        """Whether a block is text that becomes lines of ours: justified, or an entry of a list with a ragged edge."""
        if child.tag == LEAD:
            return block.justify or not block.italic
        name = child.get("class", "")
        return child.tag == "p" and name in _PINNED and (block.justify or name == "entry")

    def _enter(
        self, child: Element, inner: Block, margins: Block | None, style: Style, flow: Flow, plain: Counter[str],
        around: Around,
    ) -> None:  # fmt: skip
        """Go on inside an element that holds blocks; `margins` says what stands above and below it."""
        flow.gap = max(flow.gap, margins.before * margins.line if margins else 0)
        flow.entered.append(child)
        for own in (self.theme.blocks[name] for name in classes(child) if name in self.theme.blocks):
            if own.rule:
                flow.rules[id(child)] = inner.left - own.left, own.rule
        self._walk(child, inner, replace(style, language=child.get("lang", style.language)), flow, plain, around)
        if child in flow.entered:
            flow.entered.clear()
        flow.gap = max(flow.gap, margins.after * margins.line if margins else 0)

    def _odd(self, child: Element, block: Block, flow: Flow, around: Around) -> None:
        names = (child.tag, *child.get("class", "").split())
        flow.known &= not any(name in _UNKNOWN_HEIGHT for e in child.iter() for name in e.get("class", "").split())
        if "attribution" in names and flow.items and not flow.entered:  # whose words these are stands below them
            flow.items[-1] = replace(flow.items[-1], keep=True)
        flow.odd[len(flow.items)] = divmod(len(flow.odd), BATCH)
        self._put(flow, (*around, child), self._whole(child, block, flow), None, block)

    def _rows(self, child: Element, block: Block, style: Style, flow: Flow, around: Around) -> bool:
        """Put a block that stands as a whole and holds nothing but paragraphs with styles of their own, if it is one."""
        try:
            rows = set_rows(self.theme, child, block, style, around, self.set)
        except Unmeasured:
            return False
        item = replace(self._whole(child, block, flow), variants=(rows.variant(block.line),), gap=rows.before)
        flow.known &= all(row.paragraph.measured.flat.known for row in rows.rows)
        flow.wholes[len(flow.items)] = rows.rows
        self._put(flow, (*around, child), item, None, block)
        flow.gap = rows.after
        return True

    def _whole(self, child: Element, block: Block, flow: Flow) -> Item:
        """A block that is no running text, as far as pages know it: what must not be parted from it, or within it."""
        opened = bool(flow.around) and "opening" in classes(flow.around[-1][-1])
        elastic = (LOWER_START if opened else WIDER_GAP) if child.tag in ("h2", "h3", "table", "figure") else 0.0
        keep = not {child.tag, *classes(child)}.isdisjoint(_KEPT_WITH_NEXT)
        return Item((), block.line, 0.0, keep, divides=False, elastic=elastic)

    def _put(self, flow: Flow, around: Around, item: Item, paragraph: Paragraph | None, block: Block) -> None:
        elastic = item.elastic or WIDER_GAP * any(element.tag == "blockquote" for element in flow.entered)
        flow.items.append(replace(item, gap=max(flow.gap, item.gap), elastic=elastic))
        flow.around.append(around)
        flow.insets.append(block.left)
        flow.paragraphs.append(paragraph)
        flow.entered.clear()
        flow.gap = 0.0

    def _paragraph(
        self, child: Element, block: Block, style: Style, flow: Flow, plain: Counter[str], around: Around,
        outer: Block | None = None,
    ) -> None:  # fmt: skip
        """Lines of ours; `outer` is the block around a paragraph with a style of its own."""
        style = self.theme.styled(replace(style, language=child.get("lang", style.language)), block)
        try:
            paragraph = self.set(child, block, style)
        except Unmeasured as odd:
            plain[f"paragraph with {odd}"] += 1
            self._odd(child, outer or block, flow, around)
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
        if outer is None:
            keep = "continued" in classes(around[-1]) or is_above(around[-1])
            item = Item(variants, block.line, keep=keep)
            self._put(flow, (*around, child), item, paragraph, block)
            return
        whole = self._whole(child, block, flow)
        first = flow.columns == len(flow.items) and "columns" in classes(around[-1])
        above = 0.0 if first else block.before * block.line
        item = replace(whole, variants=variants, gap=above, divides=not whole.keep)
        self._put(flow, (*around, child), item, paragraph, block)
        flow.gap = block.after * block.line

    # ---- setting a paragraph ----

    def set(self, element: Element, block: Block, style: Style) -> Paragraph:
        """A paragraph in lines. Raises Unmeasured."""
        flat = flatten(element, style, self.theme, self._foot)
        if not flat.chars:
            raise Unmeasured("no text")
        for style_, chars in flat.used():
            if self.ruler.lacks(style_, chars):
                raise Unmeasured("a character that its typeface lacks")
            if any(bidirectional(char) in ("R", "AL") for char in chars):
                raise Unmeasured("text that runs from right to left")
        self._seam(flat)
        if has_folio(flat):
            make_room(flat, self.theme, self.ruler)
        measured = Measured(flat, self.theme, self.ruler, self.divider, block.justify)
        first = 0.0 if "first" in element.get("class", "").split() else block.indent
        key = f"{markup(element)}|{block}|{style}|{first}"
        ways = self.memory.ways(key, lambda: self._broken(measured, block, first))
        return Paragraph(element, block, style, measured, ways)

    def _foot(self, note: Element, style: Style) -> Foot:
        """A note at the foot of the page, its paragraphs in lines; verses, quotations and lists in it are WeasyPrint's."""
        block = self.theme.blocks["fn-para"]
        style = replace(self.theme.style, size=block.size, language=style.language)
        paragraphs: list[Paragraph] = []
        for index, child in enumerate(note):
            if child.get("class") != "fn-para":
                return Foot(note, (), None)
            try:
                paragraphs.append(self.set(child, block if index else replace(block, indent=0), style))
            except Unmeasured:
                return Foot(note, (), None)
        height = sum(len(paragraph.ways[0].lines) * block.line for paragraph in paragraphs)
        return Foot(note, tuple(paragraphs), height)

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
            breaks = measured.breaks(start, stop, rest)
            rules = self.theme.rules
            if block.justify:
                settings = fit(breaks, rest if start else first, rest, rules["last"] * block.size, rules)
            else:
                breaks = [one for one in breaks if not one.hyphen or flat.chars[one.at - 1] == "-"]
                settings = [ragged(breaks, rest if start else first, rest)]
            if len(ends) > 1:
                settings = settings[:1]
            more = []
            for setting in settings:
                lines = []
                for line in setting.lines:
                    here, there = breaks[line.first], breaks[line.last]
                    final = line.last == len(breaks) - 1
                    width = first if not start and not line.first else rest
                    natural = not block.justify or (final and there.end - here.start <= width)
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

    # ---- writing for WeasyPrint ----

    def written(self, composed: Composed) -> str:
        """The markup of a division whose pages are WeasyPrint's, with our lines."""
        set_ = {id(paragraph.element): self._lines(paragraph) for paragraph in composed.flow.paragraphs if paragraph}
        for paragraph in filter(None, composed.flow.paragraphs):
            for foot in paragraph.measured.flat.notes():
                set_ |= {id(inner.element): self._lines(inner) for inner in foot.paragraphs}
        return markup(composed.root, set_)

    def _lines(self, paragraph: Paragraph) -> str:
        way, block = paragraph.ways[0], paragraph.block
        mark = self.theme.data["list"]["mark"] if is_marked(paragraph.element) else 0.0
        opens = sent_over(paragraph.element, len(way.lines))
        seen: set[int] = set()
        out = []
        for index, line in enumerate(way.lines):
            left, wide = self.place(paragraph, way, index)
            text = paragraph.measured.line(line.start, line.stop, line.following, line.hyphen, seen, self._noted)
            if mark and not index:  # it stands before the line, and takes no room in it
                text = marked(paragraph.element[0], mark / line.scale) + text
            measure = self.theme.page.measure - block.left - block.right - block.hang
            measure += block.right if has_folio(paragraph.measured.flat) else 0  # nobody else keeps that room free
            style = f"margin:0 {measure - left - wide:.3f}pt 0 {left:.3f}pt;transform:scaleX({line.scale:g})"
            if index and index in opens:
                style += ";break-before:page"
            together = index in (0, len(way.lines) - 2) and index + 1 not in opens
            names = " ".join(name for name, holds in (("k", together), ("e", line.natural)) if holds)
            named = f' class="{names}"' if names else ""
            marks = paragraph.measured.marks(line.start, line.following)
            named += f' {MARKS}="{" ".join(f"{at}:{name}" for at, name in marks)}"' if marks else ""
            out.append(f'<l{named} style="{style}">{text}</l>')
        return "".join(out)

    def _noted(self, foot: Foot) -> str:
        return markup(foot.element, {id(inner.element): self._lines(inner) for inner in foot.paragraphs})

    def place(self, paragraph: Paragraph, way: Way, index: int) -> tuple[float, float]:
        """How far a line of a paragraph stands from where its lines begin, and how wide it is before it is scaled, in pt."""
        block, line = paragraph.block, way.lines[index]
        indent = -block.hang if block.hang else 0.0 if "first" in classes(paragraph.element) else block.indent
        start = indent if index == 0 else 0.0
        measure = self.theme.page.measure - block.left - block.right - block.hang
        if has_folio(flat := paragraph.measured.flat) and line.following == len(flat.chars):
            measure += block.right
        return start - line.left, (measure - start + line.left + line.right) / line.scale
