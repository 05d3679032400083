"""Checking finished files."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import TYPE_CHECKING

from ..base.finding import Finding, has_errors
from ..base.replace import settled
from ..base.shelf import Shelf
from ..base.span import Span
from ..base.tool import MissingTool
from ..model.edition import VARIANTS, Artefact, NotePlace, editions_of, file_name, is_epub, pdf_edition
from ..model.report import Progress, Report, quiet
from ..model.walk import plain
from ..transform import transform
from ..verify.ace import HOW as ACE_HOW
from ..verify.ace import find_ace
from ..verify.place import Sources
from ..verify.verdict import judge
from ..write.workers import LeftUndone, Workers
from .pressing import finished, interior_of, is_judged, not_judged, preflight
from .reading import load
from .uploads import verify_uploads
from .work import Desk

if TYPE_CHECKING:
    from ..model.book import Book
    from ..verify.pages import Page, Reading
    from ..verify.press.preflight import Interior

PRESS_KINDS = ("interior", "cover", "preview", "solid")
"""Kinds of files for printers, which preflight judges."""


class Readers:
    """Has workers read finished PDFs as soon as there is one: pages in parts, interiors for printers whole."""

    def __init__(self, workers: Workers | None = None) -> None:
        self.workers = workers
        self.begun: dict[str, list[tuple[Reading | Interior, Future[bytes]]]] = {}

    def begin(self, artefact: Artefact, book: Book) -> None:
        """Let workers begin with a file that will be compared."""
        from ..verify.pages import readings

        if not self.workers or not self.workers.are_warm:
            return
        parts: Sequence[Reading | Interior] = ()
        if artefact.kind in ("screen", "print"):
            parts = readings(artefact.data, 2 * self.workers.jobs)
        elif artefact.kind == "interior" and not is_judged(interior := interior_of(artefact, book)):
            parts = [interior]
        if parts:
            self.begun[artefact.name] = [(part, self.workers.send(part)) for part in parts]

    def pages(self, artefact: Artefact) -> list[Page]:
        """The pages of a PDF, none if it cannot be read."""
        from ..verify.pages import load_pages, read_pages

        parts = self.begun.pop(artefact.name, [])
        return [page for part in parts for page in load_pages(_read(*part))] or read_pages(artefact.data)

    def judged(self, artefact: Artefact) -> Callable[[], bytes] | None:
        """What gives the findings of an interior that a worker was asked to judge; None for any other."""
        parts = self.begun.pop(artefact.name, [])
        return (lambda: _read(*parts[0])) if parts else None


def _read(part: Reading | Interior, future: Future[bytes]) -> bytes:
    try:
        return future.result()
    except LeftUndone:
        return part.done()


def compare(artefacts: Sequence[Artefact], out: Path, desk: Desk, readers: Readers | None = None) -> list[Finding]:
    """The quick checks, with libraries that did not write the files; then whether the editions say what the sources say."""
    from ..verify.epub import division_texts, verify_epub
    from ..verify.epub_pages import compare_page_list
    from ..verify.pages import texts_of
    from ..verify.parity import compare_epub, compare_pdf
    from ..verify.pdf import verify_pdf

    readers = readers or Readers()
    findings: list[Finding] = []
    printed: tuple[list[str], list[str]] | None = None
    for artefact in artefacts:
        name = f"{out}/{artefact.name}"
        if artefact.kind in PRESS_KINDS:
            findings += preflight(artefact, name, artefacts, desk.whole, readers.judged(artefact))
            continue
        book, facts = desk.surveyed(artefact.edition)
        if artefact.kind == "epub":
            found = verify_epub(name, artefact.data, facts)
        else:
            labels, texts = texts_of(pages := readers.pages(artefact))
            found = verify_pdf(name, artefact.data, pages, facts, tagged=artefact.kind == "screen")
        if not unreadable(found):
            if artefact.kind == "epub":
                found += compare_epub(name, division_texts(artefact.data), book, facts)
            else:
                found += compare_pdf(name, texts, book, facts)
                printed = (labels, texts) if artefact.kind == "print" else printed
        findings += found
    for artefact in artefacts if printed else ():
        if printed and artefact.kind == "epub":
            is_alike = desk.policy(artefact.edition).notes == desk.policy("print").notes
            cited = [plain(text) for text in desk.surveyed(artefact.edition)[1].citations.values()]
            findings += compare_page_list(f"{out}/{artefact.name}", artefact.data, *printed, is_alike, cited)
    return findings


def unreadable(findings: Sequence[Finding]) -> set[str]:
    return {finding.span.source for finding in findings if finding.message.startswith("not readable")}


def verify(
    book_dir: Path,
    out: Path,
    progress: Progress = quiet,
    notes: NotePlace | None = None,
    ace: bool | None = None,
) -> Report:
    """Check the finished files of a book in `out`; a missing one is a finding.

    Ace judges the EPUB if it is there; with `ace`, or if the file claims to be accessible, in any case. Raises MissingTool.
    """
    from ..verify.type import check_type

    start = time.perf_counter()
    source, findings = load(Shelf.at(book_dir))
    if source is None or has_errors(findings):
        return Report(tuple(findings), (), time.perf_counter() - start)
    ace = True if source.config.accessibility.claimed else ace
    desk = Desk(transform(source), notes)
    artefacts: list[Artefact] = []
    with settled(out):
        for edition in (*editions_of(source.config), *VARIANTS):
            name = file_name(source.config, edition)
            path = out / name
            if path.is_file():
                kind = "epub" if is_epub(edition) else edition
                artefacts.append(Artefact(name, path.read_bytes(), kind, edition))
            elif edition not in VARIANTS:
                hint = "run druckreif build (make book)"
                findings.append(Finding(Span(f"{out}/{name}"), "artefact-missing", "the file is not there", hint))
    printed, absent = finished(source, out)
    artefacts += printed
    findings += absent
    if ace and not find_ace() and any(artefact.kind == "epub" for artefact in artefacts):
        raise MissingTool(f"Ace is not installed; {ACE_HOW}")
    progress("verifying")
    findings += compare(artefacts, out, desk)
    closed = unreadable(findings)
    for artefact in artefacts:
        name = f"{out}/{artefact.name}"
        if name not in closed:
            findings += judge(artefact, name, bool(find_ace()) if ace is None else ace)
            if artefact.kind == "print":
                theme = pdf_edition(source.config, "print").theme
                findings += check_type(name, artefact.data, theme, Sources.of(source, Shelf.at(book_dir)))
    findings += verify_uploads(out)
    remarks = list(not_judged(source))
    if ace is None and not find_ace():
        remarks.append(f"Ace: not installed, so accessibility was not judged; {ACE_HOW}.")
    return Report(tuple(findings), (), time.perf_counter() - start, tuple(remarks))
