"""Findings: an author's mistake as data. A list of them is every report that is printed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import IntEnum

from .edit import Edit
from .span import NOWHERE, Span


class Severity(IntEnum):
    """How bad: an error stops the build, a warning is shown, a hint is shown on request."""

    HINT = 1
    WARNING = 2
    ERROR = 3

    def __str__(self) -> str:
        return self.name.lower()


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One mistake: where, how bad, which rule, what is wrong, and what to do about it."""

    span: Span = field(default=NOWHERE)
    rule: str = ""
    message: str = ""
    hint: str = ""
    severity: Severity = Severity.ERROR
    fix: tuple[Edit, ...] = field(default=(), compare=False, repr=False)
    """The correction, where there is one that cannot be wrong."""

    def __str__(self) -> str:
        first = f"{self.span}: {self.severity} {self.rule}: {self.message}"
        return f"{first}\n  hint: {self.hint}" if self.hint else first


def has_errors(findings: Iterable[Finding]) -> bool:
    """Whether any finding stops the build."""
    return any(finding.severity is Severity.ERROR for finding in findings)


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word most like `word`, as a hint sentence; empty if none is near."""
    match = get_close_matches(word, sorted(known), n=1, cutoff=0.6)
    return f'did you mean "{match[0]}"?' if match else ""
