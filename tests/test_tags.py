"""The screen PDF as a screen reader gets it: read with PDFium and pypdf, judged by veraPDF and outloud."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import outloud
import pikepdf
import pymupdf
import pypdfium2
import pytest
from conftest import ROOT, run
from druckreif.verify.tags import show_tags
from druckreif.write.fonts import faces
from druckreif.write.tags import Area, Mark, Tag, tag_from, tag_values, tidy
from finished import Pdf
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.ttLib import TTFont
from pdfminer.high_level import extract_text
from warm import findings_of


@pytest.fixture(scope="module")
def small(mini: Path) -> Pdf:
    return Pdf(mini / "mini-screen.pdf")


def spread(pdf: Pdf, first: str, last: str = "") -> list[str]:
    return [line.strip() for line in show_tags(pdf.data, first, last).splitlines()]


def elements(pdf: Pdf, *types: str) -> list[Any]:
    """The structure elements of some types, in reading order, through pypdf."""
    found: list[Any] = []

    def walk(item: Any) -> None:
        item = item.get_object()
        if isinstance(item, list):
            for kid in item:
                walk(kid)
        elif isinstance(item, dict):
            if item.get("/S", "/")[1:] in types:
                found.append(item)
            if "/K" in item:
                walk(item["/K"])

    walk(pdf.reader.root_object["/StructTreeRoot"]["/K"])
    return found


# ---- reading order ----


def test_a_spread_is_read_in_order(small: Pdf) -> None:
    """Headings, paragraphs, quotation, verse, letter, table, figure of pages 3 and 4, line by line."""
    lines = spread(small, "3", "4")
    kinds = [re.split(r"[ :]", line)[0] for line in lines]
    assert kinds == [
        "page", "Document", "Sect", "H1", "P", "P", "P", "H2", "BlockQuote", "P", "P", "P",
        "page", "Document", "Sect", "H3", "Div", "Div", "P", "P", "P", "P", "Div", "P", "P", "Div", "P", "P", "P",
        "Table", "Caption", "THead", "TR", "TH", "TH", "TH",
        "TBody", "TR", "TH", "TD", "TD", "TR", "TH", "TD", "TD", "TR", "TH", "TD", "TD", "Div", "Figure", "Caption",
    ]  # fmt: skip
    assert lines[3] == "H1 <Lbl: 1> Der Bogen"
    assert lines[5].startswith("P Am Anfang steht das Papier. Die Werkstatt von Martha Lindner bezog es in Ballen, prüfte")
    assert "was Flecken hatte.<Reference: <Link: 1>> <Span: Kursiv> und <Span: fett> waren" in lines[5]
    assert 'TH scope="Column" Falzungen' in lines and 'TH scope="Row" 1' in lines


def test_foreign_words_have_their_language_over_line_ends_too(small: Pdf) -> None:
    text = " ".join(spread(small, "3"))
    assert '<Span lang="ru": книга>' in text
    assert '<Span: <Span lang="fr": livre de raison>>' in text
    assert '<Span lang="en": the quick brown fox jumps over the lazy dog and never asks why>' in text
    assert 'Div lang="fr"' in spread(small, "7")


def test_content_is_drawn_as_it_is_read(screen: Pdf, small: Pdf) -> None:
    """The numbers of marked content rise along the tree, so that readers that ignore tags say the same."""
    for pdf in (screen, small):
        pages: dict[Any, list[int]] = {}
        with pikepdf.open(io.BytesIO(pdf.data)) as file:
            for page, number in marks(file.Root.StructTreeRoot.K, None):
                pages.setdefault(page, []).append(number)
        assert len(pages) > 10
        for numbers in pages.values():
            assert numbers == sorted(numbers)


def marks(item: Any, page: Any) -> Any:
    if isinstance(item, int):
        yield page, item
    elif isinstance(item, pikepdf.Array):
        for kid in item:
            yield from marks(kid, page)
    else:
        page = item.Pg.objgen if "/Pg" in item else page
        if item.get("/Type") == "/MCR":
            yield page, int(item.MCID)
        elif "/K" in item:
            yield from marks(item.K, page)


# ---- whole elements ----


def test_nothing_is_split_at_page_ends(screen: Pdf, small: Pdf, chapters: list[Any]) -> None:
    """One Sect for a division, one Table for a table, one P for a paragraph, on however many pages."""
    assert len(elements(small, "Table")) == 2
    assert len(elements(small, "THead")) == 2, "the head of a long table, repeated on the next page, is no content"
    assert len(elements(small, "TR")) == 4 + 41
    over_pages = [element for element in elements(screen, "P") if pages_of(element) == 2]
    assert len(over_pages) > 20
    divisions = [element for element in elements(screen, "Document")[0]["/K"]]
    assert len(divisions) < len(screen.reader.pages) / 3


def pages_of(element: Any) -> int:
    """How many pages the content of an element stands on."""
    kids = element["/K"] if isinstance(element["/K"], list) else [element["/K"]]
    own = {element.raw_get("/Pg").idnum} if "/Pg" in element else set()
    for kid in kids:
        kid = kid.get_object()
        if isinstance(kid, dict) and kid.get("/Type") == "/MCR":
            own.add(kid.raw_get("/Pg").idnum)
    return len(own)


def test_no_element_says_nothing(screen: Pdf) -> None:
    spans = elements(screen, "Span")
    assert all("/Lang" in span for span in spans)
    assert not elements(screen, "NonStruct")
    assert len(elements(screen, "Em")) > 50


# ---- notes, contents, links ----


def test_notes_are_notes_with_links_both_ways(screen: Pdf, chapters: list[Any]) -> None:
    notes = elements(screen, "Note")
    assert len(notes) == sum(len(chapter.notes) for chapter in chapters)
    ids = [note["/ID"] for note in notes]
    assert len(set(ids)) == len(ids)
    for note in notes:
        label = note["/K"][0].get_object()
        assert label["/S"] == "/Lbl"
        assert elements_in(label, "Link")
    calls = [tap for tap in screen.taps if tap.target in ids]
    assert {tap.target for tap in calls} == set(ids)


def elements_in(element: Any, type: str) -> list[Any]:
    kids = [kid.get_object() for kid in (element["/K"] if isinstance(element["/K"], list) else [element["/K"]])]
    return [kid for kid in kids if isinstance(kid, dict) and kid.get("/S") == f"/{type}"]


def test_footnotes_are_read_behind_their_calls(tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = run("build", "screen", "--notes", "page", "--book", ROOT / "tests/books/mini", "--out", out)
    assert done.returncode == 0, done.stdout
    lines = spread(Pdf(out / "mini-screen.pdf"), "3")
    at = next(index for index, line in enumerate(lines) if line.startswith("Note"))
    assert lines[at].startswith('Note id="fn-bogen-1" <Lbl: <Link: 1>>')
    assert lines[at + 1] == "P Papier wurde nach Gewicht bezahlt. Ein Ries hatte 500 Bogen."
    assert lines[at - 1].startswith("P Am Anfang"), "the note stands in the paragraph that calls it"


def test_the_contents_are_contents(small: Pdf) -> None:
    lines = spread(small, "v")
    assert "TOCI <Reference: <Link: Vorwort> vii>" in lines
    assert "TOCI <Reference: <Link: 1 Der Bogen> 3>" in lines
    assert lines.count("TOC") == 3


def test_lists_have_labels_in_order(small: Pdf) -> None:
    lines = spread(small, "7")
    at = lines.index('L listnumbering="Decimal"')
    assert lines[at : at + 3] == ['L listnumbering="Decimal"', "LI <Lbl: 1.>", "LBody Er las das Manuskript."]
    assert 'L listnumbering="Disc"' in lines


def test_figures_say_what_they_show(small: Pdf) -> None:
    figure = elements(small, "Figure")[0]
    assert figure["/Alt"].startswith("Ein Rechteck, das zwei gestrichelte Linien")
    left, bottom, right, top = figure["/A"]["/BBox"]
    width, height = (float(side) for side in small.reader.pages[0].mediabox[2:])
    assert 0 < left < right < width and 0 < bottom < top < height
    assert round(right - left) == 150, "200 px are 150 pt"


def test_links_are_printable_named_and_coloured_on_the_screen_alone(screen: Pdf, printed: Pdf) -> None:
    for page in screen.reader.pages:
        for reference in page.get("/Annots") or ():
            link = reference.get_object()
            assert link["/F"] == 4 and link["/Contents"]
    red = b"0.64 0.2 0.14 rg"
    shown, hidden = ([page for page in contents(pdf) if red in page] for pdf in (screen, printed))
    assert len(shown) > 30 and not hidden


def contents(pdf: Pdf) -> list[bytes]:
    return [stream.get_data() for page in pdf.reader.pages if (stream := page.get_contents()) is not None]


# ---- text ----


@pytest.fixture(scope="module")
def divided(printed: Pdf) -> list[tuple[int, str]]:
    """Words of the book that are divided at a line end, with their pages."""
    found = []
    for index, text in enumerate(printed.bodies):
        found += [(index, left + right) for left, right in re.findall(r"(?<![\w-])(\w{3,})\u00ad\n(\w{3,})(?!\w)", text)]
    assert len(found) > 100
    return found


@pytest.mark.parametrize("edition", ["screen", "printed"])
def test_divided_words_are_found_whole(edition: str, divided: list[tuple[int, str]], request: pytest.FixtureRequest) -> None:
    """PDFium joins them over a mark of its own (U+0002), which Chrome's search leaves out; pypdf gives soft hyphens."""
    pdf = request.getfixturevalue(edition)
    document = pypdfium2.PdfDocument(pdf.data)
    for index, word in divided[::9]:
        assert word in document[index].get_textpage().get_text_bounded().replace("\x02", ""), word
        assert word in pdf.texts[index].replace("\u00ad\n", ""), word


