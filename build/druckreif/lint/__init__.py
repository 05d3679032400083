"""Rules: one file per rule, one line in this table."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, cast

from ..base.finding import Finding, Severity
from ..base.memo import kept_with
from ..base.sweep import swept_once
from ..model.book import Book, Division
from ..model.prose import Texts
from ..model.walk import all_texts
from . import (
    accessibility_unstated,
    allow,
    apostrophe,
    citation_unknown,
    crossref_missing,
    dash,
    duplicate_id,
    ellipsis,
    entry_ambiguous,
    entry_unused,
    form_unused,
    ibid,
    imprint_open,
    index_unknown,
    life_dates,
    locator_bare,
    made_empty,
    name_variant,
    note_before_punctuation,
    note_duplicate,
    note_in_note,
    note_length,
    note_missing,
    note_order,
    note_repeated,
    note_space,
    note_unused,
    notes_unplaced,
    placeholder_open,
    punctuation_double,
    quotation_unverified,
    quote_style,
    quote_unpaired,
    range_hyphen,
    section_empty,
    see_also_missing,
    source_unused,
    space_before_punctuation,
    space_double,
    space_missing,
    spine_estimated,
    term_candidate,
    term_unknown,
    term_unused,
    word_double,
)  # fmt: skip


class Rule(Protocol):
    """What a rule's module has: its docstring is the help text, and one function says what it looks at.

    `check_texts` looks at the running text of one source, `check_division` at one division, `check` at the whole book. The
    first two must go by nothing else, since a source that did not change is not looked at again.
    """

    RULE: str
    __doc__: str | None


RULES: tuple[Rule, ...] = cast(
    "tuple[Rule, ...]",
    (
        note_missing, note_unused, note_duplicate, note_in_note, note_order, note_length, note_space,
        note_before_punctuation, notes_unplaced,
        citation_unknown, locator_bare, source_unused, ibid,
        duplicate_id, crossref_missing, section_empty, made_empty,
        term_unknown, term_unused, see_also_missing, index_unknown, entry_unused, name_variant,
        entry_ambiguous, life_dates,
        quote_style, quote_unpaired, apostrophe, dash, range_hyphen, ellipsis,
        space_missing, space_double, space_before_punctuation, punctuation_double, word_double,
    ),
)  # fmt: skip

REPORTS: tuple[Rule, ...] = cast("tuple[Rule, ...]", (note_repeated, form_unused, term_candidate))
"""Rules that give hints alone; they run on request."""

RELEASE: tuple[Rule, ...] = cast(
    "tuple[Rule, ...]", (placeholder_open, imprint_open, accessibility_unstated, quotation_unverified, spine_estimated)
)
"""Rules of what must be settled before a book is uploaded; they run for the release alone."""

EXPLAIN = {
    rule.RULE: (rule.__doc__ or "").split(": ", 1)[1].strip() for rule in (*RULES, *REPORTS, *RELEASE, cast("Rule", allow))
}


@swept_once()
def lint(book: Book, hints: bool = False) -> list[Finding]:
    """What all rules find and no editor has allowed, in the order of places; hints on request."""
    found = [finding for division in book.divisions for finding in _in_division(division, hints)]
    found += [finding for texts in all_texts(book) for finding in _in_texts(texts, hints)]
    found += _in_book(RULES + REPORTS if hints else RULES, book)
    silent = [rule.RULE for rule in (RELEASE if hints else REPORTS + RELEASE)]
    kept = allow.silence(book, found, EXPLAIN, silent)
    return sorted(finding for finding in kept if hints or finding.severity is not Severity.HINT)


@kept_with
def _in_division(division: Division, hints: bool) -> tuple[Finding, ...]:
    checks = (getattr(rule, "check_division", None) for rule in (RULES + REPORTS if hints else RULES))
    return tuple(finding for check in checks if check for finding in check(division))


@kept_with
def _in_texts(texts: Texts, hints: bool) -> tuple[Finding, ...]:
    checks = (getattr(rule, "check_texts", None) for rule in (RULES + REPORTS if hints else RULES))
    return tuple(finding for check in checks if check for finding in check(texts))


def _in_book(rules: Iterable[Rule], book: Book) -> list[Finding]:
    checks = (getattr(rule, "check", None) for rule in rules)
    return [finding for check in checks if check for finding in check(book)]


def lint_release(book: Book) -> list[Finding]:
    """What keeps a book from being uploaded and no editor has allowed, in the order of places."""
    found = _in_book(RELEASE, book)
    silent = [rule for rule in EXPLAIN if rule not in {own.RULE for own in RELEASE}]
    return sorted(allow.silence(book, found, EXPLAIN, silent))
