"""Preflight: sound files of each service are silent; each rule is broken once, and exactly that one is named."""

from __future__ import annotations

import datetime
import io
from collections.abc import Callable
from functools import cache
from typing import Any

import pikepdf
import pymupdf
import pytest
from druckreif.base.finding import Finding, Severity
from druckreif.make.pressing import finish_of
from druckreif.model.press import Order
from druckreif.model.terms import Terms
from druckreif.model.wrap import Wrap, wrap_of
from druckreif.verify.press import Sought, preflight_cover, preflight_interior
from druckreif.verify.press.preflight import unjudged
from druckreif.verify.rules import EXPLAIN
from druckreif.write.fonts import faces
from druckreif.write.join import About
from druckreif.write.press.barcode import modules
from druckreif.write.press.ink import icc_profile
from druckreif.write.press.standard import finish
from pikepdf import Array, Dictionary, Name
from test_fitting import A5, NAMES, profile_of

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


def rules(findings: list[Finding]) -> set[str]:
    assert all(finding.rule in EXPLAIN for finding in findings)
    return {finding.rule.removeprefix("preflight-") for finding in findings if finding.severity > Severity.HINT}


@pytest.mark.parametrize("name", NAMES)
def test_sound_files_are_silent(name: str) -> None:
    assert rules(preflight_interior("x", interior(name), terms_of(name))) == set()
    assert preflight_cover("x", cover(name), terms_of(name, **KNOWN), Sought(PAGES, ISBN)) == []


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("rule", INTERIOR)
def test_each_rule_of_interiors_is_named_alone(name: str, rule: str) -> None:
    damage, has_figure = INTERIOR[rule]
    terms = terms_of(name)
    found = rules(preflight_interior("x", changed(interior(name), damage), terms))
    assert found == ({rule} if has_figure(terms) else set())


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("rule", ANYWHERE)
def test_each_rule_of_covers_is_named_alone(name: str, rule: str) -> None:
    damage, has_figure = ANYWHERE[rule]
    terms = terms_of(name, **KNOWN)
    found = rules(preflight_cover("x", changed(cover(name), damage), terms, Sought(PAGES, "")))  # bars are read elsewhere
    assert found == ({rule} if has_figure(terms) else set())


@pytest.mark.parametrize("name", INTENTS)
def test_output_intents(name: str) -> None:
    assert rules(preflight_interior("x", changed(interior(name), INTENTS[name]), terms_of(name))) == {"intent"}


