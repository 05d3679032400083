"""What a book says of itself outside its pages, for every record that shops and catalogues get."""

from __future__ import annotations

from collections.abc import Iterator

from ..model.book import Book, Kind
from ..model.facts import Facts, OutlineEntry
from ..model.meta import BookConfig

_CODES = {
    "bg": "bul", "cs": "cze", "da": "dan", "de": "ger", "el": "gre", "en": "eng", "es": "spa", "et": "est", "eu": "baq",
    "fi": "fin", "fr": "fre", "ga": "gle", "hr": "hrv", "hu": "hun", "is": "ice", "it": "ita", "la": "lat", "lt": "lit",
    "lv": "lav", "nl": "dut", "no": "nor", "pl": "pol", "pt": "por", "ro": "rum", "ru": "rus", "sk": "slo", "sl": "slv",
    "sr": "srp", "sv": "swe", "tr": "tur", "uk": "ukr", "yi": "yid",
}  # fmt: skip
"""ISO 639-2/B by the two letters of ISO 639-1."""

SHORT = 350
"""Characters of a short text (ONIX, List 153 code 02)."""


def language_code(language: str) -> str:
    """The three letters that catalogues use for a language tag; "und" for one that is not in the table."""
    first = language.split("-")[0]
    return first if len(first) == 3 else _CODES.get(first, "und")


def blurb(config: BookConfig) -> str:
    """The text for shops."""
    return " ".join((config.trade.blurb or config.description).split())


def short_text(config: BookConfig) -> str:
    """The short text: as given, else as many whole sentences of the blurb as fit; "" if not even the first does."""
    if config.trade.short:
        return " ".join(config.trade.short.split())
    text = blurb(config)
    if len(text) <= SHORT:
        return text
    return text[: text.rfind(". ", 0, SHORT) + 1]


def keywords(config: BookConfig) -> tuple[str, ...]:
    """What readers may search for, each once: the book's own keywords, then its subjects without a code."""
    own = (*config.trade.keywords, *(subject.term for subject in config.subjects if not subject.scheme))
    return tuple(dict.fromkeys(own))


def contents_lines(book: Book, facts: Facts) -> Iterator[str]:
    """The table of contents as lines: divisions, with the chapters of a part set in."""
    for entry in facts.outline:
        yield _line(entry)
        if book.division(entry.division).kind is Kind.PART:
            yield from (f"  {_line(child)}" for child in entry.children)


def _line(entry: OutlineEntry) -> str:
    return f"{entry.number}. {entry.text}" if entry.number else entry.text
