"""Lines of a text: their indentation and marks, and what pages of a scan or a print left among them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from .draft import Left, Place
from .phrases import CHAPTER

_PAGE = re.compile(
    r"(?:[-–—|\[(]\s*)?(?:(?:Seite|Page|S\.|p\.)\s*)?(\d{1,4}|[ivxl]{1,7})(?:\s*(?:von|of|/)\s*\d{1,4})?(?:\s*[-–—|\])])?"
)
_MARK = re.compile(
    r"(?P<bracket>\[(?:\^|#|Anm\. ?)?(\d{1,4}|[a-z]|\*{1,3})\]:?)(?=\s|\w|[„»“\"‚›])|"
    r"(?P<paren>\((\d{1,3})\))\s|(?P<dot>(\d{1,4})\.)\s|"
    r"(?P<close>(\d{1,3})\))\s|(?P<raised>([⁰¹²³⁴-⁹]+)\)?)\s?|(?P<bare>(\d{1,3}))\s+(?=[^\W\d_a-zäöü]|[„»“\"‚›])|"
    r"(?P<caret>\^(\d{1,4}))\s|(?P<star>(\*{1,3}|†|‡)\)?)\s|(?P<dash>[-–•·‣◦])\s+"
)
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u200b-\u200d\u2060\ufe00-\ufe0f\ufeff\ufff9-\ufffb\ufffe\uffff\ue000-\uf8ff]"
)
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


_NOTES = re.compile(
    r"\W*(?:anmerkungen(?: und nachweise)?|fu(?:ß|ss)noten|endnoten|einzelnachweise|nachweise|endnotes|footnotes|"
    r"notes(?: and references)?|references)(?: (?:zu|zum|zur|to|for|der|des) .{1,60})?\W*",
    re.IGNORECASE,
)


def is_notes_heading(text: str) -> bool:
    """Whether a line says that notes follow."""
    return bool(_NOTES.fullmatch(text))


@dataclass(frozen=True, slots=True)
class Line:
    """A line: its number, its text without indentation and without spaces at its end."""

    number: int
    text: str
    indent: int = 0
    quoted: int = 0
    """How many > stood before it, as in mail."""
    after_page: bool = False
    """Whether a page of the original ends above it."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What a list item or a note begins with."""

    kind: str
    name: str
    end: int
    """Where the text begins."""

    @property
    def number(self) -> int | None:
        return int(self.name) if self.name.isdecimal() else None


def block_mark(text: str) -> Mark | None:
    """The mark that a text begins with, if it does."""
    match = _MARK.match(text)
    if not match or not match.lastgroup:
        return None
    name = next(filter(None, (match[index] for index in (2, 4, 6, 8, 10, 12, 14, 16))), "").translate(_RAISED)
    return Mark(match.lastgroup, name, match.end())


def lines_of(text: str) -> list[Line]:
    """The lines of a text; tabs count four."""
    found = []
    for number, raw in enumerate(text.split("\n"), start=1):
        if raw == "\f":
            found.append(Line(number, raw))
            continue
        line = _INVISIBLE.sub("", raw).expandtabs(4).replace("\u3000", "  ").rstrip()
        bare = line.lstrip(" \xa0")
        quote = re.match(r"(?:>+ ?)+", bare)
        rest = bare[quote.end() :] if quote else bare
        found.append(Line(number, rest.strip(), len(line) - len(bare), quote[0].count(">") if quote else 0))
    return found


def without_page_marks(lines: Sequence[Line]) -> tuple[list[Line], list[Left]]:
    """Lines without running heads and page numbers; what followed one of them on a new page is marked.

    A running head is a short line that comes back at least three times between empty lines, but for its figures; a page
    number is a line of its own of nothing but a number, when there are at least three of them and they go up.
    """
    alone = [index for index, line in enumerate(lines) if line.text.strip() and _stands_alone(lines, index)]
    numbers = _page_numbers(lines, alone)
    shapes = Counter(re.sub(r"\d+", "#", lines[index].text) for index in alone if 2 < len(lines[index].text) <= 70)
    near = {at + step for at in numbers for step in (-3, -2, -1, 1, 2, 3)} | {at + 1 for at in _feeds(lines)}
    heads = {
        index
        for index in alone
        if shapes[re.sub(r"\d+", "#", lines[index].text)] >= 3
        and re.search(r"[^\W\d_]", lines[index].text)
        and not CHAPTER.fullmatch(lines[index].text)
        and (index in near or _has_folio(lines[index].text))
    }
    feeds = set(_feeds(lines))
    left = [Left("page number", lines[at].text, Place("", lines[at].number), 0.1) for at in sorted(numbers)]
    left += [Left("running head", lines[at].text, Place("", lines[at].number), 0.2) for at in sorted(heads)]
    kept: list[Line] = []
    is_new = False
    for index, line in enumerate(lines):
        if index in numbers or index in heads or index in feeds:
            is_new = True
            if kept and kept[-1].text:
                kept.append(replace(line, text=""))
        elif line.text:
            kept.append(replace(line, after_page=is_new))
            is_new = False
        else:
            kept.append(line)
    return kept, left


def _has_folio(text: str) -> bool:
    """Whether a running head carries the number of its page: "12 Title", "Title 13"."""
    return bool(re.match(r"\d{1,4}\s+\D+$|\D+\s\d{1,4}$", text))


def _feeds(lines: Sequence[Line]) -> list[int]:
    return [index for index, line in enumerate(lines) if line.text == "\f"]


def _stands_alone(lines: Sequence[Line], index: int) -> bool:
    before = index == 0 or not lines[index - 1].text.strip()
    after = index + 1 == len(lines) or not lines[index + 1].text.strip()
    return before or after


def _page_numbers(lines: Sequence[Line], alone: Sequence[int]) -> set[int]:
    """Lines of a number alone that go up by one or two for the most part, at least three."""
    found = [(index, match[1]) for index in alone if (match := _PAGE.fullmatch(lines[index].text))]
    figures = [(index, int(number)) for index, number in found if number.isdecimal()]
    steps = {
        at
        for (first, low), (second, high) in pairwise(figures)
        if 1 <= high - low <= 2 and second - first > 4
        for at in (first, second)
    }
    return steps if len(steps) >= 3 else set()
