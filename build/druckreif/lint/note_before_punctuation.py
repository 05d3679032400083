"""note-before-punctuation: a note call before the punctuation that closes its words.

Why: English sets the number behind the punctuation. German sets it there when the note belongs to the sentence, and before
it only when it belongs to the last word alone, which is rare and easily done by mistake.
Instead: "...the end.[^a]" and »das Ende«.[^a] `druckreif check --fix` moves the call in English text. Where a German note is
about one word: <!-- allow: note-before-punctuation --> above the paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from ..base.edit import Edit
from ..base.finding import Finding
from ..model.prose import CALL, Prose, Texts
from .search import search, warn

RULE = "note-before-punctuation"
_CALL = re.compile(rf"(?<=[\w»«“”’)\]]){CALL}+(?P<mark>[.,;:!?]|[«“”’](?!\w))")
_PATTERNS = {"de": _CALL, "en": _CALL}


def check_texts(texts: Texts) -> Iterator[Finding]:
    """Every call between a word and a punctuation mark or closing quotation mark."""
    for prose, match in search(texts, _PATTERNS, CALL):
        fix = _moved(prose, match) if texts.lang == "en" else ()
        message = f'a call before "{match["mark"]}"'
        hint = f'set it behind "{match["mark"]}"' + (", unless the note is about this word" if texts.lang == "de" else "")
        yield warn(RULE, prose, match.start(), match.start("mark"), message, hint, fix)


def _moved(prose: Prose, match: re.Match[str]) -> tuple[Edit, ...]:
    """The mark taken from behind the calls and set before them."""
    gone = prose.edit(match.start("mark"), match.end("mark"), "")
    call = prose.edit(match.start(), match.start() + 1, "")
    come = tuple(replace(edit, old="[", new=match["mark"] + "[") for edit in call)
    return gone + come if gone and come else ()
