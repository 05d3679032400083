"""Forms are found one by one in a dictionary; the plain alternation of all forms, longest first, says what must be found."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import pytest
from conftest import ROOT
from druckreif.base.shelf import Shelf
from druckreif.model.book import Book
from druckreif.model.marking import names_of
from druckreif.model.match import Finder, term_matcher
from druckreif.model.nodes import Text
from druckreif.model.walk import all_inlines
from druckreif.read import read_book
from hypothesis import given, settings
from hypothesis import strategies as st

SPACES = "[ \u00a0\u202f]"


def expected(forms: Mapping[str, str], stems: Mapping[str, str], text: str) -> Iterator[tuple[int, int, str]]:
    """What one regular expression with every form in it finds."""
    longest = sorted(forms, key=lambda form: (-len(form), form))
    words = "|".join(re.escape(form).replace("\\ ", SPACES) for form in longest) or "(?!)"
    if stems:
        words += "|(?P<stem>" + "|".join(sorted(map(re.escape, stems))) + r")[\w-]+"
    for match in re.finditer(rf"(?<![\w-])(?:{words})(?!\w)", text):
        stem = match["stem"] if stems else None
        yield match.start(), match.end(), stems[stem] if stem else forms[re.sub(SPACES, " ", match[0])]


FORMS = st.text("aäB1_- .’»", min_size=1, max_size=6)
STEMS = st.text("aäB", min_size=1, max_size=3)
TEXTS = st.lists(st.text("aäB1_- .’»\u00a0\u202f\u0301", max_size=8) | FORMS | STEMS, max_size=12).map("".join)


@settings(max_examples=600, deadline=None, derandomize=True)
@given(forms=st.lists(FORMS, max_size=8), stems=st.lists(STEMS, max_size=3), text=TEXTS)
def test_any_forms_are_found_as_one_expression_finds_them(forms: list[str], stems: list[str], text: str) -> None:
    meanings, beginnings = {form: f"form {form}" for form in forms}, {stem: f"stem {stem}" for stem in stems}
    assert [*Finder(meanings, beginnings).find(text)] == [*expected(meanings, beginnings, text)]


@pytest.mark.parametrize(
    ("forms", "text", "found"),
    [
        ("Rat;Rat der Volkskommissare", "Rat der\u00a0Volkskommissare, Rat der", ["Rat der\u00a0Volkskommissare", "Rat"]),
        ("Ungarn", "Österreich-Ungarn, Ungarns und Ungarn-Frage", ["Ungarn"]),
        ("»Prawda«;Prawda", "die »Prawda« und die Prawda", ["»Prawda«", "Prawda"]),
        ("z.\u00a0B.", "z. B. und z.\u00a0B.", ["z. B.", "z.\u00a0B."]),
        ("KP(B)", "die KP(B), die KP(B)U", ["KP(B)"]),
    ],
)
def test_forms(forms: str, text: str, found: list[str]) -> None:
    finder = Finder(dict.fromkeys(forms.split(";"), ""))
    assert [text[start:end] for start, end, _ in finder.find(text)] == found


@pytest.fixture(scope="module")
def book() -> Book:
    read, _ = read_book(Shelf.at(ROOT / "book"))
    assert read is not None
    return read


def test_the_book_has_the_same_terms_and_names(book: Book) -> None:
    terms, names = term_matcher(book), names_of(book)
    senses = {form: form for form in names.senses}
    whole = "\n".join(node.text for _, _, node in all_inlines(book) if isinstance(node, Text))
    for forms, stems in ((terms.owners, terms.stems), (senses, {})):
        found = [*Finder(forms, stems).find(whole)]
        assert len(found) > 250
        assert found == [*expected(forms, stems, whole)]
