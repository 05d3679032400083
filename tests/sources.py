"""The sources of a book, read as an editor would read them: a few lines of regular expressions, nothing of druckreif."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml


def letters(text: str) -> str:
    """A text without anything that typesetting may change: letters and figures alone."""
    return "".join(char for char in text if char.isalnum())


@dataclass
class Source:
    """One Markdown file: title, headings, notes by label, labels in the order of their first call."""

    id: str
    title: str
    matter: str
    headings: list[tuple[str, str]] = field(default_factory=list)
    notes: dict[str, str] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    paragraphs: list[str] = field(default_factory=list)

    def order(self) -> list[str]:
        """Labels in the order of their first call: the numbers of the notes, from 1."""
        return list(dict.fromkeys(self.calls))


def pieces(markdown: str) -> list[str]:
    """The running text of a piece of Markdown, cut where a citation or a call stands, markup taken off."""
    text = re.sub(r"\[\^[a-z0-9-]+\]|\[@[^\]]*\]|\[\]\(#[^)]*\)", "\0", markdown)
    for _ in range(3):
        text = re.sub(r"\[([^\[\]]*)\](\{[^}]*\}|\([^)]*\))", r"\1", text)
    text = re.sub(r"[*>|]", "", text)
    return [piece for piece in map(letters, text.split("\0")) if piece]


def read_source(path: Path, matter: str) -> Source:
    raw = path.read_text("utf-8")
    _, front, body = raw.split("---\n", 2)
    meta = yaml.safe_load(front)
    found = Source(meta["id"], "", matter)
    text, *notes = re.split(r"^\[\^([a-z0-9-]+)\]: ", body, flags=re.M)
    found.notes = dict(zip(notes[::2], notes[1::2], strict=True))
    for line in text.splitlines():
        if match := re.match(r"(#+) (.*?)(?: \{#([a-z0-9-]+)\})?$", line):
            if match[1] == "#":
                found.title = match[2]
            else:
                found.headings.append((match[3], match[2]))
        elif line and not line.startswith((":", "Table:", "|", "![")):
            found.paragraphs.append(line)
    found.calls = re.findall(r"\[\^([a-z0-9-]+)\]", text)
    return found


def read_sources(folder: Path, config: dict[str, Any]) -> list[Source]:
    found = []
    for matter in ("front", "body", "back"):
        for entry in config["contents"][matter]:
            for name in entry["chapters"] if isinstance(entry, dict) else [entry]:
                if name.endswith(".md"):
                    found.append(read_source(folder / name, matter))
    return found


def forms_of(entry: dict[str, Any]) -> tuple[str, ...]:
    """All words that mean an entry of register.yaml or one of its sub-entries, whatever their rules."""
    said = [*entry.get("forms", ()), *(form for sub in entry.get("sub", ()) for form in sub.get("forms", ()))]
    return (entry["headword"], *(form["form"] if isinstance(form, dict) else form for form in said))
