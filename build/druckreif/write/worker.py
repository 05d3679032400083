"""A process that sets divisions for another: what it is told comes in through its input, parts go out through its output.

It ends when its input ends, so that none outlives the process that started it, however that ends.
"""

from __future__ import annotations

import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from ..base.child import Asked
from .native import found_by_name
from .theme import Theme

if TYPE_CHECKING:
    from .pdf import Setter

SETTERS = 4
"""How many setters a process keeps."""


@dataclass(frozen=True, slots=True)
class Spec:
    """What a `Setter` is made of."""

    theme: Theme
    language: str
    exceptions: tuple[str, ...]
    pictures: Mapping[str, bytes]

    def setter(self) -> Setter:
        """A new setter; loads WeasyPrint."""
        with found_by_name():
            from .pdf import Setter

        return Setter(self.theme, self.language, self.exceptions, self.pictures)


@dataclass(frozen=True, slots=True)
class Job:
    """A division to be set: the arguments of `Setter.set`."""

    division: str
    html: str
    title: str
    verso: bool

    def done_by(self, setter: Setter) -> bytes:
        """The dumped part."""
        return setter.set(self.division, self.html, self.title, self.verso).dump()


@dataclass(frozen=True, slots=True)
class Drawing:
    """Something to be drawn: the arguments of `Setter.draw`."""

    html: str
    css: str

    def done_by(self, setter: Setter) -> bytes:
        """The untagged PDF."""
        return setter.draw(self.html, self.css)


@dataclass(frozen=True, slots=True)
class Heads:
    """Running matter to be drawn: the arguments of `Setter.running`."""

    pages: tuple[str, ...]

    def done_by(self, setter: Setter) -> bytes:
        """The untagged PDF."""
        return setter.running(self.pages)


Order = Job | Drawing | Heads


class Errand(Protocol):
    """Anything else that a process may do; it must be able to travel."""

    def done(self) -> bytes:
        """What is asked for."""


class Setters:
    """The setters that a process used last: styles are read once."""

    def __init__(self) -> None:
        self.known: list[tuple[Spec, Setter]] = []

    def of(self, spec: Spec) -> Setter:
        found = [pair for pair in self.known if pair[0] == spec] or [(spec, spec.setter())]
        self.known = [*(pair for pair in self.known if pair[0] != spec), *found][-SETTERS:]
        return self.known[-1][1]


def serve() -> None:
    """Answer each `Spec` with nothing, each `Order` and `Errand` with bytes, or with the traceback as text."""
    with found_by_name():
        from . import pdf  # noqa: F401  # what takes a second to load is loaded before anything is asked

    said = Asked()
    setters = Setters()
    while True:
        asked = said.get()
        if isinstance(asked, Spec):
            spec = asked
            continue
        try:
            answer: bytes | str = asked.done_by(setters.of(spec)) if isinstance(asked, Order) else asked.done()
        except Exception:
            answer = traceback.format_exc()
        said.answer(answer)
