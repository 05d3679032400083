"""From lines and pages to drawn leaves: what WeasyPrint would lay out once more, though every place is known.

A line is a run of glyphs for each element in it, each run marked content of its own, so that tags, links, anchors and the
running text are told on the way. Blocks that WeasyPrint set (`Flow.set`) are taken over with all that belongs to them.
Lengths are pt; y runs down from the upper edge of the page until it is written into a content stream.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from xml.etree.ElementTree import Element

from ..flow import FlowWriter, letters
from ..fonts import face_name
from ..part import LINK, Place
from ..tags import Area, Mark, Tag, tidy
from ..theme import MM, Style, Theme
from ..tree import Tree, calls_of
from .columns import COLUMNS, column_width
from .compose import Compositor
from .composed import Composed, Paragraph
from .contents import has_folio
from .leaf import Leaf, Link, Odd, Odds
from .measure import NO_BREAK_SPACE, SEAM, Ruler, learn
from .memory import Line, Way
from .pages import Spot, spots
from .paragraph import HYPHEN, Foot, classes, is_marked
from .written import ENDLESS, ODD

SPACES = (" ", NO_BREAK_SPACE)
_INK, _LINK = "0 0 0", "{:g} {:g} {:g}".format(*LINK)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A division as drawn: all of a part but its file."""

    leaves: list[Leaf]
    places: Mapping[str, Place]
    flow: FlowWriter
    structure: Tag


@dataclass(slots=True)
class Run:
    """Characters of a line in one element, as words and spaces; what is free before them, in pt."""

    path: tuple[Element, ...]
    style: Style
    before: float
    pieces: list[str] = field(default_factory=list)


def draw(compositor: Compositor, composed: Composed, verso: bool) -> Drawn:
    """The pages of a composed division that begins on a recto, or on a verso."""
    drawer = _Drawer(compositor, composed, verso)
    drawer.run()
    return Drawn(drawer.leaves, drawer.places, drawer.flow, tidy(drawer.tree.document))


