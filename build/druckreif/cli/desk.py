"""Verbs of an editor's desk: figures of a book, and what changed in it."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import click

from ..base.finding import has_errors, nearest
from ..report import tally
from .group import FINDINGS, book_option, format_option, main, out_option
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


@main.command()
@click.argument("before", metavar="[REV]", default="HEAD")
@click.argument("after", metavar="[REV2]", default="")
@book_option
@out_option
@click.option("--html", type=click.Path(dir_okay=False, path_type=Path), help="Write the page there, not to OUT/diff.html.")
@format_option
def diff(before: str, after: str, book_dir: Path, out: Path, html: Path | None, form: str) -> None:
    """Show what changed in the text since a commit.

    From REV (by default the last commit) to REV2, or to the files as they are now: word by word for a reviewer, as a page
    for the browser, with notes beside their paragraphs. REV is anything that names a commit: HEAD~3, a tag, a branch.
    """
    from ..base.git import NoRevision, NotInGit, revisions
    from ..desk.diff_page import as_json, diff_page, rows
    from ..desk.states import difference

    if not book_dir.is_dir():
        need(book_dir)
    try:
        found = difference(book_dir, before, after)
    except NoRevision as wrong:
        named = str(wrong)
        hint = nearest(named, revisions(book_dir)) or "git log shows what there is"
        raise click.UsageError(f'there is no commit "{named}"; {hint}') from None
    except NotInGit as refused:
        raise click.UsageError(f"{book_dir} cannot be asked for its history: {refused}") from None
    path = html or out / "diff.html"
    put_page(path, diff_page(found, "" if book_dir == Path() else book_dir.as_posix()))
    if form == "json":
        return click.echo(json.dumps(as_json(found), ensure_ascii=False, indent=2))
    click.echo(f"from {found.old.name}\nto   {found.new.name}\n")
    if found.is_empty:
        click.echo("Nothing changed.")
    elif any(change.is_changed for change in found.divisions):
        print_rows(rows(found))
    for file, count in Counter(one.file for one in found.records).items():
        click.echo(f"{file}: {count} value{'s' if count > 1 else ''} changed")
    for name, state in found.pictures:
        click.echo(f"{name}: {state}")
    click.echo(f"\nThe page is in {path}.")
