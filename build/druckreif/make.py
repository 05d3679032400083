"""The order of the steps, and the only place that writes into the output folder."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from .base.cache import trim
from .base.finding import Finding, has_errors
from .base.replace import put_in_place
from .base.shelf import Shelf
from .base.span import Span
from .base.tool import MissingTool
from .lint import EXPLAIN as LINT_RULES
from .lint import lint
from .model.book import Book
from .model.dump import dump
from .model.edition import (
    BUILDABLE,
    VARIANTS,
    Artefact,
    NotePlace,
    PageMap,
    Policy,
    editions_of,
    epub_edition,
    file_name,
    is_epub,
    pdf_edition,
    policy_of,
)
from .model.facts import Facts
from .read import read_book
from .read.rules import EXPLAIN as READ_RULES
from .survey import survey
from .transform import for_edition, transform
from .verify.ace import HOW as ACE_HOW
from .verify.ace import find_ace
from .verify.java import java
from .verify.place import Sources
from .verify.rules import EXPLAIN as VERIFY_RULES
from .verify.verdict import judge, needs_java, validators_of

if TYPE_CHECKING:
    from .write.kept import KeptSetter
    from .write.layout import Layout

STAGES = ("tree", "facts", "xhtml", "tags")
Progress = Callable[[str], None]


def quiet(step: str) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True, slots=True)
class Written:
    """A line of the build's table."""

    name: str
    pages: int | None
    words: int
    notes: int
    size: int
    seconds: float
    parts: Mapping[str, int] = field(default_factory=dict)
    """What an EPUB is made of, in bytes."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a verb found and wrote."""

    findings: tuple[Finding, ...]
    written: tuple[Written, ...] = ()
    seconds: float = 0.0
    remarks: tuple[str, ...] = ()
    """What could not be judged here, in a sentence each."""


def load(shelf: Shelf, hints: bool = False) -> tuple[Book | None, list[Finding]]:
    """The book as its authors wrote it, and all findings of reader and rules; hints on request."""
    book, findings = read_book(shelf)
    return book, sorted([*findings, *(lint(book, hints) if book else ())])


def check(book_dir: Path, hints: bool = False) -> Report:
    """Look for mistakes in the sources; nothing is written."""
    start = time.perf_counter()
    _, findings = load(Shelf.at(book_dir), hints)
    return Report(tuple(findings), (), time.perf_counter() - start)


def build(
    book_dir: Path,
    out: Path,
    editions: Sequence[str] = (),
    progress: Progress = quiet,
    notes: NotePlace | None = None,
    ace: bool = False,
) -> Report:
    """Compile, verify, and only then replace the files in `out`. With an error, `out` is not touched.

    Without `editions`, all that the book has are made. `notes` overrides where the notes of the PDFs stand.
    With `ace`, or if the file claims to be accessible, Ace judges the EPUB too. Raises MissingTool.
    """
    from .write.fonts import missing_characters

    start = time.perf_counter()
    progress("reading")
    source, findings = load(Shelf.at(book_dir))
    if source is None or has_errors(findings):
        return Report(tuple(findings), (), time.perf_counter() - start)
    findings += missing_characters(source, Shelf.at(book_dir))
    if has_errors(findings):
        return Report(tuple(sorted(findings)), (), time.perf_counter() - start)
    known = (*editions_of(source.config), *VARIANTS)
    if absent := [edition for edition in editions if edition not in known]:
        return Report((_no_edition(source, absent[0]),), (), time.perf_counter() - start)
    ace = ace or source.config.accessibility.claimed
    desk = _Desk(transform(source), notes)
    written: list[Written] = []
    artefacts: list[Artefact] = []
    checks: list[Future[list[Finding]]] = []
    with ThreadPoolExecutor(max_workers=1) as beside:
        work = _Build(desk, progress)
        for line, artefact in work.run(editions or editions_of(source.config)):
            written.append(line)
            artefacts.append(artefact)
            if validators_of(artefact.kind):  # they take their seconds while pages are laid out
                if needs_java(artefact):
                    java()
                checks.append(beside.submit(judge, artefact, f"{out}/{artefact.name}", ace))
        progress("verifying")
        findings += work.findings
        findings += _verify(artefacts, out, desk)
        findings += [finding for check in checks for finding in check.result()]
    if has_errors(findings):
        return Report(tuple(sorted(findings)), (), time.perf_counter() - start)
    out.mkdir(parents=True, exist_ok=True)
    put_in_place({out / artefact.name: artefact.data for artefact in artefacts})
    trim()
    return Report(tuple(findings), tuple(written), time.perf_counter() - start)


def _no_edition(book: Book, edition: str) -> Finding:
    span = book.places.get(f"book.yaml#editions.{edition}.exists", Span("book.yaml"))
    return Finding(span, "edition-none", f"this book has no {edition} edition", "leave out exists: false, or build another")


