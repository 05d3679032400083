"""Imports of web pages, DOCX, ODT and EPUB: notes at their calls, chapters, kinds, debris; each becomes a sound book."""

from __future__ import annotations

from functools import cache

import pytest
from druckreif.base.finding import Severity, has_errors
from druckreif.base.shelf import Shelf
from druckreif.make.reading import load
from druckreif.verify.epub import division_texts, verify_epub
from foreign import MANUSCRIPTS
from imported import Made
from sample import epub_of
from warm import findings_of


@cache
def made(name: str) -> Made:
    return Made(MANUSCRIPTS[name](), name)


TITLES = {
    "bruecke.html": ["Der Übergang", "Die Papiere", "Was blieb"],
    "winter.htm": ["Erstes Kapitel", "Zweites Kapitel"],
    "haus.docx": ["Kindheit", "Lehrjahre"],
    "schritte.docx": ["Der Weg", "Die Tafel", "Das Ende"],
    "uhr.odt": ["Eröffnung", "Schluss"],
    "insel.epub": ["Die Insel", "Das Ufer"],
    "kisten.epub": ["Die Kisten", "Der Sand"],
}
"""The chapters of each manuscript."""

NOTES = {
    ("bruecke.html", "Der Übergang"): [
        ("Seil.", "Karl Uferer: Die Brücke von Altwasser, Altwasser 1931, S. 12."), ("Fluss.", "Ebd., S. 14."),
        ("Wasser.“", "Ebd."),
        ("beschlossen.", "So der Bericht des Amtes; vgl. Karl Uferer: Die Brücke von Altwasser, S. 40 f."),
    ],
    ("winter.htm", "Erstes Kapitel"): [
        ("sich.", "Nach dem Kalender der Gemeinde."), ("Wind,", "Er wehte drei Wochen."),
        ("Stühle.", "Verzeichnis der Geräte, Blatt 4."),
    ],
    ("winter.htm", "Zweites Kapitel"): [
        ("Eis.", "Pegel: ein Stab mit Strichen, an dem man liest, wie hoch das Wasser steht."),
    ],
    ("haus.docx", "Kindheit"): [
        ("schief.", "Es steht noch. Ein zweiter Absatz der Anmerkung."), ("Nest.", "So im Bericht des Amtes."),
        ("schwamm.", "Meine Schwester schon."),
    ],
    ("haus.docx", "Lehrjahre"): [
        ("warten.", "Drei Jahre lang."), ("oben.", "Es steht noch. Ein zweiter Absatz der Anmerkung."),
    ],
    ("schritte.docx", "Der Weg"): [("zählt.", "Im Kopf oder laut. Beides ist erlaubt."), ("Gehens.", "Vgl. die Tafel.")],
    ("schritte.docx", "Das Ende"): [("man.", "Oder man sitzt, wie es bei Ida Beispiel heißt.")],
    ("uhr.odt", "Eröffnung"): [("vor.", "Um vier Minuten."), (".", "Mündlich. Zweimal wiederholt.")],
    ("uhr.odt", "Schluss"): [("Danke.", "Um vier Minuten.")],
    ("insel.epub", "Die Insel"): [
        ("klein,", "Zwei Morgen. Später nur noch einer."), ("Namen.", "Den Namen kannte nur der Pfarrer."),
        ("Werder", "Ein altes Wort für Insel."),
    ],
    ("insel.epub", "Das Ufer"): [("nicht.", "Wegen der Weiden.")],
    ("kisten.epub", "Die Kisten"): [("Deckel.", "Der Deckel fehlte."), ("mir.", "Eine schon, aber welche?")],
}  # fmt: skip
"""Where notes are called, and what they say."""


@pytest.mark.parametrize("name", MANUSCRIPTS)
def test_chapters_are_those_of_the_manuscript(name: str) -> None:
    assert made(name).titles == TITLES[name]


@pytest.mark.parametrize(("name", "title"), NOTES)
def test_notes_are_at_their_calls(name: str, title: str) -> None:
    found = [(before, words.replace("\u00a0", " ").replace("\u202f", " ")) for before, words in made(name).notes(title)]
    assert found == NOTES[name, title]


@pytest.mark.parametrize("name", MANUSCRIPTS)
def test_what_comes_of_it_is_a_sound_book(name: str) -> None:
    """`check` finds no error, and the EPUB has none for us and for epubcheck."""
    files = made(name).book.files
    _, findings = load(Shelf.of(files))
    assert not [str(finding) for finding in findings if finding.severity is Severity.ERROR]
    data, facts, _ = epub_of({file: content for file, content in files.items() if file != "IMPORT.md"})
    assert not has_errors(verify_epub(name, data, facts))
    assert not [str(finding) for finding in findings_of("epubcheck", name, data)]
    assert all(division_texts(data)[division.id] for division in made(name).divisions)


# ---- what single formats have ----


