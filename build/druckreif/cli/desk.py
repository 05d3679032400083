"""Verbs of an editor's desk: figures of a book, and what changed in it."""

from __future__ import annotations

import json
from pathlib import Path

import click

from ..base.finding import has_errors
from ..report import tally
from .group import FINDINGS, book_option, format_option, main
from .output import need, print_findings, print_rows, put_page


@main.command()
@book_option
@click.option("--html", type=click.Path(dir_okay=False, path_type=Path), help="Write a page with a drawing to this file.")
@format_option
def stats(book_dir: Path, html: Path | None, form: str) -> None:
    """Count words, notes, quotations; name the longest sentences.

    For each chapter: words without notes, minutes of reading, notes, notes for 1,000 words, share that is quoted.
    """
    from ..desk.stats import Long, read_stats
    from ..desk.stats_page import stats_page, summary, table

    need(book_dir)
    figures, findings = read_stats(book_dir)
    if figures is None:
        print_findings(findings, book_dir)
        raise click.exceptions.Exit(FINDINGS)
    folder = "" if book_dir == Path() else book_dir.as_posix()
    if html:
        put_page(html, stats_page(figures, folder))
    if form == "json":
        return click.echo(json.dumps(figures.as_json(), ensure_ascii=False, indent=2))
    print_rows(table(figures))

    def say(head: str, found: tuple[Long, ...]) -> None:
        click.secho(f"\n{head}", bold=True)
        for long in found[:5]:
            click.echo(f"{long.words:4} words  {folder}{'/' if folder else ''}{long.place}  {long.text}")

    click.echo()
    for name, value in summary(figures):
        click.echo(f"{name}: {value}")
    say("longest sentences", figures.sentences)
    say("longest paragraphs", figures.paragraphs)
    if has_errors(findings):
        click.echo(f"\nThe sources have {tally(findings)}; what could be read is counted. druckreif check shows them.")
    if html:
        click.echo(f"\nThe page is in {html}.")
