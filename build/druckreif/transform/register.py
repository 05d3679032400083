"""Marks the places where persons and places of the register stand in the chapters and their notes.

An author writes `[words]{.index key=id}` only where the forms and rules of register.yaml do not suffice. Headings, words
in another language (titles, names of ships), citations, front and back matter are left out: a register leads to what
the text says.
"""

from __future__ import annotations

from ..model.book import Division
from ..model.marking import EntryMarker
from ..model.names import EntryForms, register_names


def mark_entries(division: Division, entries: EntryForms, language: str) -> Division:
    """A division with an index mark around every form of a register entry; the words stay the same."""
    if not entries:
        return division
    return EntryMarker(names=register_names(entries, language == "de")).division(division)
