"""Manuscripts become books: chapters, notes at their calls, no word lost, clean sources, an EPUB that epubcheck takes."""

from __future__ import annotations

import json
import re
import time
from collections import Counter
from pathlib import Path

import pytest
import yaml
from conftest import ROOT, run
from druckreif.base.finding import Severity
from druckreif.base.shelf import Shelf
from druckreif.intake.draft import Refused
from druckreif.make import load
from hostile_inputs import proof
from hypothesis import given, settings
from hypothesis import strategies as st
from imported import Made, words
from manuscripts import Chapter, chapters, scan, website
from sample import epub_of
from warm import findings_of

IMPORTS = ROOT / "tests/imports"
LONG = chapters()[:4]
INPUTS = {path.name: path.read_bytes() for path in sorted(IMPORTS.glob("*.*"))} | {
    "website.txt": website(LONG).encode(),
    "scan.txt": scan(LONG).encode(),
}
TITLES = {
    "essay.md": ["Das Archiv der Türklinken", "Herkunft", "Ordnung"],
    "harbour.txt": ["The Clerk", "The Fire"],
    "kapitel.txt": ["Vorwort", "Der Garten", "Die Mauer", "Das Tor"],
    "lecture.md": ["What a margin is for", "Three kinds of line"],
    "tagebuch.txt": ["NACHTWACHE", "MORGEN"],
    "werkstatt.txt": ["Der Brief im Setzkasten", "Was in den Akten steht", "Der Rest"],
    "website.txt": [chapter.title.upper() for chapter in LONG],
    "scan.txt": [chapter.title for chapter in LONG],
}
NOTES = {
    "essay.md": [("Stücke.", "Zählung"), ("Vorzug.", "Gespräch mit"), ("Viertels.", "Abrissakten"),
                 ("Regen«.", "Gespräch, S. 3"), ("letzten.", "Karteikarten"), ("sieht.", "Karteikarten 1 und 312 hat")],
    "harbour.txt": [("flax.", "Harbour Ledger, vol. 1"), ("years.", "Wage list"), ("weather.’”", "Edmund Farrow"),
                    ("manner.", "Ibid., p. 9"), ("burned.", "Report"), ("sum.", "Harbour Ledger, vol. 9"),
                    ("course.", "Samuel")],
    "kapitel.txt": [("Garten", "Wendelin"), ("ging", "Ebd., S. 11"), ("gab", "Rechnungsbuch"), ("Schrift", "Abgebildet"),
                    ("erhalten", "Inventar")],
    "lecture.md": [("disagree.", "Lecture notes, p. 2"), ("rare.", "Lecture notes, p. 4"), ("interrupted.", "Interruption")],
    "tagebuch.txt": [("Atem.", "Das Wort"), ("Speicher.", "Einer handelt"), ("Drucker.", "Er hat drei")],
    "werkstatt.txt": [
        ("hinunterbrachten.", "Inventar"), ("Papiere.", "Marta Hollwig"), ("Familie.", "Ebd., S. 15"), ("ist.", "Freikorps"),
        ("Mensch.", "Emil Rosenau"), ("widersprechen.", "Stadtarchiv"), ("läßt«.", "Polizeibericht"),
        ("sein.", "Polizeibericht vom 12. November 1918, Bl. 4"), ("getagt.", "Räte"),
        ("Rosenaus.", "Marta Hollwig, »Erinnerungen einer Setzerin«, Manuskript, 1948, S. 31"), ("auch.«", "Marta Hollwig"),
        ("Buchstaben.", "Bericht der Bauverwaltung"),
    ],
}  # fmt: skip
"""What stands before each call, and how its note begins."""


@pytest.fixture(scope="module", params=INPUTS)
def made(request: pytest.FixtureRequest) -> tuple[str, Made]:
    return request.param, Made(INPUTS[request.param], request.param)


def test_chapters(made: tuple[str, Made]) -> None:
    name, book = made
    assert book.titles == TITLES[name]


def test_every_note_stands_at_its_call(made: tuple[str, Made]) -> None:
    name, book = made
    found = [pair for title in book.titles for pair in book.notes(title)]
    expected = NOTES.get(name) or [pair for chapter in LONG for pair in zip(chapter.before, chapter.notes, strict=True)]
    assert len(found) == len(expected)
    for (before, note), (word, begin) in zip(found, expected, strict=True):
        if name in NOTES:
            assert before == word
        else:  # quotation marks and citations of the book are others in plain words
            assert words(before)[-1:] == words(word)[-1:]
        assert note.startswith(begin) or words(note)[:8] == words(begin)[:8]


def test_the_sources_are_clean(made: tuple[str, Made]) -> None:
    _, book = made
    findings = load(Shelf.of(dict(book.book.files)))[1]
    assert [str(found) for found in findings if found.severity is Severity.ERROR] == []


