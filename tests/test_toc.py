"""Contents: nav, NCX, bookmarks and the printed page agree with book.yaml and the chapters in text, order, nesting, page."""

from __future__ import annotations

import re
from typing import Any

from conftest import each_place
from finished import TYPE, Epub, Pdf, X, text_of
from lxml import etree
from sources import Source

MADE = {"notes": "Anmerkungen", "glossary": "Glossar", "bibliography": "Literaturverzeichnis",
        "whos-who": "Wer war wer", "register": "Register", "colophon": "Kolophon"}  # fmt: skip
Line = tuple[int, str]


def expected(config: dict[str, Any], chapters: list[Source], place: str = "book") -> list[Line]:
    """Depth and text of every entry, from the sources alone; only notes at the end of the book have a division."""
    by_file = iter(chapters)
    lines: list[Line] = []
    number = 0
    for matter in ("front", "body", "back"):
        for name in config["contents"][matter]:
            if name == "notes" and place != "book":
                continue
            if name in MADE:
                lines.append((1, MADE[name]))
            elif name.endswith(".md"):
                chapter = next(by_file)
                number += matter == "body"
                lines.append((1, f"{number} {chapter.title}" if matter == "body" else chapter.title))
                lines += [(2, text) for _, text in chapter.headings]
    return lines


def listed(parent: etree._Element, depth: int = 1) -> list[tuple[int, str, str]]:
    found = []
    for item in parent.findall(f"{X}ol/{X}li"):
        link = item.find(f"{X}a")
        assert link is not None
        found.append((depth, text_of(link), link.get("href", "")))
        found += listed(item, depth + 1)
    return found


def toc(epub: Epub) -> list[tuple[int, str, str]]:
    navs = {nav.get(TYPE): nav for nav in epub.nav.iter(f"{X}nav")}
    return listed(navs["toc"])


def test_the_sources_have_what_these_tests_compare(config: dict[str, Any], chapters: list[Source]) -> None:
    lines = expected(config, chapters)
    assert len([line for line in lines if line[0] == 1]) >= 8
    assert len([line for line in lines if line[0] == 2]) >= 12


def test_nav_agrees_with_the_sources(epub: Epub, config: dict[str, Any], chapters: list[Source]) -> None:
    assert [(depth, text) for depth, text, _ in toc(epub)] == expected(config, chapters)


def test_nav_entries_lead_to_their_headings(epub: Epub) -> None:
    for _, text, href in toc(epub):
        _, target = epub.target(f"{epub.base}/nav.xhtml", href)
        assert target is not None
        heading = target if re.fullmatch(r".*}h[1-6]", str(target.tag)) else target.find(f".//{X}h1")
        assert heading is not None, href
        assert text_of(heading).split() == text.split()[-len(text_of(heading).split()) :]


def test_ncx_agrees_with_nav(epub: Epub) -> None:
    ncx = "{http://www.daisy.org/z3986/2005/ncx/}"

    def points(parent: etree._Element, depth: int = 1) -> list[tuple[int, str, str]]:
        found = []
        for point in parent.findall(f"{ncx}navPoint"):
            content = point.find(f"{ncx}content")
            label = point.find(f"{ncx}navLabel/{ncx}text")
            assert content is not None and label is not None
            found.append((depth, label.text or "", content.get("src", "")))
            found += points(point, depth + 1)
        return found

    root = epub.ncx.find(f"{ncx}navMap")
    assert root is not None
    assert points(root) == toc(epub)
    orders = [int(point.get("playOrder", "0")) for point in root.iter(f"{ncx}navPoint")]
    assert orders == sorted({*orders}), "the same order as in the book; pages are counted in between"


def test_landmarks_lead_to_what_they_name(epub: Epub) -> None:
    navs = {nav.get(TYPE): nav for nav in epub.nav.iter(f"{X}nav")}
    marks = {link.get(TYPE): link.get("href", "") for link in navs["landmarks"].iter(f"{X}a")}
    assert {"cover", "toc", "bodymatter", "titlepage", "endnotes", "glossary", "bibliography"} <= set(marks)
    for kind, href in marks.items():
        _, target = epub.target(f"{epub.base}/nav.xhtml", href)
        assert target is not None, kind
    assert marks["bodymatter"].endswith("kaserne.xhtml")


