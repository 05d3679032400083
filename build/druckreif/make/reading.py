"""Reading and checking the sources."""

from __future__ import annotations

import time
from pathlib import Path

from ..base.finding import Finding, Severity
from ..base.shelf import Shelf
from ..lint import lint
from ..model.book import Book
from ..model.report import Report
from ..read import read_book


def load(shelf: Shelf, hints: bool = False) -> tuple[Book | None, list[Finding]]:
    """The book as its authors wrote it, and all findings of reader and rules; hints on request."""
    book, found = read_book(shelf)
    findings = [finding for finding in found if hints or finding.severity is not Severity.HINT]
    return book, sorted([*findings, *(lint(book, hints) if book else ())])


def check(book_dir: Path, hints: bool = False) -> Report:
    """Look for mistakes in the sources; nothing is written."""
    start = time.perf_counter()
    _, findings = load(Shelf.at(book_dir), hints)
    return Report(tuple(findings), (), time.perf_counter() - start)