def test_the_book_passes_epubcheck(made: tuple[str, Made]) -> None:
    name, book = made
    data, _, _ = epub_of(dict(book.book.files))
    assert [str(found) for found in findings_of("epubcheck", f"{name}.epub", data)] == []


def test_no_word_is_lost_that_the_report_does_not_list(made: tuple[str, Made]) -> None:
    """Read without the code that counts: words of the input that are neither in the Markdown nor in IMPORT.md."""
    name, book = made
    if name.endswith(".md"):  # markup holds words; `Made` has asked the account
        return
    text = re.sub(r"(\w)[-¬]\n(\w)", r"\1\2", INPUTS[name].decode())
    written = " ".join(data.decode() for file, data in book.book.files.items() if file.endswith((".md", "k.yaml")))
    known = Counter(words(re.sub(r"\[\^.*?\]", " ", written)))
    missing = [word for word, count in Counter(words(text)).items() if word.isalpha() and known[word] < count]
    assert missing == []


def test_a_website_leaves_its_debris() -> None:
    book = Made(INPUTS["werkstatt.txt"], "werkstatt.txt")
    assert {"menu", "cookie banner", "breadcrumbs", "share buttons", "teaser", "copyright line"} <= book.left.keys()
    text = "".join(data.decode() for name, data in book.book.files.items() if name.startswith("chapters/"))
    assert "Cookies" not in text and "Lesen Sie" not in text and "Impressum" not in text
    assert book.book.book.config.title == "Die Werkstatt am Kanal"
    assert book.book.book.config.contributors[0].name == "Anna Beispiel"


def test_title_and_author_on_two_lines_and_a_menu_below_the_notes() -> None:
    text = "Der Weg\nVon Anna Beispiel\n\n1. Ab\n\nEin Satz.[1]\n\n2. An\n\nEin Ende.\n\nAnmerkungen:\n\n[1] Ein Beleg.\n\n"
    text += "Teilen | Drucken | Nach oben\n"
    book = Made(text.encode(), "weg.txt")
    assert book.book.book.config.title == "Der Weg"
    assert book.book.book.config.contributors[0].name == "Anna Beispiel"
    assert "Nach oben" not in book.text("Ab") + book.text("An")
    assert book.left["menu"] == "Teilen | Drucken | Nach oben"


def test_marks_of_notes_may_be_bold_or_stand_before_a_call() -> None:
    text = "Der Satz steht hier.[1] Noch einer.[2]\n\n## Anmerkungen\n\n"
    text += "**1.** Die erste Note.\n\n**2.** *Ebenso:* die zweite.\n"
    written = Made(b"# Ein Kapitel\n\n" + text.encode(), "note.md").text("Ein Kapitel")
    assert "[^1]: Die erste Note.\n" in written and "[^2]: *Ebenso:* die zweite." in written
    assert Made("[^1]:\n\n[1]\n\n[1][^1]:¹".encode(), "call.md").book.account.is_even


def test_letter_verse_quotation_and_paragraphs_of_a_note() -> None:
    book = Made(INPUTS["werkstatt.txt"], "werkstatt.txt")
    letter = book.text("Der Brief im Setzkasten")
    assert re.search(
        r"::: \{\.letter\}\n\nLübbenau, den 3\. April 1919\n\nLiebe Kollegen,\n\n(?s:.*)Euer Emil Rosenau\n\n:::", letter
    )
    assert re.search(r"\[\^6\]: Stadtarchiv.*\n\n    Wer recht hat", letter)
    assert "›Wir kommen wieder.‹ Und keiner ist gekommen.«" in letter
    text = book.text("Was in den Akten steht")
    assert "> Der p. Rosenau hat" in text
    assert text.count("\n| ") == 8 and "\n|\n| Wer Lettern wirft" in text


def test_a_scan_is_put_together() -> None:
    book = Made(INPUTS["harbour.txt"], "harbour.txt")
    text = book.text("The Clerk")
    assert "harbourmaster, who could not spell" in text and "Nobody has explained it" in text
    assert {"page number", "running head"} <= book.left.keys()
    assert "Dear Samuel," in book.text("The Fire") and ":::" in book.text("The Fire")
    assert "|   The bells they would not ring," in book.text("The Fire")


def test_terms_and_persons_are_proposed() -> None:
    book = Made(INPUTS["werkstatt.txt"], "werkstatt.txt").book
    terms = yaml.safe_load(book.files["glossary.yaml"])["terms"]
    assert [term["term"] for term in terms] == ["Freikorps", "Räte"]
    [person] = yaml.safe_load(book.files["register.yaml"])["entries"]
    assert (person["headword"], person["dates"]) == ("Rosenau, Emil", "1881–1937")


