"""space-double: two spaces in a row.

Why: most editions show one, but it stays in what readers copy and search, and in a line of verse it shows.
Instead: one. `druckreif check --fix` deletes the others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..base.finding import Finding
from ..model.prose import Texts
from .search import search, warn

RULE = "space-double"
_SPACES = re.compile(r"(?<=\S) {2,}(?=\S)")


def check_texts(texts: Texts) -> Iterator[Finding]:
    """Every row of spaces."""
    for prose, match in search(texts, {"": _SPACES}, "  "):
        if prose.is_whole(match.start(), match.end()):
            fix = prose.edit(match.start(), match.end(), " ")
            yield warn(RULE, prose, match.start(), match.end(), "two spaces", "delete one", fix)
