"""Walking through a tree: every node, and the plain text of inlines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeVar, get_args

from ..base.memo import kept_last, kept_with
from ..base.span import Span
from .book import Book, Division
from .meta import BookConfig, Term
from .nodes import (
    Block,
    Cite,
    Div,
    Figure,
    Heading,
    Inline,
    Inlines,
    Items,
    LineBreak,
    Node,
    Ornament,
    Para,
    Quotation,
    Table,
    Text,
    Verse,
)  # fmt: skip
from .prose import Piece, Prose, Texts
from .register import Entry


def inlines_of(block: Block) -> Iterator[Inline]:
    """The top inlines of a block and of the blocks inside it, in the order of reading."""
    match block:
        case Heading(children=children) | Para(children=children):
            yield from children
        case Quotation(blocks=blocks, attribution=attribution):
            for inner in blocks:
                yield from inlines_of(inner)
            yield from attribution
        case Div(blocks=blocks):
            for inner in blocks:
                yield from inlines_of(inner)
        case Verse(stanzas=stanzas):
            for stanza in stanzas:
                for line in stanza:
                    yield from line.children
        case Items(items=items):
            for item in items:
                for inner in item:
                    yield from inlines_of(inner)
        case Table(head=head, rows=rows, caption=caption):
            yield from caption
            for row in (head, *rows):
                for cell in row:
                    yield from cell.children
        case Figure(caption=caption):
            yield from caption
        case Ornament():
            return


_NESTING = frozenset(kind for kind in get_args(Inline) if "children" in kind.__dataclass_fields__)
"""The inlines that hold others."""


def deep(inlines: Iterable[Inline]) -> list[Inline]:
    """Every inline, parents before children, in the order of reading."""
    found: list[Inline] = []
    _add_deep(inlines, found)
    return found


def _add_deep(inlines: Iterable[Inline], found: list[Inline]) -> None:
    for node in inlines:
        found.append(node)
        if type(node) in _NESTING:
            _add_deep(node.children, found)  # type: ignore[union-attr]  # all of _NESTING have some


def blocks_of(blocks: Iterable[Block]) -> Iterator[Block]:
    """Every block, parents before children."""
    for block in blocks:
        yield block
        match block:
            case Quotation(blocks=inner) | Div(blocks=inner):
                yield from blocks_of(inner)
            case Items(items=items):
                for item in items:
                    yield from blocks_of(item)
            case _:
                pass


def inlines_in(blocks: Iterable[Block]) -> list[Inline]:
    """Every inline of some blocks, in the order of reading."""
    found: list[Inline] = []
    for block in blocks:
        _add_deep(inlines_of(block), found)
    return found


@kept_with
def division_inlines(division: Division) -> tuple[Inline, ...]:
    """Every inline of a division in the order of reading: title, subtitle, text; notes are left out."""
    return (*deep(division.title), *deep(division.subtitle), *inlines_in(division.blocks))


@kept_with
def note_inlines(division: Division) -> Mapping[str, tuple[Inline, ...]]:
    """Every inline of each note of a division, by its label, in the order of the file."""
    return {label: tuple(inlines_in(note.blocks)) for label, note in division.notes.items()}


def all_inlines(book: Book) -> Iterator[tuple[Division, str, Inline]]:
    """Every inline of the book with its division and the label of its note ("" in the text)."""
    for division in book.divisions:
        for label, node in noted_inlines(division):
            yield division, label, node


def noted_inlines(division: Division) -> Iterator[tuple[str, Inline]]:
    """Every inline of a division and then of its notes, with the label of its note ("" in the text)."""
    for node in division_inlines(division):
        yield "", node
    for label, nodes in note_inlines(division).items():
        for node in nodes:
            yield label, node


N = TypeVar("N", bound=Node)


def of_kind(division: Division, kind: type[N]) -> tuple[N, ...]:
    """The inlines of one kind in a division and then in its notes."""
    return _by_kind(division).get(kind, ())


@kept_with
def _by_kind(division: Division) -> Mapping[type[Node], tuple[Any, ...]]:
    found: dict[type[Node], list[Node]] = {}
    for _, node in noted_inlines(division):
        if type(node) is not Text:
            found.setdefault(type(node), []).append(node)
    return {kind: tuple(nodes) for kind, nodes in found.items()}


def plain(inlines: Iterable[Inline]) -> str:
    """The words of inlines without note calls and citations."""
    parts: list[str] = []
    _add_plain(inlines, parts)
    return "".join(parts)


def _add_plain(inlines: Iterable[Inline], parts: list[str]) -> None:
    for node in inlines:
        if isinstance(node, Text):
            parts.append(node.text)
        elif isinstance(node, LineBreak):
            parts.append(" ")
        elif type(node) in _NESTING:
            _add_plain(node.children, parts)  # type: ignore[union-attr]  # all of _NESTING have some


def texts_of(blocks: Iterable[Block], say: Callable[[Inlines], str] = plain) -> Iterator[str]:
    """The words of each heading, paragraph, line, cell and caption, in the order of reading; `say` gives the words."""
    for block in blocks:
        match block:
            case Heading(children=children) | Para(children=children):
                yield say(children)
            case Quotation(blocks=inner, attribution=attribution):
                yield from texts_of(inner, say)
                yield say(attribution)
            case Div(blocks=inner):
                yield from texts_of(inner, say)
            case Verse(stanzas=stanzas):
                yield from (say(line.children) for stanza in stanzas for line in stanza)
            case Items(items=items):
                for item in items:
                    yield from texts_of(item, say)
            case Table(head=head, rows=rows, caption=caption):
                yield say(caption)
                yield from (say(cell.children) for row in (head, *rows) for cell in row)
            case Figure(caption=caption):
                yield say(caption)
            case Ornament():
                pass


def all_texts(book: Book) -> Iterator[Texts]:
    """The running text of the sources: chapters with their notes, then glossary, register and book.yaml together."""
    language = book.config.language
    for division in book.divisions:
        yield division_texts(division, language)
    yield _record_texts(book.config, book.terms, book.entries, book.pieces, book.places)


@kept_with
def division_texts(division: Division, language: str) -> Texts:
    """The running text of a division in a book of this language."""
    return Texts((division.lang or language).split("-")[0], division.prose)


@kept_last
def _record_texts(
    config: BookConfig,
    terms: Mapping[str, Term],
    entries: Mapping[str, Entry],
    pieces: Mapping[str, tuple[Piece, ...]],
    places: Mapping[str, Span],
) -> Texts:
    """The running text of the YAML files."""
    said = [("glossary.yaml", f"{id}.definition", term.definition) for id, term in terms.items()]
    said += [("register.yaml", f"{id}.identification", entry.identification) for id, entry in entries.items()]
    said += [("book.yaml", key, getattr(config, key)) for key in ("title", "subtitle", "description")]
    keys = [(text, file, f"{file}#{path}") for file, path, text in said if text]
    proses = (Prose(text, file, pieces.get(key, ()), span=places.get(key, Span(file))) for text, file, key in keys)
    return Texts(config.language.split("-")[0], tuple(proses))


def all_prose(book: Book) -> Iterator[tuple[str, Prose]]:
    """The running text of the sources with its language ("de"): chapters and notes, glossary, register, book.yaml."""
    for texts in all_texts(book):
        for prose in texts.proses:
            yield texts.lang, prose


def cited_keys(book: Book) -> set[str]:
    """Keys of the works that some citation names and sources.yaml knows."""
    return {key for division in book.divisions for key in cited(division) if key in book.sources}


@kept_with
def cited(division: Division) -> tuple[str, ...]:
    """The keys that the citations of a division and its notes name, each once, in the order of reading."""
    return tuple(dict.fromkeys(item.key for node in of_kind(division, Cite) for item in node.items))


@kept_with
def count_words(division: Division) -> int:
    """Running words of a division: title, subtitle, text; notes are left out."""
    texts = (plain(division.title), plain(division.subtitle), *texts_of(division.blocks))
    return sum(len(text.split()) for text in texts)


@kept_with
def letters(division: Division) -> frozenset[str]:
    """The characters of a division's texts and notes."""
    return frozenset().union(*(node.text for _, node in noted_inlines(division) if isinstance(node, Text)))


def characters(book: Book) -> set[str]:
    """The characters that a reader can come to see: text, notes, title pages, glossary, works cited."""
    config = book.config
    seen = set().union(*map(letters, book.divisions))
    shown = [config.title, config.subtitle, config.rights.holder, config.rights.statement, config.publisher.name]
    shown += [person.name for person in config.contributors]
    shown += [text for term in book.terms.values() for text in (term.term, term.definition, term.dates)]
    for key in cited_keys(book):
        work = book.sources[key]
        people = (*work.author, *work.editor, *work.translator)
        shown += [work.title, work.title_short, work.container_title, work.publisher, work.publisher_place]
        shown += [text for person in people for text in (person.family, person.given, person.literal)]
    return seen.union(*shown)
