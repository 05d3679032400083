"""One key for the spellings of a Russian name: Sinowjew, Zinov'ev, Zinoviev and Zinovyev share theirs.

The German, the English and the scholarly transliteration write the same letter in different ways, and one Latin letter for
different Russian ones (z is ц in German and з in English). The key keeps what all of them tell apart and drops the rest, so
that equal keys mean "may be one name", never "is one name".
"""

from __future__ import annotations

import re
import unicodedata

_SIGNS = dict.fromkeys(map(ord, "'’ʹʼ‘`´ʺ-"), "")
_STEPS = tuple(
    (re.compile(pattern), new)
    for pattern, new in (
        ("schtsch|shch|š[cč]", "SC"),  # щ
        ("tsch|tch|č|kh", "C"),  # ч, х
        ("sch|sh|zh|š|ž", "S"),  # ш, ж
        ("ch", "C"),  # х in German, ч in English
        ("ts|tz|z|c|ß", "s"),  # с, з, ц
        ("w", "v"),
        ("[jy]", "i"),
        ("io|ë", "e"),  # ё
        ("(?<=[SC])o(?=v$)", "e"),  # Chruschtschow, Chruščev
        ("i(?=[aeou])", ""),  # я, ю, е after consonants and soft signs
        ("(.)\\1+", "\\1"),
    )
)


def name_key(name: str) -> str:
    """The key of a name's spellings."""
    text = unicodedata.normalize("NFC", name.lower().translate(_SIGNS))
    for pattern, new in _STEPS:
        text = pattern.sub(new, text)
    if text.isascii() and text.isalpha():  # as nearly all are
        return text
    return "".join(char for char in unicodedata.normalize("NFKD", text) if char.isalpha())
