"""What rules about characters share: a pattern is looked for in all running text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..base.edit import Edit
from ..base.finding import Finding, Severity
from ..model.prose import Prose, Texts
from ..model.quotes import read_quotes

Place = tuple[Prose, re.Match[str]]


def search(texts: Texts, patterns: dict[str, re.Pattern[str]], sign: str | re.Pattern[str] = "") -> Iterator[Place]:
    """Each match with the prose it stands in; "" is the pattern of languages that have none of their own.

    `sign` is a text that every match holds, or a simple pattern for one: looking for it first is many times faster.
    """
    if pattern := patterns.get(texts.lang) or patterns.get(""):
        for prose in texts.proses:
            if sign in prose.text if isinstance(sign, str) else sign.search(prose.text):
                for match in pattern.finditer(prose.text):
                    yield prose, match


def is_quoted(prose: Prose, at: int) -> bool:
    """Whether a character is another's: in a block quotation, verse or letter, or between quotation marks."""
    return prose.quoted or read_quotes(prose.text).inside(at)


def warn(
    rule: str, prose: Prose, start: int, end: int, message: str, hint: str, fix: tuple[Edit, ...] = (),
    severity: Severity = Severity.WARNING,
) -> Finding:
    """A warning at some characters."""
    return Finding(prose.place(start, end), rule, message, hint, severity, fix)
