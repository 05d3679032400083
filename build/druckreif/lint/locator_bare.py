"""locator-bare: a place in a work without a word for what it is.

Why: 12 may be a page, a chapter, a letter; the citation would print the bare number.
Instead: [@key, S. 12], [@key, Kap. 3], in English [@key, p. 12]. The word is yours to choose; nothing is changed by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..base.finding import Finding, Severity
from ..model.book import Book
from ..model.nodes import Cite
from ..model.walk import all_inlines

RULE = "locator-bare"
_BARE = re.compile(r"(?:\d+[a-z]?|[ivxlc]+|[IVXLC]+)(?:\s*[-–]\s*\d+|\s*ff?\.?)?(?:,.*)?", re.DOTALL)


def check(book: Book) -> Iterator[Finding]:
    """Every locator that begins with its number."""
    word = "S." if book.config.language.startswith("de") else "p."
    for _, _, node in all_inlines(book):
        if isinstance(node, Cite):
            for item in node.items:
                if _BARE.fullmatch(item.locator):
                    hint = f"write [@{item.key}, {word} {item.locator}], or what else it counts"
                    message = f'the place "{item.locator}" in "{item.key}" does not say what it counts'
                    yield Finding(node.span, RULE, message, hint, Severity.WARNING)
