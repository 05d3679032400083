"""Finding the names of the register in a paragraph, and telling apart those that several entries share.

Longest form first, whole words only. Where several entries hold, one with `when` is meant before one with `unless`, and
that before one without rule; what is left with two meanings is ambiguous, and a finding.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from ..base.memo import kept_last
from .match import Finder
from .register import Context, Entry, Form, Forms, Sub, said, with_rules

_GAP = "[ \u00a0\u202f]"
_REACH = 80
"""Letters before and behind a name in which the words of a rule are looked for."""


@dataclass(frozen=True, slots=True)
class Sense:
    """What a form means: an entry, or a sub-entry of it, under a rule."""

    entry: str
    sub: str
    rule: Form


@dataclass(frozen=True, slots=True)
class Name:
    """A name in a text: where it begins and ends, what it means, and what it could mean as well."""

    start: int
    end: int
    sense: Sense
    rivals: tuple[Sense, ...] = ()


EntryForms = tuple[tuple[str, str, Forms, tuple[Sub, ...]], ...]
"""What finding names goes by: of each entry its id, headword, forms and sub-entries."""


@dataclass(frozen=True)
class Names:
    """All names of a register. `german`: they have genitives (Lenins, Judenitschs, Marx’), words near them endings."""

    entries: EntryForms
    german: bool

    @cached_property
    def senses(self) -> dict[str, list[Sense]]:
        """The meanings of each form, in the order of register.yaml."""
        found: dict[str, list[Sense]] = {}
        for id, headword, forms, subs in self.entries:
            rules = [(form, "") for form in said(headword, forms)]
            rules += [(form, sub.id) for sub in subs for form in with_rules(*sub.forms)]
            for rule, inner in rules:
                for words in (rule.form, genitive(rule.form)) if self.german else (rule.form,):
                    found.setdefault(words, []).append(Sense(id, inner, rule))
        return found

    @cached_property
    def subs(self) -> dict[str, tuple[Sub, ...]]:
        """The sub-entries of each entry that has some."""
        return {id: subs for id, _, _, subs in self.entries if subs}

    @cached_property
    def finder(self) -> Finder[list[Sense]]:
        return Finder(self.senses)

    def find(self, text: str, around: str, at: int, chapter: str) -> Iterator[Name]:
        """The names in a text from left to right; it stands at `at` in the paragraph `around`."""
        for first, last, senses in self.finder.find(text):
            start, end = at + first, at + last
            holding = [sense for sense in senses if self.is_meant(sense.rule, around, start, end, chapter)]
            top = max((sense.rule.rank for sense in holding), default=0)
            meant, *rest = _distinct([sense for sense in holding if sense.rule.rank == top]) or (None,)
            if meant:
                sense = self.narrowed(meant, around, start, end, chapter)
                yield Name(first, last, sense, tuple(other for other in rest if other))

    def narrowed(self, sense: Sense, around: str, start: int, end: int, chapter: str) -> Sense:
        """The first sub-entry to which a place of an entry belongs, else the entry."""
        for sub in () if sense.sub else self.subs.get(sense.entry, ()):
            if sub.when and self.holds(sub.when, around, start, end, chapter):
                return Sense(sense.entry, sub.id, sense.rule)
        return sense

    def is_meant(self, rule: Form, around: str, start: int, end: int, chapter: str) -> bool:
        """Whether a form with this rule means its entry here."""
        if rule.when and not self.holds(rule.when, around, start, end, chapter):
            return False
        return not (rule.unless and self.holds(rule.unless, around, start, end, chapter))

    def holds(self, context: Context, around: str, start: int, end: int, chapter: str) -> bool:
        """Whether a place is in a context."""
        return (
            (not context.chapters or chapter in context.chapters)
            and (not context.before or bool(_before(context.before).search(around[max(0, start - _REACH) : start])))
            and (not context.after or bool(_after(context.after).match(around[end : end + _REACH])))
            and (not context.near or _is_near(context.near, self.german, around))
        )


@kept_last
def entry_forms(entries: Mapping[str, Entry]) -> EntryForms:
    """The forms of a register, in its order."""
    return tuple((entry.id, entry.headword, entry.forms, entry.sub) for entry in entries.values())


@kept_last
def register_names(entries: EntryForms, german: bool) -> Names:
    """The names of a register; the very same ones for the same forms."""
    return Names(entries, german)


def _distinct(senses: list[Sense]) -> tuple[Sense, ...]:
    """The senses that mean different things."""
    return tuple({(sense.entry, sense.sub): sense for sense in reversed(senses)}.values())[::-1]


def _words(words: tuple[str, ...]) -> str:
    return "|".join(re.escape(word).replace("\\ ", _GAP) for word in sorted(words, key=len, reverse=True))


@lru_cache(maxsize=4096)
def _before(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{_words(words)})[\s\u00a0]*$", re.IGNORECASE)


@lru_cache(maxsize=4096)
def _after(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"[\s\u00a0]*(?:{_words(words)})(?!\w)", re.IGNORECASE)


@lru_cache(maxsize=4096)
def _near(words: tuple[str, ...], german: bool) -> re.Pattern[str]:
    endings = "(?:e|en|er|es|em|n|s)?" if german else "s?"
    return re.compile(rf"(?<!\w)(?:{_words(words)}){endings}(?!\w)", re.IGNORECASE)


@lru_cache(maxsize=4096)
def _is_near(words: tuple[str, ...], german: bool, around: str) -> bool:
    """Whether a paragraph has one of the words: asked once, however often a name stands in it."""
    return bool(_near(words, german).search(around))


def genitive(form: str) -> str:
    """The genitive of a name in German: Lenins, Marx’."""
    return f"{form}’" if form.endswith(("s", "ß", "x", "z")) else f"{form}s"
