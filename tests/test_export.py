"""Exports, read with libraries that did not write them: zipfile and lxml, html5 rules by hand, pandoc for Markdown."""

from __future__ import annotations

import io
import os
import re
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from conftest import ROOT, run
from druckreif.base.pandoc import PandocFailed, pandoc
from druckreif.base.shelf import Shelf
from druckreif.make.reading import load
from druckreif.model.book import Book, Division, Kind
from druckreif.model.facts import Facts
from druckreif.model.nodes import NoteCall
from druckreif.model.walk import division_inlines, plain
from druckreif.survey import survey
from druckreif.transform import for_edition, transform
from druckreif.verify.parity import compare, expected
from druckreif.verify.pieces import Piece, letters
from druckreif.write.export.outline import export_policy, shown
from finished import text_of
from lxml import etree

MINI = ROOT / "tests/books/mini"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
T = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with all exports of tests/books/mini."""
    out = tmp_path_factory.mktemp("exported")
    done = run("export", "--book", MINI, "--out", out)
    assert done.returncode == 0, done.stdout + done.stderr
    return out / "export"


@pytest.fixture(scope="module")
def surveyed() -> tuple[Book, Facts]:
    """The mini book as it is exported."""
    source, _ = load(Shelf.at(MINI))
    assert source
    policy = export_policy(source)
    book = for_edition(transform(source), policy)
    return book, survey(book, policy)


def pieces_of(surveyed: tuple[Book, Facts], division: Division, *, notes: bool = False) -> list[Piece]:
    """What a division must say, from the tree; references to pages say sections, since an export has no pages."""
    book, facts = surveyed
    if division.kind not in (Kind.TEXT, Kind.CHAPTER):
        return expected(book, facts, division, pdf=False)
    editions = book.config.editions
    unprinted = editions.model_copy(update={"print": editions.print.model_copy(update={"exists": False})})
    book = replace(book, config=book.config.model_copy(update={"editions": unprinted}))
    place = "chapter" if notes else "book"
    return expected(book, replace(facts, policy=replace(facts.policy, notes=place)), division, pdf=False)


def called(book: Book) -> list[tuple[str, str]]:
    """Division and label of every note in the order of the calls, each once."""
    found = [(d.id, node.label) for d in book.divisions for node in division_inlines(d) if isinstance(node, NoteCall)]
    return list(dict.fromkeys(found))


def note_words(surveyed: tuple[Book, Facts]) -> list[str]:
    """The letters of each note in order, without its number."""
    book, facts = surveyed
    found = []
    for division in book.divisions:
        if division.id in facts.notes:
            own = pieces_of(surveyed, division, notes=True)[-len(facts.notes[division.id]) :]
            found += [
                letters(piece.text).removeprefix(str(note.number))
                for piece, note in zip(own, facts.notes[division.id], strict=True)
            ]
    return found


# ---- DOCX ----


@pytest.fixture(scope="module")
def docx(exported: Path) -> zipfile.ZipFile:
    return zipfile.ZipFile(exported / "mini.docx")


def style(paragraph: etree._Element) -> str:
    found = paragraph.find(f"{W}pPr/{W}pStyle")
    return "" if found is None else str(found.get(f"{W}val"))


def word_text(paragraph: etree._Element, numbers: Iterator[int] | None = None) -> str:
    parts = []
    for node in paragraph.iter(f"{W}t", f"{W}br", f"{W}footnoteReference"):
        if node.tag == f"{W}footnoteReference":
            parts.append(str(next(numbers)) if numbers else "")
        else:
            parts.append(node.text or " ")
    return "".join(parts)


def test_docx_says_what_the_sources_say(docx: zipfile.ZipFile, surveyed: tuple[Book, Facts]) -> None:
    book, facts = surveyed
    body = etree.fromstring(docx.read("word/document.xml"))
    numbers = iter([facts.number(*call) for call in called(book)])
    told = [
        word_text(p, numbers)
        for p in body.iter(f"{W}p")
        if style(p) not in ("Title", "Subtitle", "Author", "Date", "Description", "Abstract", "AbstractTitle")
    ]
    wanted = [piece for division in shown(book) for piece in pieces_of(surveyed, division)]
    assert not compare("mini.docx", letters("\n".join(told)), wanted)
    assert next(numbers, None) is None


def test_docx_notes_are_footnotes_in_order(docx: zipfile.ZipFile, surveyed: tuple[Book, Facts]) -> None:
    body = etree.fromstring(docx.read("word/document.xml"))
    notes = {note.get(f"{W}id"): note for note in etree.fromstring(docx.read("word/footnotes.xml")).iter(f"{W}footnote")}
    ids = [reference.get(f"{W}id") for reference in body.iter(f"{W}footnoteReference")]
    assert [letters(word_text(notes[id])) for id in ids] == note_words(surveyed)
    assert len(list(notes[ids[0]].iter(f"{W}p"))) == 2, "a note of two paragraphs"


def test_docx_counts_notes_by_chapter_and_calls_one_twice(docx: zipfile.ZipFile) -> None:
    body = etree.fromstring(docx.read("word/document.xml"))
    sections = list(body.iter(f"{W}sectPr"))
    heads = [p for p in body.iter(f"{W}p") if style(p) == "Heading1"]
    assert len(sections) == len(heads) == 8
    assert all(section.find(f"{W}footnotePr/{W}numRestart") is not None for section in sections)
    fields = [text_of(field) for field in body.iter(f"{W}instrText")]
    marks = {mark.get(f"{W}name") for mark in body.iter(f"{W}bookmarkStart")}
    assert [field.split()[:2] for field in fields] == [["NOTEREF", "note-1"]]
    assert "note-1" in marks


def test_docx_has_styles_small_caps_languages_tables_and_described_pictures(docx: zipfile.ZipFile) -> None:
    body = etree.fromstring(docx.read("word/document.xml"))
    known = {s.get(f"{W}styleId") for s in etree.fromstring(docx.read("word/styles.xml")).iter(f"{W}style")}
    used = {style(p) for p in body.iter(f"{W}p")} - {""}
    assert used <= known
    assert {"Heading1", "Heading2", "BlockText", "Verse", "Letter", "Dispute", "Epigraph", "Attribution"} <= used
    small = [word_text(run) for run in body.iter(f"{W}r") if run.find(f"{W}rPr/{W}smallCaps") is not None]
    assert small == ["KPR"]
    languages = {
        word_text(run): run.find(f"{W}rPr/{W}lang").get(f"{W}val")  # type: ignore[union-attr]  # found by the condition
        for run in body.iter(f"{W}r")
        if run.find(f"{W}rPr/{W}lang") is not None
    }
    assert languages["книга"] == "ru"
    assert len(list(body.iter(f"{W}tbl"))) == 2
    drawing = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
    assert [picture.get("descr") for picture in body.iter(drawing)] == [
        "Ein Rechteck, das zwei gestrichelte Linien in vier Felder teilen"
    ]
    assert b"base64" not in docx.read("word/document.xml")
    pictures = [docx.read(name) for name in docx.namelist() if name.startswith("word/media/")]
    assert [picture[:4] for picture in pictures] == [b"\x89PNG"]


# ---- ODT ----


@pytest.fixture(scope="module")
def odt(exported: Path) -> zipfile.ZipFile:
    return zipfile.ZipFile(exported / "mini.odt")


def odt_text(element: etree._Element, notes: bool = True) -> str:
    parts = [element.text or ""]
    for child in element:
        if child.tag == f"{T}note":
            parts.append(text_of(child.find(f"{T}note-citation")) if notes else "")  # type: ignore[arg-type]  # each has one
        else:
            parts.append(odt_text(child, notes))
        parts.append(child.tail or "")
    return "".join(parts)


def test_odt_says_what_the_sources_say(odt: zipfile.ZipFile, surveyed: tuple[Book, Facts]) -> None:
    book, facts = surveyed
    content = etree.fromstring(odt.read("content.xml"))
    text = content.find(f"{OFFICE}body/{OFFICE}text")
    assert text is not None
    for number, note in zip([facts.number(*call) for call in called(book)], text.iter(f"{T}note"), strict=True):
        note.find(f"{T}note-citation").text = str(number)  # type: ignore[union-attr]  # as LibreOffice counts by chapter
    for frame in list(text.iter("{*}desc")):
        frame.text = ""
    out = ("Title", "Subtitle", "Author", "Date", "Description")
    told = [odt_text(p) for p in text.iter(f"{T}p", f"{T}h") if p.get(f"{T}style-name") not in out and not _in_note(p)]
    wanted = [piece for division in shown(book) for piece in pieces_of(surveyed, division)]
    assert not compare("mini.odt", letters("\n".join(told)), wanted)


def _in_note(element: etree._Element) -> bool:
    return any(parent.tag == f"{T}note-body" for parent in element.iterancestors())


def test_odt_notes_are_footnotes_in_order(odt: zipfile.ZipFile, surveyed: tuple[Book, Facts]) -> None:
    content = etree.fromstring(odt.read("content.xml"))
    notes = [note for note in content.iter(f"{T}note") if note.get(f"{T}note-class") == "footnote"]
    assert [letters(text_of(note.find(f"{T}note-body"))) for note in notes] == note_words(surveyed)  # type: ignore[arg-type]
    again = [(ref.get(f"{T}ref-name"), ref.text) for ref in content.iter(f"{T}note-ref")]
    assert again == [(notes[0].get(f"{T}id"), "1")]
    styles = etree.fromstring(odt.read("styles.xml"))
    ways = {c.get(f"{T}note-class"): c.get(f"{T}start-numbering-at") for c in styles.iter(f"{T}notes-configuration")}
    assert ways["footnote"] == "chapter"


def test_odt_has_the_styles_that_it_uses_and_described_pictures(odt: zipfile.ZipFile) -> None:
    name = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}name"
    content, styles = (etree.fromstring(odt.read(part)) for part in ("content.xml", "styles.xml"))
    known = {element.get(name) for root in (content, styles) for element in root.iter("{*}style")}
    used = {p.get(f"{T}style-name") for p in content.iter(f"{T}p", f"{T}h")}
    assert used <= known
    assert {"Verse", "Letter", "Attribution", "Chapter_20_Number"} <= used
    assert [text_of(desc) for desc in content.iter("{*}desc")] == [
        "Ein Rechteck, das zwei gestrichelte Linien in vier Felder teilen"
    ]
    assert odt.namelist()[0] == "mimetype" and odt.getinfo("mimetype").compress_type == zipfile.ZIP_STORED


# ---- Markdown ----


def plain_of(markdown: str) -> str:
    """The words of Markdown as pandoc reads it."""
    return text_of(etree.fromstring(pandoc(["-f", "markdown", "-t", "html4"], f"::: all\n{markdown}\n:::\n".encode())))


def test_markdown_says_what_the_sources_say(exported: Path, surveyed: tuple[Book, Facts]) -> None:
    book, facts = surveyed
    text = (exported / "mini.md").read_text("utf-8")
    head, _, body = text.removeprefix("---\n").partition("\n---\n")
    assert "title: Vom Bogen zum Buch" in head and "lang: de" in head and "- Redaktion druckreif" in head
    numbers = {str(at + 1): str(facts.number(*call)) for at, call in enumerate(called(book))}
    body, notes = body.split("\n[^1]: ")
    body = re.sub(r"\[\^(\d+)\]", lambda call: f"{{{{{numbers[call[1]]}}}}}", body)  # pandoc would count in its own way
    body = re.sub(r"::: description\n.*\n:::\n", "", body)
    wanted = []
    for division in shown(book):
        pieces = pieces_of(surveyed, division)
        if number := facts.chapter_numbers.get(division.id):  # which is a matter of whoever sets the file
            pieces[0] = replace(pieces[0], text=pieces[0].text.removeprefix(str(number)))
        wanted += pieces
    assert not compare("mini.md", letters(plain_of(body)), wanted)
    found = re.split(r"^\[\^\d+\]: ", notes, flags=re.MULTILINE)
    assert [letters(plain_of(note)) for note in found] == note_words(surveyed)


def test_markdown_keeps_what_plain_text_would_lose(exported: Path) -> None:
    text = (exported / "mini.md").read_text("utf-8")
    for part in (
        "# Der Bogen {#bogen}", "::: letter\n", "[KPR]{.smallcaps}", '[книга]{lang="ru"}', "| Zweimal gefalzt",
        "| Falzungen | Blätter | Seiten |", "> Beides ist teuer.", "](images/bogen.svg){#abb-bogen alt=", "hierher.[^1]",
        "\n    Ein zweiter Absatz sagt",
    ):  # fmt: skip
        assert part in text
    assert (exported / "images/bogen.svg").read_bytes() == (MINI / "images/bogen.svg").read_bytes()


def test_markdown_by_chapter_with_keys(tmp_path: Path) -> None:
    done = run("export", "markdown", "text", "--keys", "--chapters", "--book", MINI, "--out", tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    folder = tmp_path / "export/mini-markdown"
    names = [path.name for path in sorted(folder.glob("*.md"))]
    assert names[:3] == ["01-vorwort.md", "02-teil-eins.md", "03-bogen.md"]
    chapter = (folder / "03-bogen.md").read_text("utf-8").replace("\u202f", " ")
    assert "[^3]: [@lindner-falz, S. 14]; anders [@brodt-satz, Kap. 2]." in chapter
    assert (folder / "images/bogen.svg").is_file()
    assert "[3] [@lindner-falz, S. 14]; anders [@brodt-satz, Kap. 2]." in (
        (tmp_path / "export/mini.txt").read_text("utf-8").replace("\u202f", " ")
    )


# ---- plain text ----


def test_text_says_what_the_sources_say(exported: Path, surveyed: tuple[Book, Facts]) -> None:
    book, _ = surveyed
    text = (exported / "mini.txt").read_text("utf-8")
    assert max(map(len, text.splitlines())) <= 72
    text = re.sub(r"\[Abbildung: [^]]*\]|<https://[^>]*>", "", text)
    parts = re.split(r"\n{4,}", re.sub(r"Die waagrechte Linie[^.]*\.", "", text))[1:]
    chosen = shown(book)
    assert len(parts) == len(chosen)
    for part, division in zip(parts, chosen, strict=True):
        part = re.sub(r"^\d+\. (?=Er )", "", part, flags=re.MULTILINE)  # numbers of a list are not words of the sources
        assert not compare("mini.txt", letters(part), pieces_of(surveyed, division, notes=True)), division.id


def test_text_has_the_notes_of_each_chapter_at_its_end(exported: Path) -> None:
    text = (exported / "mini.txt").read_text("utf-8")
    chapter = text.split("1. Der Bogen\n")[1].split("2. Der Satz\n")[0]
    body, _, notes = chapter.partition("\nAnmerkungen\n")
    assert re.findall(r"\[(\d)\]", body) == ["1", "2", "1", "3", "4"]
    assert re.findall(r"^\[(\d)\]", notes, re.MULTILINE) == ["1", "2", "3", "4"]
    assert "\n\n    Ein zweiter Absatz" in notes


# ---- HTML ----


class Strict(HTMLParser):
    """Elements of a page with their ids, links and roles; a tag that is not closed in order is a fault."""

    VOID = ("meta", "br", "hr", "img")

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[tuple[str, dict[str, str]]] = []
        self.ids: list[str] = []
        self.links: list[tuple[str, dict[str, str]]] = []
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.sections: dict[str, str] = {}
        self.feed(text)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len({name for name, _ in attrs}) == len(attrs)
        given = {name: value or "" for name, value in attrs}
        self.tags.append((tag, given))
        self.ids += [given["id"]] if "id" in given else []
        if tag == "a":
            assert not any(open == "a" for open, _ in self.open)
            self.links.append((given["href"], given))
        if tag not in self.VOID:
            self.open.append((tag, given))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in self.VOID
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        inside = [given["id"] for tag, given in self.open if given.get("class", "").startswith("division")]
        hidden = any(tag == "details" for tag, _ in self.open)
        if inside and not hidden:
            self.sections[inside[-1]] = self.sections.get(inside[-1], "") + data


@pytest.fixture(scope="module")
def page(exported: Path) -> Strict:
    return Strict((exported / "mini.html").read_text("utf-8"))


def test_page_says_what_the_sources_say(page: Strict, surveyed: tuple[Book, Facts]) -> None:
    book, _ = surveyed
    for division in book.divisions:
        if division.kind not in (Kind.HALF_TITLE, Kind.NOTES, Kind.CONTENTS):
            wanted = pieces_of(surveyed, division, notes=True)
            assert not compare("mini.html", letters(page.sections[division.id]), wanted), plain(division.title)


def test_page_is_valid_and_needs_nothing_from_outside(page: Strict) -> None:
    assert len(set(page.ids)) == len(page.ids)
    assert {tag for tag, _ in page.tags}.isdisjoint({"script", "link", "iframe", "object", "form"})
    assert not [name for _, given in page.tags for name in given if name.startswith("on") or ":" in name]
    assert [given["src"][:25] for tag, given in page.tags if tag == "img"] == ["data:image/svg+xml;base64,"[:25]]
    assert all(given.get("alt") for tag, given in page.tags if tag == "img")
    for href, _ in page.links:
        assert href.startswith(("https://", "mailto:")) or href.removeprefix("#") in page.ids, href
    described = [given[name] for _, given in page.tags for name in ("aria-labelledby", "aria-describedby") if name in given]
    assert described and set(" ".join(described).split()) <= set(page.ids)


def test_page_links_notes_both_ways(page: Strict, surveyed: tuple[Book, Facts]) -> None:
    _, facts = surveyed
    calls = [(href, given["id"]) for href, given in page.links if given.get("role") == "doc-noteref"]
    backs = [href for href, given in page.links if given.get("role") == "doc-backlink"]
    notes = [note for numbered in facts.notes.values() for note in numbered]
    assert sorted(calls) == sorted((f"#{note.anchor}", call) for note in notes for call in note.calls)
    assert sorted(backs) == sorted(f"#{call}" for note in notes for call in note.calls)


def test_axe_finds_no_violation_on_the_page(exported: Path, accessible: Callable[[Path], None]) -> None:
    """In the light, in the dark and on a phone; nothing is loaded, nothing is wider than the window."""
    accessible(exported / "mini.html")


# ---- all of them ----


def test_same_sources_same_bytes(exported: Path, tmp_path: Path) -> None:
    done = run("export", "--book", MINI, "--out", tmp_path, SOURCE_DATE_EPOCH="1", TZ="Asia/Tokyo")
    assert done.returncode == 0, done.stdout + done.stderr
    for path in sorted(exported.iterdir()):
        if path.is_file():
            assert path.read_bytes() == (tmp_path / "export" / path.name).read_bytes(), path.name
    with zipfile.ZipFile(exported / "mini.docx") as package:
        assert {info.date_time for info in package.infolist()} == {(2026, 1, 1, 0, 0, 0)}
        assert package.read("docProps/core.xml").count(b"2026-01-01T00:00:00Z") == 2


def test_broken_sources_leave_the_files_as_they_were(exported: Path, tmp_path: Path) -> None:
    kept = tmp_path / "export"
    kept.mkdir()
    (kept / "broken.md").write_text("old", "utf-8")
    done = run("export", "text", "--book", ROOT / "tests/books/broken", "--out", tmp_path)
    assert done.returncode == 1 and "left as it was" in done.stdout
    assert [path.name for path in kept.iterdir()] == ["broken.md"]


def test_without_the_extra_one_line_says_how_to_get_it(tmp_path: Path) -> None:
    (tmp_path / "pypandoc.py").write_text("raise ImportError\n", "utf-8")
    code = "from druckreif.cli import main; main()"
    env = os.environ | {"PYTHONPATH": f"{tmp_path}:{ROOT / 'build'}"}
    command = [str(ROOT / ".venv/bin/python"), "-c", code, "export", "--book", str(MINI), "--out", str(tmp_path / "out")]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr == "Error: pandoc is not installed, which this needs: pip install 'druckreif[convert]'\n"
    assert not (tmp_path / "out").exists()
    done = subprocess.run([*command, "text", "html"], env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, "plain text and the web page need no pandoc"


def test_an_unknown_form_is_a_wrong_use() -> None:
    done = run("export", "docs", "--book", MINI)
    assert done.returncode == 2 and "did you mean" in done.stderr


def test_pandoc_reads_nothing_but_what_it_is_handed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("a secret", "utf-8")
    assert b"secret" not in pandoc(["-f", "rst", "-t", "plain"], f".. include:: {secret}\n".encode())
    made = pandoc(["-f", "markdown", "-t", "docx", "-o", "-"], f"![x]({secret})\n".encode())
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        assert not any(b"a secret" in package.read(name) for name in package.namelist())


def test_pandoc_ends_where_memory_or_time_does(monkeypatch: pytest.MonkeyPatch) -> None:
    text = b"> a *b* [c](d) `e`\n\n" * 20_000
    monkeypatch.setattr("druckreif.base.pandoc.MEMORY", "20M")
    with pytest.raises(PandocFailed, match="more than 20MB of memory"):
        pandoc(["-f", "markdown", "-t", "html"], text)
    monkeypatch.setattr("druckreif.base.pandoc.MEMORY", "400M")
    monkeypatch.setattr("druckreif.base.pandoc.SECONDS", 0.1)
    with pytest.raises(PandocFailed, match=r"more than 0\.1 seconds"):
        pandoc(["-f", "markdown", "-t", "html"], text)
