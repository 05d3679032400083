"""name-variant: a name in another spelling than the book's own list.

Why: "Zinov'ev" beside »Sinowjew« are two persons to the reader, and the register finds one of them only.
Instead: the spelling of register.yaml, or the form in the `forms` of its entry if both are meant. Words in another language
([Zinov'ev]{lang=ru-Latn}) are left alone, as titles of works must be.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import combinations

from ..base.finding import Finding
from ..base.memo import kept_last, kept_with
from ..model.book import Book
from ..model.lookup import TermForms, term_forms
from ..model.names import EntryForms, entry_forms
from ..model.prose import Texts
from ..model.register import said, with_rules
from ..model.translit import name_key
from ..model.walk import all_texts
from .search import warn

RULE = "name-variant"
_WORD = re.compile(r"(?<![\w’'-])[A-ZÀ-ÞŠŽČĆ][\w’'ʹ]*[^\W\d_](?:-[A-ZÀ-ÞŠŽČĆ][\w’'ʹ]*[^\W\d_])*(?!\w)")
_LEAST, _LEAST_NEAR, _MOST = 4, 7, 40
"""Letters of a key that may be compared; letters of a name that may be one slip away; letters of a name at all."""

_ENDINGS = ("s", "’", "’s", "'s", "n", "en", "er", "ern", "ers", "e", "es", "in", "innen", "isch")


def check(book: Book) -> Iterator[Finding]:
    """Every capitalised word that is no form of a name and may be one of its other spellings."""
    likeness = _likeness(entry_forms(book.entries), term_forms(book.terms))
    if not likeness.names:
        return
    every = list(all_texts(book))
    doubtful = frozenset().union(*(_doubtful(texts, likeness) for texts in every))
    asked = doubtful | {name for word in doubtful for name in likeness.near(word)}
    seen = Counter({word: sum(_words(texts)[word] for texts in every) for word in asked})
    meant = {word: name for word in sorted(doubtful) if (name := likeness.of(word, seen))}
    for texts in every:
        if not meant.keys().isdisjoint(_doubtful(texts, likeness)):
            yield from _found(texts, meant)


def _found(texts: Texts, meant: Mapping[str, str]) -> Iterator[Finding]:
    for prose in texts.proses:
        for match in _WORD.finditer(prose.text):
            if name := meant.get(match[0]):
                message = f'"{match[0]}" may be "{name}" in another spelling'
                hint = f'write "{name}", or add the form to its entry in register.yaml'
                yield warn(RULE, prose, match.start(), match.end(), message, hint)


@kept_with
def _words(texts: Texts) -> Counter[str]:
    """The capitalised words of texts."""
    return Counter(word for prose in texts.proses for word in _WORD.findall(prose.text))


@kept_with
def _doubtful(texts: Texts, likeness: _Likeness) -> frozenset[str]:
    """The words that are no form of a name and may be another spelling of one, if that is much more frequent."""
    return frozenset(word for word in _words(texts) if likeness.is_like(word))


def _names(entries: EntryForms) -> dict[str, None]:
    """Family names and places as the register has them, and the last words of their forms."""
    words: dict[str, None] = {}
    for _, headword, forms, _ in entries:
        family = headword.partition(",")[0]
        for one in (family, *(form.form for form in said(headword, forms) if form.form != headword)):
            words |= dict.fromkeys(match[0] for match in _WORD.finditer(one.rpartition(" ")[2]))
    return words


def _listed(entries: EntryForms, terms: TermForms) -> set[str]:
    """Every word of register and glossary: their spelling is decided."""
    every = [form.form for _, headword, forms, _ in entries for form in said(headword, forms)]
    every += [form.form for _, _, _, subs in entries for sub in subs for form in with_rules(*sub.forms)]
    every += [form for _, own, _ in terms for form in own]
    return {match[0] for text in every for match in _WORD.finditer(text)}


class _Likeness:
    """Finds the name that a word may be: by the key of its transliterations, or one letter away and much rarer."""

    def __init__(self, names: Mapping[str, None], listed: set[str]) -> None:
        self.names = names
        self.known = listed.union(word for name in names for word in (name, *(name + ending for ending in _ENDINGS)))
        self.asked: dict[str, bool] = {}
        self.by_key: dict[str, str] = {}
        self.by_lack: dict[str, list[str]] = {}
        for name in names:
            if len(key := name_key(name)) >= _LEAST:
                self.by_key.setdefault(key, name)
            if len(name) >= _LEAST_NEAR:
                for lack in _lacks(name):
                    self.by_lack.setdefault(lack, []).append(name)

    def is_like(self, word: str) -> bool:
        """Whether a word is none that is known and may be a name in another spelling."""
        if word not in self.asked:
            is_open = word not in self.known and len(word) <= _MOST
            self.asked[word] = is_open and bool(self.sure(word) or self.near(word))
        return self.asked[word]

    def of(self, word: str, seen: Counter[str]) -> str:
        """The name, or ""; `seen` says how often word and names occur."""
        return self.sure(word) or next((name for name in self.near(word) if seen[word] * 3 <= seen[name]), "")

    def sure(self, word: str) -> str:
        """The name with the same key, or ""."""
        for stem in _stems(word):
            if stem[0].isupper() and (name := self.by_key.get(name_key(stem), "")) and name != stem:
                return name
        return ""

    def near(self, word: str) -> list[str]:
        """The names that are a slip away."""
        if len(word) < _LEAST_NEAR:
            return []
        stems = _stems(word)
        pairs = {(stem, name) for stem in stems for lack in _lacks(stem) for name in self.by_lack.get(lack, ())}
        return sorted(name for stem, name in pairs if _is_slip(stem, name))


@kept_last
def _likeness(entries: EntryForms, terms: TermForms) -> _Likeness:
    return _Likeness(_names(entries), _listed(entries, terms))


def _stems(word: str) -> list[str]:
    """A word, and what it is without the ending of a genitive."""
    return [word, *(word[: -len(end)] for end in ("’s", "'s", "s", "’", "'") if word.endswith(end))]


def _lacks(word: str) -> set[str]:
    """The word, and the word without each of its letters after the first."""
    return {word, *(word[:index] + word[index + 1 :] for index in range(1, len(word)))}


def _is_slip(word: str, name: str) -> bool:
    """Whether one letter is missing, added, another, or two neighbours changed places; endings do not count."""
    if word == name or word.startswith(name) or name.startswith(word) or word[0] != name[0]:
        return False
    if len(word) != len(name):
        return abs(len(word) - len(name)) == 1
    other = [index for index, (one, two) in enumerate(zip(word, name, strict=True)) if one != two]
    if len(other) == 1:
        return other[0] < len(word) - 1
    swapped = [pair for pair in combinations(other, 2) if pair[1] == pair[0] + 1]
    return len(other) == 2 and bool(swapped) and word[other[0]] == name[other[1]] and word[other[1]] == name[other[0]]
