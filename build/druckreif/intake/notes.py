"""Notes of a text without markup: lists of notes are found, and each note is tied to the place that calls it.

A list stands under a heading ("Anmerkungen") or is a run of paragraphs that begin with the marks of calls before them.
A list belongs to the text since the list before it. Where its numbers begin anew, it falls into runs, and so do the calls;
runs are matched in order. A further paragraph below a note is part of it. A note that nothing calls and a call that
nothing answers stay where they are, as text, with a guess.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count, pairwise
from typing import TypeVar

from . import inline
from .draft import Draft, DraftNote, Guess, Left, Piece, Place
from .lines import Mark
from .notelists import ARROW, BACK, FITTING, STYLES, Found, NoteList, lists_in, name_of
from .rewrite import inlines_of, rewritten

T = TypeVar("T")


@dataclass(slots=True)
class _Call:
    index: int
    nth: int
    """Which of the matches in its piece."""
    name: str
    chapter: int
    again: int = 0
    label: str = ""


def with_notes(draft: Draft) -> Draft:
    """The draft with notes that are tied to their calls."""
    lists = list(lists_in(draft.pieces))
    work = _Work(draft)
    start = 0
    for found in lists:
        work.tie(found, start)
        start = found.end
    return work.finished()


def _runs(numbers: Sequence[tuple[int | None, bool]]) -> list[int]:
    """Where numbers begin anew, as indexes; `True` beside a number says that a chapter began before it."""
    starts = [0] if numbers else []
    for index, ((before, _), (number, is_new)) in enumerate(pairwise(numbers), start=1):
        if number is not None and before is not None and number <= before and (number == 1 or is_new):
            starts.append(index)
    return starts


class _Work:
    """Ties lists to calls and keeps account."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.pieces: list[tuple[Piece, ...]] = [(piece,) for piece in draft.pieces]
        self.notes = dict(draft.notes)
        self.guesses, self.left = list(draft.guesses), list(draft.left)
        self.lists = 0

    def finished(self) -> Draft:
        self.unanswered()
        pieces = tuple(piece for group in self.pieces for piece in group)
        return replace(self.draft, pieces=pieces, notes=self.notes, guesses=tuple(self.guesses), left=tuple(self.left))

    def tie(self, found: NoteList, start: int) -> None:
        self.lists += 1
        span = range(start, found.begin)
        style, calls = self.calls(found, span)
        pairs = list(_matched(found.notes, calls))
        for note, call in pairs:
            note.label = call.label = note.label or self.label(note.mark.name)
        self.call_out(style, calls, span)
        self.take_out(found, style)
        doubt = STYLES[style][1] if style else 0.0
        for note, call in pairs:
            if call.again == 0:
                words = f"note {note.mark.name} is called where the text shows “{_shown(style, note.mark.name)}”"
                self.guesses.append(Guess("note", doubt, self.draft.pieces[call.index].place, words))

    def label(self, name: str) -> str:
        base = name if name.isalnum() else "n"
        label, number = base, 1
        while label in self.notes or not label:
            number += 1
            label = f"{base}-{number}"
        self.notes[label] = DraftNote((), Place())
        return label

    # ---- calls ----

    def calls(self, found: NoteList, span: range) -> tuple[str, list[_Call]]:
        """The calls of the style that answers most notes of a list."""
        names = Counter(note.mark.name for note in found.notes)
        best: tuple[int, str, list[_Call]] = (0, "", [])
        for style in FITTING.get(found.notes[0].mark.kind, ("bracket",)):
            calls = list(self.calls_of(style, span))
            if style == "glued":
                calls = _rising(calls, names)
            hits = len({call.name for call in calls} & names.keys())
            if hits > best[0]:
                best = (hits, style, [call for call in calls if call.name in names])
            if hits >= 0.8 * len(names):
                break
        return best[1], best[2]

    def calls_of(self, style: str, span: range) -> Iterator[_Call]:
        chapter = 0
        for index in span:
            piece = self.draft.pieces[index]
            chapter += piece.kind == "heading" and piece.level <= 1
            matches = (match for text in inlines_of(piece) for match in STYLES[style][0].finditer(text))
            yield from (_Call(index, nth, name_of(match), chapter) for nth, match in enumerate(matches))

    def call_out(self, style: str, calls: Sequence[_Call], span: range) -> None:
        """Replace what the text shows by calls, in the order in which they were found."""
        if not style:
            return
        by_piece: dict[int, list[_Call]] = {}
        for call in calls:
            by_piece.setdefault(call.index, []).append(call)
        for index in span:
            if mine := by_piece.get(index):
                self.pieces[index] = (rewritten(self.draft.pieces[index], self.replacing(style, mine, index)),)

    def replacing(self, style: str, calls: list[_Call], index: int) -> Callable[[str], str]:
        place = self.draft.pieces[index].place

        by_nth, nth = {call.nth: call for call in calls}, count()

        def one(match: re.Match[str]) -> str:
            call = by_nth.get(next(nth))
            if not call or not call.label:
                return match[0]
            self.left.append(Left("number of a note", inline.plain(match[0]).strip(), place))
            return inline.call(call.label)

        return lambda text: STYLES[style][0].sub(one, text)

    # ---- lists ----

    def take_out(self, found: NoteList, style: str) -> None:
        if not any(note.label for note in found.notes):
            for note in found.notes:
                self.uncalled(note)
            return
        for index in range(found.begin, found.end):
            self.pieces[index] = ()
        if found.heading is not None:
            self.note_heading(found.heading)
        inside = {note.index for note in found.notes} | {at for note in found.notes for at in note.extra}
        for index in range(found.begin, found.end):
            if index not in inside and index != found.heading:
                self.note_heading(index)
        lost = [note for note in found.notes if not note.label]
        for note in found.notes:
            if note.label:
                self.keep(note)
        self.keep_uncalled(lost)

    def note_heading(self, index: int) -> None:
        piece = self.draft.pieces[index]
        text = " ".join(map(inline.plain, inlines_of(piece))).strip()
        if text:
            self.left.append(Left("heading of notes", text, piece.place, 0.1))

    def keep(self, note: Found) -> None:
        pieces = list(note.pieces)
        first = pieces[0]
        text, gone = _unmarked(first.text, note.mark)
        pieces[0] = replace(first, text=text)
        if gone:
            self.left.append(Left("number of a note", gone, first.place))
        self.notes[note.label] = DraftNote(tuple(pieces), first.place, note.mark.name)
        for index in note.extra:
            place = self.draft.pieces[index].place
            words = f"a further paragraph of note {note.mark.name}, below which it stands"
            self.guesses.append(Guess("paragraph of a note", 0.25, place, words))

    def uncalled(self, note: Found) -> None:
        words = f"nothing in the text calls note {note.mark.name}; it stands as a paragraph"
        self.guesses.append(Guess("note without call", 0.9, note.pieces[0].place, words))

    def keep_uncalled(self, notes: Iterable[Found]) -> None:
        """Notes that nothing calls are paragraphs where their list was."""
        for note in notes:
            self.pieces[note.index] += tuple(replace(piece, is_sure=True) for piece in note.pieces)
            self.uncalled(note)

    def unanswered(self) -> None:
        """Calls in brackets, and raised figures, that no note answers."""
        if not self.lists and not self.draft.notes:
            return
        for piece in (piece for group in self.pieces for piece in group):
            for text in inlines_of(piece):
                for style in ("bracket", "raised"):
                    for match in STYLES[style][0].finditer(text):
                        if name_of(match).isdecimal() and match.start():
                            words = f"“{match[0].strip()}” looks like the call of a note, but there is no such note"
                            self.guesses.append(Guess("call without note", 0.8, piece.place, words))


