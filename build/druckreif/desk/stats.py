"""What a book is made of: words, reading time, notes, quotations, the longest sentences and paragraphs with their places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ..base.finding import Finding
from ..base.shelf import Shelf
from ..base.span import Span
from ..model.book import Book, Division, Kind
from ..model.nodes import NoteCall, Para
from ..model.prose import CALL, CITE, OTHER, Prose
from ..model.quotes import read_quotes
from ..model.walk import blocks_of, count_words, division_inlines, plain, texts_of
from ..read import read_book

PACE = {"en": 238, "de": 187}
"""Words a minute of silent reading: English non-fiction after Brysbaert 2019 (doi 10.1016/j.jml.2019.104047); German in the
proportion 179 to 228 that Trauzettel-Klosinski and Dietz 2012 (doi 10.1167/iovs.11-8284) measured with equal texts."""

LONGEST = 10
"""How many sentences and paragraphs are named."""

_ABBREVIATED = re.compile(
    r"abs|anm|art|aufl|bd|bzw|ca|cf|dr|ebd|eds?|eg|etc|evtl|ff?|geb|gest|ggf|hg|hrsg|ibid|ie|inkl|jg|jh|kap|mrs?|ms|no|nr|pp?|"
    r"prof|s|sog|str?|tab|usw|vgl|vols?|vs|wg|zit|[^\W\d_]|\d\d?",
    re.IGNORECASE,
)
"""What stands before a full stop that ends no sentence: abbreviations, initials, ordinals."""
_END = re.compile(rf"[.!?…]+[»«›‹“”’‘\"')\]{CALL}{CITE}]*\s+(?=[»«›‹„“‚‘\"'(\[–—]*[A-ZÄÖÜ0-9{OTHER}])")


@dataclass(frozen=True, slots=True)
class Long:
    """A long sentence or paragraph: its words, how it begins, where it stands."""

    words: int
    text: str
    place: Span


@dataclass(frozen=True, slots=True)
class Chapter:
    """A division that authors wrote, in figures. Words are running words, notes not counted."""

    id: str
    title: str
    source: str
    kind: str
    words: int
    notes: int
    note_words: int
    paragraphs: int
    quoted_words: int
    """In block quotations, verse, letters, epigraphs, and between quotation marks."""

    @property
    def density(self) -> float:
        """Notes for each thousand words."""
        return 1000 * self.notes / self.words if self.words else 0.0


@dataclass(frozen=True, slots=True)
class Stats:
    """A book in figures."""

    title: str
    language: str
    chapters: tuple[Chapter, ...]
    sentences: tuple[Long, ...]
    paragraphs: tuple[Long, ...]
    sentence_words: float
    """Mean length of a sentence of the author's own."""
    marked_words: int
    """Words between quotation marks in the running text."""
    block_words: int
    """Words of block quotations, verse, letters, epigraphs."""
    own_words: int

    @property
    def words(self) -> int:
        return sum(chapter.words for chapter in self.chapters)

    @property
    def notes(self) -> int:
        return sum(chapter.notes for chapter in self.chapters)

    @property
    def note_words(self) -> int:
        return sum(chapter.note_words for chapter in self.chapters)

    def minutes(self, words: int) -> float:
        """How long it takes to read so many words."""
        return words / PACE.get(self.language.split("-")[0], PACE["en"])

    def as_json(self) -> dict[str, Any]:
        """The figures for other programs; keys are only ever added."""

        def told(long: Long) -> dict[str, Any]:
            place = {"file": long.place.source, "line": long.place.line, "column": long.place.column}
            return {"words": long.words, "text": long.text, **place}

        chapters = [
            asdict(chapter) | {"notes_per_1000": round(chapter.density, 2), "minutes": round(self.minutes(chapter.words), 1)}
            for chapter in self.chapters
        ]
        return {
            "title": self.title, "language": self.language, "words": self.words, "notes": self.notes,
            "note_words": self.note_words, "minutes": round(self.minutes(self.words), 1),
            "minutes_with_notes": round(self.minutes(self.words + self.note_words), 1),
            "own_words": self.own_words, "quoted_words": self.block_words + self.marked_words,
            "block_quotation_words": self.block_words, "quotation_mark_words": self.marked_words,
            "words_per_sentence": round(self.sentence_words, 1), "chapters": chapters,
            "longest_sentences": [told(long) for long in self.sentences],
            "longest_paragraphs": [told(long) for long in self.paragraphs],
        }  # fmt: skip


