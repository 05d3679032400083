"""The cover wrap of a printed edition: front, spine and back as one sheet, drawn from book.yaml as the EPUB's cover is.

It is drawn in light, with `styles/pdf/wrap.css`, and turned into ink at the end; the bar code is black alone.
"""

from __future__ import annotations

import io
import math
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
from ...model.wrap import RISING, SAFETY, Wrap
from ..cover import cover_size, front_words, suffix
from ..kept import KeptSetter
from ..lines.measure import Ruler
from ..metadata import About
from ..part import PICTURE
from ..theme import MM, Style, Theme, load_theme, with_family
from .back import APART, RULE, Back, set_back
from .barcode import FULL, Barcode
from .content import inked
from .ink import LIMIT, Press
from .solid import solid
from .standard import Finish, finish

FIGURES = "Source Sans 3"
"""Typeface of the figures under the bars."""

LARGEST, SMALLEST = 16.0, 6.0
"""Sizes of the words on a spine in pt; a spine that is too narrow for the smallest stays without."""

MIDDLE = 0.26
"""How far the middle of words stands above their baseline to the eye, in sizes: between small and large letters."""

AIR = 0.05
"""What words on a spine keep free beside their letters within the clearances, in sizes."""

BLEED = 5.0
"""The widest bleed, mm; what is wider is folded round boards."""

GAP = 8.0
"""Room between the text of the back and what stands below it, mm."""

