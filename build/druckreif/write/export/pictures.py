"""Pictures for word processors: drawings become PNG, since many of these show no SVG."""

from __future__ import annotations

import io
from base64 import b64encode

import pypdfium2
from PIL import Image, ImageChops

from ...model.book import Book
from ..kept import KeptSetter
from ..part import PICTURE

WIDTH = 1400
"""Dots in the width of a drawing, which stands 140 mm wide: 254 to an inch."""
_CSS = "@page { size: 140mm 200mm; margin: 0 } img { display: block; max-width: 140mm; max-height: 200mm }"
_MEDIA = {"png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "svg": "image/svg+xml"}


def data_uri(book: Book, name: str, drawn: bool = True) -> str:
    """A picture as an address that holds it; with `drawn`, SVG as PNG."""
    data, suffix = book.pictures[name], name.rsplit(".", 1)[-1].lower()
    if suffix == "svg" and drawn:
        data, suffix = draw(book, name), "png"
    return f"data:{_MEDIA[suffix]};base64,{b64encode(data).decode()}"


def draw(book: Book, name: str) -> bytes:
    """A drawing as PNG on white, without the empty page around it."""
    config = book.config
    setter = KeptSetter(config.editions.print.theme, config.language, config.hyphenation, {name: book.pictures[name]}, None)
    document = pypdfium2.PdfDocument(setter.draw(f'<img src="{PICTURE}{name}" alt=""/>', _CSS))
    try:
        page = document[0]
        picture = page.render(scale=WIDTH / page.get_width()).to_pil().convert("RGB")
    finally:
        document.close()
    box = ImageChops.difference(picture, Image.new("RGB", picture.size, "white")).getbbox()
    out = io.BytesIO()
    picture.crop(box).save(out, "PNG", optimize=True, dpi=(254, 254))
    return out.getvalue()
