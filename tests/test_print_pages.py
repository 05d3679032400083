"""The EPUB bears the pages of the print edition: each break stands before the first word of its page in the print PDF."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urldefrag

import pytest
from conftest import run
from druckreif.verify.epub_pages import compare_page_list
from druckreif.verify.pages import read_pages, texts_of
from finished import DC, OPF, TYPE, Epub, Pdf, X, text_of
from lxml import etree
from sources import letters
from test_forms import HEAD

BREAK = ".//*[@{http://www.idpf.org/2007/ops}type='pagebreak']"


def listed(epub: Epub) -> list[tuple[str, str]]:
    """Folio and address of every entry of the page list, in order."""
    nav = next(nav for nav in epub.nav.iter(f"{X}nav") if nav.get(TYPE) == "page-list")
    assert nav.get("hidden") and nav.get("role") == "doc-pagelist" and nav.get("aria-label")
    return [(text_of(link), link.get("href", "")) for link in nav.iter(f"{X}a")]


def around(epub: Epub, href: str) -> tuple[str, str, etree._Element]:
    """The text before a page break and behind it, in its file, and the break itself."""
    name, place = epub.target(f"{epub.base}/nav.xhtml", href)
    assert place is not None
    body = epub.pages[name].find(f"{X}body")
    assert body is not None
    before: list[str] = []
    behind: list[str] = []
    target = before
    for event, element in etree.iterwalk(body, events=("start", "end")):
        if element is place and event == "start":
            target = behind
        apart = "" if str(element.tag).removeprefix(X) in ("a", "em", "strong", "span", "dfn") else "\n"
        target.append((apart + (element.text or "")) if event == "start" else apart + (element.tail or ""))
    return "".join(before), "".join(behind), place


def check_page(epub: Epub, pdf: Pdf, folio: str, href: str) -> None:
    """What stands behind a break is the page's first word; a word that the page divides stands behind it whole."""
    before, behind, place = around(epub, href)
    index = pdf.labels.index(folio)
    lines = pdf.bodies[index].strip().split("\n")
    if "(Forts.)" in lines[0]:  # the head of a register entry, repeated at the top of the page
        del lines[0]
    first = letters(lines[0])
    heads = [letters(text_of(head)) for table in place.iterancestors(f"{X}table") for head in table.iter(f"{X}thead")]
    if heads and first == heads[0]:  # repeated at the top of the page, not in the EPUB
        first = letters(lines[1])
    if any(True for _ in place.iterancestors(f"{X}li")):  # the number of an item is written out in the PDF alone
        first = re.sub(r"^\d+", "", first)
    previous = place.getprevious()
    if previous is not None and previous.get(TYPE) == "backlink":  # the number of a note stands before the break
        first = first.removeprefix(letters(text_of(previous)))
    assert place.get("aria-label") == folio and place.get("role") == "doc-pagebreak" and not text_of(place)
    match = re.match(r"\d*\D{0,24}", first)  # up to the locators of the register and the contents
    assert match and match[0], (folio, first)
    wanted = match[0]
    at = letters(behind).find(wanted)
    assert 0 <= at < 30, (folio, wanted, behind[:80])
    if at:
        above = [line.rstrip() for line in pdf.texts[index - 1].split("\n")]
        ends = [letters(line)[-at:] for line in above if line[-1:] in ("-", "\u00ad")]
        assert letters(behind)[:at] in ends, (folio, behind[:40])
    assert not before[-1:].isalnum() or not re.match(r"\w", behind), (folio, before[-20:], behind[:20])


def set_pages(pdf: Pdf) -> list[str]:
    """The folios of the pages that are not empty."""
    return [label for label, text in zip(pdf.labels, pdf.texts, strict=True) if text.strip()]


def test_every_page_begins_where_the_print_edition_begins_it(epub: Epub, printed: Pdf) -> None:
    pages = listed(epub)
    for folio, href in pages:
        check_page(epub, printed, folio, href)
    assert len(pages) > 100


