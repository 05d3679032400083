"""Language tags that say how a text is written: Russian in Latin letters is `ru-Latn` (BCP 47)."""

from __future__ import annotations

import unicodedata

SCRIPTS = {
    "CYRILLIC": ("ru", "uk", "be", "bg", "sr", "mk", "kk", "mn"), "GREEK": ("el", "grc"), "HEBREW": ("he", "yi"),
    "ARABIC": ("ar", "fa", "ur"), "CJK": ("zh", "ja"), "HANGUL": ("ko",), "GEORGIAN": ("ka",), "ARMENIAN": ("hy",),
}  # fmt: skip
"""Languages by the script in which they are usually written, where that is not Latin; names as in Unicode."""


RIGHT_TO_LEFT = {"arab", "hebr", "syrc", "thaa", "nkoo", "adlm", "rohg", "samr", "mand"}
"""Scripts that run from right to left (ISO 15924)."""
_RIGHT_TO_LEFT = ("ar", "ckb", "dv", "fa", "he", "ps", "sd", "syr", "ug", "ur", "yi")
"""Languages that are usually written in one of them."""


def direction(tag: str) -> str:
    """ "rtl" if text with this language tag runs from right to left, else "" ."""
    language, *parts = tag.lower().split("-")
    scripts = [part for part in parts if len(part) == 4 and part.isalpha()]
    runs = scripts[0] in RIGHT_TO_LEFT if scripts else language in _RIGHT_TO_LEFT
    return "rtl" if runs else ""


def tag_of(language: str, text: str) -> str:
    """The tag of a text in a language: with -Latn if it stands in Latin letters, which the language is not written in."""
    own = next((script for script, languages in SCRIPTS.items() if language in languages), "")
    names = [unicodedata.name(char, "") for char in text if char.isalpha()]
    return f"{language}-Latn" if own and names and not any(name.startswith(own) for name in names) else language
