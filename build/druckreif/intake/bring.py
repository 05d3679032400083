"""From a manuscript to a book folder: the order of the passes, and the only place of `intake` that writes."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from ..base.finding import Finding, has_errors
from ..base.shelf import Shelf
from ..base.sweep import swept_once
from ..model.book import Book
from ..read import read_book
from .debris import without_debris
from .draft import LIMITS, Draft, Guess, Refused
from .folder import without_markup, write_files
from .formats import reader_of
from .headings import with_headings
from .ibid import resolved
from .inline import plain
from .names import find_names
from .notes import with_notes
from .proof import Account, account, printed, words
from .report import import_report
from .rewrite import inlines_of
from .shapes import with_shapes
from .structure import Manuscript, structured
from .typography import language_of, with_typography


@dataclass(frozen=True, slots=True)
class Imported:
    """A book that was made of a manuscript."""

    files: Mapping[str, bytes]
    book: Book
    draft: Draft
    guesses: tuple[Guess, ...]
    account: Account
    language: str


@swept_once()
def import_manuscript(data: bytes, name: str, language: str = "", title: str = "") -> Imported:
    """The book that a file makes, in memory. Raises Refused."""
    draft = reader_of(data, name)(data, name)
    if not any(True for _ in words(draft.original)):
        raise Refused("there are no words in it")
    language, draft = _language(draft, language)
    draft = with_shapes(with_notes(with_headings(without_debris(draft))))
    draft, changed = with_typography(draft, language)
    try:
        return _made(draft, name, language, title, changed)
    except _Unreadable:
        why = Guess("markup", 1.0, draft.pieces[0].place, "the markup could not be kept: all blocks are paragraphs")
        return _made(without_markup(replace(draft, guesses=(*draft.guesses, why))), name, language, title, changed)


class _Unreadable(Exception):
    """What was written is not read back without errors."""


def _made(
    start: Draft, name: str, language: str, title: str, changed: Mapping[str, int], is_resolved: bool = False
) -> Imported:
    terms, persons, guesses = find_names(start)
    draft = replace(start, guesses=(*start.guesses, *guesses))
    manuscript: Manuscript = structured(draft, language, title)
    if not manuscript.chapters:
        raise Refused("nothing in it is text of a book; what was found is a menu, a list of contents or the like")
    files = write_files(manuscript, language, terms, persons)
    book, findings = read_book(Shelf.of(files.files))
    if book is None or has_errors(findings):
        raise _unreadable(findings)
    if not is_resolved and (clear := resolved(start, book, files.labels, language)) is not start:
        return _made(clear, name, language, title, changed, is_resolved=True)
    found = manuscript.draft
    even = account(found.original, printed(book), found.left, (*found.swaps, *files.swaps))
    files.files["IMPORT.md"] = import_report(name, found, files, book, even, changed).encode()
    all_guesses = (*found.guesses, *files.guesses)
    return Imported(files.files, book, found, all_guesses, even, language)


def _unreadable(findings: list[Finding]) -> _Unreadable:
    return _Unreadable("; ".join(map(str, findings[:3])))


def _language(draft: Draft, asked: str) -> tuple[str, Draft]:
    """The language of the book: asked for, said by the format, or guessed; German or English."""
    said = draft.language.split("-")[0].lower()
    if asked or said in ("de", "en"):
        return asked or said, draft
    texts = (plain(text) for piece in draft.pieces for text in inlines_of(piece))
    language, doubt = language_of(texts)
    first = draft.pieces[0].place if draft.pieces else None
    if first is None:
        raise Refused("there is no text in it")
    name = {"de": "German", "en": "English"}[language]
    guess = Guess("language", doubt, first, f"the book is in {name}, by its small words; --language says otherwise")
    return language, replace(draft, guesses=(*draft.guesses, guess))


def import_file(path: Path, out: Path, language: str = "", title: str = "") -> Imported:
    """Write the book that a file makes into a new or empty folder, complete or not at all.

    Raises Refused, FileExistsError for a folder that holds anything, OSError.
    """
    if out.is_symlink() or (out.exists() and (not out.is_dir() or any(out.iterdir()))):
        raise FileExistsError(out)
    if not path.is_file():
        raise Refused("there is no such file" if not path.exists() else "it is no file")
    if path.stat().st_size > LIMITS.size:
        raise Refused(f"the file has {path.stat().st_size / 2**20:,.0f} MB; at most {LIMITS.size // 2**20} are read")
    made = import_manuscript(path.read_bytes(), path.name, language, title)
    put_folder(made.files, out)
    return made


def put_folder(files: Mapping[str, bytes], out: Path) -> None:
    """Write files beside a new or empty folder and put them in its place at once. Raises OSError."""
    out.parent.mkdir(parents=True, exist_ok=True)
    stage = Path(tempfile.mkdtemp(prefix=".druckreif-import-", dir=out.parent))
    try:
        for name, data in files.items():
            target = stage / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        os.chmod(stage, 0o755)
        os.replace(stage, out)  # an empty folder is replaced, one that was filled meanwhile is not
    except BaseException:
        shutil.rmtree(stage, ignore_errors=True)
        raise
