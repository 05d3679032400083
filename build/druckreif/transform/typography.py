"""Dashes, and spaces that must not break: narrow ones in abbreviations and numbers, wide ones in dates and names.

Rules of German typesetting as in Duden and DIN 5008; narrow is U+202F, which neither breaks nor
stretches in a justified line, wide is U+00A0.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from ..base.memo import kept_last
from ..model.book import Division
from ..model.meta import Term
from ..model.rebuild import map_division

NARROW, WIDE = "\u202f", "\u00a0"

_MONTHS = "Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember"
_NUMBERED = "Jahrhundert|Auflage|Armee|Division|Regiment"
_UNITS = r"%|‰|°C|km²|km|qkm|kg|cm|mm|Uhr"
_COUNTED = r"S|Bd|Nr|Kap|Art|Abb|Tab|Bl|Sp|Abs|Anm|H|Z|Aufl|Teil|Kapitel|Artikel|Band|Nummer"

_DASHES = (
    ("--", r"(?<!-)--(?!-)", "–"),
    ("---", r"(?<!-)---(?!-)", "—"),
    ("-", r"(\b(?:S|Kap|Bd|Art|Nr|Z|Sp|Bl|pp?|vols?|ch|nos?)\.\s\d+)-(?=\d)", r"\1–"),
)
"""Dashes as Pandoc writes them, and ranges of places in a work: a text that every match holds, the pattern, its place."""

Change = tuple[str, re.Pattern[str], str]

_GERMAN: tuple[Change, ...] = tuple(
    (sign, re.compile(pattern), new)
    for sign, pattern, new in (
        *_DASHES,
        ("", r"(?<![\d.,\u202f])(\d{1,3}) (?=\d{3}(?!\d))", rf"\1{NARROW}"),
        (NARROW, r"(?<=\u202f\d{3}) (?=\d{3}(?!\d))", NARROW),
        (".", r"\b(z|d|u|o|i|s|v|a|e|m) ?\. ?(?=(?:B|h|a|ä|Ä|o|u|d|R|E|A|U|w|m|Z)\.)", rf"\1.{NARROW}"),
        ("", rf"\b((?:{_COUNTED})\.?|§§?) (?=\d|[IVXLC]+\b)", rf"\1{NARROW}"),
        (" f", r"(\d) (?=f{1,2}\.)", rf"\1{NARROW}"),
        ("", rf"(\d) (?=(?:{_UNITS})(?!\w))", rf"\1{NARROW}"),
        ("(", r"(\d\.) (?=\(\d{1,2}\.\) )", rf"\1{WIDE}"),
        ("", rf"(\d\.\)?) (?=(?:{_MONTHS}|{_NUMBERED})\b)", rf"\1{WIDE}"),
        (".", r"\b([A-ZÄÖÜ])\. ?(?=[A-ZÄÖÜ]\.)", rf"\1.{NARROW}"),
        (NARROW, r"(?<=[A-ZÄÖÜ]\.\u202f)([A-ZÄÖÜ])\. (?=[A-ZÄÖÜ][a-zäöüß])", rf"\1.{WIDE}"),
        (". ", r"\b([IVX]+)\. (?=[A-ZÄÖÜ])", rf"\1.{WIDE}"),
        ("", r" (?=[–—] )", WIDE),
        ("…", r" (?=…)", NARROW),
    )
)

_ENGLISH: tuple[Change, ...] = tuple(
    (sign, re.compile(pattern), new)
    for sign, pattern, new in (
        *_DASHES,
        (". ", r"\b(p|pp|vol|ch|no|art)\. (?=\d|[ivxlc]+\b)", rf"\1.{WIDE}"),
        (".", r"\b([A-Z])\. ?(?=[A-Z]\.)", rf"\1.{WIDE}"),
        ("", r" (?=[–—] )", WIDE),
    )
)


def _changing(rules: tuple[Change, ...]) -> Callable[[str], str]:
    def change(text: str) -> str:
        for sign, pattern, new in rules:
            if sign in text:
                text = pattern.sub(new, text)
        return text

    return change


_CHANGES = {"de": _changing(_GERMAN), "en": _changing(_ENGLISH)}


def space_narrowly(division: Division, language: str) -> Division:
    """Put no-break spaces where the language of the book ("de") asks for them; the words stay the same."""
    return map_division(division, _CHANGES[language]) if language in _CHANGES else division


@kept_last
def space_terms(terms: Mapping[str, Term], language: str) -> Mapping[str, Term]:
    """The same for what the glossary says."""
    if language not in _CHANGES:
        return terms
    change = _CHANGES[language]
    return {
        id: term.model_copy(update={"definition": change(term.definition), "dates": change(term.dates)})
        for id, term in terms.items()
    }
