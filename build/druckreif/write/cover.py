"""A plain typographic cover, drawn as vectors and rendered to a JPEG of 1600 × 2560 px."""

from __future__ import annotations

import io
from html import escape

import pypdfium2
from PIL import Image

from ..base.stock import stock
from ..model.book import Book
from ..model.meta import BookConfig
from .kept import KeptSetter
from .lines.measure import Ruler
from .part import PICTURE
from .ragged import broken, ragged
from .theme import Style
from .workers import Workers

WIDTH, HEIGHT = 1600, 2560
SIZES = {"short": (50, 20), "long": (36, 20), "longest": (27, 17)}
"""Sizes of title and subtitle in units of the style sheets, of which the front has 400."""
MEASURE = 332
"""Width of the words on the front, in such units."""
FAMILY = "EB Garamond"


def draw_cover(book: Book, workers: Workers | None = None) -> bytes:
    """The cover as a JPEG; the same book gives the same bytes."""
    config = book.config
    authors = ", ".join(person.name for person in config.contributors if person.role == "aut")
    size = cover_size(config.title)
    name = f"art{suffix(book.cover_art)}"
    art = f'<img src="{PICTURE}{name}" alt=""/>' if book.cover_art else '<div class="rule"></div>'
    words = front_words(Ruler((FAMILY,)), FAMILY, config, MEASURE)
    words = f'<p class="author">{escape(authors, quote=False)}</p>{words}'
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


def front_words(ruler: Ruler, family: str, config: BookConfig, measure: float) -> str:
    """Title and subtitle in even lines as HTML, smaller where a word has no room; measure in units of the style sheets."""
    first, second = SIZES[cover_size(config.title)]
    title, subtitle = (
        Style(family, first, weight=600, figures="lining"), Style(family, second, italic=True, figures="lining")
    )  # fmt: skip
    found = ""
    for tag, kind, style, text in (("h1", "title", title, config.title), ("p", "subtitle", subtitle, config.subtitle)):
        if text:
            widest = max(ruler.width(style, word) for word in text.split())
            share = min(1.0, measure / widest)
            lines = broken(ragged(ruler, style, text, measure / share, even=True))
            small = f' style="display: block; font-size: {share:.4f}em; line-height: 1.1"' if share < 1 else ""
            found += f'<{tag} class="{kind}"><span{small}>{lines}</span></{tag}>'
    return found


def cover_size(title: str) -> str:
    """The class of a title on a cover by its length."""
    word = max(map(len, title.split()))
    return "longest" if len(title) > 90 or word > 18 else "long" if len(title) > 40 or word > 13 else "short"


def suffix(picture: bytes) -> str:
    """The suffix of a picture's file, by its content."""
    return ".png" if picture.startswith(b"\x89PNG") else ".jpg" if picture.startswith(b"\xff\xd8") else ".svg"
