"""Cycles are looked for once, when a step ends."""

from __future__ import annotations

import gc
import weakref
from pathlib import Path

import pytest
from conftest import ROOT
from druckreif.base.memo import forget
from druckreif.base.shelf import Shelf
from druckreif.base.sweep import swept_once
from druckreif.lint import lint
from druckreif.model.marking import EntryMarker
from druckreif.read import read_book


class Knot:
    """Something that holds itself."""

    def __init__(self) -> None:
        self.own = self


def test_a_cycle_lives_until_the_block_ends_and_no_longer() -> None:
    with swept_once():
        assert not gc.isenabled()
        with swept_once():
            inner = weakref.ref(Knot())
            for _ in range(10_000):
                Knot()
            assert inner() is not None
        assert inner() is None and not gc.isenabled()
        outer = weakref.ref(Knot())
    assert outer() is None and gc.isenabled()


def test_an_error_leaves_the_search_as_it_was() -> None:
    with pytest.raises(ValueError), swept_once():
        raise ValueError
    assert gc.isenabled()


def test_names_are_looked_for_once_in_a_check(monkeypatch: pytest.MonkeyPatch) -> None:
    forget()  # what an earlier test had of this book
    seen: list[str] = []
    division = EntryMarker.division
    monkeypatch.setattr(EntryMarker, "division", lambda self, one: seen.append(one.id) or division(self, one))
    book, _ = read_book(Shelf.at(Path(ROOT / "book")))
    assert book is not None
    lint(book)
    assert seen == [one.id for one in book.divisions]
