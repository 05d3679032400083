"""Reading and checking the sources, and what a verb says of its work."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ..base.finding import Finding
from ..base.shelf import Shelf
from ..lint import lint
from ..model.book import Book
from ..read import read_book

Progress = Callable[[str], None]


def quiet(step: str) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True, slots=True)
class Written:
    """A line of the build's table."""

    name: str
    pages: int | None
    words: int
    notes: int
    size: int
    seconds: float
    parts: Mapping[str, int] = field(default_factory=dict)
    """What an EPUB is made of, in bytes."""
    plain: Mapping[str, int] = field(default_factory=dict)
    """Blocks of a PDF whose lines WeasyPrint broke, since the theme does not state their measure, by kind."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a verb found and wrote."""

    findings: tuple[Finding, ...]
    written: tuple[Written, ...] = ()
    seconds: float = 0.0
    remarks: tuple[str, ...] = ()
    """What could not be judged here, in a sentence each."""


def load(shelf: Shelf, hints: bool = False) -> tuple[Book | None, list[Finding]]:
    """The book as its authors wrote it, and all findings of reader and rules; hints on request."""
    book, findings = read_book(shelf)
    return book, sorted([*findings, *(lint(book, hints) if book else ())])


def check(book_dir: Path, hints: bool = False) -> Report:
    """Look for mistakes in the sources; nothing is written."""
    start = time.perf_counter()
    _, findings = load(Shelf.at(book_dir), hints)
    return Report(tuple(findings), (), time.perf_counter() - start)
