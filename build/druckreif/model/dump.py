"""Readable dumps: one value a line, indented by depth."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass

from ..base.span import Span
from .nodes import Text

_QUIET = ("span", "prose", "allows")


def dump(value: object) -> str:
    """A value as indented lines; empty fields and spans are left out."""
    return "\n".join(_lines(value, 0)) + "\n"


def _is_small(value: object) -> bool:
    return isinstance(value, str | int | bool | float)


def _lines(value: object, depth: int) -> Iterator[str]:
    pad = "  " * depth
    if isinstance(value, Text):
        yield f"{pad}Text {value.text!r}"
    elif is_dataclass(value) and not isinstance(value, type):
        yield from _dataclass(value, depth)
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            name = "/".join(map(str, key)) if isinstance(key, tuple) else str(key)
            if _is_small(inner):
                yield f"{pad}{name}: {inner}"
            else:
                yield f"{pad}{name}:"
                yield from _lines(inner, depth + 1)
    elif isinstance(value, tuple | list):
        for inner in value:
            yield from _lines(inner, depth)
    else:
        yield f"{pad}{value}"


def _dataclass(value: object, depth: int) -> Iterator[str]:
    small: list[tuple[str, object]] = []
    large: list[tuple[str, object]] = []
    for field in fields(value):  # type: ignore[arg-type]  # checked by the caller
        inner = getattr(value, field.name)
        if field.name in _QUIET or isinstance(inner, Span) or inner is None or inner in ("", (), {}):
            continue
        (small if _is_small(inner) else large).append((field.name, inner))
    words = " ".join(f"{name}={inner!r}" for name, inner in small)
    yield "  " * depth + f"{type(value).__name__} {words}".rstrip()
    for name, inner in large:
        if name not in ("children", "blocks"):
            yield "  " * (depth + 1) + f".{name}"
            yield from _lines(inner, depth + 2)
        else:
            yield from _lines(inner, depth + 1)
