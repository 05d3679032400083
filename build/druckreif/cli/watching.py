"""Verb that rebuilds on save."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..base.finding import has_errors
from ..report import tally
from .group import book_option, jobs_option, main, no_cache_option, notes_option, out_option
from .output import need, print_findings

if TYPE_CHECKING:
    from ..make import Live, NotePlace

PAUSE, LONGEST, ROUND = 150, 600, 300
"""Milliseconds of silence after which a save counts as done, that it may take, and after which the watcher looks up."""


@main.command()
@book_option
@out_option
@notes_option
@no_cache_option
@jobs_option
def watch(book_dir: Path, out: Path, notes: NotePlace | None, jobs: int | None) -> None:
    """Rebuild on each save, until it is interrupted.

    The screen PDF comes first, unverified, as OUT/live/SLUG.pdf; then all editions are built and verified. With an error in
    the sources, the last good files stay.
    """
    from watchfiles import watch as changes

    from .. import make

    need(book_dir)
    click.echo(f"Watching {book_dir.resolve()}; Ctrl-C ends it.")
    with suppress(KeyboardInterrupt), make.Live(book_dir, out, notes, jobs) as live:
        is_first = True  # the first build comes when the watcher is there, so that no save is missed while it runs
        wanted = _Sources(book_dir, out)
        for saved in changes(
            book_dir, watch_filter=wanted, debounce=LONGEST, step=PAUSE, rust_timeout=ROUND, yield_on_timeout=True
        ):
            if saved or is_first:
                is_first = False
                _show(live)


class _Sources:
    """Which changes matter: those of visible files, in visible folders (.git is none), outside the output folder."""

    def __init__(self, book_dir: Path, out: Path) -> None:
        self.book_dir, self.out = book_dir.resolve(), out.resolve()

    def __call__(self, change: object, path: str) -> bool:
        place = Path(path).resolve()
        if place.is_relative_to(self.out):
            return False
        inner = place.relative_to(self.book_dir) if place.is_relative_to(self.book_dir) else Path(place.name)
        return not any(part.startswith(".") for part in (*inner.parts, Path(path).name))


def _show(live: Live) -> None:
    """One line for the PDF and one for all editions, or the findings."""
    from .. import make

    shown = live.screen()
    if shown.path is None:
        print_findings(shown.findings, live.book_dir)
        return click.echo(f"{tally(shown.findings)}; the last good files stay.")
    click.echo(f"{shown.path}: {shown.pages} pages, {shown.seconds:.1f} s.")
    report = make.build(live.book_dir, live.out, notes=live.notes, jobs=1)
    print_findings(report.findings, live.book_dir)
    if has_errors(report.findings):
        return click.echo(f"{tally(report.findings)}; the last good files stay.")
    click.echo(f"{live.out}: {len(report.written)} files, all verified, {report.seconds:.1f} s.")
