"""The verbs of druckreif: the only place that prints or exits.

Exit codes: 0 clean, 1 findings, 2 usage or missing tool.
"""

from __future__ import annotations

import io
import json
import os
import sys
import tempfile
import time
import traceback
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from . import __version__
from .base.finding import Finding, Severity, nearest
from .base.shelf import Shelf
from .base.tool import MissingTool
from .report import as_json, holdings, place, table, tally

if TYPE_CHECKING:
    from rich.console import Console

    from .make import NotePlace, Progress, Report

CLEAN, FINDINGS, TROUBLE = 0, 1, 2
COLOURS = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.HINT: "cyan"}

FOLDER = click.Path(file_okay=False, path_type=Path)
book_option = click.option(
    "--book", "book_dir", type=FOLDER, default=Path("book"), show_default=True, help="Folder of the sources."
)
out_option = click.option(
    "--out", type=FOLDER, default=Path("dist"), show_default=True, help="Folder of the finished files."
)
format_option = click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="Form of the report."
)


class Verbs(click.Group):
    """A group that never shows a traceback, and that names the nearest verb for a misspelt one."""

    def invoke(self, ctx: click.Context) -> Any:
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="replace")  # a terminal without Unicode still shows every finding
        try:
            return super().invoke(ctx)
        except (click.exceptions.Exit, click.ClickException, click.Abort):
            raise
        except KeyboardInterrupt:
            raise click.Abort from None
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise click.exceptions.Exit(CLEAN) from None
        except MissingTool as missing:
            raise Trouble(str(missing)) from None
        except PermissionError as error:
            raise Trouble(f"no permission for {error.filename}") from None
        except OSError as error:
            if error.filename and error.strerror:
                raise Trouble(f"{error.filename}: {error.strerror}") from None
            raise Trouble(f"{_report_path(error)}; druckreif doctor shows what is installed") from None
        except Exception as error:
            if os.environ.get("DRUCKREIF_DEBUG"):
                raise
            raise Trouble(f"a defect of druckreif: {_report_path(error)}; nothing was written to the output") from None

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            if hint := nearest(args[0], self.list_commands(ctx)):
                raise click.UsageError(f"{error.message} {hint}", ctx) from None
            raise


class Trouble(click.ClickException):
    """What keeps druckreif from working at all, in one line."""

    exit_code = TROUBLE


def _report_path(error: BaseException) -> str:
    """Keep the traceback in a file for the report; the editor sees one line."""
    from .base.cache import cache_folder

    path = cache_folder() / "last-error.txt"
    path.write_text("".join(traceback.format_exception(error)), "utf-8")
    return f"{str(error).splitlines()[0] if str(error) else type(error).__name__} (details: {path})"


notes_option = click.option(
    "--notes", type=click.Choice(["page", "chapter", "book"]), help="Where the notes of the PDFs stand."
)


def _without_cache(context: click.Context, _: click.Parameter, given: bool) -> None:
    """Let the run use a cache folder of its own that goes with it."""
    if given:
        os.environ["DRUCKREIF_CACHE"] = context.with_resource(tempfile.TemporaryDirectory(prefix="druckreif-"))


no_cache_option = click.option(
    "--no-cache", is_flag=True, expose_value=False, callback=_without_cache, help="Make everything anew, keep nothing."
)

ace_option = click.option(
    "--ace/--no-ace", default=None, help="Let Ace judge the accessibility of the EPUB (verify: if it is installed)."
)


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="druckreif", message="%(prog)s %(version)s")
def main() -> None:
    """A compiler for books: EPUB, screen PDF and print PDF from one set of sources."""


# ---- verbs over a book ----


