"""apostrophe: a straight or wrong apostrophe.

Why: ' and ´ are leavings of the typewriter; beside ’ they show.
Instead: ’ (U+2019), as in »Marx’ Werk« or “don’t”. `druckreif check --fix` writes it; ´ behind a word may be an accent that
fell off, and stays.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..base.finding import Finding
from ..model.prose import Texts
from ..model.quotes import read_quotes
from .search import warn

RULE = "apostrophe"
_WRONG = "'´"


def check_texts(texts: Texts) -> Iterator[Finding]:
    """Every apostrophe that is not U+2019."""
    for prose in texts.proses if texts.lang in ("de", "en") else ():
        if not any(char in prose.text for char in _WRONG):
            continue
        quotes = read_quotes(prose.text)
        for mark in quotes.apostrophes:
            if mark.char in _WRONG:
                is_sure = mark.char == "'" or prose.text[mark.end : mark.end + 1].isalpha()
                fix = prose.edit(mark.start, mark.end, "’") if is_sure else ()
                yield warn(RULE, prose, mark.start, mark.end, f"{mark.char} as an apostrophe", "write ’ (U+2019)", fix)
