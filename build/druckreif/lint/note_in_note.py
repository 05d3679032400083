"""note-in-note: a note called inside a note.

Why: no edition can show it: a note at the end of the book has no page of its own for another note.
Instead: put the text into the note itself.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..base.finding import Finding
from ..model.book import Division
from ..model.nodes import NoteCall
from ..model.walk import note_inlines

RULE = "note-in-note"


def check_division(division: Division) -> Iterator[Finding]:
    """Every call inside a note."""
    for inside, nodes in note_inlines(division).items():
        for node in nodes:
            if isinstance(node, NoteCall):
                message = f'note "{node.label}" is called inside note "{inside}"'
                yield Finding(node.span, RULE, message, "put its text into the note itself")
