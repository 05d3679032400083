"""note-order: note texts in another order than their calls.

Why: notes are numbered by their calls; who reads the file looks for the text in vain, and a text that was moved away from
its call is soon forgotten when the passage changes.
Instead: put the texts into the order of the calls.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from ..base.finding import Finding, Severity
from ..model.book import Division
from ..model.ibid import calls

RULE = "note-order"


def check_division(division: Division) -> Iterator[Finding]:
    """Every text that would have to move; as few as will do."""
    called = list(calls(division))
    rank = {label: number for number, label in enumerate(called)}
    texts = [label for label in division.notes if label in rank]
    right = _rising([rank[label] for label in texts])
    for label in texts:
        if rank[label] not in right:
            before = f'behind "{called[rank[label] - 1]}"' if rank[label] else "first"
            hint = f"move it {before}, as the calls stand"
            message = f'the text of note "{label}" stands out of order'
            yield Finding(division.notes[label].span, RULE, message, hint, Severity.WARNING)


def _rising(ranks: Sequence[int]) -> set[int]:
    """The longest rising subsequence."""
    tails: list[int] = []
    before: dict[int, int | None] = {}
    for rank in ranks:
        at = bisect_left(tails, rank)
        before[rank] = tails[at - 1] if at else None
        tails[at : at + 1] = [rank]
    found: set[int] = set()
    last = tails[-1] if tails else None
    while last is not None:
        found.add(last)
        last = before[last]
    return found
