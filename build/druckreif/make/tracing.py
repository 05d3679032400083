"""Where printed lines stand in the sources, and on which page a place of the sources is printed.

Found by letters: those of the running text (`Prose`), each with its place in the file, and those of the laid-out divisions
(`Flow`), each with its page.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate

from ..base.span import Span
from ..model.book import Book, Kind
from ..model.edition import PageMap
from ..model.prose import Prose
from ..model.walk import all_prose
from ..write.flow import letters

MADE = {
    Kind.GLOSSARY: "glossary.yaml", Kind.REGISTER: "register.yaml", Kind.WHOS_WHO: "register.yaml",
    Kind.BIBLIOGRAPHY: "sources.yaml",
}  # fmt: skip
"""The files that made divisions come from."""
WINDOWS = 40, 24, 14
"""Letters that must agree; fewer stand in many places."""
SHORT = 7
"""The same, where it is known about where to look."""


@lru_cache(maxsize=50_000)
def _letters(text: str) -> str:
    return letters(text)


@dataclass(slots=True)
class _Stream:
    """The prose of one file, as letters."""

    source: str
    proses: list[Prose] = field(default_factory=list)
    letters: str = ""
    starts: list[int] = field(default_factory=list)

    def closed(self) -> _Stream:
        said = [_letters(prose.text) for prose in self.proses]
        self.letters, self.starts = "".join(said), [0, *accumulate(map(len, said))][: len(said)]
        return self

    def begin(self, at: int) -> int:
        """The first letter of the prose that holds a letter."""
        return self.starts[bisect_right(self.starts, at) - 1]

    def found(self, at: int) -> Found:
        index = bisect_right(self.starts, at) - 1
        prose = self.proses[index]
        char = _nth(prose.text, at - self.starts[index])
        return Found(prose.place(char, char + 1), prose.place(0, 1), f"{self.source}#{index}")

    def after(self, span: Span) -> int:
        """How many letters stand before a place of the file."""
        place = (span.line, span.column)
        index, here = 0, 0
        for number, prose in enumerate(self.proses):
            first = prose.place(0, 1)
            if (first.line, first.column) <= place:
                index = number
        for piece in self.proses[index].pieces:
            if (piece.line, piece.column) <= place:
                inside = span.column - piece.column if piece.line == span.line else piece.length
                here = piece.start + min(piece.length, max(0, inside))
        return self.starts[index] + len(_letters(self.proses[index].text[:here]))


@dataclass(frozen=True, slots=True)
class Found:
    """A place in the sources, where its paragraph begins, and a name for that paragraph."""

    span: Span
    paragraph: Span
    name: str


def _nth(text: str, count: int) -> int:
    """The index of the character that holds the nth letter (from 0)."""
    seen = 0
    for index, char in enumerate(text):
        seen += len(letters(char))
        if seen > count:
            return index
    return 0


class Trace:
    """The letters of a book's sources and of its pages. `pages` are those of `book`, or of it before a small change."""

    def __init__(self, book: Book, pages: PageMap) -> None:
        self.pages = pages
        self.firsts: dict[str, int] = {}
        for index, page in enumerate(pages.pages):
            if not page.blank:
                self.firsts.setdefault(page.division, index)
        self.sources = {division.id: division.source for division in book.divisions if division.source}
        self.homes = {source: id for id, source in self.sources.items()}
        for division in book.divisions:
            if division.kind in MADE:
                self.sources[division.id] = MADE[division.kind]
                self.homes[MADE[division.kind]] = division.id
        self.notes = next((division.id for division in book.divisions if division.kind is Kind.NOTES), "")
        streams: dict[str, _Stream] = {}
        for _, prose in all_prose(book):
            streams.setdefault(prose.source, _Stream(prose.source)).proses.append(prose)
        for key, work in book.sources.items():
            span = book.places.get(f"sources.yaml#{key}.title", Span("sources.yaml"))
            prose = Prose(work.title, "sources.yaml", span=span)
            streams.setdefault("sources.yaml", _Stream("sources.yaml")).proses.append(prose)
        self.streams = {name: stream.closed() for name, stream in streams.items()}

    def lines(self, division: str, lines: Sequence[str]) -> list[Found | None]:
        """The places of printed lines that follow each other in a division, None for those that stand in no source."""
        own = self.streams.get(self.sources.get(division, ""))
        found: list[Found | None] = []
        stream, at = own, 0
        for line in lines:
            wanted = letters(line)
            hit = self._next(stream, at, wanted) if stream else -1
            if hit < 0:
                stream, hit = self._anywhere(self.allowed(division, own), wanted) or (stream, -1)
            if stream is None or hit < 0:
                found.append(None)
                continue
            found.append(stream.found(hit))
            at = hit + len(wanted)
        return found

    def _next(self, stream: _Stream, at: int, wanted: str) -> int:
        """Where a line stands that follows what was found before."""
        if not wanted:
            return -1
        if stream.letters.startswith(wanted, at) or (len(wanted) > SHORT and stream.letters.startswith(wanted[:4], at)):
            return at
        for length in (len(wanted), *WINDOWS, SHORT):  # numbers of notes stand in the line alone
            if SHORT <= length <= len(wanted):
                ahead = 4 * len(wanted) + 200 if length > SHORT else 3 * SHORT
                near = stream.letters.find(wanted[:length], max(0, at - SHORT), at + ahead)
                if near >= 0:
                    return near
        return -1

    def allowed(self, division: str, own: _Stream | None) -> list[_Stream]:
        """The files that lines of a division can come from, its own first; notes come from all chapters."""
        if division == self.notes:
            return [stream for stream in self.streams.values() if stream.source.endswith(".md")]
        return [own] if own else [self.streams["book.yaml"]]

    def _anywhere(self, streams: Sequence[_Stream], wanted: str) -> tuple[_Stream, int] | None:
        """Where a line stands, by as many of its letters as agree."""
        for length in (len(wanted), *WINDOWS):
            for start in range(0, len(wanted) - length + 1, 4):
                piece = wanted[start : start + length]
                if len(piece) < WINDOWS[-1]:
                    continue
                for stream in streams:
                    if (hit := stream.letters.find(piece)) >= 0:
                        return stream, max(hit - start, stream.begin(hit))
        return None

    def page(self, span: Span) -> int | None:
        """The index of the page on which a place of the sources is printed, else of its division's first page."""
        home = self.homes.get(span.source, "")
        stream = self.streams.get(span.source)
        if stream and span.line:
            at = stream.after(span)
            for length in WINDOWS:
                for start in (at, max(0, at - length), max(0, at - length // 2), at + length):
                    piece = stream.letters[start : start + length]
                    if len(piece) >= min(length, WINDOWS[-1]) and (page := self._printed(piece, home)) is not None:
                        return page
        return self.firsts.get(home)

    def _printed(self, piece: str, home: str) -> int | None:
        order: Iterable[str] = dict.fromkeys([home, self.notes, *(self.pages.flows if home else ())])
        for id in order:
            flow = self.pages.flows.get(id)
            if flow and id in self.firsts and (hit := flow.letters.find(piece)) >= 0:
                return self.firsts[id] + bisect_right(flow.starts, hit) - 1
        return None


__all__ = ["Found", "Trace"]
