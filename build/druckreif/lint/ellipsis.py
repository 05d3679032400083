"""ellipsis: three full stops.

Why: they may part at the end of a line, and stand wider than the one character.
Instead: … (U+2026). `druckreif check --fix` writes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..base.finding import Finding
from ..model.prose import Texts
from .search import search, warn

RULE = "ellipsis"
_STOPS = re.compile(r"(?<!\.)\.\.\.(?!\.)")


def check_texts(texts: Texts) -> Iterator[Finding]:
    """Every row of just three."""
    for prose, match in search(texts, {"": _STOPS}, "..."):
        fix = prose.edit(match.start(), match.end(), "…")
        yield warn(RULE, prose, match.start(), match.end(), "three full stops", "write …", fix)
