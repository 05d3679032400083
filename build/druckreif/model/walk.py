"""Walking through a tree: every node, and the plain text of inlines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from ..base.span import Span
from .book import Book, Division
from .nodes import (
    Block,
    Cite,
    CrossRef,
    Div,
    Emph,
    Figure,
    Foreign,
    Heading,
    IndexMark,
    Inline,
    Inlines,
    Items,
    LineBreak,
    Link,
    NoteCall,
    Ornament,
    Para,
    Quotation,
    SmallCaps,
    Strong,
    Table,
    Target,
    TermCall,
    Text,
    Verse,
)  # fmt: skip
from .prose import Prose


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


def deep(inlines: Iterable[Inline]) -> Iterator[Inline]:
    """Every inline, parents before children, in the order of reading."""
    for node in inlines:
        yield node
        match node:
            case Emph() | Strong() | SmallCaps() | Foreign() | Link() | CrossRef() | Target() | TermCall() | IndexMark():
                yield from deep(node.children)
            case Text() | NoteCall() | Cite() | LineBreak():
                pass


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


def inlines_in(blocks: Iterable[Block]) -> Iterator[Inline]:
    """Every inline of some blocks, in the order of reading."""
    for block in blocks:
        yield from deep(inlines_of(block))


def division_inlines(division: Division) -> Iterator[Inline]:
    """Every inline of a division in the order of reading: title, subtitle, text; notes are left out."""
    yield from deep(division.title)
    yield from deep(division.subtitle)
    yield from inlines_in(division.blocks)


def all_inlines(book: Book) -> Iterator[tuple[Division, str, Inline]]:
    """Every inline of the book with its division and the label of its note ("" in the text)."""
    for division in book.divisions:
        for node in division_inlines(division):
            yield division, "", node
        for label, note in division.notes.items():
            for node in inlines_in(note.blocks):
                yield division, label, node


def plain(inlines: Iterable[Inline]) -> str:
    """The words of inlines without note calls and citations."""
    parts = []
    for node in deep(inlines):
        match node:
            case Text(text=text):
                parts.append(text)
            case LineBreak():
                parts.append(" ")
            case _:
                pass
    return "".join(parts)


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


def count_words(division: Division) -> int:
    """Running words of a division: title, subtitle, text; notes are left out."""
    texts = (plain(division.title), plain(division.subtitle), *texts_of(division.blocks))
    return sum(len(text.split()) for text in texts)


def all_prose(book: Book) -> Iterator[tuple[str, Prose]]:
    """The running text of the sources with its language ("de"): chapters and notes, glossary, register, book.yaml."""
    language = book.config.language
    for division in book.divisions:
        lang = (division.lang or language).split("-")[0]
        for prose in division.prose:
            yield lang, prose
    said = [("glossary.yaml", f"{id}.definition", term.definition) for id, term in book.terms.items()]
    said += [("register.yaml", f"{id}.identification", entry.identification) for id, entry in book.entries.items()]
    said += [("book.yaml", key, getattr(book.config, key)) for key in ("title", "subtitle", "description")]
    for file, path, text in said:
        if text:
            key = f"{file}#{path}"
            pieces, span = book.pieces.get(key, ()), book.places.get(key, Span(file))
            yield language.split("-")[0], Prose(text, file, pieces, span=span)


def characters(book: Book) -> set[str]:
    """The characters that a reader can come to see: text, notes, title pages, glossary, works cited."""
    config = book.config
    seen = {char for _, _, node in all_inlines(book) if isinstance(node, Text) for char in node.text}
    cited = {item.key for _, _, node in all_inlines(book) if isinstance(node, Cite) for item in node.items}
    shown = [config.title, config.subtitle, config.rights.holder, config.rights.statement, config.publisher.name]
    shown += [person.name for person in config.contributors]
    shown += [text for term in book.terms.values() for text in (term.term, term.definition, term.dates)]
    for key in cited & set(book.sources):
        work = book.sources[key]
        people = (*work.author, *work.editor, *work.translator)
        shown += [work.title, work.title_short, work.container_title, work.publisher, work.publisher_place]
        shown += [text for person in people for text in (person.family, person.given, person.literal)]
    return seen.union(*shown)
