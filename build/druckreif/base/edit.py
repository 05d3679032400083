"""Corrections of a source: small, within a line, and applied only where the line still says what was read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """In a file, at a line and column counted from 1: `old` becomes `new`."""

    source: str
    line: int
    column: int
    old: str
    new: str


def apply(text: str, edits: Iterable[Edit]) -> str:
    """The text after those edits whose place holds their `old`; of two that overlap, the first is made."""
    lines = text.split("\n")
    done: dict[int, int] = {}
    for edit in sorted(set(edits), reverse=True):  # from the end, so that columns before it stay true
        if not 1 <= edit.line <= len(lines):
            continue
        line, start = lines[edit.line - 1], edit.column - 1
        end = start + len(edit.old)
        if line[start:end] == edit.old and end <= done.get(edit.line, len(line) + 1):
            lines[edit.line - 1] = line[:start] + edit.new + line[end:]
            done[edit.line] = start
    return "\n".join(lines)
