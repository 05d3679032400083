"""Words divided at the ends of lines, put together again with as much doubt as there is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from .draft import Place, Swap

_DIVIDED = re.compile(r"([^\W\d_]+)([-¬\xad‐])$")
_BEGIN = re.compile(r"([^\W\d_]+)")
_HYPHENED = re.compile(r"(?<![^\W\d_])[^\W\d_]{1,60}-[^\W\d_]{1,60}")
_LONGEST = 80
"""Letters of a word; what is longer is none."""

_SHARED = frozenset(("und", "oder", "bis", "wie", "bzw", "sowie", "als", "and", "or", "to"))
"""Words before which a hyphen stands for a part shared with the next: "Vor- und Nachname"."""


class Joiner:
    """Joins lines; what it does to divided words stands in `swaps`."""

    def __init__(self, text: str) -> None:
        self.known = Counter(found[0].lower() for found in _BEGIN.finditer(text))
        self.hyphened = {found[0].lower() for found in _HYPHENED.finditer(text)}
        self.swaps: list[Swap] = []

    def join(self, parts: Iterable[tuple[str, Place]]) -> str:
        """Lines of a paragraph as one, each with its place; linear in their length."""
        out: list[str] = []
        for text, place in parts:
            if out:
                out[-1], glue, text = self.seam(out[-1], text, place)
                if not glue and " " not in text:  # a line of half a word: it may be divided at its end too
                    out[-1] += text
                    continue
                out.append(glue)
            out.append(text)
        return "".join(out)

    def seam(self, before: str, after: str, place: Place) -> tuple[str, str, str]:
        """The end of a line, what stands between, and the next line."""
        divided, begin = _DIVIDED.search(before[-100:]), _BEGIN.match(after[:100])
        if not divided or not begin or len(divided[1]) + len(begin[1]) > _LONGEST:
            return before, " ", after
        first, sign, second = divided[1], divided[2], begin[1]
        if sign in "-‐":
            if second.lower() in _SHARED:
                return before, " ", after
            if second[0].isupper() or f"{first}-{second}".lower() in self.hyphened:
                return before, "", after
        whole = first + second
        doubt = 0.02 if self.known[whole.lower()] or sign in "¬\xad" else 0.15
        self.swaps.append(Swap("joined word", f"{first} {second}", whole, place, doubt))
        return before[:-1], "", after
