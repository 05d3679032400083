"""A twentieth of the stress book: all that was written is in the finished files. `make stress` builds the whole."""

from __future__ import annotations

import re
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from conftest import run
from finished import TYPE, Epub, Pdf, X, text_of
from sources import letters
from stress import Stress, stress_book, write
from test_footnotes import holds_in_order


@pytest.fixture(scope="module")
def twentieth() -> Stress:
    return stress_book(0.05)


@pytest.fixture(scope="module")
def built(twentieth: Stress, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its finished files, verified; a finding would be an error of the book or of a check."""
    folder = tmp_path_factory.mktemp("stress")
    write(twentieth, folder / "book")
    done = run("build", cwd=folder)
    assert done.returncode == 0 and "warning" not in done.stdout, done.stdout + done.stderr
    return folder / "dist"


def anchors(stress: Stress) -> set[str]:
    """The names of all notes, terms and entries, and of the first place of each term and entry, wherever that is."""
    notes = (f"fn-{c.id}-{number}" for c in stress.made.chapters for number in range(1, len(c.order()) + 1))
    terms = chain.from_iterable((f"term-{id}", f"at-{id}-1") for id in stress.terms.values())
    return {*notes, *terms, *chain.from_iterable((f"ix-{id}", f"in-{id}-1") for id in stress.entries.values())}


def somewhere(id: str) -> str:
    """The name of a place without its chapter."""
    return re.sub(r"^(at|in)-c\d+--", r"\1-", id)


def test_the_whole_book_is_large_enough() -> None:
    whole = stress_book()
    assert len(whole.made.chapters) == 120 and whole.notes >= 3000
    assert len(whole.terms) == 400 and len(whole.entries) == 1500


def test_the_epub_has_all_notes_terms_and_entries(twentieth: Stress, built: Path) -> None:
    epub = Epub(built / "probe.epub")
    ids = [element.get("id", "") for page in epub.pages.values() for element in page.iter()]
    ours = [id for id in ids if re.fullmatch(r"fn-c\d+-\d+|term-t-\d+|at-c\d+--t-\d+-1|ix-e-\d+|in-c\d+--e-\d+-1", id)]
    assert len(ours) == len(set(ours)) and {*map(somewhere, ours)} == anchors(twentieth)
    targets = {somewhere(a.get("href", "").rpartition("#")[2]) for page in epub.pages.values() for a in page.iter(f"{X}a")}
    assert {id for id in anchors(twentieth) if not id.startswith("ix-")} <= targets
    kinds = [element.get(TYPE) for page in epub.pages.values() for element in page.iter()]
    assert kinds.count("noteref") == sum(len(chapter.calls) for chapter in twentieth.made.chapters)
    for chapter in twentieth.made.chapters:
        page = epub.page(chapter.id)
        whole = letters("".join(map(text_of, page.iter(f"{X}body"))))
        assert holds_in_order(whole, [*map(letters, chapter.words)]), chapter.id


@pytest.mark.parametrize("edition", ["screen", "print"])
def test_the_pdfs_have_all_words_of_text_and_notes(edition: str, twentieth: Stress, built: Path) -> None:
    pdf = Pdf(built / f"probe-{edition}.pdf")
    whole = letters("".join(pdf.texts))
    chapters = twentieth.made.chapters
    for chapter in chapters:
        assert holds_in_order(whole, [word for word in chapter.words if word[0] == "w"]), chapter.id
    said = chain.from_iterable(words for chapter in chapters for words in chapter.notes.values())
    assert [word for word in said if whole.count(word) != 1] == []
    assert [id for id in twentieth.terms.values() if f"Erklärungvon{letters(id)}" not in whole] == []
    if edition == "screen":
        assert anchors(twentieth) <= {*map(somewhere, pdf.places)}


def leaves(node: Any, kind: str) -> list[list[Any]]:
    """The keys of a tree of names or numbers by leaf; what the nodes between say of them is true."""
    node = node.get_object()
    found = [leaf for kid in node.get("/Kids", ()) for leaf in leaves(kid, kind)] or [list(node[kind][::2])]
    if "/Limits" in node:
        assert list(node["/Limits"]) == [found[0][0], found[-1][-1]]
    return found


def test_readers_find_places_and_tags_without_reading_all_of_them(built: Path) -> None:
    """A leaf of 3,000 entries is read whole for each of them: veraPDF needs 8 times as long for a book of 900 pages."""
    pdf = Pdf(built / "probe-screen.pdf")
    root = pdf.reader.trailer["/Root"]
    tags = root["/StructTreeRoot"]
    for node, kind in ((root["/Names"]["/Dests"], "/Names"), (tags["/ParentTree"], "/Nums"), (tags["/IDTree"], "/Names")):
        found = leaves(node, kind)
        keys = [*chain.from_iterable(found)]
        assert len(keys) > 4 * 32 and keys == sorted(set(keys))
        assert max(map(len, found)) <= 32
