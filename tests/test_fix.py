"""What `druckreif check --fix` does to sources: marks and spaces, never letters, and nothing to the texts of others."""

from __future__ import annotations

import re
import stat
from pathlib import Path

import pytest
from conftest import ROOT, run
from druckreif.base.edit import Edit, apply
from druckreif.base.finding import Severity
from druckreif.base.shelf import Shelf
from druckreif.desk.mend import mend
from druckreif.lint import lint
from druckreif.read import read_book
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sources import letters
from test_lint import HEAD, look, shelf_of
from test_spec import BOOK

TYPED = """Wort d.h. S.34 12-14 1917-1923 geht's Marx' 's ... !! ,, – - -- » « „ “ ” › ‹ ‚ ‘ ’ " ' ( ) , . ; ? * ** [^a] ё
    die [x]{lang=ru} \\* &amp; `c` [](#c) [Wort](#c) <https://a.b/c-d> \x07 a@b.de [Räte]{.term} \ue000"""
WORD = st.sampled_from([*TYPED.split(), "kam kam", "<!-- allow: dash -->", "[@werk, 12]", "\u00a0", "\u202f"])
GAP = st.sampled_from(
    ["", " ", " ", " ", "  ", "\n", "\n\n", "\\\n",
     "\n\n> ", "\n\n| ", "\n| ", "\n\n- ", "\n\n[^a]: ", "\n\n    ", "\n\n## "]
)  # fmt: skip
TYPING = st.lists(st.tuples(WORD, GAP), max_size=24).map(lambda pairs: "".join(word + gap for word, gap in pairs))
ANYTHING = st.text(max_size=80)


def fixed(text: str, language: str = "de") -> str:
    """The text of a chapter after all corrections."""
    shelf = shelf_of({"": text, "book.yaml": f"language: {language}\n"})
    changes, left = mend(shelf, look)
    unsure = {finding.span.line for finding in left if finding.rule == "control-character"}
    assert [finding for finding in left if finding.fix and finding.span.line not in unsure] == []
    return changes[0].after.removeprefix(HEAD) if changes else text


@settings(max_examples=160, deadline=None, derandomize=True)
@given(st.one_of(TYPING, TYPING, ANYTHING), st.sampled_from(["de", "en"]))
@example("»Eins« 'zwei‘ \"drei'", "de")
@example("Er kam kam - S.34, d.h.  \"so!!\" geht's , ... und die die.. Marx' [^a], [^a]. Hier,dort.\n\n[^a]: Note.", "de")
@example("a\x07  b ... c", "de")
def test_letters_and_their_order_stay(text: str, language: str) -> None:
    """Whatever an editor typed: no letter or figure is changed, and what is corrected once stays so."""
    text = text.replace("\r", "\n")
    after = fixed(text, language)
    assert letters(after) == letters(text)
    assert fixed(after, language) == after


@settings(max_examples=50, deadline=None, derandomize=True)
@given(TYPING)
def test_block_quotations_stay_as_they_are(text: str) -> None:
    quoted = "".join(f"> {line}\n" for line in text.split("\n"))
    assert fixed(quoted) == quoted


@settings(max_examples=80, deadline=None, derandomize=True)
@given(st.dictionaries(
    st.sampled_from(["chapters/c.md", "book.yaml", "glossary.yaml", "register.yaml", "sources.yaml"]),
    st.one_of(TYPING, ANYTHING, st.text(alphabet='ab: -\n\t[]{}"\'#&*!|>%@`0,?', max_size=80)), max_size=3,
))  # fmt: skip
def test_any_sources_are_read_and_checked(files: dict[str, str]) -> None:
    """Findings, or a book, or both; never an exception."""
    whole = {"book.yaml": BOOK, "chapters/c.md": "# K {#c}\n\nText.\n"} | files
    book, findings = read_book(Shelf.of(whole))
    assert book is not None or findings
    for finding in lint(book, hints=True) if book else []:
        rows = whole.get(finding.span.source, "").split("\n")
        assert 0 <= finding.span.line <= len(rows)


