"""The verb that makes a book of a manuscript."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .group import Trouble, format_option, main

if TYPE_CHECKING:
    from ..base.finding import Finding
    from ..intake.bring import Imported

_DOUBTFUL = 0.5


@main.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--out", type=click.Path(path_type=Path), help="A new or empty folder for the book; by default the name of FILE."
)
@click.option("--language", type=click.Choice(["de", "en"]), help="Language of the book; guessed if left out.")
@click.option("--title", default="", help="Title of the book; else the one that is found in the text.")
@format_option
def import_(file: Path, out: Path | None, language: str | None, title: str, form: str) -> None:
    """Make a book folder of a manuscript.

    FILE is plain text, Markdown, DOCX, ODT, HTML or EPUB. Chapters, notes, quotations, verse and letters are proposed, what
    a website left around the text is taken out, marks are brought into the form of the language. IMPORT.md in the new
    folder lists every guess with its places and proves that no word was lost.
    """
    from .. import make
    from ..intake.bring import import_file
    from ..intake.draft import Refused

    folder = out or file.with_suffix("")
    if out is None and (folder == file or folder.exists()):
        folder = file.with_name(f"{file.stem or file.name}-book")
    try:
        made = import_file(file, folder, language or "", title)
    except Refused as refused:
        raise Trouble(f"{file}: {refused}") from None
    except FileExistsError:
        raise click.UsageError(f"{folder} is not empty; name a new folder with --out") from None
    findings = make.check(folder).findings
    if form == "json":
        click.echo(json.dumps(_as_json(made, findings, folder), ensure_ascii=False, indent=2))
        return
    for line in _lines(made, findings, folder):
        click.echo(line)


def _lines(made: Imported, findings: tuple[Finding, ...], folder: Path) -> list[str]:
    from ..report import tally

    chapters = [name for name in made.files if name.endswith(".md") and "/" in name]
    notes = sum(len(division.notes) for division in made.book.divisions)
    words = made.account
    doubtful = sum(guess.doubt >= _DOUBTFUL for guess in made.guesses)
    lines = [
        f"{folder}: “{made.book.config.title}”, {_many(len(chapters), 'chapter')}, {_many(notes, 'note')}.",
        f"Words: {words.original:,} in the manuscript, {words.book:,} in the book, {sum(words.left.values()):,} left out.",
    ]
    if not words.is_even:
        lines.append(f"{len(words.lost):,} words are missing and {len(words.new):,} are new: see IMPORT.md.")
    lines.append(f"{_many(len(made.guesses), 'guess', 'es')}, {doubtful} of them doubtful: {folder}/IMPORT.md.")
    lines.append(f"druckreif check: {tally(findings) or 'no findings'}.")
    return [*lines, "", f"Build it:  druckreif build --book {folder} --out {folder}/dist"]


def _many(count: int, word: str, ending: str = "s") -> str:
    return f"{count:,} {word}{ending if count != 1 else ''}"


def _as_json(made: Imported, findings: tuple[Finding, ...], folder: Path) -> dict[str, object]:
    words = made.account
    return {
        "folder": str(folder),
        "title": made.book.config.title,
        "language": made.language,
        "files": sorted(name for name in made.files if not name.startswith(".")),
        "words": {"original": words.original, "book": words.book, "left_out": words.left, "changed_in": words.swapped_in,
                  "changed_out": words.swapped_out, "lost": list(words.lost), "new": list(words.new)},
        "guesses": [
            {"what": guess.what, "doubt": guess.doubt, "part": guess.place.part, "line": guess.place.number,
             "words": guess.words}
            for guess in sorted(made.guesses, key=lambda guess: (-guess.doubt, guess.place))
        ],
        "findings": [
            {"file": finding.span.source, "line": finding.span.line, "severity": str(finding.severity), "rule": finding.rule,
             "message": finding.message}
            for finding in findings
        ],
    }  # fmt: skip
