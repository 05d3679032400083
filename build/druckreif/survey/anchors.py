"""All places that a link can lead to, and what a reference to them says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from ..base.memo import kept_with
from ..model.book import Book, Division, Kind
from ..model.edition import Policy
from ..model.facts import Anchor, NumberedNote
from ..model.ids import (
    entry_anchor,
    figure_anchor,
    heading_anchor,
    note_group_anchor,
    source_anchor,
    table_anchor,
    term_anchor,
)  # fmt: skip
from ..model.locale import locale
from ..model.meta import Term
from ..model.nodes import Block, Div, Figure, Heading, Inline, Items, Quotation, Table, Target
from ..model.register import Entry
from ..model.walk import blocks_of, cited_keys, deep, inlines_of, note_inlines, plain
from .passages import Passages
from .terms import TermCalls


def find_anchors(
    book: Book,
    numbers: Mapping[str, int],
    notes: Mapping[str, tuple[NumberedNote, ...]],
    calls: Sequence[tuple[Division, TermCalls]],
    passages: Sequence[tuple[Division, Passages]],
    policy: Policy,
) -> dict[str, Anchor]:
    """Every anchor of the book by id; a second one of the same id is left to the rules."""
    found: dict[str, Anchor] = {}
    for anchors in _all(book, numbers, notes, calls, passages, policy):
        for anchor in anchors:
            if anchor.id not in found:
                found[anchor.id] = anchor
    return found


def _all(
    book: Book,
    numbers: Mapping[str, int],
    notes: Mapping[str, tuple[NumberedNote, ...]],
    calls: Sequence[tuple[Division, TermCalls]],
    passages: Sequence[tuple[Division, Passages]],
    policy: Policy,
) -> Iterator[Iterable[Anchor]]:
    language = book.config.language
    home = {division.kind: division.id for division in book.divisions}
    texts = {d.id: _chapter(d, numbers.get(d.id, 0), language) for d in book.divisions}
    yield (Anchor(d.id, d.id, "division", texts[d.id]) for d in book.divisions)
    tables = figures = 0
    for division in book.divisions:
        placed = _placed(division, texts[division.id], tables, figures, language)
        tables, figures = tables + placed.tables, figures + placed.figures
        yield placed.anchors
    for division, called in calls:
        yield _called(division, called, book.terms)
    yield from _marked(passages, book.entries, home.get(Kind.NOTES) if policy.notes == "book" else "")
    noted = [(division, notes[division.id]) for division in book.divisions if division.id in notes]
    for division, numbered in noted:
        where = division.id if policy.notes != "book" else home.get(Kind.NOTES)
        if where is not None:
            yield _noted(division, numbered, where, policy.notes != "page", language)
    for division, numbered in noted:
        yield _calling(division, numbered)
    if Kind.GLOSSARY in home:
        yield (Anchor(term_anchor(term.id), home[Kind.GLOSSARY], "term", term.term) for term in book.terms.values())
    if Kind.REGISTER in home:
        entries = book.entries.values()
        yield (Anchor(entry_anchor(entry.id), home[Kind.REGISTER], "entry", entry.headword) for entry in entries)
    if Kind.BIBLIOGRAPHY in home:
        works = ((key, book.sources[key].title) for key in sorted(cited_keys(book)))
        yield (Anchor(source_anchor(key), home[Kind.BIBLIOGRAPHY], "source", title) for key, title in works)


def _chapter(division: Division, number: int, language: str) -> str:
    """What a reference to a division says."""
    return f"{locale(language).chapter} {number}" if number else plain(division.title)


class _Placed(NamedTuple):
    anchors: tuple[Anchor, ...]
    tables: int
    figures: int


@kept_with
def _placed(division: Division, section: str, tables: int, figures: int, language: str) -> _Placed:
    """The places that authors name or that get a number: headings, tables, figures, divs, words with an id.

    So many tables and figures with captions stand before the division; how many stand in it is given too.
    """
    words, first = locale(language), (tables, figures)
    found = list(_targets(division.title, division.id, section))
    count = {"h": 0, "t": 0, "f": 0}
    for block in blocks_of(division.blocks):
        match block:
            case Heading(id=id, children=children):
                count["h"] += 1
                section = words.section.format(title=_inner(plain(children)))
                found.append(Anchor(id or heading_anchor(division.id, count["h"]), division.id, "heading", section))
            case Table(id=id, caption=caption):
                count["t"] += 1
                tables += bool(caption)
                text = f"{words.table} {tables}" if caption else words.table
                found.append(Anchor(id or table_anchor(division.id, count["t"]), division.id, "table", text))
            case Figure(id=id, caption=caption):
                count["f"] += 1
                figures += bool(caption)
                text = f"{words.figure} {figures}" if caption else words.figure
                found.append(Anchor(id or figure_anchor(division.id, count["f"]), division.id, "figure", text))
            case Div(id=id) if id:
                found.append(Anchor(id, division.id, "div", section))
            case _:
                pass
        found += _targets(_own(block), division.id, section)
    return _Placed(tuple(found), tables - first[0], figures - first[1])


@kept_with
def _called(division: Division, calls: TermCalls, terms: Mapping[str, Term]) -> tuple[Anchor, ...]:
    return tuple(Anchor(anchor, division.id, "term-call", terms[id].term) for id, anchor in calls)


def _marked(
    every: Sequence[tuple[Division, Passages]], entries: Mapping[str, Entry], notes: str | None
) -> Iterator[Iterable[Anchor]]:
    """The passages heading by heading; `notes` is where notes stand: "" with their division, None nowhere."""
    found: dict[str, list[tuple[Anchor, ...]]] = {}
    for division, passages in every:
        for heading, anchors in _entry_marks(division, passages, entries, notes).items():
            found.setdefault(heading, []).append(anchors)
    for several in found.values():
        yield from several


@kept_with
def _entry_marks(
    division: Division, passages: Passages, entries: Mapping[str, Entry], notes: str | None
) -> Mapping[str, tuple[Anchor, ...]]:
    found: dict[str, tuple[Anchor, ...]] = {}
    for heading, own in passages.items():
        headword = entries[heading.split("/")[0]].headword
        shown = ((passage, notes if passage.note and notes != "" else division.id) for passage in own)
        found[heading] = tuple(
            Anchor(passage.anchor, where, "entry-mark", headword) for passage, where in shown if where is not None
        )
    return found


@kept_with
def _noted(
    division: Division, numbered: tuple[NumberedNote, ...], where: str, is_grouped: bool, language: str
) -> tuple[Anchor, ...]:
    """The notes of a division and the places in them."""
    found = [Anchor(note_group_anchor(division.id), where, "note-group")] if is_grouped else []
    word, nodes = locale(language).note, note_inlines(division)
    for note in numbered:
        found.append(Anchor(note.anchor, where, "note", str(note.number)))
        targets = (node for node in nodes[note.label] if isinstance(node, Target))
        found += (Anchor(node.id, where, "target", f"{word} {note.number}") for node in targets)
    return tuple(found)


@kept_with
def _calling(division: Division, numbered: tuple[NumberedNote, ...]) -> tuple[Anchor, ...]:
    return tuple(Anchor(call, division.id, "call", str(note.number)) for note in numbered for call in note.calls)


def _own(block: Block) -> Iterable[Inline]:
    """The inlines of a block without those of blocks inside it."""
    match block:
        case Quotation(attribution=attribution):
            return attribution
        case Div() | Items():
            return ()
        case _:
            return inlines_of(block)


def _targets(inlines: Iterable[Inline], division: str, section: str) -> Iterator[Anchor]:
    for node in deep(inlines):
        if isinstance(node, Target):
            yield Anchor(node.id, division, "target", section)


def _inner(title: str) -> str:
    """A title as it stands inside quotation marks: its own become single ones."""
    return title.translate(str.maketrans("»«„“”", "›‹‚‘’"))
