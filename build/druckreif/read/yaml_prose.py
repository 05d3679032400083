"""What an editor wrote into YAML: where each word of a text stands in the file, and what is allowed there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..base.span import Span
from ..model.book import Allow
from ..model.prose import Piece
from .yaml_text import YamlText

_ALLOW = re.compile(r"(?P<before>(?:.*\s)?#\s*allow:\s*)(?P<rules>[\w\s,-]+?)\s*")
_BLOCK = re.compile(r"[|>][-+0-9]*(?:\s+#.*)?")


def pieces_of(lines: Sequence[str], span: Span, value: str) -> tuple[Piece, ...]:
    """Where the words of a value stand, a piece for each line; none where they are written in another way (escapes)."""
    found: list[Piece] = []
    at = 0
    is_quoted = span.line <= len(lines) and lines[span.line - 1][span.column - 1 : span.column] in ("'", '"')
    for line in range(span.line, min(span.end_line, len(lines)) + 1):
        text = lines[line - 1]
        first = span.column - 1 if line == span.line else 0
        last = span.end_column - 1 if line == span.end_line else len(text)
        if line == span.line and _BLOCK.fullmatch(text[first:last].strip()):
            continue
        first += is_quoted and line == span.line
        last -= is_quoted and line == span.end_line
        said = text[first:last].strip()
        first = max(first, 0) + len(text[first:last]) - len(text[first:last].lstrip())
        while at < len(value) and value[at].isspace():
            at += 1
        if said and not value.startswith(said, at):
            return ()
        if said:
            found.append(Piece(at, len(said), line, first + 1))
            at += len(said)
    return () if value[at:].strip() else tuple(found)


def read_yaml_allows(lines: Sequence[str], doc: YamlText, source: str) -> Iterator[Allow]:
    """All that is allowed in a YAML file: `# allow: rule` above a key or a record, or behind a value."""
    for number, text in enumerate(lines, start=1):
        match = _ALLOW.fullmatch(text) if "allow:" in text else None
        if match is None or _is_text(doc, number, match["before"].rindex("#") + 1):
            continue
        alone = not match["before"].rpartition("#")[0].strip()
        first = _next_line(lines, number + 1) if alone else number
        for word in re.finditer(r"[\w-]+", match["rules"]):
            column = match.end("before") + word.start() + 1
            place = Span(source, number, column, number, column + len(word[0]))
            yield Allow(word[0], place, number, _last_line(lines, first))


def _is_text(doc: YamlText, line: int, column: int) -> bool:
    """Whether a place lies within a value."""
    return any((s.line, s.column) <= (line, column) < (s.end_line, s.end_column) for _, s in doc.scalars)


def _next_line(lines: Sequence[str], number: int) -> int:
    """The first line from here that is neither empty nor a comment."""
    while number <= len(lines) and (not lines[number - 1].strip() or lines[number - 1].lstrip().startswith("#")):
        number += 1
    return number


def _last_line(lines: Sequence[str], number: int) -> int:
    """The last line of the key or record that begins on a line: those below it that stand further in."""
    if number > len(lines):
        return len(lines)
    depth = _depth(lines[number - 1])
    while number < len(lines) and (not lines[number].strip() or _depth(lines[number]) > depth):
        number += 1
    return number


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
