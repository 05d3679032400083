"""Verb that shows the book in the browser while it is being written."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from .group import Trouble, book_option, jobs_option, main, notes_option, out_option
from .output import need

if TYPE_CHECKING:
    from ..make import NotePlace

PORT = 8421


@main.command()
@book_option
@out_option
@notes_option
@jobs_option
@click.option("--port", type=click.IntRange(1024, 65535), default=PORT, show_default=True, help="Port; if taken, the next.")
@click.option("--open", "is_opened", is_flag=True, help="Open the page in the browser.")
@click.option("--editor", "is_edited", is_flag=True, help="Let clicks open sources in VISUAL or EDITOR.")
def preview(
    book_dir: Path, out: Path, notes: NotePlace | None, jobs: int | None, port: int, is_opened: bool, is_edited: bool
) -> None:
    """Show the book in the browser, and again after each save.

    Pages, EPUB, findings, notes, glossary and register, on this machine alone; nothing is written. --out names the folder of
    finished files, which is not watched. Ctrl-C ends it.
    """
    need(book_dir)
    try:
        from ..preview.serving import serve
    except ModuleNotFoundError as missing:
        if (missing.name or "").split(".")[0] not in ("starlette", "uvicorn"):
            raise
        raise Trouble("the preview needs Starlette and uvicorn: pip install 'druckreif[preview]', or make setup") from None
    from ..preview.editor import NoEditor, named_editor

    try:
        editor = named_editor() if is_edited else ()
    except NoEditor as why:
        raise click.UsageError(str(why)) from None

    def say(address: str) -> None:
        click.echo(f"{book_dir} is shown at {address} (Ctrl-C ends)")

    serve(book_dir, out, port, say, notes=notes, jobs=jobs, editor=editor, is_opened=is_opened)
