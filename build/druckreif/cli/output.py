"""What a verb shows of its work, and how it exits."""

from __future__ import annotations

import json
import shlex
import shutil
import sys
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..base.finding import Finding, Severity
from ..base.replace import put_in_place
from ..report import as_json, holdings, place, press_table, set_plain, table, tally
from .group import FINDINGS

if TYPE_CHECKING:
    from rich.console import Console

    from ..make import Progress, Report

COLOURS = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.HINT: "cyan"}


def need(book_dir: Path) -> None:
    if not (book_dir / "book.yaml").is_file():
        near = [str(path.parent) for path in sorted(Path().glob("*/book.yaml"))]
        hint = f"did you mean --book {near[0]}?" if near else "druckreif new DIR begins a book"
        raise click.UsageError(f"there is no {book_dir}/book.yaml; {hint}")


def own_name() -> str:
    """How this very druckreif can be called from any folder."""
    called = Path(sys.argv[0])
    found = shutil.which("druckreif")
    if found and (called.name != "druckreif" or Path(found).resolve() == called.resolve()):
        return "druckreif"
    return shlex.quote(str(called.absolute())) if called.name == "druckreif" else "druckreif"


def _console(stderr: bool = False) -> Console:
    from rich.console import Console

    return Console(stderr=stderr, highlight=False, soft_wrap=True)


@contextmanager
def progress_line(form: str) -> Iterator[Progress]:
    """A line on the terminal that says what is being done; nothing at all off a terminal."""
    if form == "json" or not sys.stderr.isatty():
        yield lambda step: None
        return
    with _console(stderr=True).status("reading") as status:
        yield lambda step: status.update(step)


def finish(
    report: Report, form: str, book_dir: Path, out: Path | None = None, untouched: str = "", lenient: bool = False,
    verified: bool = True,
) -> None:  # fmt: skip
    """Print a report and exit: 1 if anything was found that is worse than a hint; if `lenient`, than a warning."""
    grave = [f for f in report.findings if f.severity is not Severity.HINT]
    if form == "json":
        click.echo(json.dumps(as_json(report, book_dir), ensure_ascii=False, indent=2))
    else:
        print_findings(report.findings, book_dir)
        if report.written and out:
            _print_table(report, out, verified)
        elif not grave:
            click.echo(f"{tally(report.findings) or 'No findings'} ({report.seconds:.1f} s).")
        else:
            sure = sum(bool(finding.fix) for finding in report.findings)
            more = [f"druckreif check --fix corrects {sure} of them."] * bool(sure) + [untouched] * bool(untouched)
            click.echo(" ".join([f"{tally(report.findings)}.", *more]))
        for remark in report.remarks:
            click.echo(remark)
    if any(f.severity is Severity.ERROR for f in grave) or (grave and not report.written and not lenient):
        raise click.exceptions.Exit(FINDINGS)


def print_findings(findings: Collection[Finding], book_dir: Path) -> None:
    if not findings:
        return
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


def print_pressed(report: Report) -> None:
    """The table of the printed editions."""
    print_rows(press_table(report))


def print_rows(rows: Sequence[Sequence[str]]) -> None:
    """A head and rows, the first column to the left, the others to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for number, row in enumerate(rows):
        first, *rest = (f"{cell:{'>' if index else '<'}{widths[index]}}" for index, cell in enumerate(row))
        click.secho("  ".join((first, *rest)), bold=number == 0)


def put_page(path: Path, data: bytes) -> None:
    """Write a page that an editor asked for; folders above it are made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    put_in_place({path: data})


def _print_table(report: Report, out: Path, verified: bool) -> None:
    for rows in (table(report), press_table(report)):
        print_rows(rows)
    for line in (*holdings(report), *set_plain(report)):
        click.echo(line)
    done = "Nothing changed, all verified before" if report.unchanged else "All verified"
    done = done if verified else "A proof, not verified"
    click.echo(f"{done}, in {out}, {report.seconds:.1f} s.")
