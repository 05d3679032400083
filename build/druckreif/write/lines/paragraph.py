"""A paragraph's markup as characters, each with its style, and back: cut into lines without losing an element.

Inline elements that a line end cuts are closed and opened again; their id stays on the first piece.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import escape
from itertools import pairwise
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from ..flow import letters
from ..hyphens import Divider
from ..theme import Style, Theme
from .breaks import Break
from .measure import NO_BREAK_SPACE, SEAM, Ruler

if TYPE_CHECKING:
    from .composed import Paragraph

HYPHEN = "\u2010"
_WORD = re.compile(r"[^\W\d_]+")
_SPACES = re.compile(r"[ \n\t]+")
_CLOSING = ".,;:!?)]}…"
_DASHES = "-\u2013/"
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\b[\w-]+(?:\.[\w-]+)+/\S*")
_BETWEEN = 50_000.0
_AFTER_DASH, _IN_YEARS, _IN_COMPOUND, _SHORT_START = 400.0, 6_000.0, 6_000.0, 2_500.0
_INLINE = ("span", "a", "em", "strong", "dfn", "br")
_SPACED = (" ", NO_BREAK_SPACE)
LONG = 1000
"""Characters that are wider than any line."""
LEAD = "lead"
"""Element around the text that an item of a list begins with."""
VOID = ("br", "img", "hr", "col")


_Part = tuple[int, bool, float, tuple[float, float], tuple[float, float]]


class Unmeasured(Exception):
    """Something stands in a paragraph whose width nobody knows; it is set plain. The message says what."""


@dataclass(frozen=True, slots=True)
class Foot:
    """A note at the foot of the page: its element, paragraphs in lines, height there in pt (None if nobody knows)."""

    element: Element
    paragraphs: tuple[Paragraph, ...]
    height: float | None


@dataclass(frozen=True, slots=True)
class Atom:
    """What stands between characters: an empty element, or a note that floats to the foot."""

    what: Element | Foot
    path: tuple[Element, ...]


@dataclass(slots=True)
class Flat:
    """Characters, the elements around each, the styles they have, and what stands before which character."""

    chars: list[str] = field(default_factory=list)
    paths: list[tuple[Element, ...]] = field(default_factory=list)
    styles: list[Style] = field(default_factory=list)
    kept: list[bool] = field(default_factory=list)
    """Whether a line may not end before the character."""
    atoms: dict[int, list[Atom]] = field(default_factory=dict)
    marks: dict[int, list[str]] = field(default_factory=dict)
    """Anchors that stand before a character and are nothing else: the line has them, since an element would cut its text."""
    seams: set[int] = field(default_factory=set)
    """Characters that form no ligature with the one before."""
    forced: list[int] = field(default_factory=list)
    """Characters that begin a line because the author says so."""
    feet: dict[int, float] = field(default_factory=dict)
    """The heights of the notes that are called before a character."""
    known: bool = True
    """Whether the heights of all its notes are known."""

    def foot(self, start: int, following: int) -> float:
        """The height at the foot of the page that the notes of a line take."""
        last = following == len(self.chars)
        return sum(height for at, height in self.feet.items() if start <= at < following + last)

    def used(self) -> list[tuple[Style, set[str]]]:
        """The characters in each style."""
        found: dict[int, tuple[Style, set[str]]] = {}
        for style, char in zip(self.styles, self.chars, strict=True):
            if (known := found.get(id(style))) is None:
                known = found[id(style)] = style, set()
            known[1].add(char)
        return [*found.values()]

    def notes(self) -> list[Foot]:
        """The notes that are called, in order."""
        return [atom.what for _, atoms in sorted(self.atoms.items()) for atom in atoms if isinstance(atom.what, Foot)]


def flatten(paragraph: Element, style: Style, theme: Theme, note: Callable[[Element, Style], Foot]) -> Flat:
    """The characters of a paragraph. `note` writes a footnote that stands in it. Raises Unmeasured."""
    flat = Flat()

    def put(text: str | None, path: tuple[Element, ...], style: Style, kept: bool) -> None:
        for index, char in enumerate(_SPACES.sub(" ", text or "")):
            if char == " " and (not flat.chars or flat.chars[-1] == " "):
                continue
            flat.chars.append(char)
            flat.paths.append(path)
            flat.styles.append(style)
            flat.kept.append(kept and index > 0)

    def walk(element: Element, path: tuple[Element, ...], style: Style, kept: bool) -> None:
        put(element.text, path, style, kept)
        for child in element:
            names = child.get("class", "").split()
            if "footnote" in names:
                foot, at = note(child, style), len(flat.chars)
                flat.atoms.setdefault(at, []).append(Atom(foot, path))
                flat.feet[at] = flat.feet.get(at, 0.0) + (foot.height or 0.0)
                flat.known &= foot.height is not None
            elif child.tag == "br":
                flat.forced.append(len(flat.chars))
            elif child.tag not in _INLINE:
                raise Unmeasured(child.tag)
            elif child.tag == "span" and (child.attrib.keys() == {"id"} or child.attrib == {"class": "kept"}):
                if name := child.get("id"):
                    flat.marks.setdefault(len(flat.chars), []).append(name)
                start = len(flat.chars)
                walk(child, path, style, kept or "kept" in names)
                for index in range(start + 1, len(flat.chars) if "kept" in names else 0):
                    flat.kept[index] = True
            elif not len(child) and not child.text:
                flat.atoms.setdefault(len(flat.chars), []).append(Atom(child, path))
            else:
                start = len(flat.chars)
                walk(child, (*path, child), theme.inline(style, child), kept or "kept" in names)
                if "kept" in names or "noteref" in names:
                    for index in range(start + ("kept" in names), len(flat.chars)):
                        flat.kept[index] = True
            put(child.tail, path, style, kept)

    if paragraph.tag == LEAD:
        walk(_unmarked(paragraph), (), style, False)
    else:
        walk(paragraph, (), style, False)
    while flat.chars and flat.chars[-1] == " ":
        for part in (flat.chars, flat.paths, flat.styles, flat.kept):
            part.pop()
    return flat


def lead(item: Element) -> bool:
    """Put an element of its own around mark and text at the beginning of a list's item, if it begins with text."""
    end = next((at for at, child in enumerate(item) if child.tag not in _INLINE), len(item))
    if (not (item.text or "").strip() and not end) or (is_marked(item) and end == 1 and not (item[0].tail or "").strip()):
        return False
    found = Element(LEAD)
    found.text, item.text = item.text, None
    found.extend(item[:end])
    del item[:end]
    item.insert(0, found)
    return True


