"""The Markdown documents in tests/spec: each example is compiled and compared with the result that stands below it."""

from __future__ import annotations

from pathlib import Path

import pytest
from documents import Example, parameters, settle
from druckreif.base.finding import Finding, has_errors
from druckreif.base.shelf import Shelf
from druckreif.lint import lint
from druckreif.model.book import Book
from druckreif.read import read_book
from druckreif.survey import survey
from druckreif.transform import transform
from druckreif.write.made import division_html
from druckreif.write.xhtml import Dialect

SPEC = Path(__file__).parent / "spec"
BOOK = """
title: Titel
language: de
slug: t
date: 2026-01-01
contributors: [{name: A B, sort: "B, A", role: aut}]
publisher: {name: "{publisher}", place: "{place}"}
rights: {holder: A B, licence: CC0-1.0, url: "https://creativecommons.org/", statement: Frei.}
description: Probe.
contents:
  front: [title-page]
  body: [chapters/c.md]
  back: [notes, bibliography]
"""
WORKS = "sources: [{id: werk, type: book, title: Werk, author: [{family: Beispiel, given: B.}]}]\n"
SVG = '<svg xmlns="http://www.w3.org/2000/svg"/>'


def small_book(text: str) -> tuple[Book | None, list[Finding]]:
    """A book of one chapter around some Markdown."""
    chapter = f"---\nid: c\n---\n\n# Kapitel {{#c}}\n\n{text}"
    yaml = BOOK if "[@" in text else BOOK.replace(", bibliography", "")
    files = {"book.yaml": yaml, "sources.yaml": WORKS, "chapters/c.md": chapter, "images/zug.svg": SVG}
    book, findings = read_book(Shelf.of(files))
    return book, findings + (lint(book) if book else [])


def xhtml_of(text: str) -> str:
    """The markup of chapter and notes, without their headings."""
    source, findings = small_book(text)
    assert source is not None and not has_errors(findings), findings
    book = transform(source)
    facts = survey(book)
    dialect = Dialect("epub", lambda here, anchor: f"#{anchor}", lambda name: name)
    chapter = division_html(book, facts, book.division("c"), dialect)
    body = chapter.split("</div>", 1)[1].rsplit("</section>", 1)[0].strip()
    if "[^" in text:
        notes = division_html(book, facts, book.division("notes"), dialect)
        body += "\n" + notes.split("</h2>", 1)[1].rsplit("</section></section>", 1)[0].strip()
    return body + "\n"


@pytest.mark.parametrize("example", parameters(SPEC))
def test_example(example: Example, accept: bool) -> None:
    settle(example, "xhtml", xhtml_of(example.sources[""]), accept)


def test_the_documents_hold_examples() -> None:
    assert len(parameters(SPEC)) >= 12
