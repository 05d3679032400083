"""Two states of a text against each other: paragraph by paragraph, then word by word.

Paragraphs are paired within their division by what they have in common; one that was divided or joined stays one change;
what is left over is looked for in the whole book, so that a moved paragraph is not taken for one deleted and one written.
"""

from __future__ import annotations

from bisect import bisect
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Literal

from ..model.book import Division
from .units import Tokens, Unit, joined, note_words, renamed, units_of

ALIKE = 0.4
"""Share of words that two paragraphs at one place must have in common to be two states of one."""

MOVED_ALIKE, MOVED_WORDS, SAME_WORDS = 0.7, 8, 3
"""The same for paragraphs at different places, and how many words it takes to recognise one; fewer where all are equal."""

REACH = 40
"""Paragraphs around a place among which the earlier state of one is looked for."""

LONGEST = 4_000_000
"""Words of one state times words of the other: what differs beyond that is told as replaced as a whole."""

ISLAND = 2
"""Unchanged words in the middle of many changed ones that are told as changed with them."""

Part = tuple[Literal["=", "-", "+"], Tokens]
RowKind = Literal["same", "changed", "inserted", "deleted", "moved here", "moved away"]


@dataclass(frozen=True, slots=True)
class NoteChange:
    """A note of a paragraph: its label, what happened to it."""

    label: str
    kind: Literal["same", "changed", "inserted", "deleted"]
    parts: tuple[Part, ...]


@dataclass(slots=True)
class Row:
    """A place in the book: what stood there, what stands there, word by word; its notes."""

    kind: RowKind
    olds: tuple[Unit, ...] = ()
    news: tuple[Unit, ...] = ()
    parts: tuple[Part, ...] = ()
    notes: tuple[NoteChange, ...] = ()
    partner: Row | None = None
    """The other place of a paragraph that was moved."""

    @property
    def unit(self) -> Unit:
        return (self.news or self.olds)[0]

    @property
    def is_changed(self) -> bool:
        return self.kind != "same" or any(note.kind != "same" for note in self.notes)


@dataclass(slots=True)
class DivisionChange:
    """A division in both states; None where there is none."""

    old: Division | None
    new: Division | None
    rows: list[Row] = field(default_factory=list)

    @property
    def division(self) -> Division:
        found = self.new or self.old
        assert found
        return found

    @property
    def is_changed(self) -> bool:
        return any(row.is_changed for row in self.rows) or not (self.old and self.new)

    def words(self, sign: str) -> int:
        """Words that came in ("+") or went ("-"), those of notes too; what was moved did neither."""
        rows = [row.parts for row in self.rows if row.kind not in ("moved away", "same")]
        notes = [note.parts for row in self.rows for note in row.notes if note.kind != "same"]
        texts = [tokens for parts in (*rows, *notes) for op, tokens in parts if op == sign]
        return sum(token.is_word for tokens in texts for token in tokens)

    def count(self, *kinds: RowKind) -> int:
        """Paragraphs of some kinds of change."""
        return sum(row.kind in kinds for row in self.rows)

    @property
    def notes(self) -> int:
        """Notes that came, went, or changed."""
        return sum(note.kind != "same" for row in self.rows for note in row.notes)


def compare(old: Sequence[Division], new: Sequence[Division]) -> list[DivisionChange]:
    """All divisions, in the order of the new state; deleted ones stand where they stood."""
    changes = [DivisionChange(before, after) for before, after in _paired(old, new)]
    for change in changes:
        change.rows = _rows(change.old, change.new)
    rows = [row for change in changes for row in change.rows]
    _find_moved(rows)
    for row in rows:
        if row.kind != "moved away":  # its notes went with it
            row.notes = tuple(_notes(_texts(row.olds), _texts(row.news)))
    return changes


def word_diff(old: Tokens, new: Tokens) -> tuple[Part, ...]:
    """What is equal, went, came, in the order of reading."""
    first = 0
    while first < min(len(old), len(new)) and old[first] == new[first]:
        first += 1
    last = 0
    while last < min(len(old), len(new)) - first and old[-1 - last] == new[-1 - last]:
        last += 1
    a, b = old[first : len(old) - last], new[first : len(new) - last]
    if len(a) * len(b) > LONGEST:
        middle = [("replace", 0, len(a), 0, len(b))]
    else:
        middle = list(_without_islands(SequenceMatcher(None, a, b, autojunk=False).get_opcodes()))
    parts: list[Part] = [("=", old[:first])]
    for op, i1, i2, j1, j2 in middle:
        parts += [("=", a[i1:i2])] if op == "equal" else [("-", a[i1:i2]), ("+", b[j1:j2])]
    parts.append(("=", old[len(old) - last :]))
    return tuple(part for part in parts if part[1])


