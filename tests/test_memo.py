"""Results are kept for the same arguments and no others, and no longer than they should be."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from druckreif.base.memo import SEVERAL, Rounds, forget, kept_last, kept_with


@dataclass(frozen=True, slots=True)
class Value:
    """Something that keeps what was made of it; equal to others with the same words."""

    words: str
    found: dict[Any, Any] = field(default_factory=dict, init=False, compare=False)


MADE: list[object] = []


@kept_with
def made(value: Value, *context: object) -> tuple[object, ...]:
    MADE.append(context)
    return (value.words, *context)


@kept_with
def itself(value: Value) -> Value:
    MADE.append(value)
    return value


@kept_last
def joined(*parts: object) -> list[object]:
    MADE.append(parts)
    return list(parts)


def test_equal_text_is_the_same_and_equal_values_are_not() -> None:
    MADE.clear()
    value, other, context = Value("a"), Value("a"), Value("c")
    assert made(value, "".join(("b", "c")), 1, ("x",)) is made(value, "bc", 1, ("x",))
    assert made(value, context) is made(value, context)
    assert len(MADE) == 2
    assert made(other, context) == made(value, context) and made(value, Value("c")) == made(value, context)
    assert made(value, 1) != made(value, True, 1) and made(value, True) is not made(value, 1)
    assert len(MADE) == 7


def test_a_value_does_not_hold_itself() -> None:
    MADE.clear()
    value = Value("a")
    assert itself(value) is itself(value) is value
    assert len(MADE) == 1 and repr(value.found).count("Value") == 0


def test_the_last_contexts_are_kept() -> None:
    MADE.clear()
    value = Value("a")
    for number in range(SEVERAL + 1):
        made(value, number)
    assert made(value, SEVERAL) and len(MADE) == SEVERAL + 1
    assert made(value, 0) and len(MADE) == SEVERAL + 2


def test_any_number_of_arguments_and_none() -> None:
    forget()
    MADE.clear()
    one, other = {"a": 1}, {"a": 1}
    assert joined(one) is joined(one) is not joined(other)
    assert joined(one, other) == [one, other] and joined() == []
    assert len(MADE) == 4
    forget()
    assert joined(one) == [one] and len(MADE) == 5


def test_a_round_keeps_what_the_next_one_asks_for() -> None:
    made: list[str] = []
    rounds: Rounds[str, list[str]] = Rounds()

    def get(key: str) -> list[str]:
        return rounds.get(key, lambda: made.append(key) or [key])

    first = get("a"), get("b")
    rounds.end()
    assert get("a") is first[0]
    rounds.end()
    assert get("a") is first[0] and get("b") is not first[1]
    rounds.end(whole=False)
    assert get("a") is first[0] and made == ["a", "b", "b"]
    assert get("b") == ["b"] and len(made) == 4
