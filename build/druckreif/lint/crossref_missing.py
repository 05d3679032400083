"""crossref-missing: a link to a place that is not in the book.

Why: it leads nowhere in any edition.
Instead: correct the id, or give the place this id: ## Heading {#id}, or [words]{#id} in a paragraph.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..base.finding import Finding, nearest
from ..base.memo import kept_with
from ..model.book import Book, Division
from ..model.nodes import CrossRef, Div, Figure, Heading, Table, Target
from ..model.walk import blocks_of, of_kind

RULE = "crossref-missing"


def check(book: Book) -> Iterator[Finding]:
    """Every cross reference whose target nobody has."""
    known = frozenset().union(*map(_places, book.divisions))
    for division in book.divisions:
        for node in of_kind(division, CrossRef):
            if node.target not in known:
                hint = nearest(node.target, known) or f"give the place this id: {{#{node.target}}}"
                yield Finding(node.span, RULE, f'there is no place with the id "{node.target}"', hint)


@kept_with
def _places(division: Division) -> frozenset[str]:
    """The ids of a division, and of what stands in it."""
    blocks = (block for block in blocks_of(division.blocks) if isinstance(block, Heading | Table | Figure | Div))
    targets = (node.id for node in of_kind(division, Target))
    return frozenset((division.id, *targets, *(block.id for block in blocks if block.id)))
