"""Verbs that show something: rules, stages of a book, the machine, the cache; and one that begins a book."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from ..base.finding import nearest
from .group import FINDINGS, TROUBLE, book_option, main, out_option
from .output import need, own_name, print_findings


@main.command()
@click.argument("rule", required=False)
def explain(rule: str | None) -> None:
    """Say what a rule means.

    Why it exists and what to do instead; without RULE, all are listed.
    """
    from .. import make

    if rule is None:
        names = make.rule_names()
        width = max(map(len, names)) + 2
        for name in names:
            text = make.explain(name) or ""
            click.echo(f"{name:{width}}{text.split(chr(10), 1)[0].rstrip('.')}")
        return
    meaning = make.explain(rule)
    if meaning is None:
        raise click.UsageError(f'there is no rule "{rule}"; {nearest(rule, make.rule_names()) or "see druckreif explain"}')
    click.echo(f"{rule}: {meaning}")


@main.command()
@click.argument("stage", type=click.Choice(["tree", "facts", "xhtml", "tags", "onix", "json-ld", "csl"]))
@click.argument("division", required=False, default="")
@book_option
@out_option
def show(stage: str, division: str, book_dir: Path, out: Path) -> None:
    """Print what was made of the sources.

    The tree, facts, or markup of a DIVISION, or of all; "tags": what a screen reader is told of a page or spread (12-13);
    "onix": the product records of the finished files, 3.1 or 3.0; "json-ld" and "csl": the same for the web.
    """
    from .. import make

    need(book_dir)
    try:
        text, findings = make.show(book_dir, stage, division, out)
    except KeyError as error:
        if stage == "onix":
            raise click.UsageError(f"there is no ONIX {division}; use 3.0 or 3.1") from None
        if stage == "tags":
            raise click.UsageError(f"there is no page {error} in the screen PDF") from None
        ids = make.division_ids(book_dir)
        hint = nearest(division, ids) or "use " + ", ".join(ids)
        raise click.UsageError(f'there is no division "{division}"; {hint}') from None
    if findings:
        print_findings(findings, book_dir)
        raise click.exceptions.Exit(FINDINGS)
    click.echo(text.rstrip("\n"))


@main.command()
def doctor() -> None:
    """Say what is installed and what is missing."""
    from ..desk.doctor import examine

    parts = examine()
    for part in parts:
        missing = click.style("MISSING", fg="red", bold=True) if part.is_needed else click.style("without", fg="yellow")
        state = click.style("ok     ", fg="green") if part.found else missing
        click.echo(f"{state} {part.name:13}{part.found or part.purpose}")
        if not part.found:
            click.echo(f"        get it: {part.how}")
    if not all(part.found for part in parts if part.is_needed):
        raise click.exceptions.Exit(TROUBLE)


@main.command()
@click.argument("action", type=click.Choice(["info", "clear"]), default="info")
def cache(action: str) -> None:
    """Say what the cache holds, or empty it."""
    from ..base.cache import clear, holding

    held = clear() if action == "clear" else holding()
    verb = "held" if action == "clear" else "holds"
    click.echo(f"{held.folder} {verb} {held.files} files, {held.size / 2**20:.1f} MB.")


@main.command()
@click.argument("folder", metavar="DIR", required=False, type=click.Path(path_type=Path))
@click.option("--title", default="", help="Title of the book.")
@click.option("--language", type=click.Choice(["de", "en"]), default="de", show_default=True)
def new(folder: Path | None, title: str, language: str) -> None:
    """Begin a book of your own.

    A small complete one in DIR that builds at once, with a Makefile, a hook for git, and workflows that build it elsewhere.
    """
    from ..desk.new import begin

    if folder is None:
        raise click.UsageError("name a folder for the book: druckreif new my-book, or druckreif new . in an empty one")
    try:
        files = begin(folder, title, language)
    except FileExistsError:
        raise click.UsageError(f"{folder} is not empty; name a new folder") from None
    for file in files:
        click.echo(f"  {folder}/{file}")
    command = own_name()
    steps = [(f"cd {shlex.quote(str(folder))}", "")] if folder.resolve() != Path().resolve() else []
    steps += [(f"{command} check", "mistakes in the sources"), (f"{command} build", "EPUB and PDFs into dist/")]
    steps += [(f"{command} preview", "the pages in the browser, while you write")]
    steps += [("make", "all commands; make hooks lets git check commits")]
    width = max(len(step) for step, _ in steps)
    click.echo("\nWhat now:")
    for step, what in steps:
        click.echo(f"  {step:{width}}  {what}".rstrip())