class _Desk:
    """The book and its facts by policy; editions of one policy share them."""

    def __init__(self, book: Book, notes: NotePlace | None = None) -> None:
        self.whole, self.notes = book, notes
        self.known: dict[Policy, tuple[Book, Facts]] = {}

    def policy(self, edition: str) -> Policy:
        return policy_of(self.whole.config, edition, self.notes)

    def surveyed(self, edition: str) -> tuple[Book, Facts]:
        """The book as an edition shows it, and what is to be known about it."""
        policy = self.policy(edition)
        if policy not in self.known:
            book = for_edition(self.whole, policy)
            self.known[policy] = book, survey(book, policy)
        return self.known[policy]


class _Build:
    """One build: editions that share a layout share its work."""

    def __init__(self, desk: _Desk, progress: Progress) -> None:
        self.desk, self.progress = desk, progress
        self.laid: dict[tuple[Policy, str], tuple[KeptSetter, Layout]] = {}
        self.joined: dict[tuple[Policy, str], bytes] = {}
        self.findings: list[Finding] = []
        self.drawn = b""

    def run(self, editions: Sequence[str]) -> Iterator[tuple[Written, Artefact]]:
        """The finished bytes of one edition after the other."""
        for edition in (name for name in BUILDABLE if name in editions):
            start = time.perf_counter()
            self.progress(edition)
            parts: Mapping[str, int] = {}
            if is_epub(edition):
                pages, data, parts = self.epub(edition)
            else:
                pages, data = self.screen() if edition == "screen" else self.print()
            name = file_name(self.desk.whole.config, edition)
            _, facts = self.desk.surveyed(edition)
            words, notes = sum(facts.words.values()), sum(len(notes) for notes in facts.notes.values())
            seconds = time.perf_counter() - start
            kind = "epub" if is_epub(edition) else edition
            yield Written(name, pages, words, notes, len(data), seconds, parts), Artefact(name, data, kind, edition)

    def epub(self, edition: str) -> tuple[None, bytes, Mapping[str, int]]:
        from .write.epub import write_epub
        from .write.freeze import sizes

        book, facts = self.desk.surveyed(edition)
        settings = epub_edition(book.config, edition)
        data = write_epub(book, facts, settings, self.cover() if settings.cover else b"", self.pages())
        return None, data, sizes(data)

    def cover(self) -> bytes:
        """The cover, drawn once for all EPUBs."""
        from .write.cover import draw_cover

        self.drawn = self.drawn or draw_cover(self.desk.whole)
        return self.drawn

    def pages(self) -> PageMap | None:
        """The pages of the print edition, which the EPUB names; None if the book does not appear in print."""
        return self.lay_out("print")[1].pages if "print" in editions_of(self.desk.whole.config) else None

    def screen(self) -> tuple[int, bytes]:
        layout, data = self.set_and_join("screen")
        return len(layout.pages.pages), data

    def print(self) -> tuple[int, bytes]:
        from .write.join import strip_for_print

        layout, data = self.set_and_join("print")
        return len(layout.pages.pages), strip_for_print(data)

    def key(self, edition: str) -> tuple[Policy, str]:
        return self.desk.policy(edition), pdf_edition(self.desk.whole.config, edition).theme

    def lay_out(self, edition: str) -> tuple[KeptSetter, Layout]:
        """The laid-out book of an edition, once for all editions with its settings."""
        from .write.faults import faults
        from .write.kept import KeptSetter
        from .write.layout import lay_out

        book, facts = self.desk.surveyed(edition)
        config = book.config
        key = self.key(edition)
        if key not in self.laid:
            setter = KeptSetter(pdf_edition(config, edition).theme, config.language, config.hyphenation, book.pictures)
            layout = lay_out(book, facts, setter, self.progress)
            self.findings += faults(book, layout)
            self.laid[key] = setter, layout
        return self.laid[key]

    def set_and_join(self, edition: str) -> tuple[Layout, bytes]:
        """The laid-out book of an edition and its PDF, once for all editions with its settings."""
        from .write.about import about, label, say
        from .write.join import join

        book, facts = self.desk.surveyed(edition)
        setter, layout = self.lay_out(edition)
        key = self.key(edition)
        if key not in self.joined:
            stamps = setter.stamps([layout.stamps[index] for index in sorted(layout.stamps)])
            outline = tuple(label(entry) for entry in facts.outline)
            told = about(book)
            self.joined[key] = join(layout, stamps, outline, told, lambda target: say(book, facts, layout, target))
        return layout, self.joined[key]


# ---- verifying and writing ----


