"""The imprint page: what book.yaml says, in the language of the book, and nothing that it leaves out."""

from __future__ import annotations

from pathlib import Path

import pytest
from druckreif.model.imprint import imprint_lines, printed_by
from druckreif.model.imprint_words import ENGLISH, GERMAN
from finished import Epub, X, text_of
from sample import epub_of, sample
from traded import ISBN, read, surveyed, traded

MORE = (
    "  national-library: true\n",
    "  national-library: true\n  responsible: Vorname Nachname, Berlin\n  credits: [Umschlag von Beispiel]\n",
)
UNVOUCHED = ("certifier: Prüfstelle Beispiel\n  report: https://example.org/bericht", "exemption: micro-enterprise")


def lines(*changes: tuple[str, str], digital: bool, files: dict[str, str | bytes] | None = None) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in imprint_lines(surveyed(files or traded(*changes))[0], digital=digital):
        if line.text:
            found.setdefault(line.kind, []).append(line.text)
    return found


def test_a_printed_book_names_publisher_printer_and_library() -> None:
    found = lines(MORE, digital=False)
    assert found["publisher"] == ["Beispielverlag, Edition Beispiel, Berlin"]
    assert found["address"] == ["Beispielweg 1, 10115 Berlin"] and found["contact"] == ["verlag@example.org"]
    assert found["printer"] == ["Druck: Druckerei Beispiel, Musterstadt"] and found["credit"] == ["Umschlag von Beispiel"]
    assert found["responsible"] == ["Verantwortlich für den Inhalt: Vorname Nachname, Berlin"]
    assert found["library"][0].startswith("Bibliografische Information der Deutschen Nationalbibliothek")
    names = (("print", "Print"), ("epub", "EPUB"), ("screen", "PDF"))
    assert found["isbn"] == [f"ISBN {ISBN[key]} ({name})" for key, name in names]
    assert "accessibility" not in found


def test_an_epub_states_its_accessibility_and_names_no_printer() -> None:
    found = lines(digital=True)
    assert "printer" not in found
    assert found["accessibility"] == [
        "Barrierefreiheit: Nach dem Urteil von Prüfstelle Beispiel erfüllt dieses E-Book EPUB Accessibility 1.1 und "
        "WCAG 2.2, Stufe AA.",
        "Wer auf eine Barriere stößt, schreibt an barrieren@example.org.",
    ]
    assert "§ 3 Absatz 3 BFSG" in lines(UNVOUCHED, digital=True)["accessibility"][0]
    assert "accessibility" not in lines(("national-library: true", "accessibility: false"), digital=True)


def test_english() -> None:
    found = lines(MORE, UNVOUCHED, ("language: de", "language: en"), digital=False)
    assert found["printer"] == ["Printed by Druckerei Beispiel, Musterstadt"]
    assert found["library"][0].startswith("Bibliographic information")
    stated = lines(UNVOUCHED, ("language: de", "language: en"), digital=True)["accessibility"]
    assert "Directive (EU) 2019/882" in stated[0] and stated[1].endswith("barrieren@example.org.")
    assert set(GERMAN) == set(ENGLISH)


@pytest.mark.parametrize("digital", [True, False])
def test_what_is_left_out_is_not_printed(digital: bool) -> None:
    found = lines(digital=digital, files=sample())
    assert set(found) == {"imprint-title", "edition", "rights", "licence", "publisher", "isbn"}
    none = [f"ISBN {ISBN[key]} ({name})" for key, name in (("print", "Print"), ("epub", "EPUB"))]
    assert lines((ISBN["screen"], ""), digital=digital)["isbn"] == none


def test_the_page_of_the_epub_has_the_lines(tmp_path: Path) -> None:
    files = traded(UNVOUCHED)
    (tmp_path / "book.epub").write_bytes(epub_of(files)[0])
    page = Epub(tmp_path / "book.epub").page("imprint")
    told = [" ".join(text_of(paragraph).split()) for paragraph in page.iter(f"{X}p")]
    source, _ = read(files)
    assert source is not None
    expected = [f"{line.text} {line.url.removeprefix('https://')}".strip() for line in imprint_lines(source, digital=True)]
    assert [text.replace("\u202f", " ").replace("\xa0", " ") for text in told] == [text for text in expected if text]


def test_a_service_changes_the_printer_alone() -> None:
    book = surveyed(traded(("imprint:\n", 'imprint:\n  printers: {bod: BoD, lulu: ""}\n')))[0]

    def printers(service: str) -> list[str]:
        return [line.text for line in imprint_lines(printed_by(book, service), digital=False) if line.kind == "printer"]

    assert (printers("bod"), printers("lulu")) == (["Druck: BoD"], [])
    assert printers("epubli") == ["Druck: Druckerei Beispiel, Musterstadt"] and printed_by(book, "epubli") is book
