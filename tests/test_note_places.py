"""The same notes at the foot of the page, at the end of the chapter, and at the end of the book, by one flag."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import each_place, run
from finished import TYPE, Epub, Pdf, X, text_of
from sources import Source, letters, pieces
from test_footnotes import holds_in_order, with_notes
from test_forms import CALLS, HEAD

at_the_foot = pytest.mark.parametrize("place", ["page"], indirect=True, scope="session")
at_the_end_of_chapters = pytest.mark.parametrize("place", ["chapter"], indirect=True, scope="session")
SMALL = """
contents:
  front: [title-page]
  body: [chapters/b.md, chapters/c.md]
editions:
  print:
    notes: {place: page, numbering: book}
  epub:
    notes: {place: chapter, numbering: book}
"""
KINDS = """# C {#c}

Wort[^absatz] und Wort[^vers] und Wort[^zitat] und noch einmal[^absatz].

[^absatz]: Erster Absatz.

    Zweiter Absatz.

[^vers]: | Eine Zeile
    | zweite Zeile

[^zitat]: Davor.

    > Zitiertes.

    1. Erstens
    2. Zweitens
"""


def calls(pdf: Pdf, chapter: Source) -> list[tuple[int, str]]:
    """Page and target of each call of a chapter, in order."""
    return [(tap.page, tap.target) for tap in pdf.taps if re.fullmatch(rf"fn-{chapter.id}-\d+", tap.target)]


@each_place
def test_every_note_is_whole_and_in_order(place: str, screen: Pdf, chapters: list[Source]) -> None:
    for chapter in with_notes(chapters):
        for number, label in enumerate(chapter.order(), start=1):
            page, _ = screen.places[f"fn-{chapter.id}-{number}"]
            text = letters("".join(screen.bodies[page : page + 2]))
            assert holds_in_order(text, pieces(chapter.notes[label])), (place, chapter.id, label)


@at_the_foot
def test_footnotes_stand_on_the_page_of_their_call(screen: Pdf, chapters: list[Source]) -> None:
    """Every one of them, below its call."""
    found = [call for chapter in with_notes(chapters) for call in calls(screen, chapter)]
    assert len(found) == sum(len(chapter.calls) for chapter in chapters) >= 120
    assert [target for page, target in found if screen.places[target][0] != page] == []
    heights = {id: height for id, (_, height) in screen.places.items()}
    assert [target for _, target in found if heights[target] >= heights[target.replace("fn-", "fnref-", 1)]] == []


@at_the_foot
def test_pages_with_footnotes_are_filled(screen: Pdf, pdf_of: Callable[[str, str], Pdf]) -> None:
    """Repairing pages costs lines, not pages: the edition is not longer than the one with notes at the end."""
    assert len(screen.texts) <= len(pdf_of("screen", "book").texts) + 4


@at_the_end_of_chapters
def test_notes_at_the_end_of_their_chapter(screen: Pdf, chapters: list[Source]) -> None:
    starts = sorted((screen.places[c.id][0], c.id) for c in chapters)
    for chapter in with_notes(chapters):
        first = screen.places[chapter.id][0]
        following = min((page for page, _ in starts if page > first), default=len(screen.texts))
        last_call = max(page for page, _ in calls(screen, chapter))
        notes = [screen.places[target] for _, target in calls(screen, chapter)]
        assert all(last_call <= page < following for page, _ in notes), chapter.id
        assert notes == sorted(notes, key=lambda place: (place[0], -place[1]))


@each_place
def test_only_notes_at_the_end_of_the_book_have_a_division(place: str, screen: Pdf) -> None:
    divisions = [text for depth, text, _ in screen.outline() if depth == 1]
    assert ("Anmerkungen" in divisions) == (place == "book")


# ---- a small book with every kind of note and call, numbered through the book ----


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("small")
    (folder / "book/chapters").mkdir(parents=True)
    (folder / "book/book.yaml").write_text(HEAD + SMALL, "utf-8")
    (folder / "book/chapters/b.md").write_text(CALLS, "utf-8")
    (folder / "book/chapters/c.md").write_text(KINDS, "utf-8")
    done = run("build", cwd=folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "dist"


def test_notes_of_every_kind_stand_at_the_foot(small: Path) -> None:
    pdf = Pdf(small / "t-screen.pdf")
    words = {
        "b": ["Titel.", "Abschnitt.", "Kopf.", "Zelle.", "Beschriftung.", "eine Liste"],
        "c": ["Erster Absatz. Zweiter Absatz.", "Eine Zeile zweite Zeile", "Davor. Zitiertes. 1. Erstens 2. Zweitens"],
    }
    for id, wanted in words.items():
        text = letters(pdf.texts[pdf.places[id][0]])
        for note in wanted:
            assert letters(note) in text, note


def test_numbers_run_through_the_book(small: Path) -> None:
    pdf, epub = Pdf(small / "t-screen.pdf"), Epub(small / "t.epub")
    shown = [pdf.inside(tap) for tap in pdf.taps if tap.target.startswith("fn-")]
    assert shown == ["1", "2", "3", "4", "5", "6", "7", "8", "9", "7"]
    refs = [a for id in "bc" for a in epub.page(id).iter(f"{X}a") if a.get(TYPE) == "noteref"]
    assert sorted({int(text_of(a)) for a in refs}) == list(range(1, 10))


def test_the_epub_keeps_notes_in_their_chapter(small: Path) -> None:
    epub = Epub(small / "t.epub")
    for id in "bc":
        page = epub.page(id)
        ends = [s for s in page.iter(f"{X}section") if s.get(TYPE) == "endnotes"]
        assert len(ends) == 1 and ends[0].get("role") == "doc-endnotes"
        notes = {note.get("id") for note in ends[0].iter(f"{X}div") if note.get(TYPE) == "footnote"}
        hrefs = {a.get("href", "") for a in page.iter(f"{X}a") if a.get(TYPE) == "noteref"}
        assert hrefs == {f"#{note}" for note in notes}


def test_a_footnote_that_no_page_can_hold_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "book/chapters").mkdir(parents=True)
    (tmp_path / "book/book.yaml").write_text(HEAD + SMALL.replace("chapters/b.md, ", ""), "utf-8")
    long = "Ein Satz, der lang genug ist, um eine Zeile zu füllen. " * 60
    (tmp_path / "book/chapters/c.md").write_text(f"# C {{#c}}\n\nWort.[^l]\n\n[^l]: {long}\n", "utf-8")
    done = run("build", "screen", cwd=tmp_path)
    assert done.returncode == 1
    assert "chapters/c.md:5:1" in done.stdout + done.stderr
    assert "note-too-long" in done.stdout + done.stderr
    assert not (tmp_path / "dist").exists()
