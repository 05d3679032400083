"""What "Ebd." means: the works that a note names, and the work that a literal "Ebd.", "a. a. O." or "ibid." points to.

A note names works by citations (`[@key]`) or, in imported books, in words: an author, a title in italics or quotation
marks, and a place or a year. "Ebd." points to the work just named in the same note, else to the only work that the
nearest earlier note names; notes that name none are passed over. "Trotzki, a. a. O." points to the one work of that
author that the division has named before.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from ..base.memo import kept_with
from .book import Division, Note
from .meta import Source
from .nodes import Cite, Emph, Inline, Inlines, LineBreak, NoteCall, Text
from .walk import division_inlines, inlines_in, inlines_of

_CITE, _OPEN, _CLOSE = "\uf000", "\uf001", "\uf002"
_TAKEN = str.maketrans(dict.fromkeys((_CITE, _OPEN, _CLOSE), "\ufffd"))

_GAP = "[ \u00a0\u202f]"
_NAMED = r"[A-ZÄÖÜ][\w.’'-]*"

IBID = re.compile(
    r"(?<![\w-])(?:(?P<author>[A-ZÄÖÜ][\w’'-]+),\s+)?"
    rf"(?P<word>ebenda(?!\w)|ebda?\.|ibid(?:em(?!\w)|\.)|a\.{_GAP}?a\.{_GAP}?O\.|(?:op|loc)\.{_GAP}?cit\.)",
    re.IGNORECASE,
)
"""A word that stands for a work; an author before it counts for "a. a. O." and "op. cit." only."""

_WORK = re.compile(
    rf"(?:(?P<author>{_NAMED}(?:[ /\u00a0\u202f]+(?:und |and |von |van |de |u\.|a\.|{_NAMED})){{0,9}})[,:]\s+)?"
    rf"(?:{_OPEN}(?P<italic>[^{_CLOSE}]+){_CLOSE}|[»„“‘](?P<quoted>[^«“”’]+)[«“”’])"
    rf"(?=[^;{_OPEN}{_CITE}]{{0,300}}?(?:\b(?:S|Bd|Kap|Nr|pp?|vols?|chs?|no)\.{_GAP}?[\dIVX]|\b(?:1[5-9]|20)\d\d\b))"
)
"""A work named in words: author, title, and somewhere after it a place or a year."""

_LEAD = re.compile(r"^(?:Vgl|Siehe|Cf|See|Nach|So|Dazu|Zu|Zum|Zur|Auch|Ebenso)\b\.?\s*")


@dataclass(frozen=True, slots=True)
class Work:
    """A work as a note names it: a key of sources.yaml, or author and title in words."""

    key: str = ""
    author: str = ""
    title: str = ""
    italic: bool = True

    def same(self, other: Work) -> bool:
        """Whether both are one work."""
        return (self.key, self.author, self.title) == (other.key, other.author, other.title)


@dataclass(frozen=True, slots=True)
class Ibid:
    """A literal "Ebd." in a note: its word, and what it points to."""

    label: str
    word: str
    state: Literal["found", "ambiguous", "dangling"]
    work: Work = Work()
    antecedent: str = ""
    """Label of the note that names the work, or of the one that names several."""
    choice: tuple[Work, ...] = ()


@kept_with
def ibids(division: Division, sources: Mapping[str, Source]) -> tuple[Ibid, ...]:
    """Every literal "Ebd." of a division's notes, in the order of their calls."""
    return tuple(_ibids(division, sources))


def _ibids(division: Division, sources: Mapping[str, Source]) -> Iterator[Ibid]:
    before = ""
    before_works: tuple[Work, ...] = ()
    named: list[tuple[Work, str]] = []
    for note in called_notes(division):
        here: list[Work] = []
        lost = False
        for event in _events(division)[note.label]:
            if isinstance(event, Work):
                here.append(event)
                named.append((event, note.label))
                continue
            author, word = event
            if author and word[0] in "aAoOlL":
                found = _by_author(author, word, note.label, named, sources)
            else:
                found = _nearest(word, note.label, here, before, before_works)
            yield found
            if found.state == "found":
                here.append(found.work)
            else:
                lost = True
        if here or lost:
            before, before_works = note.label, tuple(here)


