"""A process that builds a book again and again: an edit costs what it changed.

What it makes after each edit is the screen PDF alone, read and checked by the rules but not yet verified, so that it stands
in a folder of its own; a build of all editions, which finds its parts in the cache, follows when there is time.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from ..base.finding import Finding, has_errors
from ..base.replace import put_in_place
from ..base.shelf import Shelf
from ..base.sweep import swept_once
from ..model.edition import NotePlace
from ..model.report import Progress, quiet
from ..transform import transform
from ..write.workers import Workers
from ..write.writings import Writings
from .building import cores
from .reading import load
from .work import Desk, Unset, Work

if TYPE_CHECKING:
    from ..write.join import Joiner
    from ..write.layout import Layout as Layout  # for who shows what is laid out
    from ..write.part import Part as Part

FOLDER = "live"
"""Where the unverified PDF stands, below the output folder."""

SPARE = 2
"""Parts that are held in memory, as a multiple of the divisions."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What an edit led to: the PDF with its pages, or errors; seconds that it took."""

    path: Path | None
    pages: int
    findings: tuple[Finding, ...]
    seconds: float


@dataclass(slots=True)
class Live:
    """A book that is being written. Close it, or its workers stay until the process ends; a with block does so."""

    book_dir: Path
    out: Path
    notes: NotePlace | None = None
    jobs: int | None = None
    workers: Workers = field(init=False)
    held: dict[bytes, Part] = field(default_factory=dict)
    joiner: Joiner | None = None
    writings: Writings = field(default_factory=Writings)

    def __post_init__(self) -> None:
        self.workers = Workers(cores() if self.jobs is None else self.jobs)

    def __enter__(self) -> Live:
        return self

    def __exit__(self, *error: object) -> None:
        self.workers.close()

    @swept_once()
    def screen(self, progress: Progress = quiet) -> Shown:
        """The screen PDF of the sources as they are now; with an error, the last one stays. Raises OSError."""
        start = time.perf_counter()
        work, findings = self.lay_out(progress)
        if work is None:
            return Shown(None, 0, findings, time.perf_counter() - start)
        pages, data = work.screen()
        path = self.out / FOLDER / f"{work.desk.whole.config.slug}.pdf"
        path.parent.mkdir(parents=True, exist_ok=True)
        put_in_place({path: data})
        return Shown(path, pages, findings, time.perf_counter() - start)

    @swept_once()
    def lay_out(
        self, progress: Progress = quiet, seen: Callable[[Work, Part | None], None] = lambda work, part: None
    ) -> tuple[Work | None, tuple[Finding, ...]]:
        """The work that laid out the screen edition, None with an error, and all findings; writes nothing. Raises OSError.

        `seen` is called when the sources are read and found sound, then with each part that is set.
        """
        from ..write.fonts import missing_characters
        from ..write.join import Joiner

        shelf = Shelf.at(self.book_dir)
        book, findings = load(shelf)
        if book is not None and not has_errors(findings):
            findings += missing_characters(book, shelf)
        if book is None or has_errors(findings):
            return None, tuple(sorted(findings))
        work = Work(Desk(transform(book), self.notes), progress, self.workers)
        work.joiner = self.joiner = self.joiner or Joiner()
        work.held, work.writings = self.held, self.writings
        work.findings, work.seen = findings, lambda part: seen(work, part)
        work.lasts = True
        seen(work, None)
        try:
            work.lay_out("screen")
        except Unset as unset:
            return None, tuple(sorted((*findings, *unset.findings)))
        self.forget(SPARE * len(book.divisions))
        self.writings.end()
        return (None, tuple(sorted(work.findings))) if has_errors(work.findings) else (work, tuple(work.findings))

    def forget(self, most: int) -> None:
        """Let go of the parts that were not used for longest, if there are more than `most`."""
        for key in list(self.held)[: max(0, len(self.held) - most)]:
            del self.held[key]
