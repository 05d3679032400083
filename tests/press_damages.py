"""Interiors and covers that are sound for a service, and what breaks each rule of preflight."""

from __future__ import annotations

import datetime
import io
from collections.abc import Callable
from functools import cache
from typing import Any

import pikepdf
import pymupdf
from druckreif.make.pressing import finish_of
from druckreif.model.press import Order
from druckreif.model.terms import Terms
from druckreif.model.wrap import Wrap, wrap_of
from druckreif.write.fonts import faces
from druckreif.write.join import About
from druckreif.write.press.barcode import modules
from druckreif.write.press.ink import icc_profile
from druckreif.write.press.standard import finish
from pikepdf import Array, Dictionary, Name
from test_fitting import A5, profile_of

MM = 72 / 25.4
ISBN = "9783161484100"
PAGES = 80
TRIMS = {"kdp-hardcover": "6 x 9 in", "lulu": "6 x 9 in", "tredition": "6 x 9 in"}
ABOUT = About("Probe", ("A B",), "", (), "de", "", datetime.date(2026, 1, 1), "Probe", "urn:x")
KNOWN = {"spine-mm": 12.0, "cover-bleed-mm": 5.0, "hinge-mm": 8.0}
BLACK, GROUND, PAPER = (0, 0, 0, 1), (0.7, 0.5, 0.4, 0.5), (0, 0, 0.05, 0)


@cache
def terms_of(name: str, **order: Any) -> Terms:
    profile = profile_of(name)
    paper = profile.papers[0].id if profile.papers else ""
    usual = {"service": name, "paper": paper, "binding": profile.bindings[0], "trim": TRIMS.get(name, "")}
    return Terms.of(profile, Order.model_validate(usual | order), A5)


def write(page: pymupdf.Page, x: float, y: float, words: str, colour: Any = BLACK, **more: Any) -> None:
    """Words at a place in mm from the upper left corner of the page."""
    face = faces()[0]
    page.insert_font(fontname="F0", fontbuffer=face.data)
    page.insert_text((x * MM, y * MM), words, fontname="F0", fontsize=10, color=colour, **more)


def finished(document: pymupdf.Document, terms: Terms, bleed: tuple[float, ...]) -> bytes:
    """Boxes (bleed at left, bottom, right, top in mm) and the standard of the service."""
    document.subset_fonts()
    with pikepdf.open(io.BytesIO(document.tobytes(no_new_id=True))) as pdf:
        for page in pdf.pages:
            wide, high = (float(side) for side in page.mediabox[2:])
            left, bottom, right, top = (side * MM for side in bleed)
            page.obj.TrimBox = Array([left, bottom, wide - right, high - top])
            page.obj.BleedBox = page.obj.MediaBox
        return finish(pdf, finish_of(terms), ABOUT)


@cache
def interior(name: str, pages: int = PAGES, words: str = "Ein Satz.") -> bytes:
    """A sound interior: a line on each page but the last."""
    terms = terms_of(name)
    document = pymupdf.open()
    for number in range(pages):
        page = document.new_page(width=terms.trim[0] * MM, height=terms.trim[1] * MM)
        if number < pages - 1:
            write(page, 40, 60, words)
    return finished(document, terms, (0, 0, 0, 0))


@cache
def cover(name: str, isbn: str = ISBN, ground: float = 0.0, x: float = 0.0, code: float = 12.0) -> bytes:
    """A sound cover, unless told otherwise: `ground` ends so many mm inside the sheet, the line of the front is moved."""
    terms = terms_of(name, **KNOWN)
    wrap = sheet_of(terms)
    wide, high = wrap.sheet
    document = pymupdf.open()
    page = document.new_page(width=wide * MM, height=high * MM)
    page.draw_rect(pymupdf.Rect(ground, ground, wide - ground, high - ground) * MM, color=None, fill=GROUND)
    write(page, wrap.front_left + 20 + x, wrap.bleed + 40, "Titel", PAPER)
    if terms.may_letter_spine(PAGES):
        write(page, wrap.spine_left + wrap.spine / 2 + 1, high / 2, "Titel", PAPER, rotate=90)
    if isbn:
        left, top = wrap.bleed + wrap.width - code - 40, wrap.bleed + wrap.height - 40
        page.draw_rect(pymupdf.Rect(left, top, left + 40, top + 27) * MM, color=None, fill=(0, 0, 0, 0))
        for at, bit in enumerate(modules(isbn)):
            if bit == "1":
                bar = pymupdf.Rect(left + 4 + at * 0.33, top + 2, left + 4 + (at + 1) * 0.33, top + 24)
                page.draw_rect(bar * MM, color=None, fill=BLACK)
    return finished(document, terms, (wrap.bleed,) * 4)


