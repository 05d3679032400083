"""crossref-missing: a link to a place that is not in the book.

Why: it leads nowhere in any edition.
Instead: correct the id, or give the place this id: ## Heading {#id}, or [words]{#id} in a paragraph.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..base.finding import Finding, nearest
from ..model.book import Book
from ..model.nodes import CrossRef, Div, Figure, Heading, Table, Target
from ..model.walk import all_inlines, blocks_of

RULE = "crossref-missing"


def check(book: Book) -> Iterator[Finding]:
    """Every cross reference whose target nobody has."""
    known = {division.id for division in book.divisions}
    for division in book.divisions:
        for block in blocks_of(division.blocks):
            if isinstance(block, Heading | Table | Figure | Div) and block.id:
                known.add(block.id)
    known |= {node.id for _, _, node in all_inlines(book) if isinstance(node, Target)}
    for _, _, node in all_inlines(book):
        if isinstance(node, CrossRef) and node.target not in known:
            hint = nearest(node.target, known) or f"give the place this id: {{#{node.target}}}"
            yield Finding(node.span, RULE, f'there is no place with the id "{node.target}"', hint)
