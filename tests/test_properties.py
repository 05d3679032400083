"""Laws that hold for any book: each call finds its own note and back, numbers have no gaps, no word is lost or moved."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from conftest import run
from druckreif.base.finding import has_errors
from druckreif.base.shelf import Shelf
from druckreif.lint import lint
from druckreif.make.work import Desk
from druckreif.read import read_book
from druckreif.transform import transform
from druckreif.write import epub as writer
from druckreif.write.epub import write_epub
from finished import TYPE, Epub, Pdf, X, text_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_books import Author, Chapter, Made
from sources import letters
from test_footnotes import holds_in_order

PLACES = ("book", "chapter", "page")


@st.composite
def books(draw: st.DrawFn) -> Made:
    """One to three chapters with blocks, notes and calls of every kind; the first words of each are terms."""
    author = Author(lambda options: draw(st.sampled_from(options)))
    sizes = draw(st.lists(st.integers(0, 6), min_size=1, max_size=3))
    made = [author.chapter(f"c{number}", size) for number, size in enumerate(sizes, start=1)]
    return Made(made, {chapter.words[2]: f"t-{chapter.id}" for chapter in made})


def compiled(made: Made, place: str) -> Epub:
    """The EPUB of a generated book, its notes at the end of the book or of their chapters."""
    files = made.files()
    files["book.yaml"] = f"{files['book.yaml']!s}  epub:\n    notes: {{place: {place}}}\n"
    book, findings = read_book(Shelf.of(files))
    assert book is not None and not has_errors([*findings, *lint(book)]), findings
    shown, facts = Desk(transform(book)).surveyed("epub")
    return Epub(io.BytesIO(write_epub(shown, facts, shown.config.editions.epub)))


@pytest.fixture
def without_fonts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Subsets of the faces take longer than all the rest, and no law here is about them."""
    monkeypatch.setattr(writer, "faces", lambda: ())


@settings(
    max_examples=int(os.environ.get("EXAMPLES", "60")), deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(made=books(), place=st.sampled_from(["book", "chapter"]))
def test_any_epub_keeps_every_note_and_every_word(made: Made, place: str, without_fonts: None) -> None:
    epub = compiled(made, place)
    for chapter in made.chapters:
        page = epub.page(chapter.id)
        whole = letters("".join(map(text_of, page.iter(f"{X}body"))))
        assert holds_in_order(whole, chapter.words), chapter.markdown
        assert [whole.count(word) for word in chapter.words] == [1] * len(chapter.words)
        for label, note in zip(chapter.calls, called(epub, chapter), strict=True):
            number, text = note
            assert number == chapter.order().index(label) + 1
            assert holds_in_order(letters(text), [str(number), *chapter.notes[label]])
            others = [word for other in chapter.notes.values() if other is not chapter.notes[label] for word in other]
            assert not [word for word in others if word in letters(text)]
    notes = [note.get("id") for page in epub.pages.values() for note in page.iter() if note.get(TYPE) == "footnote"]
    assert notes == [f"fn-{c.id}-{number}" for c in made.chapters for number in range(1, len(c.order()) + 1)]
    for word, id in made.terms.items():
        links = [a for page in epub.pages.values() for a in page.iter(f"{X}a") if a.get("href", "").endswith(f"#term-{id}")]
        assert [text_of(link) for link in links] == [word]


def called(epub: Epub, chapter: Chapter) -> Iterator[tuple[int, str]]:
    """Number and note text of every call of a chapter in order; each note leads back to its call."""
    here = f"{epub.base}/text/{chapter.id}.xhtml"
    for link in epub.page(chapter.id).iter(f"{X}a"):
        if link.get(TYPE) == "noteref":
            file, note = epub.target(here, link.get("href", ""))
            assert note is not None
            back = [epub.target(file, a.get("href", "")) for a in note.iter(f"{X}a") if a.get(TYPE) == "backlink"]
            assert (here, link.get("id")) in [(name, element.get("id")) for name, element in back if element is not None]
            yield int(text_of(link)), text_of(note)


@pytest.fixture(scope="module")
def many() -> Made:
    """Eight chapters in one book: enough of each kind, and one layout for all."""
    author = Author(Random(7).choice)
    return Made([author.chapter(f"c{number}", 10) for number in range(1, 9)])


def test_the_book_for_the_pdfs_has_everything(many: Made) -> None:
    notes, calls = (sum(map(len, all)) for all in zip(*((c.notes, c.calls) for c in many.chapters), strict=True))
    sources = "".join(chapter.markdown for chapter in many.chapters)
    assert notes > 90 and calls > notes + 25
    marks = ("\n## ", "\n> ", "\n- ", "\n1. ", "\n| ", "|---", "\n: ", ":::", "    | ", "@werk")
    assert [mark for mark in marks if mark not in sources] == []


@pytest.mark.parametrize("place", PLACES)
def test_any_pdf_keeps_every_note_and_every_word(place: str, many: Made, tmp_path: Path) -> None:
    for name, text in many.files(place).items():
        path = tmp_path / "book" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(str(text), "utf-8")
    done = run("build", "screen", cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    pdf = Pdf(tmp_path / "dist/probe-screen.pdf")
    whole = letters("".join(pdf.texts))
    for chapter in many.chapters:
        assert holds_in_order(whole, chapter.words), chapter.id
        said = [word for words in chapter.notes.values() for word in words]
        assert [word for word in said if whole.count(word) != 1] == []
        calls = [tap for tap in pdf.taps if re.fullmatch(rf"fn-{chapter.id}-\d+", tap.target)]
        order = chapter.order()
        assert [tap.target for tap in calls] == [f"fn-{chapter.id}-{order.index(label) + 1}" for label in chapter.calls]
        for label, tap in zip(chapter.calls, calls, strict=True):
            note, _ = pdf.places[tap.target]
            assert pdf.inside(tap) == tap.target.rpartition("-")[2]
            assert holds_in_order(letters("".join(pdf.texts[note : note + 2])), chapter.notes[label])
            first = next(other for other in calls if other.target == tap.target)
            assert place != "page" or note == first.page
