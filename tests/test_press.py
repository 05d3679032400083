"""Interiors for printers, read back: pages, boxes, inks, what a standard asks for."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pymupdf
import pypdf
import pytest
from druckreif import make
from druckreif.base.finding import Finding, Severity
from druckreif.base.span import Span
from druckreif.model.report import Report
from druckreif.record import Asked, same_again
from druckreif.report import press_table
from druckreif.write.press.content import inked
from druckreif.write.press.ink import Press
from druckreif.write.press.sheet import sheet_for
from druckreif.write.theme import MM, load_theme
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pressed import SERVICES, TRIMS, colours, interior, mm, pressed


@pytest.fixture(scope="module")
def book() -> Path:
    """The folder of the sources."""
    return pressed().book


@pytest.fixture(scope="module")
def report() -> Report:
    return pressed().report


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return pressed().files


# ---- the interior ----


@pytest.mark.parametrize("service", SERVICES)
def test_the_boxes_begin_at_zero_and_are_those_of_the_service(files: dict[str, bytes], service: str) -> None:
    wide, high = TRIMS[service]
    bleed = 3.0 if service == "offset" else 0.0
    for page in interior(files, service).pages:
        assert mm(page.mediabox) == pytest.approx((0, 0, wide + 2 * bleed, high + 2 * bleed), abs=0.01)
        assert mm(page.trimbox) == pytest.approx((bleed, bleed, wide + bleed, high + bleed), abs=0.01)
        assert page.bleedbox == page.mediabox and "/CropBox" not in page


@pytest.mark.parametrize("service", SERVICES)
def test_text_is_black_ink_alone_in_every_content_stream(files: dict[str, bytes], service: str) -> None:
    texts = 0
    for page in interior(files, service).pages:
        found = list(colours(page))
        assert {name for name, _ in found} <= {"k", "K"}
        assert all(values[:3] == (0, 0, 0) for _, values in found)
        if page.extract_text().strip():
            texts += 1
            assert ("k", (0, 0, 0, 1)) in found
    assert texts == 19


@pytest.mark.parametrize("service", SERVICES)
def test_nothing_but_pages_is_left(files: dict[str, bytes], service: str) -> None:
    reader = interior(files, service)
    root = reader.trailer["/Root"]
    unwanted = {"/Outlines", "/Names", "/StructTreeRoot", "/MarkInfo", "/AcroForm", "/OCProperties", "/OpenAction"}
    assert not unwanted & set(root)
    assert not any("/Annots" in page or "/Group" in page or "/Rotate" in page for page in reader.pages)
    contents = [found for page in reader.pages if (found := page.get_contents()) is not None]
    assert len(contents) == 19 and not any(b"BDC" in found.get_data() for found in contents)
    assert list(reader.page_labels)[:3] == ["i", "ii", "iii"]


def test_a_standard_says_what_it_asks_for(files: dict[str, bytes]) -> None:
    data = files["ingramspark/mini-ingramspark-interior.pdf"]
    reader = interior(files, "ingramspark")
    (intent,) = (item.get_object() for item in reader.trailer["/Root"]["/OutputIntents"])
    assert data.startswith(b"%PDF-1.3") and b"/ObjStm" not in data and "/ID" in reader.trailer
    told = reader.metadata or {}
    assert (told["/GTS_PDFXVersion"], told["/GTS_PDFXConformance"]) == ("PDF/X-1:2001", "PDF/X-1a:2001")
    assert told["/Trapped"] == "/False" and told["/Title"] and told["/CreationDate"] == "D:20260101000000Z"
    assert intent["/OutputConditionIdentifier"] == "FOGRA39" and intent["/RegistryName"] == "http://www.color.org"
    assert "/DestOutputProfile" not in intent  # the service refuses profiles


def test_pdf_x4_holds_its_profile(files: dict[str, bytes]) -> None:
    reader = interior(files, "offset")
    (intent,) = (item.get_object() for item in reader.trailer["/Root"]["/OutputIntents"])
    profile = intent["/DestOutputProfile"]
    assert profile["/N"] == 4 and profile.get_data()[16:20] == b"CMYK" and profile.get_data()[12:16] == b"prtr"
    assert b'GTS_PDFXVersion' in reader.trailer["/Root"]["/Metadata"].get_data()
    assert files["offset/mini-offset-interior.pdf"].startswith(b"%PDF-1.6")


def test_a_service_without_metadata_gets_none(files: dict[str, bytes]) -> None:
    reader = interior(files, "kdp-paperback")
    assert "/Info" not in reader.trailer and "/Metadata" not in reader.trailer["/Root"]


def test_the_number_of_pages_is_whole_signatures(files: dict[str, bytes], report: Report) -> None:
    pages = {service: len(interior(files, service).pages) for service in SERVICES}
    assert {line.service: line.pages for line in report.pressed} == pages
    assert pages["offset"] % 16 == 0 and all(count % 2 == 0 for count in pages.values())
    last = interior(files, "ingramspark").pages[-1]
    assert not last.extract_text().strip() and "/Contents" not in last


def edges(files: dict[str, bytes], service: str) -> dict[bool, tuple[float, float]]:
    """Left and right edge of all text on rectos and on versos, in mm from the trim."""
    document = pymupdf.open(stream=files[f"{service}/mini-{service}-interior.pdf"])
    found: dict[bool, tuple[float, float]] = {}
    for recto in (True, False):
        pages = [page for index, page in enumerate(document) if (index % 2 == 0) is recto]
        words = [word for page in pages for word in page.get_text("words")]
        edge = document[0].mediabox.width - document[0].trimbox.width
        left = min(word[0] for word in words) / MM - edge / MM / 2
        found[recto] = left, document[0].trimbox.width / MM - (max(word[2] for word in words) / MM - edge / MM / 2)
    return found


def test_the_type_area_stands_where_the_margins_say(files: dict[str, bytes]) -> None:
    for service, inner, outer in (("bod", 20, 24), ("offset", 20, 24), ("lulu", 22.0, 26.4)):
        found = edges(files, service)
        assert found[True][0] == pytest.approx(inner, abs=0.4) and found[False][1] == pytest.approx(inner, abs=0.8)
        assert found[False][0] == pytest.approx(outer, abs=0.4) and found[True][1] == pytest.approx(outer, abs=0.8)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.floats(100, 220), st.floats(150, 300), st.floats(6, 26), st.floats(5, 15), st.sampled_from(["antiqua", "grotesk"]))
def test_a_sheet_keeps_its_margins(wide: float, high: float, inside: float, outside: float, name: str) -> None:
    theme = load_theme(name)
    sheet = sheet_for(theme, (wide, high), inside, outside)
    measure, depth = sheet.theme.page.measure / MM, sheet.theme.page.depth / MM
    assert sheet.inner >= inside - 1e-6 and sheet.outer >= outside - 0.01
    assert sheet.inner + measure + sheet.outer == pytest.approx(wide, abs=0.01)
    assert sheet.top >= outside - 0.01 and sheet.top + depth <= high - outside + 0.01
    if measure == pytest.approx(theme.page.measure / MM) and sheet.theme.page.lines == theme.page.lines:
        assert sheet.theme == theme  # the same layout is shared


def test_pages_and_covers_are_the_same_each_time(book: Path, files: dict[str, bytes], tmp_path: Path) -> None:
    make.build(book, tmp_path, ["kdp-paperback"])
    for path in sorted((tmp_path / "kdp-paperback").iterdir()):
        assert path.read_bytes() == files[f"kdp-paperback/{path.name}"], path.name


def test_the_table_tells_a_publisher_what_each_service_gets(report: Report) -> None:
    """Figures with where they are from; what a preflight that passes leaves open."""
    head, *rows = press_table(report)
    assert head == (
        "service", "paper", "trim mm", "pages", "gutter mm", "spine mm", "spine words", "ink", "standard", "preflight",
    )  # fmt: skip
    table = {row[0]: dict(zip(head, row, strict=True)) for row in rows}
    assert tuple(table) == SERVICES
    assert table["kdp-paperback"]["gutter mm"] == "20.0, 9.5 asked" and table["bod"]["gutter mm"] == "20.0, none stated"
    assert table["kdp-paperback"]["spine mm"] == "2.03, formula" and table["bod"]["spine mm"] == "8.50, as ordered"
    assert table["ingramspark"]["spine mm"] == "not known" and table["ingramspark"]["preflight"] == "passed, no cover"
    assert (table["ingramspark"]["standard"], table["ingramspark"]["paper"]) == ("PDF/X-1a:2001", "creme-50")
    assert table["bod"]["preflight"] == "passed" and table["bod"]["spine words"] == "yes"
    hint = Finding(Span("dist/bod/mini-bod-cover.pdf"), "preflight-estimate", "an estimate", "ask", Severity.HINT)
    asked = replace(report, findings=(hint,), pressed=(replace(report.pressed[0], estimated=True),))
    assert press_table(asked)[1][5] == "8.50, estimate" and press_table(asked)[1][-1] == "passed, open: spine"


def test_a_build_of_the_same_tells_the_same(book: Path, report: Report) -> None:
    again = same_again(Asked(book, book.parent / "dist", SERVICES))
    assert again is not None and again.unchanged
    assert (again.pressed, again.findings) == (report.pressed, report.findings)


# ---- ink ----


def test_grey_light_is_black_ink() -> None:
    for press in (Press(), Press(True, 240)):
        assert press.inks((0, 0, 0)) == (0, 0, 0, 1) and press.inks((1, 1, 1)) == (0, 0, 0, 0)
        assert press.inks((0.25, 0.25, 0.25)) == (0, 0, 0, 0.75)
    assert Press().inks((1, 0, 0))[:3] == (0, 0, 0)


@settings(max_examples=80, deadline=None, derandomize=True)
@given(st.tuples(*[st.floats(0, 1)] * 4), st.integers(180, 320))
def test_no_colour_passes_the_limit_of_ink(inks: tuple[float, float, float, float], limit: int) -> None:
    found = Press(True, limit).limited(inks)
    assert sum(found) <= limit / 100 + 1e-9 and all(0 <= ink <= 1 for ink in found)
    if sum(inks) <= limit / 100:
        assert found == pytest.approx(inks, abs=1e-4)


def test_pictures_become_ink_within_the_limit() -> None:
    picture = Image.radial_gradient("L")
    colourful = Image.merge("RGB", [picture, picture.rotate(90), picture.point(lambda v: 255 - v)]).point(lambda v: v // 4)
    inks = Press(True, 240).picture(colourful)
    assert inks.mode == "CMYK" and Press().picture(colourful).mode == "L"
    data = inks.tobytes()
    totals = [sum(data[at : at + 4]) for at in range(0, len(data), 4)]
    assert 1.5 * 255 < max(totals) <= 2.4 * 255 + 1
    before = Press(True, 400).picture(colourful).tobytes()
    assert max(sum(before[at : at + 4]) for at in range(0, len(before), 4)) > 2.5 * 255


def test_a_page_with_pictures_and_colours_is_rewritten_in_black() -> None:
    """RGB and shaded areas, a picture in RGB that shines through, a drawing with a group: nothing of it is left."""
    picture = pymupdf.Pixmap(pymupdf.csRGB, 20, 20, bytes((200, 30, 30, 128) * 400), True)
    document = pymupdf.open()
    page = document.new_page(width=200, height=200)
    page.insert_image(pymupdf.Rect(10, 10, 60, 60), pixmap=picture)
    page.draw_rect(pymupdf.Rect(80, 80, 120, 120), color=(1, 0, 0), fill=(0.2, 0.6, 0.2))
    page.insert_text((20, 150), "Text", color=(0, 0, 0))
    assert b"/SMask" in document.tobytes() and b" rg" in page.read_contents()
    for press, space in ((Press(), "/DeviceGray"), (Press(True, 240), "/DeviceCMYK")):
        found = pypdf.PdfReader(io.BytesIO(inked(document.tobytes(), press))).pages[0]
        assert {name for name, _ in colours(found)} <= {"k", "K"} and ("k", (0, 0, 0, 1)) in list(colours(found))
        (image,) = (held.get_object() for held in found["/Resources"]["/XObject"].values())
        assert image["/ColorSpace"] == space and "/SMask" not in image
        assert len(image.get_data()) == 400 * (1 if press == Press() else 4)
        assert all(sum(values[:3]) == 0 for _, values in colours(found)) is (press == Press())
