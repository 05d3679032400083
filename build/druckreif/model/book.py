"""The book as a value: divisions in order, with notes, terms, works and entries beside the text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from ..base.memo import kept_with
from ..base.span import NOWHERE, Span
from .meta import BookConfig, Source, Term
from .nodes import Blocks, Inlines
from .profile import Profile
from .prose import Piece, Prose
from .register import Entry


class Matter(StrEnum):
    """The three parts of a book."""

    FRONT = "front"
    BODY = "body"
    BACK = "back"


class Kind(StrEnum):
    """What a division is. TEXT and CHAPTER are written by authors, PART and the rest are made."""

    TEXT = "text"
    CHAPTER = "chapter"
    PART = "part"
    HALF_TITLE = "half-title"
    TITLE_PAGE = "title-page"
    IMPRINT = "imprint"
    CONTENTS = "contents"
    NOTES = "notes"
    GLOSSARY = "glossary"
    BIBLIOGRAPHY = "bibliography"
    WHOS_WHO = "whos-who"
    REGISTER = "register"
    COLOPHON = "colophon"


BARE = (Kind.HALF_TITLE, Kind.TITLE_PAGE, Kind.IMPRINT, Kind.PART)
"""Divisions whose pages bear neither running head nor folio."""


@dataclass(frozen=True, slots=True)
class Note:
    """A note: its label, its text, and the division it belongs to."""

    label: str
    blocks: Blocks
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Allow:
    """An editor's word that what a rule finds in these lines (both included) is meant so."""

    rule: str
    span: Span
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Division:
    """One file of the book, or one division made from data.

    `id` is unique in the book and fit for XML, CSS and file names: `[a-z][a-z0-9-]*`. `source` is the
    file name below the book folder, empty for made divisions. `chapters` is used by parts only.
    """

    id: str
    kind: Kind
    matter: Matter
    title: Inlines = ()
    subtitle: Inlines = ()
    short_title: str = ""
    lang: str = ""
    blocks: Blocks = ()
    notes: Mapping[str, Note] = field(default_factory=dict)
    doubles: tuple[tuple[Span, str], ...] = ()
    """Second note texts of one label, with their places; `notes` keeps the first."""
    no_terms: frozenset[str] = frozenset()
    """Glossary terms that are not linked here of their own."""
    part: str = ""
    source: str = ""
    allows: tuple[Allow, ...] = ()
    prose: tuple[Prose, ...] = field(default=(), compare=False, repr=False)
    """The running text as it stands in the file, notes last, for rules about characters."""
    span: Span = field(default=NOWHERE, compare=False, repr=False)
    found: dict[Any, Any] = field(default_factory=dict, init=False, compare=False, repr=False)
    """What was made of this very division (`base/memo.py`); a changed copy begins with nothing."""


@dataclass(frozen=True, slots=True)
class Book:
    """Everything that was read. `divisions` are in the order of `book.yaml`, made ones included."""

    config: BookConfig
    divisions: tuple[Division, ...]
    terms: Mapping[str, Term] = field(default_factory=dict)
    sources: Mapping[str, Source] = field(default_factory=dict)
    entries: Mapping[str, Entry] = field(default_factory=dict)
    places: Mapping[str, Span] = field(default_factory=dict)
    """Where a key of a YAML file stands: "book.yaml#contents.body.0" -> span; of records by id: "glossary.yaml#nep.term"."""
    pieces: Mapping[str, tuple[Piece, ...]] = field(default_factory=dict, compare=False, repr=False)
    """The same for the words of a text in a YAML file."""
    allows: tuple[Allow, ...] = ()
    """What is allowed in YAML files."""
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    """Picture files named by figures, by name below the book folder."""
    cover_art: bytes = b""
    """The picture of the cover, if the book brings one."""
    profiles: Mapping[str, Profile] = field(default_factory=dict)
    """What the services of the block `press` ask for, by their ids."""
    artworks: Mapping[str, bytes] = field(default_factory=dict)
    """Finished covers that the book brings, by service."""
    found: dict[Any, Any] = field(default_factory=dict, init=False, compare=False, repr=False)
    """What was looked up in this very book and will be asked for again; a changed copy begins with nothing."""

    @property
    def has_whos_who(self) -> bool:
        """Whether a division says who the persons of the register were."""
        return any(division.kind is Kind.WHOS_WHO for division in self.divisions)

    def is_told(self, entry: Entry) -> bool:
        """Whether the register says dates and identification of an entry, since no who's who does."""
        return entry.kind != "person" or not self.has_whos_who

    def division(self, id: str) -> Division:
        """The division of this id, the first if there are several. Raises KeyError."""
        return _by_id(self)[id]


@kept_with
def _by_id(book: Book) -> dict[str, Division]:
    return {division.id: division for division in reversed(book.divisions)}
