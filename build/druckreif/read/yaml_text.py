"""YAML with places: safe values, and where each of them stands.

Only plain YAML: tags, anchors and aliases are refused (no objects, no entity expansion), doubled keys
are reported, depth is bounded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import yaml

from ..base.finding import Finding
from ..base.span import Span

MAX_DEPTH = 20
LOADER = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
"""libyaml reads ten times as fast; the wheels of PyYAML hold it for all platforms."""

Path = tuple[str | int, ...]


@dataclass(slots=True)
class YamlText:
    """A YAML document: plain values, and the spans of values and keys by path."""

    value: Any = None
    values: dict[Path, Span] = field(default_factory=dict)
    keys: dict[Path, Span] = field(default_factory=dict)
    scalars: list[tuple[Path, Span]] = field(default_factory=list)
    """Values that are text, with the places of all their lines."""
    findings: list[Finding] = field(default_factory=list)

    def span(self, path: Path, source: str, key: bool = False) -> Span:
        """The place of a path, or of the nearest parent that is known."""
        first, second = (self.keys, self.values) if key else (self.values, self.keys)
        while path:
            if found := first.get(path) or second.get(path):
                return found
            path = path[:-1]
        return self.values.get((), Span(source, 1, 1))

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""What XML cannot hold; a quoted value can spell it, as in "\\x07"."""


class _Reader:
    def __init__(self, source: str, first_line: int) -> None:
        self.source, self.first_line, self.doc = source, first_line, YamlText()

    def span(self, mark: Any, end: Any = None) -> Span:
        last = (end.line + self.first_line, end.column + 1) if end else (0, 0)
        return Span(self.source, mark.line + self.first_line, mark.column + 1, *last)

    def find(self, rule: str, mark: Any, message: str, hint: str = "") -> None:
        self.doc.findings.append(Finding(self.span(mark), rule, message, hint))

    def accepts(self, events: Iterable[yaml.Event]) -> bool:
        """Whether a document may be read: no anchor, alias or tag, and not too deep, which would use up the stack."""
        depth = 0
        for event in events:
            if isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
            elif getattr(event, "anchor", None) or getattr(event, "tag", None) not in (None, "!"):
                message, hint = "anchors, aliases and tags are not allowed", "write the value out"
                self.find("yaml-syntax", event.start_mark, message, hint)
                return False
            elif depth > MAX_DEPTH:
                self.find("yaml-syntax", event.start_mark, "nested too deep", f"at most {MAX_DEPTH} levels")
                return False
            depth += isinstance(event, yaml.CollectionStartEvent)
        return True

    def read(self, node: yaml.Node, path: Path) -> Any:
        self.doc.values[path] = self.span(node.start_mark, node.end_mark)
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.read(item, (*path, index)) for index, item in enumerate(node.value)]
        self.doc.scalars.append((path, self.doc.values[path]))
        if escaped := _CONTROL.search(str(node.value)):
            message = f"invisible character U+{ord(escaped[0]):04X}"
            self.find("control-character", node.start_mark, message, "delete it; text files cannot hold it")
            return _CONTROL.sub("", str(node.value))
        return self.scalar(node)

    def mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self.find("yaml-syntax", key_node.start_mark, "a list or a record stands for a key", "write a word here")
                continue
            key = str(key_node.value)
            if key in values:
                message = f'the key "{key}" stands here twice'
                self.find("duplicate-key", key_node.start_mark, message, "keep one of them")
                continue
            self.doc.keys[*path, key] = self.span(key_node.start_mark, key_node.end_mark)
            values[key] = self.read(value_node, (*path, key))
        return values

    def scalar(self, node: yaml.Node) -> Any:
        """Text stays text; only null, whole numbers, truth values and dates become values of their own."""
        if node.tag == "tag:yaml.org,2002:null":
            return None
        if node.tag == "tag:yaml.org,2002:bool":
            return str(node.value).lower() in ("true", "yes", "on")
        if node.tag == "tag:yaml.org,2002:int" and str(node.value).isdigit() and len(str(node.value)) < 10:
            return int(node.value)
        return str(node.value)


def read_yaml(text: str, source: str, first_line: int = 1) -> YamlText:
    """Read a YAML text; `first_line` is the line of the file at which it begins."""
    reader = _Reader(source, first_line)
    try:
        if not reader.accepts(yaml.parse(text, Loader=LOADER)):
            return reader.doc
        node = yaml.compose(text, Loader=LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        lines = text.splitlines() or [""]
        if mark is None or mark.line >= len(lines):  # something was begun and never ended
            place = Span(source, first_line + len(lines) - 1, max(len(lines[-1]), 1))
        else:
            place = reader.span(mark)
        hint = "quote the text if it holds a colon, check the indentation"
        reader.doc.findings.append(Finding(place, "yaml-syntax", error.problem or str(error), hint))
        return reader.doc
    except (yaml.YAMLError, RecursionError) as error:
        message = str(error).splitlines()[0] if str(error) else "not readable as YAML"
        reader.doc.findings.append(Finding(Span(source, first_line, 1), "yaml-syntax", message))
        return reader.doc
    if node is not None:
        reader.doc.value = reader.read(node, ())
    return reader.doc


__all__ = ["YamlText", "read_yaml"]
