"""Elements as markup again, with lines in the place of paragraphs and styles that bring them to their pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from xml.etree.ElementTree import Element

from .paragraph import tags

ODD = "odd-"
"""Blocks whose heights are asked for have this and their number as their id."""


def placed(element: Element, around: Sequence[Element], number: int) -> str:
    """A block alone, among the elements it stands in, with a box around its margins."""
    start, end = tags(element, again=True)
    inner = f'{start[:-1]} id="{ODD}{number}">{markup(element)[len(tags(element)[0]) : -len(end) or None]}{end}'
    box = f'<div id="{ODD}box-{number}" style="display:flow-root">{inner}</div>'
    for outer in reversed(around):
        start, end = tags(outer, again=True)
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


def markup(
    element: Element,
    lines: Mapping[int, str] | None = None,
    styles: Mapping[int, str] | None = None,
    before: Mapping[int, str] | None = None,
) -> str:
    """The markup of an element, without what follows it; paragraphs that were set are written as their lines."""
    if styles and id(element) in styles:
        element.set("style", styles[id(element)] + element.get("style", ""))
    start, end = tags(element)
    if before and id(element) in before:
        start = before[id(element)] + start
    if lines and id(element) in lines:
        return start + lines[id(element)] + end
    inner = [escape(element.text or "", quote=False)]
    for child in element:
        inner += [markup(child, lines, styles, before), escape(child.tail or "", quote=False)]
    return start + "".join(inner) + end
