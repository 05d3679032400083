"""space-before-punctuation: a space before a punctuation mark.

Why: the mark could begin a line, and German and English set it at the word.
Instead: delete the space. `druckreif check --fix` does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..base.finding import Finding
from ..model.prose import Texts
from .search import search, warn

RULE = "space-before-punctuation"
_SIGN = re.compile("[ \u00a0\u202f][,.;:!?]")
_SPACE = re.compile(
    r"(?:(?<=[\w)\]»«“”’\"‹›%])|(?<=\.)(?=.[,;:]))"  # behind a word, or an abbreviation if no full stop follows
    r"[ \u00a0\u202f]+(?P<mark>[,.;:!?])(?! ?\.)(?=[\s»«“”’\"‹›)\]]|$)"
)


def check_texts(texts: Texts) -> Iterator[Finding]:
    """Every space between a word and its punctuation."""
    for prose, match in search(texts, {"de": _SPACE, "en": _SPACE}, _SIGN):
        fix = prose.edit(match.start(), match.start("mark"), "")
        message = f'a space before "{match["mark"]}"'
        yield warn(RULE, prose, match.start(), match.end(), message, "delete it", fix)
