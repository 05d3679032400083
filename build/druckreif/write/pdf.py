"""Setting type: a division becomes a part, tagged, without folios; nothing else touches WeasyPrint.

Pages whose every place is known are drawn (`lines/draw.py`); WeasyPrint sets the blocks that are not lines of ours,
and the divisions whose pages nobody else can fill. `write/kept.py` calls it only for parts that are not yet in the cache. No
network, no files beyond the faces and pictures handed in.
"""

from __future__ import annotations

import io
import logging
import re
from base64 import b64decode
from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from dataclasses import replace
from hashlib import sha256
from html import escape
from typing import Any
from urllib.parse import unquote

import weasyprint
from weasyprint.layout import inline
from weasyprint.pdf.fonts import Font
from weasyprint.text import line_break
from weasyprint.text.ffi import pango
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from ..base.cache import stored
from ..base.sweep import swept_once
from .flow import FlowReader
from .fonts import faces, named_face
from .keys import Keys
from .leaves import write_leaves
from .lines.compose import Compositor
from .lines.draw import draw
from .lines.running import draw_running
from .lines.written import ENDLESS
from .part import LINK, PICTURE, PX, Part, Place
from .tagging import structured
from .theme import Theme, load_theme


class LayoutError(RuntimeError):
    """WeasyPrint complained: of a picture (`faults.unprintable` finds which), else of our own markup or styles: a defect."""


_INLINE = re.compile(r"data:(image/(?:png|jpeg));base64,([\w+/=\s]*)")


class _Fetcher(URLFetcher):  # type: ignore[misc]  # WeasyPrint ships no types
    """Serves faces and pictures from memory, and those that drawings hold, and refuses everything else."""

    def __init__(self, held: Mapping[str, bytes]) -> None:
        super().__init__(allowed_protocols=set())
        self.held = held

    def fetch(self, url: str, headers: Any = None) -> Any:
        if match := _INLINE.fullmatch(url):
            return URLFetcherResponse(url, b64decode(match[2]), {"Content-Type": match[1]})
        name = url if url in self.held else unquote(url)  # WeasyPrint escapes umlauts
        if name not in self.held:
            raise ValueError(f"not part of the book: {url}")
        return URLFetcherResponse(url, self.held[name], {"Content-Type": _mime(url)})


