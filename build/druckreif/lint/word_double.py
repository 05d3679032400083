"""word-double: a word twice in a row.

Why: it is the slip that eyes read over most easily, above all at the end of a line.
Instead: delete one. Articles and pronouns may follow each other (»die, die die Welt verändern«): they are hints, which
`druckreif check --hints` shows. Nothing is changed by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..base.finding import Finding, Severity
from ..model.prose import Texts
from .search import is_quoted, search, warn

RULE = "word-double"
_TWICE = re.compile(r"(?<![\w’'.-])(?P<word>[^\W\d_]{2,}+)\s+(?P=word)(?![\w’'-])")
_MAY = frozenset(
    (
        "der", "die", "das", "den", "dem", "des", "sie", "ihr", "ihnen", "uns", "wir", "was", "in", "zu", "an", "auf", "so",
        "sehr", "had", "that", "her", "his", "is", "it", "you",
    )
)  # fmt: skip


def check_texts(texts: Texts) -> Iterator[Finding]:
    """Every repeated word; those that may follow themselves as hints."""
    for prose, match in search(texts, {"": _TWICE}):
        if not is_quoted(prose, match.start()):
            severity = Severity.HINT if match["word"] in _MAY else Severity.WARNING
            message = f'"{match["word"]}" twice'
            yield warn(RULE, prose, match.start(), match.end(), message, "delete one, if it is a slip", (), severity)
