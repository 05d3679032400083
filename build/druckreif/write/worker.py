"""A process that sets divisions for another: what it is told comes in through its input, parts go out through its output.

It ends when its input ends, so that none outlives the process that started it, however that ends.
"""

from __future__ import annotations

import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..base.child import Asked
from .theme import Theme

if TYPE_CHECKING:
    from .pdf import Setter

SETTERS = 4
"""How many setters a worker keeps."""


@dataclass(frozen=True, slots=True)
class Spec:
    """What a `Setter` is made of."""

    theme: Theme
    language: str
    exceptions: tuple[str, ...]
    pictures: Mapping[str, bytes]

    def setter(self) -> Setter:
        """A new setter; loads WeasyPrint."""
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


def serve() -> None:
    """Answer each `Spec` with nothing, each `Job` and `Drawing` with bytes, or with the traceback as text."""
    from . import pdf  # noqa: F401  # what takes a second to load is loaded before anything is asked

    said = Asked()
    setters: list[tuple[Spec, Setter]] = []
    while True:
        asked = said.get()
        if isinstance(asked, Spec):  # the last one is that which is asked
            found = [pair for pair in setters if pair[0] == asked] or [(asked, asked.setter())]
            setters = [*(pair for pair in setters if pair[0] != asked), *found][-SETTERS:]
            continue
        try:
            answer: bytes | str = asked.done_by(setters[-1][1])
        except Exception:
            answer = traceback.format_exc()
        said.answer(answer)
