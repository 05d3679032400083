"""space-missing: no space where one belongs.

Why: "S.34" and "d.h." are set without a gap in the EPUB's search and by most readers' eyes taken for one word.
Instead: "S. 34", "d. h.", "p. 34"; the pipeline makes the space one that does not break. `druckreif check --fix` writes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..base.finding import Finding
from ..model.prose import Texts
from .search import search, warn

RULE = "space-missing"

_ABBREVIATIONS = (
    "z.B.", "d.h.", "u.a.", "u.a.m.", "u.ä.", "u.Ä.", "o.ä.", "o.Ä.", "i.d.R.", "s.o.", "s.u.", "v.a.", "u.U.", "z.T.",
    "z.Z.", "z.Zt.", "m.E.", "m.a.W.", "o.g.", "i.e.S.", "i.w.S.", "n.Chr.", "v.Chr.", "u.v.m.", "u.v.a.", "a.a.O.", "e.V.",
    "o.O.", "o.J.", "i.A.", "i.V.", "m.W.", "s.a.", "u.E.", "a.D.",
)  # fmt: skip
_COUNTED = {
    "de": r"(?:S|Bd|Bde|Nr|Kap|Art|Abb|Tab|Anm|Abs|Jg|Sp|Bl|Aufl|H|Z)\.(?=\d)|§§?(?=\d)",
    "en": r"(?:pp?|vols?|ch|chs|nos?|figs?|n)\.(?=\d)",
}
_SIGN = re.compile(r"[.,§]\w")
_COMMA = r"(?<=[^\W\d_]{2}),(?=[^\W\d_]{2})"
_PATTERNS = {
    "de": re.compile(
        r"(?<![\w.])(?P<short>" + "|".join(sorted(map(re.escape, _ABBREVIATIONS), key=len, reverse=True)) + r")(?![\w])"
        rf"|(?<![\w.])(?P<counted>{_COUNTED['de']})|(?P<comma>{_COMMA})"
    ),
    "en": re.compile(rf"(?<![\w.])(?P<counted>{_COUNTED['en']})|(?P<comma>{_COMMA})"),
}


def check_texts(texts: Texts) -> Iterator[Finding]:
    """Every abbreviation, counted thing and comma that sticks to what follows."""
    for prose, match in search(texts, _PATTERNS, _SIGN):
        is_short = match.lastgroup == "short"
        wanted = match[0].replace(".", ". ").strip() if is_short else f"{match[0]} "
        shown = wanted if is_short else _word_before(match) + wanted + match.string[match.end() : match.end() + 6].split()[0]
        fix = prose.edit(match.start(), match.end(), wanted)
        message = f'no space in "{shown.replace(" ", "")}"'
        yield warn(RULE, prose, match.start(), match.end(), message, f'write "{shown}"', fix)


def _word_before(match: re.Match[str]) -> str:
    """The word that a comma follows."""
    before = match.string[max(match.start() - 40, 0) : match.start()]
    return before.split()[-1] if match.lastgroup == "comma" else ""
