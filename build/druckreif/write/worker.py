"""A process that sets divisions for another: what it is told comes in through its input, parts go out through its output.

It ends when its input ends, so that none outlives the process that started it, however that ends.
"""

from __future__ import annotations

import os
import pickle
import queue
import sys
import threading
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

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


def send(pipe: IO[bytes], value: object) -> None:
    """Write a value as its length and its pickle. Raises OSError."""
    data = pickle.dumps(value)
    pipe.write(len(data).to_bytes(8, "big") + data)
    pipe.flush()


def receive(pipe: IO[bytes]) -> Any:
    """Read what `send` wrote. Raises EOFError where the other side ended, in the middle of a value too."""
    size = int.from_bytes(head, "big") if len(head := pipe.read(8)) == 8 else -1
    data = pipe.read(size) if size >= 0 else b""
    if len(data) != size:
        raise EOFError
    return pickle.loads(data)


def serve() -> None:
    """Answer each `Spec` with nothing, each `Job` and `Drawing` with bytes, or with the traceback as text."""
    from . import pdf  # noqa: F401  # what takes a second to load is loaded before anything is asked

    said: queue.SimpleQueue[Any] = queue.SimpleQueue()
    out = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints does not get in between
    threading.Thread(target=_listen, args=(said,), daemon=True).start()
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
        send(out, answer)


def _listen(said: queue.SimpleQueue[Any]) -> None:
    """Hand on what comes in; when nothing more can come, end at once, whatever is being set."""
    try:
        while True:
            said.put(receive(sys.stdin.buffer))
    except (EOFError, OSError):
        os._exit(0)