def test_edits_are_made_only_where_the_line_says_what_was_read() -> None:
    text = "eins zwei\ndrei"
    edits = [Edit("x", 1, 5, " ", "  "), Edit("x", 2, 1, "vier", "4"), Edit("x", 9, 1, "", "!"), Edit("x", 1, 4, "s z", "")]
    assert apply(text, edits[:3]) == "eins  zwei\ndrei"
    assert apply(text, [edits[0], edits[3]]) in ("eins  zwei\ndrei", "einwei\ndrei"), "of two that overlap one is made"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A new book with slips in its first chapter, written partly on Windows."""
    run("new", tmp_path / "b")
    chapter = tmp_path / "b/chapters/01-anfang.md"
    text = chapter.read_text("utf-8") + "\nEs geht's - so ...\n\n> Es geht's - so ...\n"
    chapter.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").replace("\r\n", "\n", 3).encode())
    chapter.chmod(0o640)
    return tmp_path / "b"


def test_fix_writes_what_diff_shows(book: Path) -> None:
    chapter = book / "chapters/01-anfang.md"
    before = chapter.read_bytes()
    shown = run("check", "--diff", "--book", book)
    assert chapter.read_bytes() == before and shown.returncode == 1
    assert "\n-Es geht's - so ...\n+Es geht’s – so …\n" in shown.stdout
    assert "To be corrected by --fix: 1 file." in shown.stdout
    done = run("check", "--fix", "--book", book)
    assert shown.stdout.split("To be")[0] == done.stdout.split("Corrected")[0]
    assert done.returncode == 1, "the block quotation is left to the editor"
    assert done.stdout.count("hint:") == 3 and done.stdout.rstrip().endswith("3 warnings.")
    assert chapter.read_bytes() == before.replace(b"\nEs geht's - so ...", "\nEs geht’s – so …".encode())
    assert stat.S_IMODE(chapter.stat().st_mode) == 0o640
    assert [path.name for path in chapter.parent.iterdir() if path.name.startswith(".")] == []
    again = run("check", "--fix", "--book", book)
    assert "@@" not in again.stdout and again.stdout.rstrip().endswith("3 warnings.")


def test_hints_are_shown_on_request(book: Path) -> None:
    chapter = book / "chapters/02-weiter.md"
    chapter.write_text(chapter.read_text("utf-8") + "\nDie ABC tagte.\n", "utf-8")
    assert "term-candidate" not in run("check", "--book", book).stdout
    shown = run("check", "--hints", "--book", book).stdout
    assert f'{chapter}:' in shown and 'hint term-candidate: "ABC" occurs once and has no entry' in shown


TYPEWRITER = [
    ("[»«]", '"'), ("[›‹’]", "'"), (" – ", " - "), ("…", "..."), (r"(?<=\d)–(?=\d)", "-"), (", und", ",  und"),
    (r"\b(S|Bd|Kap|Nr)\. (?=\d)", r"\1."), (r"\b([zdu])\. (?=[Bha]\.)", r"\1."), (", die", " , die"), (r"\.\[\^", ". [^"),
]  # fmt: skip
"""What a book looks like that was typed without care."""


def typed(line: str) -> tuple[str, int]:
    """A line of the book with slips, and how many."""
    count = 0
    if not line.startswith((">", "|", ":", "#", "-")) and "[@" not in line and "](" not in line:
        for pattern, new in TYPEWRITER:
            line, more = re.subn(pattern, new, line)
            count += more
    return line, count


def test_the_real_book_typed_without_care_comes_back_as_it_was() -> None:
    """Hundreds of slips of every kind, and --fix gives the very text of the book."""
    shelf = Shelf.at(ROOT / "book")
    files, slips = {}, 0
    for name in (name for name in shelf.names(".md") if "/" in name):
        front, title, text = shelf.text(name).partition("\n# ")
        lines = [typed(line) for line in text.split("\n")]
        files[name] = (front + title + "\n".join(line for line, _ in lines)).encode()
        slips += sum(count for _, count in lines)
    assert slips > 400
    changes, left = mend(Shelf(shelf.root, files), look)
    assert {change.name for change in changes if change.after != shelf.text(change.name)} == set()
    assert [finding for finding in left if finding.severity is not Severity.HINT] == []
