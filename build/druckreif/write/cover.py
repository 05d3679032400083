"""A plain typographic cover, drawn as vectors and rendered to a JPEG of 1600 × 2560 px."""

from __future__ import annotations

import io
from html import escape

import pypdfium2
from PIL import Image

from ..base.stock import stock
from ..model.meta import BookConfig
from .pdf import Setter

WIDTH, HEIGHT = 1600, 2560
HORIZON = 404
"""Where the rails end, in px of the drawing from the top."""


def draw_cover(config: BookConfig) -> bytes:
    """The cover as a JPEG; the same book gives the same bytes."""
    authors = ", ".join(person.name for person in config.contributors if person.role == "aut")
    size = "long" if len(config.title) > 40 else "short"
    body = (
        f'<div class="cover {size}">{_DRAWING}<p class="author">{escape(authors, quote=False)}</p>'
        f'<h1>{escape(config.title, quote=False)}</h1><p class="subtitle">{escape(config.subtitle, quote=False)}</p></div>'
    )
    setter = Setter(config.editions.screen.theme, config.language, config.hyphenation, {})
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


def _drawing() -> str:
    """Two rails with sleepers that run away and end in a stack of drawers: the way from the train to the office."""
    sleepers = []
    for index in range(13):
        depth = 0.80**index
        y = 640 - (640 - HORIZON) * (1 - depth)
        half = 8 + 190 * depth
        height = 15 * depth
        sleepers.append(f'<rect x="{200 - half:.2f}" y="{y - height:.2f}" width="{2 * half:.2f}" height="{height:.2f}"/>')
    drawers = [
        f'<rect x="{200 - 30}" y="{HORIZON - 26 * (row + 1)}" width="60" height="22" fill="#f4efe4"/>'
        f'<rect x="{200 - 7}" y="{HORIZON - 26 * (row + 1) + 9}" width="14" height="3" fill="#a3261b"/>'
        for row in range(4)
    ]
    rails = (
        f'<polygon points="60,640 74,640 197,{HORIZON} 194.5,{HORIZON}"/>'
        f'<polygon points="340,640 326,640 203,{HORIZON} 205.5,{HORIZON}"/>'
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 640" width="400" height="640">'
        f'<g fill="#f4efe4" fill-opacity="0.32">{"".join(sleepers)}</g><g fill="#f4efe4">{rails}</g>{"".join(drawers)}</svg>'
    )


_DRAWING = _drawing()