def test_the_report_names_places_that_are_there() -> None:
    book = Made(INPUTS["werkstatt.txt"], "werkstatt.txt").book
    report = book.files["IMPORT.md"].decode()
    rows = re.findall(r"^\| (\d\.\d\d) \| note \| (\d+) \| (\S+):(\d+) \| note (\d+) is called", report, re.MULTILINE)
    assert len(rows) == 12
    source = INPUTS["werkstatt.txt"].decode().split("\n")
    for _, line, file, number, note in rows:
        assert f"[{note}]" in source[int(line) - 1]
        assert f"[^{note}]" in book.files[file].decode().split("\n")[int(number) - 1]
    doubts = [float(doubt) for doubt in re.findall(r"^\| (\d\.\d\d) \| [a-z .]+ \| \d+ \| \S* \|", report, re.MULTILINE)]
    assert doubts == sorted(doubts, reverse=True) and doubts


def test_what_does_not_fit_stays_and_is_named() -> None:
    text = "Ein Satz mit Ruf.[1] Noch einer.[3]\n\nAnmerkungen:\n[1] Die erste.\n[2] Die zweite, die niemand ruft.\n"
    book = Made(text.encode(), "a.txt")
    whole = "".join(data.decode() for name, data in book.book.files.items() if name.startswith("chapters/"))
    assert "\\[3\\]" in whole and "\\[2\\] Die zweite, die niemand ruft." in whole
    assert {guess.what for guess in book.book.guesses} >= {"note without call", "call without note"}


def test_the_account_sees_a_lost_word(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "druckreif.intake.shapes._Shapes.lists", lambda _, pieces: [p for p in pieces if "zweite" not in p.text]
    )
    with pytest.raises(AssertionError, match="zweite"):
        Made(b"Der erste Absatz steht hier.\n\nDer zweite Absatz nicht.\n", "a.txt")


# ---- the verb ----


def test_the_verb_writes_a_folder_at_once(tmp_path: Path) -> None:
    source = IMPORTS / "kapitel.txt"
    done = run("import", source, "--out", tmp_path / "book", "--format", "json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["words"]["lost"] == [] and told["words"]["original"] > 200
    assert sorted(path.name for path in tmp_path.iterdir()) == ["book"]
    assert (tmp_path / "book/IMPORT.md").is_file() and (tmp_path / "book/chapters/02-der-garten.md").is_file()
    again = run("import", source, "--out", tmp_path / "book")
    assert again.returncode == 2 and "is not empty" in again.stderr


@pytest.mark.parametrize(
    "data", [b"", b"\0\1\2", b"%PDF-1.4", b"PK\x03\x04broken", b"\xff\xfe\x00", b"   \n\n", b"Home | Kontakt\n"], ids=repr
)
def test_what_is_no_manuscript_is_one_line(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "in.txt").write_bytes(data)
    done = run("import", tmp_path / "in.txt", "--out", tmp_path / "book")
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1 and "Traceback" not in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.txt"]


def test_too_much_is_refused() -> None:
    for text in ("a" * 600_000, "ab\n" * 130_000):
        with pytest.raises(Refused, match=r"at most|more than"):
            Made(text.encode(), "a.txt")


# ---- laws ----

PIECES = st.sampled_from([
    "Wort", "[1]", "[1] Note", "¹", "*", "_a_", "\n", "\n\n", " ", "Kapitel 1", "Anmerkungen:", "> ", "| ", "- ",
    "1. ", "„", "“", "'", "    ", "::: {.letter}", "#", "```", "<b>", "&amp;", "\\", "[^1]", "[^1]: x", "Ebd.",
    "wort-", "Liebe Eva,", "Dein Karl", "ﬁ", "\xad",
])  # fmt: skip
TEXTS = st.one_of(st.lists(PIECES, min_size=1, max_size=60).map("".join), st.text(max_size=200))


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_any_text_is_imported_without_loss_or_refused(text: str) -> None:
    try:
        book = Made(text.encode("utf-8", "replace"), "a.txt")
    except Refused:
        return
    assert book.book.book.divisions


@settings(max_examples=100, deadline=None)
@given(TEXTS)
def test_any_markdown_is_imported_or_refused(text: str) -> None:
    try:
        book = Made(text.encode("utf-8", "replace"), "a.md")
    except Refused:
        return
    assert book.book.book.divisions


def test_time_grows_as_the_text_does() -> None:
    """Eight times the text, at most sixteen times the processor time: quadratic steps would take sixty-four."""
    times = []
    for count in (8, 64):
        text = website([Chapter(f"Teil {n}", LONG[0].blocks, LONG[0].notes, LONG[0].before) for n in range(count)])
        start = time.process_time()
        Made(text.encode(), "a.txt")
        times.append(time.process_time() - start)
    assert times[1] < 16 * times[0] + 1


def test_hostile_inputs() -> None:
    """A sample of what `make import-proof` runs."""
    assert proof(60) == []
