"""A division in lines: its paragraphs, its blocks in order, what became of them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from ..part import Part
from ..theme import Block, Style
from .memory import Way
from .pages import Choice, Item
from .paragraph import Measured

Around = tuple[Element, ...]
"""Elements, each in the one before."""



@dataclass(slots=True)
class Paragraph:
    """A paragraph in lines: the ways to set it, the best first."""

    element: Element
    block: Block
    style: Style
    measured: Measured
    ways: list[Way]


@dataclass(frozen=True, slots=True)
class Row:
    """A paragraph of a block that stands as a whole: its top below that of the block in pt, the elements around it there."""

    paragraph: Paragraph
    top: float
    around: Around


@dataclass(slots=True)
class Flow:
    """The blocks of a division in order."""

    items: list[Item] = field(default_factory=list)
    around: list[Around] = field(default_factory=list)
    """The elements around each block, the outermost first, and itself."""
    insets: list[float] = field(default_factory=list)
    """How far each block stands in the column, from its left edge, in pt."""
    paragraphs: list[Paragraph | None] = field(default_factory=list)
    odd: dict[int, tuple[int, int]] = field(default_factory=dict)
    """The blocks that are not in lines of ours, by index; each with the number of the part that holds it, and its page."""
    set: list[Part] = field(default_factory=list)
    """Those parts."""
    tops: dict[int, float] = field(default_factory=dict)
    """Where on their pages they begin, in pt."""
    wholes: dict[int, list[Row]] = field(default_factory=dict)
    """The blocks that are several paragraphs of ours, none of which may stand without the others, by index."""
    columns: int | None = None
    """The first block that stands in columns, as all do behind it."""
    below: float = 0.0
    """How far below the top of their first page the columns begin, in pt."""
    rules: dict[int, tuple[float, float]] = field(default_factory=dict)
    """Elements with a rule at their left edge, by id: how far it stands in the column, its width; in pt."""
    known: bool = True
    gap: float = 0.0
    entered: list[Element] = field(default_factory=list)


@dataclass(slots=True)
class Composed:
    """A division in lines; in pages too, unless there are none of ours."""

    root: Element
    flow: Flow
    choices: list[Choice]
    pages: int
    plain: Counter[str]
