"""The same notes at the foot of the page, at the end of the chapter, and at the end of the book, by one flag."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from conftest import run
from finished import TYPE, Epub, Pdf, X, text_of
from sources import Source, letters, pieces
from test_footnotes import holds_in_order, with_notes
from test_forms import CALLS, HEAD

PLACES = ("page", "chapter")
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


@pytest.fixture(scope="module")
def screens(tmp_path_factory: pytest.TempPathFactory, screen: Pdf) -> dict[str, Pdf]:
    """The book's screen PDF with its notes in each place."""
    out = {place: tmp_path_factory.mktemp(place) for place in PLACES}
    with ThreadPoolExecutor() as pool:
        for done in pool.map(lambda place: run("build", "screen", "--notes", place, "--out", out[place]), PLACES):
            assert done.returncode == 0, done.stdout + done.stderr
    name = screen.path.name
    return {"book": screen} | {place: Pdf(folder / name) for place, folder in out.items()}


def calls(pdf: Pdf, chapter: Source) -> list[tuple[int, str]]:
    """Page and target of each call of a chapter, in order."""
    return [(tap.page, tap.target) for tap in pdf.taps if re.fullmatch(rf"fn-{chapter.id}-\d+", tap.target)]


@pytest.mark.parametrize("place", ["page", "chapter", "book"])
def test_every_call_leads_to_its_note_and_back(place: str, screens: dict[str, Pdf], chapters: list[Source]) -> None:
    pdf = screens[place]
    for chapter in with_notes(chapters):
        order = chapter.order()
        assert [target for _, target in calls(pdf, chapter)] == [
            f"fn-{chapter.id}-{order.index(label) + 1}" for label in chapter.calls
        ]
        for page, target in calls(pdf, chapter):
            note, _ = pdf.places[target]
            back = [tap for tap in pdf.taps if tap.target == target.replace("fn-", "fnref-", 1)]
            assert [tap.page for tap in back] == [note]
            assert pdf.places[target.replace("fn-", "fnref-", 1)][0] == page


@pytest.mark.parametrize("place", ["page", "chapter", "book"])
def test_every_note_is_whole_and_in_order(place: str, screens: dict[str, Pdf], chapters: list[Source]) -> None:
    pdf = screens[place]
    for chapter in with_notes(chapters):
        for number, label in enumerate(chapter.order(), start=1):
            page, _ = pdf.places[f"fn-{chapter.id}-{number}"]
            text = letters("".join(pdf.bodies[page : page + 2]))
            assert holds_in_order(text, pieces(chapter.notes[label])), (place, chapter.id, label)


def test_footnotes_stand_on_the_page_of_their_call(screens: dict[str, Pdf], chapters: list[Source]) -> None:
    pdf = screens["page"]
    astray = [t for chapter in with_notes(chapters) for page, t in calls(pdf, chapter) if pdf.places[t][0] != page]
    assert astray == []
    below = [
        (target, pdf.places[target][1] < pdf.places[target.replace("fn-", "fnref-", 1)][1])
        for chapter in with_notes(chapters)
        for _, target in calls(pdf, chapter)
    ]
    assert [target for target, is_below in below if not is_below] == []
    assert len(below) > 100


def test_pages_with_footnotes_are_filled(screens: dict[str, Pdf], chapters: list[Source]) -> None:
    """Repairing pages costs lines, not pages: the edition is not longer than the one with notes at the end."""
    assert len(screens["page"].texts) <= len(screens["book"].texts) + 4


def test_notes_at_the_end_of_their_chapter(screens: dict[str, Pdf], chapters: list[Source]) -> None:
    pdf = screens["chapter"]
    starts = sorted((pdf.places[c.id][0], c.id) for c in chapters)
    for chapter in with_notes(chapters):
        first = pdf.places[chapter.id][0]
        following = min((page for page, _ in starts if page > first), default=len(pdf.texts))
        last_call = max(page for page, _ in calls(pdf, chapter))
        notes = [pdf.places[target] for _, target in calls(pdf, chapter)]
        assert all(last_call <= page < following for page, _ in notes), chapter.id
        assert notes == sorted(notes, key=lambda place: (place[0], -place[1]))


@pytest.mark.parametrize("place", PLACES)
def test_there_is_no_notes_division_then(place: str, screens: dict[str, Pdf]) -> None:
    assert "Anmerkungen" in [text for _, text, _ in screens["book"].outline()]
    assert "Anmerkungen" not in [text for _, text, _ in screens[place].outline()]


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
