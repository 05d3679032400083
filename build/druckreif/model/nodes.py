"""The tree: about twenty kinds of frozen nodes, each knowing where it comes from.

Nothing derived stands in a node: numbers, anchors and pages live in `Facts`. End every `match` over
nodes with `assert_never`, so that mypy names the kind that was forgotten.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from ..base.span import NOWHERE, Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """What every node has."""

    span: Span = field(default=NOWHERE, compare=False, repr=False)


# ---- inline ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Text(Node):
    """Characters, never empty, newlines of the source already turned into spaces."""

    text: str


@dataclass(frozen=True, slots=True)
class Emph(Node):
    """*emphasis*"""

    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Strong(Node):
    """**strong**"""

    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class SmallCaps(Node):
    """[text]{.smallcaps}"""

    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Foreign(Node):
    """[text]{lang=ru}: words in another language (BCP 47)."""

    lang: str
    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Link(Node):
    """[text](https://...) or <https://...>: a link out of the book (http, https, mailto)."""

    href: str
    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class CrossRef(Node):
    """[](#id) or [text](#id): a link inside the book. Without children the text is made ("Tabelle 1").

    With `page`, written [](#id){.page}, it says the page; children stand before the number: "S. 41".
    """

    target: str
    children: tuple[Inline, ...] = ()
    page: bool = False


@dataclass(frozen=True, slots=True)
class Target(Node):
    """[]{#id} or [text]{#id}: a place that cross references lead to."""

    id: str
    children: tuple[Inline, ...] = ()


@dataclass(frozen=True, slots=True)
class NoteCall(Node):
    """[^label]: the place a note belongs to. Labels are local to a division."""

    label: str


@dataclass(frozen=True, slots=True)
class CiteItem:
    """One work in a citation: key of sources.yaml, words around it, place in the work."""

    key: str
    prefix: str = ""
    locator: str = ""
    via: bool = False
    """Whether the work before it is cited through this one: "zit. nach"."""


@dataclass(frozen=True, slots=True)
class Cite(Node):
    """[@key, S. 12; vgl. @other]"""

    items: tuple[CiteItem, ...]


@dataclass(frozen=True, slots=True)
class TermCall(Node):
    """[text]{.term} or [text]{.term key=id}: a glossary term at this place."""

    children: tuple[Inline, ...]
    key: str = ""


@dataclass(frozen=True, slots=True)
class IndexMark(Node):
    """[text]{.index}, [text]{.index key=id} or with sub=id: a place for the register."""

    children: tuple[Inline, ...]
    key: str = ""
    sub: str = ""


@dataclass(frozen=True, slots=True)
class LineBreak(Node):
    """A hard line break: backslash at the end of the line."""


Inline = (
    Text | Emph | Strong | SmallCaps | Foreign | Link | CrossRef | Target | NoteCall | Cite | TermCall | IndexMark
    | LineBreak
)  # fmt: skip
"""Everything that stands inside a paragraph."""

Inlines = tuple[Inline, ...]


# ---- block ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Heading(Node):
    """A section heading; the level is 2 or deeper, level 1 is the division's title."""

    level: int
    children: Inlines
    id: str = ""
    classes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Para(Node):
    """A paragraph."""

    children: Inlines


@dataclass(frozen=True, slots=True)
class Quotation(Node):
    """A block quotation; the attribution is its last paragraph when that begins with a dash."""

    blocks: tuple[Block, ...]
    attribution: Inlines = ()
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Verse(Node):
    """A line block: stanzas of lines, indents kept as a number of spaces."""

    stanzas: tuple[tuple[VerseLine, ...], ...]


@dataclass(frozen=True, slots=True)
class VerseLine:
    """One line of verse; `indent` counts the spaces before it."""

    children: Inlines
    indent: int = 0


@dataclass(frozen=True, slots=True)
class Div(Node):
    """::: {.letter} ... ::: with one of the classes of DIV_CLASSES."""

    kind: str
    blocks: tuple[Block, ...]
    id: str = ""
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Items(Node):
    """A list, ordered when `start` is not None."""

    items: tuple[tuple[Block, ...], ...]
    start: int | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell; align is "", "left", "right" or "center"."""

    children: Inlines
    align: str = ""


@dataclass(frozen=True, slots=True)
class Table(Node):
    """A pipe table with one head row; the first column is a row head when `row_heads` is set."""

    head: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]
    caption: Inlines = ()
    id: str = ""
    row_heads: bool = True


@dataclass(frozen=True, slots=True)
class Figure(Node):
    """A picture with required alternative text, optional caption and long description."""

    src: str
    alt: str
    caption: Inlines = ()
    id: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class Ornament(Node):
    """* * *: a break in thought."""


Block = Heading | Para | Quotation | Verse | Div | Items | Table | Figure | Ornament
"""Everything that stands on its own in a division."""

Blocks = tuple[Block, ...]

DIV_CLASSES = ("letter", "dispute", "epigraph", "dedication", "smaller", "imprint")
"""The classes a fenced div may have: a letter, a marked passage on a disputed matter, and so on."""
