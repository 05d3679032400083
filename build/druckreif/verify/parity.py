"""Whether a finished edition says what the sources say: the same words in the same order, none lost, none added.

Words are compared as letters and figures alone (NFKC, small letters), so that hyphenation, ligatures, quotation marks and
spaces do not matter. What an author wrote must agree exactly; in divisions that the pipeline makes, locators and links may
stand between. The expected words come from the tree and the facts, never from the markup that the writers made; a page
number in the text ("Seite 41") must be one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from .. import __version__
from ..base.finding import Finding
from ..base.span import Span
from ..model.book import BARE, Book, Division, Kind
from ..model.collate import collate
from ..model.edition import set_in
from ..model.facts import Facts, OutlineEntry
from ..model.imprint import imprint_lines
from ..model.locale import locale
from ..model.nodes import (
    Block,
    Blocks,
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
from ..model.register import Entry, sorted_entries, sorted_subs
from ..model.walk import plain
from .drawing import words_in
from .pieces import FOLIO, Piece, compare, difference, letters, same, words_at

OPENING = 80
"""Letters by which the first page of a division is known."""
# ---- what must be said ----


def expected(book: Book, facts: Facts, division: Division, *, pdf: bool) -> list[Piece]:
    """What a division says, in order; the EPUB has no half title, and its contents are a document of their own."""
    speaker = _Speaker(book, facts, division, pdf)
    title = Piece(plain(division.title), division.span)
    match division.kind:
        case Kind.TEXT | Kind.CHAPTER:
            notes = speaker.own_notes() if facts.policy.notes == "chapter" else ()
            return [*speaker.opening(), *speaker.blocks(division.blocks), *notes]
        case Kind.PART:
            return [title]
        case Kind.HALF_TITLE:
            return [speaker.setting("title", book.config.title)] if pdf else []
        case Kind.TITLE_PAGE:
            return [*speaker.title_page()]
        case Kind.IMPRINT:
            return [*speaker.imprint()]
        case Kind.CONTENTS:
            return [title, *speaker.contents(facts.outline)] if pdf else []
        case Kind.NOTES:
            return [title, *speaker.all_notes()]
        case Kind.GLOSSARY:
            return [title, *speaker.glossary()]
        case Kind.BIBLIOGRAPHY:
            works = ((key, plain(text)) for group in facts.bibliography.values() for key, text in group)
            return [title, *(speaker.record("sources", key, text) for key, text in works)]
        case Kind.REGISTER | Kind.WHOS_WHO:
            return [title, *speaker.entries()]
        case Kind.COLOPHON:
            return [title, *speaker.colophon()]


@dataclass(slots=True)
class _Speaker:
    book: Book
    facts: Facts
    division: Division
    pdf: bool
    label: str = ""
    cites: dict[str, int] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)

    def opening(self) -> Iterator[Piece]:
        number = self.facts.chapter_numbers.get(self.division.id)
        start = f"{number} " if number else ""
        yield Piece(start + self.say(self.division.title), self.division.span)
        if self.division.subtitle:
            yield Piece(self.say(self.division.subtitle), self.division.span)

    # ---- what is made of book.yaml ----

    def setting(self, key: str, text: str) -> Piece:
        return Piece(text, self.book.places.get(f"book.yaml#{key}", Span("book.yaml")))

    def title_page(self) -> Iterator[Piece]:
        config = self.book.config
        authors = ", ".join(person.name for person in config.contributors if person.role == "aut")
        yield self.setting("contributors", authors)
        yield self.setting("title", config.title)
        yield self.setting("subtitle", config.subtitle)
        yield self.setting("publisher", f"{config.publisher.name}, {config.publisher.place}")

    def imprint(self) -> Iterator[Piece]:
        for line in imprint_lines(self.book, digital=not self.pdf):
            yield self.setting(line.key, f"{line.text} {line.url.removeprefix('https://')}")

    def contents(self, entries: Sequence[OutlineEntry]) -> Iterator[Piece]:
        for entry in entries:
            text = f"{entry.number} {entry.text}" if entry.number else entry.text
            yield Piece(text, self.book.division(entry.division).span, loose=True)
            yield from self.contents(entry.children)

    def colophon(self) -> Iterator[Piece]:
        words, day = locale(self.book.config.language), self.book.config.date
        date = words.date.format(day=day.day, month=words.months[day.month - 1], year=day.year)
        typeface = set_in(self.book.config, words.set_in, self.pdf)
        for line in (typeface, words.made_with.format(version=__version__), words.state.format(date=date)):
            yield Piece(line, self.division.span)

    def record(self, file: str, id: str, text: str) -> Piece:
        return Piece(text, self.book.places.get(f"{file}.yaml#{id}.id", Span(f"{file}.yaml")), loose=True)

    def glossary(self) -> Iterator[Piece]:
        for term in sorted(self.book.terms.values(), key=lambda term: (collate(term.term), term.id)):
            dates = f" ({term.dates})" if term.dates else ""
            yield self.record("glossary", term.id, f"{term.term}{dates} {term.definition}")

    def entries(self) -> Iterator[Piece]:
        for entry in sorted_entries(self.book.entries):
            if self.division.kind is Kind.REGISTER:
                yield from self.register_entry(entry)
            elif entry.kind == "person" and not entry.see:
                dates = f" ({entry.dates})" if entry.dates else ""
                yield self.record("register", entry.id, f"{entry.headword}{dates} {entry.identification}")

    def register_entry(self, entry: Entry) -> Iterator[Piece]:
        words = locale(self.book.config.language)
        if entry.see in self.book.entries:
            target = self.book.entries[entry.see].headword
            yield self.record("register", entry.id, f"{entry.headword} {words.see} {target}")
            return
        told = f" {entry.dates} {entry.identification}" if self.book.is_told(entry) else ""
        yield self.record("register", entry.id, entry.headword + told)
        if also := [self.book.entries[other].headword for other in entry.see_also if other in self.book.entries]:
            yield self.record("register", entry.id, f"{words.see_also} {' '.join(also)}")
        for sub in sorted_subs(entry):
            if f"{entry.id}/{sub.id}" in self.facts.entry_marks:
                yield self.record("register", entry.id, sub.name)

    # ---- notes ----

    def all_notes(self) -> Iterator[Piece]:
        for division in self.book.divisions:
            yield from _Speaker(self.book, self.facts, division, self.pdf).own_notes()

    def own_notes(self) -> Iterator[Piece]:
        for numbered in self.facts.notes.get(self.division.id, ()):
            note = self.division.notes[numbered.label]
            self.label = numbered.label
            text = " ".join(piece.text for piece in self.blocks(note.blocks) if not piece.optional)
            yield Piece(f"{numbered.number} {text}", note.span, loose=True)
        self.label = ""

    # ---- blocks ----

    def blocks(self, blocks: Blocks) -> Iterator[Piece]:
        for block in blocks:
            yield from self.block(block)

    def block(self, block: Block) -> Iterator[Piece]:
        span = block.span
        match block:
            case Para(children=children) | Heading(children=children):
                yield Piece(self.say(children), span)
            case Quotation(blocks=blocks, attribution=attribution):
                yield from self.blocks(blocks)
                yield Piece(self.say(attribution), span)
            case Div(kind=kind, blocks=blocks):
                if kind == "dispute":
                    yield Piece(locale(self.book.config.language).dispute, span)
                yield from self.blocks(blocks)
            case Verse(stanzas=stanzas):
                for stanza in stanzas:
                    for line in stanza:
                        yield Piece(self.say(line.children), span)
            case Items(items=items, start=start):
                for index, item in enumerate(items):
                    if start is not None and self.pdf:
                        in_line = bool(self.label) and self.facts.policy.notes == "page"
                        yield Piece(str(start + index), span, optional=not in_line)
                    yield from self.blocks(item)
            case Table(caption=caption, head=head, rows=rows, id=id):
                yield from self.captioned(caption, id, "t", span)
                heads = [Piece(self.say(cell.children), span, tabled=True) for cell in head]
                yield from heads
                again = "".join(piece.pattern for piece in heads) if self.pdf else ""
                for row in rows:
                    yield from (Piece(self.say(cell.children), span, tabled=True, head=again) for cell in row)
            case Figure(src=src, caption=caption, id=id):
                if self.pdf and (words := words_in(self.book.pictures.get(src, b""))):
                    yield Piece(words, span, drawn=True)
                yield from self.captioned(caption, id, "f", span)
            case Ornament():
                return

    def captioned(self, caption: Inlines, id: str, letter: str, span: Span) -> Iterator[Piece]:
        self.counts[letter] = self.counts.get(letter, 0) + 1
        if caption:
            label = self.facts.anchors[id or f"{self.division.id}-{letter}{self.counts[letter]}"].text
            yield Piece(f"{label} {self.say(caption)}", span)

    # ---- inlines ----

    def say(self, inlines: Inlines) -> str:
        return "".join(self.one(node) for node in inlines)

    def one(self, node: Inline) -> str:
        match node:
            case Text(text=text):
                return text
            case LineBreak():
                return " "
            case NoteCall(label=label):
                return str(self.facts.number(self.division.id, label))
            case Cite():
                index = self.cites.get(self.label, 0)
                self.cites[self.label] = index + 1
                return plain(self.facts.citations[self.division.id, self.label, index])
            case CrossRef():
                return self.reference(node)
            case Emph() | Strong() | SmallCaps() | Foreign() | Link() | Target() | TermCall() | IndexMark():
                return self.say(node.children)


    def reference(self, node: CrossRef) -> str:
        anchor = self.facts.anchors.get(node.target)
        if anchor is None:
            return self.say(node.children) or node.target
        by_page = node.page or (anchor.kind in ("target", "div") and not node.children)
        if by_page and (self.pdf or self.book.config.editions.print.exists):
            return (self.say(node.children) or locale(self.book.config.language).page) + FOLIO
        return anchor.text if node.page or not node.children else self.say(node.children)


# ---- editions ----


def compare_epub(name: str, texts: Mapping[str, str], book: Book, facts: Facts) -> list[Finding]:
    """An EPUB against the sources; `texts` holds the text of each division by its id."""
    findings: list[Finding] = []
    for division in book.divisions:
        if pieces := expected(book, facts, division, pdf=False):
            findings += compare(name, letters(texts.get(division.id, "")), pieces)
    return findings


_MARK = re.compile(r"(?:(?:^| )(?:\d+\.|[•◦▪]))+ $", re.MULTILINE)
"""Numbers and dots of lists, which WeasyPrint draws behind the text of a page: they end in a space, no line of text does."""


def compare_pdf(name: str, pages: Sequence[str], book: Book, facts: Facts) -> list[Finding]:
    """A PDF against the sources; `pages` are the whole texts of its pages, with running heads and folios drawn first."""
    findings: list[Finding] = []
    pages = [_MARK.sub("", page) for page in pages]
    whole = [letters(page) for page in pages]
    bodies = [text.removeprefix(letters(page.partition("\n")[0])) for text, page in zip(whole, pages, strict=True)]
    starts: list[tuple[int, Division, list[Piece]]] = []
    page = after = 0
    for division in book.divisions:
        if not (pieces := expected(book, facts, division, pdf=True)):
            continue
        streams = whole if division.kind in BARE else bodies
        alone = facts.policy.notes != "page" or division.id not in facts.notes
        start = _start(streams, pieces, after, alone)
        if start is None:
            start = _start(streams, pieces, page, alone)
        if start is None:
            start = _likely(streams, pieces, after)
        if start is None:
            findings.append(difference(name, pieces[0], pieces[0].text, "no page that begins so"))
            continue
        starts.append((start, division, pieces))
        page, after = start + 1, _after(streams, pieces, start)
    for index, (start, division, pieces) in enumerate(starts):
        end = starts[index + 1][0] if index + 1 < len(starts) else len(pages)
        streams = whole if division.kind in BARE else bodies
        own = list(streams[start:end])
        if facts.policy.notes == "page":
            own, lost = _without_notes(name, own, _Speaker(book, facts, division, True))
            findings += lost
        findings += compare(name, own, pieces)
    return findings


def _opening(pieces: Sequence[Piece]) -> tuple[str, bool]:
    """The letters up to the first that is not known for certain, and whether those are all."""
    certain = [*takewhile(lambda piece: not (piece.loose or piece.optional or piece.drawn), pieces)]
    text = " ".join(piece.text for piece in certain)
    is_fixed = FOLIO not in text and len(certain) == len(pieces)
    return letters(text.split(FOLIO)[0]), is_fixed


def _start(streams: Sequence[str], pieces: Sequence[Piece], after: int, alone: bool) -> int | None:
    """The first page that begins with these words; if they are all and stand `alone`, one that holds nothing else."""
    opening, is_fixed = _opening(pieces)
    is_all = alone and is_fixed and len(opening) <= OPENING
    for index in range(after, len(streams)):
        if streams[index] == opening if is_all else streams[index].startswith(opening[:OPENING]):
            return index
    return None


def _likely(streams: Sequence[str], pieces: Sequence[Piece], after: int) -> int | None:
    """The page that begins with most of these words, where a note or the head of a table follows before they end."""
    opening = _opening(pieces)[0]
    found, best = None, 0
    for index in range(after, len(streams)):
        common = same("".join(streams[index : index + 2])[:OPENING], opening)
        if streams[index] and common > best:
            found, best = index, common
    return found if best >= len(pieces[0].letters) > 0 else None


def _after(streams: Sequence[str], pieces: Sequence[Piece], start: int) -> int:
    """The first page on which the next division can begin: those before it are needed for the words of this one."""
    missing = sum(len(piece.letters) for piece in pieces if not piece.optional)
    page = start
    while page < len(streams) and (missing > 0 or page == start):
        missing -= len(streams[page])
        page += 1
    return page


def _without_notes(name: str, pages: list[str], speaker: _Speaker) -> tuple[list[str], list[Finding]]:
    """The pages of a division without their footnotes, and those that no page holds whole."""
    lost: list[Finding] = []
    at = 0
    for piece in speaker.own_notes():
        wanted = re.compile(piece.pattern)
        found = next((index for index in range(at, len(pages)) if wanted.search(pages[index])), None)
        if found is None:
            lost.append(difference(name, piece, words_at(piece.text, 0), "no page that holds this note whole"))
            continue
        at = found
        start, end = [match.span() for match in wanted.finditer(pages[at])][-1]
        pages[at] = pages[at][:start] + pages[at][end:]
    return pages, lost
