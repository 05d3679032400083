"""ellipsis: three full stops.

Why: they may part at the end of a line, and stand wider than the one character.
Instead: … (U+2026). `druckreif check --fix` writes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..base.finding import Finding
from ..model.book import Book
from .search import search, warn

RULE = "ellipsis"
_STOPS = re.compile(r"(?<!\.)\.\.\.(?!\.)")


def check(book: Book) -> Iterator[Finding]:
    """Every row of just three."""
    for _, prose, match in search(book, {"": _STOPS}, "..."):
        fix = prose.edit(match.start(), match.end(), "…")
        yield warn(RULE, prose, match.start(), match.end(), "three full stops", "write …", fix)
