"""Tests as documents: Markdown files whose examples are fences, sources first, then what comes of them.

An example begins with a heading of level 2. `pytest --accept` writes the results anew, to be read in `git diff` before they
are committed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

SOURCES = ("markdown", "yaml")
_FENCE = re.compile(r"^(?P<ticks>`{3,})(?P<kind>\w+)(?: (?P<name>\S+))?\n(?P<text>.*?)^(?P=ticks)\n", re.M | re.S)


@dataclass(frozen=True)
class Example:
    """One example: its sources by file name ("" if the fence has none), its results by kind."""

    path: Path
    title: str
    sources: dict[str, str]
    results: dict[str, str]


def _sections(text: str) -> Iterator[tuple[str, list[re.Match[str]]]]:
    """Titles of level 2 with their fences; what looks like a heading inside a fence is none."""
    fences = list(_FENCE.finditer(text))
    found = re.finditer(r"^## (.+)\n", text, re.M)
    heads = [head for head in found if not any(fence.start() < head.start() < fence.end() for fence in fences)]
    for head, end in zip(heads, [head.start() for head in heads[1:]] + [len(text)], strict=True):
        yield head[1], [fence for fence in fences if head.end() <= fence.start() < end]


def read_examples(folder: Path) -> Iterator[Example]:
    """All examples of a folder in order; a section without a fence is prose."""
    for path in sorted(folder.glob("*.md")):
        for title, fences in _sections(path.read_text("utf-8")):
            sources = {fence["name"] or "": fence["text"] for fence in fences if fence["kind"] in SOURCES}
            results = {fence["kind"]: fence["text"] for fence in fences if fence["kind"] not in SOURCES}
            if fences:
                yield Example(path, title, sources, results)


def parameters(folder: Path) -> list[object]:
    """The examples as parameters of a test."""
    return [pytest.param(one, id=f"{one.path.stem}: {one.title}") for one in read_examples(folder)]


def settle(example: Example, kind: str, found: str, accept: bool) -> None:
    """Compare a result with the one in the document, or write it there."""
    if not accept:
        assert found == example.results[kind]
        return
    text = example.path.read_text("utf-8")
    fences = dict(_sections(text))[example.title]
    fence = next(fence for fence in fences if fence["kind"] == kind)
    start, end = fence.span("text")
    example.path.write_text(text[:start] + found + text[end:], "utf-8")
