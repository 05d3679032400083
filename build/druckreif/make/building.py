"""Building: the only place that writes into the output folder."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from importlib import import_module
from itertools import chain
from pathlib import Path

from ..base.cache import trim
from ..base.finding import Finding, has_errors
from ..base.replace import prepare, put_in_place
from ..base.shelf import Shelf
from ..base.span import Span
from ..base.sweep import give_back
from ..model.book import Book
from ..model.edition import EDITIONS, VARIANTS, Artefact, NotePlace, editions_of, is_epub
from ..model.report import Progress, Report, Written, quiet
from ..record import Asked, ground, is_first, keep
from ..transform import transform
from ..verify.machine import MACHINE
from ..verify.verdict import judge, needs_java, validators_of
from ..write.workers import Workers, worth
from .known import remember
from .pressing import Pressing, services_of
from .reading import load
from .verifying import Readers, compare
from .work import Desk, Unset, Work


def build(
    book_dir: Path,
    out: Path,
    editions: Sequence[str] = (),
    progress: Progress = quiet,
    notes: NotePlace | None = None,
    ace: bool = False,
    jobs: int | None = None,
) -> Report:
    """Compile, verify, and only then replace the files in `out`. With an error, `out` is not touched.

    Without `editions`, all that the book has are made. `notes` overrides where the notes of the PDFs stand.
    Up to `jobs` processes set type, as many as there are cores if None; in one alone, no other is started.
    With `ace`, or if the file claims to be accessible, Ace judges the EPUB too. Raises MissingTool, OSError.
    """
    start = time.perf_counter()
    prepare(out)
    progress("reading")
    asked = Asked(book_dir, out, tuple(editions), notes, ace)
    before = ground(asked)
    with Workers(cores() if jobs is None else jobs) as workers, _one_beside() as beside:
        if is_first(book_dir):  # they load what sets type while the sources are read
            workers.warm(worth(Shelf.at(book_dir).size(".md")))
        source, findings = load(Shelf.at(book_dir))
        if source is not None and not has_errors(findings):
            findings += _without_type(source, Shelf.at(book_dir), workers)
        if source is None or has_errors(findings):
            return Report(tuple(sorted(findings)), (), time.perf_counter() - start)
        services = services_of(source)
        known = (*editions_of(source.config), *VARIANTS, *services)
        if absent := [edition for edition in editions if edition not in known]:
            return Report((_no_edition(source, absent[0]),), (), time.perf_counter() - start)
        ace = ace or source.config.accessibility.claimed
        desk = Desk(transform(source), notes)
        written: list[Written] = []
        artefacts: list[Artefact] = []
        checks: list[Future[list[Finding]]] = []
        wanted = editions or editions_of(source.config)
        pressed = [service for service in services if not editions or service in editions]
        judged = any(v.in_java for edition in wanted for v in validators_of("epub" if is_epub(edition) else edition))
        work = Work(desk, progress, workers, lambda: _beside(judged))
        pressing, readers = Pressing(desk, work), Readers(workers)
        try:
            for line, artefact in chain(work.run(wanted), pressing.run(pressed)):
                written.append(line)
                artefacts.append(artefact)
                readers.begin(artefact, desk.whole)
                if validators_of(artefact.kind):  # they take their seconds while pages are laid out
                    if needs_java(artefact):
                        MACHINE.start()
                    checks.append(beside.submit(judge, artefact, f"{out}/{artefact.name}", ace))
        except Unset as unset:
            return Report(tuple(sorted((*findings, *unset.findings))), (), time.perf_counter() - start)
        progress("verifying")
        give_back()
        findings += work.findings + pressing.findings
        findings += [finding for other in pressing.works.values() for finding in other.findings]
        findings += compare(artefacts, out, desk, readers)
        findings += [finding for check in checks for finding in check.result()]
    if has_errors(findings):
        return Report(tuple(sorted(findings)), (), time.perf_counter() - start)
    for folder in {(out / artefact.name).parent for artefact in artefacts}:
        folder.mkdir(parents=True, exist_ok=True)
    put_in_place({out / artefact.name: artefact.data for artefact in artefacts}, out)
    seconds = time.perf_counter() - start
    report = Report(tuple(findings), tuple(written), seconds, pressed=tuple(pressing.pressed))
    remember(book_dir, work)
    keep(asked, before, report, {artefact.name: artefact.data for artefact in artefacts})
    trim()
    return report


def _without_type(source: Book, shelf: Shelf, workers: Workers) -> list[Finding]:
    """Characters that the typefaces lack; workers that are there cut the faces that were not needed to tell."""
    from ..write.fonts import families_of, missing_characters, uncut

    findings = missing_characters(source, shelf)
    for cutting in uncut(families_of(source)) if workers.are_warm else ():
        workers.send(cutting)
    return findings


@contextmanager
def _one_beside() -> Iterator[ThreadPoolExecutor]:
    """A thread for what is judged beside other work; who is interrupted does not wait for it."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        try:
            yield pool
        except BaseException as error:
            pool.shutdown(wait=False, cancel_futures=True)
            if not isinstance(error, Exception):
                MACHINE.abandon()
            raise


def _beside(judged: bool) -> None:
    """While workers set type: start Java if it will be asked, and load what comes after layout."""
    if judged:
        MACHINE.start()
    for name in ("write.about", "write.faults", "write.join", "verify.pages", "verify.parity", "verify.pdf"):
        import_module(f"druckreif.{name}")


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _no_edition(book: Book, edition: str) -> Finding:
    span = book.places.get(f"book.yaml#editions.{edition}.exists", Span("book.yaml"))
    if edition not in EDITIONS:
        hint = f"order it: press: services: - service: {edition}"
        return Finding(span, "edition-none", f"this book is not printed at {edition}", hint)
    return Finding(span, "edition-none", f"this book has no {edition} edition", "leave out exists: false, or build another")
