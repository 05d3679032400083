"""What an editor allows: `<!-- allow: rule -->` above a block, `allow: [rule]` in the front matter of a file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..base.span import Span
from ..model.book import Allow
from ..model.meta import FrontMatter
from .lines import FENCE, NOTE_START
from .yaml_text import YamlText

_ALLOW = re.compile(r"^(?P<before>\s*(?:>\s*)*<!--\s*allow:\s*)(?P<rules>[\w\s,-]+?)\s*-->\s*$")


def read_allows(lines: Sequence[str], front: FrontMatter, doc: YamlText, source: str) -> tuple[Allow, ...]:
    """All that is allowed in a file, with the lines for which it is."""
    found = [
        Allow(rule, doc.span(("allow", index), source), 1, len(lines)) for index, rule in enumerate(front.allow)
    ]
    last = 0
    for index in range(len(lines) - 1, -1, -1):
        if match := _ALLOW.match(lines[index]):
            if not (index + 1 < len(lines) and _ALLOW.match(lines[index + 1])):  # else what that one is for
                last = _end_of_block(lines, index + 1)
            for start, rule in _words(match["rules"], match.end("before")):
                place = Span(source, index + 1, start + 1, index + 1, start + 1 + len(rule))
                found.append(Allow(rule, place, index + 1, last))
    return tuple(found)


def _words(rules: str, start: int) -> Iterator[tuple[int, str]]:
    for match in re.finditer(r"[\w-]+", rules):
        yield start + match.start(), match[0]


def _end_of_block(lines: Sequence[str], index: int) -> int:
    """The number of the last line of the block that begins at or after an index: a paragraph, a whole div, a whole note."""
    index = _next_text(lines, index)
    if index < len(lines) and (fence := FENCE.match(lines[index])) and fence[2]:
        return _end_of_div(lines, index)
    is_note = index < len(lines) and bool(NOTE_START.match(lines[index]))
    while index < len(lines):
        after = _next_text(lines, index)
        goes_on = is_note and after < len(lines) and lines[after].startswith(("    ", "\t"))
        if after > index and not goes_on:
            break
        index = after + 1
    return min(index, len(lines))


def _next_text(lines: Sequence[str], index: int) -> int:
    """The index of the first line from here that is not empty."""
    while index < len(lines) and not lines[index].strip():
        index += 1
    return index


def _end_of_div(lines: Sequence[str], index: int) -> int:
    depth = 0
    for at in range(index, len(lines)):
        if fence := FENCE.match(lines[at]):
            depth += 1 if fence[2] else -1
            if depth == 0:
                return at + 1
    return len(lines)


__all__ = ["read_allows"]
