"""citation-unknown: a citation of a work that sources.yaml does not hold.

Why: the note would show a bare key.
Instead: correct the key, or add the work.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..base.finding import Finding, nearest
from ..model.book import Book
from ..model.nodes import Cite
from ..model.walk import cited, of_kind

RULE = "citation-unknown"


def check(book: Book) -> Iterator[Finding]:
    """Every key that is not in sources.yaml."""
    for division in book.divisions:
        if all(key in book.sources for key in cited(division)):
            continue
        for node in of_kind(division, Cite):
            for item in node.items:
                if item.key not in book.sources:
                    hint = nearest(item.key, book.sources) or "add the work to sources.yaml"
                    yield Finding(node.span, RULE, f'no work with the key "{item.key}"', hint)
