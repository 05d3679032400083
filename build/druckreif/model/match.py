"""Finding words in running text: the forms of terms and register entries, longest first, whole words only.

The second part of a compound is no word of its own: Österreich-Ungarn does not hold Ungarn.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from .book import Book

_SPACE = "[ \u00a0\u202f]"


@dataclass(frozen=True)
class Matcher:
    """Looks for forms in texts. `forms` maps an id to the forms that mean it; of two ids with one form the first wins."""

    forms: Mapping[str, Iterable[str]]

    @cached_property
    def owners(self) -> dict[str, str]:
        """The id that each form means."""
        owners: dict[str, str] = {}
        for id, forms in self.forms.items():
            for form in forms:
                owners.setdefault(form, id)
        return owners

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        longest = sorted(self.owners, key=lambda form: (-len(form), form))
        words = "|".join(re.escape(form).replace("\\ ", _SPACE) for form in longest)
        return re.compile(rf"(?<![\w-])(?:{words})(?!\w)")

    def find(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Start, end and id of every match, from left to right, none inside another."""
        if not self.owners:
            return
        for match in self.pattern.finditer(text):
            form = match.group().replace("\u00a0", " ").replace("\u202f", " ")
            yield match.start(), match.end(), self.owners[form]


def entry_matcher(book: Book) -> Matcher:
    """Finds the entries of the register by headword and forms; in German their genitives too: Lenins, Judenitschs, Marx’."""
    german = book.config.language.startswith("de")
    forms: dict[str, tuple[str, ...]] = {}
    for id, entry in book.entries.items():
        said = (entry.headword, *entry.forms)
        forms[id] = (*said, *map(_genitive, said)) if german else said
    return Matcher(forms)


def _genitive(form: str) -> str:
    return f"{form}’" if form.endswith(("s", "ß", "x", "z")) else f"{form}s"