DPI = 150
"""Resolution of the preview."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A cover: the finished PDF; as PNG its flat preview and the book in perspective; whether words stand on the spine,
    whether bars are still missing; by how many lines the text of the back is too long for its room."""

    pdf: bytes
    preview: bytes
    solid: bytes
    lettered: bool
    placeholder: bool
    excess: int = 0


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
        self.ruler = Ruler(self.theme.families)
        self.headings = str(self.theme.data["families"]["headings"])
        self.values: dict[str, float | str] = {}

    def draw(self, how: Finish, about: About) -> Drawn:
        art = self.book.cover_art
        name = f"art{suffix(art)}"
        picture = f'<img src="{PICTURE}{name}" alt=""/>' if art else '<div class="rule"></div>'
        size = cover_size(self.book.config.title)
        self.measures()
        front = f'<div class="front {size}">{picture}<div class="words">{self.words()}</div></div>'
        spine, zone = self.spine(), self.zone()
        back = self.back()
        words = f"{self.back_words(back) if back else ''}{self.publisher('')}"
        body = f'<div class="wrap">{front}{spine}{words}{zone}</div>'
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
        excess = math.ceil(back.excess / back.line) if back else 0
        return Drawn(boxed, preview.getvalue(), solid(flat, self.wrap), lettered, placeholder, excess)

    @property
    def unit(self) -> float:
        """What the style sheet calls 1u, in mm: a 400th of the front with its bleed, without what is folded round boards."""
        return (self.wrap.width + self.beyond) / 400

    @property
    def beyond(self) -> float:
        """As much of what lies beyond the trim as the design of the front reckons with, mm."""
        return min(self.wrap.bleed, BLEED)

    def measures(self) -> None:
        """The values that the style sheet asks for."""
        wrap = self.wrap
        wide, high = wrap.sheet
        front = wrap.width + wrap.bleed
        self.values |= {
            "sheet.width": wide, "sheet.height": high, "front.left": wrap.front_left, "front.width": front,
            "front.right": wrap.bleed + max(self.safety, 34 * self.unit - self.beyond),
            "head": wrap.bleed + max(self.safety, 0.055 * wrap.height),
            "foot": wrap.bleed + self.margin - 4.7 * self.unit, "heading": self.headings, "text": self.theme.style.family,
            "figures": FIGURES, "back.left": wrap.bleed + self.margin, "back.width": wrap.width - 2 * self.margin,
            "art.height": high, "art.width": high / 1.6, "art.left": (wrap.width - high / 1.6) / 2,
            "publisher.width": wrap.width - 2 * self.margin,
        }  # fmt: skip

    def css(self) -> str:
        unit = self.unit

        def value(match: re.Match[str]) -> str:
            found = self.values.get(match[1], 0.0)
            return f"{found:.4f}" if isinstance(found, float) else str(found)

        css = stock("styles/pdf/wrap.css").read_text("utf-8")
        css = re.sub(r"(?<![\w#])([\d.]+)u\b", lambda match: f"{float(match[1]) * unit:.4f}mm", css)
        return re.sub(r"\$\(([a-z.]+)\)", value, css)

    @property
    def margin(self) -> float:
        """Distance of the words on the back from its trim: as on the front."""
        return max(self.safety, 0.085 * self.wrap.width)

    def number(self, name: str) -> float:
        return float(self.values[name])

    def words(self) -> str:
        """Author, title and subtitle of the front, in even lines."""
        config = self.book.config
        room = (self.number("front.width") - self.number("front.right")) / self.unit - 34
        author = f'<p class="author">{escape(self.authors, quote=False)}</p>'
        return author + front_words(self.ruler, self.headings, config, room)

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
        bold = Style(self.headings, 100, weight=600, figures="lining")
        small = Style(self.headings, 100, caps="all-small-caps", tracking=5, figures="lining")
        natural = (self.ruler.width(bold, title) + (self.ruler.width(small, author) + 120 if author else 0)) / 100
        ink = [self.ruler.ink(bold, title), *([self.ruler.ink(small, author)] if author else [])]
        half = max(max(high - MIDDLE, MIDDLE - low) for low, high in ink) + AIR
        size = min(LARGEST, room / 2 / half, length / natural)
        if size < SMALLEST:
            return ""
        lifted = (self.ruler.rise(bold) - MIDDLE) * size
        x, y = wrap.spine_left + wrap.spine / 2, wrap.bleed + wrap.height / 2
        rising = config.language.split("-")[0] in RISING
        self.values |= {
            "spine.size": size, "spine.turn": -90 if rising else 90, "spine.length": length / MM,
            "spine.left": x - length / MM / 2, "spine.top": y - size / MM / 2,
            "spine.shift": -lifted if rising else lifted,
        }  # fmt: skip
        who = f'<span class="author">{escape(author, quote=False)}</span>' if author else ""
        return f'<div class="spine">{who}{escape(title, quote=False)}</div>'

    # ---- back ----

    def back(self) -> Back | None:
        """The text of the back, its first baseline level with that of the author on the front."""
        config = self.book.config
        text = config.press.cover.blurb or config.trade.blurb or config.description
        lead = Style(self.headings, 1, figures="oldstyle")
        rest = Style(self.theme.style.family, 1, figures="oldstyle")
        author = Style(self.headings, 20 * self.unit * MM)
        baseline = self.number("head") + 13 * self.unit + self.ruler.rise(author) * author.size / MM
        foot = self.wrap.bleed + self.wrap.height - self.margin
        lowest = self.number("zone.top") if "zone.top" in self.values else foot - FULL[1]
        if self.publisher(""):
            lowest = min(lowest, foot - 20 * self.unit)
        elif self.publisher("above"):
            lowest -= 40 * self.unit
        back = set_back(self.ruler, text, (lead, rest), self.number("back.width"), lowest - GAP - self.number("head"))
        if back:
            first = (back.lead_line / 2 + self.ruler.rise(lead) * back.lead_size) / MM
            self.values |= {
                "back.top": baseline - first, "back.size": back.size, "back.line": back.line, "lead.size": back.lead_size,
                "lead.line": back.lead_line, "rule.room": RULE * back.line, "rule.top": RULE * back.line * 0.5,
                "apart": APART * back.line,
            }  # fmt: skip
        return back

    def back_words(self, back: Back) -> str:
        rest = "".join(f"<p>{text}</p>" for text in back.rest)
        lead = f'<p class="lead">{back.lead}</p><div class="rule"><div></div></div>'
        return f'<div class="back">{lead}{rest}{self.publisher("above")}</div>'

    def publisher(self, place: str) -> str:
        """The publisher at the foot of the back (""), or "above", below the text, where the service puts bars itself."""
        name = self.book.config.publisher.name
        here = "above" if self.terms.profile.barcode.own.value == "service" else ""
        if is_placeholder(name) or place != here:
            return ""
        return f'<p class="publisher {place}">{escape(name, quote=False)}</p>'

    def zone(self) -> str:
        """The white ground of the bar code, lower right on the back, with the bars or what stands for them."""
        figures = self.terms.profile.barcode
        if figures.own.value == "service":
            return ""
        wide, high = (self.barcode or Barcode("", "")).size
        width, height = wide + 2, high + 2
        offset = max(figures.offset.mm or 0.0, self.margin)
        wrap = self.wrap
        self.values |= {
            "zone.left": wrap.bleed + wrap.width - offset - width, "zone.width": width, "zone.height": height,
            "zone.top": wrap.bleed + wrap.height - offset - height,
            "code.left": 1, "code.top": 1,
            "publisher.width": wrap.width - offset - width - self.margin - GAP,
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