def _verify(artefacts: Sequence[Artefact], out: Path, desk: _Desk) -> list[Finding]:
    """The quick checks, with libraries that did not write the files; then whether the editions say what the sources say."""
    from .verify.epub import division_texts, verify_epub
    from .verify.parity import compare_epub, compare_pdf
    from .verify.pdf import page_texts, verify_pdf

    findings: list[Finding] = []
    for artefact in artefacts:
        name = f"{out}/{artefact.name}"
        book, facts = desk.surveyed(artefact.edition)
        if artefact.kind == "epub":
            found = verify_epub(name, artefact.data, facts)
        else:
            found = verify_pdf(name, artefact.data, facts, tagged=artefact.kind == "screen")
        if not _unreadable(found):
            if artefact.kind == "epub":
                found += compare_epub(name, division_texts(artefact.data), book, facts)
            else:
                found += compare_pdf(name, page_texts(artefact.data), book, facts)
        findings += found
    return findings


def _unreadable(findings: Sequence[Finding]) -> set[str]:
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
    from .verify.type import check_type

    start = time.perf_counter()
    source, findings = load(Shelf.at(book_dir))
    if source is None or has_errors(findings):
        return Report(tuple(findings), (), time.perf_counter() - start)
    ace = True if source.config.accessibility.claimed else ace
    desk = _Desk(transform(source), notes)
    artefacts: list[Artefact] = []
    for edition in (*editions_of(source.config), *VARIANTS):
        name = file_name(source.config, edition)
        path = out / name
        if path.is_file():
            kind = "epub" if is_epub(edition) else edition
            artefacts.append(Artefact(name, path.read_bytes(), kind, edition))
        elif edition not in VARIANTS:
            hint = "run druckreif build (make book)"
            findings.append(Finding(Span(f"{out}/{name}"), "artefact-missing", "the file is not there", hint))
    progress("verifying")
    findings += _verify(artefacts, out, desk)
    unreadable = _unreadable(findings)
    for artefact in artefacts:
        name = f"{out}/{artefact.name}"
        if name not in unreadable:
            findings += judge(artefact, name, bool(find_ace()) if ace is None else ace)
            if artefact.kind == "print":
                theme = pdf_edition(source.config, "print").theme
                findings += check_type(name, artefact.data, theme, Sources.of(source, Shelf.at(book_dir)))
    remarks = () if ace is not None or find_ace() else (f"Ace: not installed, so accessibility was not judged; {ACE_HOW}.",)
    return Report(tuple(findings), (), time.perf_counter() - start, remarks)


# ---- showing ----


def _rules() -> dict[str, str]:
    return READ_RULES | LINT_RULES | VERIFY_RULES


def explain(rule: str) -> str | None:
    """The help text of a rule, or None."""
    return _rules().get(rule) or _rules().get(rule.split("-")[0])


def rule_names() -> list[str]:
    """All rules in order."""
    return sorted(_rules())


def division_ids(book_dir: Path) -> list[str]:
    """The ids of all divisions, in order."""
    book, _ = load(Shelf.at(book_dir))
    return [division.id for division in book.divisions] if book else []


def show(book_dir: Path, stage: str, division: str = "", out: Path = Path("dist")) -> tuple[str, list[Finding]]:
    """A readable dump of the tree, the facts, or the markup; or the errors. Raises KeyError for an unknown division."""
    if stage == "tags":
        return _pages_as_read(book_dir, out, division)
    source, findings = load(Shelf.at(book_dir))
    if source is None or has_errors(findings):
        return "", findings
    book = transform(source)
    chosen = [book.division(division)] if division else list(book.divisions)
    if stage == "tree":
        return "\n".join(dump(d) for d in chosen), []
    facts = survey(book, policy_of(book.config, "print"))
    if stage == "facts":
        return dump(facts), []
    from .write.made import division_html
    from .write.xhtml import Dialect

    dialect = Dialect("epub", lambda here, anchor: f"#{anchor}", lambda name: name)
    return "\n".join(division_html(book, facts, d, dialect) for d in chosen), []


def _pages_as_read(book_dir: Path, out: Path, pages: str) -> tuple[str, list[Finding]]:
    """The structure of the finished screen PDF, as a screen reader gets it; or the errors.

    `pages` are folios ("12", "12-13"), all if empty. Raises KeyError for one that is not there.
    """
    from .verify.tags import show_tags

    source, findings = load(Shelf.at(book_dir))
    if source is None:
        return "", findings
    path = out / f"{source.config.slug}-screen.pdf"
    if not path.is_file():
        hint = "run druckreif build screen (make screen)"
        return "", [Finding(Span(str(path)), "artefact-missing", "the file is not there", hint)]
    return show_tags(path.read_bytes(), *pages.split("-", 1)) if pages else show_tags(path.read_bytes()), []


__all__ = [
    "BUILDABLE", "STAGES", "MissingTool", "NotePlace", "Progress", "Report", "Written", "build", "check",
    "division_ids", "explain", "load", "rule_names", "show", "verify",
]  # fmt: skip
