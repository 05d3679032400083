"""Cover wraps, read back: the sheet and its parts, words and where they stand, inks, the bar code."""

from __future__ import annotations

import io
import shutil
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
from druckreif.write.press.barcode import Barcode, add_on_modules, modules
from druckreif.write.theme import MM
from PIL import Image
from pressed import COVERS, ISBN, ORDERS, TRIMS, colours, cover, pressed


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


def lines_of(page: pymupdf.Page, left: float, right: float) -> list[tuple[str, float, tuple[float, ...]]]:
    """The upright lines between two places in mm from the left: text, size in pt, box in mm."""
    found = []
    for block in page.get_text("dict")["blocks"]:
        for line in block.get("lines", ()):
            box = tuple(side / MM for side in line["bbox"])
            if line["dir"] == (1, 0) and left <= box[0] and box[2] <= right:
                spans = line["spans"]
                found.append(("".join(span["text"] for span in spans).strip(), spans[0]["size"], box))
    return found


def drawn(book: Path, service: str, *changes: tuple[str, str], wrap: Wrap | None = None) -> tuple[pymupdf.Page, int, Wrap]:
    """A cover of the book with other words in book.yaml: its page, by how many lines its text is too long, its sheet."""
    from druckreif.base.shelf import Shelf
    from druckreif.make.pressing import terms_of
    from druckreif.read import read_book
    from druckreif.write.about import about
    from druckreif.write.press.standard import Finish
    from druckreif.write.press.wrap import draw_wrap

    text = (book / "book.yaml").read_text("utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    source, findings = read_book(Shelf(book, {"book.yaml": text.encode()}))
    assert source is not None, findings
    wrap = wrap or Wrap(148, 210, 8.5, 5)
    made = draw_wrap(source, terms_of(source, service), wrap, 126, Finish(), about(source))
    return pymupdf.open(stream=made.pdf)[0], made.excess, wrap


TITLE = "title: Vom Bogen zum Buch\n"


def test_title_and_subtitle_stand_in_even_lines(book: Path) -> None:
    """No line of one short word below a full one; a word without room gets smaller type instead of being cut off."""
    subtitle = ("subtitle: Ein kleines Handbuch\n", "subtitle: Rote Armee, Komintern und Lenins letzter Kampf 1905–1924\n")
    page, _, wrap = drawn(book, "bod", subtitle)
    front = lines_of(page, wrap.front_left, wrap.sheet[0])
    texts = [text for text, _, _ in front]
    assert texts[-2:] == ["Rote Armee, Komintern und", "Lenins letzter Kampf 1905–1924"]
    long = (TITLE, "title: Donaudampfschifffahrtsgesellschaftskapitänswitwe und andere\n")
    page, _, wrap = drawn(book, "bod", long)
    (first,) = [box for text, _, box in lines_of(page, wrap.front_left, wrap.sheet[0]) if text.startswith("Donau")]
    assert first[2] <= wrap.sheet[0] - wrap.bleed - 5


def test_the_front_of_a_hardcover_is_that_of_a_paperback(book: Path) -> None:
    """What is folded round the boards makes neither type nor margins larger."""
    sizes = {}
    for bleed in (5.0, 15.0):
        page, _, wrap = drawn(book, "bod", wrap=Wrap(148, 210, 8.5, bleed))
        found = lines_of(page, wrap.front_left, wrap.sheet[0])
        sizes[bleed] = [(text, round(size, 2), round(box[0] - wrap.front_left, 1)) for text, size, box in found]
    assert sizes[5.0] == sizes[15.0]


BLURB = "cover: {"


def test_the_text_of_the_back_fills_its_room_and_no_more(book: Path) -> None:
    """Type from 13 pt down to 8.5 pt; a first paragraph stands out; nothing comes near the bar code; too much is counted."""
    seen = []
    for count in (4, 20, 60, 200):
        text = "Ein Satz, der steht. \\n\\nUnd was danach kommt: " + "noch ein Satz, der eine Zeile füllt. " * count
        page, excess, wrap = drawn(book, "bod", (BLURB, f'cover: {{blurb: "{text}", '))
        bars = min(item["rect"].y0 for item in page.get_drawings() if is_bar(item)) / MM
        back = [line for line in lines_of(page, 0, wrap.spine_left) if line[1] > 8.3 and line[2][1] < bars - 5]
        (lead,) = [size for words, size, _ in back if words == "Ein Satz, der steht."]
        rest = max(size for words, size, _ in back if "füllt" in words)
        assert lead == pytest.approx(1.3 * rest, abs=0.1)
        seen.append((round(rest, 2), excess, max(box[3] for words, _, box in back if "füllt" in words) < bars - 5))
    sizes = [size for size, _, _ in seen]
    assert sizes[0] == 13 and sizes == sorted(sizes, reverse=True) and sizes[-1] == 8.5
    assert [excess > 0 for _, excess, _ in seen] == [False, False, False, True]
    assert all(above for _, excess, above in seen if not excess)


def test_a_text_too_long_for_the_back_is_an_error(book: Path, tmp_path: Path) -> None:
    folder = tmp_path / "book"
    shutil.copytree(book, folder)
    config = folder / "book.yaml"
    text = config.read_text("utf-8").replace(BLURB, f"cover: {{blurb: {'viele Worte ' * 600}, ")
    config.write_text(text, "utf-8")
    report = make.build(folder, tmp_path / "dist", ["bod"])
    (finding,) = [finding for finding in report.findings if finding.rule == "press-blurb"]
    assert not report.written and finding.span.source == "book.yaml" and "lines longer than its room" in finding.message


def test_the_last_line_of_a_paragraph_holds_more_than_a_word(book: Path) -> None:
    text = "Das Buch erzählt die Jahre 1905 bis 1924 für Leserinnen und Leser ohne Vorkenntnisse, benennt die Streitpunkte "
    text += "der Forschung und erklärt jeden Begriff."
    page, _, wrap = drawn(book, "bod", (BLURB, f'cover: {{blurb: "Kurz.\\n\\n{text}", '))
    lines = [words for words, size, _ in lines_of(page, 0, wrap.spine_left) if size == pytest.approx(13, abs=0.05)]
    assert len(lines) == 3 and len(lines[-1].split()) > 1 and " ".join(lines) == text


def test_words_stand_in_the_middle_of_the_spine_to_the_eye(files: dict[str, bytes]) -> None:
    """Half way between small and large letters: the middle of an x and an H, measured on the picture of the spine."""
    page = cover(files, "bod")
    spine = pymupdf.Rect(153, 40, 161.5, 180) * MM
    picture = page.get_pixmap(dpi=600, clip=spine, colorspace=pymupdf.csGRAY)
    image = Image.frombytes("L", (picture.width, picture.height), picture.samples).point(lambda light: 255 * (light > 128))
    columns = [sum(image.crop((x, 0, x + 1, image.height)).tobytes()) / 255 for x in range(image.width)]
    full = max(columns)
    dense = [x for x, count in enumerate(columns) if count > full / 3]
    inked = [x for x, count in enumerate(columns) if count]
    middle = (dense[0] + dense[-1]) / 2 / 600 * 25.4
    assert middle == pytest.approx(8.5 / 2, abs=0.3)  # 0.6 mm beside it where the middle of the CSS line is taken
    clear = min(inked[0], image.width - 1 - inked[-1]) / 600 * 25.4
    assert clear >= 1.5 - 0.05


def test_the_service_that_adds_the_bars_finds_the_foot_of_the_back_free(book: Path) -> None:
    order = ("service: bod, paper: cream-90, spine-mm: 8.5,", "service: epubli, spine-mm: 8.5, cover-bleed-mm: 5,")
    page, _, wrap = drawn(book, "epubli", order, ('"{publisher}"', "Beispielverlag"))
    back = lines_of(page, 0, wrap.spine_left)
    assert max(box[3] for _, _, box in back) < wrap.sheet[1] - wrap.bleed - 12.58 - 25
    assert [text for text, _, _ in back if text.upper() == "BEISPIELVERLAG"]
