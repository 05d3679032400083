"""Finding words in running text: the forms of terms, longest first, whole words only.

The second part of a compound is no word of its own: Österreich-Ungarn does not hold Ungarn.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from .book import Book

_SPACE = "[ \u00a0\u202f]"


@dataclass(frozen=True)
class Matcher:
    """Looks for forms in texts. `forms` maps an id to the forms that mean it; of two ids with one form the first wins."""

    forms: Mapping[str, Iterable[str]]
    stems: Mapping[str, str] = field(default_factory=dict)
    """Beginnings of words that mean an id as a whole: Sowjet for Sowjetkongress."""

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
        if self.stems:
            words += "|(?P<stem>" + "|".join(sorted(map(re.escape, self.stems))) + r")[\w-]+"
        return re.compile(rf"(?<![\w-])(?:{words})(?!\w)")

    def find(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Start, end and id of every match, from left to right, none inside another."""
        if not self.owners:
            return
        for match in self.pattern.finditer(text):
            form = match.group().replace("\u00a0", " ").replace("\u202f", " ")
            stem = match["stem"] if self.stems else None
            yield match.start(), match.end(), self.stems[stem] if stem else self.owners[form]


def term_matcher(book: Book) -> Matcher:
    """Finds glossary terms by their forms; in German inflected by the regular endings, on request in compounds."""
    german = book.config.language.startswith("de")
    said = {id: (term.term, *term.forms) for id, term in book.terms.items()}
    forms = {id: tuple(one for form in own for one in (_inflected(form) if german else (form,))) for id, own in said.items()}
    declared = {form: id for id, own in reversed(said.items()) for form in own}
    kept = {id: [form for form in own if declared.get(form, id) == id] for id, own in forms.items()}
    stems = {form: id for id, term in book.terms.items() if term.compounds for form in said[id] if form.isalpha()}
    return Matcher(kept, stems)


_ENDINGS = ("", "e", "en", "er", "es", "em", "n", "s")


def _inflected(form: str) -> tuple[str, ...]:
    """A form with the regular endings of German: Kommissar, Kommissars, Kommissare; adjectives before it too."""
    *before, last = form.split(" ")
    lasts = [last, *(last + end for end in _ENDINGS[1:])] if last.isalpha() and last[-1:].islower() else [last]
    heads = [""]
    for word in before:
        stem = re.sub("(e[nrsm]?)$", "", word)
        kinds = [stem + end for end in ("e", "en", "er", "es", "em")] if stem != word and len(stem) > 3 else [word]
        heads = [f"{head}{kind} " for head in heads for kind in kinds]
    return tuple(dict.fromkeys(head + end for head in heads for end in lasts))