def test_the_spine_follows_book_yaml(epub: Epub, config: dict[str, Any], chapters: list[Source]) -> None:
    opf = "{http://www.idpf.org/2007/opf}"
    hrefs = {item.get("id"): item.get("href", "") for item in epub.opf.iter(f"{opf}item")}
    spine = [hrefs[reference.get("idref")] for reference in epub.opf.iter(f"{opf}itemref")]
    files = [f"text/{chapter.id}.xhtml" for chapter in chapters]
    assert [name for name in spine if name in files] == files
    assert spine[0] == "text/cover.xhtml"
    last_chapter = [f"text/{chapter.id}.xhtml" for chapter in chapters if chapter.matter == "body"][-1]
    assert spine.index("text/notes.xhtml") > spine.index(last_chapter)


@each_place
def test_bookmarks_agree_with_the_sources(
    place: str, screen: Pdf, config: dict[str, Any], chapters: list[Source]
) -> None:
    assert [(depth, text) for depth, text, _ in screen.outline()] == expected(config, chapters, place)


@each_place
def test_bookmarks_lead_to_the_page_with_the_heading(screen: Pdf) -> None:
    for _, text, page in screen.outline():
        squeezed = "".join(screen.texts[page].lower().split())
        title = re.sub(r"^\d+ ", "", text)
        assert "".join(title.lower().split()) in squeezed, (text, page)


def printed_contents(pdf: Pdf) -> list[tuple[str, str]]:
    """Entries and page numbers as they stand on the contents pages."""
    first = next(index for index, text in enumerate(pdf.bodies) if text.lstrip().startswith("Inhalt"))
    found = []
    last = next(index for index, text in enumerate(pdf.bodies) if text.lstrip().startswith("Editorische Notiz"))
    for text in pdf.bodies[first:last]:
        for line in text.splitlines():
            if match := re.fullmatch(r"(.*?)\s+([ivxlc]+|\d+)\s*", line):
                found.append((" ".join(match[1].split()), match[2]))
    return found


@each_place
def test_printed_contents_agree_with_bookmarks_and_page_labels(screen: Pdf) -> None:
    wanted = [(text, screen.labels[page]) for _, text, page in screen.outline()]
    assert printed_contents(screen) == wanted


def test_the_print_edition_prints_the_same_contents(screen: Pdf, printed: Pdf) -> None:
    assert printed_contents(printed) == printed_contents(screen)
    assert len(printed.reader.pages) == len(screen.reader.pages)
    assert printed.texts == screen.texts


@each_place
def test_folios_are_the_page_labels(screen: Pdf) -> None:
    """The figure printed on a page is its label; blank and bare pages have none."""
    for index, text in enumerate(screen.texts):
        lines = [line.strip() for line in text.strip().splitlines()]
        if not lines or index < 4:
            continue
        figures = " ".join((lines[0], lines[-1])).split()
        assert screen.labels[index] in figures, (index, screen.labels[index], lines[0], lines[-1])


@each_place
def test_chapters_open_on_right_hand_pages_without_a_running_head(screen: Pdf) -> None:
    """What is stamped on an opening is its folio alone; it is drawn first."""
    for depth, _, page in screen.outline():
        if depth == 1:
            assert page % 2 == 0
            assert screen.texts[page].strip().splitlines()[0].strip() == screen.labels[page]


@each_place
def test_running_heads_have_the_book_on_the_left_and_the_chapter_on_the_right(
    screen: Pdf, config: dict[str, Any], chapters: list[Source]
) -> None:
    starts = {page: re.sub(r"^\d+ ", "", text) for depth, text, page in screen.outline() if depth == 1}
    titles = {chapter.title for chapter in chapters}
    checked = 0
    for page, text in enumerate(screen.texts):
        begun = [start for start in starts if start <= page]
        if not begun or page in starts or not text.strip() or starts[max(begun)] not in titles:
            continue
        head = text.strip().splitlines()[0]
        wanted = config["title"] if page % 2 else starts[max(begun)]
        assert wanted in head and screen.labels[page] in head.split(), (page, head)
        checked += 1
    assert checked > 15


@each_place
def test_blank_pages_are_blank(screen: Pdf) -> None:
    starts = [page for depth, _, page in screen.outline() if depth == 1]
    blanks = [page - 1 for page in starts if not screen.texts[page - 1].strip()]
    assert blanks, "the book has blank versos"
    for page in blanks:
        assert screen.chars[page] == []
        assert "/Annots" not in screen.reader.pages[page]
