"""How words are sorted: one key for glossary, bibliography and register.

After DIN 5007-1, which agrees with English use: umlauts as vowels, ß as ss, letters with marks as letters without, case
and punctuation ignored, word by word. Cyrillic letters follow the Latin ones in an order of their own.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h", "ŋ": "n"}
)
"""Letters that no mark can be taken from, by what they are sorted as."""

_CYRILLIC = "абвгґдђѓеєжзѕиіїйјкќлљмнњопрстћуўфхцчџшщъыьэюя"
_ORDER = {letter: chr(0x430 + index) for index, letter in enumerate(_CYRILLIC)} | {"ё": chr(0x430 + _CYRILLIC.index("е"))}
"""Cyrillic letters in one order; й is a letter, ё is е."""

_PREFIXES = r"(?:von|van|vom|zu|zum|zur|de|del|della|der|den|des|di|du|da|dos|la|le|ten|ter|te|af|av|al|el|d[’'])"
_PREFIX = re.compile(rf"(?:{_PREFIXES}(?:[ -]|(?<=[’'])))+(?=[^\W\d_])")


_SMALL = re.compile(
    "(?:(?:und|in|im|bei|beim|mit|der|die|das|des|dem|den|als|an|am|auf|aus|von|vom|zu|zum|zur|über|gegen|für|nach|vor"
    "|and|on|of|the|as|with|at|by|for|to|from|a|an|his|her) )+"
)
"""Words before the name of a sub-entry that are not sorted."""


@lru_cache(maxsize=4096)
def collate(text: str) -> tuple[str, str]:
    """A sort key; words of the same letters are told apart by their marks, then by case."""
    folded = text.casefold().translate(_LETTERS)
    letters = "".join(_ORDER.get(char) or _bare(char) for char in unicodedata.normalize("NFC", folded))
    marked = "".join(char if char == "ß" else char.swapcase() for char in unicodedata.normalize("NFKD", text))
    return " ".join(letters.split()), marked


def collate_name(text: str) -> tuple[str, str]:
    """The sort key of a name: prefixes in small letters do not count, von Ranke stands under R, De Gaulle under D."""
    return collate(_main(text))


def collate_sub(text: str) -> tuple[str, str]:
    """The sort key of a sub-entry: small words before it do not count, "und die Komintern" stands under K."""
    return collate(_SMALL.sub("", text))


def _main(name: str) -> str:
    return name[match.end() :] if (match := _PREFIX.match(name)) else name


def _bare(char: str) -> str:
    """A letter without its marks, a figure or a space; nothing for the rest. Hyphens and dashes part no words."""
    parts = (" " if part.isspace() else part for part in unicodedata.normalize("NFKD", char))
    return "".join(part for part in parts if part.isalnum() or part == " ")


def initial(name: str) -> str:
    """The capital under which a name stands; "" for one that begins with no letter."""
    first = collate_name(name)[0][:1]
    plain = next((letter for letter, key in _ORDER.items() if key == first and letter != "ё"), first)
    return plain.upper() if plain.isalpha() else ""