class _Drawer:
    def __init__(self, compositor: Compositor, composed: Composed, verso: bool) -> None:
        self.compositor, self.composed, self.verso = compositor, composed, verso
        self.theme: Theme = compositor.theme
        self.ruler: Ruler = compositor.ruler
        self.page = self.theme.page
        self.leaves: list[Leaf] = []
        self.places: dict[str, Place] = {}
        self.flow, self.tree = FlowWriter(), Tree()
        self.odd = Odds(composed.flow.set)
        self.calls = calls_of(composed.root)
        self.aside = 0.0
        """How far the column stands from the first one."""
        self.extents: dict[tuple[int, int], tuple[float, float]] = {}
        """How far an element with a rule reaches on a page, by its id and the page."""

    def run(self) -> None:
        flow = self.composed.flow
        for index, places in enumerate(self.spots()):
            paragraph = flow.paragraphs[index]
            for spot, self.aside in places:
                self.turn_to(spot.page)
                tag = self.enter(index, spot)
                self.reach(index, spot)
                if paragraph:
                    way = paragraph.ways[self.composed.choices[index].variant]
                    top = self.page.top + spot.top
                    repeated = any("continued" in classes(element) for element in flow.around[index])
                    with self.unread() if repeated else nullcontext():
                        self.lines(paragraph, way, tag, spot.page, top, range(spot.first, spot.last))
                elif index in flow.wholes:
                    self.whole(index, spot, tag)
                else:
                    self.take(index, spot, tag)
        self.aside = 0.0
        self.turn_to(self.composed.pages - 1)
        for number, leaf in enumerate(self.leaves):
            if leaf.feet:
                self.foot(number, leaf)
        for (_, number), (inset, width, top, bottom) in self.ruled().items():
            self.rule(number, self.left(number) + inset, top, width, bottom - top)

    # ---- places ----

    def spots(self) -> Iterator[list[tuple[Spot, float]]]:
        """Where each block stands, and how far its column from the first one."""
        flow, choices = self.composed.flow, self.composed.choices
        first = len(flow.items) if flow.columns is None else flow.columns
        for found in spots(flow.items[:first], choices[:first]):
            yield [(spot, 0.0) for spot in found]
        step = column_width(self.theme) + self.theme.data["columns"]["gap"]
        for found in spots(flow.items[first:], choices[first:]):
            yield [
                (replace(spot, page=page, top=spot.top + (0.0 if page else flow.below)), column * step)
                for spot in found
                for page, column in [divmod(spot.page, COLUMNS)]
            ]

    def turn_to(self, page: int) -> None:
        while len(self.leaves) <= page:
            self.leaves.append(Leaf())
            self.flow.open()

    def left(self, page: int) -> float:
        """Where the column begins."""
        return self.aside + (self.page.outer if (page % 2 == 1) != self.verso else self.page.inner)

    def enter(self, index: int, spot: Spot) -> Tag:
        """The tag of a paragraph, or of what is around a block, with the anchors of all that begins here."""
        *around, own = self.composed.flow.around[index]
        tag = self.tree.document
        place = Place(
            spot.page, self.left(spot.page) + self.composed.flow.insets[index], self.page.top + spot.top,
            self.composed.flow.items[index].line,
        )  # fmt: skip
        for element in (*around, own) if self.composed.flow.paragraphs[index] else around:
            tag = self.tree.enter(element, element.tag, tag)
            self.stands(element, place)
        return tag

    def stands(self, element: Element, place: Place) -> None:
        """An element begins here, unless it did before."""
        if name := element.get("id"):
            self.places.setdefault(name, place)
            self.flow.anchor(name)

    def reach(self, index: int, spot: Spot) -> None:
        """Note how far the rules beside a block must go."""
        line = self.composed.flow.items[index].line
        for element in self.composed.flow.around[index]:
            if id(element) in self.composed.flow.rules:
                key = id(element), spot.page
                top, bottom = spot.top, spot.top + (spot.last - spot.first) * line
                before = self.extents.get(key, (top, bottom))
                self.extents[key] = min(before[0], top), max(before[1], bottom)

    def ruled(self) -> dict[tuple[int, int], tuple[float, float, float, float]]:
        """Rules by element and page: how far in the column, width, top and bottom on the page."""
        return {
            (name, page): (*self.composed.flow.rules[name], self.page.top + top, self.page.top + bottom)
            for (name, page), (top, bottom) in self.extents.items()
        }

    # ---- drawing ----

    def whole(self, index: int, spot: Spot, parent: Tag) -> None:
        """Draw the paragraphs of a block that stands as a whole."""
        for row in self.composed.flow.wholes[index]:
            top, tag = self.page.top + spot.top + row.top, parent
            block, way = row.paragraph.block, row.paragraph.ways[0]
            for element in row.around:
                tag = self.tree.enter(element, element.tag, tag)
                self.stands(element, Place(spot.page, self.left(spot.page) + block.left, top, block.line))
            self.lines(row.paragraph, way, tag, spot.page, top, range(len(way.lines)))

    def lines(self, paragraph: Paragraph, way: Way, tag: Tag, page: int, top: float, numbers: range) -> None:
        block = paragraph.block
        left = self.left(page) + block.left + block.hang
        for number in numbers:
            start, wide = self.compositor.place(paragraph, way, number)
            y = top + (number - numbers.start) * block.line
            if number == 0 and is_marked(paragraph.element):
                self.marker(paragraph, tag, page, left, y, way.lines[0].scale)
            self.line(paragraph, way.lines[number], tag, page, left + start, y, wide)

    def marker(self, paragraph: Paragraph, tag: Tag, page: int, x: float, y: float, scale: float) -> None:
        """The mark of a list's item, in the space before its line."""
        mark = paragraph.element[0]
        run = Run((mark,), paragraph.style, 0.0, pieces_of(f"{mark.text} "))
        with self.unread():
            self.show(paragraph, [run], tag, page, x - self.theme.data["list"]["mark"], y, 0.0, scale)

    @contextmanager
    def unread(self) -> Iterator[None]:
        """What is drawn meanwhile is not part of the running text."""
        self.flow, running = FlowWriter(), self.flow
        self.flow.open()
        yield
        self.flow = running

    def line(self, paragraph: Paragraph, line: Line, tag: Tag, page: int, x: float, y: float, wide: float) -> None:
        measured, flat = paragraph.measured, paragraph.measured.flat
        runs = self.runs(paragraph, line)
        natural, spaces = width_of(self.ruler, runs)
        extra = 0.0 if line.natural or not spaces else (wide - natural) / spaces
        if has_folio(flat) and line.following == len(flat.chars):
            runs[-1].before += wide - natural
        place = Place(page, x, y, paragraph.block.line)
        for at, name in measured.marks(line.start, line.following):
            self.places.setdefault(name, place)
            self.tree.anchor(name, tag)
            self.flow.anchor(name, at)
        self.show(paragraph, runs, tag, page, x, y, extra, line.scale)
        last = line.following == len(flat.chars)
        for index in range(line.start, line.following + last):
            for atom in flat.atoms.get(index, ()):
                if isinstance(atom.what, Foot):
                    self.leaves[page].feet.append(atom.what)
                else:
                    inner = tag
                    for element in (*atom.path, atom.what):
                        inner = self.tree.enter(element, element.tag, inner)
                    self.stands(atom.what, place)

    def runs(self, paragraph: Paragraph, line: Line) -> list[Run]:
        """The characters of a line by the elements they stand in."""
        flat = paragraph.measured.flat
        runs: list[Run] = []
        index = line.start
        while index < line.stop:
            path, style = flat.paths[index], flat.styles[index]
            end = index + 1
            while end < line.stop and (flat.paths[end] is path or flat.paths[end] == path):
                end += 1
            fresh = index == 0 or flat.paths[index - 1] != path
            run = Run(path, style, style.before if fresh else 0.0)
            run.pieces += pieces_of("".join(flat.chars[index:end]), [at - index for at in flat.seams if index < at < end])
            runs.append(run)
            index = end
        if line.hyphen:
            runs[-1].pieces.append(HYPHEN)
        return runs

    def show(
        self, paragraph: Paragraph, runs: Sequence[Run], tag: Tag, page: int, x: float, y: float, extra: float, scale: float
    ) -> None:
        """Draw a line that begins at x and whose upper edge is y, its spaces wider by `extra` before it is scaled."""
        leaf, line = self.leaves[page], paragraph.block.line
        base = y + line / 2 + self.ruler.rise(paragraph.style) * paragraph.style.size
        out = [f"BT 1 0 0 1 {x:.2f} {self.page.height - base:.2f} Tm {leaf.set('Tz', f'{100 * scale:g}')}"]
        for run in runs:
            inner, link = tag, ""
            for element in run.path:
                inner = self.tree.enter(element, element.tag, inner)
                link = element.get("href", link) if element.tag == "a" else link
                self.stands(element, Place(page, x, y, line))
            self.flow.text(letters("".join(run.pieces)))
            end, shown = show_run(self.ruler, leaf, run, x, extra, scale)
            if link:
                bottom = self.page.height - y - line
                leaf.links.append(Link(self.tree.link(inner, page), (x, bottom, end, bottom + line), link))
            self.tree.mark(inner, page, leaf.marks)
            out.append(f"/{inner.type} <</MCID {leaf.marks}>> BDC ")
            out.append(leaf.set("rg", _LINK if link else _INK))
            out.append(shown)
            out.append("EMC ")
            leaf.marks, x = leaf.marks + 1, end
        leaf.content.append(("".join(out) + "ET\n").encode())

    def rule(self, page: int, x: float, y: float, width: float, height: float) -> None:
        """A rule whose upper left corner is known: drawn, not read."""
        drawn = f"/Artifact BMC q 0 0 0 rg {x:.2f} {self.page.height - y - height:.2f} {width:.2f} {height:.2f} re f Q EMC\n"
        self.leaves[page].content.append(drawn.encode())

    # ---- notes at the foot of the page ----

    def foot(self, page: int, leaf: Leaf) -> None:
        """Draw the notes that a page calls."""
        foot = self.theme.data["foot"]
        height = sum(note.height or 0.0 for note in leaf.feet)
        y = self.page.height - self.theme.data["page"]["bottom"] * MM - self.theme.foot - height + foot["gap"]
        self.rule(page, self.left(page), y, self.page.measure, foot["rule"])
        y += foot["rule"] + foot["below"]
        for note in leaf.feet:
            tag = self.tree.note(note.element, note.element.tag, self.calls.get(note.element))
            self.places.setdefault(note.element.get("id", ""), Place(page, self.left(page), y, note.height or 0.0))
            for paragraph in note.paragraphs:
                inner = self.tree.enter(paragraph.element, paragraph.element.tag, tag)
                way = paragraph.ways[0]
                with self.unread():
                    self.lines(paragraph, way, inner, page, y, range(len(way.lines)))
                y += len(way.lines) * paragraph.block.line

    # ---- blocks that WeasyPrint set ----

    def take(self, index: int, spot: Spot, tag: Tag) -> None:
        """Draw a block as WeasyPrint set it, with its tags, links, anchors and letters."""
        flow, at = self.composed.flow, self.composed.flow.odd[index]
        own = flow.around[index][-1].get("id", "")
        leaf = self.leaves[spot.page]
        right = self.left(spot.page) - self.page.inner
        down = self.page.top + spot.top - flow.tops[index]
        for name, place, before in self.odd.anchors(*at, own):
            self.places.setdefault(name, Place(spot.page, place.x + right, place.y + down, place.height))
            if before is not None:
                self.flow.anchor(name, before)
        self.flow.text(self.odd.letters(*at))
        odd = Odd(*at, right, self.page.height - ENDLESS * MM - down, leaf.marks, {})
        if at in self.odd.tags:
            self.graft(self.odd.tags[at], tag, spot.page, odd, own)
        self.tree.anchor(own, tag)
        leaf.content += [f"{leaf.set('Tz', '100')}{leaf.set('Ts', '0')}\n".encode(), odd]
        leaf.marks += self.odd.marks[at]

    def graft(self, tag: Tag, parent: Tag, page: int, odd: Odd, own: str) -> None:
        """Put what a tag holds under one of ours."""

        def moved(kid: Tag | Mark | Area) -> Tag | Mark | Area:
            if isinstance(kid, Mark):
                return Mark(page, kid.number + odd.first)
            if isinstance(kid, Area):
                odd.areas[kid.number] = self.tree.areas
                self.tree.areas += 1
                return Area(page, odd.areas[kid.number])
            copy = replace(kid, kids=[moved(inner) for inner in kid.kids], names=[])
            if copy.box:
                left, bottom, right, top = copy.box
                copy.box = left + odd.x, bottom + odd.y, right + odd.x, top + odd.y
            for name in kid.names:
                self.tree.anchor(own if name.startswith(ODD) else name, copy)
            return copy

        for kid in tag.kids:
            self.tree.holder(parent, kid.type if isinstance(kid, Tag) else "").kids.append(moved(kid))


