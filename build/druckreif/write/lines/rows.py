"""Blocks that stand as a whole and hold nothing but paragraphs with styles of their own: openings and verse."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from math import ceil
from xml.etree.ElementTree import Element

from ..theme import Block, Style, Theme
from .composed import Around, Paragraph, Row
from .pages import Variant
from .paragraph import Unmeasured, classes

ROWS = ("opening", "verse")
"""The classes of such blocks."""


@dataclass(slots=True)
class Rows:
    """The paragraphs of a block: its height, what is free above and below it, in pt."""

    rows: list[Row] = field(default_factory=list)
    height: float = 0.0
    before: float = 0.0
    after: float = 0.0

    def variant(self, line: float) -> Variant:
        """As pages know it: a number of lines of the text around it; all notes that it calls count for the first."""
        lines = max(1, ceil(self.height / line - 0.02))
        feet = sum(height for row in self.rows for height in row.paragraph.measured.flat.feet.values())
        return Variant(lines, feet=(feet, *(0.0 for _ in range(lines - 1))) if feet else ())


def set_rows(
    theme: Theme, element: Element, block: Block, style: Style, around: Around,
    set_: Callable[[Element, Block, Style], Paragraph],
) -> Rows:  # fmt: skip
    """The block in lines. Raises Unmeasured if it holds anything else, or if its table does not say all of it."""
    own = theme.whole(block, element, around)
    if own is None:
        raise Unmeasured(element.tag)
    rows = Rows(height=own.above * own.line)
    gap = 0.0

    def walk(element: Element, path: Around, style: Style) -> None:
        nonlocal gap
        style = replace(style, language=element.get("lang", style.language))
        if (element.text or "").strip() or any((child.tail or "").strip() for child in element):
            raise Unmeasured("text without an element")
        for child in element:
            inner = theme.paragraph(own, child, (*around, *path))
            if inner is not None:
                spoken = replace(style, language=child.get("lang", style.language))
                paragraph = set_(child, inner, theme.styled(spoken, inner))
                gap = max(gap, inner.before * inner.line)
                rows.height += gap if rows.height else 0.0
                rows.before = max(rows.before, 0.0 if rows.height else gap)
                rows.rows.append(Row(paragraph, rows.height, (*path, child)))
                rows.height += len(paragraph.ways[0].lines) * inner.line
                gap = inner.after * inner.line
            elif "stanza" in classes(child):
                gap = max(gap, theme.data["verse"]["apart"] * theme.text.line if child is not element[0] else 0.0)
                walk(child, (*path, child), style)
            else:
                raise Unmeasured(child.tag)

    walk(element, (element,), style)
    if not rows.rows:
        raise Unmeasured("nothing")
    rows.before = max(rows.before, own.before * own.line)
    rows.after = max(gap, own.after * own.line)
    return rows