def test_a_divided_word_is_its_letters_and_a_soft_hyphen(printed: Pdf, divided: list[tuple[int, str]]) -> None:
    """For pdfminer and MuPDF as well, which hand on what the file says; a search that leaves U+00AD out finds the word."""
    document = pymupdf.open(stream=printed.data)
    for index, word in divided[::25]:
        for text in (document[index].get_text(), extract_text(io.BytesIO(printed.data), page_numbers=[index])):
            assert word in text.replace("\u00ad\n", ""), word
            assert "\u2010" not in text


def test_the_search_of_mupdf_finds_divided_words(screen: Pdf, divided: list[tuple[int, str]]) -> None:
    """That of the library; PyMuPDF's own `search_for` joins no lines, whatever hyphen they end with."""
    document = pymupdf.open(stream=screen.data)
    for index, word in divided[::9]:
        assert pymupdf.mupdf.fz_search_page2(document.this, index, word, 20), word


def test_an_authors_hyphen_stays_a_hyphen(screen: Pdf) -> None:
    text = "\n".join(screen.texts)
    assert "Brest-Litowsk" in text
    assert not re.search(r"\w\u00ad\w", text), "soft hyphens stand at line ends alone"


# ---- fonts ----


def test_all_pages_share_their_fonts(screen: Pdf, printed: Pdf, epub: Any) -> None:
    for pdf in (screen, printed):
        files, names = set(), set()
        for page in pdf.reader.pages:
            for font in (page["/Resources"].get("/Font") or {}).values():
                descriptor = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
                files.add(descriptor.raw_get("/FontFile2").idnum)
                names.add(font.get_object()["/BaseFont"])
        assert len(files) == len(names) <= 6