def test_debris_of_a_page_goes_and_is_listed() -> None:
    book = made("bruecke.html")
    text = "\n".join(content.decode() for file, content in book.book.files.items() if file.endswith(".md") and "/" in file)
    for words, kind in (
        ("Zum Inhalt springen", "menu"), ("Wir verwenden Cookies. Alle annehmen Ablehnen", "dialog"),
        ("Uferblätter Start Archiv Abonnement Suchen", "head of the page"), ("Start › Archiv › Flüsse", "menu"),
        ("Teilen: Kurznachricht Post", "share buttons"), ("Lesen Sie auch Zehn schöne Mühlen", "sidebar"),
        ("Kommentare Schöner Text! Mein Großvater kannte den Fährmann.", "comments of readers"),
        ("Meistgelesen Die Kunst, nicht zu schwimmen", "sidebar"), ("Unsichtbares für Suchmaschinen", "hidden words"),
        ("© Uferblätter. Impressum. Datenschutz.", "foot of the page"),
    ):  # fmt: skip
        assert words in book.left[kind], kind
        assert " ".join(words.split()[-2:]) not in text
        assert words[:40] in book.book.files["IMPORT.md"].decode()
    assert "nicht gedruckt" not in text and "margin" not in text
    assert book.book.book.config.title == "Die Brücke von Altwasser"
    assert [person.name for person in book.book.book.config.contributors] == ["Ida Beispiel"]


def test_kinds_of_a_page_are_kept() -> None:
    book = made("bruecke.html")
    letter = book.text("Die Papiere").split("::: {.letter}")[1].split(":::")[0]
    assert "Liebe Schwester," in letter and "Dein Bruder\\\nJohann" in letter
    assert "> — Erlass vom 3. Mai" in book.text("Der Übergang")
    verse = book.text("Was blieb")
    assert "| er kann uns nicht mehr sehn.\n|\n| Wir rufen, bis es dunkel wird," in verse
    assert "‚Ein Seil ist keine Brücke.‘" in book.text("Der Übergang"), "nested quotation marks"
    assert "\n    Im Original heißt es:" in book.text("Die Papiere"), "a note of several paragraphs"
    assert any("https://example.org/seil.jpg" in words for words in book.guesses), "a picture that is not fetched is named"


def test_a_page_of_windows_letters_is_read() -> None:
    text = made("winter.htm").text("Erstes Kapitel")
    assert "zu… und" in text and "Straße" in text and "* * *" in text and "*Zeitung*" in text


def test_revisions_and_comments_of_a_docx_are_told() -> None:
    book = made("haus.docx")
    assert book.left["deleted revision by Lektorat"] == "sieben"
    assert book.left["comment by Lektorat"] == "Stimmt das?"
    assert any("inserted and not accepted" in words and "acht" in words for words in book.guesses)
    assert "acht Geschwister" in book.text("Kindheit") and "sieben" not in book.text("Kindheit")


def test_styles_and_looks_of_a_docx_are_known() -> None:
    book = made("haus.docx")
    text = book.text("Kindheit")
    assert "> Wer am Wasser wohnt, der hört es auch im Schlaf.\n>\n> Wer es nicht hört" in text
    assert "*das Schiff*" in text and "[KPD]{.smallcaps}" in text
    assert "## Die erste Woche" in book.text("Lehrjahre"), "a heading by its look"
    assert "| Das Rad steht still,\n| der Meister schläft," in book.text("Lehrjahre")
    assert (book.book.book.config.title, book.book.book.config.subtitle) == ("Das Haus am Damm", "Erinnerungen")
    table = made("schritte.docx").text("Die Tafel")
    assert "| 2 | 5200 |" in table and "- erst der linke" in table


def test_styles_comments_and_revisions_of_an_odt_are_known() -> None:
    book = made("uhr.odt")
    text = book.text("Eröffnung")
    for part in ("*Meister*", "[KPR]{.smallcaps}", "[savoir vivre]{lang=fr-FR}", "> Eine Uhr, die vorgeht, hat Angst."):
        assert part in text
    assert book.left["comment by Redaktion"] == "Belegen!"
    assert book.left["deleted revision by Redaktion"] == "gestrichene Worte"
    last = book.text("Schluss")
    assert "| sieht nicht die Zeit." in last and "- zweitens kurz" in last and "| vier | keiner |" in last
    assert book.book.book.config.language == "de"


def test_an_epub_of_another_house_is_read() -> None:
    book = made("insel.epub")
    assert "|\n| Die Insel ist" in book.text("Das Ufer")
    assert '(images/insel-1.png){alt="Eine Insel"}' in book.text("Das Ufer")
    assert "Ida Beispiel" in book.left["title page (is made anew)"]
    assert book.left["list of contents (is made anew)"] == "Die Insel Das Ufer"
    assert book.book.book.config.title == "Die Insel im Fluss"


def test_the_report_lists_what_was_deleted_and_said_in_the_margin() -> None:
    report = made("haus.docx").book.files["IMPORT.md"].decode()
    assert "Stimmt das?" in report and "sieben" in report
