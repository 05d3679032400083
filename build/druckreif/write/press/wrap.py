"""The cover wrap of a printed edition: front, spine and back as one sheet, drawn from book.yaml as the EPUB's cover is.

It is drawn in light, with `styles/pdf/wrap.css`, and turned into ink at the end; the bar code is black alone.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from html import escape

import pikepdf
import pypdfium2
from pikepdf import Array
from PIL import Image

from ...base.stock import stock
from ...model.book import Book
from ...model.record import is_placeholder
from ...model.terms import Terms
from ...model.wrap import RISING, Wrap
from ..cover import cover_size, suffix
from ..join import About
from ..kept import KeptSetter
from ..lines.measure import Ruler
from ..part import PICTURE
from ..theme import MM, Style, Theme, load_theme, with_family
from .barcode import Barcode
from .content import inked
from .ink import LIMIT, Press
from .solid import solid
from .standard import Finish, finish

FIGURES = "Source Sans 3"
"""Typeface of the figures under the bars."""

SAFETY = 5.0
"""Distance of words from trim and folds in mm where nobody states one."""

LARGEST, SMALLEST = 16.0, 6.0
"""Sizes of the words on a spine in pt; a spine that is too narrow for the smallest stays without."""

HIGH = 1.35
"""What letters need of the width of a spine between its clearances, in sizes: from descender to accent, and some air."""

DPI = 150
"""Resolution of the preview."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A cover: the finished PDF; as PNG its flat preview and the book in perspective; whether words stand on the spine,
    whether bars are still missing."""

    pdf: bytes
    preview: bytes
    solid: bytes
    lettered: bool
    placeholder: bool


def draw_wrap(book: Book, terms: Terms, wrap: Wrap, pages: int, how: Finish, about: About) -> Drawn:
    """The cover of a book of so many pages."""
    return _Drawing(book, terms, wrap, pages).draw(how, about)


def barcode_of(book: Book, terms: Terms) -> Barcode | None:
    """The bar code that the cover bears; None where the service draws its own, or the ISBN is still a placeholder."""
    isbn = book.config.isbn.print
    if is_placeholder(isbn) or terms.profile.barcode.own.value == "service":
        return None
    return Barcode(re.sub(r"[ -]", "", isbn), isbn, book.config.press.cover.price_code)


class _Drawing:
    def __init__(self, book: Book, terms: Terms, wrap: Wrap, pages: int) -> None:
        self.book, self.terms, self.wrap, self.pages = book, terms, wrap, pages
        config = book.config
        self.theme: Theme = with_family(load_theme(config.editions.print.theme), FIGURES)
        self.safety = max(terms.profile.cover.safety.mm or 0.0, SAFETY)
        self.authors = ", ".join(person.name for person in config.contributors if person.role == "aut")
        self.barcode = barcode_of(book, terms)
        self.values: dict[str, float | str] = {}

    def draw(self, how: Finish, about: About) -> Drawn:
        words, art = self.words(), self.book.cover_art
        name = f"art{suffix(art)}"
        picture = f'<img src="{PICTURE}{name}" alt=""/>' if art else '<div class="rule"></div>'
        size = cover_size(self.book.config.title)
        front = f'<div class="front {size}">{picture}<div class="words">{words}</div></div>'
        spine, back, zone = self.spine(), self.back(), self.zone()
        body = f'<div class="wrap">{front}{spine}{back}{zone}</div>'
        config = self.book.config
        setter = KeptSetter(self.theme, config.language, config.hyphenation, {name: art} if art else {})
        light = setter.draw(body, self.css())
        limit = self.terms.profile.file.ink_limit.value or LIMIT
        ink = inked(light, Press(coloured=True, limit=min(limit, LIMIT)))
        lettered, placeholder = bool(spine), self.barcode is None and bool(zone)
        flat = self.flat(light)
        preview = io.BytesIO()
        flat.save(preview, "PNG", optimize=True)
        boxed = self.boxed(ink, how, about)
        return Drawn(boxed, preview.getvalue(), solid(flat, self.wrap), lettered, placeholder)

    def css(self) -> str:
        wrap = self.wrap
        wide, high = wrap.sheet
        front = wrap.width + wrap.bleed
        data = self.theme.data
        self.values |= {
            "sheet.width": wide, "sheet.height": high, "front.left": wrap.front_left, "front.width": front,
            "front.right": wrap.bleed + max(self.safety, 34 / 400 * front - wrap.bleed),
            "head": wrap.bleed + max(self.safety, 0.055 * wrap.height),
            "foot": wrap.bleed + self.margin, "heading": data["families"]["headings"], "text": self.theme.style.family,
            "figures": FIGURES, "back.left": wrap.bleed + self.margin, "back.width": wrap.width - 2 * self.margin,
            "back.size": 12, "back.line": 16.5, "art.height": high, "art.width": high / 1.6,
            "art.left": (wrap.width - high / 1.6) / 2,
        }  # fmt: skip

        def value(match: re.Match[str]) -> str:
            found = self.values.get(match[1], 0.0)
            return f"{found:.4f}" if isinstance(found, float) else str(found)

        css = stock("styles/pdf/wrap.css").read_text("utf-8")
        css = re.sub(r"(?<![\w#])([\d.]+)u\b", lambda match: f"{float(match[1]) * front / 400:.4f}mm", css)
        return re.sub(r"\$\(([a-z.]+)\)", value, css)

    @property
    def margin(self) -> float:
        """Distance of the words on the back from its trim: as on the front."""
        return max(self.safety, 0.085 * self.wrap.width)

    def words(self) -> str:
        config = self.book.config
        author, title = escape(self.authors, quote=False), escape(config.title, quote=False)
        lines = [f'<p class="author">{author}</p>', f"<h1>{title}</h1>"]
        if config.subtitle:
            lines.append(f'<p class="subtitle">{escape(config.subtitle, quote=False)}</p>')
        return "".join(lines)

    # ---- spine ----

    def spine(self) -> str:
        """The words of the spine, as large as it allows; none where the service forbids them or says nothing."""
        if not self.terms.may_letter_spine(self.pages):
            return ""
        config, wrap = self.book.config, self.wrap
        own = config.press.cover.spine
        title = own or config.title
        author = "" if own else self.authors
        room = (wrap.spine - 2 * self.terms.spine_clearance(wrap.spine)) * MM
        length = (wrap.height - 2 * self.safety - 10) * MM
        ruler = Ruler(self.theme.families)
        family = self.theme.data["families"]["headings"]
        bold, small = Style(family, 100, weight=600), Style(family, 100, caps="all-small-caps", tracking=5)
        natural = (ruler.width(bold, title) + (ruler.width(small, author) + 120 if author else 0)) / 100
        size = min(LARGEST, room / HIGH, length / natural)
        if size < SMALLEST:
            return ""
        x, y = wrap.spine_left + wrap.spine / 2, wrap.bleed + wrap.height / 2
        rising = config.language.split("-")[0] in RISING
        self.values |= {
            "spine.size": size, "spine.turn": -90 if rising else 90, "spine.length": length / MM,
            "spine.left": x - length / MM / 2, "spine.top": y - size / MM / 2,
        }  # fmt: skip
        who = f'<span class="author">{escape(author, quote=False)}</span>' if author else ""
        return f'<div class="spine">{who}{escape(title, quote=False)}</div>'

    # ---- back ----

    def back(self) -> str:
        config = self.book.config
        blurb = config.press.cover.blurb or config.trade.blurb or config.description
        texts = (" ".join(part.split()) for part in re.split(r"\n\s*\n", blurb.strip()))
        paragraphs = "".join(f"<p>{escape(text, quote=False)}</p>" for text in texts)
        name = config.publisher.name
        publisher = "" if is_placeholder(name) else f'<p class="publisher">{escape(name, quote=False)}</p>'
        return f'<div class="back"><div class="rule"></div>{paragraphs}</div>{publisher}'

    def zone(self) -> str:
        """The white ground of the bar code, lower right on the back, with the bars or what stands for them."""
        figures = self.terms.profile.barcode
        if figures.own.value == "service":
            return ""
        scale = 25.4 if figures.size.unit == "in" else 1.0
        asked = figures.size.value or (0.0, 0.0)
        wide, high = (self.barcode or Barcode("", "")).size
        width, height = max(wide + 2, asked[0] * scale), max(high + 2, asked[1] * scale)
        offset = max(figures.offset.mm or 0.0, self.margin)
        wrap = self.wrap
        self.values |= {
            "zone.left": wrap.bleed + wrap.width - offset - width, "zone.width": width, "zone.height": height,
            "zone.top": wrap.bleed + wrap.height - offset - height,
            "code.left": (width - wide) / 2, "code.top": (height - high) / 2,
        }  # fmt: skip
        if self.barcode:
            return f'<div class="zone"><div class="code">{self.barcode.markup()}</div></div>'
        words = escape(f"ISBN {self.book.config.isbn.print}") if figures.own.value == "required" else ""
        return f'<div class="zone"><p class="open">{words}</p></div>'

    # ---- finishing ----

    def boxed(self, ink: bytes, how: Finish, about: About) -> bytes:
        wide, high = (side * MM for side in self.wrap.sheet)
        bleed = self.wrap.bleed * MM
        with pikepdf.open(io.BytesIO(ink)) as pdf:
            page = pdf.pages[0].obj
            for key in ("/CropBox", "/ArtBox", "/Group", "/Annots"):
                if key in page:
                    del page[key]
            page.MediaBox = page.BleedBox = Array([0, 0, round(wide, 4), round(high, 4)])
            page.TrimBox = Array([round(side, 4) for side in (bleed, bleed, wide - bleed, high - bleed)])
            return finish(pdf, how, about)

    def flat(self, light: bytes) -> Image.Image:
        """A picture of the flat cover within its trim."""
        document = pypdfium2.PdfDocument(light)
        try:
            picture: Image.Image = document[0].render(scale=DPI / 72).to_pil().convert("RGB")
        finally:
            document.close()
        bleed = round(self.wrap.bleed / 25.4 * DPI)
        return picture.crop((bleed, bleed, picture.width - bleed, picture.height - bleed))
