"""What a block of YAML at the head of a Markdown file says of the book; anything that is no plain line is passed over."""

from __future__ import annotations

import re
from dataclasses import dataclass

_LINE = re.compile(r"(title|subtitle|author|authors|lang|language)\s*:\s*(.+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class About:
    """Title and author as a manuscript states them."""

    title: str = ""
    subtitle: str = ""
    authors: tuple[str, ...] = ()
    language: str = ""


def metadata_in(yaml: str) -> About:
    """The keys that are known, from lines of the form `key: words`."""
    found: dict[str, str] = {}
    for line in yaml.split("\n")[:200]:
        if (match := _LINE.fullmatch(line.strip())) and not match[2].startswith(("{", "|", ">", "&", "*", "!")):
            found.setdefault(match[1].lower(), match[2].strip().strip("\"'").strip()[:300])
    people = (found.get("author") or found.get("authors") or "").strip("[]")
    authors = tuple(name.strip().strip("\"'") for name in people.split(",") if name.strip())
    return About(found.get("title", ""), found.get("subtitle", ""), authors, found.get("lang") or found.get("language", ""))
