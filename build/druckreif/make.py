"""The order of the steps, and the only place that writes into the output folder."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from . import __version__
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
from .model.edition import EDITIONS, Artefact, NotePlace, PageMap, Policy, editions_of, pdf_edition, policy_of
from .model.facts import Anchor, Facts, OutlineEntry
from .model.locale import locale
from .model.meta import identifier
from .model.walk import characters
from .read import read_book
from .read.rules import EXPLAIN as READ_RULES
from .survey import survey
from .transform import for_edition, transform
from .verify.java import java
from .verify.rules import EXPLAIN as VERIFY_RULES
from .verify.verdict import VALIDATORS, is_judged, judge

if TYPE_CHECKING:
    from .write.join import About, Label
    from .write.kept import KeptSetter
    from .write.layout import Layout

STAGES = ("tree", "facts", "xhtml")
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


@dataclass(frozen=True, slots=True)
class Report:
    """What a verb found and wrote."""

    findings: tuple[Finding, ...]
    written: tuple[Written, ...] = ()
    seconds: float = 0.0


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
) -> Report:
    """Compile, verify, and only then replace the files in `out`. With an error, `out` is not touched.

    Without `editions`, all that the book has are made. `notes` overrides where the notes of the PDFs stand.
    """
    start = time.perf_counter()
    progress("reading")
    source, findings = load(Shelf.at(book_dir))
    if source is None or has_errors(findings):
        return Report(tuple(findings), (), time.perf_counter() - start)
    findings += _missing_characters(source, book_dir)
    if has_errors(findings):
        return Report(tuple(sorted(findings)), (), time.perf_counter() - start)
    if absent := [edition for edition in editions if edition not in editions_of(source.config)]:
        return Report((_no_edition(source, absent[0]),), (), time.perf_counter() - start)
    desk = _Desk(transform(source), notes)
    written: list[Written] = []
    artefacts: list[Artefact] = []
    checks: list[Future[list[Finding]]] = []
    with ThreadPoolExecutor(max_workers=1) as beside:
        work = _Build(desk, progress)
        for line, artefact in work.run(editions or editions_of(source.config)):
            written.append(line)
            artefacts.append(artefact)
            if artefact.kind in VALIDATORS:  # Java takes its seconds while pages are laid out
                if not is_judged(artefact):
                    java()
                checks.append(beside.submit(judge, artefact, f"{out}/{artefact.name}"))
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


def _missing_characters(book: Book, book_dir: Path) -> list[Finding]:
    """Characters that no face of the book has: every machine would set them in another face, or as a box."""
    from .write.fonts import FAMILY, faces, missing

    lacking = {char for face in faces() for char in missing(face, characters(book))}
    shelf = Shelf.at(book_dir)
    names = [division.source for division in book.divisions if division.source]
    names += [name for name in ("book.yaml", "glossary.yaml", "sources.yaml") if shelf.has(name)]
    findings = []
    for name in names if lacking else ():
        for number, line in enumerate(shelf.text(name).split("\n"), start=1):
            for char in sorted(lacking & set(line)):
                message = f'the typeface {FAMILY} has no "{char}" (U+{ord(char):04X})'
                span = Span(name, number, line.index(char) + 1)
                findings.append(Finding(span, "character-missing", message, "write it in another way, or transliterate"))
    return findings


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

    def run(self, editions: Sequence[str]) -> Iterator[tuple[Written, Artefact]]:
        """The finished bytes of one edition after the other."""
        for edition in (name for name in EDITIONS if name in editions):
            start = time.perf_counter()
            self.progress(edition)
            pages, data = {"epub": self.epub, "screen": self.screen, "print": self.print}[edition]()
            name = self.desk.whole.config.slug + (".epub" if edition == "epub" else f"-{edition}.pdf")
            _, facts = self.desk.surveyed(edition)
            words, notes = sum(facts.words.values()), sum(len(notes) for notes in facts.notes.values())
            seconds = time.perf_counter() - start
            yield Written(name, pages, words, notes, len(data), seconds), Artefact(name, data, edition)

    def epub(self) -> tuple[None, bytes]:
        from .write.cover import draw_cover
        from .write.epub import write_epub

        book, facts = self.desk.surveyed("epub")
        return None, write_epub(book, facts, draw_cover(book), self.pages())

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
        from .write.join import join

        book, facts = self.desk.surveyed(edition)
        setter, layout = self.lay_out(edition)
        key = self.key(edition)
        if key not in self.joined:
            stamps = setter.stamps([layout.stamps[index] for index in sorted(layout.stamps)])
            outline = tuple(_label(entry) for entry in facts.outline)
            told = about(book)
            self.joined[key] = join(layout, stamps, outline, told, lambda target: _say(book, facts, layout, target))
        return layout, self.joined[key]


def _say(book: Book, facts: Facts, layout: Layout, target: str) -> str:
    """What a screen reader says of a link to this anchor."""
    anchor = facts.anchors.get(target) or Anchor(target, "", "")
    words = locale(book.config.language)
    match anchor.kind:
        case "note":
            return f"{words.note} {anchor.text}"
        case "call":
            return f"{words.back_to_text}: {words.note} {anchor.text}"
        case "entry-mark":
            return f"{words.page} {layout.pages.folio(target)}: {anchor.text}"
        case _:
            return anchor.text or target


def _label(entry: OutlineEntry) -> Label:
    from .write.join import Label

    text = f"{entry.number} {entry.text}" if entry.number else entry.text
    return Label(text, entry.anchor, tuple(_label(child) for child in entry.children))


def about(book: Book) -> About:
    """The metadata of the PDFs."""
    from .write.join import About

    config = book.config
    return About(
        title=f"{config.title}. {config.subtitle}" if config.subtitle else config.title,
        authors=tuple(c.name for c in config.contributors if c.role == "aut"),
        subject=config.description,
        keywords=tuple(subject.term for subject in config.subjects),
        language=config.language,
        rights=f"© {config.date.year} {config.rights.holder}. {config.rights.statement}",
        date=config.date,
        producer=f"druckreif {__version__} (WeasyPrint, pikepdf)",
        identifier=identifier(config, config.isbn.screen),
    )


# ---- verifying and writing ----


def _verify(artefacts: Sequence[Artefact], out: Path, desk: _Desk) -> list[Finding]:
    """The quick checks, with libraries that did not write the files; then whether the editions say what the sources say."""
    from .verify.epub import division_texts, verify_epub
    from .verify.parity import compare_epub, compare_pdf
    from .verify.pdf import page_texts, verify_pdf

    findings: list[Finding] = []
    for artefact in artefacts:
        name = f"{out}/{artefact.name}"
        book, facts = desk.surveyed(artefact.kind)
        is_epub = artefact.kind == "epub"
        if is_epub:
            found = verify_epub(name, artefact.data, facts)
        else:
            found = verify_pdf(name, artefact.data, facts, tagged=artefact.kind == "screen")
        if not _unreadable(found):
            if is_epub:
                found += compare_epub(name, division_texts(artefact.data), book, facts)
            else:
                found += compare_pdf(name, page_texts(artefact.data), book, facts)
        findings += found
    return findings


def _unreadable(findings: Sequence[Finding]) -> set[str]:
    return {finding.span.source for finding in findings if finding.message.startswith("not readable")}


def verify(book_dir: Path, out: Path, progress: Progress = quiet, notes: NotePlace | None = None) -> Report:
    """Check the finished files of a book in `out`; a missing one is a finding."""
    start = time.perf_counter()
    source, findings = load(Shelf.at(book_dir))
    if source is None or has_errors(findings):
        return Report(tuple(findings), (), time.perf_counter() - start)
    desk = _Desk(transform(source), notes)
    artefacts: list[Artefact] = []
    for edition in editions_of(source.config):
        name = source.config.slug + (".epub" if edition == "epub" else f"-{edition}.pdf")
        path = out / name
        if path.is_file():
            artefacts.append(Artefact(name, path.read_bytes(), edition))
        else:
            hint = "run druckreif build (make book)"
            findings.append(Finding(Span(f"{out}/{name}"), "artefact-missing", "the file is not there", hint))
    progress("verifying")
    findings += _verify(artefacts, out, desk)
    unreadable = _unreadable(findings)
    for artefact in artefacts:
        name = f"{out}/{artefact.name}"
        if artefact.kind in VALIDATORS and name not in unreadable:
            findings += judge(artefact, name)
    return Report(tuple(findings), (), time.perf_counter() - start)


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


def show(book_dir: Path, stage: str, division: str = "") -> tuple[str, list[Finding]]:
    """A readable dump of the tree, the facts, or the markup; or the errors. Raises KeyError for an unknown division."""
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


__all__ = [
    "EDITIONS", "STAGES", "MissingTool", "NotePlace", "Progress", "Report", "Written", "build", "check", "division_ids",
    "explain", "load", "rule_names", "show", "verify",
]  # fmt: skip
