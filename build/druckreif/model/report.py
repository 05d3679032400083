"""What a verb says of its work: while it runs, and in the end."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from ..base.finding import Finding

Progress = Callable[[str], None]


def quiet(step: str) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True, slots=True)
class Written:
    """A line of the build's table."""

    name: str
    pages: int | None
    words: int
    notes: int
    size: int
    seconds: float
    parts: Mapping[str, int] = field(default_factory=dict)
    """What an EPUB is made of, in bytes."""
    plain: Mapping[str, int] = field(default_factory=dict)
    """Blocks of a PDF whose lines WeasyPrint broke, since the theme does not state their measure, by kind."""


@dataclass(frozen=True, slots=True)
class Pressed:
    """What a printed edition became: lengths in mm; `lettered`: words stand on the spine."""

    service: str
    trim: tuple[float, float]
    pages: int
    blanks: int
    inside: float
    spine: float | None
    estimated: bool
    lettered: bool
    ink: str
    standard: str
    rounds: int
    paper: str = ""
    least: float | None = None
    """The inner margin that the service asks for, for so many pages; None if it states none."""
    formula: bool = False
    """Whether the width of the spine comes from the profile's formula; else an editor states it."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a verb found and wrote."""

    findings: tuple[Finding, ...]
    written: tuple[Written, ...] = ()
    seconds: float = 0.0
    remarks: tuple[str, ...] = ()
    """What could not be judged here, in a sentence each."""
    unchanged: bool = False
    """Whether nothing had to be done: the files are those of an earlier build that rested on the very same."""
    pressed: tuple[Pressed, ...] = ()
