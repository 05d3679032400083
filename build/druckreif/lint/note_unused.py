"""note-unused: a note text that no call refers to.

Why: readers never see it, and the numbering hides the loss.
Instead: call it with [^label], or delete it.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..base.finding import Finding
from ..model.book import Division
from ..model.nodes import NoteCall
from ..model.walk import division_inlines

RULE = "note-unused"


def check_division(division: Division) -> Iterator[Finding]:
    """Every note that its own division never calls."""
    called = {node.label for node in division_inlines(division) if isinstance(node, NoteCall)}
    for label, note in division.notes.items():
        if label not in called:
            hint = f"call it with [^{label}], or delete it"
            yield Finding(note.span, RULE, f'the note "{label}" is never called', hint)
