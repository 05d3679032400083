"""Finding the glossary term and the register entry that a piece of text means."""

from __future__ import annotations

from collections.abc import Mapping

from .meta import Term
from .nodes import IndexMark, TermCall
from .register import Entry
from .walk import plain


def term_of(call: TermCall, terms: Mapping[str, Term]) -> str:
    """The id of the term that a call means: by its key, else by term or form; "" if none."""
    if call.key:
        return call.key if call.key in terms else ""
    text = plain(call.children).replace("\u00a0", " ").replace("\u202f", " ")
    for term in terms.values():
        if text == term.term or text in term.forms:
            return term.id
    return ""


def entry_of(mark: IndexMark, entries: Mapping[str, Entry]) -> str:
    """The id of the register entry that a mark means: by its key, else by headword or form; "" if none."""
    if mark.key:
        return mark.key if mark.key in entries else ""
    return next(iter(entries_named(plain(mark.children), entries)), "")


def entries_named(text: str, entries: Mapping[str, Entry]) -> tuple[str, ...]:
    """The ids of all entries that words can mean."""
    return tuple(entry.id for entry in entries.values() if any(form.form == text for form in entry.said))


def heading_of(mark: IndexMark, entries: Mapping[str, Entry]) -> str:
    """Where a mark stands in the register: the id of its entry, with "/" and that of a sub-entry; "" if nowhere."""
    entry = entry_of(mark, entries)
    if not entry or not mark.sub:
        return entry
    return f"{entry}/{mark.sub}" if entries[entry].sub_entry(mark.sub) else ""