def count(book: Book, longest: int = LONGEST) -> Stats:
    """The figures of what was read of a book; made divisions (contents, glossary ...) are left out."""
    written = [division for division in book.divisions if division.kind in (Kind.CHAPTER, Kind.TEXT)]
    texts = [prose for division in written for prose in division.prose if not prose.note]
    own = [prose for prose in texts if not prose.quoted]
    sentences = [long for prose in own for long in _sentences(prose)]
    paragraphs = [Long(words(prose.text), _shown(prose.text), prose.place(0, 1)) for prose in own]
    marked, in_blocks = sum(map(_in_marks, own)), sum(words(prose.text) for prose in texts if prose.quoted)
    return Stats(
        title=book.config.title,
        language=book.config.language,
        chapters=tuple(map(_chapter, written)),
        sentences=_first(sentences, longest),
        paragraphs=_first(paragraphs, longest),
        sentence_words=sum(long.words for long in sentences) / len(sentences) if sentences else 0.0,
        marked_words=marked,
        block_words=in_blocks,
        own_words=sum(words(prose.text) for prose in own) - marked,
    )


def words(text: str) -> int:
    """The words of a running text; what stands for words in another language counts as one."""
    found = text.replace(CALL, "").replace(CITE, "").split()
    return sum(any(char.isalnum() or char == OTHER for char in word) for word in found)


def split(text: str) -> Iterator[tuple[int, int]]:
    """Where the sentences of a running text begin and end. Abbreviations, initials and ordinals end none."""
    start = 0
    for match in _END.finditer(text):
        before = re.search(r"\w+$", text[start : match.start()])
        if before and text[match.start()] == "." and _ABBREVIATED.fullmatch(before[0]):
            continue
        yield start, match.end()
        start = match.end()
    if text[start:].strip():
        yield start, len(text)


def _sentences(prose: Prose) -> Iterator[Long]:
    for start, end in split(prose.text):
        if number := words(prose.text[start:end]):
            yield Long(number, _shown(prose.text[start:end]), prose.place(start, start + 1))


def _chapter(division: Division) -> Chapter:
    texts = [prose for prose in division.prose if not prose.note]
    called = {node.label for node in division_inlines(division) if isinstance(node, NoteCall)}
    notes = [note for label, note in division.notes.items() if label in called]
    return Chapter(
        id=division.id,
        title=plain(division.title) or division.id,
        source=division.source,
        kind=str(division.kind),
        words=count_words(division),
        notes=len(notes),
        note_words=sum(len(text.split()) for note in notes for text in texts_of(note.blocks)),
        paragraphs=sum(isinstance(block, Para) for block in blocks_of(division.blocks)),
        quoted_words=sum(words(prose.text) if prose.quoted else _in_marks(prose) for prose in texts),
    )


def _in_marks(prose: Prose) -> int:
    """The words of a text that stand between quotation marks, those of nested ones once."""
    pairs = [(first.end, last.start) for first, last, depth in read_quotes(prose.text).pairs if depth == 0]
    return sum(words(prose.text[start:end]) for start, end in pairs)


def _shown(text: str) -> str:
    """How a sentence or paragraph begins, without what stands for calls and citations."""
    bare = " ".join(text.replace(CALL, "").replace(CITE, "").replace(OTHER, "…").split())
    return bare if len(bare) <= 100 else bare[:100].rsplit(" ", 1)[0] + " …"


def _first(found: list[Long], number: int) -> tuple[Long, ...]:
    return tuple(sorted(found, key=lambda long: (-long.words, long.place))[:number])


def read_stats(book_dir: Path) -> tuple[Stats | None, list[Finding]]:
    """The figures of a book as it is now, and what is wrong with its sources; None if it cannot be read at all."""
    book, findings = read_book(Shelf.at(book_dir))
    return (count(book) if book else None), findings
