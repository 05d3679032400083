"""punctuation-double: a punctuation mark twice.

Why: "!!" shouts, and "..", ",," and ";;" are slips.
Instead: one of them. `druckreif check --fix` deletes the others; what stands in quotation marks or block quotations is
the quoted author's and is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..base.finding import Finding
from ..model.prose import Texts
from .search import is_quoted, search, warn

RULE = "punctuation-double"
_DOUBLE = re.compile(r"(?<=[\w)\]»«“”’\"])(?:!!+|\?\?+|;;+|::+|,,+(?=\s|$)|(?<!\.)\.\.(?!\.))")


def check_texts(texts: Texts) -> Iterator[Finding]:
    """Every mark that is doubled outside quotations."""
    for prose, match in search(texts, {"": _DOUBLE}):
        if not is_quoted(prose, match.start()):
            fix = prose.edit(match.start(), match.end(), match[0][0])
            yield warn(RULE, prose, match.start(), match.end(), f'"{match[0]}"', f'write "{match[0][0]}"', fix)
