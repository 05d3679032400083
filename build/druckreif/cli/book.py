"""Verbs over a book."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..base.finding import Severity, nearest
from ..base.shelf import Shelf
from .group import (
    FINDINGS,
    ace_option,
    book_option,
    format_option,
    jobs_option,
    main,
    no_cache_option,
    notes_option,
    out_option,
)
from .output import finish, need, print_findings, print_pressed, progress_line

if TYPE_CHECKING:
    from ..make import NotePlace


@main.command()
@click.argument("editions", nargs=-1, metavar="[EDITION]...")
@book_option
@out_option
@notes_option
@ace_option
@no_cache_option
@jobs_option
@click.option("--only", multiple=True, metavar="CHAPTER", help="A quick proof of this chapter in OUT/only; repeatable.")
@click.option("--verify-cache", is_flag=True, help="Build twice, with and without the cache, and compare the bytes.")
@format_option
def build(
    editions: tuple[str, ...],
    book_dir: Path,
    out: Path,
    notes: NotePlace | None,
    ace: bool | None,
    jobs: int | None,
    only: tuple[str, ...],
    verify_cache: bool,
    form: str,
) -> None:
    """Compile and verify the editions.

    EDITION is epub, screen, print; an EPUB for a shop: kdp, kepub; or a service that press in book.yaml names: bod,
    kdp-paperback ... Without one, epub, screen, print and all services of book.yaml are made.

    Files in the output folder are replaced only when all editions are complete and verified. Where nothing changed since
    the last build, nothing is done.

    With --only, named by id, file or number, some chapters are set alone, as a screen PDF where nothing else is asked for:
    unverified, with the numbers of the last whole build, whatever is wrong in other chapters.
    """
    from ..record import Asked, same_again

    need(book_dir)
    if only:
        return _build_only(editions, book_dir, out, notes, jobs, only, form)
    done = same_again(Asked(book_dir, out, editions, notes, bool(ace)))
    if done and not verify_cache:
        finish(done, form, book_dir, out)
        return
    from .. import make

    for edition in editions:
        if edition not in (known := (*make.BUILDABLE, *make.profile_names(book_dir))):
            hint = nearest(edition, known) or "use " + ", ".join(make.BUILDABLE)
            raise click.UsageError(f'there is no edition "{edition}"; {hint}')
    with progress_line(form) as progress:
        report = done or make.build(book_dir, out, editions, progress, notes, bool(ace), jobs)
        if verify_cache and report.written:
            progress("building without the cache")
            options = [*editions, *(("--notes", notes) if notes else ()), *(("--jobs", str(jobs)) if jobs else ())]
            if found := make.differing(book_dir, out, report, options):
                report = make.Report((*found, *report.findings), (), report.seconds)
    finish(report, form, book_dir, out, f"{out} was left as it was.")


def _build_only(
    editions: tuple[str, ...], book_dir: Path, out: Path, notes: NotePlace | None, jobs: int | None, only: tuple[str, ...],
    form: str,
) -> None:  # fmt: skip
    from .. import make

    for edition in editions:
        if edition not in make.BUILDABLE:
            hint = nearest(edition, make.BUILDABLE) or "use " + ", ".join(make.BUILDABLE)
            raise click.UsageError(f'a proof of chapters cannot be made as "{edition}"; {hint}')
    try:
        with progress_line(form) as progress:
            report = make.build_only(book_dir, out, only, editions, progress, notes, jobs)
    except make.NoDivision as wrong:
        hint = nearest(wrong.name, wrong.names) or "use " + ", ".join(wrong.names[::2])
        raise click.UsageError(f'there is no chapter "{wrong.name}"; {hint}') from None
    finish(report, form, book_dir, out, f"{out}/only was left as it was.", verified=False)


@main.command()
@book_option
@click.option("--hints", is_flag=True, help="Show hints too: unused forms, words that may want an entry.")
@click.option("--fix", is_flag=True, help="Correct marks and spaces in the sources, and show what was changed.")
@click.option("--diff", is_flag=True, help="Show what --fix would change; write nothing.")
@click.option("--staged", is_flag=True, help="Look at what git is about to commit; warnings let it pass.")
@format_option
def check(book_dir: Path, hints: bool, fix: bool, diff: bool, staged: bool, form: str) -> None:
    """Look for mistakes in the sources.

    Letters are never changed by --fix, nor anything inside block quotations.
    """
    from .. import make

    if staged and (fix or diff):
        raise click.UsageError("--staged looks at what git holds, where nothing is corrected; leave out --fix and --diff")
    if staged:
        return _check_staged(book_dir, hints, form)
    need(book_dir)
    if fix or diff:
        return _mend(book_dir, hints, form, is_written=fix and not diff)
    finish(make.check(book_dir, hints), form, book_dir)


def _check_staged(book_dir: Path, hints: bool, form: str) -> None:
    """Look at the index of git instead of the files, as a hook does."""
    from .. import make
    from ..base.git import NotInGit, staged_files

    start = time.perf_counter()
    try:
        files = staged_files(book_dir)
    except NotInGit as refused:
        raise click.UsageError(f"{book_dir} cannot be asked for what is staged: {refused}") from None
    findings = make.load(Shelf.of(files), hints)[1]
    finish(make.Report(tuple(findings), (), time.perf_counter() - start), form, book_dir, lenient=True)


def _mend(book_dir: Path, hints: bool, form: str, is_written: bool) -> None:
    """Show the corrections as a diff, write them if wanted, and report what is left."""
    from .. import make
    from ..desk.mend import mend, write

    start = time.perf_counter()
    changes, left = mend(Shelf.at(book_dir), lambda shelf: make.load(shelf, hints)[1])
    if is_written:
        write(book_dir, changes)
    if form == "text":
        for change in changes:
            click.echo(change.diff("" if book_dir == Path() else book_dir.as_posix()), nl=False)
        if changes:
            done = "Corrected" if is_written else "To be corrected by --fix"
            click.echo(f"{done}: {len(changes)} file{'s' if len(changes) > 1 else ''}.")
    finish(make.Report(tuple(left), (), time.perf_counter() - start), form, book_dir)
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
    from .. import make

    need(book_dir)
    with progress_line(form) as progress:
        report = make.verify(book_dir, out, progress, notes, ace)
    finish(report, form, book_dir)


@main.command()
@click.argument("services", nargs=-1, metavar="[SERVICE]...")
@book_option
@out_option
@no_cache_option
@format_option
def release(services: tuple[str, ...], book_dir: Path, out: Path, form: str) -> None:
    """Fill a folder for each service that the book is uploaded to.

    SERVICE is one that press in book.yaml names (bod, kdp-paperback ...), or ebook; without one, all of them.

    Refused, all at once, as long as anything is open: placeholders, imprint, accessibility statement, unverified quotations.
    Else everything is built and verified, and OUT/upload/SERVICE holds the files, the ONIX records, a metadata sheet, a
    checklist and check sums.
    """
    from .. import make

    need(book_dir)
    with progress_line(form) as progress:
        released = make.release(book_dir, out, services, progress)
    finish(released.report, form, book_dir, None, f"{out}/upload was left as it was.")
    if form == "text":
        print_pressed(released.report)
        for folder, names in released.folders.items():
            click.echo(f"{folder}: {', '.join(names)}")


@main.command()
@book_option
@out_option
@click.option("--guides", is_flag=True, help="Draw trim, folds and safe areas into covers and pages.")
def proof(book_dir: Path, out: Path, guides: bool) -> None:
    """Show all pages with figures and the lines that need an editor.

    Writes OUT/proof/index.html from the finished print PDF, or from the screen PDF if there is no other; with --guides
    pictures of the finished files for printers, into OUT/guides/SERVICE/.
    """
    need(book_dir)
    if guides:
        return _guides(book_dir, out)
    from ..desk.proof import write_proof

    path, findings = write_proof(book_dir, out)
    print_findings(findings, book_dir)
    if path is None:
        raise click.exceptions.Exit(FINDINGS)
    click.echo(f"The proof is in {path}.")


def _guides(book_dir: Path, out: Path) -> None:
    from .. import make

    with progress_line("text") as progress:
        paths, findings = make.write_guides(book_dir, out, progress)
    print_findings(findings, book_dir)
    for folder in dict.fromkeys(path.parent for path in paths):
        click.echo(f"{folder}: {sum(path.parent == folder for path in paths)} pictures.")
    if any(finding.severity is Severity.ERROR for finding in findings) or not paths:
        raise click.exceptions.Exit(FINDINGS)
