"""From divisions to pages: which part begins where, which folio and running head each page bears.

Way of a book: each division is set once; the chapters' lengths give all folios; notes, register and contents
are set last. Page numbers are printed literally. A division that prints some (contents, notes, a chapter that says
"Seite 41") is set again when they turn out otherwise than it was set with; the loop is bounded.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from operator import itemgetter
from types import MappingProxyType
from typing import Literal, get_args

from ..base.asked import Answers, Asked, answers
from ..model.book import BARE, Book, Division, Kind, Matter
from ..model.edition import Page, PageMap
from ..model.facts import Facts, NumberedNote
from ..model.ids import note_group_anchor
from ..model.locale import locale
from ..model.walk import plain
from .columns import HEAD_ROUNDS, run_on
from .kept import KeptSetter
from .made import division_html
from .part import PICTURE, SCHEME, Part
from .repair import ROUNDS, displaced, repair, too_long, without_paragraphs
from .worker import Job
from .writings import BY_KEY, Writing, Writings, views
from .xhtml import Dialect, Pen

NUMBERED_LAST = ((Kind.NOTES, Kind.GLOSSARY), (Kind.REGISTER,), (Kind.CONTENTS,))
"""Divisions that consist of page numbers of others: set when those are known, the ones of a group beside each other.

