"""YAML records: pydantic's errors become findings at their line and column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from ..base.finding import Finding, nearest
from .yaml_text import Path, YamlText

Model = TypeVar("Model", bound=BaseModel)


def validate(
    model: type[Model], doc: YamlText, source: str, stand_ins: Mapping[str, Any] | None = None
) -> tuple[Model | None, list[Finding]]:
    """The record that a document holds and everything that is wrong with it.

    With findings the record is a repaired one, good for looking further and nothing else: wrong values are left
    out, missing ones stand in. None if that is not possible either.
    """
    found = list(doc.findings)
    if any(finding.rule == "yaml-syntax" for finding in found):
        return None, found
    try:
        return model.model_validate(doc.value if doc.value is not None else {}), found
    except ValidationError as error:
        return _repaired(model, doc.value, stand_ins or {}), found + _findings(model, error, doc, source)


STAND_IN = "x"
"""A value that is valid as text and as an id."""


def _repaired(model: type[Model], value: Any, stand_ins: Mapping[str, Any]) -> Model | None:
    value = deepcopy(value) if isinstance(value, dict) else {}
    for _ in range(6):
        try:
            return model.model_validate(value)
        except ValidationError as error:
            for detail in reversed(error.errors()):
                words = _literals(dict(detail))
                _mend(value, detail["type"], detail["loc"], {**stand_ins, "": words[0] if words else None})
    return None


def _mend(value: dict[str, Any], kind: str, loc: tuple[int | str, ...], stand_ins: Mapping[str, Any]) -> None:
    """Take out what is wrong, or put in what is missing; of a choice, the first (which stands under "")."""
    if kind == "missing" and len(loc) == 1:
        value[str(loc[0])] = stand_ins.get(str(loc[0]), STAND_IN)
        return
    path = _path(loc, value)
    inner: Any = value
    for step in path[:-1]:
        inner = inner[step]
    if kind == "missing" and isinstance(inner, dict):
        inner[str(path[-1])] = STAND_IN
    elif isinstance(inner, dict) and stand_ins.get("") and path:
        inner[path[-1]] = stand_ins[""]
    elif isinstance(inner, dict):
        inner.pop(path[-1] if path else "", None)
    elif isinstance(inner, list) and isinstance(path[-1], int) and path[-1] < len(inner):
        del inner[path[-1]]


def _findings(model: type[BaseModel], error: ValidationError, doc: YamlText, source: str) -> list[Finding]:
    findings: dict[tuple[object, str], Finding] = {}
    unknown = [_path(detail["loc"], doc.value) for detail in error.errors() if detail["type"] == "extra_forbidden"]
    for detail in error.errors():
        path = _path(detail["loc"], doc.value)
        if detail["type"] == "missing" and _is_misspelt(path, unknown):
            continue  # the unknown key says it
        if detail["type"] == "too_short" and _at(doc.value, path):
            continue  # only what is in the list is wrong
        finding = _finding(model, dict(detail), path, doc, source)
        findings.setdefault((finding.span, finding.rule), finding)
    return list(findings.values())


def _is_misspelt(path: Path, unknown: Sequence[Path]) -> bool:
    """Whether a missing key stands in its record under a name like its own."""
    name = str(path[-1]) if path else ""
    return any(other and other[:-1] == path[:-1] and nearest(str(other[-1]), [name]) for other in unknown)


def _path(loc: tuple[int | str, ...], value: Any) -> Path:
    """The part of pydantic's location that leads through the document; names of union branches drop out."""
    path: list[str | int] = []
    for index, step in enumerate(loc):
        if isinstance(value, dict) and isinstance(step, str) and step in value:  # noqa: SIM114  # types differ
            value = value[step]
        elif isinstance(value, list) and isinstance(step, int) and step < len(value):
            value = value[step]
        elif index < len(loc) - 1:
            continue
        else:
            value = None
            if not isinstance(step, str) or not step[:1].isalpha() or "[" in step or "-str" in step:
                continue
        path.append(step)
    return tuple(path)


def _finding(model: type[BaseModel], detail: dict[str, Any], path: Path, doc: YamlText, source: str) -> Finding:
    kind, name = detail["type"], str(path[-1]) if path else ""
    message = str(detail["msg"]).removeprefix("Value error, ")
    if kind == "extra_forbidden":
        hint = nearest(name, _known_keys(model, path[:-1])) or "see the schema for the keys that may stand here"
        return Finding(doc.span(path, source, key=True), "unknown-key", f'unknown key "{name}"', hint)
    if kind == "missing":
        return Finding(doc.span(path[:-1], source, key=True), "missing-key", f'the key "{name}" is missing',
                       f'add "{name}: ..."')  # fmt: skip
    if "ISBN" in message or "check digit" in message:
        hint = "compare with the number your agency gave you, or leave the placeholder"
        return Finding(doc.span(path, source), "isbn", f"not a valid ISBN: {message}", hint)
    if kind.startswith("date"):
        return Finding(doc.span(path, source), "date", f'"{detail.get("input")}" is not a date', "write 2026-01-31")
    given = detail.get("input")
    shown = f' "{given}"' if isinstance(given, str | int) and len(str(given)) < 60 else ""
    if words := _literals(detail):
        hint = nearest(str(given), words) or "use one of: " + ", ".join(words)
        return Finding(doc.span(path, source), "wrong-value", f'"{_label(path)}" cannot be{shown}', hint)
    text = message[:1].lower() + message[1:]
    message = f'wrong value{shown} for "{_label(path)}": {text}'
    return Finding(doc.span(path, source), "wrong-value", message, "the schema in the first line says what may stand here")


def _literals(detail: dict[str, Any]) -> list[str]:
    """The words of a choice of which a value is none."""
    expected = str(detail.get("ctx", {}).get("expected", "")) if detail["type"] == "literal_error" else ""
    return [word for word in (part.strip("' ") for part in expected.replace(" or ", ", ").split(",")) if word]


def _at(value: Any, path: Path) -> Any:
    for step in path:
        value = value[step]
    return value


def _label(path: Path) -> str:
    return next((str(step) for step in reversed(path) if isinstance(step, str)), "the file")


def _models(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    if get_origin(annotation) in (tuple, Union, list) or get_args(annotation):
        return [model for inner in get_args(annotation) for model in _models(inner)]
    return []


def _known_keys(model: type[BaseModel], path: Path) -> set[str]:
    models = [model]
    for step in path:
        if isinstance(step, int):
            continue
        fields = [field for m in models for name, field in m.model_fields.items() if (field.alias or name) == step]
        models = [inner for field in fields for inner in _models(field.annotation)]
    return {field.alias or name for m in models for name, field in m.model_fields.items()}
