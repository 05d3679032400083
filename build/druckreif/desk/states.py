"""A book at some time: out of a commit, or as its files are now. What is wrong with it then stands in nobody's way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ..base.finding import Finding, has_errors
from ..base.git import commit, files_of
from ..base.shelf import OutsideShelf, Shelf
from ..base.span import Span
from ..model.book import Division, Kind, Matter
from ..read import read_book
from ..read.markdown import read_division
from ..read.project import SOURCE_FOLDERS
from ..read.yaml_text import read_yaml
from .compare import DivisionChange, Part, compare, word_diff
from .units import plain_words

RECORDS = {"book.yaml": "Metadata", "glossary.yaml": "Glossary", "sources.yaml": "Works cited", "register.yaml": "Register"}
"""The YAML files, and what a reviewer calls them."""


@dataclass(frozen=True, slots=True)
class State:
    """What could be read of a book at some time."""

    name: str
    title: str
    language: str
    divisions: tuple[Division, ...]
    records: Mapping[str, Mapping[str, Mapping[str, str]]]
    """Values by file, record ("" outside records) and key."""
    pictures: Mapping[str, bytes]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class RecordChange:
    """A value of a YAML file that came, went, or changed: file, record, key, word by word."""

    file: str
    record: str
    key: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """All that changed between two states."""

    old: State
    new: State
    divisions: tuple[DivisionChange, ...]
    records: tuple[RecordChange, ...]
    pictures: tuple[tuple[str, str], ...]
    """Names, with what happened: added, removed, changed."""

    @property
    def is_empty(self) -> bool:
        return not (self.records or self.pictures or any(change.is_changed for change in self.divisions))


def difference(book_dir: Path, before: str, after: str = "") -> Difference:
    """From one commit to another, or to the files as they are now. Raises NoRevision, NotInGit, MissingTool."""
    old = _committed(book_dir, before)
    new = _committed(book_dir, after) if after else read_state("the files as they are now", Shelf.at(book_dir))
    return between(old, new)


def between(old: State, new: State) -> Difference:
    """What changed from one state to another."""
    pictures = [
        (name, "added" if name not in old.pictures else "removed" if name not in new.pictures else "changed")
        for name in sorted({*old.pictures, *new.pictures})
        if old.pictures.get(name) != new.pictures.get(name)
    ]
    divisions = tuple(compare(old.divisions, new.divisions))
    return Difference(old, new, divisions, tuple(_record_changes(old, new)), tuple(pictures))


def _committed(book_dir: Path, revision: str) -> State:
    found = commit(book_dir, revision)
    named = "" if found.id.startswith(revision) else f"{revision}, "
    name = f"{named}{found.id[:10]} of {found.day}: {found.subject}"
    return read_state(name, Shelf.of(files_of(book_dir, found.id)))


def read_state(name: str, shelf: Shelf) -> State:
    """What can be read of the book on a shelf, whatever is wrong with it."""
    shelf = _decodable(shelf)
    book, findings = read_book(shelf)
    listed = book.divisions if book else ()
    written = tuple(division for division in listed if division.kind in (Kind.CHAPTER, Kind.TEXT, Kind.PART))
    records = {file: _values(shelf, file) for file in RECORDS if shelf.has(file)}
    if not book and not shelf.has("book.yaml"):
        findings = [*findings, Finding(Span("book.yaml"), "file-missing", "there was no book at this place")]
    return State(
        name=name,
        title=book.config.title if book else "",
        language=book.config.language if book else "",
        divisions=written or tuple(_unlisted(shelf)),
        records=records,
        pictures=book.pictures if book else {},
        findings=tuple(dict.fromkeys(finding for finding in findings if has_errors([finding]))),
    )


def _decodable(shelf: Shelf) -> Shelf:
    """The shelf with texts in an older encoding turned into UTF-8."""
    turned: dict[str, bytes] = {}
    for name in (name for suffix in (".md", ".yaml") for name in shelf.names(suffix)):
        try:
            data = shelf.bytes(name)
            data.decode("utf-8-sig")
        except UnicodeDecodeError:
            turned[name] = data.decode("cp1252", "replace").encode()
        except (OSError, OutsideShelf):
            continue
    return replace(shelf, files={**shelf.files, **turned})


def _unlisted(shelf: Shelf) -> Iterator[Division]:
    """The divisions of a book whose book.yaml names none, in the order of their names."""
    for folder in SOURCE_FOLDERS:
        for name in shelf.names(".md"):
            if name.startswith(folder):
                yield read_division(shelf.text(name), name, Kind.CHAPTER, Matter.BODY)[0]


# ---- records ----


def _values(shelf: Shelf, file: str) -> Mapping[str, Mapping[str, str]]:
    """The values of a YAML file as text; records go by their ids, lists of words are one value."""
    try:
        value = read_yaml(shelf.text(file), file).value
    except (OSError, OutsideShelf):
        value = None
    found: dict[str, dict[str, str]] = {}
    _flatten(value, "", "", found)
    return found


def _flatten(value: Any, record: str, key: str, found: dict[str, dict[str, str]]) -> None:
    if isinstance(value, dict):
        for name, inner in value.items():
            _flatten(inner, record, f"{key}.{name}" if key else str(name), found)
    elif isinstance(value, list) and any(isinstance(item, dict) for item in value):
        for index, item in enumerate(value):
            id = str(item["id"]) if isinstance(item, dict) and item.get("id") else ""
            if id and not record:
                _flatten(item, id, "", found)
            else:
                _flatten(item, record, f"{key}.{id or index + 1}", found)
    elif isinstance(value, list) and value and not isinstance(value[0], list):
        found.setdefault(record, {})[key] = " · ".join(map(str, value))
    elif value not in (None, "", []):
        found.setdefault(record, {})[key] = str(value)


def _record_changes(old: State, new: State) -> Iterator[RecordChange]:
    for file in RECORDS:
        before, after = old.records.get(file, {}), new.records.get(file, {})
        for record in dict.fromkeys((*after, *before)):
            one, two = before.get(record, {}), after.get(record, {})
            for key in dict.fromkeys((*two, *one)):
                if one.get(key, "") != two.get(key, ""):
                    parts = word_diff(plain_words(one.get(key, "")), plain_words(two.get(key, "")))
                    yield RecordChange(file, record, key, parts)
