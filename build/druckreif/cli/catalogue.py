"""The verb over many books."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..report import as_json, tally
from .group import FINDINGS, FOLDER, TROUBLE, format_option, main, no_cache_option, out_option
from .output import print_findings, progress_line

if TYPE_CHECKING:
    from ..make import Volume


@main.command()
@click.argument("folders", nargs=-1, required=True, metavar="FOLDER...", type=FOLDER)
@out_option
@click.option("--edition", "editions", multiple=True, help="An edition to make of each book; all that it has if left out.")
@click.option("--jobs", type=click.IntRange(1), help="Books built at once on this machine; one for each core if left out.")
@click.option("--scheduler", default="", metavar="ADDRESS", help="Build on a Dask cluster instead, such as tcp://host:8786.")
@no_cache_option
@format_option
def catalogue(
    folders: tuple[Path, ...], out: Path, editions: tuple[str, ...], jobs: int | None, scheduler: str, form: str
) -> None:
    """Build many books into OUT/SLUG, with one report.

    A FOLDER is a book, or holds books. One book's mistakes stop no other; a book whose machine failed is tried again.
    """
    from .. import make

    for edition in editions:
        if edition not in make.BUILDABLE:
            raise click.UsageError(f'there is no edition "{edition}"; use {", ".join(make.BUILDABLE)}')
    for folder in folders:
        if not make.books_in([folder]):
            raise click.UsageError(f"there is no book in {folder}; a book is a folder with a book.yaml")
    books = make.books_in(folders)
    with progress_line(form) as progress:
        volumes, seconds = make.catalogue(books, out, editions, jobs or len(_cores()), scheduler, progress)
    if form == "json":
        click.echo(json.dumps({"books": [_json(volume) for volume in volumes], "seconds": round(seconds, 3)}, indent=2))
    else:
        for volume in volumes:
            print_findings(volume.report.findings, volume.folder)
        _print_table(volumes)
        count = sum(volume.state == "built" for volume in volumes)
        click.echo(f"{count} of {len(volumes)} books built, verified and in {out}, {seconds:.1f} s.")
    states = {volume.state for volume in volumes}
    if code := TROUBLE if "trouble" in states else FINDINGS if "findings" in states else 0:
        raise click.exceptions.Exit(code)


def _cores() -> Sequence[int]:
    return list(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else range(os.cpu_count() or 1)


def _json(volume: Volume) -> dict[str, object]:
    head = {"folder": volume.folder.as_posix(), "slug": volume.slug, "state": volume.state}
    return head | {"trouble": volume.trouble, "tries": volume.tries} | as_json(volume.report, volume.folder)


def _print_table(volumes: Sequence[Volume]) -> None:
    rows = [("book", "state", "tries", "files", "pages", "words", "seconds", "")]
    for volume in volumes:
        written = volume.report.written
        pages, words = (max((line.pages or 0 for line in written), default=0), max((w.words for w in written), default=0))
        rest = volume.trouble or tally(volume.report.findings)
        rows.append((volume.folder.as_posix(), volume.state, str(volume.tries), str(len(written)), str(pages or "–"),
                     f"{words:,}" if words else "–", f"{volume.report.seconds:.1f}", rest))  # fmt: skip
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for number, row in enumerate(rows):
        cells = (f"{cell:{'<' if index in (0, 1, 7) else '>'}{widths[index]}}" for index, cell in enumerate(row))
        click.secho("  ".join(cells).rstrip(), bold=number == 0)