def sheet_of(terms: Terms) -> Wrap:
    wrap = wrap_of(terms, PAGES)
    assert wrap is not None
    return wrap


def changed(data: bytes, change: Callable[[pikepdf.Pdf], Any], **saving: Any) -> bytes:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        change(pdf)
        out = io.BytesIO()
        pdf.save(out, **saving)
        return out.getvalue()


def painted(operators: str) -> Callable[[pikepdf.Pdf], Any]:
    """Paint more on the first page."""
    return lambda pdf: pdf.pages[0].contents_add(f"\nq {operators} Q\n".encode())


def moved_text(across: float, up: float) -> Callable[[pikepdf.Pdf], Any]:
    """Move all of the third page (a recto) by mm."""
    def move(pdf: pikepdf.Pdf) -> None:
        pdf.pages[2].contents_add(f"q 1 0 0 1 {across * MM:.3f} {up * MM:.3f} cm\n".encode(), prepend=True)
        pdf.pages[2].contents_add(b"\nQ")

    return move


def with_state(**values: Any) -> Callable[[pikepdf.Pdf], Any]:
    def change(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].obj.Resources["/ExtGState"] = Dictionary(GS=Dictionary(**values))
        pdf.pages[0].contents_add(b"\n/GS gs\n", prepend=True)

    return change


def overprinted(colour: str, **state: Any) -> Callable[[pikepdf.Pdf], Any]:
    """A small area in a colour, painted in a graphics state that overprints."""
    values = state or {"op": True, "OP": True, "OPM": 1}

    def change(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].obj.Resources["/ExtGState"] = Dictionary(GS=Dictionary(**values))
        pdf.pages[0].contents_add(f"\nq /GS gs {colour} 200 300 9 9 re f Q\n".encode())

    return change


def with_drawn_glyph(operator: str) -> Callable[[pikepdf.Pdf], Any]:
    """A word in a font whose glyphs are drawings, in RGB of their own (d0) or in the colour of the text (d1)."""

    def change(pdf: pikepdf.Pdf) -> None:
        metrics = "500 0" if operator == "d0" else "500 0 0 0 500 500"
        font = Dictionary(
            Type=Name.Font, Subtype=Name.Type3, FontBBox=Array([0, 0, 500, 500]),
            FontMatrix=Array([0.001, 0, 0, 0.001, 0, 0]),
            CharProcs=Dictionary(a=pdf.make_stream(f"{metrics} {operator} 1 0 0 rg 0 0 500 500 re f".encode())),
            Encoding=Dictionary(Type=Name.Encoding, Differences=Array([97, Name.a])), FirstChar=97, LastChar=97,
            Widths=Array([500]), Resources=Dictionary(),
        )  # fmt: skip
        pdf.pages[0].obj.Resources.Font["/F3"] = pdf.make_indirect(font)
        pdf.pages[0].contents_add(b"\nq 0 0 0 1 k BT /F3 10 Tf 150 300 Td (a) Tj ET Q\n")

    return change


def with_picture(pdf: pikepdf.Pdf) -> None:
    picture = pdf.make_stream(bytes(100))
    picture.update({"/Type": Name.XObject, "/Subtype": Name.Image, "/Width": 10, "/Height": 10, "/BitsPerComponent": 8})
    picture.ColorSpace = Name.DeviceGray
    pdf.pages[0].obj.Resources["/XObject"] = Dictionary(Im0=picture)
    pdf.pages[0].contents_add(b"\nq 100 0 0 100 150 200 cm /Im0 Do Q\n")


def with_link(pdf: pikepdf.Pdf) -> None:
    link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), Border=Array([0, 0, 0]))
    pdf.pages[0].obj.Annots = Array([pdf.make_indirect(link)])


def with_bookmark(pdf: pikepdf.Pdf) -> None:
    with pdf.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem("Titel", 0))