Op = tuple[str, int, int, int, int]


def _without_islands(ops: Sequence[Op]) -> list[Op]:
    """A word or two that happen to be equal between longer changes make them hard to read."""
    found: list[Op] = []
    for index, (op, i1, i2, j1, j2) in enumerate(ops):
        inner = 0 < index < len(ops) - 1
        if op == "equal" and inner and i2 - i1 <= ISLAND and _weight(ops[index - 1]) + _weight(ops[index + 1]) > 3 * ISLAND:
            op = "replace"
        if found and op != "equal" and found[-1][0] != "equal":
            _, k1, _, l1, _ = found.pop()
            found.append(("replace", k1, i2, l1, j2))
        else:
            found.append((op, i1, i2, j1, j2))
    return found


def _weight(op: Op) -> int:
    return (op[2] - op[1]) + (op[4] - op[3])


# ---- divisions ----


def _paired(old: Sequence[Division], new: Sequence[Division]) -> list[tuple[Division | None, Division | None]]:
    """Each division with its other state: by id, by file, by most of its words."""
    partner: dict[str, Division] = {}
    left = {division.id: division for division in old}
    for key in ("id", "source"):
        by_key = {getattr(division, key): division for division in left.values() if getattr(division, key)}
        for division in new:
            found = by_key.get(getattr(division, key))
            if division.id not in partner and found and found.id in left:
                partner[division.id] = left.pop(found.id)
    counted = {id: _all_words(division) for id, division in left.items()}
    for division in new:
        if division.id in partner or not left:
            continue
        mine = _all_words(division)
        best = max(left, key=lambda id: _share(counted[id], mine))
        if _share(counted[best], mine) >= ALIKE and mine:
            partner[division.id] = left.pop(best)
    pairs: list[tuple[Division | None, Division | None]] = [(partner.get(division.id), division) for division in new]
    order = [division.id for division in old]
    for gone in left.values():
        before = {id for id in order[: order.index(gone.id)]}
        at = max((i + 1 for i, (one, _) in enumerate(pairs) if one and one.id in before), default=0)
        pairs.insert(at, (gone, None))
    return pairs


def _all_words(division: Division) -> Counter[str]:
    found: Counter[str] = Counter()
    for unit in units_of(division):
        found.update(unit.counts)
    return found


def _share(a: Counter[str], b: Counter[str]) -> float:
    """How much two texts have in common, from 0 to 1."""
    total = a.total() + b.total()
    return 2 * (a & b).total() / total if total else 0.0


def _alike(a: Unit, b: Unit) -> float:
    if 2 * min(a.size, b.size) < ALIKE * (a.size + b.size):  # spares the comparison of words
        return 0.0
    return _share(a.counts, b.counts)


# ---- paragraphs ----


def _rows(old: Division | None, new: Division | None) -> list[Row]:
    names = _names(old, new) if old and new else {}
    before = [renamed(unit, names) for unit in units_of(old)] if old else []
    after = units_of(new) if new else []
    rows: list[Row] = []
    for op, i1, i2, j1, j2 in SequenceMatcher(None, _keys(before), _keys(after), autojunk=False).get_opcodes():
        if op == "equal":
            rows += [
                Row("same", (a,), (b,), (("=", b.tokens),))
                for a, b in zip(before[i1:i2], after[j1:j2], strict=True)
            ]  # fmt: skip
        else:
            rows += _region(before[i1:i2], after[j1:j2])
    return rows


def _keys(units: Sequence[Unit]) -> list[tuple[str, Tokens]]:
    return [(unit.kind, unit.tokens) for unit in units]


def _names(old: Division, new: Division) -> Mapping[str, str]:
    """The new labels of notes whose text stayed as it was: a reader does not see labels."""
    gone = {label: note_words(note) for label, note in old.notes.items() if label not in new.notes}
    by_text = {note_words(note): label for label, note in new.notes.items() if label not in old.notes} if gone else {}
    return {label: by_text[text] for label, text in gone.items() if text in by_text}


