"""How preflight says what it found: the rule, what was measured, what the service's figure is and where it is from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ...base.finding import Finding, Severity
from ...base.span import Span
from ...model.profile import Profile, Stated


@dataclass(frozen=True, slots=True)
class Fault:
    """A rule that a file breaks: what was measured, the figure that it is measured by (none: what PDF itself asks)."""

    rule: str
    measured: str
    figure: Stated[Any] | None = None
    asked: str = ""
    """The figure in words, where its value alone does not say it."""


Faults = Iterator[Fault]


def finding(name: str, profile: Profile, fault: Fault) -> Finding:
    """A fault as a finding at the file; missing a recommendation is a warning."""
    figure = fault.figure
    asked = fault.asked
    if figure is not None:
        value = f"{figure.value:g}" if isinstance(figure.value, float) else str(figure.value)
        asked = f"{asked or f'{value} {figure.unit}'.strip()} ({profile.cite(figure)})"
    severity = Severity.WARNING if figure is not None and figure.advice else Severity.ERROR
    message = f"{fault.measured}; {profile.name} asks for {asked}" if asked else fault.measured
    return Finding(Span(name), fault.rule, message, "druckreif explain " + fault.rule, severity)
