"""Finding the glossary term and the register entry that a piece of text means."""

from __future__ import annotations

from collections.abc import Mapping

from ..base.memo import kept_last
from .meta import Term
from .nodes import IndexMark, TermCall
from .register import Entry
from .walk import plain

TermForms = tuple[tuple[str, tuple[str, ...], bool], ...]
"""What finding terms goes by: of each its id, its words (the term first), and whether it stands in compounds."""


@kept_last
def term_forms(terms: Mapping[str, Term]) -> TermForms:
    """The forms of a glossary, in its order."""
    return tuple((id, (term.term, *term.forms), term.compounds) for id, term in terms.items())


@kept_last
def owners(forms: TermForms) -> Mapping[str, str]:
    """The id of the term that each form means; of two terms with one form the first."""
    found: dict[str, str] = {}
    for id, own, _ in forms:
        for form in own:
            found.setdefault(form, id)
    return found


@kept_last
def _ids(forms: TermForms) -> frozenset[str]:
    return frozenset(id for id, _, _ in forms)


def term_of(call: TermCall, terms: Mapping[str, Term]) -> str:
    """The id of the term that a call means: by its key, else by term or form; "" if none."""
    return call.key if call.key in terms else term_meant(call, term_forms(terms))


def term_meant(call: TermCall, forms: TermForms) -> str:
    """The same where the forms of the glossary are known."""
    if call.key:
        return call.key if call.key in _ids(forms) else ""
    return owners(forms).get(plain(call.children).replace("\u00a0", " ").replace("\u202f", " "), "")


def entry_of(mark: IndexMark, entries: Mapping[str, Entry]) -> str:
    """The id of the register entry that a mark means: by its key, else by headword or form; "" if none."""
    if mark.key:
        return mark.key if mark.key in entries else ""
    return next(iter(entries_named(plain(mark.children), entries)), "")


def entries_named(text: str, entries: Mapping[str, Entry]) -> tuple[str, ...]:
    """The ids of all entries that words can mean."""
    return _named(entries).get(text, ())


@kept_last
def _named(entries: Mapping[str, Entry]) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for entry in entries.values():
        for form in entry.said:
            found.setdefault(form.form, {})[entry.id] = None
    return {form: tuple(ids) for form, ids in found.items()}


def heading_of(mark: IndexMark, entries: Mapping[str, Entry]) -> str:
    """Where a mark stands in the register: the id of its entry, with "/" and that of a sub-entry; "" if nowhere."""
    entry = entry_of(mark, entries)
    if not entry or not mark.sub:
        return entry
    return f"{entry}/{mark.sub}" if entries[entry].sub_entry(mark.sub) else ""
