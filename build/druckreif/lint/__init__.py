"""Rules over the whole book: one file per rule, one line in this table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Protocol, cast

from ..base.finding import Finding
from ..model.book import Book
from . import (
    citation_unknown,
    crossref_missing,
    duplicate_id,
    entry_unused,
    ibid,
    index_unknown,
    made_empty,
    note_duplicate,
    note_in_note,
    note_missing,
    note_space,
    note_unused,
    notes_unplaced,
    see_also_missing,
    source_unused,
    term_unknown,
    term_unused,
)  # fmt: skip


class Rule(Protocol):
    """What a rule's module has: its docstring is the help text."""

    RULE: str
    __doc__: str | None
    check: Callable[[Book], Iterator[Finding]]


RULES: tuple[Rule, ...] = cast(
    "tuple[Rule, ...]",
    (
        note_missing, note_unused, note_duplicate, note_in_note, note_space, notes_unplaced, duplicate_id,
        crossref_missing, citation_unknown, term_unknown, index_unknown, see_also_missing, made_empty,
        term_unused, entry_unused, source_unused, ibid,
    ),
)  # fmt: skip

EXPLAIN = {rule.RULE: (rule.__doc__ or "").split(": ", 1)[1].strip() for rule in RULES}


def lint(book: Book) -> list[Finding]:
    """What all rules find, in the order of places."""
    return sorted(finding for rule in RULES for finding in rule.check(book))
