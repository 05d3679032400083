"""What is made of a large value is kept for as long as everything that was asked of the value has the same answer.

Who makes it is shown a view: whatever is looked up there is noted down with its answer, so that nothing can be used that is
not noted. What an attribute holds counts as a whole; of mappings that are named, each key counts by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from types import FunctionType, MethodType
from typing import Any, TypeVar, cast

T = TypeVar("T")

Answers = Callable[[Iterable[Any]], list[Any]]
"""What some questions are answered with now; None where there is no answer."""


class Asked:
    """Questions with their answers, by the name of what was asked."""

    def __init__(self) -> None:
        self.told: dict[str, dict[Any, Any]] = {}

    def of(self, name: str) -> dict[Any, Any]:
        """The questions to one value with their answers, to be added to."""
        return self.told.setdefault(name, {})

    def view(self, name: str, value: T, by_key: Set[str] = frozenset()) -> T:
        """What answers as `value` does and notes what it is asked; `by_key` names its mappings, which hold no None."""
        return cast(T, _View(self, name, value, by_key))

    def add(self, other: Asked) -> None:
        """What was asked for a part was asked for the whole."""
        for name, told in other.told.items():
            self.of(name).update(told)

    def holds(self, answers: Mapping[str, Answers]) -> bool:
        """Whether all questions have the same answers still: the very same, or equal ones."""
        return all(answers[name](told) == list(told.values()) for name, told in self.told.items())


def answers(name: str, value: object, by_key: Set[str] = frozenset()) -> dict[str, Answers]:
    """How a value answers what was asked of a view of it."""

    def attributes(names: Iterable[str]) -> list[Any]:
        return [getattr(value, name) for name in names]

    def keys(mapping: Mapping[Any, Any]) -> Answers:
        return lambda asked: list(map(mapping.get, asked))

    return {name: attributes, **{f"{name}.{attribute}": keys(getattr(value, attribute)) for attribute in by_key}}


class _View:
    """Stands for a value. Each attribute is noted when it is first asked for; methods ask the view."""

    def __init__(self, asked: Asked, name: str, value: object, by_key: Set[str]) -> None:
        self._asked, self._name, self._value, self._by_key = asked, name, value, by_key
        self.found: dict[Any, Any] = {}  # what is kept with a value is not part of it

    def __getattr__(self, name: str) -> Any:
        of_type = getattr(type(self._value), name, None)
        if isinstance(of_type, FunctionType):
            shown: Any = MethodType(of_type, self)
        elif name in self._by_key:
            whole = self._asked.of(self._name)
            shown = _ByKey(getattr(self._value, name), self._asked.of(f"{self._name}.{name}"), name, whole)
        else:
            shown = self._asked.of(self._name)[name] = getattr(self._value, name)
        self.__dict__[name] = shown
        return shown


class _ByKey(Mapping[Any, Any]):
    """A mapping that notes each key that is asked for, and itself if somebody goes through it."""

    def __init__(self, mapping: Mapping[Any, Any], told: dict[Any, Any], name: str, whole: dict[Any, Any]) -> None:
        self.mapping, self.told, self.name, self.whole = mapping, told, name, whole

    def get(self, key: Any, default: Any = None) -> Any:
        answer = self.told[key] = self.mapping.get(key)
        return default if answer is None else answer

    def __getitem__(self, key: Any) -> Any:
        answer = self.told[key] = self.mapping.get(key)
        if answer is None:
            raise KeyError(key)
        return answer

    def __contains__(self, key: object) -> bool:
        return self.get(key) is not None

    def __iter__(self) -> Iterator[Any]:
        self.whole[self.name] = self.mapping
        return iter(self.mapping)

    def __len__(self) -> int:
        self.whole[self.name] = self.mapping
        return len(self.mapping)
