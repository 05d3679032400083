"""Facts: everything derived from a book, computed once by `survey`, never stamped into nodes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .book import Matter
from .edition import Policy
from .nodes import CiteItem, Inlines


@dataclass(frozen=True, slots=True)
class Anchor:
    """A place that a link can lead to. Ids are unique in the book and match `[a-z][a-z0-9-]*`."""

    id: str
    division: str
    kind: str
    """division, heading, table, figure, div, target, note, call, term, term-call, source, entry, entry-mark."""
    text: str = ""
    """What a reference to it says: "Kapitel 3", "Abschnitt »...«", "Tabelle 1", the term; of words their section."""


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """An entry of the table of contents; chapters of a part and sections of a chapter are its children."""

    anchor: str
    division: str
    level: int
    title: Inlines
    text: str
    matter: Matter
    number: int | None = None
    children: tuple[OutlineEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class NumberedNote:
    """A note with its number in the division, its anchor, and the anchors of its calls in order."""

    division: str
    label: str
    number: int
    anchor: str
    calls: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """A place that the register leads to: in the text of a division, or in one of its notes."""

    anchor: str
    division: str
    note: str = ""
    """Label of the note, "" in the text."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What `survey` found. Mappings keep the order of the book."""

    policy: Policy
    outline: tuple[OutlineEntry, ...]
    anchors: Mapping[str, Anchor]
    notes: Mapping[str, tuple[NumberedNote, ...]]
    """Notes in order of number, by division id; divisions without notes are missing."""
    chapter_numbers: Mapping[str, int]
    """1, 2, 3 ... for chapters of the body, by division id."""
    citations: Mapping[tuple[str, str, int], Inlines]
    """Formatted citations by (division id, note label or "", index of the citation there)."""
    bibliography: Mapping[str, tuple[tuple[str, Inlines], ...]]
    """Works cited in sorted order by group: (key, formatted reference)."""
    term_calls: Mapping[str, tuple[str, ...]]
    """Anchors of the places where a term is called, by term id."""
    called: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    """The same for those who write them: anchors by division id and term id."""
    entry_marks: Mapping[str, tuple[Passage, ...]] = field(default_factory=dict)
    """The passages of each heading of the register, by id of the entry, with "/" and that of a sub-entry."""
    marked: Mapping[tuple[str, str], Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    """The same for those who write them: anchors by (division id, note label or "") and heading."""
    words: Mapping[str, int] = field(default_factory=dict)
    """Running words by division id, notes not counted."""
    absent: frozenset[str] = frozenset()
    """Divisions that a proof of some chapters leaves out: they are named, but nothing links to them."""

    def number(self, division: str, label: str) -> int:
        """The number of a note. Raises KeyError."""
        return self.note(division, label).number

    def note(self, division: str, label: str) -> NumberedNote:
        """The numbered note of a label. Raises KeyError."""
        for note in self.notes.get(division, ()):
            if note.label == label:
                return note
        raise KeyError(f"{division}#{label}")


__all__ = ["Anchor", "CiteItem", "Facts", "NumberedNote", "OutlineEntry", "Passage"]
