"""Notes at the foot of the page: their lines, the grid of the text that calls them, pages that are full."""

from __future__ import annotations

import itertools
from functools import cache

import pytest
from druckreif.write.lines.pages import Item, Variant, fill
from druckreif.write.part import Part
from druckreif.write.pdf import Setter
from druckreif.write.theme import load_theme
from test_lines import EDGE, PLAIN_TEXT
from typesetting import drawn_lines, layouts

THEME = load_theme("antiqua")
PAGE = THEME.page
SIZE, LINE = THEME.blocks["fn-para"].size, THEME.blocks["fn-para"].line


@cache
def setter() -> Setter:
    return Setter("antiqua", "de", (), {})


def note(number: int, *texts: str) -> str:
    """A call and its note, as `footnotes.py` writes them."""
    mark = f'<a href="druckreif:c{number}" class="backlink fn-number">{number}</a> '
    paras = "".join(f'<span class="fn-para">{mark if not index else ""}{text}</span>' for index, text in enumerate(texts))
    call = f'<a href="druckreif:n{number}" class="noteref" id="c{number}">{number}</a>'
    return f'{call}<span id="n{number}" class="footnote">{paras}</span>'


def set_(inner: str) -> Part:
    return setter().set("c", f'<section id="c" class="division chapter">{inner}</section>', "t")


def text_with_notes(paragraphs: int) -> str:
    """Paragraphs of different lengths, three of four with a note of one to three lines, or with two."""
    found = []
    for n in range(paragraphs):
        text = (PLAIN_TEXT + " ") * (1 + n % 3)
        long = PLAIN_TEXT[: 60 + 70 * (n % 4)]
        notes = note(2 * n, long) + " Danach. " + (note(2 * n + 1, long, "Zweiter Absatz.") if n % 5 == 2 else "")
        found.append(f"<p>{text}{notes if n % 4 else ''}</p>")
    return "".join(found)


def test_notes_are_set_as_evenly_as_the_text() -> None:
    lines = drawn_lines(set_(f"<p class='first'>Wort{note(1, PLAIN_TEXT * 2, PLAIN_TEXT)}</p>").file, SIZE)
    first, *_ = lines
    assert len(lines) > 10 and first.left == pytest.approx(PAGE.inner + 3.5, abs=1.5), "the number stands before it"
    second = next(line for line in lines[1:] if line.text.startswith("Die Rote"))
    assert second.left == pytest.approx(PAGE.inner + 10, abs=0.3)
    ends = lines.index(second) - 1, len(lines) - 1
    for index, line in enumerate(lines):
        if index not in ends:
            hung = 0.0 if line.text[-1].isalnum() else 5.0
            assert -0.1 <= line.right - EDGE[0] <= hung + 0.3 and line.space < 1.8, line.text
        else:
            assert line.space == pytest.approx(1, abs=0.03), "last lines keep their natural spaces"
    assert all(b.y - a.y == pytest.approx(LINE, abs=0.01) for a, b in itertools.pairwise(lines))


def test_lines_with_calls_keep_the_grid() -> None:
    lines = drawn_lines(set_(text_with_notes(12)).file, THEME.text.size)
    phase = lines[0].y % PAGE.line
    assert max(abs(line.y % PAGE.line - phase) for line in lines) < 0.02


def test_pages_are_full_and_notes_below_their_calls(monkeypatch: pytest.MonkeyPatch) -> None:
    """Laid out once, as planned: what is left between text and notes is less than a line, seldom one more."""
    planned = layouts(monkeypatch, setter())
    part = set_(text_with_notes(24))
    assert planned == [True] and part.pages > 4
    calls = {name for name in part.places if name.startswith("c") and name != "c"}
    assert len(calls) > 18 and all(part.places[call].page == part.places[f"n{call[1:]}"].page for call in calls)
    rows = drawn_lines(part.file, THEME.text.size)
    feet = drawn_lines(part.file, SIZE)
    left = []
    for page in range(part.pages - 1):
        text, below = ([row.y for row in some if row.page == page] for some in (rows, feet))
        room = min(below) - SIZE - THEME.foot if below else PAGE.top + PAGE.depth
        left.append((room - max(text)) / PAGE.line)
        assert not below or max(below) == pytest.approx(PAGE.top + PAGE.depth, abs=5), "notes stand at the foot"
    descent = 0.7
    assert max(left) < 2 + descent and sum(left) / len(left) < 1 + descent, left


def test_a_note_of_a_kind_of_its_own_leaves_pages_to_the_layout() -> None:
    """Verses and lists in notes are set plain, and a division with one is filled by WeasyPrint, whole."""
    verse = '<span id="n1" class="footnote"><span class="fn-stanza"><span class="fn-line">Eine Zeile</span></span></span>'
    part = set_(f"<p class='first'>Wort{verse}</p>{text_with_notes(4)}")
    assert "Eine Zeile" in [line.text for line in drawn_lines(part.file, SIZE)]


def drawn(items: list[Item], lines: int, above: float = 10.0) -> list[list[tuple[int, int]]]:
    """Pages of so many lines of 10 pt; each as block and line."""
    choices, pages = fill(items, lines * 10.0, above=above)
    found: list[list[tuple[int, int]]] = [[]]
    for index, (item, choice) in enumerate(zip(items, choices, strict=True)):
        for line in range(item.variants[choice.variant].lines):
            if line in choice.opens:
                found.append([])
            found[-1].append((index, line))
    assert len(found) == pages
    return found


def paragraph(*ways: int, feet: dict[int, float] | None = None) -> Item:
    notes = feet or {}
    return Item(
        tuple(
            Variant(n, 1000.0 * cost, (), tuple(notes.get(line, 0.0) for line in range(n)) if notes else ())
            for cost, n in enumerate(ways)
        ),
        10.0,
    )


def test_notes_take_their_room_on_the_page_that_calls_them() -> None:
    whole = drawn([paragraph(6), paragraph(6)], 8)
    assert [len(page) for page in whole] == [8, 4]
    noted = drawn([paragraph(6, feet={1: 20.0}), paragraph(6)], 9)
    assert [len(page) for page in noted] == [6, 6], "six lines, ten points above the note, twenty for it"
    late = drawn([paragraph(6), paragraph(6, feet={3: 20.0})], 9)
    assert [len(page) for page in late] == [9, 3] or [len(page) for page in late] == [6, 6]
    assert (1, 3) in late[1], "the line that calls goes over with its note"


def test_the_room_above_notes_is_taken_once() -> None:
    pages = drawn([paragraph(4, feet={0: 10.0, 1: 10.0}), paragraph(4)], 9)
    assert [len(page) for page in pages] == [6, 2]


def test_a_note_as_high_as_a_page_has_no_place() -> None:
    with pytest.raises(ValueError):
        fill([paragraph(4, feet={0: 500.0})], 80.0, above=10.0)

