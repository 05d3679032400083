"""note-repeated: a note that is called a second time.

Why: its number stands out of order at the second place, and at the foot of a page the note may be many pages back. Mostly
it is meant so; sometimes the label of another note was meant.
Instead: nothing, if it is meant so; else the right label. It is a hint, which `druckreif check --hints` shows; twice in one
line is a warning.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..base.finding import Finding, Severity
from ..base.span import Span
from ..model.book import Division
from ..model.nodes import NoteCall
from ..model.walk import division_inlines

RULE = "note-repeated"


def check_division(division: Division) -> Iterator[Finding]:
    """Every call of a note after its first; one in the line of the first is a slip."""
    first: dict[str, Span] = {}
    for node in division_inlines(division):
        if isinstance(node, NoteCall) and first.setdefault(node.label, node.span) != node.span:
            before = first[node.label]
            severity = Severity.WARNING if before.line == node.span.line else Severity.HINT
            message = f'note "{node.label}" is called again, first in line {before.line}'
            yield Finding(node.span, RULE, message, "correct the label, if another note is meant", severity)
