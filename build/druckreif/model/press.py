"""The block `press` of book.yaml: which services print the book, and what is chosen there."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, field_validator

from .record import Record, Slug

Binding = Literal["paperback", "hardcover"]
Ink = Literal["black", "colour"]


TRIMS = {"A5": (148.0, 210.0)}
"""Widths and heights in mm of the trims that the PDF editions have."""


class Order(Record):
    """A printed edition at one service: what is chosen, and what its calculator says where no figure is published."""

    service: Slug = Field(description="Profile: bod, kdp-paperback ..., or a file profiles/NAME.yaml of the book")
    trim: str = Field(
        default="", pattern=r"^(\d+(\.\d+)? ?x ?\d+(\.\d+)? ?(mm|in))?$", description="148 x 210 mm; the theme's if left out"
    )
    paper: Slug | Literal[""] = Field(default="", description="Paper, by its id in the profile")
    ink: Ink = Field(default="black", description="Ink of the interior")
    binding: Binding = "paperback"
    bleed: bool = Field(default=False, description="Whether anything in the interior runs off the page")
    spine_mm: float | None = Field(default=None, gt=0, lt=120, description="Width of the spine; goes before every formula")
    spine_estimated: bool = Field(default=False, description="Whether the service has still to confirm spine-mm")
    spine_text: bool | None = Field(default=None, description="Whether words stand on the spine; where allowed if left out")
    inside_mm: float | None = Field(default=None, gt=0, lt=60, description="Inner margin at least")
    cover_bleed_mm: float | None = Field(default=None, ge=0, lt=40, description="Bleed of the cover, or what is folded in")
    hinge_mm: float | None = Field(default=None, ge=0, lt=30, description="Width of a hardcover's hinge")
    artwork: str = Field(default="", description="A finished cover as PDF, of one page: images/cover-bod.pdf")


class PressCover(Record):
    """What stands on the printed cover beside title and author."""

    blurb: str = Field(default="", description="Text of the back; trade: blurb, else the description, if left out")
    spine: str = Field(default="", description="Words of the spine; author and title if left out")
    art: str = Field(default="", description="SVG of the front; that of the EPUB's cover if left out")
    price_code: str = Field(default="", pattern=r"^(\d{5})?$", description="Five figures beside the bar code (EAN-5)")


class Press(Record):
    """The printed edition at services and printers: interior and cover wrap for each."""

    services: tuple[Order, ...] = ()
    cover: PressCover = PressCover()

    @field_validator("services")
    @classmethod
    def _once(cls, orders: tuple[Order, ...]) -> tuple[Order, ...]:
        names = [order.service for order in orders]
        if twice := [name for name in names if names.count(name) > 1]:
            raise ValueError(f'"{twice[0]}" stands there twice')
        return orders
