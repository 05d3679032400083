"""Corrections that cannot be wrong, written into the sources: what `druckreif check --fix` does.

Letters are never changed: every edit of a rule is about marks and spaces. The tests hold that for arbitrary texts.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import unified_diff
from pathlib import Path

from ..base.edit import Edit, apply
from ..base.finding import Finding
from ..base.replace import put_in_place
from ..base.shelf import Shelf
from ..read.yaml_text import read_yaml

_ROUNDS = 6
"""One correction may uncover another; after so many rounds that is a defect, and what is left is reported."""


@dataclass(frozen=True, slots=True)
class Change:
    """A file before and after."""

    name: str
    before: str
    after: str

    def diff(self, folder: str) -> str:
        """A unified diff as `patch` takes it."""
        path = f"{folder}/{self.name}" if folder else self.name
        lines = unified_diff(self.before.splitlines(True), self.after.splitlines(True), path, path, n=1)
        return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


Look = Callable[[Shelf], Sequence[Finding]]
"""Gives the findings of the book on a shelf."""


def mend(shelf: Shelf, look: Look) -> tuple[list[Change], list[Finding]]:
    """What would change in the files of a shelf, and what is found after that. Nothing is written."""
    first: dict[str, str] = {}
    texts: dict[str, str] = {}
    findings = list(look(shelf))
    for _ in range(_ROUNDS):
        changed = dict(_round(shelf, findings))
        if not changed:
            break
        for name in changed:
            first.setdefault(name, shelf.text(name))
        texts |= changed
        shelf = replace(shelf, files={**shelf.files, **{name: text.encode() for name, text in texts.items()}})
        findings = list(look(shelf))
    return [Change(name, first[name], texts[name]) for name in sorted(texts)], findings


def _round(shelf: Shelf, findings: Sequence[Finding]) -> Iterator[tuple[str, str]]:
    """The files that the corrections of some findings change. Lines with invisible characters wait until those are gone."""
    unsure = {(found.span.source, found.span.line) for found in findings if found.rule == "control-character"}
    edits = [edit for found in findings for edit in found.fix if (edit.source, edit.line) not in unsure]
    for name in sorted({edit.source for edit in edits}):
        before = shelf.text(name)
        mine = [edit for edit in edits if edit.source == name]
        after = _in_yaml(before, mine, name) if name.endswith(".yaml") else apply(before, mine)
        if after != before:
            yield name, after


def _in_yaml(text: str, edits: Sequence[Edit], name: str) -> str:
    """The text of a YAML file after those edits that leave it YAML, with the same keys and the same letters."""
    if _told(whole := apply(text, edits), name) == (before := _told(text, name)):
        return whole
    for edit in sorted(set(edits), reverse=True):  # from the end, so that columns before it stay true
        if _told(after := apply(text, [edit]), name) == before:
            text = after
    return text


def _told(text: str, name: str) -> tuple[object, ...]:
    """What a YAML file says, but for marks and spaces."""
    doc = read_yaml(text, name)
    return tuple(doc.values), bool(doc.findings), "".join(filter(str.isalnum, _letters(doc.value)))


def _letters(value: object) -> str:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return "".join(map(_letters, inner)) if inner else str(value)


def write(folder: Path, changes: Sequence[Change]) -> None:
    """Put the changed files in place; each line keeps its end, each file its mark of byte order. Raises OSError."""
    shelf = Shelf.at(folder)
    files: dict[Path, bytes] = {}
    for change in changes:
        path = shelf.path(change.name)
        old = path.read_bytes()
        mark = BOM_UTF8 if old.startswith(BOM_UTF8) else b""
        ends = [*re.findall("\r\n|\r|\n", old.decode("utf-8-sig")), ""]
        lines = zip(change.after.split("\n"), ends, strict=True)  # corrections neither add nor take lines
        files[path] = mark + "".join(line + end for line, end in lines).encode()
    put_in_place(files)
