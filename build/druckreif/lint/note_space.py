"""note-space: a space before a note call.

Why: the number could begin a line, away from its word.
Instead: set the call directly behind the word or its closing punctuation. `druckreif check --fix` deletes the space.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..base.finding import Finding
from ..model.prose import CALL, Texts
from .search import search, warn

RULE = "note-space"
_SPACE = re.compile(rf"(?<=\S)\s+(?P<call>{CALL})")


def check_texts(texts: Texts) -> Iterator[Finding]:
    """Every call that follows a space."""
    for prose, match in search(texts, {"": _SPACE}, CALL):
        fix = prose.edit(match.start(), match.start("call"), "")
        yield warn(RULE, prose, match.start("call"), match.end(), "a space before the call", "delete the space", fix)
