"""Whatever is asked of a view is noted, however it is asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import pytest
from druckreif.base.asked import Asked, answers

BY_KEY = frozenset({"numbers"})


@dataclass(frozen=True)
class Value:
    """Something large."""

    title: str = "Bogen"
    other: str = ""
    numbers: Mapping[str, int] = field(default_factory=lambda: {"a": 1, "b": 2})
    found: dict[object, object] = field(default_factory=dict, compare=False)

    @property
    def length(self) -> int:
        return len(self.other)

    def number(self, key: str) -> int:
        return self.numbers[key]

    def named(self) -> str:
        return self.title.upper()


def note(made: Callable[[Value], object], value: Value) -> Asked:
    asked = Asked()
    assert made(asked.view("value", value, BY_KEY)) == made(value)
    return asked


BEFORE = Value()
LOOKS: Mapping[str, tuple[Callable[[Value], object], Value]] = {
    "an attribute": (lambda value: value.title, replace(BEFORE, title="Satz")),
    "a method": (lambda value: value.named(), replace(BEFORE, title="Satz")),
    "a method with a key": (lambda value: value.number("b"), replace(BEFORE, numbers={"a": 1, "b": 3})),
    "a property": (lambda value: value.length, replace(BEFORE, other="x")),
    "a key": (lambda value: value.numbers["a"], replace(BEFORE, numbers={"a": 2, "b": 2})),
    "a key that is got": (lambda value: value.numbers.get("a", 0), replace(BEFORE, numbers={"b": 2})),
    "a key that is missing": (lambda value: value.numbers.get("c", 0), replace(BEFORE, numbers={"a": 1, "b": 2, "c": 3})),
    "whether a key is there": (lambda value: "c" in value.numbers, replace(BEFORE, numbers={"a": 1, "b": 2, "c": 3})),
    "all keys": (lambda value: list(value.numbers), replace(BEFORE, numbers={"a": 1, "b": 2, "c": 3})),
    "all items": (lambda value: list(value.numbers.items()), replace(BEFORE, numbers={"a": 1, "b": 3})),
    "how many there are": (lambda value: len(value.numbers), replace(BEFORE, numbers={"a": 1})),
}


@pytest.mark.parametrize("look", LOOKS)
def test_a_change_of_what_was_looked_at_shows(look: str) -> None:
    made, after = LOOKS[look]
    asked = note(made, BEFORE)
    assert made(after) != made(BEFORE)
    assert not asked.holds(answers("value", after, BY_KEY))
    whole = Asked()
    whole.add(asked)
    assert not whole.holds(answers("value", after, BY_KEY))


@pytest.mark.parametrize("look", LOOKS)
def test_a_change_of_anything_else_does_not(look: str) -> None:
    made, _ = LOOKS[look]
    same = Value(found={1: 2})
    assert note(made, BEFORE).holds(answers("value", same, BY_KEY)) and note(made, same).told
    if look == "a key":
        assert note(made, BEFORE).holds(answers("value", replace(BEFORE, title="Satz", numbers={"a": 1}), BY_KEY))


def test_a_missing_key_raises_and_is_noted() -> None:
    asked = Asked()
    with pytest.raises(KeyError):
        asked.view("value", BEFORE, BY_KEY).number("c")
    assert not asked.holds(answers("value", replace(BEFORE, numbers={"c": 1}), BY_KEY))