def with_layers(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OCProperties = Dictionary(OCGs=Array(), D=Dictionary())


def with_script(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=pikepdf.String("1"))


def with_attachment(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["a.txt"] = b"a"


def with_tags(pdf: pikepdf.Pdf) -> None:
    pdf.Root.StructTreeRoot = Dictionary(Type=Name.StructTreeRoot)


def with_title(pdf: pikepdf.Pdf) -> None:
    pdf.docinfo["/Title"] = "Probe"


def turned(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.Rotate = 180


def without_font(pdf: pikepdf.Pdf) -> None:
    for held in list(pdf.objects):
        if isinstance(held, Dictionary) and held.get("/Type") == Name.FontDescriptor:
            for key in ("/FontFile", "/FontFile2", "/FontFile3"):
                if key in held:
                    del held[key]


def shown(code: str) -> Callable[[pikepdf.Pdf], Any]:
    """Show a code of the font of the first page once more, above its line."""

    def change(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].contents_add(f"\nq 0 0 0 1 k BT /F0 10 Tf 150 300 Td <{code}> Tj ET Q\n".encode())

    return change


def without_intent(pdf: pikepdf.Pdf) -> None:
    del pdf.Root["/OutputIntents"]


def with_profile(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OutputIntents[0].DestOutputProfile = pdf.make_stream(icc_profile(), N=4)


def without_claim(pdf: pikepdf.Pdf) -> None:
    if "/GTS_PDFXVersion" in pdf.docinfo:
        del pdf.docinfo["/GTS_PDFXVersion"]


def trimmed(pdf: pikepdf.Pdf) -> None:
    left, bottom, right, top = (float(side) for side in pdf.pages[0].TrimBox)
    pdf.pages[0].TrimBox = Array([left, bottom, right, top - 2 * MM])


def shifted(pdf: pikepdf.Pdf) -> None:
    for key in ("/MediaBox", "/TrimBox", "/BleedBox"):
        pdf.pages[0].obj[key] = Array([float(side) - 9 for side in pdf.pages[0].obj[key]])


def widened(pdf: pikepdf.Pdf) -> None:
    left, bottom, right, top = (float(side) for side in pdf.pages[0].mediabox)
    pdf.pages[0].MediaBox = pdf.pages[0].BleedBox = Array([left, bottom, right + 3 * MM, top])


def rich(pdf: pikepdf.Pdf) -> None:
    page = pdf.pages[0]
    page.contents_coalesce()
    black = page.obj.Contents.read_bytes().replace(b"0 0 0 1 k", b"0.6 0.4 0.4 1 k")
    assert b"0.6" in black
    page.obj.Contents = pdf.make_stream(black)


def emptied(pdf: pikepdf.Pdf) -> None:
    for index in (6, 7, 8):
        del pdf.pages[index].obj["/Contents"]


def filled_last(pdf: pikepdf.Pdf) -> None:
    pdf.pages[-1].contents_add(b"0 0 0 1 k 200 300 9 9 re f")


def shortened(pages: int) -> Callable[[pikepdf.Pdf], Any]:
    def change(pdf: pikepdf.Pdf) -> None:
        del pdf.pages[: len(pdf.pages) - pages]

    return change


def standard(terms: Terms) -> bool:
    return terms.profile.file.standard.value not in (None, "plain")


def forbids(what: str) -> Callable[[Terms], bool]:
    return lambda terms: what in (terms.profile.file.forbidden.value or ())


def always(terms: Terms) -> bool:
    return True


ANYWHERE: dict[str, tuple[Callable[[pikepdf.Pdf], Any], Callable[[Terms], bool]]] = {
    "trim-box": (trimmed, always), "media-box": (shifted, always), "annotation": (with_link, always),
    "bookmark": (with_bookmark, always), "layer": (with_layers, always), "script": (with_script, always),
    "attachment": (with_attachment, always), "tags": (with_tags, forbids("tags")),
    "metadata": (with_title, forbids("metadata")),
    "rotation": (turned, always), "font": (without_font, always), "standard": (without_claim, standard),
    "glyph": (shown("0000"), always),
    "colour": (painted("1 0 0 rg 200 300 9 9 re f"), always),
    "ink": (painted("1 1 1 1 k 200 300 9 9 re f"), lambda t: t.profile.file.ink_limit.value is not None),
    "line": (painted("0 0 0 1 K 0.05 w 200 300 m 220 300 l S"), lambda t: t.profile.file.line_min.value is not None),
    "overprint": (overprinted("0 0 0 0 k"), always),
    "resolution": (with_picture, lambda t: t.profile.file.image_min.value is not None),
    "transparency": (with_state(ca=0.5), lambda t: t.profile.file.standard.value != "PDF/X-4"),
}  # fmt: skip
"""Rules of interiors and covers: what breaks each, and for which services it has a figure."""

INTERIOR = ANYWHERE | {
    "bleed-box": (widened, always),
    "black": (rich, always),
    "bleed": (painted("0 0 0 1 k 200 300 2000 9 re f"), always),
    "signature": (shortened(PAGES - 1), always),
    "pages": (shortened(16), lambda t: t.pages[0] is not None and t.pages[0] > 16),
    "last-page": (filled_last, lambda t: t.leaves_last_blank),
    "blank": (emptied, always),
    "gutter": (moved_text(-37, 0), lambda t: t.inside(PAGES) is not None),
    "margin": (moved_text(0, 57), lambda t: t.outside is not None),
}
INTENTS = {"ingramspark": with_profile, "bod": without_intent, "offset": without_intent}
