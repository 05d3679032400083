"""Books of other forms than ours: parts, notes in headings and tables, contents over several pages, no notes at all."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from conftest import run
from finished import TYPE, Epub, Pdf, X, text_of

HEAD = """
title: T
language: de
slug: t
date: 2026-01-01
contributors: [{name: A B, sort: "B, A", role: aut}, {name: C D, sort: "D, C", role: trl}]
publisher: {name: Verlag, place: Ort}
rights: {holder: A B, licence: CC0-1.0, url: "https://creativecommons.org/publicdomain/zero/1.0/", statement: Frei.}
isbn: {epub: 978-3-16-148410-0}
description: Probe.
"""
PARTS = """
contents:
  front: [title-page, contents]
  body:
    - {part: Erster Teil, id: teil-1, chapters: [chapters/a.md]}
    - {part: "1917", id: teil-2, chapters: [chapters/b.md]}
  back: [notes]
"""
CALLS = """# B[^t] {#b}

## Abschnitt[^s] {#s}

| A[^c] | B |
|---|---|
| 1 | 2[^d] |

: Titel[^e] {#tt}

> Zitat.[^f]

[^t]: Titel.

[^s]: Abschnitt.

[^c]: Kopf.

[^d]: Zelle.

[^e]: Beschriftung.

[^f]: - eine
    - Liste
"""
MANY = "# A {#a}\n\n" + "\n\n".join(f"## Abschnitt {number}\n\nText." for number in range(1, 91)) + "\n"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("forms")
    (folder / "book/chapters").mkdir(parents=True)
    (folder / "book/book.yaml").write_text(HEAD + PARTS, "utf-8")
    (folder / "book/chapters/a.md").write_text(MANY, "utf-8")
    (folder / "book/chapters/b.md").write_text(CALLS, "utf-8")
    done = run("build", "epub", "screen", cwd=folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "dist"


@pytest.fixture(scope="module")
def pdf(built: Path) -> Pdf:
    return Pdf(built / "t-screen.pdf")


@pytest.fixture(scope="module")
def book(built: Path) -> Epub:
    return Epub(built / "t.epub")


def test_parts_nest_their_chapters(pdf: Pdf, book: Epub) -> None:
    top = [(depth, text) for depth, text, _ in pdf.outline() if depth < 3]
    assert top == [(1, "Erster Teil"), (2, "1 A"), (1, "1917"), (2, "2 B"), (1, "Anmerkungen")]
    nav = next(nav for nav in book.nav.iter(f"{X}nav") if nav.get(TYPE) == "toc")
    tops = [text_of(link) for link in nav.findall(f"{X}ol/{X}li/{X}a")]
    assert tops == ["Erster Teil", "1917", "Anmerkungen"]


def test_contents_of_several_pages_print_the_right_numbers(pdf: Pdf) -> None:
    front = [index for index, label in enumerate(pdf.labels) if re.fullmatch("[ivx]+", label)]
    rows = [re.fullmatch(r"(.*?)\s+(\d+)\s*", line) for index in front for line in pdf.texts[index].splitlines()]
    printed = [(" ".join(row[1].split()), row[2]) for row in rows if row]
    assert len(printed) == 96
    assert printed == [(text, pdf.labels[page]) for _, text, page in pdf.outline()]
    first = next(index for index in front if "Inhalt" in pdf.texts[index])
    assert "Abschnitt 1 " in pdf.texts[first], "the list begins under its heading"


def test_calls_in_headings_tables_and_captions_lead_to_their_notes(pdf: Pdf, book: Epub) -> None:
    here = f"{book.base}/text/b.xhtml"
    texts = {}
    for link in book.page("b").iter(f"{X}a"):
        if link.get(TYPE) == "noteref":
            _, note = book.target(here, link.get("href", ""))
            assert note is not None
            texts[text_of(link)] = re.sub(r"^\d+\.\s*", "", text_of(note)).split()[0]
    assert sorted(texts.values()) == ["Abschnitt.", "Beschriftung.", "Kopf.", "Titel.", "Zelle.", "eine"]
    assert [int(number) for number in texts] == [1, 2, 3, 4, 5, 6]
    taps = [tap for tap in pdf.taps if tap.target.startswith("fn-b-")]
    assert [pdf.inside(tap) for tap in taps] == [tap.target[5:] for tap in taps]
    assert len(taps) == 6


def test_headings_in_contents_have_no_calls(pdf: Pdf, book: Epub) -> None:
    nav = "".join(map(str, book.nav.itertext()))
    assert "2 B\n" in nav + "\n" and "{" not in nav
    assert (3, "Abschnitt") in [(depth, text) for depth, text, _ in pdf.outline()]


def test_isbn_and_translator(book: Epub) -> None:
    dc = "{http://purl.org/dc/elements/1.1/}"
    assert [element.text for element in book.opf.iter(f"{dc}identifier")] == ["urn:isbn:9783161484100"]
    assert [element.text for element in book.opf.iter(f"{dc}contributor")] == ["C D"]
    assert [element.text for element in book.opf.iter(f"{dc}publisher")] == ["Verlag"]
