"""Citations and bibliography: which form each citation takes; `survey/csl.py` writes it.

In full at its first place (of the book, or of the chapter), then as a short title. "Ebd." stands only where nobody
can take it for another work: right after a note that cites just this work, in the same division, or right after
the same work in one note. A work of the running text is never "ebd.".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field

from ..base.memo import kept_last, kept_with
from ..model.book import Book, Division, Kind
from ..model.collate import collate, collate_name
from ..model.edition import Policy
from ..model.facts import NumberedNote
from ..model.ibid import works_in
from ..model.meta import Source
from ..model.nodes import Block, Cite, CiteItem, Inline, Inlines, NoteCall, Text
from ..model.walk import cited, cited_keys, deep, division_inlines, inlines_of
from .csl import Position, Processor

Citations = dict[tuple[str, str, int], Inlines]


_PROCESSORS: list[tuple[tuple[str, dict[str, Source], bool], Processor]] = []
"""The last processors, which have formatted most of what a book cites when an edit has changed something else."""


def processor(book: Book) -> Processor:
    """The style of the book's language with the book's works; titles are links where there is a bibliography."""
    linked = any(division.kind is Kind.BIBLIOGRAPHY for division in book.divisions)
    asked = book.config.language, dict(book.sources), linked
    for known, csl in _PROCESSORS:
        if known == asked:
            return csl
    _PROCESSORS.insert(0, (asked, Processor(*asked)))
    del _PROCESSORS[2:]
    return _PROCESSORS[0][1]


def cite_all(
    book: Book,
    notes: Mapping[str, tuple[NumberedNote, ...]],
    policy: Policy,
    csl: Processor,
    tops: Set[str] = frozenset(),
) -> Citations:
    """Every citation formatted, by division, note label ("" in the text) and index there.

    `tops` names anchors of notes that begin a page, where "Ebd." must not stand.
    """
    found: Citations = {}
    seen: set[str] = set()
    for division in book.divisions:
        before = frozenset(key for key in cited(division) if key in seen)
        top = frozenset(note.label for note in notes.get(division.id, ()) if note.anchor in tops)
        own = _cited(division, csl, policy.full, policy.ibid, before, top)
        found.update(own.found)
        if policy.full == "book":
            seen |= own.seen
    return found


@kept_with
def _cited(
    division: Division, csl: Processor, full: str, ibid: bool, seen: frozenset[str], tops: frozenset[str]
) -> _Walk:
    """The citations of a division before which so many of its works were cited; notes of `tops` begin a page."""
    walk = _Walk(csl, full, ibid, tops, seen=set(seen))
    walk.division(division)
    return walk


@dataclass(slots=True)
class _Walk:
    csl: Processor
    full: str
    ibid: bool
    tops: Set[str]
    """Labels of notes that begin a page."""
    found: Citations = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    before: tuple[CiteItem, ...] = ()
    """What the note before cites; nothing if it also names a work in words."""

    def division(self, division: Division) -> None:
        done, index = set(), 0
        for node in division_inlines(division):
            if isinstance(node, Cite):
                self.found[division.id, "", index] = self.citation(node, [], 0, "")
                index += 1
            elif isinstance(node, NoteCall) and node.label in division.notes and node.label not in done:
                done.add(node.label)
                self.note(division, node.label, node.label in self.tops)

    def note(self, division: Division, label: str, top: bool) -> None:
        cited: list[CiteItem] = []
        allowed = 1 if not top else 0
        index = 0
        for block in division.notes[label].blocks:
            for node, before, after in _with_text(block):
                text = self.citation(node, cited, allowed, before)
                self.found[division.id, label, index] = _unstopped(text) if after.startswith(".") else text
                index += 1
        in_words = any(not work.key for work in works_in(division, label))
        self.before = () if in_words else tuple(cited)

    def citation(self, cite: Cite, cited: list[CiteItem], allowed: int, text: str) -> Inlines:
        """One citation; `cited` are the items of the same note so far, and grows."""
        parts: list[Inline] = []
        for item in cite.items:
            if parts:
                parts.append(Text(", " if item.via else self.csl.delimiter))
            if item.prefix:
                parts.append(Text(f"{item.prefix} "))
            if item.key not in self.csl.sources:
                parts.append(Text(item.key))
                continue
            position = self.position(item, cited, allowed)
            formatted = self.csl.cite(item.key, position, item.locator)
            opens = not parts and _opens_sentence(text)
            parts.extend(_capital(formatted) if opens and position.is_ibid else formatted)
            self.seen.add(item.key)
            cited.append(item)
        return tuple(parts)

    def position(self, item: CiteItem, cited: list[CiteItem], allowed: int) -> Position:
        if self.full != "never" and item.key not in self.seen:
            return Position.FIRST
        last = cited[-1] if cited else None
        if not cited and allowed and len({other.key for other in self.before}) == 1:
            last = self.before[-1]
        if not self.ibid or last is None or last.key != item.key:
            return Position.SUBSEQUENT
        if item.locator == last.locator:
            return Position.IBID
        return Position.IBID_WITH_LOCATOR if item.locator else Position.SUBSEQUENT


def _with_text(block: Block) -> Iterator[tuple[Cite, str, str]]:
    """The citations of a block with the text before and the text right after them."""
    nodes = list(deep(inlines_of(block)))
    before = ""
    for index, node in enumerate(nodes):
        if isinstance(node, Cite):
            after = nodes[index + 1] if index + 1 < len(nodes) else None
            yield node, before, after.text if isinstance(after, Text) else ""
            before += "…"
        elif isinstance(node, Text):
            before += node.text


def _opens_sentence(before: str) -> bool:
    """Whether what follows begins a sentence; "Vgl. " and "cf. " end none."""
    return not before.strip() or bool(re.search(r"(?<!\bvgl)(?<!\bcf)(?<!\bs)[.!?]\s+$", before, re.IGNORECASE))


def _capital(inlines: Inlines) -> Inlines:
    first, *rest = inlines
    return (Text(first.text[:1].upper() + first.text[1:]), *rest) if isinstance(first, Text) else inlines


def _unstopped(inlines: Inlines) -> Inlines:
    """Without its last full stop, where the sentence brings its own: "Ebd." and ".", "S. 12 f." and "."."""
    last = inlines[-1] if inlines else None
    if isinstance(last, Text) and last.text.endswith("."):
        return (*inlines[:-1], Text(last.text[:-1])) if last.text != "." else inlines[:-1]
    return inlines


def list_works(book: Book, csl: Processor) -> dict[str, tuple[tuple[str, Inlines], ...]]:
    """The works cited, by group and sorted; a group without works is missing."""
    return dict(_listed(tuple(sorted(cited_keys(book))), csl))


@kept_last
def _listed(keys: tuple[str, ...], csl: Processor) -> Mapping[str, tuple[tuple[str, Inlines], ...]]:
    works = sorted((csl.sources[key] for key in keys), key=lambda s: (_sort_key(s), s.id))
    groups: dict[str, tuple[tuple[str, Inlines], ...]] = {}
    for group in ("sources", "literature"):
        listed = tuple((work.id, csl.reference(work.id)) for work in works if work.group == group)
        if listed:
            groups[group] = listed
    return groups


def _sort_key(source: Source) -> tuple[tuple[str, str], str, tuple[str, str]]:
    names = " ".join(name.literal or f"{name.family} {name.given}" for name in source.author or source.editor)
    first = collate_name(names) if names else collate(source.title)
    return first, source.issued.year if source.issued else "", collate(source.title)