def _nearest(word: str, label: str, here: list[Work], before: str, earlier: tuple[Work, ...]) -> Ibid:
    if here:
        return Ibid(label, word, "found", here[-1], label)
    different = _different(earlier)
    if len(different) == 1:
        return Ibid(label, word, "found", different[0], before)
    return Ibid(label, word, "ambiguous" if different else "dangling", Work(), before, different)


def _by_author(author: str, word: str, label: str, named: list[tuple[Work, str]], sources: Mapping[str, Source]) -> Ibid:
    theirs = [(work, where) for work, where in named if author in _authors(work, sources)]
    different = _different(tuple(work for work, _ in theirs))
    if len(different) == 1:
        return Ibid(label, word, "found", different[0], theirs[-1][1])
    where = theirs[-1][1] if theirs else ""
    return Ibid(label, word, "ambiguous" if different else "dangling", Work(), where, different)


def _authors(work: Work, sources: Mapping[str, Source]) -> str:
    return sources[work.key].families if work.key in sources else work.author


def _different(works: tuple[Work, ...]) -> tuple[Work, ...]:
    kept: list[Work] = []
    for work in works:
        if not any(work.same(other) for other in kept):
            kept.append(work)
    return tuple(kept)


@kept_with
def calls(division: Division) -> Mapping[str, int]:
    """How often each note of a division is called from its text, by label, in the order of the first calls."""
    return Counter(
        node.label for node in division_inlines(division) if isinstance(node, NoteCall) and node.label in division.notes
    )


def called_notes(division: Division) -> Iterator[Note]:
    """The notes of a division in the order of their first calls."""
    for label in calls(division):
        yield division.notes[label]


def works_in(division: Division, label: str) -> tuple[Work, ...]:
    """The works that a note names, cited or in words; "Ebd." counts as none."""
    return tuple(event for event in _events(division)[label] if isinstance(event, Work))


@kept_with
def _events(division: Division) -> Mapping[str, tuple[Work | tuple[str, str], ...]]:
    """Works and literal "Ebd." of each note in the order of the text; the latter as (author before it, word)."""
    return {label: tuple(_events_of(note)) for label, note in division.notes.items()}


def _events_of(note: Note) -> Iterator[Work | tuple[str, str]]:
    cites = [item.key for node in inlines_in(note.blocks) if isinstance(node, Cite) for item in node.items]
    flat = " ".join(_flat(tuple(inlines_of(block))) for block in note.blocks)
    found: list[tuple[int, Work | tuple[str, str]]] = []
    found += [(at.start(), Work(key=key)) for at, key in zip(re.finditer(_CITE, flat), cites, strict=True)]
    for match in _WORK.finditer(flat):
        author = _LEAD.sub("", match["author"] or "")
        found.append((match.start(), Work("", author, match["italic"] or match["quoted"], bool(match["italic"]))))
    for match in IBID.finditer(flat):
        found.append((match.start("word"), (match["author"] or "", match["word"])))
    yield from (event for _, event in sorted(found, key=lambda pair: pair[0]))


def _flat(inlines: Inlines) -> str:
    """Text with private characters for citations and italics."""
    return "".join(_one(node) for node in inlines)


def _one(node: Inline) -> str:
    match node:
        case Text(text=text):
            return text.translate(_TAKEN)
        case Cite(items=items):
            return _CITE * len(items)
        case Emph(children=children):
            return f"{_OPEN}{_flat(children)}{_CLOSE}"
        case NoteCall() | LineBreak():
            return " "
        case _:
            return _flat(node.children)
