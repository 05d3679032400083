"""What every reader of a format gives, and every pass over it takes: a manuscript as pieces with their places.

How a manuscript travels: `formats.reader_of` picks a reader by what a file begins with, then by its name. The reader turns
bytes into a `Draft`: pieces in reading order with inline text (`inline`), real notes by label where the format has them, and
what it knows of title and author. It guesses nothing about meaning: a paragraph that looks like a heading stays a paragraph,
`[1]` stays text. Passes over any draft (`chapters`, `notes`, `debris` ...) propose the rest, each with guesses. `folder`
writes the book and IMPORT.md, `proof` compares words.

What a reader must hold:

- Inline text is made by the functions of `inline` alone; raw characters pass through `inline.text`, which escapes for good.
  Raised figures become Unicode ones through `inline.raised`, so that the pass over notes sees `¹` in every format.
- `original` holds all words of the manuscript, got by the shortest way there is and not by way of the pieces: the proof at
  the end compares its words with those of the finished book. Words stand in it parted as a reader sees them (a raised
  figure or the next cell is parted by a space); addresses of links and alternative texts of pictures are no words of it.
- What is left out on purpose (a menu, a script, a deleted revision) is in `original` and in `left`, with the same words.
- A note with a call and a text that the format ties together is a `[^label]` call (`inline.call`) and an entry of `notes`.
  A call without text, or a text without call, is kept: as a call of `notes` with a guess, or as pieces with a guess.
- Bytes are untrusted: no entity is expanded, nothing fetched, no path of the input used as a path; sizes, depth and numbers
  are bounded by `LIMITS`; what is beyond raises `Refused` with one line for the editor. Time is linear in the size.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["heading", "para", "quotation", "verse", "letter", "items", "table", "figure", "ornament"]


class Refused(ValueError):
    """A manuscript that is not read at all; the message is one line for the editor."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a manuscript is read."""

    size: int = 64 * 2**20
    """Bytes of the file; of a package also the bytes of its unpacked text."""
    characters: int = 6_000_000
    """Characters of text in all: two books of a thousand pages."""
    line: int = 500_000
    """Characters of one line or paragraph."""
    lines: int = 120_000
    """Lines or paragraphs."""
    depth: int = 100
    """Levels of elements in one another."""
    members: int = 10_000
    """Files in a package."""
    ratio: int = 200
    """Unpacked bytes for one packed byte of a file in a package larger than a megabyte."""
    picture: int = 32 * 2**20
    """Bytes of a picture."""


LIMITS = Limits()


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where something stands in the original: number of the line or paragraph from 1, and the file inside a package.

    Numbers grow in reading order within a part, so that a guess finds the piece it belongs to.
    """

    part: str = ""
    number: int = 0

    def __str__(self) -> str:
        return " ".join(filter(None, (self.part, str(self.number or ""))))


@dataclass(frozen=True, slots=True)
class Piece:
    """A block of the manuscript. Which fields hold anything depends on its kind."""

    kind: Kind
    place: Place
    text: str = ""
    """Inline text of a heading or paragraph; caption of a table or figure; who is quoted below a quotation."""
    level: int = 0
    """Of a heading, from 1."""
    inner: tuple[Piece, ...] = ()
    """Pieces of a quotation or letter."""
    lines: tuple[str, ...] = ()
    """Lines of verse; leading spaces indent, an empty line ends a stanza."""
    items: tuple[tuple[Piece, ...], ...] = ()
    """Items of a list, each of pieces."""
    start: int | None = None
    """First number of a numbered list; None for one with dots."""
    rows: tuple[tuple[str, ...], ...] = ()
    """Rows of a table in inline text; the first is its head."""
    src: str = ""
    """Name of a picture in `Draft.pictures`."""
    alt: str = ""
    """What a picture shows, as the original says it; "" if it does not."""
    hint: str = ""
    """What the format says beside that: name of a style ("Title", "Caption"), role, class, epub:type; "" in plain text."""
    is_sure: bool = False
    """Whether the format itself says that it is of this kind; passes then leave it so."""


@dataclass(frozen=True, slots=True)
class DraftNote:
    """The text of a note: paragraphs and other pieces."""

    pieces: tuple[Piece, ...]
    place: Place
    name: str = ""
    """The number or mark that the original shows, if it shows any."""


@dataclass(frozen=True, slots=True)
class Guess:
    """Something that was decided without certainty.

    Where it stands in the result is found when the book is written: in the piece that has its place, or the last before it.
    """

    what: str
    """Its kind, a word or two: "chapter", "verse", "note", "joined word"."""
    doubt: float
    """From 0, sure, to 1, a toss-up or worse."""
    place: Place
    words: str
    """What was decided and from what, in a sentence for the editor."""


@dataclass(frozen=True, slots=True)
class Left:
    """Words that are not in the book: debris, numbers of notes, marks of lists. Each is listed."""

    kind: str
    """"menu", "cookie banner", "page number", "number of a note" ..."""
    words: str
    """As they stand in the original."""
    place: Place
    doubt: float = 0.0


@dataclass(frozen=True, slots=True)
class Swap:
    """Words that are others in the book: parts of a word divided at the end of a line, for one."""

    kind: str
    before: str
    after: str
    place: Place
    doubt: float = 0.0


@dataclass(frozen=True, slots=True)
class Draft:
    """A manuscript on its way to a book."""

    pieces: tuple[Piece, ...]
    original: str
    """All words of the manuscript, for the proof at the end."""
    title: str = ""
    subtitle: str = ""
    authors: tuple[str, ...] = ()
    language: str = ""
    """BCP 47, if the format says it."""
    publisher: str = ""
    description: str = ""
    notes: Mapping[str, DraftNote] = field(default_factory=dict)
    """By label; labels are unique in the draft."""
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    """By a name of letters, figures, hyphens and one extension; no folders."""
    guesses: tuple[Guess, ...] = ()
    left: tuple[Left, ...] = ()
    swaps: tuple[Swap, ...] = ()


Reader = Callable[[bytes, str], Draft]
"""Reads the bytes of a file of some name. Raises Refused."""
