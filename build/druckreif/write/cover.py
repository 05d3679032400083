"""A plain typographic cover, drawn as vectors and rendered to a JPEG of 1600 × 2560 px."""

from __future__ import annotations

import io
from html import escape

import pypdfium2
from PIL import Image

from ..base.stock import stock
from ..model.book import Book
from .kept import KeptSetter
from .part import PICTURE
from .workers import Workers

WIDTH, HEIGHT = 1600, 2560


def draw_cover(book: Book, workers: Workers | None = None) -> bytes:
    """The cover as a JPEG; the same book gives the same bytes."""
    config = book.config
    authors = ", ".join(person.name for person in config.contributors if person.role == "aut")
    size = cover_size(config.title)
    name = f"art{suffix(book.cover_art)}"
    art = f'<img src="{PICTURE}{name}" alt=""/>' if book.cover_art else '<div class="rule"></div>'
    title, subtitle = escape(config.title, quote=False), escape(config.subtitle, quote=False)
    words = f'<p class="author">{escape(authors, quote=False)}</p><h1>{title}</h1><p class="subtitle">{subtitle}</p>'
    body = f'<div class="cover {size}">{art}<div class="words">{words}</div></div>'
    setter = KeptSetter(config.editions.print.theme, config.language, config.hyphenation, {name: book.cover_art}, workers)
    data = setter.draw(body, stock("styles/pdf/cover.css").read_text("utf-8"))
    document = pypdfium2.PdfDocument(data)
    try:
        page = document[0]
        picture = page.render(scale=WIDTH / page.get_width()).to_pil().convert("RGB")
    finally:
        document.close()
    out = io.BytesIO()
    picture.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS).save(out, "JPEG", quality=88, optimize=True)
    return out.getvalue()


def cover_size(title: str) -> str:
    """The class of a title on a cover by its length."""
    word = max(map(len, title.split()))
    return "longest" if len(title) > 90 or word > 18 else "long" if len(title) > 40 or word > 13 else "short"


def suffix(picture: bytes) -> str:
    """The suffix of a picture's file, by its content."""
    return ".png" if picture.startswith(b"\x89PNG") else ".jpg" if picture.startswith(b"\xff\xd8") else ".svg"