def test_no_page_is_missing(epub: Epub, printed: Pdf) -> None:
    """All folios in the order of the book, but for the half-title, which the EPUB does not have."""
    assert [folio for folio, _ in listed(epub)] == set_pages(printed)[1:]
    breaks = [span for page in epub.pages.values() for span in page.iterfind(BREAK)]
    assert {span.get("id") for span in breaks} == {urldefrag(href).fragment for _, href in listed(epub)}


def test_a_divided_word_stays_whole(epub: Epub, printed: Pdf) -> None:
    """A page that begins with "nisterien" has its break before "Ministerien"."""
    divided = [index + 1 for index, text in enumerate(printed.bodies) if text.rstrip()[-1:] in ("-", "\u00ad")]
    assert divided, "the book has no page that ends within a word"
    hrefs = dict(listed(epub))
    for index in divided:
        rest = letters(printed.bodies[index])[:6]
        _, behind, _ = around(epub, hrefs[printed.labels[index]])
        word = letters(behind.split()[0])
        assert word.find(rest[: len(word)]) != 0 and rest[:3] in word, (word, rest)


def test_the_ncx_has_the_same_pages_in_reading_order(epub: Epub) -> None:
    targets = list(epub.ncx.iter("{*}pageTarget"))
    found = [(text_of(t).strip(), t.find("{*}content").get("src")) for t in targets]  # type: ignore[union-attr]
    assert found == listed(epub)
    assert [t.get("type") for t in targets] == ["normal" if folio.isdecimal() else "front" for folio, _ in found]
    order = {src.get("src"): int(src.getparent().get("playOrder") or 0) for src in epub.ncx.iter("{*}content")}  # type: ignore[union-attr]
    assert sorted(order.values()) == list(range(1, len(order) + 1))
    chapter, page = order["text/kaserne.xhtml"], order["text/kaserne.xhtml#page-2"]
    assert chapter < order["text/kaserne.xhtml#page-1"] < page < order["text/brest-litowsk.xhtml"]


def test_the_metadata_names_the_source_of_the_pages(epub: Epub) -> None:
    source = epub.opf.find(f".//{DC}source")
    assert source is not None and source.text
    refined = {m.get("property"): m.text for m in epub.opf.iter(f"{OPF}meta") if m.get("refines") == f"#{source.get('id')}"}
    assert refined["source-of"] == "pagination"
    features = [m.text for m in epub.opf.iter(f"{OPF}meta") if m.get("property") == "schema:accessibilityFeature"]
    assert {"pageNavigation", "pageBreakMarkers"} <= set(features)


# ---- a book with everything that makes pages hard ----

TRICKY = """
contents:
  front: [title-page]
  body: [chapters/a.md, chapters/b.md, chapters/c.md]
  back: [notes]
editions:
  print:
    notes: {place: page}
"""
SENTENCE = (
    "Donaudampfschifffahrtsgesellschaftskapitäne verwechselten »Versorgungsunternehmen« mit *Gewerkschaftsversammlungen*"
)
PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="560"><rect width="300" height="560"/></svg>'


def chapter_a() -> str:
    paragraphs = [f"{SENTENCE} zum {n}. Mal[^n{n}] und {SENTENCE}; Brest-Litowsk[^m{n}] – {SENTENCE}." for n in range(1, 31)]
    notes = [f"[^{kind}{n}]: Anmerkung {kind} {n}." for n in range(1, 31) for kind in "nm"]
    return "# A {#a}\n\n" + "\n\n".join([*paragraphs, *notes]) + "\n"


def chapter_b() -> str:
    rows = "\n".join(f"| Zeile {n} | Wert {n * 7} |" for n in range(1, 71))
    items = "\n".join(f"{n}. Punkt {n} der langen Liste" for n in range(1, 61))
    figures = '![](images/p.svg){#bild-1 alt="Hoch"}\n\n![](images/p.svg){#bild-2 alt="Hoch"}'
    table = f"| Kopf | Größe |\n|---|---|\n{rows}\n\n: Lange Tabelle {{#lang}}"
    return f"# B {{#b}}\n\n{SENTENCE}.\n\n{figures}\n\nNach den Bildern.\n\n{table}\n\nDavor.\n\n{items}\n"


