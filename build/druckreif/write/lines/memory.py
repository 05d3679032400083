"""What was found out about a division's paragraphs the last time, so that an edit costs its own paragraph.

One file in the cache folder for each division; it holds what the division last used and nothing else.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import astuple, dataclass
from typing import Any

from ...base.cache import put_down, recalled


@dataclass(frozen=True, slots=True)
class Line:
    """A line to be written: from which character to which, where the next begins, whether a hyphen is added.

    Then the scale of its letters, how far it stands out left and right in pt, whether its spaces stay natural.
    """

    start: int
    stop: int
    following: int
    hyphen: bool
    scale: float
    left: float
    right: float
    natural: bool


@dataclass(frozen=True, slots=True)
class Way:
    """One way to set a paragraph, and its demerits."""

    lines: tuple[Line, ...]
    cost: float


class Memory:
    """The ways to set paragraphs, by a text that says all they depend on."""

    def __init__(self, key: bytes) -> None:
        self.key = key
        held = recalled("lines.json", key) if key else None
        self.held: dict[str, Any] = json.loads(held) if held else {}
        self.used: dict[str, Any] = {}
        self.grew = False

    def ways(self, text: str, make: Callable[[], list[Way]]) -> list[Way]:
        """The ways for this text, found by `make` if nobody remembers them."""
        name = _name(text)
        if (record := self.held.get(name)) is not None:
            self.used[name] = record
            return [Way(tuple(Line(*line) for line in lines), cost) for cost, lines in record]
        ways = make()
        self.used[name] = [[way.cost, [astuple(line) for line in way.lines]] for way in ways]
        self.grew = True
        return ways

    def save(self) -> None:
        """Put down what was used, if anything is new."""
        if self.grew:
            put_down("lines.json", self.key, json.dumps(self.used, separators=(",", ":"), sort_keys=True).encode())


def _name(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]