def test_a_united_font_draws_what_the_face_draws(screen: Pdf, small: Pdf) -> None:
    """Each glyph of the files has the outline and the width that it has in the whole face, accents included."""
    whole = [TTFont(io.BytesIO(face.data)) for face in faces()]
    accents = 0
    for pdf in (screen, small):
        with pikepdf.open(io.BytesIO(pdf.data)) as file:
            dictionaries = [item for item in file.objects if isinstance(item, pikepdf.Dictionary)]
            fonts = [font for font in dictionaries if font.get("/Subtype") == "/CIDFontType2"]
            assert len(fonts) >= 3
            for font in fonts:
                widths = {int(first) + at: float(width) for first, run in pairs(font.W) for at, width in enumerate(run)}
                own = TTFont(io.BytesIO(font.FontDescriptor.FontFile2.read_bytes()))
                face = next(face for face in whole if drawn(face, widths) == drawn(own, widths))
                accents += sum(face["glyf"][face.getGlyphName(glyph)].isComposite() for glyph in widths)
                for glyph, width in widths.items():
                    advance = own["hmtx"][own.getGlyphName(glyph)][0] * 1000 / own["head"].unitsPerEm
                    assert abs(advance - width) < 1
    assert accents > 20


def drawn(font: TTFont, glyphs: Iterable[int]) -> list[Any]:
    """The outlines of some glyphs."""
    outlines = font.getGlyphSet()
    found = []
    for glyph in glyphs:
        pen = DecomposingRecordingPen(outlines)
        outlines[font.getGlyphName(glyph)].draw(pen)
        found.append(pen.value)
    return found


def pairs(array: Any) -> Any:
    items = list(array)
    return zip(items[::2], items[1::2], strict=True)


# ---- judges ----


def test_the_mini_book_is_pdfua(small: Pdf) -> None:
    """veraPDF finds nothing; the real book is judged by each build."""
    assert findings_of("verapdf", "mini", small.data) == []


