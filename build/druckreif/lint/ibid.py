"""ibid: "Ebd.", "a. a. O." or "ibid." in a note points to no work, or to more than one.

Why: a reader who opens the note alone, as in the popup of an e-reader, or who counts back, would look in the wrong book.
Instead: name the work, best as a citation [@key, S. 12]; the pipeline writes "Ebd." where it is safe.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..base.finding import Finding
from ..model.book import Book, Division
from ..model.ibid import Ibid, Work, ibids

RULE = "ibid"


def check(book: Book) -> Iterator[Finding]:
    """One finding for each literal "Ebd." without one antecedent."""
    for division in book.divisions:
        for ibid in ibids(division, book.sources):
            if ibid.state != "found":
                yield Finding(
                    division.notes[ibid.label].span, RULE, _message(ibid, division), "name the work: [@key, S. 12]"
                )


def _message(ibid: Ibid, division: Division) -> str:
    if ibid.state == "dangling":
        return f'"{ibid.word}" points to no work named before it in this chapter'
    place = division.notes[ibid.antecedent].span
    works = " and ".join(f'"{_name(work)}"' for work in ibid.choice)
    return f'"{ibid.word}" may mean {works}, both named at {place}'


def _name(work: Work) -> str:
    return f"@{work.key}" if work.key else ", ".join(part for part in (work.author, work.title) if part)