@main.command()
@click.argument("editions", nargs=-1, metavar="[EDITION]...")
@book_option
@out_option
@notes_option
@ace_option
@no_cache_option
@format_option
def build(
    editions: tuple[str, ...], book_dir: Path, out: Path, notes: NotePlace | None, ace: bool | None, form: str
) -> None:
    """Compile and verify the editions.

    EDITION is epub, screen, print, or an EPUB for a shop: kdp, kepub; without one, the first three are made.

    Files in the output folder are replaced only when all editions are complete and verified.
    """
    from . import make

    for edition in editions:
        if edition not in make.BUILDABLE:
            hint = nearest(edition, make.BUILDABLE) or "use " + ", ".join(make.BUILDABLE)
            raise click.UsageError(f'there is no edition "{edition}"; {hint}')
    _need(book_dir)
    with _progress(form) as progress:
        report = make.build(book_dir, out, editions, progress, notes, bool(ace))
    _finish(report, form, book_dir, out, f"{out} was left as it was.")


@main.command()
@book_option
@click.option("--hints", is_flag=True, help="Show hints too: unused forms, words that may want an entry.")
@click.option("--fix", is_flag=True, help="Correct marks and spaces in the sources, and show what was changed.")
@click.option("--diff", is_flag=True, help="Show what --fix would change; write nothing.")
@format_option
def check(book_dir: Path, hints: bool, fix: bool, diff: bool, form: str) -> None:
    """Look for mistakes in the sources.

    Letters are never changed by --fix, nor anything inside block quotations.
    """
    from . import make

    _need(book_dir)
    if fix or diff:
        return _mend(book_dir, hints, form, is_written=fix and not diff)
    _finish(make.check(book_dir, hints), form, book_dir)


def _mend(book_dir: Path, hints: bool, form: str, is_written: bool) -> None:
    """Show the corrections as a diff, write them if wanted, and report what is left."""
    from . import make
    from .desk.mend import mend, write

    start = time.perf_counter()
    changes, left = mend(Shelf.at(book_dir), lambda shelf: make.load(shelf, hints)[1])
    if is_written:
        write(book_dir, changes)
    if form == "text":
        for change in changes:
            click.echo(change.diff(book_dir.as_posix()), nl=False)
        if changes:
            done = "Corrected" if is_written else "To be corrected by --fix"
            click.echo(f"{done}: {len(changes)} file{'s' if len(changes) > 1 else ''}.")
    _finish(make.Report(tuple(left), (), time.perf_counter() - start), form, book_dir)
    if changes and not is_written:
        raise click.exceptions.Exit(FINDINGS)


@main.command()
@book_option
@out_option
@notes_option
@ace_option
@no_cache_option
@format_option
def verify(book_dir: Path, out: Path, notes: NotePlace | None, ace: bool | None, form: str) -> None:
    """Check the finished files.

    Links, contents, notes, fonts and tags; the EPUB with two generations of epubcheck and, if it is installed, with Ace; the
    screen PDF with veraPDF.
    """
    from . import make

    _need(book_dir)
    with _progress(form) as progress:
        report = make.verify(book_dir, out, progress, notes, ace)
    _finish(report, form, book_dir)


@main.command()
@book_option
@out_option
def proof(book_dir: Path, out: Path) -> None:
    """Show all pages with figures and the lines that need an editor.

    Writes OUT/proof/index.html from the finished print PDF, or from the screen PDF if there is no other.
    """
    from .desk.proof import write_proof

    _need(book_dir)
    path, findings = write_proof(book_dir, out)
    _print_findings(findings, book_dir)
    if path is None:
        raise click.exceptions.Exit(FINDINGS)
    click.echo(f"The proof is in {path}.")


@main.command()
@click.argument("rule", required=False)
def explain(rule: str | None) -> None:
    """Say what a rule means.

    Why it exists and what to do instead; without RULE, all are listed.
    """
    from . import make

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
@click.argument("stage", type=click.Choice(["tree", "facts", "xhtml", "tags"]))
@click.argument("division", required=False, default="")
@book_option
@out_option
def show(stage: str, division: str, book_dir: Path, out: Path) -> None:
    """Print what was made of the sources.

    The tree, facts, or markup of a DIVISION, or of all; "tags": what a screen reader is told of a page or spread (12-13).
    """
    from . import make

    _need(book_dir)
    try:
        text, findings = make.show(book_dir, stage, division, out)
    except KeyError as error:
        if stage == "tags":
            raise click.UsageError(f"there is no page {error} in the screen PDF") from None
        ids = make.division_ids(book_dir)
        hint = nearest(division, ids) or "use " + ", ".join(ids)
        raise click.UsageError(f'there is no division "{division}"; {hint}') from None
    if findings:
        _print_findings(findings, book_dir)
        raise click.exceptions.Exit(FINDINGS)
    click.echo(text.rstrip("\n"))


