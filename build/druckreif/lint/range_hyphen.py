"""range-hyphen: a range of figures with a hyphen.

Why: 12–14 says "12 to 14", 12-14 looks like a number with parts.
Instead: – without spaces: S. 12–14, 1918–1923. `druckreif check --fix` writes it; numbers of telephones, ISBN and
dates are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..base.finding import Finding
from ..model.prose import Texts
from .search import search, warn

RULE = "range-hyphen"
_RANGE = re.compile(r"(?<![\w.,:/+–-])(?P<first>[1-9]\d{0,3})(?P<sign>-| - )(?P<last>\d{1,4})(?![\w/–-]|[.,:]\d)")
_NUMBER = re.compile(r"(?:ISBN|ISSN|Tel|Fax|Telefon|Phone|DIN|ISO|EN|Az|PLZ|Konto)\b[.:]*\s*(?:\d+\s)?$|\+\d{1,3}\s*$")


def check_texts(texts: Texts) -> Iterator[Finding]:
    """Every pair of rising numbers that a hyphen joins; with spaces around it, years only."""
    for prose, match in search(texts, {"": _RANGE}, "-"):
        if _is_range(match) and not _NUMBER.search(prose.text, max(match.start() - 12, 0), match.start()):
            start, end = match.span("sign")
            message = f"a hyphen in the range {match[0]}"
            hint = f"write {match['first']}–{match['last']}"
            yield warn(RULE, prose, match.start(), match.end(), message, hint, prose.edit(start, end, "–"))


def _is_range(match: re.Match[str]) -> bool:
    first, last = match["first"], match["last"]
    if match["sign"] != "-" and (len(first), len(last)) != (4, 4):
        return False
    if len(last) > len(first) + 1:
        return False  # a month and its year
    return int(first) < int(last) or (len(last) < len(first) and int(first[-len(last) :]) < int(last))
