"""What is made of values that nobody changes is made once, so that work goes by what changed and not by what there is.

A result is handed out again only where every argument is the same: text, numbers, tuples and sets by what they hold, all
else by identity. A function that is kept must depend on nothing but its arguments, and what it gives must not be changed.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Final, Generic, Protocol, TypeVar, TypeVarTuple

SEVERAL = 4
"""Contexts for which a result is kept: a book has editions with policies of their own."""

_BY_CONTENT: Final = frozenset((str, int, bool, tuple, frozenset))


class Keeper(Protocol):
    """A value that keeps what was made of it, and takes it along when it goes."""

    @property
    def found(self) -> dict[Any, Any]: ...


K = TypeVar("K", bound=Keeper)
T = TypeVar("T")
Ts = TypeVarTuple("Ts")
Row = tuple[tuple[Any, ...], Any]

_LASTS: list[dict[Any, tuple[Row, ...]]] = []
_ROUNDS: list[Rounds[Any, Any]] = []


def _same(known: tuple[Any, ...], asked: tuple[Any, ...]) -> bool:
    if len(known) != len(asked):
        return False
    for one, other in zip(known, asked, strict=True):
        if one is not other and (type(one) is not type(other) or type(one) not in _BY_CONTENT or one != other):
            return False
    return True


def _row(rows: tuple[Row, ...], asked: tuple[Any, ...]) -> Row | None:
    return next((row for row in rows if _same(row[0], asked)), None)


def kept_with(function: Callable[[K, *Ts], T]) -> Callable[[K, *Ts], T]:
    """A function of a value and its context, whose results the value keeps for the last contexts."""

    @wraps(function)
    def asked(keeper: K, *context: *Ts) -> T:
        found = keeper.found
        rows = found.get(function, ())
        row = _row(rows, context)
        if row is None:
            result = function(keeper, *context)
            row = context, (None if result is keeper else (result,))  # or it would hold itself
            found[function] = (row, *rows[: SEVERAL - 1])
        held = row[1]
        return held[0] if held else keeper  # type: ignore[return-value]  # then what it gives is a keeper

    return asked


def kept_last(function: Callable[[*Ts], T]) -> Callable[[*Ts], T]:
    """A function whose last results are kept; for what is made of a whole book's records."""
    held: dict[Any, tuple[Row, ...]] = {}
    _LASTS.append(held)

    @wraps(function)
    def asked(*context: *Ts) -> T:
        rows = held.get(function, ())
        row = _row(rows, context)
        if row is None:
            row = context, function(*context)
            held[function] = (row, *rows[: SEVERAL - 1])
        result: T = row[1]
        return result

    return asked


Key = TypeVar("Key")


class Rounds(Generic[Key, T]):
    """Results by hashable keys, each kept for as long as every round asks for it again."""

    def __init__(self) -> None:
        self.last: dict[Key, T] = {}
        self.now: dict[Key, T] = {}
        _ROUNDS.append(self)

    def get(self, key: Key, make: Callable[[], T]) -> T:
        """What was made for this key in this round or the last, else what `make` gives."""
        last, now = self.last, self.now  # a round in another thread may end
        if key not in now:
            now[key] = last[key] if key in last else make()
        return now[key]

    def end(self, whole: bool = True) -> None:
        """A round is over: what it did not ask for goes; if it broke off before it had asked for all, what it brought."""
        self.last, self.now = self.now if whole else self.last, {}


def forget() -> None:
    """Let go of everything that is not kept with a value."""
    for held in _LASTS:
        held.clear()
    for rounds in _ROUNDS:
        rounds.last, rounds.now = {}, {}
