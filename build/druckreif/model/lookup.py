"""Finding the glossary term and the register entry that a piece of text means."""

from __future__ import annotations

from collections.abc import Mapping

from .meta import Entry, Term
from .nodes import IndexMark, TermCall
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
    text = plain(mark.children)
    for entry in entries.values():
        if text == entry.headword or text in entry.forms:
            return entry.id
    return ""
