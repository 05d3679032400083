"""Metadata: book.yaml, OPF, XMP and the PDF's information dictionary say the same."""

from __future__ import annotations

import datetime
import io
import re
from typing import Any

import pikepdf
from conftest import each_place
from druckreif.write.freeze import sizes
from finished import DC, OPF, Epub, Pdf, X
from PIL import Image


def values(epub: Epub, name: str) -> list[str]:
    return [element.text or "" for element in epub.opf.iter(f"{DC}{name}")]


def refined(epub: Epub, name: str, index: int = 0) -> dict[str, str]:
    """The refinements of the nth element of a name."""
    id = [element.get("id") for element in epub.opf.iter(f"{DC}{name}")][index]
    metas = [meta for meta in epub.opf.iter(f"{OPF}meta") if meta.get("refines") == f"#{id}"]
    return {meta.get("property", ""): meta.text or "" for meta in metas}


def properties(epub: Epub) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for meta in epub.opf.iter(f"{OPF}meta"):
        if not meta.get("refines") and meta.get("property"):
            found.setdefault(meta.get("property", ""), []).append(meta.text or "")
    return found


def test_opf_titles(epub: Epub, config: dict[str, Any]) -> None:
    assert values(epub, "title") == [config["title"], config["subtitle"]]
    assert refined(epub, "title", 0) == {"title-type": "main", "display-seq": "1"}
    assert refined(epub, "title", 1) == {"title-type": "subtitle", "display-seq": "2"}


def test_opf_contributors(epub: Epub, config: dict[str, Any]) -> None:
    authors = [person for person in config["contributors"] if person["role"] == "aut"]
    assert values(epub, "creator") == [person["name"] for person in authors]
    for index, person in enumerate(authors):
        found = refined(epub, "creator", index)
        assert (found["role"], found["file-as"]) == (person["role"], person["sort"])
    others = [person["name"] for person in config["contributors"] if person["role"] != "aut"]
    assert values(epub, "contributor") == others


def test_opf_language_date_description_subjects(epub: Epub, config: dict[str, Any]) -> None:
    assert values(epub, "language") == [config["language"]]
    assert values(epub, "date") == [config["date"].isoformat()]
    assert values(epub, "description") == [" ".join(config["description"].split())]
    assert values(epub, "subject") == [subject["term"] for subject in config["subjects"]]
    assert config["rights"]["statement"] in values(epub, "rights")[0]
    assert properties(epub)["dcterms:modified"] == [f"{config['date'].isoformat()}T00:00:00Z"]


def test_language_on_package_and_pages(epub: Epub, config: dict[str, Any]) -> None:
    lang = "{http://www.w3.org/XML/1998/namespace}lang"
    assert epub.opf.get(lang) == config["language"]
    for name, page in epub.pages.items():
        assert (page.get("lang"), page.get(lang)) == (config["language"],) * 2, name
        title = page.find(f"{X}head/{X}title")
        assert title is not None and config["title"] in (title.text or "")


def test_no_placeholder_reaches_the_package(epub: Epub, config: dict[str, Any]) -> None:
    """What is still open ({publisher}, {isbn_epub}) is left out rather than invented or shipped."""
    metadata = epub.opf.find(f"{OPF}metadata")
    assert metadata is not None
    assert not [element.text for element in metadata.iter() if "{" in (element.text or "")]
    if config["isbn"]["epub"].startswith("{"):
        assert values(epub, "identifier")[0].startswith("urn:uuid:")
    uid = epub.ncx.find(".//{*}meta[@name='dtb:uid']")
    assert uid is not None and uid.get("content") == values(epub, "identifier")[0]


def test_accessibility_metadata_is_true_of_the_book(epub: Epub) -> None:
    found = properties(epub)
    assert {"textual"} <= set(found["schema:accessMode"])
    assert found["schema:accessibilityHazard"] == ["none"]
    pictures = [img for page in epub.pages.values() for img in page.iter(f"{X}img")]
    inside = [img for img in pictures if "cover" not in img.get("src", "")]
    assert ("visual" in found["schema:accessMode"]) == bool(inside)
    assert all(img.get("alt") for img in pictures)
    assert found["schema:accessibilitySummary"][0]


def test_cover(epub: Epub) -> None:
    items = [item for item in epub.opf.iter(f"{OPF}item") if "cover-image" in (item.get("properties") or "")]
    assert len(items) == 1
    picture = Image.open(io.BytesIO(epub.zip.read(f"{epub.base}/{items[0].get('href')}")))
    assert (picture.format, picture.size) == ("JPEG", (1600, 2560))


def info(pdf: Pdf) -> dict[str, str]:
    assert pdf.reader.metadata is not None
    return {key: str(value) for key, value in pdf.reader.metadata.items()}


