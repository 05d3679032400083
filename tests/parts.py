"""A part of a book as one file: its pieces behind each other, as joining puts them."""

from __future__ import annotations

from io import BytesIO

from druckreif.write.part import Part
from pypdf import PdfWriter


def whole(part: Part) -> bytes:
    """All pages of a part."""
    out = BytesIO()
    with PdfWriter() as writer:
        for file in part.files:
            writer.append(BytesIO(file), import_outline=False)
        writer.write(out)
    return out.getvalue()
