"""The work of one build: the bytes of editions, each step done once for all that share it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from ..base.cache import put_down
from ..base.finding import Finding
from ..base.sweep import give_back
from ..model.book import Book
from ..model.edition import (
    BUILDABLE,
    SET_PLAIN,
    Artefact,
    NotePlace,
    PageMap,
    Policy,
    editions_of,
    epub_edition,
    file_name,
    is_epub,
    pdf_edition,
    policy_of,
)
from ..model.facts import Facts
from ..model.report import Progress, Written
from ..survey import survey
from ..transform import for_edition

if TYPE_CHECKING:
    from ..write.join import Joiner
    from ..write.kept import KeptSetter
    from ..write.layout import Known, Layout
    from ..write.part import Part
    from ..write.workers import Workers
    from ..write.writings import Writings


Page = tuple[tuple[str, float], ...]
"""Values of a theme's page that another stands for: () for its own page."""
Key = tuple[Policy, str, Page]


class Unset(Exception):
    """A book that cannot be laid out as its sources ask; `findings` say where."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__(*findings)
        self.findings = tuple(findings)


class Desk:
    """The book and its facts by policy; editions of one policy share them."""

    def __init__(self, book: Book, notes: NotePlace | None = None) -> None:
        self.whole, self.notes = book, notes
        self.known: dict[Policy, tuple[Book, Facts]] = {}

    def policy(self, edition: str) -> Policy:
        return policy_of(self.whole.config, edition, self.notes)

    def surveyed(self, edition: str) -> tuple[Book, Facts]:
        """The book as an edition shows it, and what is to be known about it."""
        policy = self.policy(edition)
        if policy not in self.known:
            book = for_edition(self.whole, policy)
            self.known[policy] = book, survey(book, policy)
        return self.known[policy]


class Work:
    """One build: editions that share a layout share its work."""

    def __init__(
        self, desk: Desk, progress: Progress, workers: Workers | None = None, waiting: Callable[[], None] = lambda: None
    ) -> None:
        self.desk, self.progress, self.workers, self.waiting = desk, progress, workers, waiting
        self.laid: dict[Key, tuple[KeptSetter, Layout]] = {}
        self.joined: dict[tuple[Key, int], bytes] = {}
        self.held: dict[bytes, Part] = {}
        self.writings: Writings | None = None
        """Markup that is handed on from one work to the next; None if there is only one."""
        self.seen: Callable[[Part], None] = lambda part: None
        """Called with each part as it is set, while the others are not yet."""
        self.joiner: Joiner | None = None
        """What joined an earlier state of the book, if it still knows."""
        self.findings: list[Finding] = []
        self.lasts = False
        """Whether the process builds again and again: memory that a step let go of is soon used again, and kept."""
        self.drawn = b""
        self.known: Known | None = None
        """Pages of an earlier layout, where some divisions alone are laid out."""

    def run(self, editions: Sequence[str]) -> Iterator[tuple[Written, Artefact]]:
        """The finished bytes of one edition after the other."""
        for edition in (name for name in BUILDABLE if name in editions):
            start = time.perf_counter()
            self.progress(edition)
            parts: Mapping[str, int] = {}
            plain: Mapping[str, int] = {}
            if is_epub(edition):
                pages, data, parts = self.epub(edition)
            else:
                pages, data = self.screen() if edition == "screen" else self.print()
                plain = self.lay_out(edition)[1].plain
                put_down(SET_PLAIN, data, json.dumps(plain).encode())
            name = file_name(self.desk.whole.config, edition)
            _, facts = self.desk.surveyed(edition)
            words, notes = sum(facts.words.values()), sum(len(notes) for notes in facts.notes.values())
            seconds = time.perf_counter() - start
            kind = "epub" if is_epub(edition) else edition
            line = Written(name, pages, words, notes, len(data), seconds, parts, plain)
            yield line, Artefact(name, data, kind, edition)

    def epub(self, edition: str) -> tuple[None, bytes, Mapping[str, int]]:
        from ..write.epub import write_epub
        from ..write.freeze import sizes

        book, facts = self.desk.surveyed(edition)
        settings = epub_edition(book.config, edition)
        pages = self.pages()  # first: it has the workers start, and they draw the cover too
        data = write_epub(book, facts, settings, self.cover() if settings.cover else b"", pages)
        return None, data, sizes(data)

    def cover(self) -> bytes:
        """The cover, drawn once for all EPUBs."""
        from ..write.cover import draw_cover
        from ..write.faults import undrawn_art

        try:
            self.drawn = self.drawn or draw_cover(self.desk.whole, self.workers)
        except RuntimeError as error:
            if not self.desk.whole.cover_art:
                raise
            raise Unset([undrawn_art(self.desk.whole, error)]) from None
        return self.drawn

    def pages(self) -> PageMap | None:
        """The pages of the print edition, which the EPUB names; None if the book does not appear in print."""
        return self.lay_out("print")[1].pages if "print" in editions_of(self.desk.whole.config) else None

    def screen(self) -> tuple[int, bytes]:
        layout, data = self.set_and_join("screen")
        return len(layout.pages.pages), data

    def print(self) -> tuple[int, bytes]:
        return len(self.lay_out("print")[1].pages.pages), self.printed()

    def printed(self, page: Page = ()) -> bytes:
        """The PDF of the print edition without what no printer wants, once for each page that it is laid out on."""
        return self.set_and_join("print", page)[1]

    def rest(self) -> None:
        """Between two steps."""
        if not self.lasts:
            give_back()

    def key(self, edition: str, page: Page = ()) -> Key:
        return self.desk.policy(edition), pdf_edition(self.desk.whole.config, edition).theme, page

    def lay_out(self, edition: str, page: Page = ()) -> tuple[KeptSetter, Layout]:
        """The laid-out book of an edition, once for all editions with its settings; on another page if one is given."""
        from ..write.faults import faults, unprintable
        from ..write.kept import KeptSetter
        from ..write.layout import lay_out
        from ..write.theme import load_theme, with_page

        book, facts = self.desk.surveyed(edition)
        config = book.config
        key = self.key(edition, page)
        if key not in self.laid:
            theme = with_page(load_theme(pdf_edition(config, edition).theme), dict(page))
            setter = KeptSetter(theme, config.language, config.hyphenation, book.pictures, self.workers, self.held)
            told = self.progress, self.waiting, self.seen
            try:
                layout = lay_out(book, facts, setter, *told, self.known, self.writings)
            except RuntimeError:
                if found := unprintable(book, setter):
                    raise Unset(found) from None
                raise
            self.findings += faults(book, layout)
            self.laid[key] = setter, layout
            self.rest()
        return self.laid[key]

    def set_and_join(self, edition: str, page: Page = ()) -> tuple[Layout, bytes]:
        """The laid-out book of an edition and its PDF, once for all editions with its settings."""
        from ..write.about import about, label, say
        from ..write.join import Joiner

        book, facts = self.desk.surveyed(edition)
        setter, layout = self.lay_out(edition, page)
        ua = pdf_edition(book.config, edition).ua if edition == "screen" else 0
        key = self.key(edition, page), ua
        if key not in self.joined:
            stamps = setter.stamps(layout.running)
            outline = tuple(label(entry) for entry in facts.outline)
            self.joiner, told = self.joiner or Joiner(), about(book)
            said = partial(say, book, facts, layout)
            self.joined[key] = self.joiner.join(layout, stamps, outline, told, said, ua)
            self.rest()
        return layout, self.joined[key]
