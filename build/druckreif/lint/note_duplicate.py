"""note-duplicate: two note texts with one label in one file.

Why: one of them would be lost, or stand where the other belongs.
Instead: give one of them a new label, and its call too.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..base.finding import Finding
from ..model.book import Division

RULE = "note-duplicate"


def check_division(division: Division) -> Iterator[Finding]:
    """Every second note text of a label."""
    for span, label in division.doubles:
        first = division.notes[label].span
        message = f'a second text for note "{label}", first in line {first.line}'
        yield Finding(span, RULE, message, "give it a label of its own")