def _region(olds: Sequence[Unit], news: Sequence[Unit]) -> list[Row]:
    """A stretch in which no paragraph is as it was."""
    pairs = _pairs(olds, news)
    groups = [([i], [j]) for i, j in pairs]
    free_olds, free_news = set(range(len(olds))) - {i for i, _ in pairs}, set(range(len(news))) - {j for _, j in pairs}
    for mine, theirs in groups:
        _absorb(theirs, free_news, news, [olds[i] for i in mine])
        _absorb(mine, free_olds, olds, [news[j] for j in theirs])
    rows: list[tuple[float, float, Row]] = []
    for mine, theirs in groups:
        one, two = tuple(olds[i] for i in mine), tuple(news[j] for j in theirs)
        parts = word_diff(joined(unit.tokens for unit in one), joined(unit.tokens for unit in two))
        rows.append((theirs[0], mine[0], Row("changed", one, two, parts)))
    for i in free_olds:
        at = max((theirs[0] for mine, theirs in groups if mine[0] < i), default=-1)
        rows.append((at + 0.5, i, Row("deleted", (olds[i],), (), (("-", olds[i].tokens),))))
    rows += [(j, -1, Row("inserted", (), (news[j],), (("+", news[j].tokens),))) for j in free_news]
    return [row for _, _, row in sorted(rows, key=lambda item: item[:2])]


def _pairs(olds: Sequence[Unit], news: Sequence[Unit]) -> list[tuple[int, int]]:
    """Places of two states of a paragraph, the most alike first, none across another."""
    found = []
    for i, unit in enumerate(olds):
        at = round(i * len(news) / max(len(olds), 1))
        for j in range(max(0, at - REACH), min(len(news), at + REACH)):
            if unit.kind == news[j].kind and (alike := _alike(unit, news[j])) >= ALIKE:
                found.append((-alike, abs(i - j), i, j))
    taken: list[tuple[int, int]] = []
    for _, _, i, j in sorted(found):
        at = bisect(taken, (i, j))
        before, after = taken[at - 1] if at else (-1, -1), taken[at] if at < len(taken) else (len(olds), len(news))
        if before[0] < i < after[0] and before[1] < j < after[1]:
            taken.insert(at, (i, j))
    if not taken and len(olds) == len(news) == 1 and olds[0].kind == news[0].kind:
        return [(0, 0)]  # a sentence that was written anew
    return taken


def _absorb(places: list[int], free: set[int], units: Sequence[Unit], other: Sequence[Unit]) -> None:
    """Take in the paragraphs beside a pair that hold what its other side says and its own does not."""
    whole: Counter[str] = Counter()
    for unit in other:
        whole.update(unit.counts)
    rest = whole - units[places[0]].counts
    for step in (1, -1):
        at = places[-1] + 1 if step > 0 else places[0] - 1
        while at in free and units[at].kind == units[places[0]].kind and (shared := units[at].counts & rest).total() >= max(
            3, 0.6 * units[at].size
        ):
            rest = rest - shared
            free.discard(at)
            places.append(at)
            at += step
        places.sort()


# ---- what was moved ----


def _find_moved(rows: Sequence[Row]) -> None:
    """Turn what is deleted here and inserted there into one paragraph that was moved."""
    deleted = [row for row in rows if row.kind == "deleted"]
    same: dict[tuple[str, Tokens], list[Row]] = {}
    for row in deleted:
        same.setdefault((row.unit.kind, row.unit.tokens), []).append(row)
    inserted = [row for row in rows if row.kind == "inserted"]
    for row in inserted:
        if row.unit.size >= SAME_WORDS and (found := same.get((row.unit.kind, row.unit.tokens))):
            _move(found.pop(0), row)
    rest = [row for row in inserted if row.kind == "inserted" and row.unit.size >= MOVED_WORDS]
    others = [row for row in deleted if row.kind == "deleted" and row.unit.size >= MOVED_WORDS]
    alike = [(-share, i, j) for i, one in enumerate(others) for j, two in enumerate(rest)
             if one.unit.kind == two.unit.kind and (share := _alike(one.unit, two.unit)) >= MOVED_ALIKE]  # fmt: skip
    for _, i, j in sorted(alike):
        if others[i].kind == "deleted" and rest[j].kind == "inserted":
            _move(others[i], rest[j])


def _move(gone: Row, come: Row) -> None:
    gone.kind, come.kind = "moved away", "moved here"
    gone.partner, come.partner = come, gone
    come.olds = gone.olds
    come.parts = word_diff(gone.unit.tokens, come.news[0].tokens)


# ---- notes ----


def _notes(before: Mapping[str, Tokens], after: Mapping[str, Tokens]) -> Iterator[NoteChange]:
    for label in dict.fromkeys((*after, *before)):
        one, two = before.get(label), after.get(label)
        if one is None and two is not None:
            yield NoteChange(label, "inserted", (("+", two),))
        elif two is None and one is not None:
            yield NoteChange(label, "deleted", (("-", one),))
        elif one is not None and two is not None:
            yield NoteChange(label, "same" if one == two else "changed", word_diff(one, two))


def _texts(units: Sequence[Unit]) -> Mapping[str, Tokens]:
    """The texts of the notes that some units call, by label."""
    return {label: text for unit in units for label, text in unit.notes.items()}
