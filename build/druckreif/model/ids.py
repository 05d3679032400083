"""Names of anchors that nobody wrote: every id is made here, so that survey and writers agree.

All match `[a-z][a-z0-9-]*`: valid in XML, as CSS identifiers without escapes, and as file names
(Thorium finds note targets with querySelector; reference: EPUB markup, section 1.2).
"""

from __future__ import annotations


def note_anchor(division: str, number: int) -> str:
    """Where the text of a note stands."""
    return f"fn-{division}-{number}"


def call_anchor(division: str, number: int, nth: int) -> str:
    """Where a note is called; `nth` counts the calls of one note from 1."""
    return f"fnref-{division}-{number}" + (f"--{nth}" if nth > 1 else "")


def heading_anchor(division: str, index: int) -> str:
    """A section heading without an id of its own, by its index in the division from 1."""
    return f"{division}-h{index}"


def table_anchor(division: str, index: int) -> str:
    """A table without an id of its own."""
    return f"{division}-t{index}"


def figure_anchor(division: str, index: int) -> str:
    """A figure without an id of its own."""
    return f"{division}-f{index}"


def note_group_anchor(division: str) -> str:
    """The heading over the notes of a division."""
    return f"notes-to-{division}"


def term_anchor(term: str) -> str:
    """A glossary entry."""
    return f"term-{term}"


def term_call_anchor(division: str, term: str, nth: int) -> str:
    """A place where a glossary term is called, counted in the division from 1: one more there changes no other division."""
    return f"at-{division}--{term}-{nth}"


def entry_anchor(heading: str) -> str:
    """A register entry, or a sub-entry: "lenin/krankheit"."""
    return f"ix-{heading.replace('/', '--')}"


def entry_mark_anchor(division: str, heading: str, nth: int) -> str:
    """A place in text or note that stands under a heading of the register, counted in the division from 1."""
    return f"in-{division}--{heading.replace('/', '--')}-{nth}"


def source_anchor(key: str) -> str:
    """A work in the bibliography."""
    return f"src-{key}"


def page_anchor(folio: str) -> str:
    """Where a page of the print edition begins in the EPUB."""
    return f"page-{folio}"
