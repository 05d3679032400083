"""Where words are divided: patterns by language, the book's own words on top; and where ligatures end.

Pyphen misreads LibreOffice's German dictionary ("Deut-schland": it has no code for NEXTLEVEL), so the
patterns `dehyphn-x` (MIT, data/hyphenation/LICENSE) take its place. Pyphen keeps its languages and what it read of
them in two tables of its module; `install` sets the entries of German there, for WeasyPrint too.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import pyphen

from ..base.cache import kept, stored
from ..base.stock import stock

_GERMAN = ("de", "de_DE", "de_AT", "de_CH")
_ENGLISH = {"en": "en_US", "en-US": "en_US", "en-GB": "en_GB"}


def exception_pattern(word: str) -> str:
    """A pattern that divides a word, and words that begin with it, only where it is written with hyphens."""
    parts = word.lower().split("-")
    return "." + "9".join("8".join(part) for part in parts)


def dictionary(exceptions: tuple[str, ...]) -> bytes:
    """A dictionary in pyphen's format: the encoding, then one pattern a line."""
    text = stock("data/hyphenation/de.pat").read_text("utf-8")
    patterns = [line for line in text.splitlines() if line and not line.startswith("%")]
    inner = [line for line in patterns if not line.startswith(("\\", "}"))]
    own = [exception_pattern(word) for word in exceptions]
    return ("UTF-8\n" + "\n".join([*inner, *own]) + "\n").encode()


def install(exceptions: tuple[str, ...]) -> None:
    """Make WeasyPrint hyphenate German by these patterns and exceptions."""
    key = stock("data/hyphenation/de.pat").read_bytes() + "\n".join(exceptions).encode()
    path = kept("hyph-de.dic", key)  # a name for pyphen, which finds what was read under it, and opens no file
    if path not in pyphen.hdcache:
        pyphen.hdcache[path] = _read(stored("hyph-de.dic", key, lambda: dictionary(exceptions)), key)
    for name in _GERMAN:
        pyphen.LANGUAGES[name] = path
        pyphen.LANGUAGES_LOWERCASE[name.lower()] = name


def _read(file: bytes, key: bytes) -> pyphen.HyphDict:
    """What pyphen reads from a dictionary, in a tenth of the time: a pattern is taken apart when a word asks for it."""
    patterns = file.decode().partition("\n")[2]
    letters = stored("hyph-de.letters", key, lambda: re.sub("[0-9]+", "", patterns).encode()).decode()
    read = object.__new__(pyphen.HyphDict)
    read.patterns = _Patterns(zip(letters.split("\n"), patterns.split("\n"), strict=True))
    read.cache = {}
    read.maxlen = max(map(len, read.patterns))
    return read


class _Patterns(dict[str, Any]):
    """Patterns by their letters: as written until asked for, then as pyphen wants them, from the first value on."""

    def get(self, letters: str, default: Any = None) -> Any:
        found = dict.get(self, letters)
        if isinstance(found, str):
            values = [int(value or "0") for value in re.findall(r"([0-9]?)(?:[^0-9]|$)", found)]
            used = [at for at, value in enumerate(values) if value]
            found = self[letters] = (used[0], tuple(values[used[0] : used[-1] + 1])) if used else ()
        return found or default


class Divider:
    """Divides words of any language that has patterns, none into pieces shorter than allowed."""

    def __init__(self, exceptions: tuple[str, ...], before: int, after: int, shortest: int = 6) -> None:
        install(exceptions)
        self.own = {word.replace("-", "").lower(): word.lower() for word in exceptions}
        self.before, self.after, self.shortest = before, after, shortest
        self.known: dict[tuple[str, str], tuple[int, ...]] = {}

    def divide(self, word: str, language: str) -> tuple[int, ...]:
        """Where a word may be divided: before which of its letters, counted from 0."""
        if len(word) < self.shortest or (word.isupper() and len(word) > 1):
            return ()
        key = (word, language)
        if (found := self.known.get(key)) is None:
            found = self.known[key] = self._divided(word, language)
        return found

    def _divided(self, word: str, language: str) -> tuple[int, ...]:
        if own := self.own.get(word.lower()):
            places = [len(own[: m.start()].replace("-", "")) for m in re.finditer("-", own)]
        elif patterns := _patterns(language):
            places = [int(place) for place in patterns.positions(word)]
        else:
            return ()
        return tuple(place for place in places if self.before <= place <= len(word) - self.after)

    def seams(self, word: str, language: str) -> tuple[int, ...]:
        """Letters that form no ligature with the f before them, since a part of a German compound begins with them.

        Found on the book: at a point of division f before l, h, b, k or a vowel always ends a part; before f and t only
        in words whose first part is known.
        """
        if "f" not in word or not language.startswith("de"):
            return ()
        places = {match.end() for match in re.finditer(r"f(?=[lhbkjiäöüaeou])", word)}
        sure = places & set(self._all(word, language)) if places else places
        known = {match.end() for match in _FIRST_PARTS.finditer(word)}
        return tuple(sorted(sure | known))

    def _all(self, word: str, language: str) -> tuple[int, ...]:
        patterns = _patterns(language)
        return tuple(int(place) for place in patterns.positions(word)) if patterns else ()


_FIRST_PARTS = re.compile(
    r"\b(?i:auf|darauf|hinauf|herauf|worauf)(?=[ft])(?!t\b)"
    r"|(?i:kampf|dorf|brief|lauf|ruf|stoff|straf|tief|zwölf|fünf)(?=[ft])(?!t\b|ft|te|ti|ts|f\b)"
)


def _patterns(language: str) -> pyphen.Pyphen | None:
    """Pyphen's patterns for a language tag; another script than the language's own has none."""
    if not language or "Latn" in language:
        return None
    name = pyphen.language_fallback(_ENGLISH.get(language, language).replace("-", "_"))
    return _loaded(name, str(pyphen.LANGUAGES[name])) if name else None


@cache
def _loaded(name: str, path: str) -> pyphen.Pyphen:
    """Patterns, loaded once for each file."""
    return pyphen.Pyphen(lang=name, left=2, right=2)
