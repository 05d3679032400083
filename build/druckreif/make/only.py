"""A proof of some chapters: set alone and quickly, with the numbers of the whole book as far as these are known.

It stands in a folder of its own and is not verified; the finished editions are never touched. What is wrong elsewhere in the
book does not stand in its way.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from ..base.finding import Finding, has_errors
from ..base.replace import prepare, put_in_place
from ..base.shelf import Shelf
from ..model.book import Book, Division, Kind
from ..model.edition import NotePlace, epub_edition, is_epub
from ..model.facts import Facts, OutlineEntry
from ..model.report import Progress, Report, quiet
from ..transform import transform
from ..write.workers import Workers
from .building import cores
from .known import recall
from .reading import load
from .work import Desk, Unset, Work

FOLDER = "only"
"""Where proofs of chapters stand, below the output folder."""


class NoDivision(KeyError):
    """There is no division of this name; the names that there are stand in `names`."""

    def __init__(self, name: str, names: Sequence[str]) -> None:
        super().__init__(name)
        self.name, self.names = name, tuple(names)


def build_only(
    book_dir: Path,
    out: Path,
    names: Sequence[str],
    editions: Sequence[str] = (),
    progress: Progress = quiet,
    notes: NotePlace | None = None,
    jobs: int | None = None,
) -> Report:
    """Lay out some divisions, as a screen PDF or as one of the given editions, into `OUT/only`.

    A division is named by its id, its file, or the number of its chapter. Raises NoDivision, MissingTool, OSError.
    """
    start = time.perf_counter()
    prepare(out)
    progress("reading")
    shelf = Shelf.at(book_dir)
    book, findings = load(shelf)
    if book is None:
        return Report(tuple(findings), (), time.perf_counter() - start)
    chosen = [_named(book, name) for name in dict.fromkeys(names)]
    here = {division.source for division in chosen}
    book, findings, remarks = _without_broken(book, shelf, findings, here)
    if has_errors(findings):
        return Report(tuple(findings), (), time.perf_counter() - start, remarks)
    ids = [division.id for division in book.divisions if division.source in here]
    written, files = [], {}
    with Workers(cores() if jobs is None else jobs) as workers:
        desk = _Cut(transform(book), notes, ids)
        work = _Proof(desk, progress, workers)
        for edition in editions or ("screen",):
            work.known = recall(book_dir, work, edition) or work.known
            try:
                for line, artefact in work.run([edition]):
                    name = _file_name(artefact.name, book.config.slug, ids)
                    written.append(replace(line, name=f"{FOLDER}/{name}"))
                    files[out / FOLDER / name] = artefact.data
            except Unset as unset:
                findings += unset.findings
    findings += work.findings
    if has_errors(findings):
        return Report(tuple(sorted(findings)), (), time.perf_counter() - start, remarks)
    if work.known is None and not all(map(is_epub, editions or ("screen",))):
        remarks += ("Pages are counted from 1: the whole book was not built yet.",)
    (out / FOLDER).mkdir(parents=True, exist_ok=True)
    put_in_place(files)
    return Report(tuple(findings), tuple(written), time.perf_counter() - start, remarks)


def _named(book: Book, name: str) -> Division:
    """The division that an editor means. Raises NoDivision."""
    written = [division for division in book.divisions if division.source]
    chapters = [division for division in written if division.kind is Kind.CHAPTER]
    if name.isdecimal() and 0 < int(name) <= len(chapters):
        return chapters[int(name) - 1]
    for division in written:
        stem = division.source.rsplit("/", 1)[-1].removesuffix(".md")
        if name.removeprefix("./") in (division.id, division.source, stem, f"{stem}.md"):
            return division
    raise NoDivision(name, [known for division in written for known in (division.id, division.source)])


def _without_broken(
    book: Book, shelf: Shelf, findings: list[Finding], here: Collection[str]
) -> tuple[Book, list[Finding], tuple[str, ...]]:
    """The book with other divisions emptied that have errors, what concerns the chosen ones, and how much else there is."""
    from ..write.fonts import missing_characters

    if not any(finding.span.source in here for finding in findings if has_errors([finding])):
        findings = [*findings, *missing_characters(book, shelf)]
    others = {division.source for division in book.divisions if division.source} - set(here)
    elsewhere = [finding for finding in findings if finding.span.source in others]
    broken = {finding.span.source for finding in elsewhere if has_errors([finding])}
    left = [finding for finding in findings if finding.span.source not in others]
    divisions = tuple(_emptied(division) if division.source in broken else division for division in book.divisions)
    many = f"{len(elsewhere)} findings" if len(elsewhere) > 1 else "1 finding"
    told = (f"In other chapters: {many}; druckreif check shows them.",) if elsewhere else ()
    return replace(book, divisions=divisions), sorted(left), told


def _emptied(division: Division) -> Division:
    return replace(division, subtitle=(), blocks=(), notes={}, doubles=())


def _file_name(name: str, slug: str, ids: Sequence[str]) -> str:
    """SLUG-screen.pdf of two chapters: SLUG-vorwort-kaserne-screen.pdf; of many, the first and their number."""
    said = "-".join(ids) if len(ids) <= 3 else f"{ids[0]}-and-{len(ids) - 1}"
    return f"{slug}-{said}{name.removeprefix(slug)}"


class _Cut(Desk):
    """A desk that shows some divisions of the book, with the notes that belong to them."""

    def __init__(self, book: Book, notes: NotePlace | None, ids: Sequence[str]) -> None:
        super().__init__(book, notes)
        self.ids = frozenset(ids)
        self.cut: dict[int, tuple[Book, Facts]] = {}

    def surveyed(self, edition: str) -> tuple[Book, Facts]:
        book, facts = super().surveyed(edition)
        if id(book) not in self.cut:
            notes = {id: numbered for id, numbered in facts.notes.items() if id in self.ids}
            kinds = (Kind.NOTES,) if notes and facts.policy.notes == "book" else ()
            kept = tuple(division for division in book.divisions if division.id in self.ids or division.kind in kinds)
            ids = {division.id for division in kept}
            self.cut[id(book)] = replace(book, divisions=kept), replace(
                facts,
                notes=notes,
                outline=_outline(facts.outline, ids),
                words={id: count for id, count in facts.words.items() if id in ids},
                absent=frozenset(division.id for division in book.divisions) - ids,
            )
        return self.cut[id(book)]


def _outline(entries: Sequence[OutlineEntry], ids: Collection[str]) -> tuple[OutlineEntry, ...]:
    """The entries of some divisions; chapters whose part is left out move up."""
    found: list[OutlineEntry] = []
    for entry in entries:
        inner = _outline(entry.children, ids)
        found += [replace(entry, children=inner)] if entry.division in ids else inner
    return tuple(found)


class _Proof(Work):
    """The work on a proof: an EPUB without cover, and without the pages of a print edition that nobody laid out."""

    def epub(self, edition: str) -> tuple[None, bytes, Mapping[str, int]]:
        from ..write.epub import write_epub
        from ..write.freeze import sizes

        book, facts = self.desk.surveyed(edition)
        data = write_epub(book, facts, epub_edition(book.config, edition).model_copy(update={"cover": False}))
        return None, data, sizes(data)