@each_place
def test_pdf_information_and_xmp_agree_with_book_yaml(screen: Pdf, printed: Pdf, config: dict[str, Any]) -> None:
    for pdf in (screen, printed):
        xmp = pdf.reader.xmp_metadata
        assert xmp is not None
        title = f"{config['title']}. {config['subtitle']}"
        assert info(pdf)["/Title"] == title == xmp.dc_title["x-default"]
        authors = [person["name"] for person in config["contributors"] if person["role"] == "aut"]
        assert info(pdf)["/Author"].split(", ") == authors == xmp.dc_creator
        assert info(pdf)["/Subject"] == " ".join(config["description"].split()) == xmp.dc_description["x-default"]
        terms = [subject["term"] for subject in config["subjects"]]
        assert info(pdf)["/Keywords"] == ", ".join(terms) == xmp.pdf_keywords
        assert sorted(xmp.dc_subject) == sorted(terms)
        assert xmp.dc_language == [config["language"]] and pdf.reader.root_object["/Lang"] == config["language"]
        assert config["rights"]["statement"] in xmp.dc_rights["x-default"]


@each_place
def test_pdf_dates_come_from_the_book(screen: Pdf, printed: Pdf, config: dict[str, Any]) -> None:
    for pdf in (screen, printed):
        assert info(pdf)["/CreationDate"] == info(pdf)["/ModDate"] == f"D:{config['date']:%Y%m%d}000000Z"
        xmp = pdf.reader.xmp_metadata
        assert xmp is not None and xmp.xmp_create_date is not None
        assert xmp.xmp_create_date.replace(tzinfo=None) == datetime.datetime.combine(config["date"], datetime.time())


def test_pdf_and_epub_agree(epub: Epub, screen: Pdf) -> None:
    assert info(screen)["/Title"] == ". ".join(values(epub, "title"))
    assert info(screen)["/Author"] == ", ".join(values(epub, "creator"))


def test_title_page_and_imprint_print_the_metadata(screen: Pdf, config: dict[str, Any]) -> None:
    title_page, imprint = (" ".join(screen.texts[index].split()) for index in (2, 3))
    for text in (config["title"], config["subtitle"]):
        assert text in title_page and text in imprint
    assert config["rights"]["holder"] in imprint and str(config["date"].year) in imprint
    assert config["isbn"]["print"] in imprint


@each_place
def test_pages_are_a5_with_boxes(screen: Pdf, printed: Pdf) -> None:
    for pdf in (screen, printed):
        for page in pdf.reader.pages:
            width, height = (float(side) * 25.4 / 72 for side in page.trimbox[2:])
            assert abs(width - 148) < 0.1 and abs(height - 210) < 0.1
            assert page.mediabox[:2] == [0, 0]


@each_place
def test_screen_edition_is_tagged_and_print_edition_plain(screen: Pdf, printed: Pdf) -> None:
    root = screen.reader.root_object
    assert root["/MarkInfo"]["/Marked"] and "/StructTreeRoot" in root and root["/PageMode"] == "/UseOutlines"
    assert re.search(rb"<pdfuaid:part[^>]*>1<", _packet(screen))
    for key in ("/StructTreeRoot", "/Outlines", "/Names", "/MarkInfo"):
        assert key not in printed.reader.root_object
    assert b"pdfuaid" not in _packet(printed)


def _packet(pdf: Pdf) -> bytes:
    return bytes(pdf.reader.root_object["/Metadata"].get_object().get_data())


@each_place
def test_print_edition_is_black_alone(printed: Pdf) -> None:
    """No colour operator but K: text printed in four colours blurs (ISO 15930, trade practice)."""
    with pikepdf.open(io.BytesIO(printed.data)) as pdf:
        for page in pdf.pages:
            drawings = page.obj.Resources.get("/XObject", pikepdf.Dictionary())
            for stream in (page, *drawings.values()):
                operators = {str(item.operator) for item in pikepdf.parse_content_stream(stream)}
                assert not operators & {"rg", "RG", "sc", "SC", "scn", "SCN"}


@each_place
def test_fonts_are_embedded_subsets(screen: Pdf, printed: Pdf) -> None:
    for pdf in (screen, printed):
        seen = 0
        for page in pdf.reader.pages:
            for font in (page["/Resources"].get("/Font") or {}).values():
                name = font.get_object()["/BaseFont"]
                descriptor = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
                assert "EBGaramond" in name and "+" in name
                assert any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3"))
                assert ("Italic" in name) == bool(descriptor["/Flags"] & 64) == (descriptor["/ItalicAngle"] < 0)
                seen += 1
        assert seen > 10


def test_the_epub_is_small_and_the_build_says_what_it_holds(epub: Epub) -> None:
    """Under 1.5 MB with typeface and cover; shops charge by size for delivery."""
    assert epub.path.stat().st_size < 1_500_000
    assert len([name for name in epub.files if name.endswith(".ttf")]) == 3
    held = sizes(epub.path.read_bytes())
    assert sum(held.values()) == epub.path.stat().st_size
    assert {"text", "typeface", "cover", "styles", "container"} <= set(held)
    assert list(held.values()) == sorted(held.values(), reverse=True)
