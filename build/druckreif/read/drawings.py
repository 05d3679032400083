"""What it takes to draw an SVG: a small file can stand for billions of shapes, or for one that holds itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from typing import Any

MOST_SHAPES = 100_000
"""Shapes, bends of paths and letters, those drawn again through references included. A detailed map has some 30,000."""

MOST_DEPTH = 120
"""Groups in one another, those that are reached through references included."""

_OWN = re.compile(r"url\(\s*['\"]?#([^'\")\s]+)")
_RULE = re.compile(r"([^{}]*)\{([^{}]*)\}")
_LAST = re.compile(r"([\w-]*)((?:[.#][\w-]+)*)\s*$")
_BEND = re.compile(r"[a-zA-Z]|[\d.]+")


class Endless(ValueError):
    """A shape that holds itself, or groups too deep in one another."""


def shapes(root: Any) -> int:
    """How many shapes are drawn, bounded by a little more than MOST_SHAPES. Raises Endless."""
    return _Drawing(root).weight(root, 0)[0]


class _Drawing:
    def __init__(self, root: Any) -> None:
        self.named = {element.get("id"): element for element in root.iter() if element.get("id")}
        self.rules = [rule for element in root.iter() if _kind(element) == "style" for rule in _rules(element.text or "")]
        self.known: dict[Any, tuple[int, int]] = {}
        self.open: set[Any] = set()

    def weight(self, element: Any, depth: int) -> tuple[int, int]:
        """How many shapes an element stands for, and how deep it goes; it lies so deep itself."""
        if element in self.open or depth + self.known.get(element, (0, 0))[1] > MOST_DEPTH:
            raise Endless
        if element in self.known:
            return self.known[element]
        self.open.add(element)
        bends = 1 + len(_BEND.findall(element.get("d") or element.get("points") or "")) // 3 + len(element.text or "") // 10
        found, height = bends, 0
        inner = ((False, child) for child in element if isinstance(child.tag, str))
        for is_marker, target in chain(inner, self.targets(element)):
            if found <= MOST_SHAPES:
                more, below = self.weight(target, depth + 1)
                found, height = found + more * (bends if is_marker else 1), max(height, below + 1)
        self.open.discard(element)
        self.known[element] = found, height
        return found, height

    def targets(self, element: Any) -> Iterator[tuple[bool, Any]]:
        """What else is drawn with an element, and whether at each of its bends."""
        for name, value in element.attrib.items():
            bare = name.rpartition("}")[2]
            if bare == "href" and value.strip().startswith("#"):
                yield from self.called(value.strip()[1:], False)
            for label in _OWN.findall(value):
                yield from self.called(label, "marker" in bare or "marker" in value)
        for selector, value in self.rules:
            if _fits(selector, element):
                for label in _OWN.findall(value):
                    yield from self.called(label, "marker" in value)

    def called(self, label: str, is_marker: bool) -> Iterator[tuple[bool, Any]]:
        """The element of that id, if it draws something: colours that refer to each other draw nothing."""
        target = self.named.get(label)
        if target is not None and _kind(target) not in ("linearGradient", "radialGradient", "filter"):
            yield is_marker, target


def _kind(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _rules(sheet: str) -> Iterator[tuple[str, str]]:
    """The last part of each selector and the declarations, of rules that refer to something."""
    for selectors, declarations in _RULE.findall(sheet):
        if "url(" in declarations:
            yield from ((match[0].strip(), declarations) for part in selectors.split(",") if (match := _LAST.search(part)))


def _fits(selector: str, element: Any) -> bool:
    """Whether an element may be meant: by its name, its classes, its id."""
    name, *marks = re.split(r"(?=[.#])", selector)
    own = {f".{label}" for label in (element.get("class") or "").split()} | {f"#{element.get('id')}"}
    return name in ("", _kind(element)) and {*marks} <= own