def _mime(url: str) -> str:
    kinds = {"svg": "image/svg+xml", "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "ttf": "font/ttf"}
    return kinds.get(url.rsplit(".", 1)[-1].lower(), "application/octet-stream")


def _fits_without_last_space(split: Any) -> Any:
    """WeasyPrint 70 breaks a text that fits but for its last space after its first word; with this guard it stands whole."""

    def guarded(text: str, style: Any, context: Any, max_width: Any, spacing: Any, *more: Any, **named: Any) -> Any:
        line = split(text, style, context, max_width, spacing, *more, **named)
        if line[2] is None or max_width is None or not text.endswith(" ") or style["white_space"] != "normal":
            return line
        bare = split(text.rstrip(" "), style, context, max_width, spacing, *more, **named)
        if bare[2] is not None or bare[3] > max_width:
            return line
        return split(text, style, context, max_width + style["font_size"], spacing, *more, **named)

    return guarded


inline.split_first_line = _fits_without_last_space(inline.split_first_line)


def _reactivated(setup: Any) -> Any:
    """A text's layout is kept from its line to its drawing (a piece has few pages) instead of being made again."""

    def reactivated(self: Any, style: Any) -> None:
        if style is self.style:
            pango.pango_layout_set_width(self.layout, -1)
        else:
            setup(self, style)
        self.set_text(self.text, justify=True)

    return reactivated


line_break.Layout.deactivate = lambda self: None
line_break.Layout.reactivate = _reactivated(line_break.Layout.setup)


_FACES: dict[bytes, tuple[str, int]] = {}
"""Family and number of the faces that were used, by their digest."""
_JOINED: ContextVar[bool] = ContextVar("joined", default=False)
"""Whether what is written is a part, whose fonts will be united with others."""


def _cleaned(clean: Any) -> Any:
    """A subset of a face of ours is not cut here: what stands for it says which face it is of."""

    def cleaned(self: Any, to_unicode: Any, hinting: bool) -> None:
        face = _FACES.get(sha256(self.file_content).digest()) if _JOINED.get() else None
        if face is None or not to_unicode or self.missing:
            clean(self, to_unicode, hinting)
        else:
            self.file_content = named_face(*face)

    return cleaned


Font.clean = _cleaned(Font.clean)


class Setter:
    """A theme, its faces and the pictures of a book, loaded once and used for every part."""

    def __init__(
        self, theme: str | Theme, language: str, exceptions: tuple[str, ...], pictures: Mapping[str, bytes]
    ) -> None:
        self.theme = load_theme(theme) if isinstance(theme, str) else theme
        self.compositor = Compositor(self.theme, language, exceptions)
        for family in self.theme.families:
            _FACES.update((sha256(face.data).digest(), (family, number)) for number, face in enumerate(faces(family)))
        self.language = language
        shown = [face for family in self.theme.families for face in faces(family)]
        fonts = {f"{PICTURE}face-{index}.ttf": face for index, face in enumerate(shown)}
        held = {url: face.data for url, face in fonts.items()}
        held |= {f"{PICTURE}{name}": data for name, data in pictures.items()}
        self.fetcher = _Fetcher(held)
        self.config = FontConfiguration()
        self.faces = "".join(
            f'@font-face{{font-family:"{f.family}";font-style:{f.style};font-weight:{f.weight};src:url("{url}")}}\n'
            for url, f in fonts.items()
        )
        narrow = f"\nl {{ word-spacing: {-self.compositor.narrowing:.4f}em }}"
        links = "\na {{ color: rgb({:.0%} {:.0%} {:.0%}) }}".format(*LINK)
        self.common = self.sheet(self.faces + self.theme.css("book") + narrow + links)
        page = self.theme.data["page"]
        self.sides = {
            verso: self.sheet(_SIDES.format(
                first="left" if verso else "right", second="right" if verso else "left", **page
            )) for verso in (False, True)
        }  # fmt: skip
        ruled = {name: block for name, block in self.theme.blocks.items() if block.rule}
        bare = " ".join(f".{name} {{ border: 0; padding-left: {block.left}pt }}" for name, block in ruled.items())
        self.endless = self.sheet(_ENDLESS.format(endless=ENDLESS, **page) + bare)
        self.keys = Keys(self.theme, language, exceptions, pictures)

    def sheet(self, css: str) -> Any:
        return weasyprint.CSS(string=css, font_config=self.config, url_fetcher=self.fetcher)

    def render(self, body: str, title: str, sheets: list[Any]) -> Any:
        """A laid-out document; what WeasyPrint complains about is an error of ours."""
        head = f'<!DOCTYPE html><html lang="{escape(self.language)}"><head><title>{escape(title)}</title></head>'
        with _no_complaints():
            html = weasyprint.HTML(string=f"{head}<body>{body}</body></html>", url_fetcher=self.fetcher)
            return html.render(font_config=self.config, stylesheets=sheets)

    def set(self, division: str, html: str, title: str, verso: bool = False) -> Part:
        """Set a division that begins on a recto, or on a verso page."""
        with swept_once():
            composed = self.compositor.compose(division, html, self.set_odd, verso)
            if not composed.pages:
                part = self.lay_out(self.compositor.written(composed), title, [self.common, self.sides[verso]])
                return replace(part, division=division, plain=composed.plain)
            drawn = draw(self.compositor, composed, verso)
            odd = [part.file for part in composed.flow.set]
            file = write_leaves(drawn.leaves, odd, self.compositor.ruler, self.theme.page)
            flow = drawn.flow.flow()
            return Part(division, file, len(drawn.leaves), drawn.places, flow, drawn.structure, composed.plain)

    def set_odd(self, blocks: str) -> Part:
        """Blocks that are not lines of ours, each on a page of its own; kept, since an edit seldom concerns them."""
        key = self.keys.key(self.keys.book_css, blocks, "odd")
        return Part.load(stored("part.pdf", key, lambda: self.lay_out(blocks, "", [self.common, self.endless]).dump()))

    def lay_out(self, html: str, title: str, sheets: list[Any]) -> Part:
        """Have WeasyPrint lay out some markup."""
        document = self.render(html, title, sheets)
        places: dict[str, Place] = {}
        flow = FlowReader()
        for index, page in enumerate(document.pages):
            for name, box in page.anchors.items():
                places.setdefault(name, Place(index, box[0] * PX, box[1] * PX, (box[3] - box[1]) * PX))
            for name, (left, top, height) in flow.page(page._page_box).items():
                places.setdefault(name, Place(index, left * PX, top * PX, height * PX))
        mark = _JOINED.set(True)
        try:
            with _no_complaints():
                data = _written(document, pdf_variant="pdf/ua-1")
        finally:
            _JOINED.reset(mark)
        return Part("", data, len(document.pages), places, flow.flow(), structured(document))

    def running(self, pages: Sequence[str]) -> bytes:
        """An untagged PDF with a page for each piece of running matter."""
        leaves = draw_running(self.theme, self.compositor.ruler, self.language, pages)
        return write_leaves(leaves, (), self.compositor.ruler, self.theme.page)

    def draw(self, body: str, css: str) -> bytes:
        """An untagged PDF of free drawings, such as a cover."""
        with swept_once():
            document = self.render(body, "", [self.sheet(self.faces + css)])
            with _no_complaints():
                return _written(document)


# A part's first page is a right-hand one for WeasyPrint; where the book has it on the left, the sides are swapped.
_SIDES = (
    "@page :{first} {{ margin-left: {inner}mm; margin-right: {outer}mm }}"
    " @page :{second} {{ margin-left: {outer}mm; margin-right: {inner}mm }}"
)

_ENDLESS = (
    "@page {{ size: {width}mm {endless}mm; margin: 0 {outer}mm 0 {inner}mm }} body > * {{ break-before: page }}"
    " odd {{ display: flow-root }} .columns {{ columns: auto }} "
)


def _written(document: Any, **options: Any) -> bytes:
    out = io.BytesIO()
    document.write_pdf(out, **options)
    return out.getvalue()


class _no_complaints:
    """Turns WeasyPrint's warnings into a LayoutError when the block ends."""

    def __init__(self) -> None:
        self.handler = _Keeper()

    def __enter__(self) -> None:
        logger = logging.getLogger("weasyprint")
        logger.addHandler(self.handler)
        logger.propagate = False

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        logging.getLogger("weasyprint").removeHandler(self.handler)
        if error is None and self.handler.messages:
            raise LayoutError("; ".join(self.handler.messages[:3]))


class _Keeper(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())
