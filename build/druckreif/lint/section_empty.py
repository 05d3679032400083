"""section-empty: a heading without text under it.

Why: the table of contents leads to nothing; mostly the text is still to come, or the heading should have been a paragraph.
Instead: write the section, or delete its heading. A heading may stand directly before one of the next level.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..base.finding import Finding, Severity
from ..model.book import Division
from ..model.nodes import Block, Div, Heading
from ..model.walk import plain

RULE = "section-empty"


def check_division(division: Division) -> Iterator[Finding]:
    """Every heading that is followed by one of its level or above, or by nothing."""
    yield from _check(division.blocks)


def _check(blocks: Sequence[Block]) -> Iterator[Finding]:
    for block, following in zip(blocks, (*blocks[1:], None), strict=False):
        if isinstance(block, Div):
            yield from _check(block.blocks)
        elif isinstance(block, Heading):
            is_empty = following is None or (isinstance(following, Heading) and following.level <= block.level)
            if is_empty:
                message = f'nothing stands under the heading "{plain(block.children)}"'
                yield Finding(block.span, RULE, message, "write it, or delete the heading", Severity.WARNING)
