"""From the book to its facts: numbers, anchors, outline, citations. Nothing is written into the tree."""

from __future__ import annotations

from ..base.sweep import swept_once
from ..model.book import Book
from ..model.edition import Policy
from ..model.facts import Facts
from ..model.walk import count_words
from .anchors import find_anchors
from .citations import cite_all, list_works, processor
from .notes import number_notes
from .outline import make_outline, number_chapters
from .passages import by_heading, by_place, passages_by_division
from .terms import by_term, calls_by_division, in_divisions


@swept_once()
def survey(book: Book, policy: Policy = Policy()) -> Facts:  # noqa: B008
    """Everything that the writers of an edition need to know about a book that has no errors."""
    numbers = number_chapters(book)
    notes = number_notes(book, policy)
    calls = tuple(calls_by_division(book))
    passages = tuple(passages_by_division(book))
    csl = processor(book)
    return Facts(
        policy=policy,
        outline=make_outline(book, numbers),
        anchors=find_anchors(book, numbers, notes, calls, passages, policy),
        notes=notes,
        chapter_numbers=numbers,
        citations=cite_all(book, notes, policy, csl),
        bibliography=list_works(book, csl),
        term_calls=by_term(calls),
        called=in_divisions(calls),
        entry_marks=by_heading(passages),
        marked=by_place(passages),
        words={d.id: count_words(d) for d in book.divisions},
    )