def is_marked(item: Element) -> bool:
    """Whether an item, or the text that it begins with, has a mark before it."""
    return len(item) > 0 and item[0].get("class") == "marker"


def _unmarked(found: Element) -> Element:
    """The text of an item without its mark."""
    if not is_marked(found):
        return found
    bare = Element(LEAD)
    bare.text = (found[0].tail or "").lstrip()
    bare.extend(found[1:])
    return bare


def classes(element: Element) -> list[str]:
    """The classes of an element."""
    return element.get("class", "").split()


def tags(element: Element, again: bool = False) -> tuple[str, str]:
    """Start and end tag; a piece that continues an element has no id."""
    named = "".join(f' {k}="{escape(v)}"' for k, v in element.attrib.items() if not (again and k == "id"))
    return f"<{element.tag}{named}>", "" if element.tag in VOID else f"</{element.tag}>"


@dataclass(slots=True)
class Measured:
    """A paragraph with widths: what total fit needs to know of it."""

    flat: Flat
    theme: Theme
    ruler: Ruler
    divider: Divider
    hangs: bool = True
    """Whether characters may stand out at the edges."""
    space: dict[Style, float] = field(default_factory=dict)

    def width(self, start: int, end: int) -> tuple[float, float]:
        """Width of the characters from start to end, with their spaces, and that of the spaces alone."""
        flat, total, spaces = self.flat, 0.0, 0.0
        index = start
        while index < end:
            style, path = flat.styles[index], flat.paths[index]
            if index == 0 or flat.paths[index - 1] != path:
                total += style.before
            if flat.chars[index] in (" ", NO_BREAK_SPACE):
                space = self.space_of(style)
                total, spaces, index = total + space, spaces + space, index + 1
                continue
            stop = index
            text = ""
            while stop < end and flat.paths[stop] == path and flat.chars[stop] not in (" ", NO_BREAK_SPACE):
                text += (SEAM if stop in flat.seams and stop > index else "") + flat.chars[stop]
                stop += 1
            total += self.ruler.width(style, text)
            index = stop
        return total, spaces

    def space_of(self, style: Style) -> float:
        if style not in self.space:
            self.space[style] = self.ruler.width(style, " ")
        return self.space[style]

    def hang_left(self, index: int) -> float:
        """How far the character stands out at the left edge, in pt."""
        char, style = self.flat.chars[index], self.flat.styles[index]
        share = self.theme.hang("left", char) if self.hangs else 0.0
        return share * self.ruler.width(style, char) if share else 0.0

    def hang_right(self, char: str, style: Style) -> float:
        share = self.theme.hang("right", char) if self.hangs else 0.0
        return share * self.ruler.width(style, char) if share else 0.0

    def breaks(self, start: int, end: int, widest: float) -> list[Break]:
        """All places where the characters from start to end may be broken, with both ends themselves.

        What is wider than `widest` without one is broken at spaces that keep words together, too.
        """
        chars, styles = self.flat.chars, self.flat.styles
        found = [Break(start, start, 0.0, -self.hang_left(start) if start < end else 0.0, 0.0, 0.0)]
        done, spaces, word = 0.0, 0.0, start
        while word < end:
            stop, within = word, 0
            while stop < end and not (chars[stop] == " " and self.parts(stop)) and not (within and stop - word > LONG):
                if not within and stop > word and chars[stop] in _SPACED:
                    within = stop
                stop += 1
            width, inner = self.width(word, stop)
            if within and width > widest:
                stop = within
                width, inner = self.width(word, stop)
            parts = self.pieces(word, stop) if width > widest else self.halves(word, stop)
            for at, hyphen, penalty, (left, left_space), (right, right_space) in parts:
                mark = HYPHEN if hyphen else chars[at - 1]
                end_at = done + left - self.hang_right(mark, styles[at - 1])
                end_at += self.ruler.width(styles[at - 1], HYPHEN) if hyphen else 0
                found.append(Break(
                    at, at, end_at, done + width - right - self.hang_left(at),
                    spaces + left_space, spaces + inner - right_space, hyphen or chars[at - 1] == "-", penalty,
                ))  # fmt: skip
            done, spaces = done + width, spaces + inner
            hang = self.hang_right(chars[stop - 1], styles[stop - 1])
            if stop >= end:
                found.append(Break(stop, stop, done - hang, done, spaces, spaces))
                break
            gap = self.space_of(styles[stop])
            found.append(
                Break(stop + 1, stop, done - hang, done + gap - self.hang_left(stop + 1), spaces, spaces + gap)
            )
            done, spaces, word = done + gap, spaces + gap, stop + 1
        return found

    def parts(self, index: int) -> bool:
        """Whether a line may end at this space."""
        after = self.flat.chars[index + 1] if index + 1 < len(self.flat.chars) else ""
        return not self.flat.kept[index] and after not in (*_CLOSING, "\u2013", "\u2014")

    def halves(self, word: int, stop: int) -> Iterator[_Part]:
        """Where a word may be divided, with the widths of what stands before and behind."""
        for at, hyphen, penalty in self.divisions(word, stop):
            yield at, hyphen, penalty, self.width(word, at), self.width(at, stop)

    def pieces(self, word: int, stop: int) -> Iterator[_Part]:
        """The same for a word that no line holds: between its elements, too (calls of notes in a row)."""
        paths = self.flat.paths
        edges = [word, *(at for at in range(word + 1, stop) if paths[at] != paths[at - 1]), stop]
        known = {at: (at, False, _BETWEEN) for at in edges[1:-1]} | {one[0]: one for one in self.divisions(word, stop)}
        left, right = (0.0, 0.0), self.width(word, stop)
        for start, end in pairwise(edges):
            width = self.width(start, end)
            right = right[0] - width[0], right[1] - width[1]
            for at, hyphen, penalty in (known[at] for at in range(start, end) if at in known):
                one, other = self.width(start, at), self.width(at, end)
                yield at, hyphen, penalty, (left[0] + one[0], left[1] + one[1]), (right[0] + other[0], right[1] + other[1])
            left = left[0] + width[0], left[1] + width[1]

    def divisions(self, word: int, stop: int) -> Iterator[tuple[int, bool, float]]:
        """Where a word may be divided: position, whether a hyphen is added, how bad that is."""
        flat = self.flat
        text = "".join(flat.chars[word:stop])
        if _ADDRESS.search(text):
            marks = (m.end() for m in re.finditer(r"[/?&=._](?=\w)|-(?=\w)", text))
            yield from ((word + at, False, _AFTER_DASH) for at in marks if 3 < at < len(text) - 2)
            return
        found: list[tuple[int, bool, float]] = []
        for index in range(word + 2, stop - 1):
            if flat.chars[index - 1] in _DASHES and flat.chars[index - 2].isalnum() and flat.chars[index].isalnum():
                long = flat.chars[index - 1] != "-" or (index - word > 2 and flat.chars[index].isalpha())
                if long and not flat.kept[index]:
                    figures = flat.chars[index - 2].isdecimal() and flat.chars[index].isdecimal()
                    found.append((index, False, _IN_YEARS if figures else _AFTER_DASH))
        parts = [match for match in _WORD.finditer(text)]
        compound = _IN_COMPOUND if found else 0.0
        for match in parts:
            for at in self.divider.divide(match[0], flat.styles[word + match.start()].language):
                index = word + match.start() + at
                if not flat.kept[index]:
                    found.append((index, True, compound + (_SHORT_START if at < 3 else 0)))
        yield from sorted(found)

    # ---- writing ----

    def marks(self, start: int, following: int) -> list[tuple[int, str]]:
        """The anchors of a line, each with the letters before it."""
        last = following == len(self.flat.chars)
        return [
            (len(letters("".join(self.flat.chars[start:index]))), name)
            for index in sorted(index for index in self.flat.marks if start <= index < following + last)
            for name in self.flat.marks[index]
        ]

    def line(
        self, start: int, stop: int, following: int, hyphen: bool, seen: set[int], note: Callable[[Foot], str]
    ) -> str:
        """The markup of a line: its characters, cut elements closed and opened again, what stands between them."""
        flat = self.flat
        out: list[str] = []
        around: tuple[Element, ...] = ()

        def enter(path: tuple[Element, ...]) -> None:
            nonlocal around
            same = 0
            while same < min(len(path), len(around)) and path[same] is around[same]:
                same += 1
            out.extend(tags(element)[1] for element in reversed(around[same:]))
            for element in path[same:]:
                out.append(tags(element, again=id(element) in seen)[0])
                seen.add(id(element))
            around = path

        def put(index: int) -> int:
            """Write what runs on from a character in one element, up to an anchor, a note or a seam; where that ends."""
            path, end = flat.paths[index], index + 1
            while end < stop and flat.paths[end] is path and end not in flat.atoms and end not in flat.seams:
                end += 1
            seam = SEAM if index in flat.seams and index > start else ""
            out.append(seam + escape("".join(flat.chars[index:end]), quote=False))
            return end

        last, index = following == len(flat.chars), start
        while index < following + last:
            for atom in flat.atoms.get(index, ()):
                enter(atom.path)
                out.append(note(atom.what) if isinstance(atom.what, Foot) else "".join(tags(atom.what)))
            if index < stop:
                enter(flat.paths[index])
                index = put(index)
            else:
                index += 1
        if hyphen:
            out.append(HYPHEN)
        enter(())
        return "".join(out)
