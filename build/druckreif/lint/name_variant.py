"""name-variant: a name in another spelling than the book's own list.

Why: "Zinov'ev" beside »Sinowjew« are two persons to the reader, and the register finds one of them only.
Instead: the spelling of register.yaml, or the form in the `forms` of its entry if both are meant. Words in another language
([Zinov'ev]{lang=ru-Latn}) are left alone, as titles of works must be.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import combinations

from ..base.finding import Finding
from ..model.book import Book
from ..model.prose import Prose
from ..model.translit import name_key
from ..model.walk import all_prose
from .search import warn

RULE = "name-variant"
_WORD = re.compile(r"(?<![\w’'-])[A-ZÀ-ÞŠŽČĆ][\w’'ʹ]*[^\W\d_](?:-[A-ZÀ-ÞŠŽČĆ][\w’'ʹ]*[^\W\d_])*(?!\w)")
_LEAST, _LEAST_NEAR, _MOST = 4, 7, 40
"""Letters of a key that may be compared; letters of a name that may be one slip away; letters of a name at all."""

_ENDINGS = ("s", "’", "’s", "'s", "n", "en", "er", "ern", "ers", "e", "es", "in", "innen", "isch")


def check(book: Book) -> Iterator[Finding]:
    """Every capitalised word that is no form of a name and may be one of its other spellings."""
    names = _names(book)
    if not names:
        return
    known = {word for name in names for word in (name, *(name + ending for ending in _ENDINGS))}
    known |= _listed(book)
    places: dict[str, list[tuple[Prose, int]]] = {}
    for _, prose in all_prose(book):
        for match in _WORD.finditer(prose.text):
            places.setdefault(match[0], []).append((prose, match.start()))
    seen = Counter({word: len(found) for word, found in places.items()})
    likeness = _Likeness(names, seen)
    for word, found in places.items():
        if word not in known and len(word) <= _MOST and (name := likeness.of(word)):
            for prose, at in found:
                message = f'"{word}" may be "{name}" in another spelling'
                hint = f'write "{name}", or add the form to its entry in register.yaml'
                yield warn(RULE, prose, at, at + len(word), message, hint)


def _names(book: Book) -> dict[str, None]:
    """Family names and places as the register has them, and the last words of their forms."""
    words: dict[str, None] = {}
    for entry in book.entries.values():
        family = entry.headword.partition(",")[0]
        for said in (family, *(form.form for form in entry.said if form.form != entry.headword)):
            words |= dict.fromkeys(match[0] for match in _WORD.finditer(said.rpartition(" ")[2]))
    return words


def _listed(book: Book) -> set[str]:
    """Every word of register and glossary: their spelling is decided."""
    said = [text for entry in book.entries.values() for text in (form.form for form in entry.all_said)]
    said += [text for term in book.terms.values() for text in (term.term, *term.forms)]
    return {match[0] for text in said for match in _WORD.finditer(text)}


class _Likeness:
    """Finds the name that a word may be: by the key of its transliterations, or one letter away and much rarer."""

    def __init__(self, names: Iterable[str], seen: Counter[str]) -> None:
        self.seen = seen
        self.by_key: dict[str, str] = {}
        self.by_lack: dict[str, list[str]] = {}
        for name in names:
            if len(key := name_key(name)) >= _LEAST:
                self.by_key.setdefault(key, name)
            if len(name) >= _LEAST_NEAR:
                for lack in _lacks(name):
                    self.by_lack.setdefault(lack, []).append(name)

    def of(self, word: str) -> str:
        """The name, or ""."""
        stems = [word, *(word[: -len(end)] for end in ("’s", "'s", "s", "’", "'") if word.endswith(end))]
        for stem in stems:
            if stem[0].isupper() and (name := self.by_key.get(name_key(stem), "")) and name != stem:
                return name
        if len(word) < _LEAST_NEAR:
            return ""
        pairs = {(stem, name) for stem in stems for lack in _lacks(stem) for name in self.by_lack.get(lack, ())}
        near = sorted(name for stem, name in pairs if _is_slip(stem, name))
        return next((name for name in near if self.seen[word] * 3 <= self.seen[name]), "")


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
