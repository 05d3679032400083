"""The reader never raises, keeps to its folder, and finds what is wrong in any text."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from druckreif.base.shelf import OutsideShelf, Shelf
from druckreif.lint import lint
from druckreif.model.record import check_isbn
from druckreif.read import read_book
from druckreif.read.schemas import MODELS, schema_text
from druckreif.survey import survey
from druckreif.transform import transform
from druckreif.write.made import division_html
from druckreif.write.xhtml import Dialect
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from test_spec import BOOK, small_book

MARKUP = st.text(alphabet='ab \n\t*_[](){}^:|>#-.=@!<&;"\\`/~ßж\u202f1', max_size=160)
PIECES = st.lists(
    st.sampled_from(
        ["[^a]", "[^a]: Text\n", "\n\n", "::: {.letter}\n", ":::\n", "[@werk, S. 3]", "| a | b |\n|---|---|\n", "> ",
         "# T {#t}\n", "*", "**", "[x]{.term}", "![p](images/zug.svg){alt=\"x\"}", "<b>", "    ", "- a\n", "1. b\n", "---\n",
         "| Vers\n",
         "Wort ", "[](#c)", "{lang=ru}", "\\", "`c`", "* * *\n", "Table: T {#tt}\n", "> — Wer\n"]
    ),
    max_size=24,
).map("".join)  # fmt: skip


@settings(max_examples=250, deadline=None, derandomize=True)
@given(st.one_of(MARKUP, PIECES))
def test_any_markdown_gives_findings_or_well_formed_pages(text: str) -> None:
    source, findings = small_book(text)
    assert source is not None
    rows = f"---\nid: c\n---\n\n# Kapitel {{#c}}\n\n{text}".split("\n")
    for finding in findings:
        if finding.span.source == "chapters/c.md":
            assert 1 <= finding.span.line <= len(rows)
    if findings:
        return
    book = transform(source)
    facts = survey(book)
    for division in book.divisions:
        for kind in ("epub", "pdf"):
            dialect = Dialect(kind, lambda here, anchor: f"#{anchor}", lambda name: name)
            page = division_html(book, facts, division, dialect).replace("epub:type", "type")
            etree.fromstring(page)


@settings(max_examples=120, deadline=None, derandomize=True)
@given(st.text(alphabet='ab: -\n\t[]{}"\'#&*!|>%@`0,?', max_size=120))
def test_any_yaml_gives_a_book_or_findings(text: str) -> None:
    for name in ("book.yaml", "glossary.yaml", "sources.yaml"):
        files = {"book.yaml": BOOK, "chapters/c.md": "# K {#c}\n\nText.\n"} | {name: text}
        book, findings = read_book(Shelf.of(files))
        assert book is not None or findings


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.binary(max_size=80))
def test_any_bytes_are_read_or_reported(data: bytes) -> None:
    book, findings = read_book(Shelf.of({"book.yaml": BOOK, "chapters/c.md": data}))
    assert book is not None and (findings or book.division("c"))


@pytest.mark.parametrize("char", ["\x07", "\x85", "\xad", "\u200b", "\ufeff"])
def test_invisible_characters_are_found_where_they_stand(char: str) -> None:
    _, findings = small_book(f"Ein hät{char}te.\n")
    assert [(f.rule, f.span.line, f.span.column) for f in findings] == [("control-character", 7, 8)]


def test_nested_divs_have_a_limit() -> None:
    _, findings = small_book("::: {.letter}\n" * 24 + "Text.\n" + ":::\n" * 24)
    assert "too-deep" in {finding.rule for finding in findings}


def test_yaml_cannot_run_or_grow() -> None:
    for text in ("a: &x [1]\nb: *x\n", "!!python/object/apply:os.system [id]\n", "a: !include /etc/passwd\n"):
        book, findings = read_book(Shelf.of({"book.yaml": text}))
        assert book is None and {finding.rule for finding in findings} == {"yaml-syntax"}


@pytest.mark.parametrize("name", ["../x", "/etc/passwd", "a/../../x", "C:\\x", "a\0b"])
def test_the_shelf_stays_in_its_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(OutsideShelf):
        Shelf.at(tmp_path).path(name)


def test_a_link_out_of_the_folder_is_no_way_out(tmp_path: Path) -> None:
    (tmp_path / "book").mkdir()
    (tmp_path / "secret.md").write_text("geheim")
    (tmp_path / "book/chapter.md").symlink_to(tmp_path / "secret.md")
    with pytest.raises(OutsideShelf):
        Shelf.at(tmp_path / "book").text("chapter.md")


@pytest.mark.parametrize("name", MODELS)
def test_published_schemas_are_those_that_validate(name: str) -> None:
    path = Path(__file__).parents[1] / f"build/druckreif/schemas/{name}.json"
    assert path.read_text("utf-8") == schema_text(name)
    assert json.loads(schema_text(name))["additionalProperties"] is False


@given(st.integers(0, 999_999_999))
def test_isbn_accepts_exactly_the_right_check_digit(number: int) -> None:
    """ISO 2108: the weighted sum of all 13 digits is a multiple of ten."""
    stem = f"978{number:09}"
    total = sum(int(digit) * (3 if index % 2 else 1) for index, digit in enumerate(stem))
    right = -total % 10
    assert check_isbn(f"{stem}{right}")
    for wrong in {0, 1, 5, 9} - {right}:
        with pytest.raises(ValueError):
            check_isbn(f"{stem}{wrong}")


def test_a_label_of_another_chapter_is_named_as_such() -> None:
    """Labels are local to a file: two chapters may use the same one, and neither gets the other's text."""
    two = BOOK.replace("[chapters/c.md]", "[chapters/c.md, chapters/d.md]").replace(", bibliography", "")
    files = {
        "book.yaml": two,
        "chapters/c.md": "---\nid: c\n---\n\n# C {#c}\n\nEins.[^a] Zwei.[^b]\n\n[^a]: Aus C.\n",
        "chapters/d.md": "---\nid: d\n---\n\n# D {#d}\n\nDrei.[^a] Vier.[^b]\n\n[^a]: Aus D.\n\n[^b]: Auch aus D.\n",
    }
    book, findings = read_book(Shelf.of(files))
    assert book is not None
    found = [*findings, *lint(book)]
    assert [(f.rule, f.span.source) for f in found] == [("note-missing", "chapters/c.md")]
    assert "chapters/d.md" in found[0].hint
