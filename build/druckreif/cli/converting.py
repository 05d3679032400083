"""Verbs between druckreif and other programs."""

from __future__ import annotations

from pathlib import Path

import click

from ..base.finding import nearest
from .group import book_option, format_option, main, out_option
from .output import finish, need, progress_line


@main.command()
@click.argument("forms", nargs=-1, metavar="[FORM]...")
@book_option
@out_option
@click.option("--keys", is_flag=True, help="Leave citations as keys of sources.yaml, such as [@lenin-werke, S. 12].")
@click.option("--chapters", is_flag=True, help="Write Markdown in a file for each chapter.")
@format_option
def export(forms: tuple[str, ...], book_dir: Path, out: Path, keys: bool, chapters: bool, form: str) -> None:
    """Write the text for reviewers and other programs.

    FORM is markdown (Pandoc's), docx, odt, text or html (one page); without one, all of them. Notes are real notes, numbers
    and citations those of the print edition. The files are in OUT/export.
    """
    from .. import make

    need(book_dir)
    for one in forms:
        if one not in make.FORMS:
            raise click.UsageError(f'there is no form "{one}"; {nearest(one, make.FORMS) or "use " + ", ".join(make.FORMS)}')
    with progress_line(form) as progress:
        report = make.export(book_dir, out, forms or make.FORMS, keys, chapters, progress)
    finish(report, form, book_dir, None, f"{out}/export was left as it was.")
    if form == "text":
        for line in report.written:
            click.echo(f"{out}/{line.name}: {line.words:,} words, {line.notes:,} notes, {line.size / 1024:,.0f} KB")
