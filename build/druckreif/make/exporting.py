"""The sources in forms for reviewers: into `OUT/export/`, all files together or none."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from ..base.finding import has_errors
from ..base.pandoc import pandoc_path
from ..base.replace import prepare, put_in_place
from ..base.shelf import Shelf
from ..model.book import Book
from ..model.facts import Facts
from ..model.report import Progress, Report, Written, quiet
from ..survey import survey
from ..transform import for_edition, transform
from .reading import load

FOLDER = "export"
FORMS = ("markdown", "docx", "odt", "text", "html")
"""What can be asked for, in the order in which it is made."""
BY_PANDOC = ("markdown", "docx", "odt")

Files = Mapping[str, bytes]


def export(
    book_dir: Path, out: Path, forms: Sequence[str] = FORMS, keys: bool = False, chapters: bool = False,
    progress: Progress = quiet,
) -> Report:  # fmt: skip
    """Write the sources as files for reviewers. With an error in them, nothing is written.

    `keys`: citations stay keys (not on the web page); `chapters`: Markdown in a file for each chapter. Raises MissingTool,
    OSError.
    """
    from ..write.export.outline import export_policy

    start = time.perf_counter()
    folder = out / FOLDER
    prepare(folder)
    if set(forms) & set(BY_PANDOC):
        pandoc_path()  # rather now than after the work
    progress("reading")
    source, findings = load(Shelf.at(book_dir))
    if source is None or has_errors(findings):
        return Report(tuple(findings), (), time.perf_counter() - start)
    policy = export_policy(source)
    book = for_edition(transform(source), policy)
    facts = survey(book, policy)
    words, notes = sum(facts.words.values()), sum(len(numbered) for numbered in facts.notes.values())
    files: dict[Path, bytes] = {}
    written = []
    for form in (name for name in FORMS if name in forms):
        begun = time.perf_counter()
        progress(form)
        made = _MAKERS[form](book, facts, keys, chapters)
        files |= {folder / name: data for name, data in made.items()}
        size = sum(map(len, made.values()))
        first = next(iter(made))
        written.append(Written(f"{FOLDER}/{first}", None, words, notes, size, time.perf_counter() - begun))
    for path in {path.parent for path in files}:
        path.mkdir(parents=True, exist_ok=True)
    put_in_place(files, folder)
    return Report(tuple(findings), tuple(written), time.perf_counter() - start)


def _markdown(book: Book, facts: Facts, keys: bool, chapters: bool) -> Files:
    from ..write.export.markdown import write_chapters, write_markdown

    slug = book.config.slug
    if not chapters:
        return {f"{slug}.md": write_markdown(book, facts, keys)} | dict(book.pictures)
    folder = f"{slug}-markdown"
    made = {f"{folder}/{name}": data for name, data in write_chapters(book, facts, keys).items()}
    return made | {f"{folder}/{name}": data for name, data in book.pictures.items()}


def _docx(book: Book, facts: Facts, keys: bool, chapters: bool) -> Files:
    from ..write.export.docx import write_docx

    return {f"{book.config.slug}.docx": write_docx(book, facts, keys)}


def _odt(book: Book, facts: Facts, keys: bool, chapters: bool) -> Files:
    from ..write.export.odt import write_odt

    return {f"{book.config.slug}.odt": write_odt(book, facts, keys)}


def _text(book: Book, facts: Facts, keys: bool, chapters: bool) -> Files:
    from ..write.export.text import write_text

    return {f"{book.config.slug}.txt": write_text(book, facts, keys)}


def _html(book: Book, facts: Facts, keys: bool, chapters: bool) -> Files:
    from ..write.export.page import write_page

    return {f"{book.config.slug}.html": write_page(book, facts)}


_MAKERS: Mapping[str, Callable[[Book, Facts, bool, bool], Files]] = {
    "markdown": _markdown, "docx": _docx, "odt": _odt, "text": _text, "html": _html,
}  # fmt: skip
