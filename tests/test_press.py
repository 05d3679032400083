"""Files for printers, read back: pages, boxes, inks, what a standard asks for, the cover wrap and its bar code."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pymupdf
import pypdf
import pytest
import yaml
import zxingcpp
from conftest import ROOT
from druckreif import make
from druckreif.model.report import Report
from druckreif.model.wrap import Wrap
from druckreif.record import Asked, same_again
from druckreif.write.press.barcode import Barcode, add_on_modules, modules
from druckreif.write.press.content import inked
from druckreif.write.press.ink import Press
from druckreif.write.press.sheet import sheet_for
from druckreif.write.theme import MM, load_theme
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

ISBN = "978-3-16-148410-0"
ORDERS = """
press:
  services:
    - {service: bod, paper: cream-90, spine-mm: 8.5, spine-text: true}
    - {service: kdp-paperback, paper: cream}
    - {service: ingramspark, paper: creme-50}
    - {service: lulu, paper: cream-60, trim: 6 x 9 in}
    - {service: offset, spine-mm: 8.5, bleed: true}
  cover: {price-code: "51295"}
"""
SERVICES = ("bod", "kdp-paperback", "ingramspark", "lulu", "offset")
TRIMS = {
    "bod": (148, 210), "kdp-paperback": (148, 210), "ingramspark": (148.082, 210.058), "lulu": (152.4, 228.6),
    "offset": (148, 210),
}  # fmt: skip
COVERS = {
    "bod": (2 * 148 + 8.5 + 10, 220),
    "kdp-paperback": (2 * 148 + 32 * 0.0635 + 6.35, 216.35),
    "lulu": (2 * 152.4 + 32 / 444 * 25.4 + 1.524 + 6.35, 234.95),
    "offset": (2 * 148 + 8.5 + 6, 216),
}  # fmt: skip
"""Sheets in mm: two covers, spine, bleed twice."""


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """tests/books/mini, with an ISBN and orders at services."""
    folder = tmp_path_factory.mktemp("press") / "book"
    shutil.copytree(ROOT / "tests/books/mini", folder)
    text = (folder / "book.yaml").read_text("utf-8").replace('"{isbn_print}"', ISBN)
    (folder / "book.yaml").write_text(text + ORDERS, "utf-8")
    return folder


@pytest.fixture(scope="module")
def report(book: Path) -> Report:
    report = make.build(book, book.parent / "dist", SERVICES)
    assert report.written, report.findings
    return report


@pytest.fixture(scope="module")
def files(report: Report, book: Path) -> dict[str, bytes]:
    return {line.name: (book.parent / "dist" / line.name).read_bytes() for line in report.written}


def interior(files: dict[str, bytes], service: str) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(files[f"{service}/mini-{service}-interior.pdf"]))


def cover(files: dict[str, bytes], service: str) -> pymupdf.Page:
    return pymupdf.open(stream=files[f"{service}/mini-{service}-cover.pdf"])[0]


def mm(box: Any) -> tuple[float, ...]:
    return tuple(round(float(side) / MM, 3) for side in box)


# ---- the interior ----


@pytest.mark.parametrize("service", SERVICES)
def test_the_boxes_begin_at_zero_and_are_those_of_the_service(files: dict[str, bytes], service: str) -> None:
    wide, high = TRIMS[service]
    bleed = 3.0 if service == "offset" else 0.0
    for page in interior(files, service).pages:
        assert mm(page.mediabox) == pytest.approx((0, 0, wide + 2 * bleed, high + 2 * bleed), abs=0.01)
        assert mm(page.trimbox) == pytest.approx((bleed, bleed, wide + bleed, high + bleed), abs=0.01)
        assert page.bleedbox == page.mediabox and "/CropBox" not in page


def colours(page: Any) -> Iterator[tuple[str, tuple[float, ...]]]:
    """Every operator of colour in a page and the drawings that it uses, with its values."""
    contents = page.get_contents()
    streams = [] if contents is None else [contents.get_data()]
    held = [page["/Resources"].get("/XObject", {})] if "/Resources" in page else []
    while held:
        for drawing in (reference.get_object() for reference in held.pop().values()):
            assert drawing["/Subtype"] == "/Form" or drawing["/ColorSpace"] in ("/DeviceGray", "/DeviceCMYK")
            if drawing["/Subtype"] == "/Form":
                streams.append(drawing.get_data())
                held += [drawing.get("/Resources", {}).get("/XObject", {})]
    for stream in streams:
        plain = re.sub(rb"<[0-9A-Fa-f\s]*>", b"", stream)
        for match in re.finditer(rb"((?:[-\d.]+\s+|/\S+\s+)*)\b(rg|RG|g|G|k|K|cs|CS|sc|SC|scn|SCN|sh)(?=\s)", plain):
            numbers = tuple(float(v) for v in match[1].split()[-4:] if re.fullmatch(rb"[-\d.]+", v))
            yield match[2].decode(), numbers


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


# ---- the cover ----


@pytest.mark.parametrize("service", COVERS)
def test_the_sheet_of_the_cover_is_the_sum_of_its_parts(files: dict[str, bytes], service: str, report: Report) -> None:
    page = cover(files, service)
    assert len(pymupdf.open(stream=files[f"{service}/mini-{service}-cover.pdf"])) == 1
    assert (page.mediabox.width / MM, page.mediabox.height / MM) == pytest.approx(COVERS[service], abs=0.01)
    bleed = (COVERS[service][1] - TRIMS[service][1]) / 2
    left, top, right, bottom = (side / MM for side in page.trimbox)
    wide, high = COVERS[service]
    assert (left, top, right, bottom) == pytest.approx((bleed, bleed, wide - bleed, high - bleed), abs=0.01)


def test_a_cover_whose_spine_nobody_knows_is_asked_for(files: dict[str, bytes], report: Report) -> None:
    assert "ingramspark/mini-ingramspark-cover.pdf" not in files
    (finding,) = [finding for finding in report.findings if finding.rule == "press-unknown"]
    assert "width of the spine for 32 pages" in finding.message and "spine-mm: ..." in finding.hint
    assert (finding.span.source, finding.span.line) == ("book.yaml", len(ORDERS.splitlines()) + 47)


def test_a_finished_cover_is_taken_as_it_is_and_judged(book: Path, files: dict[str, bytes], tmp_path: Path) -> None:
    folder = tmp_path / "book"
    shutil.copytree(book, folder)
    (folder / "own.pdf").write_bytes(files["bod/mini-bod-cover.pdf"])
    config = folder / "book.yaml"
    text = config.read_text("utf-8")
    config.write_text(text.replace("spine-text: true}", "spine-text: true, artwork: own.pdf}"), "utf-8")
    make.build(folder, tmp_path / "dist", ["bod"])
    assert (tmp_path / "dist/bod/mini-bod-cover.pdf").read_bytes() == files["bod/mini-bod-cover.pdf"]
    config.write_text(text.replace("spine-mm: 8.5, spine-text: true}", "spine-mm: 9.5, artwork: own.pdf}"), "utf-8")
    report = make.build(folder, tmp_path / "dist", ["bod"])
    assert not report.written and {finding.rule for finding in report.findings} == {"preflight-spine"}
    config.write_text(text.replace("spine-text: true}", "artwork: chapters/01-bogen.md}"), "utf-8")
    assert "artwork-kind" in {finding.rule for finding in make.check(folder).findings}


def directions(page: pymupdf.Page) -> dict[str, tuple[float, float]]:
    return {
        "".join(span["text"] for span in line["spans"]).strip(): line["dir"]
        for block in page.get_text("dict")["blocks"] for line in block.get("lines", ())
    }  # fmt: skip


def test_words_stand_on_the_spine_only_where_they_may(files: dict[str, bytes]) -> None:
    """32 pages are too few for KDP and Lulu; BoD names no number, and the editor said yes."""
    turned = {service: [d for d in directions(cover(files, service)).values() if d[0] == 0] for service in COVERS}
    assert turned == {"bod": [(0, -1)] * len(turned["bod"]), "kdp-paperback": [], "lulu": [], "offset": []}
    assert turned["bod"]  # from the foot to the head, as German readers expect


def test_an_english_spine_is_read_from_head_to_foot(book: Path, tmp_path: Path) -> None:
    from druckreif.base.shelf import Shelf
    from druckreif.make.pressing import terms_of
    from druckreif.read import read_book
    from druckreif.write.about import about
    from druckreif.write.press.standard import Finish
    from druckreif.write.press.wrap import draw_wrap

    text = (book / "book.yaml").read_text("utf-8").replace("language: de", "language: en")
    source, _ = read_book(Shelf(book, {"book.yaml": text.encode()}))
    assert source is not None
    wrap = Wrap(148, 210, 8.5, 5)
    drawn = draw_wrap(source, terms_of(source, "bod"), wrap, 32, Finish(), about(source))
    page = pymupdf.open(stream=drawn.pdf)[0]
    turned = {words: way for words, way in directions(page).items() if way[0] == 0}
    assert set(turned.values()) == {(0, 1)}
    spine = [word for word in page.get_text("words") if word[0] > 153 * MM and word[2] < 161.5 * MM]
    assert {word[4] for word in spine} >= {"Bogen", "zum", "Buch"}


def test_the_back_bears_the_blurb_of_the_cover_else_of_shops_else_the_description(book: Path) -> None:
    from druckreif.base.shelf import Shelf
    from druckreif.make.pressing import terms_of
    from druckreif.read import read_book
    from druckreif.write.about import about
    from druckreif.write.press.standard import Finish
    from druckreif.write.press.wrap import draw_wrap

    text = (book / "book.yaml").read_text("utf-8")
    trade = "trade: {blurb: Ladentext}\n"
    both = text.replace("cover: {", "cover: {blurb: Rückentext, ") + trade
    for own, expected in ((text, ""), (text + trade, "Ladentext"), (both, "Rückentext")):
        source, _ = read_book(Shelf(book, {"book.yaml": own.encode()}))
        assert source is not None
        drawn = draw_wrap(source, terms_of(source, "bod"), Wrap(148, 210, 8.5, 5), 32, Finish(), about(source))
        words = [w[4] for w in pymupdf.open(stream=drawn.pdf)[0].get_text("words") if w[2] < 153 * MM]
        assert (expected or source.config.description.split()[0]) in words
        assert ("Ladentext" in words, "Rückentext" in words) == (expected == "Ladentext", expected == "Rückentext")


@pytest.mark.parametrize("service", ["bod", "kdp-paperback", "offset"])
def test_the_bar_code_decodes_from_300_dpi_and_has_its_size(files: dict[str, bytes], service: str) -> None:
    page = cover(files, service)
    picture = page.get_pixmap(dpi=300)
    image = Image.frombytes("RGB", (picture.width, picture.height), picture.samples)
    (found,) = [code for code in zxingcpp.read_barcodes(image) if code.format == zxingcpp.BarcodeFormat.EAN13]
    assert found.text.split()[0] == ISBN.replace("-", "")
    bars = sorted((item["rect"] for item in page.get_drawings() if is_bar(item)), key=lambda bar: bar.x0)
    left = bars[0].x0
    symbol = [bar for bar in bars if bar.x0 < left + 95 * 0.33 * MM]
    assert (max(bar.x1 for bar in symbol) - left) / MM == pytest.approx(95 * 0.33, abs=0.05)
    assert min(bar.width for bar in symbol) / MM == pytest.approx(0.33, abs=0.01)
    assert max(bar.height for bar in symbol) / MM == pytest.approx(22.85 + 5 * 0.33, abs=0.05)
    assert sorted(bar.height for bar in symbol)[0] / MM == pytest.approx(22.85, abs=0.05)
    zone = next(item["rect"] for item in page.get_drawings() if item["fill"] == (1, 1, 1) and item["rect"].contains(bars[0]))
    assert (left - zone.x0) / MM >= 11 * 0.33 - 0.05 and (zone.x1 - bars[-1].x1) / MM >= 5 * 0.33 - 0.05


def is_bar(item: Any) -> bool:
    return bool(item["fill"] and max(item["fill"]) < 0.3 and item["rect"].width < 2 * MM and item["rect"].height > 15 * MM)


def test_the_modules_are_those_of_the_standard() -> None:
    """The example of ISO/IEC 15420 and one add-on, written down by hand."""
    found = modules("9783161484100")
    assert len(found) == 95 and found.startswith("101") and found[45:50] == "01010" and found.endswith("101")
    assert found[3:10] == "0111011" and found[10:17] == "0001001"  # 7 odd, 8 even: the parity of 9 begins O E
    assert len(add_on_modules("51295")) == 47
    with pytest.raises(ValueError, match="check digit"):
        modules("9783161484101")
    assert Barcode("9783161484100", ISBN).size[0] == pytest.approx(37.29)


def test_the_colours_of_the_cover_keep_the_limit_of_ink(files: dict[str, bytes]) -> None:
    for service in COVERS:
        profile = yaml.safe_load((ROOT / f"build/druckreif/profiles/{service}.yaml").read_text("utf-8"))
        limit = profile["file"]["ink-limit"]["value"]
        reader = pypdf.PdfReader(io.BytesIO(files[f"{service}/mini-{service}-cover.pdf"]))
        found = list(colours(reader.pages[0]))
        assert {name for name, _ in found} <= {"k", "K"} and any(sum(values[:3]) > 0.3 for _, values in found)
        assert max(sum(values) for _, values in found) <= (limit or 300) / 100


def test_a_preview_shows_the_flat_cover(files: dict[str, bytes]) -> None:
    picture = Image.open(io.BytesIO(files["bod/mini-bod-cover.png"]))
    assert picture.size == (pytest.approx((2 * 148 + 8.5) / 25.4 * 150, abs=2), pytest.approx(210 / 25.4 * 150, abs=2))
    assert picture.convert("RGB").getpixel((3, 3)) == (0x1F, 0x2A, 0x30)


def test_each_cover_comes_with_the_book_in_perspective(files: dict[str, bytes]) -> None:
    assert {name.split("/")[0] for name in files if name.endswith("-3d.png")} == set(COVERS)
    picture = Image.open(io.BytesIO(files["bod/mini-bod-3d.png"])).convert("RGB")
    front = Image.open(io.BytesIO(files["bod/mini-bod-cover.png"])).convert("RGB").getpixel((1000, 3))
    assert picture.getpixel((700, 160)) == pytest.approx(front, abs=6)
