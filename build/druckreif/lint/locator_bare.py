"""locator-bare: a place in a work without a word for what it is.

Why: 12 may be a page, a chapter, a letter; the citation would print the bare number.
Instead: [@key, S. 12], [@key, Kap. 3], in English [@key, p. 12]. The word is yours to choose; nothing is changed by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..base.finding import Finding, Severity
from ..base.memo import kept_with
from ..base.span import Span
from ..model.book import Book, Division
from ..model.nodes import Cite, CiteItem
from ..model.walk import of_kind

RULE = "locator-bare"
_BARE = re.compile(r"(?:\d+[a-z]?|[ivxlc]+|[IVXLC]+)(?:\s*[-–]\s*\d+|\s*ff?\.?)?(?:,.*)?", re.DOTALL)


def check(book: Book) -> Iterator[Finding]:
    """Every locator that begins with its number."""
    word = "S." if book.config.language.startswith("de") else "p."
    for division in book.divisions:
        for span, item in _bare(division):
            hint = f"write [@{item.key}, {word} {item.locator}], or what else it counts"
            message = f'the place "{item.locator}" in "{item.key}" does not say what it counts'
            yield Finding(span, RULE, message, hint, Severity.WARNING)


@kept_with
def _bare(division: Division) -> tuple[tuple[Span, CiteItem], ...]:
    items = ((node.span, item) for node in of_kind(division, Cite) for item in node.items)
    return tuple((span, item) for span, item in items if _BARE.fullmatch(item.locator))
