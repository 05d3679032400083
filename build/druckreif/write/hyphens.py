"""Hyphenation patterns for WeasyPrint: those of the German hyphenation team, with the book's own words on top.

Pyphen misreads LibreOffice's German dictionary ("Deut-schland": it has no code for NEXTLEVEL), so the
patterns `dehyphn-x` (MIT, data/hyphenation/LICENSE) take its place. Pyphen keeps its languages in one table of
its module; `install` sets the entries of German there.
"""

from __future__ import annotations

import pyphen

from ..base.cache import cached
from ..base.stock import stock


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
    path = cached("hyph-de.dic", key, lambda: dictionary(exceptions))
    for name in ("de", "de_DE", "de_AT", "de_CH"):
        pyphen.LANGUAGES[name] = path
        pyphen.LANGUAGES_LOWERCASE[name.lower()] = name