def with_group(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.Group = Dictionary(S=Name.Transparency, CS=Name.DeviceCMYK)


def with_shine(pdf: pikepdf.Pdf) -> None:
    with_picture(pdf)
    mask = pdf.make_stream(bytes(100))
    mask.update({"/Subtype": Name.Image, "/Width": 10, "/Height": 10, "/BitsPerComponent": 8})
    mask.ColorSpace = Name.DeviceGray
    pdf.pages[0].obj.Resources.XObject.Im0.SMask = mask


@pytest.mark.parametrize(
    "damage", [with_state(BM=Name.Multiply), with_state(SMask=Dictionary(S=Name.Alpha)), with_group, with_shine]
)
def test_each_kind_of_transparency_is_seen(damage: Callable[[pikepdf.Pdf], Any]) -> None:
    found = rules(preflight_interior("x", changed(interior("ingramspark"), damage), terms_of("ingramspark")))
    assert found - {"resolution"} == {"transparency"}


def test_glyphs_that_stand_for_nothing() -> None:
    """A code without Unicode, the missing glyph of a simple font, codes in strings with escapes and in a drawing."""
    terms, sound = terms_of("bod"), interior("bod")
    assert "stands for no Unicode" in named(preflight_interior("x", changed(sound, shown("FFF0")), terms), "glyph")

    def simple(pdf: pikepdf.Pdf) -> None:
        font = pdf.pages[0].obj.Resources.Font["/F0"]
        held = font.DescendantFonts[0].FontDescriptor
        own = Dictionary(Type=Name.Font, Subtype=Name.TrueType, BaseFont=Name.Own, FontDescriptor=held)
        own.Encoding = Dictionary(Differences=Array([65, Name.A, Name("/.notdef")]))
        pdf.pages[0].obj.Resources.Font["/F1"] = pdf.make_indirect(own)
        drawing = pdf.make_stream(b"0 0 0 1 k BT /F1 10 Tf 150 300 Td [(A) -9 (\\102)] TJ ET")
        drawing.update({"/Type": Name.XObject, "/Subtype": Name.Form, "/BBox": Array([0, 0, 400, 600])})
        drawing.Resources = Dictionary(Font=pdf.pages[0].obj.Resources.Font)
        pdf.pages[0].obj.Resources["/XObject"] = Dictionary(Fm0=drawing)
        pdf.pages[0].contents_add(b"\nq /Fm0 Do Q\n")

    assert "page 1: a glyph that is missing in Own" in named(preflight_interior("x", changed(sound, simple), terms), "glyph")
    assert rules(preflight_interior("x", interior("bod", words="(\\) \\\\ Ölfaß"), terms)) == set()


def named(findings: list[Finding], rule: str) -> str:
    """The message of the only finding, which is of that rule."""
    (finding,) = findings
    assert finding.rule == f"preflight-{rule}"
    return finding.message


def test_versions_and_protection() -> None:
    terms = terms_of("ingramspark")
    later = changed(interior("ingramspark"), lambda pdf: None, force_version="1.6")
    assert rules(preflight_interior("x", later, terms)) == {"version"}
    for password in ("", "y"):
        lock = pikepdf.Encryption(owner="x", user=password)
        shut = changed(interior("bod"), lambda pdf: None, encryption=lock)
        assert rules(preflight_interior("x", shut, terms_of("bod"))) == {"security"}
    assert rules(preflight_interior("x", b"%PDF-1.4 nothing", terms)) == {"unreadable"}


def test_a_file_that_is_too_large() -> None:
    terms = terms_of("kdp-paperback")
    file = terms.profile.file
    small = file.model_copy(update={"size_max": file.size_max.model_copy(update={"value": 0.001})})
    tight = Terms(terms.profile.model_copy(update={"file": small}), terms.order, terms.trim, terms.offered)
    assert rules(preflight_interior("x", interior("kdp-paperback"), tight)) == {"size"}


def test_a_statement_of_the_printer() -> None:
    terms = terms_of("ingramspark")
    assert rules(preflight_interior("x", interior("ingramspark", words="Printed in Germany"), terms)) == {"printed-in"}


@pytest.mark.parametrize("name", [name for name in NAMES if profile_of(name).bleed.amount.value])
def test_a_drawing_that_ends_at_the_trim(name: str) -> None:
    terms = terms_of(name, bleed=True)
    amount, edges = terms.profile.bleed.amount.mm or 0.0, terms.profile.bleed.edges.value or ()
    west = amount * ("inside" in edges)
    wide, high = terms.trim
    for reach, expected in ((amount, set()), (0.0, {"bleed"})):
        document = pymupdf.open()
        for number in range(PAGES):
            left, right = (west, amount) if number % 2 == 0 else (amount, west)
            page = document.new_page(width=(wide + left + right) * MM, height=(high + 2 * amount) * MM)
            if number == 0:
                edge = left + wide + reach
                page.draw_rect(pymupdf.Rect(60, 60, edge, 80) * MM, color=None, fill=BLACK)
            elif number < PAGES - 1:
                write(page, 60, 60, "Ein Satz.")
        data = document.tobytes(no_new_id=True)
        with pikepdf.open(io.BytesIO(data)) as pdf:
            for number, page in enumerate(pdf.pages):
                left, right = (west, amount) if number % 2 == 0 else (amount, west)
                page.obj.TrimBox = Array([left * MM, amount * MM, (left + wide) * MM, (amount + high) * MM])
            data = finish(pdf, finish_of(terms), ABOUT)
        assert rules(preflight_interior("x", data, terms)) == expected


# ---- covers ----

sought = Sought(PAGES, ISBN)


@pytest.mark.parametrize("name", NAMES)
def test_a_spine_of_another_width(name: str) -> None:
    terms = terms_of(name, **KNOWN | {"spine-mm": 13.0})
    (finding,) = preflight_cover("x", cover(name), terms, sought)
    assert finding.rule == "preflight-spine"
    assert "room for a spine of 12.00 mm" in finding.message and "13.00 mm for 80 pages" in finding.message


@pytest.mark.parametrize("name", NAMES)
def test_a_ground_that_ends_at_the_trim(name: str) -> None:
    bleed = sheet_of(terms_of(name, **KNOWN)).bleed
    assert rules(preflight_cover("x", cover(name, ground=bleed), terms_of(name, **KNOWN), sought)) == {"bleed"}


@pytest.mark.parametrize("name", NAMES)
def test_words_near_the_trim_of_the_cover(name: str) -> None:
    terms = terms_of(name, **KNOWN)
    across = terms.trim[0] - 20 - 9
    expected = {"safety"} if terms.profile.cover.safety.value else set()
    assert rules(preflight_cover("x", cover(name, x=across), terms, sought)) == expected


@pytest.mark.parametrize("name", [name for name in NAMES if profile_of(name).spine.text_from.value])
def test_words_on_a_spine_too_narrow_for_them(name: str) -> None:
    first = profile_of(name).spine.text_from.value or 0
    terms = terms_of(name, **KNOWN)
    found = preflight_cover("x", cover(name), terms, Sought(first - 1, ISBN))
    assert rules(found) == {"spine-text"} and f"none below {first} pages" in found[0].message
    assert rules(preflight_cover("x", cover(name), terms, Sought(first, ISBN))) == set()


@pytest.mark.parametrize("name", NAMES)
def test_bar_codes(name: str) -> None:
    terms = terms_of(name, **KNOWN)
    own, offset = terms.profile.barcode.own.value, terms.profile.barcode.offset.mm
    judged = own != "service"
    missing = preflight_cover("x", cover(name, isbn=""), terms, sought)
    assert rules(missing) == ({"barcode"} if own == "required" else set())
    other = preflight_cover("x", cover(name, isbn="9783161484124"), terms, sought)
    assert rules(other) == ({"barcode"} if judged else set())
    near = preflight_cover("x", cover(name, code=-3.0 - (terms.hinge or 0)), terms, sought)
    assert rules(near) == ({"barcode"} if judged and offset else set())


def test_a_cover_of_two_pages() -> None:
    data = changed(cover("bod"), lambda pdf: pdf.pages.append(pdf.pages[0]))
    assert rules(preflight_cover("x", data, terms_of("bod", **KNOWN), sought)) == {"cover-pages"}


def test_what_is_open_is_a_hint() -> None:
    terms = terms_of("bod", **KNOWN | {"spine-estimated": True})
    found = preflight_cover("x", cover("bod", isbn=""), terms, Sought(PAGES, ""))
    assert [(f.rule, f.severity) for f in found] == [
        ("preflight-placeholder", Severity.HINT), ("preflight-estimate", Severity.HINT),
    ]  # fmt: skip


def test_a_finding_names_what_was_measured_the_figure_and_its_source() -> None:
    data = changed(interior("kdp-paperback"), moved_text(-37, 0))
    (finding,) = preflight_interior("dist/x.pdf", data, terms_of("kdp-paperback"))
    assert finding.message.startswith("page 3: text 3.")
    assert "mm from the binding; Amazon KDP paperback asks for 9.5 mm" in finding.message
    assert "KDP how-to sites" in finding.message and "read 2026-11-22" in finding.message
    assert finding.span.source == "dist/x.pdf" and finding.severity is Severity.ERROR
    assert "inner margin" in unjudged(terms_of("bod")) and unjudged(terms_of("kdp-paperback")) == "total ink, thinnest line"
