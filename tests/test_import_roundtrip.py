"""What an export wrote is imported again: chapters, words, notes and their calls come back the same."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from conftest import ROOT, run
from druckreif.base.shelf import Shelf
from druckreif.make.reading import load
from druckreif.model.book import Book, Kind
from druckreif.model.edition import policy_of
from druckreif.model.facts import Facts
from druckreif.model.nodes import NoteCall
from druckreif.model.walk import division_inlines, plain
from druckreif.survey import survey
from druckreif.transform import for_edition, transform
from druckreif.verify.parity import expected
from druckreif.verify.pieces import letters
from druckreif.write.export.outline import export_policy
from imported import Made, said

MINI = ROOT / "tests/books/mini"
FORMS = ("docx", "odt", "html", "epub")
MADE = (
    "Tabelle 1", "Tabelle 2", "Kapitel 2", "Streitpunkt",
    "Die waagrechte Linie ist der erste Falz, die senkrechte der zweite.",
)  # fmt: skip


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The mini book as DOCX, ODT, HTML and EPUB."""
    out = tmp_path_factory.mktemp("round")
    for verb in (("export", "docx", "odt", "html"), ("build", "epub")):
        done = run(*verb, "--book", MINI, "--out", out)
        assert done.returncode == 0, done.stdout + done.stderr
    (out / "mini.epub").rename(out / "export/mini.epub")
    return out / "export"


@pytest.fixture(scope="module")
def source(made: Made) -> tuple[Book, Facts]:
    """The mini book as it was written; the EPUB has its own way of citing."""
    found, _ = load(Shelf.at(MINI))
    assert found
    is_epub = bool(made.left.get("list of contents (is made anew)"))
    policy = replace(policy_of(found.config, "epub"), notes="chapter") if is_epub else export_policy(found)
    book = for_edition(transform(found), policy)
    return book, survey(book, policy)


@pytest.fixture(scope="module", params=FORMS)
def made(request: pytest.FixtureRequest, written: Path) -> Made:
    name = f"mini.{request.param}"
    return Made((written / name).read_bytes(), name)


def test_chapters_come_back(made: Made, source: tuple[Book, Facts]) -> None:
    book, _ = source
    kinds = (Kind.TEXT, Kind.CHAPTER, Kind.GLOSSARY, Kind.WHOS_WHO, Kind.BIBLIOGRAPHY)
    assert made.titles == [plain(division.title) for division in book.divisions if division.kind in kinds]
    assert made.book.book.config.title == "Vom Bogen zum Buch"
    assert [plain(d.title) for d in made.book.book.divisions if d.kind is Kind.PART] == ["Erster Teil"]


def test_notes_come_back_at_their_calls(made: Made, source: tuple[Book, Facts]) -> None:
    book, facts = source
    for division in (division for division in book.divisions if division.id in facts.notes):
        title = plain(division.title)
        wanted = []
        before = ""
        notes = expected(book, facts, division, pdf=False)[-len(facts.notes[division.id]) :]
        texts = {
            note.label: letters(piece.text).removeprefix(str(note.number))
            for note, piece in zip(facts.notes[division.id], notes, strict=True)
        }
        for node in division_inlines(division):
            if isinstance(node, NoteCall):
                wanted.append((before.split()[-1], texts[node.label]))
            before = said([node]) or before
        assert [(before, letters(words)) for before, words in made.notes(title)] == wanted


def test_words_of_chapters_come_back(made: Made, source: tuple[Book, Facts]) -> None:
    book, _ = source
    for division in book.divisions:
        if division.kind is Kind.CHAPTER:
            again = next(d for d in made.divisions if plain(d.title) == plain(division.title))
            texts = [letters(said(division_inlines(d))) for d in (division, again)]
            for made_words in MADE:  # which the sources do not say, or say elsewhere
                texts = [text.replace(letters(made_words), "") for text in texts]
            assert texts[1] == texts[0]


def test_kinds_come_back(made: Made) -> None:
    text = made.text("Der Bogen")
    for part in (
        "\n> Beides ist teuer.\n", "> — Martha Lindner", "| Zweimal gefalzt und einmal quer,", "|   die Kante wartet still,",
        "::: {.letter}", "[KPR]{.smallcaps}", "| 2 | 4 | 8 |", "* * *", "## Falzen", "### Von Hand",
        'alt="Ein Rechteck, das zwei gestrichelte Linien in vier Felder teilen"}', "Table: Vom Bogen zur Seite",
    ):  # fmt: skip
        assert part in text, part
    assert "\n    Ein zweiter Absatz" in text