# ---- verbs beside a book ----


@main.command()
def doctor() -> None:
    """Say what is installed and what is missing."""
    from .desk.doctor import examine

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
    from .base.cache import clear, holding

    held = clear() if action == "clear" else holding()
    verb = "held" if action == "clear" else "holds"
    click.echo(f"{held.folder} {verb} {held.files} files, {held.size / 2**20:.1f} MB.")


@main.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--title", default="", help="Title of the book.")
@click.option("--language", type=click.Choice(["de", "en"]), default="de", show_default=True)
def new(folder: Path, title: str, language: str) -> None:
    """Begin a book of your own.

    A small complete one in DIR that builds at once.
    """
    from .desk.new import begin

    try:
        files = begin(folder, title, language)
    except FileExistsError:
        raise click.UsageError(f"{folder} is not empty; name a new folder") from None
    for file in files:
        click.echo(f"  {folder}/{file}")
    click.echo(f"\nBuild it:  druckreif build --book {folder} --out {folder}/dist")


# ---- output ----


def _need(book_dir: Path) -> None:
    if not (book_dir / "book.yaml").is_file():
        near = [str(path.parent) for path in sorted(Path().glob("*/book.yaml"))]
        hint = f"did you mean --book {near[0]}?" if near else "druckreif new DIR begins a book"
        raise click.UsageError(f"there is no {book_dir}/book.yaml; {hint}")


def _console(stderr: bool = False) -> Console:
    from rich.console import Console

    return Console(stderr=stderr, highlight=False, soft_wrap=True)


@contextmanager
def _progress(form: str) -> Iterator[Progress]:
    """A line on the terminal that says what is being done; nothing at all off a terminal."""
    if form == "json" or not sys.stderr.isatty():
        yield lambda step: None
        return
    with _console(stderr=True).status("reading") as status:
        yield lambda step: status.update(step)


def _finish(report: Report, form: str, book_dir: Path, out: Path | None = None, untouched: str = "") -> None:
    """Print a report and exit: 1 if anything was found that is worse than a hint."""
    grave = [f for f in report.findings if f.severity is not Severity.HINT]
    if form == "json":
        click.echo(json.dumps(as_json(report, book_dir), ensure_ascii=False, indent=2))
    else:
        _print_findings(report.findings, book_dir)
        if report.written and out:
            _print_table(report, out)
        elif not grave:
            click.echo(f"{tally(report.findings) or 'No findings'} ({report.seconds:.1f} s).")
        else:
            sure = sum(bool(finding.fix) for finding in report.findings)
            more = [f"druckreif check --fix corrects {sure} of them."] * bool(sure) + [untouched] * bool(untouched)
            click.echo(" ".join([f"{tally(report.findings)}.", *more]))
        for remark in report.remarks:
            click.echo(remark)
    if any(f.severity is Severity.ERROR for f in grave) or (grave and not report.written):
        raise click.exceptions.Exit(FINDINGS)


def _print_findings(findings: Iterable[Finding], book_dir: Path) -> None:
    from rich.text import Text

    console = _console()
    for finding in findings:
        line = Text.assemble(
            (f"{place(finding, book_dir)}: ", "bold"),
            (f"{finding.severity} ", COLOURS[finding.severity]),
            (f"{finding.rule}: ", "magenta"),
            finding.message,
        )
        console.print(line)
        if finding.hint:
            console.print(Text(f"  hint: {finding.hint}", "dim"))


def _print_table(report: Report, out: Path) -> None:
    rows = table(report)
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for number, row in enumerate(rows):
        first, *rest = (f"{cell:{'>' if index else '<'}{widths[index]}}" for index, cell in enumerate(row))
        click.secho("  ".join((first, *rest)), bold=number == 0)
    for line in holdings(report):
        click.echo(line)
    click.echo(f"All verified, in {out}, {report.seconds:.1f} s.")
