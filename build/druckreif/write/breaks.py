"""The pages of the print edition in the markup of the EPUB: an empty span before the first word of each page.

Places are found by counting letters from anchor to anchor, never by looking at lines, so that what differs between the
editions (locators, citations, descriptions) moves nothing but its own neighbourhood.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache, lru_cache
from html import escape, unescape

from ..model.edition import Flow
from ..model.ids import page_anchor
from .flow import letters

_PIECE = re.compile(r"<(?P<tag>/?[a-z0-9]+)(?P<more>[^>]*)>|&[a-z0-9#]+;|[^<&]+")
_ID = re.compile(r' id="([^"]+)"')
_NUMBER = re.compile(r'<a [^>]*class="backlink"[^>]*>[^<]*</a> ?')
"""The linked number with which a note begins, as popups want it: a page begins behind it."""
WINDOW = 2000
"""Letters that are compared at once where the editions differ."""

_BOUNDS = re.compile(r"[\s–—/]")
INLINE = frozenset({"a", "em", "strong", "span", "dfn", "cite", "i", "b"})
"""Elements that may begin or end within a word."""


@dataclass(slots=True)
class _Markup:
    """XHTML with its letters: where each stands, where its word begins, how many stand before an anchor."""

    end: int
    letters: str
    words: list[int]
    anchors: dict[str, int]
    figures: dict[str, int]
    """Where the inside of a figure begins, by its anchor."""


def _read(html: str, inline: frozenset[str]) -> _Markup:
    found: list[str] = []
    words: list[int] = []
    anchors: dict[str, int] = {}
    figures: dict[str, int] = {}
    start = count = 0
    for piece in _PIECE.finditer(html):
        if tag := piece["tag"]:
            if tag.lstrip("/") not in inline:
                start = piece.end()
            if name := _ID.search(piece["more"]):
                anchors.setdefault(name[1], count)
                if tag == "figure":
                    figures[name[1]] = piece.end()
            continue
        for at, char in _characters(piece):
            bounds, text = _told(char)
            if bounds:
                start = at + (1 if piece[0][0] != "&" else len(piece[0]))
            found.append(text)
            words += [start] * len(text)
            count += len(text)
    return _Markup(len(html), "".join(found), words, anchors, figures)


@cache
def _told(char: str) -> tuple[bool, str]:
    """Whether words begin and end at a character, and its letters."""
    return bool(_BOUNDS.match(char)), letters(char)


def _characters(piece: re.Match[str]) -> list[tuple[int, str]]:
    if piece[0].startswith("&"):
        return [(piece.start(), unescape(piece[0]))]
    return [(piece.start() + at, char) for at, char in enumerate(piece[0])]


def place_breaks(html: str, flow: Flow, folios: Sequence[str], inline: frozenset[str] = INLINE) -> tuple[str, list[str]]:
    """The markup with a page break before the first word of each page, and the folios that found a place.

    A page that begins within a word has its break before that word. A page whose text is not in this markup has none, nor
    has one that would share the place of another.
    """
    markup = _read(html, inline)
    common = _common_anchors(flow, markup)
    breaks: dict[int, str] = {}
    last = -1
    for folio, start, head in zip(folios, flow.starts, flow.heads, strict=True):
        place = markup.figures.get(head) or _place(flow, markup, common, start)
        if number := _NUMBER.match(html, place):
            place = number.end()
        if last < place < len(html):
            breaks[place] = folio
            last = place
    parts, end = [], 0
    for place, folio in breaks.items():
        parts += [html[end:place], page_break(folio)]
        end = place
    return "".join([*parts, html[end:]]), list(breaks.values())


def page_break(folio: str) -> str:
    """The mark of a page (EPUB 3.3, 5.4.2.2; DPUB-ARIA 1.1, doc-pagebreak)."""
    label = escape(folio)
    return f'<span id="{page_anchor(folio)}" epub:type="pagebreak" role="doc-pagebreak" aria-label="{label}"></span>'


def _common_anchors(flow: Flow, markup: _Markup) -> list[tuple[int, int]]:
    """Letters before each anchor that both have, in either count; anchors in another order are left out."""
    pairs = [(0, 0)]
    for name, at in sorted(flow.anchors.items(), key=lambda item: item[1]):
        if name in markup.anchors and markup.anchors[name] >= pairs[-1][1]:
            pairs.append((at, markup.anchors[name]))
    return pairs


def _place(flow: Flow, markup: _Markup, common: Sequence[tuple[int, int]], start: int) -> int:
    """The index in the markup before which a page begins; its end if what stands on the page is not there."""
    low = max(pair for pair in common if pair[0] <= start)
    high = min((pair for pair in common if pair[0] > start), default=(len(flow.letters), len(markup.letters)))
    printed, written = flow.letters[low[0] : high[0]], markup.letters[low[1] : high[1]]
    at = low[1] + _same_place(printed, written, start - low[0])
    return markup.words[at] if at < len(markup.words) else markup.end


def _same_place(printed: str, written: str, at: int) -> int:
    """How many letters of one text stand before the place that has `at` letters before it in the other."""
    if printed == written:
        return at
    for first, second, size in _shared(printed, written):
        if at < first + size:
            return second + max(0, at - first)
    return len(written)


@lru_cache(maxsize=4)
def _shared(printed: str, written: str) -> tuple[tuple[int, int, int], ...]:
    """Runs of letters that both texts have: where each begins in the one and in the other, and its length.

    Looked for window by window, so that a long text costs time by its length and not by its square.
    """
    found: list[tuple[int, int, int]] = []
    first = second = 0
    while first < len(printed) and second < len(written):
        pieces = printed[first : first + WINDOW], written[second : second + WINDOW]
        is_last = first + WINDOW >= len(printed) and second + WINDOW >= len(written)
        blocks = SequenceMatcher(None, *pieces, autojunk=False).get_matching_blocks()
        kept = [block for block in blocks if block.size and (is_last or block.a < WINDOW // 2)]
        found += [(first + block.a, second + block.b, block.size) for block in kept]
        if is_last:
            break
        ends = (kept[-1].a + kept[-1].size, kept[-1].b + kept[-1].size) if kept else (WINDOW // 2, WINDOW // 2)
        first, second = first + ends[0], second + ends[1]
    return tuple(found)
