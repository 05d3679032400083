"""The interior for a service: laid-out pages put on its trim, with its bleed, blank pages at the end, and its boxes.

Boxes begin at zero. The binding edge is the left one of a recto and the right one of a verso; it may be without bleed.
"""

from __future__ import annotations

import io
from collections.abc import Collection

import pikepdf
from pikepdf import Array

from ...model.profile import Edge
from ..metadata import About
from ..theme import MM
from .sheet import Sheet
from .standard import Finish, finish

Bleed = tuple[float, Collection[Edge]]
"""Its amount in mm and the edges that have it."""


def write_interior(inked: bytes, sheet: Sheet, pages: int, bleed: Bleed, how: Finish, about: About) -> bytes:
    """The interior as a PDF of so many pages; what is laid out beyond them must be blank."""
    with pikepdf.open(io.BytesIO(inked)) as pdf:
        del pdf.pages[pages:]
        while len(pdf.pages) < pages:
            pdf.add_blank_page(page_size=(sheet.width * MM, sheet.height * MM))
        for index, page in enumerate(pdf.pages):
            _place(pdf, page, sheet, bleed, recto=index % 2 == 0)
        return finish(pdf, how, about)


def _place(pdf: pikepdf.Pdf, page: pikepdf.Page, sheet: Sheet, bleed: Bleed, recto: bool) -> None:
    amount, edges = bleed
    left, right = ("inside", "outside") if recto else ("outside", "inside")
    west, east, north, south = (amount * MM * (edge in edges) for edge in (left, right, "top", "bottom"))
    across, up = (side * MM for side in sheet.shift(recto))
    wide, high = sheet.width * MM, sheet.height * MM
    content = page.obj.get("/Contents")
    if isinstance(content, pikepdf.Stream) and (data := content.read_bytes()).strip():
        move = f"q 1 0 0 1 {across + west:.4f} {up + south:.4f} cm\n".encode()
        page.obj.Contents = pdf.make_stream(move + data + b"\nQ\n")
    elif content is not None:
        del page.obj["/Contents"]
    for key in ("/CropBox", "/ArtBox", "/Rotate", "/Group", "/Annots", "/StructParents", "/Tabs"):
        if key in page.obj:
            del page.obj[key]
    page.obj.MediaBox = page.obj.BleedBox = _box(0, 0, wide + west + east, high + north + south)
    page.obj.TrimBox = _box(west, south, west + wide, south + high)


def _box(*sides: float) -> Array:
    return Array([round(side, 4) for side in sides])