@pytest.fixture(scope="module")
def tricky(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tricky")
    (folder / "chapters").mkdir()
    (folder / "images").mkdir()
    (folder / "book.yaml").write_text(HEAD.replace("title: T", "title: Schwierige Seiten") + TRICKY, "utf-8")
    (folder / "chapters/a.md").write_text(chapter_a(), "utf-8")
    (folder / "chapters/b.md").write_text(chapter_b(), "utf-8")
    (folder / "chapters/c.md").write_text("# C {#c}\n\nEnde.\n", "utf-8")
    (folder / "images/p.svg").write_text(PICTURE, "utf-8")
    done = run("build", "epub", "print", "--book", folder, "--out", folder / "dist")
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def test_pages_with_footnotes_lists_and_tables(tricky: Path) -> None:
    epub, pdf = Epub(tricky / "dist/t.epub"), Pdf(tricky / "dist/t-print.pdf")
    pages = listed(epub)
    kinds = {str(figure.tag) for figure in epub.page("b").iter(f"{X}figure") if figure.find(BREAK) is not None}
    for folio, href in pages:
        if "\n" in pdf.texts[pdf.labels.index(folio)].strip():  # else the page has a running head and a picture alone
            check_page(epub, pdf, folio, href)
            kinds.add(str(around(epub, href)[2].getparent().tag))  # type: ignore[union-attr]
    assert {f"{X}p", f"{X}th", f"{X}li", f"{X}figure"} <= kinds
    assert [folio for folio, _ in pages] == [label for label in pdf.labels if label in dict(pages)]
    assert len(pages) >= len(set_pages(pdf)) > 12


def test_a_page_that_is_a_picture_begins_before_it(tricky: Path) -> None:
    epub, pdf = Epub(tricky / "dist/t.epub"), Pdf(tricky / "dist/t-print.pdf")
    figures = list(epub.page("b").iter(f"{X}figure"))
    breaks = [figure.find(BREAK) for figure in figures]
    assert len(figures) == 2 and None not in breaks
    folios = [str(place.get("aria-label")) for place in breaks if place is not None]
    assert int(folios[1]) == int(folios[0]) + 1
    for figure, folio in zip(figures, folios, strict=True):
        assert figure[0].get("id") == f"page-{folio}", "the break stands before the picture"
        assert len(pdf.reader.pages[pdf.labels.index(folio)]["/Resources"]["/XObject"]) > 0


# ---- alone, and without a print edition ----


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example book of `druckreif new`, all editions built."""
    folder = tmp_path_factory.mktemp("small") / "book"
    assert run("new", folder, "--title", "Ein Buch").returncode == 0
    done = run("build", "--book", folder, "--out", folder / "dist")
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def test_the_epub_is_the_same_alone(small: Path, tmp_path: Path) -> None:
    done = run("build", "epub", "--book", small, "--out", tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    (alone,) = tmp_path.iterdir()
    assert alone.read_bytes() == (small / "dist" / alone.name).read_bytes()


def test_a_book_without_a_print_edition(small: Path, tmp_path: Path) -> None:
    config = small / "book.yaml"
    kept = config.read_text("utf-8")
    try:
        config.write_text(f"{kept}\neditions:\n  print:\n    exists: false\n", "utf-8")
        done = run("build", "--book", small, "--out", tmp_path)
        assert done.returncode == 0, done.stdout + done.stderr
        assert sorted(path.suffix for path in tmp_path.iterdir()) == [".epub", ".pdf"]
        assert not list(tmp_path.glob("*-print.pdf"))
        epub = Epub(next(tmp_path.glob("*.epub")))
        assert not [span for page in epub.pages.values() for span in page.iterfind(BREAK)]
        assert [nav.get(TYPE) for nav in epub.nav.iter(f"{X}nav")] == ["toc", "landmarks"]
        assert epub.opf.find(f".//{DC}source") is None and b"pageNavigation" not in epub.zip.read(epub.opf_name)
        done = run("build", "print", "--book", small, "--out", tmp_path)
        line = kept.count("\n") + 4
        assert done.returncode == 1 and f"book.yaml:{line}:" in done.stdout and "edition-none" in done.stdout
    finally:
        config.write_text(kept, "utf-8")


# ---- verify says it too ----


def moved(data: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """The EPUB with its documents changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            content = old.read(info)
            new.writestr(info, change(content) if info.filename.endswith(".xhtml") else content)
    return out.getvalue()


def renumber(content: bytes) -> bytes:
    """Each page is called by the number of the next."""
    return re.sub(rb">(\d+)</a>(?=</li>)", lambda match: b">%d</a>" % (int(match[1]) + 1), content)


def drop(content: bytes) -> bytes:
    """The entry of page 3 is gone from the page list."""
    return re.sub(rb'<li>\s*<a href="[^"]*#page-3">3</a>\s*</li>', b"", content)


def misname(content: bytes) -> bytes:
    """Page 3 has a number that no page has."""
    return content.replace(b'#page-3">3<', b'#page-3">3000<')


@pytest.mark.parametrize(
    "change, message",
    [(renumber, "page 1 of the printed book is not"), (drop, "page 3 of"), (misname, "no page 3000")],
)
def test_verify_sees_pages_that_the_printed_book_does_not_have(
    dist: Path, change: Callable[[bytes], bytes], message: str
) -> None:
    printed = next(dist.glob("*-print.pdf")).read_bytes()
    epub = next(dist.glob("*.epub")).read_bytes()
    pages = texts_of(read_pages(printed))
    assert not compare_page_list("book.epub", epub, *pages)
    broken = moved(epub, change)
    assert broken != epub
    found = compare_page_list("book.epub", broken, *pages)
    assert any(message in finding.message for finding in found) and {finding.rule for finding in found} == {"epub-pages"}


def test_verify_sees_breaks_at_other_places(dist: Path) -> None:
    """The text of all pages shifted by one: numbers and order still agree."""
    printed = next(dist.glob("*-print.pdf")).read_bytes()
    labels, texts = texts_of(read_pages(printed))
    epub = next(dist.glob("*.epub")).read_bytes()
    found = compare_page_list("book.epub", epub, labels, [texts[-1], *texts[:-1]])
    assert sum("is not what the printed page says" in finding.message for finding in found) > 80


def test_works_that_the_epub_names_and_print_does_not_are_no_fault(tmp_path: Path) -> None:
    """Notes that say "ebd." in print throughout: the EPUB, in which nobody looks back at a page, names the work again."""
    book = tmp_path / "book"
    (book / "chapters").mkdir(parents=True)
    contents = "contents: {front: [title-page], body: [chapters/c.md], back: [notes, bibliography]}\n"
    (book / "book.yaml").write_text(HEAD + contents, "utf-8")
    work = 'sources: [{id: werk, type: book, title: Werktitel, author: [{family: Beispiel, given: B.}], '
    (book / "sources.yaml").write_text(f"{work}issued: {{date-parts: [[1920]]}}}}]\n", "utf-8")
    calls = " ".join(f"Satz[^{number}]." for number in range(30))
    notes = "\n\n".join(f"[^{number}]: Dazu noch [@werk, S. 3]." for number in range(30))
    (book / "chapters/c.md").write_text(f"# Titel {{#c}}\n\n{calls}\n\n{notes}\n", "utf-8")
    done = run("build", "epub", "print", "--book", book, "--out", tmp_path / "out")
    assert done.returncode == 0, done.stdout + done.stderr
    printed, epub = (next((tmp_path / "out").glob(name)).read_bytes() for name in ("*-print.pdf", "*.epub"))
    labels, texts = texts_of(read_pages(printed))
    assert sum(text.count("ebd.") for text in texts) > 20
    assert compare_page_list("book.epub", epub, labels, texts), "citations compared would be a fault"
