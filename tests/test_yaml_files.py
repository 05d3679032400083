"""Findings in YAML files stand at their word, can be allowed, and are corrected where that leaves YAML as it is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
import yaml
from conftest import run
from druckreif.base.finding import Finding, has_errors
from druckreif.base.shelf import Shelf
from druckreif.desk.mend import mend
from druckreif.lint import lint
from druckreif.read import read_book
from hypothesis import given, settings
from hypothesis import strategies as st
from sample import sample
from test_hostile import BOOK

HEAD = "terms:\n  - id: druckbogen\n    term: Druckbogen\n    forms: [Druckbogen]\n    "
DEFINITIONS = {
    "plain": 'definition: Ein Blatt,  das "groß" ist.\n',
    "single": "definition: 'Ein Blatt,  das \"groß\" ist.'\n",
    "lines": 'definition: Ein Blatt,\n      das  "groß" ist.\n',
    "folded": 'definition: >-\n      Ein Blatt,\n      das  "groß" ist.\n',
    "literal": 'definition: |\n      Ein Blatt, das  "groß" ist.\n',
}


def look(shelf: Shelf) -> Sequence[Finding]:
    book, findings = read_book(shelf)
    return [*findings, *(lint(book) if book else ())]


def found(glossary: str) -> list[Finding]:
    return [finding for finding in look(Shelf.of({**sample(), "glossary.yaml": glossary})) if
            finding.span.source == "glossary.yaml"]  # fmt: skip


def mended(glossary: str) -> str:
    changes, _ = mend(Shelf.of({**sample(), "glossary.yaml": glossary}), look)
    return next((change.after for change in changes if change.name == "glossary.yaml"), glossary)


@pytest.mark.parametrize("form", DEFINITIONS)
def test_a_finding_stands_at_its_word(form: str) -> None:
    text = HEAD + DEFINITIONS[form]
    for finding in found(text):
        line = text.splitlines()[finding.span.line - 1]
        assert line[finding.span.column - 1 :].startswith({"space-double": "  ", "quote-style": '"'}[finding.rule])
    assert {finding.rule for finding in found(text)} == {"space-double", "quote-style"}


@pytest.mark.parametrize("form", DEFINITIONS)
def test_marks_and_spaces_are_corrected(form: str) -> None:
    after = mended(HEAD + DEFINITIONS[form])
    wanted = DEFINITIONS[form].replace('"groß"', "»groß«").replace(",  das", ", das").replace("das  ", "das ")
    assert after == HEAD + wanted
    assert " ".join(yaml.safe_load(after)["terms"][0]["definition"].split()) == "Ein Blatt, das »groß« ist."
    assert not found(after)


@pytest.mark.parametrize(
    "definition",
    [
        'definition: "Ein \\"großes\\" Blatt."\n',
        "definition: Er sagte,dass es ein Blatt sei:gut.\n",
        "definition: 'Ein''s,das'\n",
    ],
)
def test_a_correction_never_breaks_the_file(definition: str) -> None:
    before = yaml.safe_load(HEAD + definition)
    after = yaml.safe_load(mended(HEAD + definition))
    assert "".join(filter(str.isalnum, str(after))) == "".join(filter(str.isalnum, str(before)))


@given(st.text(alphabet="ab „“\"'»«’,.:;#-–!? \n", max_size=40), st.sampled_from(["", ">-\n      ", "|\n      ", "'", '"']))
@settings(max_examples=120, deadline=None)
def test_whatever_is_written_stays_yaml_with_its_letters(text: str, style: str) -> None:
    end = style if style in ("'", '"') else ""
    glossary = HEAD + "definition: " + style + text.replace("\n", "\n      ") + end + "\n"
    try:
        before = yaml.safe_load(glossary)
    except yaml.YAMLError:
        return
    after = yaml.safe_load(mended(glossary))
    assert "".join(filter(str.isalnum, str(after))) == "".join(filter(str.isalnum, str(before)))


# ---- allowances ----

TWO = """terms:
  - id: ente
    term: Ente
    definition: Eine falsche Nachricht.
  - id: gans
    term: Gans
    definition: Ein Vogel.
"""


def unused(glossary: str) -> list[str]:
    return [f"{finding.rule} {finding.span.line}" for finding in found(glossary) if finding.rule.endswith("-unused")]


def test_a_record_may_be_allowed() -> None:
    assert unused(TWO) == ["term-unused 2", "term-unused 5"]
    assert unused(TWO.replace("  - id: gans", "  # allow: term-unused\n  - id: gans")) == ["term-unused 2"]
    assert unused(TWO.replace("id: ente", "id: ente  # allow: term-unused")) == ["term-unused 5"]
    assert unused("# allow: term-unused\n" + TWO) == []


def test_an_allowance_without_use_is_named() -> None:
    glossary = TWO.replace("  - id: gans", "  # allow: dash, term-unusd\n  - id: gans")
    texts = [str(finding) for finding in found(glossary) if finding.rule == "allow-unused"]
    assert texts[0].startswith('glossary.yaml:5:12: warning allow-unused: nothing is found here by "dash"')
    assert texts[1].startswith('glossary.yaml:5:18: warning allow-unused: there is no rule "term-unusd"')
    assert 'did you mean "term-unused"?' in texts[1]


def test_what_only_looks_like_an_allowance_is_text() -> None:
    glossary = TWO.replace("Ein Vogel.", "|\n      Ein Vogel.\n      # allow: term-unused")
    assert unused(glossary) == ["term-unused 2", "term-unused 5"]


def test_errors_cannot_be_allowed() -> None:
    glossary = TWO.replace("definition: Ein", "  # allow: unknown-key\n    definitoin: Ein")
    assert has_errors(found(glossary))


def test_fix_writes_yaml_files(tmp_path: Path) -> None:
    run("new", tmp_path / "b")
    config = tmp_path / "b/book.yaml"
    config.write_text(config.read_text("utf-8").replace("Worum es geht,", 'Worum "es"  geht,'), "utf-8")
    done = run("check", "--fix", cwd=tmp_path / "b")
    assert done.returncode == 0 and "Corrected: 1 file." in done.stdout, done.stdout
    assert "description: Worum »es« geht," in config.read_text("utf-8")


@pytest.mark.parametrize(
    ("old", "new", "rule", "column"),
    [
        ("title: T", 'title: "T\\x07"', "control-character", 8),
        ("title: T", 'title: "\\0T"', "control-character", 8),
        ("title: T", "title: " + "Wort " * 200_000, "wrong-value", 8),
        ("name: A B,", f"name: {'A' * 501},", "wrong-value", 23),
        ("description: P.", "? [a, b]\n: c\ndescription: P.", "yaml-syntax", 3),
    ],
)
def test_what_no_edition_can_hold_is_named_in_its_line(old: str, new: str, rule: str, column: int) -> None:
    assert old in BOOK
    files = {"book.yaml": BOOK.replace(old, new), "chapters/a.md": "# A {#a}\n\nText.\n"}
    _, findings = read_book(Shelf.of(files))
    assert [(f.rule, f.span.column) for f in findings] == [(rule, column)]
    assert all(len(finding.message) < 200 for finding in findings)
