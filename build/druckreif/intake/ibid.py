""" "Ebd.", "a. a. O." and "ibid." that point past their own chapter, or to a source that is no work in the model's sense.

What the book's own reading of notes (`model/ibid.py`) resolves stays literal. For the rest the words that the note before it
begins with take its place, up to its page; where there are none, the word stays, marked as unclear, since an edition that
shows a note alone could not say what it means.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from ..model.book import Book
from ..model.ibid import IBID, called_notes, ibids
from . import inline
from .draft import Draft, DraftNote, Guess, Place, Swap
from .names import explains
from .rewrite import inlines_of, rewritten

_LOCATOR = re.compile(
    r"[,;:]?\s+(?:(?:S|Bl|Bd|Nr|Kap|Sp|Z|Anm|p|pp|vol|ch|chap|no|fol|f)\.\s?[\dIVXLivxl]|(?:Seite|Blatt|Band|page|volume)\s\d)|(?<!\d)\.(?:\s|$)",
    re.IGNORECASE,
)
_LEAD = re.compile(r"^(?:vgl|siehe|s|cf|see)\b\.?(?: auch| also)?\s*|^(?:nach|so|dazu)\s+", re.IGNORECASE)
_UNCLEAR = {"de": "Nachweis unklar", "en": "source unclear"}


@dataclass(slots=True)
class _Known:
    """A note that was passed: what it names, and its place."""

    head: str
    place: Place


def resolved(draft: Draft, book: Book, labels: Mapping[tuple[str, str], str], language: str) -> Draft:
    """The draft with the words behind every "Ebd." that the book does not resolve; the same draft if there is none.

    `labels` gives the label in the draft for a file and a label in it.
    """
    work = _Work(draft, language)
    for division in book.divisions:
        open_: dict[str, list[bool]] = {}
        for ibid in ibids(division, book.sources):
            open_.setdefault(ibid.label, []).append(ibid.state != "found")
        for note in called_notes(division):
            if label := labels.get((division.source, note.label)):
                work.note(label, open_.get(note.label, []))
    if not work.swaps:
        return draft
    return replace(draft, notes=work.notes, guesses=(*draft.guesses, *work.guesses), swaps=(*draft.swaps, *work.swaps))


class _Work:
    def __init__(self, draft: Draft, language: str) -> None:
        self.notes = dict(draft.notes)
        self.language = language
        self.guesses: list[Guess] = []
        self.swaps: list[Swap] = []
        self.known: list[_Known] = []

    def note(self, label: str, states: list[bool]) -> None:
        """One note: `states` says of each of its words whether it is open."""
        note = self.notes[label]
        queue = iter(states)

        def one(match: re.Match[str]) -> str:
            return self.word(match, note) if next(queue, False) else match[0]

        if any(states):
            pieces = tuple(rewritten(piece, lambda text: IBID.sub(one, text)) for piece in note.pieces)
            self.notes[label] = note = replace(note, pieces=pieces)
        text = " ".join(_texts(note))
        if not explains(text) and (head := _head(text)):
            self.known.append(_Known(head, note.place))

    def word(self, match: re.Match[str], note: DraftNote) -> str:
        author, word = match["author"] or "", match["word"]
        by_author = bool(author) and word[0] in "aAoOlL"
        found = self.nearest(author if by_author else "")
        kept = match[0][: len(match[0]) - len(word)] if not by_author else ""
        gone = match[0][len(kept) :]
        if found:
            ends = re.match(r"\W*$|\s+[^\W\da-zäöü_]", match.string[match.end() :])
            new = found.head + ("." if gone.endswith(".") and ends else "")
            words = f"“{gone}” is “{new}”, which note at {found.place} names; the words take its place"
            self.guesses.append(Guess("ebd.", 0.45, note.place, words))
        else:
            short = re.sub(r"[.\s]+", "", word).removesuffix("enda").removesuffix("em")
            short = f"{short}d" if short.lower() == "eb" else short
            author_kept = f"{author}, " if by_author else ""
            new = f"{author_kept}[{short} – {_UNCLEAR[self.language]}]"
            self.guesses.append(Guess("ebd.", 0.95, note.place, f"“{gone}”: no note before it names a source"))
        self.swaps.append(Swap("ebd.", gone, new, note.place, 0.45 if found else 0.95))
        return kept + new + " " * match.string[match.end() : match.end() + 1].isalnum()

    def nearest(self, author: str) -> _Known | None:
        """The note before this one; the last one that names an author."""
        for known in reversed(self.known):
            if not author or re.search(rf"(?<!\w){re.escape(author)}(?!\w)", known.head):
                return known
        return None


def _head(text: str) -> str:
    """What a note begins with, without lead words, up to its page or its first full stop; "" for one that says "Ebd."."""
    text = _LEAD.sub("", text.strip())
    if IBID.match(text):
        return ""
    end = _LOCATOR.search(text, 8)
    head = (text[: end.start()] if end else text).strip(" ,;:.")
    return head if 3 < len(head) <= 200 and not IBID.search(head) else ""


def _texts(note: DraftNote) -> Iterator[str]:
    return (inline.plain(text) for piece in note.pieces for text in inlines_of(piece))