def _matched(notes: Sequence[Found], calls: Sequence[_Call]) -> Iterator[tuple[Found, _Call]]:
    """Each call with its note, run by run; a second call of one note counts up."""
    note_runs = _split(notes, _runs([(note.mark.number, False) for note in notes]))
    if notes and notes[0].mark.number is None:
        yield from _in_order(notes, calls)
        return
    call_runs = _split(
        calls, _runs([(int(call.name) if call.name.isdecimal() else None, new) for call, new in _news(calls)])
    )
    if len(note_runs) == 1:
        call_runs = [list(calls)]
    at = 0
    for run in call_runs:
        names = {call.name for call in run}
        if len(note_runs) == len(call_runs):
            chosen = note_runs[at]
        else:
            chosen = next(
                (notes for notes in note_runs[at:] if names <= {note.mark.name for note in notes}),
                note_runs[min(at, len(note_runs) - 1)],
            )
        at = min(at + 1, len(note_runs) - 1)
        by_name = {note.mark.name: note for note in reversed(chosen)}
        seen: Counter[str] = Counter()
        for call in run:
            if note := by_name.get(call.name):
                call.again = seen[call.name]
                seen[call.name] += 1
                yield note, call


def _in_order(notes: Sequence[Found], calls: Sequence[_Call]) -> Iterator[tuple[Found, _Call]]:
    """Stars and letters, which come again and again: the first call of a mark has its first note."""
    queues: dict[str, list[Found]] = {}
    for note in notes:
        queues.setdefault(note.mark.name, []).append(note)
    for call in calls:
        if queue := queues.get(call.name):
            yield queue.pop(0), call


def _news(calls: Sequence[_Call]) -> Iterator[tuple[_Call, bool]]:
    before = None
    for call in calls:
        yield call, before is not None and call.chapter != before.chapter
        before = call


def _split(items: Sequence[T], starts: Sequence[int]) -> list[list[T]]:
    return [list(items[start:end]) for start, end in zip(starts, [*starts[1:], len(items)], strict=True)] if items else []


def _rising(calls: Sequence[_Call], names: Counter[str]) -> list[_Call]:
    """Of figures glued to words, those that go on counting from one: "Wort1", but not "Zimmer7"."""
    kept: list[_Call] = []
    expected = 1
    for call in calls:
        number = int(call.name)
        if number == expected or (number == 1 and names["1"] > 1 and expected > 1):
            kept.append(call)
            expected = number + 1
    return kept


def _shown(style: str, name: str) -> str:
    return {"bracket": f"[{name}]", "paren": f"({name})", "caret": f"^{name}"}.get(style, name)


def _unmarked(text: str, mark: Mark) -> tuple[str, str]:
    """The text of a note without its mark, arrows of a website with it; and the mark. Markup within the mark stays whole."""
    if not mark.end:
        return BACK.sub("", ARROW.sub("", text.lstrip())), ""
    shown, places = inline.prose(text, "")
    begin = len(shown) - len(shown.lstrip())
    if arrow := ARROW.match(shown[begin:]):
        begin += arrow.end()
    end = begin + mark.end
    gone = set(places[:end])
    rest = inline.without_empty("".join(sign for at, sign in enumerate(text) if at not in gone)).lstrip(" \u00a0\t")
    return BACK.sub("", ARROW.sub("", rest)), shown[:end].strip()
