"""Markup that is written once for as long as all that was looked up for it says the same.

Nothing is compared but answers: who writes sees book and facts through views that note what is asked (`base/asked.py`),
and asks a page number in the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass

from ..base.asked import Answers, Asked
from ..model.book import Book, Division
from ..model.facts import Facts

BY_KEY = frozenset(
    ("anchors", "notes", "chapter_numbers", "citations", "term_calls", "called", "entry_marks", "marked")
)  # fmt: skip
"""Facts of which each key is asked for by itself."""

ROWS = 2
"""Writings that are kept for one key: page numbers are guessed first and known then."""


@dataclass(frozen=True, slots=True)
class Writing:
    """Markup with all that it depends on."""

    html: str
    of: tuple[Division, ...]
    """The very divisions that it was made of."""
    asked: Asked


class Writings:
    """Keeps markup by key. A process that builds again and again hands it on and ends a round after each layout."""

    def __init__(self) -> None:
        self.last: dict[Hashable, tuple[Writing, ...]] = {}
        self.now: dict[Hashable, tuple[Writing, ...]] = {}

    def get(
        self, key: Hashable, of: tuple[Division, ...], answers: Mapping[str, Answers], write: Callable[[Asked], str]
    ) -> Writing:
        """What was written of these divisions under this key, if all answers are the same; else what `write` gives."""
        rows = self.now.get(key) or self.last.get(key, ())
        rows = tuple(row for row in rows if all(one is other for one, other in zip(row.of, of, strict=True)))
        writing = next((row for row in rows if row.asked.holds(answers)), None)
        if writing is None:
            asked = Asked()
            writing = Writing(write(asked), of, asked)
        self.now[key] = (writing, *(row for row in rows if row is not writing))[:ROWS]
        return writing

    def end(self) -> None:
        """A round is over: what it did not ask for goes."""
        self.last, self.now = self.now, {}


def views(asked: Asked, book: Book, facts: Facts) -> tuple[Book, Facts]:
    """Book and facts for who writes."""
    return asked.view("book", book), asked.view("facts", facts, BY_KEY)
