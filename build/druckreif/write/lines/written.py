"""Elements as markup again, with lines in the place of paragraphs and styles that bring them to their pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from xml.etree.ElementTree import Element

from .paragraph import tags

ODD = "odd-"
"""Blocks that WeasyPrint sets for pages of ours have this and their number as their id, the box around them `ODD`box-."""

ENDLESS = 90_000
"""The height in mm of a page that such a block stands on."""


def placed(around: Sequence[Element], number: int) -> str:
    """A block, the last of these elements, among those that it stands in, with a box around its margins."""
    *outer, element = around
    start, end = tags(element, again=True)
    inner = f'{start[:-1]} id="{ODD}{number}">{markup(element)[len(tags(element)[0]) : -len(end) or None]}{end}'
    first = "" if not outer or outer[-1][0] is element else "<div></div>"
    box = f'<odd id="{ODD}box-{number}">{first}{inner}</odd>'
    for more in reversed(outer):
        start, end = tags(more, again=True)
        box = start + box + end
    return box


def marked(mark: Element, width: float) -> str:
    """The mark of a list's item in the space before its line."""
    style = f"margin:0 0 0 {-width:.3f}pt;width:{width:.3f}pt;white-space:pre;text-align-last:left"
    return f'<span class="marker" style="{style}">{escape(mark.text or "", quote=False)} </span>'


def sent_over(element: Element, lines: int) -> tuple[int, ...]:
    """The line that opens a page because the paragraph's style says how many lines go over (`repair.py`)."""
    _, _, widows = element.get("style", "").partition("widows:")
    return (lines - int(widows),) if widows.isdecimal() and int(widows) < lines else ()


def markup(element: Element, lines: Mapping[int, str] | None = None) -> str:
    """The markup of an element, without what follows it; paragraphs that were set are written as their lines."""
    start, end = tags(element)
    if lines and id(element) in lines:
        return start + lines[id(element)] + end
    inner = [escape(element.text or "", quote=False)]
    for child in element:
        inner += [markup(child, lines), escape(child.tail or "", quote=False)]
    return start + "".join(inner) + end
