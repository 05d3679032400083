"""Books that `import` made, for tests: in memory from bytes, and what stands in them as their sources say it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property

from druckreif.intake.bring import Imported, import_manuscript
from druckreif.model.book import Division
from druckreif.model.nodes import Inline, LineBreak, NoteCall, Text
from druckreif.model.walk import division_inlines, inlines_in, plain


class Made:
    """An imported book; every test of one begins by asking whether all words are accounted for."""

    def __init__(self, data: bytes, name: str) -> None:
        self.book: Imported = import_manuscript(data, name)
        account = self.book.account
        assert account.is_even, f"lost {account.lost[:20]}, new {account.new[:20]}"

    @cached_property
    def divisions(self) -> list[Division]:
        """The divisions that are files, in order."""
        return [division for division in self.book.book.divisions if division.source]

    @property
    def titles(self) -> list[str]:
        return [plain(division.title) for division in self.divisions]

    def text(self, title: str) -> str:
        """The file of a chapter."""
        division = next(d for d in self.divisions if plain(d.title) == title)
        return self.book.files[division.source].decode()

    def notes(self, title: str) -> list[tuple[str, str]]:
        """What stands before each call of a chapter (its last word and signs), and the words of its note."""
        division = next(d for d in self.divisions if plain(d.title) == title)
        found: list[tuple[str, str]] = []
        before = ""
        for node in division_inlines(division):
            if isinstance(node, NoteCall):
                note = division.notes[node.label]
                words = " ".join(filter(None, (said(inlines_in([block])) for block in note.blocks)))
                found.append((before.split()[-1] if before.split() else "", words))
            before = said([node]) or before
        return found

    @property
    def left(self) -> dict[str, str]:
        """The words that were left out, by kind."""
        found: dict[str, str] = {}
        for left in self.book.draft.left:
            found[left.kind] = f"{found.get(left.kind, '')} {left.words}".strip()
        return found

    @property
    def guesses(self) -> list[str]:
        return [guess.words for guess in self.book.guesses]


def said(nodes: Iterable[Inline]) -> str:
    """The words of inlines that were walked through already, children and all."""
    return "".join(node.text if isinstance(node, Text) else " " * isinstance(node, LineBreak) for node in nodes)


def words(text: str) -> list[str]:
    """Words of a text, in small letters."""
    return re.findall(r"[^\W\d_]+|\d+", text.casefold())
