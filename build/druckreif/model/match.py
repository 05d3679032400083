"""Finding words in running text: the forms of terms, longest first, whole words only.

The second part of a compound is no word of its own: Österreich-Ungarn does not hold Ungarn.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Generic, TypeVar

from ..base.memo import kept_last
from .book import Book
from .lookup import TermForms, owners, term_forms

T = TypeVar("T")
_WORD, _TAIL = re.compile(r"\w+"), re.compile(r"[\w-]+")


def _plain(text: str) -> str:
    """A text of the same length whose no-break spaces are spaces."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@dataclass(frozen=True)
class Finder(Generic[T]):
    """Finds forms in texts and gives what they mean: longest first, whole words only, any space for a space.

    Every word of a text is looked up once, so that ten thousand forms take no longer than ten.
    """

    forms: Mapping[str, T]
    stems: Mapping[str, T] = field(default_factory=dict)
    """Beginnings of words; where no form stands, the shortest that fits."""

    @cached_property
    def known(self) -> dict[str, T]:
        """What each form means, written with spaces that may break."""
        known: dict[str, T] = {}
        for form, meant in self.forms.items():
            known.setdefault(_plain(form), meant)
        return known

    @cached_property
    def lengths(self) -> dict[str, list[int]]:
        """How long the forms are that begin with a word (or with a sign), the longest first."""
        lengths: dict[str, set[int]] = {}
        for form in self.known:
            word = _WORD.match(form)
            lengths.setdefault(word[0] if word else form[:1], set()).add(len(form))
        return {first: sorted(several, reverse=True) for first, several in lengths.items()}

    @cached_property
    def stem_lengths(self) -> list[int]:
        return sorted({len(stem) for stem in self.stems})

    @cached_property
    def stem_heads(self) -> frozenset[str]:
        return frozenset(stem[0] for stem in self.stems if stem)

    @cached_property
    def beginnings(self) -> re.Pattern[str]:
        """Where a form can begin: at whole words, and at signs such as an opening quotation mark."""
        signs = sorted({form[0] for form in (*self.known, *self.stems) if form and not _WORD.match(form)})
        others = "|[" + "".join(map(re.escape, signs)) + "]" if signs else ""
        return re.compile(rf"(?<![\w-])(?:\w+{others})")

    def find(self, text: str) -> Iterator[tuple[int, int, T]]:
        """Start, end and meaning of every match, from left to right, none inside another."""
        text, end = _plain(text), 0
        lengths, heads = self.lengths, self.stem_heads
        for match in self.beginnings.finditer(text):
            first = match[0]
            if (first in lengths or first[0] in heads) and match.start() >= end:
                start = match.start()
                if found := self._at(text, start, first):
                    end, meant = found
                    yield start, end, meant

    def _at(self, text: str, start: int, first: str) -> tuple[int, T] | None:
        """The end and the meaning of the form, or else of the compound, that begins here with this word or sign."""
        for length in self.lengths.get(first, ()):
            form = text[start : start + length]
            end = start + len(form)
            if form in self.known and not _WORD.match(text, end):
                return end, self.known[form]
        for length in self.stem_lengths:
            stem = text[start : start + length]
            if stem in self.stems and (tail := _TAIL.match(text, start + length)):
                return tail.end(), self.stems[stem]
        return None


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
    def finder(self) -> Finder[str]:
        return Finder(self.owners, self.stems)

    def find(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Start, end and id of every match, from left to right, none inside another."""
        return self.finder.find(text)


def term_matcher(book: Book) -> Matcher:
    """Finds glossary terms by their forms; in German inflected by the regular endings, on request in compounds."""
    return inflecting_matcher(term_forms(book.terms), book.config.language.split("-")[0] == "de")


@kept_last
def inflecting_matcher(terms: TermForms, german: bool) -> Matcher:
    """The same for the forms of a glossary."""
    forms = {id: tuple(one for form in own for one in (_inflected(form) if german else (form,))) for id, own, _ in terms}
    declared = owners(terms)
    kept = {id: [form for form in own if declared.get(form, id) == id] for id, own in forms.items()}
    stems = {form: id for id, own, compounds in terms if compounds for form in own if form.isalpha()}
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
