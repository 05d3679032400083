"""note-length: a note too short or too long for the popups of e-readers.

Why: Kobo shows a note in a popup only if it holds 9 to 5,000 characters, its number counted; any other is a jump to the end
of the book. "Ebd." counts as what the EPUB makes of it, with the title behind it.
A note of more than 50,000 characters is an error: no page has room for it.
Instead: say a word more, or part the note and move what is more than a note into the text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ..base.finding import Finding, Severity
from ..base.memo import kept_with
from ..model.book import Book, Division
from ..model.ibid import called_notes, ibids
from ..model.meta import Source
from ..model.nodes import Cite, Inline, LineBreak, Text
from ..model.walk import note_inlines

RULE = "note-length"
LEAST, MOST = 9, 5000
"""Characters of a note that Kobo shows in a popup (kobolabs/epub-spec, "Footnotes")."""

UTMOST = 50_000
"""Those that no edition can take: at the foot of pages, setting them takes a second and 100 MB for every 10,000."""


def check(book: Book) -> Iterator[Finding]:
    """Every note whose text in the EPUB, with its number, is shorter or longer."""
    for division in book.divisions:
        if division.notes:
            yield from _found(division, book.sources)


@kept_with
def _found(division: Division, sources: Mapping[str, Source]) -> tuple[Finding, ...]:
    return tuple(_check(division, sources))


def _check(division: Division, sources: Mapping[str, Source]) -> Iterator[Finding]:
    added = _resolved(division, sources)
    for number, note in enumerate(called_notes(division), start=1):
        length = len(f"{number}. ") + _length(note_inlines(division)[note.label], sources) + added.get(note.label, 0)
        if note.blocks and not LEAST <= length <= MOST:
            is_short = length < LEAST
            kind, hint = ("short", "say a word more") if is_short else ("long", "part it, or move some into the text")
            message = f"the note has {length:,} characters: too {kind} for a popup ({LEAST} to {MOST:,})"
            yield Finding(note.span, RULE, message, hint, Severity.ERROR if length > UTMOST else Severity.WARNING)


def _length(nodes: Sequence[Inline], sources: Mapping[str, Source]) -> int:
    """Characters of a note, a citation counted as its short form."""
    length = 0
    for node in nodes:
        match node:
            case Text(text=text):
                length += len(text)
            case LineBreak():
                length += 1
            case Cite(items=items):
                for item in items:
                    work = sources.get(item.key)
                    named = len(work.families) + len(work.short) if work else LEAST
                    length += named + len(item.prefix) + len(item.locator) + 2
            case _:
                pass
    return length


def _resolved(division: Division, sources: Mapping[str, Source]) -> dict[str, int]:
    """Characters that the EPUB adds to notes with a literal "Ebd.": [= Mein Leben]; as many as needed if it cannot."""
    added: dict[str, int] = {}
    for ibid in ibids(division, sources):
        work = sources.get(ibid.work.key)
        title = work.short if work else ibid.work.title
        more = len(f" [= {title}]") if ibid.state == "found" else LEAST
        added[ibid.label] = added.get(ibid.label, 0) + more
    return added
