"""dash: a hyphen where a dash belongs.

Why: a hyphen joins words, a dash parts thoughts; a hyphen between spaces does neither.
Instead: – between spaces, in Markdown also `--`. `druckreif check --fix` writes –.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..base.finding import Finding
from ..model.prose import Texts
from .search import search, warn

RULE = "dash"
_HYPHEN = re.compile(r"(?<=\S )-(?= \S)(?! \d)|(?<=[^\W\d] )-(?= \d)")


def check_texts(texts: Texts) -> Iterator[Finding]:
    """Every hyphen between spaces; one between figures may be a minus."""
    for prose, match in search(texts, {"": _HYPHEN}, " - "):
        fix = prose.edit(match.start(), match.end(), "–")
        yield warn(RULE, prose, match.start(), match.end(), "a hyphen between spaces", "write – (or --)", fix)