The contents come last: what follows the register stands where its length says.
"""

UNKNOWN = "00"
"""Stands for a page number that is not known yet; its width is a fair guess."""

NEVER = "?"
"""Stands for a page number that a layout of some divisions cannot know."""

SETTLING = 6
"""How often divisions with page numbers are set again at most."""


_What = Literal["folio", "notes"]

NO_REPAIRS: Mapping[int, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Layout:
    """A laid-out book: parts in order with the index of their first page, page map, running matter by page."""

    parts: tuple[tuple[int, Part], ...]
    pages: PageMap
    stamps: Mapping[int, str]
    """Markup of the running matter, by page index; blank and bare pages are missing."""
    first_body: int
    faults: tuple[tuple[NumberedNote, str], ...] = ()
    """Footnotes that cannot stand whole on the page of their call, with the rule that says so."""
    unsettled: tuple[str, ...] = ()
    """Divisions whose page numbers move the very places that they name, to and fro."""
    labels: tuple[tuple[int, int, bool], ...] = ()
    """In a layout of some divisions: from which page by index which number runs on, and whether in small Roman figures."""

    @property
    def running(self) -> list[str]:
        """The running matter of all pages that bear some, in order."""
        return [self.stamps[index] for index in sorted(self.stamps)]

    @property
    def plain(self) -> Mapping[str, int]:
        """Blocks that are not in lines of ours, by kind."""
        found: Counter[str] = Counter()
        for _, part in self.parts:
            found.update(part.plain)
        return dict(sorted(found.items()))


@dataclass(frozen=True, slots=True)
class Known:
    """Where everything stood when the whole book was laid out: what a layout of some divisions has its numbers from."""

    starts: Mapping[str, int]
    """The first page of each division, by index."""
    first_body: int
    folios: Mapping[str, str]
    """Printed pages by anchor."""

    @classmethod
    def of(cls, layout: Layout) -> Known:
        starts = {part.division: start for start, part in layout.parts}
        return cls(starts, layout.first_body, {anchor: layout.pages.folio(anchor) for anchor in layout.pages.places})


def roman(number: int) -> str:
    """A number in small Roman figures."""
    out = ""
    for value, letters in zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("m", "cm", "d", "cd", "c", "xc", "l", "xl", "x", "ix", "v", "iv", "i"),
        strict=True,
    ):
        while number >= value:
            out, number = out + letters, number - value
    return out


def lay_out(
    book: Book,
    facts: Facts,
    setter: KeptSetter,
    progress: Callable[[str], None] = lambda step: None,
    waiting: Callable[[], None] = lambda: None,
    seen: Callable[[Part], None] = lambda part: None,
    known: Known | None = None,
    writings: Writings | None = None,
) -> Layout:
    """Set every division and find the page of every anchor.

    `waiting` is called while workers have begun to set, `seen` with each part as it is set, before its page numbers hold. Of
    a book that holds but some of its divisions, `known` says on which pages the others stand, and these began. `writings`
    is markup from earlier layouts, which may be of other sources.
    """
    return _LayOut(book, facts, setter, progress, waiting, seen, known, writings or Writings()).run()


class _LayOut:
    def __init__(
        self,
        book: Book,
        facts: Facts,
        setter: KeptSetter,
        progress: Callable[[str], None],
        waiting: Callable[[], None],
        seen: Callable[[Part], None],
        known: Known | None,
        writings: Writings,
    ) -> None:
        self.book, self.facts, self.setter, self.progress, self.waiting = book, facts, setter, progress, waiting
        self.seen, self.known, self.writings = seen, known, writings
        self.answers = answers("book", book) | answers("facts", facts, BY_KEY)
        self.parts: dict[str, Part] = {}
        self.faults: dict[str, list[tuple[NumberedNote, str]]] = {}
        self.said: dict[str, str] = {}
        """Markup of the divisions that print page numbers, as they are set."""
        self.written: dict[Hashable, tuple[Layout | None, Writing]] = {}
        """Markup with the layout that it is asked for."""
        self.noted: tuple[tuple[int, NumberedNote], ...] = ()
        """Once all is set: the notes that stand in a division of their own, with their page there."""
        self.assembled: Layout | None = None
        """The layout of the parts that are set now."""
        self.continued: frozenset[str] = frozenset()
        """Sub-entries of the register that begin a column."""

    def run(self) -> Layout:
        last = {kind for kinds in NUMBERED_LAST for kind in kinds}
        first = last - {Kind.CONTENTS}  # set with the others to know how long they are, beside them
        self.set_all([division for division in self.book.divisions if division.kind not in first], None)
        for division in self.book.divisions:
            if division.kind is Kind.CONTENTS:
                self.said.pop(division.id, None)  # it is set with its numbers in the end, and only then
        self.settle()
        for kinds in NUMBERED_LAST:
            here = [division for division in self.book.divisions if division.kind in kinds]
            self.set_all(here, self.assemble(partial=True), kinds is NUMBERED_LAST[-1])
        unsettled = self.settle()
        return replace(self.assemble(), unsettled=unsettled)

    def settle(self) -> tuple[str, ...]:
        """Set divisions again until they print the numbers that hold; the ids of those that never do."""
        for _ in range(SETTLING):
            layout = self.assemble(partial=True)
            stale = [d for d in self.book.divisions if d.id in self.said and self.markup(d, layout)[0] != self.said[d.id]]
            if not stale:
                return ()
            self.set_all(stale, layout)
        return tuple(division.id for division in stale)

    def markup(self, division: Division, layout: Layout | None, repairs: Mapping[int, str] = NO_REPAIRS) -> tuple[str, bool]:
        """A division as markup with the page numbers of a layout, and whether it prints any."""

        def write(asked: Asked) -> str:
            return division_html(*views(asked, self.book, self.facts), division, self.dialect(layout, asked), repairs)

        key = division.id, tuple(sorted(repairs.items())), self.continued
        if key not in self.written or self.written[key][0] is not layout:
            self.written[key] = layout, self.writings.get(key, (division,), self.answering(layout), write)
        writing = self.written[key][1]
        return writing.html, any(writing.asked.told.get(what) for what in get_args(_What))

    def set_all(self, divisions: Sequence[Division], layout: Layout | None, lengths_hold: bool = False) -> None:
        """Set divisions that print the page numbers of one layout; workers have begun with all before the first is done.

        Where their lengths hold, running matter is drawn beside them.
        """
        if self.setter.begin([self.job(division, self.markup(division, layout)[0]) for division in divisions]):
            self.waiting()
        if lengths_hold:
            self.setter.begin_stamps(self.assemble().running)
        for division in divisions:
            self.set(division, layout)

    def job(self, division: Division, html: str) -> Job:
        title = plain(division.title) or self.book.config.title
        return Job(division.id, html, title, verso=division.kind is Kind.IMPRINT)

    def set(self, division: Division, layout: Layout | None) -> None:
        """Set a division; a register until heads are repeated where its entries run on, or without if that never settles."""
        self.set_once(division, layout)
        if division.kind is Kind.REGISTER:
            for _ in range(HEAD_ROUNDS):
                if (broken := run_on(self.book, self.parts[division.id])) == self.continued:
                    return
                self.continued = broken
                self.set_once(division, layout)
            self.continued = frozenset()
            self.set_once(division, layout)

    def set_once(self, division: Division, layout: Layout | None) -> None:
        self.progress(plain(division.title))
        notes = self.facts.notes.get(division.id, ()) if self.facts.policy.notes == "page" else ()
        repairs: dict[int, str] = {}
        paper = self.setter.page
        for _ in range(ROUNDS):
            html, numbered = self.markup(division, layout, repairs)
            if numbered and not repairs:
                self.said[division.id] = html
            part = self.setter.set(self.job(division, html))
            if too_long(part, notes, paper) or not (repairs := repair(part, notes, repairs, paper)):
                break
        long = too_long(part, notes, paper)
        faults = [(note, "note-too-long") for note in long]
        faults += [(note, "note-displaced") for note in displaced(part, notes) if not long]
        self.faults[division.id] = faults
        self.parts[division.id] = without_paragraphs(part) if self.facts.policy.notes == "page" else part
        self.assembled = None
        if layout or not numbered:
            self.seen(self.parts[division.id])

    def dialect(self, layout: Layout | None, asked: Asked) -> Dialect:
        """How a PDF is written; what it asks a page number for is noted down, with the answer."""

        def told(what: _What) -> Callable[[str], str]:
            return lambda name: asked.of(what).setdefault(name, self.tell(layout, what, name))

        def part(pen: Pen, division: Division, write: Callable[[Pen, Division], str]) -> str:
            def write_part(own: Asked) -> str:
                return write(Pen(*views(own, self.book, self.facts), pen.division, self.dialect(layout, own)), division)

            key = pen.division.id, division.id, self.continued
            writing = self.writings.get(key, (pen.division, division), self.answering(layout), write_part)
            asked.add(writing.asked)
            return writing.html

        return Dialect(
            "pdf", lambda here, anchor: SCHEME + anchor, lambda name: PICTURE + name, told("folio"), told("notes"),
            self.continued, part,
        )  # fmt: skip

    def answering(self, layout: Layout | None) -> Mapping[str, Answers]:
        """What is asked for markup, with the page numbers of a layout."""

        def folios(names: Iterable[str]) -> list[str]:
            pages, places = (layout.pages.pages, layout.pages.places) if layout else ((), {})
            return [pages[places[name]].folio if name in places else self.tell(layout, "folio", name) for name in names]

        def ranges(divisions: Iterable[str]) -> list[str]:
            return [self.tell(layout, "notes", division) for division in divisions]

        return {**self.answers, "folio": folios, "notes": ranges}

    def tell(self, layout: Layout | None, what: _What, name: str) -> str:
        """The page of an anchor, or the line above the notes of a division."""
        if what == "notes":
            return self.range_line(layout, self.facts.notes.get(name, ())) if layout else ""
        if layout and name in layout.pages.places:
            return layout.pages.folio(name)
        if self.is_absent(name):
            return self.known.folios.get(name, NEVER) if self.known else NEVER
        return UNKNOWN

    def is_absent(self, anchor: str) -> bool:
        return anchor in self.facts.anchors and self.facts.anchors[anchor].division in self.facts.absent

    def range_line(self, layout: Layout, notes: tuple[NumberedNote, ...]) -> str:
        """ "Anmerkungen zu den Seiten 23–41" for some notes."""
        places = sorted(layout.pages.places[c] for note in notes for c in note.calls if c in layout.pages.places)
        if not places:
            return ""
        words = locale(self.book.config.language)
        first, last = (layout.pages.pages[index].folio for index in (places[0], places[-1]))
        return (words.notes_to_page if first == last else words.notes_to_pages).format(first=first, last=last)

    # ---- assembling ----

    def assemble(self, partial: bool = False) -> Layout:
        """Put the parts that are set into their places; those still missing count as one page."""
        self.assembled = self.assembled or self.put_together()
        return self.assembled if partial else self.stamped(self.assembled)

    def put_together(self) -> Layout:
        pages: list[Page] = []
        parts: list[tuple[int, Part]] = []
        places: dict[str, int] = {}
        labels: list[tuple[int, int, bool]] = []
        first_body = -1
        for division in self.book.divisions:
            verso = division.kind is Kind.IMPRINT
            while len(pages) % 2 != verso:
                pages.append(self.page(len(pages), first_body, "", blank=True))
            if division.matter is not Matter.FRONT and first_body < 0:
                first_body = len(pages)
            start = len(pages)
            part = self.parts.get(division.id)
            known = self.known.starts.get(division.id) if self.known else None
            if self.known and known is not None:
                labels.append((start, *self.numbered(known, self.known.first_body)))
            if part:
                parts.append((start, part))
                places |= {anchor: start + place.page for anchor, place in part.places.items()}
            for offset in range(part.pages if part else 1):
                if self.known and known is not None:
                    pages.append(self.page(known + offset, self.known.first_body, division.id))
                else:
                    pages.append(self.page(len(pages), first_body, division.id))
        if len(pages) % 2:
            pages.append(self.page(len(pages), first_body, "", blank=True))
        flows = {part.division: part.flow for _, part in parts}
        return Layout(tuple(parts), PageMap(tuple(pages), places, flows), {}, first_body, labels=tuple(labels))

    def page(self, index: int, first_body: int, division: str, blank: bool = False) -> Page:
        number, is_roman = self.numbered(index, first_body)
        return Page(roman(number) if is_roman else str(number), division, blank)

    def numbered(self, index: int, first_body: int) -> tuple[int, bool]:
        """The number of a page, and whether it is one of the front matter."""
        return (index + 1, True) if not 0 <= first_body <= index else (index - first_body + 1, False)

    def stamped(self, layout: Layout) -> Layout:
        faults = tuple(fault for division in self.book.divisions for fault in self.faults.get(division.id, ()))
        stamps: dict[int, str] = {}
        for start, part in layout.parts:
            division = self.book.division(part.division)
            if division.kind in BARE:
                continue
            for offset in range(part.pages):
                index = start + offset
                folio = layout.pages.pages[index].folio
                if offset == 0:
                    stamps[index] = f'<p class="drop-folio">{folio}</p>'
                elif index % 2:
                    head = escape(self.book.config.title, quote=False)
                    stamps[index] = f'<p class="head verso"><span class="folio">{folio}</span>{head}</p>'
                else:
                    head = escape(self.head(layout, division, start, offset), quote=False)
                    stamps[index] = f'<p class="head recto">{head}<span class="folio">{folio}</span></p>'
        return replace(layout, stamps=stamps, faults=faults)

    def head(self, layout: Layout, division: Division, start: int, offset: int) -> str:
        """The running head of a recto: the division's short title, or what the notes of the page belong to."""
        if division.kind is Kind.NOTES:
            return self.range_line(layout, self.notes_on(division, offset)) or plain(division.title)
        return division.short_title or plain(division.title)

    def notes_on(self, division: Division, offset: int) -> tuple[NumberedNote, ...]:
        """The notes that stand on a page of the notes, with the one that runs on from the page before."""
        places = self.parts[division.id].places
        if not self.noted:
            notes = [note for numbered in self.facts.notes.values() for note in numbered if note.anchor in places]
            self.noted = tuple(sorted(((places[note.anchor].page, note) for note in notes), key=itemgetter(0)))
        first, end = (bisect_left(self.noted, page, key=itemgetter(0)) for page in (offset, offset + 1))
        here = [note for _, note in self.noted[first:end]]
        runs_on = not here or not self.begins(here[0], offset)
        return tuple([self.noted[first - 1][1]] if first and runs_on else []) + tuple(here)

    def begins(self, note: NumberedNote, offset: int) -> bool:
        """Whether a note is the first thing on its page, or follows a heading that is."""
        top = self.setter.page.top + 4
        place = self.parts[self.notes_division()].places[note.anchor]
        group = self.parts[self.notes_division()].places.get(note_group_anchor(note.division))
        return place.y < top or (
            group is not None and group.page == offset and group.y < top and note is self.facts.notes[note.division][0]
        )

    def notes_division(self) -> str:
        return next(d.id for d in self.book.divisions if d.kind is Kind.NOTES)