@pytest.mark.parametrize("place", ["book", "page"])
def test_pdfua_2_is_what_a_book_may_ask_for(place: str, tmp_path: Path) -> None:
    """PDF 2.0 by the profile of PDF/UA-2, without a failure; print stays as it was. Calls and notes refer to each other,
    what the contents name and links lead to are elements."""
    book, out = tmp_path / "mini", tmp_path / "out"
    shutil.copytree(ROOT / "tests/books/mini", book)
    with (book / "book.yaml").open("a") as config:
        config.write("\neditions: {screen: {ua: 2}}\n")
    done = run("build", "screen", "print", "--notes", place, "--book", book, "--out", out)
    assert done.returncode == 0, done.stdout
    pdf = Pdf(out / "mini-screen.pdf")
    assert pdf.data.startswith(b"%PDF-2.0") and (out / "mini-print.pdf").read_bytes().startswith(b"%PDF-1.7")
    assert findings_of("verapdf", "mini", pdf.data) == []
    notes = elements(pdf, "FENote")
    assert {note["/A"]["/NoteType"] for note in notes} == {"/Footnote" if place == "page" else "/Endnote"}
    for note in notes:
        calls = [call.get_object() for call in note["/Ref"]]
        assert calls and all(note in [kid.get_object() for kid in call["/Ref"]] for call in calls)
    named = [entry["/Ref"][0].get_object()["/S"] for entry in elements(pdf, "TOCI")]
    assert len(named) > 10 and set(named) == {"/Sect", "/H2"}
    actions = [a["/A"] for page in pdf.reader.pages for a in page.get("/Annots", ()) if a["/A"]["/S"] == "/GoTo"]
    assert len(actions) > 40 and all(action["/SD"][0].get_object()["/S"] for action in actions)
    with pikepdf.open(io.BytesIO(pdf.data)) as broken:
        for item in broken.objects:
            if isinstance(item, pikepdf.Dictionary) and item.get("/S") == "/TOCI":
                del item["/Ref"]
        broken.save(out / "broken.pdf")
    found = findings_of("verapdf", "mini", (out / "broken.pdf").read_bytes())
    assert {finding.rule for finding in found} == {"pdfua-8.2.5.8-1"}


def test_the_checker_sees_a_broken_tree(small: Pdf) -> None:
    with pikepdf.open(io.BytesIO(small.data)) as pdf:
        for item in pdf.objects:
            if isinstance(item, pikepdf.Dictionary) and item.get("/S") == "/Note":
                del item["/ID"]
        out = io.BytesIO()
        pdf.save(out)
    assert any(finding.rule.startswith("pdfua-7.9") for finding in findings_of("verapdf", "mini", out.getvalue()))


def test_a_second_checker_agrees(mini: Path) -> None:
    """outloud has no error, and warns of nothing but its count of the painting order, which takes the text that stands
    directly in a paragraph for earlier than that of its links (`test_content_is_drawn_as_it_is_read` is exact), and of
    TXT-004: the typeface has five forms of the figure 1."""
    report = outloud.check(str(mini / "mini-screen.pdf"))
    assert not report.error and report.stats["tagged"]
    assert {finding.rule for finding in report.findings if finding.severity != "info"} <= {"ORD-001", "TXT-004"}


# ---- the tree itself ----


def test_pieces_of_inline_elements_become_one() -> None:
    line = Tag("P", [Tag("Em", [Mark(0, 0)]), Tag("Em", [Mark(0, 1)]), Mark(0, 2), Tag("Span", []), Tag("Em", [Mark(1, 0)])])
    assert [kid.kids if isinstance(kid, Tag) else kid for kid in tidy(line).kids] == [
        [Mark(0, 0), Mark(0, 1)], Mark(0, 2), [Mark(1, 0)],
    ]  # fmt: skip
    links = Tag("P", [Tag("Link", [Area(0, 0), Mark(0, 0)], target="a"), Tag("Link", [Area(0, 1), Mark(0, 1)], target="b")])
    assert len(tidy(links).kids) == 2


def test_a_tree_survives_the_cache() -> None:
    tree = Tag("Document", [Tag("Figure", [Mark(1, 2)], alt="x", box=(1, 2, 3, 4)), Tag("Link", [Area(0, 1)], target="y")])
    assert tag_values(tag_from(tag_values(tree))) == tag_values(tree)


# ---- the verb ----


def test_show_tags(mini: Path) -> None:
    book = ROOT / "tests/books/mini"
    done = run("show", "tags", "3-4", "--book", book, "--out", mini)
    assert done.returncode == 0 and done.stdout.startswith("page 3\n") and "page 4\n" in done.stdout
    assert "H1 <Lbl: 1> Der Bogen" in done.stdout
    done = run("show", "tags", "99", "--book", book, "--out", mini)
    assert done.returncode == 2 and "there is no page '99'" in done.stderr
    done = run("show", "tags", "--book", book, "--out", mini / "nowhere")
    assert done.returncode == 1 and "artefact-missing" in done.stdout
