"""How works are cited: the table of situations in ibid.yaml, styles that are valid CSL, settings of editions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import citeproc
import pytest
import yaml
from conftest import ROOT
from druckreif.base.finding import Finding
from druckreif.base.shelf import Shelf
from druckreif.lint import lint
from druckreif.model.book import Book
from druckreif.model.edition import Policy
from druckreif.read import read_book
from druckreif.survey import survey
from druckreif.transform import for_edition, transform
from druckreif.write.made import division_html
from druckreif.write.xhtml import Dialect
from finished import text_of
from lxml import etree
from test_spec import BOOK

ROWS: list[dict[str, Any]] = yaml.safe_load((ROOT / "tests/ibid.yaml").read_text("utf-8"))
WORKS = """
sources:
  - {id: a, type: book, title: Erstes Buch. Untertitel, author: [{family: Anders, given: Rosa}],
     publisher: Verlag, publisher-place: Berlin, issued: {date-parts: [[1990]]}}
  - {id: b, type: book, title: Zweites Buch, author: [{family: Beispiel, given: Bert}],
     publisher-place: Wien, issued: {date-parts: [[2001]]}}
  - {id: c, type: article-journal, title: Ein Aufsatz, author: [{family: Anders, given: Rosa}],
     container-title: Zeitschrift, issued: {date-parts: [[1995]]}}
  - {id: d, type: book, title: Handbuch, issued: {date-parts: [[1980]]}}
"""


def read(notes: list[str], language: str = "de") -> tuple[Book, list[Finding]]:
    """A book whose chapters call these notes in order; "/" begins a chapter."""
    chapters = [chunk.split("\x00") for chunk in "\x00".join(notes).replace("\x00/\x00", "\x01").split("\x01")]
    names = [f"chapters/{'cdefg'[index]}.md" for index in range(len(chapters))]
    files: dict[str, str | bytes] = {
        "book.yaml": BOOK.replace("chapters/c.md", ", ".join(names)).replace("language: de", f"language: {language}"),
        "sources.yaml": WORKS,
    }
    for name, texts in zip(names, chapters, strict=True):
        calls = " ".join(f"Satz.[^{n}]" for n in range(len(texts)))
        files[name] = f"# T {{#{name[9]}}}\n\n{calls}\n\n" + "\n\n".join(f"[^{n}]: {t}" for n, t in enumerate(texts))
    book, findings = read_book(Shelf.of(files))
    assert book is not None
    return book, [f for f in [*findings, *lint(book)] if f.rule not in ("source-unused", "made-empty")]


def last_note(book: Book, policy: Policy) -> str:
    """The last note as an edition shows it, without number and spaces that do not break."""
    shown = for_edition(transform(book), policy)
    dialect = Dialect("pdf", lambda here, anchor: f"#{anchor}", lambda name: name)
    html = division_html(shown, survey(shown, policy), shown.division("notes"), dialect)
    note = etree.fromstring(html).xpath("//div[@class='note']")[-1]
    text = " ".join(text_of(note).replace("\u202f", " ").replace("\u00a0", " ").split())
    return text.partition(" ")[2]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["is"].replace(" ", "-"))
def test_situation(row: dict[str, Any]) -> None:
    book, findings = read(row["notes"], row.get("lang", "de"))
    if "finding" in row:
        assert [f.rule for f in findings] == ["ibid"]
        assert findings[0].message.startswith(row["finding"])
        assert findings[0].hint
        return
    assert findings == []
    if "says" in row:
        assert last_note(book, Policy(ibid=True)) == row["says"]
    if "epub" in row:
        assert last_note(book, Policy(ibid=False)) == row["epub"]


def test_the_table_is_long_enough() -> None:
    assert len(ROWS) >= 40
    assert len({row["is"] for row in ROWS}) == len(ROWS)


def test_full_once_in_the_book_once_a_chapter_or_never() -> None:
    book, _ = read(["[@a].", "/", "[@a]."])
    full, short = "Rosa Anders: Erstes Buch. Untertitel, Berlin: Verlag 1990.", "Anders, Erstes Buch."
    assert last_note(book, Policy(full="book")) == short
    assert last_note(book, Policy(full="chapter")) == full
    book, _ = read(["[@a]."])
    assert last_note(book, Policy(full="never")) == short
    assert last_note(book, Policy(full="book")) == full


@pytest.mark.parametrize("style", sorted((ROOT / "styles/csl").glob("*.csl")), ids=lambda path: path.stem)
def test_styles_are_valid_csl(style: Path) -> None:
    schema = etree.RelaxNG(etree.parse(citeproc.SCHEMA_PATH))
    schema.assertValid(etree.parse(style))
