"""All places that a link can lead to, and what a reference to them says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ..model.book import Book, Kind
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
from ..model.nodes import Block, Cite, Div, Figure, Heading, Inline, Items, Quotation, Table, Target
from ..model.walk import all_inlines, blocks_of, deep, inlines_in, inlines_of, plain
from .passages import Passages
from .terms import Places, terms_called


def find_anchors(
    book: Book,
    numbers: Mapping[str, int],
    notes: Mapping[str, tuple[NumberedNote, ...]],
    term_calls: Places,
    passages: Passages,
    policy: Policy,
) -> dict[str, Anchor]:
    """Every anchor of the book by id; a second one of the same id is left to the rules."""
    found: dict[str, Anchor] = {}
    for anchor in _all(book, numbers, notes, term_calls, passages, policy):
        found.setdefault(anchor.id, anchor)
    return found


def _all(
    book: Book,
    numbers: Mapping[str, int],
    notes: Mapping[str, tuple[NumberedNote, ...]],
    term_calls: Places,
    passages: Passages,
    policy: Policy,
) -> Iterator[Anchor]:
    words = locale(book.config.language)
    for d in book.divisions:
        number = numbers.get(d.id)
        yield Anchor(d.id, d.id, "division", f"{words.chapter} {number}" if number else plain(d.title))
    yield from _placed(book, numbers)
    for anchor, division, id in _called(book, term_calls):
        yield Anchor(anchor, division, "term-call", book.terms[id].term)
    home = {division.kind: division.id for division in book.divisions}
    for heading, found in passages.items():
        headword = book.entries[heading.split("/")[0]].headword
        for passage in found:
            shown = passage.division if not passage.note or policy.notes != "book" else home.get(Kind.NOTES)
            if shown is not None:
                yield Anchor(passage.anchor, shown, "entry-mark", headword)
    for of, numbered in notes.items():
        where = of if policy.notes != "book" else home.get(Kind.NOTES)
        if where is None:
            continue
        if policy.notes != "page":
            yield Anchor(note_group_anchor(of), where, "note-group")
        for note in numbered:
            yield Anchor(note.anchor, where, "note", str(note.number))
            for node in inlines_in(book.division(of).notes[note.label].blocks):
                if isinstance(node, Target):
                    yield Anchor(node.id, where, "target", f"{words.note} {note.number}")
    for numbered in notes.values():
        for note in numbered:
            for call in note.calls:
                yield Anchor(call, note.division, "call", str(note.number))
    if Kind.GLOSSARY in home:
        for term in book.terms.values():
            yield Anchor(term_anchor(term.id), home[Kind.GLOSSARY], "term", term.term)
    if Kind.REGISTER in home:
        for entry in book.entries.values():
            yield Anchor(entry_anchor(entry.id), home[Kind.REGISTER], "entry", entry.headword)
    if Kind.BIBLIOGRAPHY in home:
        for key in sorted(cited_keys(book)):
            yield Anchor(source_anchor(key), home[Kind.BIBLIOGRAPHY], "source", book.sources[key].title)


def cited_keys(book: Book) -> set[str]:
    """Keys of the works that some citation names and sources.yaml knows."""
    cites = (node for _, _, node in all_inlines(book) if isinstance(node, Cite))
    return {item.key for cite in cites for item in cite.items if item.key in book.sources}


def _placed(book: Book, numbers: Mapping[str, int]) -> Iterator[Anchor]:
    """The places that authors name or that get a number: headings, tables, figures, divs, words with an id."""
    words = locale(book.config.language)
    tables = figures = 0
    for division in book.divisions:
        number = numbers.get(division.id)
        section = f"{words.chapter} {number}" if number else plain(division.title)
        count = {"h": 0, "t": 0, "f": 0}
        yield from _targets(division.title, division.id, section)
        for block in blocks_of(division.blocks):
            match block:
                case Heading(id=id, children=children):
                    count["h"] += 1
                    section = words.section.format(title=_inner(plain(children)))
                    yield Anchor(id or heading_anchor(division.id, count["h"]), division.id, "heading", section)
                case Table(id=id, caption=caption):
                    count["t"] += 1
                    tables += bool(caption)
                    text = f"{words.table} {tables}" if caption else words.table
                    yield Anchor(id or table_anchor(division.id, count["t"]), division.id, "table", text)
                case Figure(id=id, caption=caption):
                    count["f"] += 1
                    figures += bool(caption)
                    text = f"{words.figure} {figures}" if caption else words.figure
                    yield Anchor(id or figure_anchor(division.id, count["f"]), division.id, "figure", text)
                case Div(id=id) if id:
                    yield Anchor(id, division.id, "div", section)
                case _:
                    pass
            yield from _targets(_own(block), division.id, section)


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


def _called(book: Book, calls: Places) -> Iterator[tuple[str, str, str]]:
    """Anchor, division and id of every place where a term is called."""
    seen: dict[str, int] = {}
    for division in book.divisions:
        for id in terms_called(book, division):
            nth = seen.get(id, 0)
            seen[id] = nth + 1
            yield calls[id][nth], division.id, id