def width_of(ruler: Ruler, runs: Sequence[Run]) -> tuple[float, int]:
    """The natural width of some runs, and how many spaces they have."""
    total, spaces = 0.0, 0
    for run in runs:
        total += run.before
        for piece in run.pieces:
            total += ruler.width(run.style, piece if piece != NO_BREAK_SPACE else " ")
            spaces += piece in SPACES
    return total, spaces


def show_run(ruler: Ruler, leaf: Leaf, run: Run, x: float, extra: float, scale: float) -> tuple[float, str]:
    """A run as it is shown, and where it ends."""
    style, unit = run.style, 1000 / run.style.size
    face = ruler.face(style)
    glyphs = leaf.faces.setdefault(face, {})
    name = f"/{face_name(*face)}"
    out = [leaf.set("Tf", f"{name} {style.size:g}"), leaf.set("Ts", f"{style.raised:g}"), "["]
    if run.before:
        out.append(f"{-run.before * unit:.1f}")
    stretch = f"{-extra * unit:.1f}" if round(extra * unit, 1) else ""
    for piece in run.pieces:
        is_space = piece in SPACES
        found = ruler.glyphs(style, " " if piece == NO_BREAK_SPACE else piece)
        out.append(found.shown.decode() + (stretch if is_space else ""))
        x += (ruler.width(style, " " if is_space else piece) + (extra if is_space else 0.0)) * scale
        learn(glyphs, found.texts)
    out.append("]TJ ")
    return x + run.before * scale, "".join(out)


def pieces_of(text: str, seams: Sequence[int] = ()) -> list[str]:
    """A text as words and spaces, with what keeps letters apart before those at `seams`."""
    if seams:
        text = "".join(SEAM + char if at in seams else char for at, char in enumerate(text))
    return [piece for piece in _SPACE.split(text) if piece]


_SPACE = re.compile(f"([{''.join(SPACES)}])")
