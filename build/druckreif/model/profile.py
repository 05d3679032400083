"""What a printer asks for, as data: one YAML file a service, each figure with source, date, and whether it was verified.

A figure that is not known is null. Nothing is ever put in its place: what depends on it asks the editor (`model/terms.py`).
Lengths carry their unit, since inches are exact and the millimetres that services print beside them are rounded.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Generic, Literal, TypeVar

from pydantic import BaseModel, Field, model_validator

from .press import Binding, Ink
from .record import Record, Slug, Words

T = TypeVar("T")
Unit = Literal["", "in", "mm", "pt", "pages", "pages-per-inch", "gsm", "percent", "ppi", "MB"]
MM: dict[str, float] = {"in": 25.4, "mm": 1.0, "pt": 25.4 / 72}
"""Millimetres in a unit of length."""

Standard = Literal["plain", "PDF/X-1a:2001", "PDF/X-1a:2003", "PDF/X-3:2002", "PDF/X-3:2003", "PDF/X-4"]
Edge = Literal["top", "bottom", "outside", "inside"]


class Origin(Record):
    """A document that figures were taken from."""

    title: Words
    kind: Words = Field(description="official, secondary, package, computed ...")
    date: datetime.date = Field(description="When it was read")


class Stated(Record, Generic[T]):
    """A figure as somebody states it; `value` is null if nobody does."""

    value: T | None
    unit: Unit = ""
    source: tuple[Words, ...] = Field(default=(), description="Keys of `sources`")
    verified: bool = Field(default=False, description="Read at the service, or given by two independent sources")
    advice: bool = Field(default=False, description="A recommendation: what misses it is a warning")
    note: str = ""


Pair = tuple[float, float]


class Length(Stated[float]):
    """A length."""

    unit: Literal["in", "mm", "pt", "pages-per-inch"] = "mm"

    @property
    def mm(self) -> float | None:
        """The length in mm; of a paper that is given in pages per inch, that of one page."""
        if self.value is None:
            return None
        return 25.4 / self.value if self.unit == "pages-per-inch" else self.value * MM[self.unit]


class Sizes(Stated[tuple[Pair, ...]]):
    """Widths and heights."""

    unit: Literal["in", "mm"] = "mm"

    @property
    def mm(self) -> tuple[Pair, ...]:
        """The sizes in mm."""
        return tuple((wide * MM[self.unit], high * MM[self.unit]) for wide, high in self.value or ())


class Limit(Stated[tuple[int | None, int | None]]):
    """How many pages at least and at most, for some trims and bindings or for all that no other limit names."""

    unit: Literal["pages"] = "pages"
    trims: Sizes | None = None
    bindings: tuple[Binding, ...] = ()


class ByPages(Length):
    """A length for books of some numbers of pages (both included)."""

    pages: tuple[int | None, int | None] = (None, None)

    def holds(self, pages: int) -> bool:
        """Whether it is meant for so many pages."""
        first, last = self.pages
        return (first is None or first <= pages) and (last is None or pages <= last)


class Paper(Record):
    """A paper that a service prints on."""

    id: Slug
    name: Words
    inks: tuple[Ink, ...] = Field(min_length=1)
    source: tuple[Words, ...] = ()
    verified: bool = False
    weight: Stated[tuple[float, float]] | None = None
    pages: tuple[Limit, ...] = Field(min_length=1)
    caliper: Length = Field(description="Thickness of one page; null if only the service's calculator knows it")


class Clearance(Length):
    """Distance of spine text from both folds, for spines of some width."""

    spine_from: float = Field(default=0, description="Narrowest spine in the unit of the figure")


class Spine(Record):
    """How wide the spine is and what may stand on it."""

    constant: Length = Field(description="Added to pages times caliper")
    hardcover: tuple[ByPages, ...] = Field(default=(), description="Table for hardcovers, which caliper does not hold for")
    text_from: Stated[int] = Field(description="Pages from which text may stand on the spine")
    clearance: tuple[Clearance, ...]
    tolerance: Length


class Bleed(Record):
    """What is printed beyond the trim of a page that anything bleeds off."""

    amount: Length
    edges: Stated[tuple[Edge, ...]]


class Margins(Record):
    """How near to the trim text may come."""

    inside: tuple[ByPages, ...] = Field(min_length=1)
    outside: Length
    outside_with_bleed: Length


class Cover(Record):
    """The cover wrap."""

    bleed: Length
    safety: Length = Field(description="Distance of text from the trim and the folds")
    wrap: Length = Field(description="What is folded round the boards of a hardcover")
    hinge: Length = Field(description="Width of a hardcover's hinge, free of text")


class Barcode(Record):
    """The bar code on the back cover."""

    own: Stated[Literal["required", "allowed", "service"]] = Field(description="service: the service adds it itself")
    size: Stated[Pair] = Field(description="Smallest zone, width and height")
    offset: Length = Field(description="Distance from the spine and the trim")


class File(Record):
    """What the PDFs must be."""

    standard: Stated[Standard] = Field(description="Null: a plain PDF is written")
    condition: Stated[str] = Field(description="Registered printing condition, such as FOGRA39")
    icc: Stated[Literal["embedded", "forbidden"]]
    ink_limit: Stated[float]
    size_max: Stated[float]
    image_min: Stated[float]
    line_art_min: Stated[float]
    line_min: Length
    overprint: Stated[Literal["black", "none"]] = Field(
        default=Stated(value=None), description="What may overprint: black alone, or nothing; black where nobody says"
    )
    colours: Stated[Literal["cmyk", "rgb"]] = Field(description="What the service prefers for colour")
    forbidden: Stated[tuple[Forbidden, ...]]


Forbidden = Literal[
    "bookmarks", "annotations", "metadata", "transparency", "layers", "security", "crop-marks", "spot", "icc", "scripts",
    "attachments", "rotation", "printed-in", "tags",
]  # fmt: skip
"""What a service wants no file to hold; `printed-in`: no statement of where the book was printed."""


class Profile(Record):
    """A service: what it prints, what it asks for."""

    id: Slug
    name: Words
    sources: dict[str, Origin]
    bindings: tuple[Binding, ...] = Field(min_length=1)
    trims: tuple[Sizes, ...] = Field(description="Sizes that it offers; none known: any is taken")
    trim_range: Sizes | None = Field(default=None, description="Smallest and largest size of those made to measure")
    papers: tuple[Paper, ...] = ()
    pages: tuple[Limit, ...] = Field(default=(), description="Limits of a service whose papers are not known")
    signature: Stated[int] = Field(description="What the number of pages is a multiple of")
    last_page_blank: Stated[bool]
    margins: Margins
    bleed: Bleed
    spine: Spine
    cover: Cover
    barcode: Barcode
    file: File

    @model_validator(mode="after")
    def _sourced(self) -> Profile:
        for path, figure in figures(self):
            if figure.value is not None and not figure.source:
                raise ValueError(f"{path}: a figure needs a source")
            if unknown := [key for key in figure.source if key not in self.sources]:
                raise ValueError(f'{path}: "{unknown[0]}" is not among the sources')
        return self

    def paper(self, id: str) -> Paper:
        """A paper by its id. Raises KeyError."""
        return {paper.id: paper for paper in self.papers}[id]

    def cite(self, figure: Stated[T]) -> str:
        """Where a figure comes from: "Lulu help, file questions, read 2026-11-22"."""
        origins = [self.sources[key] for key in figure.source]
        return "; ".join(f"{origin.title}, read {origin.date}" for origin in origins) or "no source"


def figures(record: BaseModel, path: str = "") -> Iterator[tuple[str, Stated[object]]]:
    """All figures of a profile with their paths, such as `spine.text-from`."""
    for name in type(record).model_fields:
        value = getattr(record, name)
        here = f"{path}.{name.replace('_', '-')}" if path else name.replace("_", "-")
        for index, item in enumerate(value) if isinstance(value, tuple) else ((-1, value),):
            place = f"{here}.{index}" if index >= 0 else here
            if isinstance(item, Stated):
                yield place, item
            if isinstance(item, BaseModel):
                yield from figures(item, place)
