"""Larger books for `make bench`: a book whose chapters stand in it several times, with ids of their own."""

from __future__ import annotations

import re
import shutil
from pathlib import Path


def grown(book: Path, folder: Path, times: int) -> Path:
    """A copy of a book with each chapter `times` times; notes, register and bibliography grow with them."""
    copy = folder / f"book-{times}"
    shutil.copytree(book, copy)
    names = re.findall(r"^    - (chapters/.+\.md)$", (book / "book.yaml").read_text("utf-8"), re.M)
    lines = [f"    - {name}" for name in names]
    for number in range(2, times + 1):
        for name in names:
            own = name.replace(".md", f"-{number}.md")
            (copy / own).write_text(_renamed((book / name).read_text("utf-8"), f"-{number}"), "utf-8")
            lines.append(f"    - {own}")
    config = (copy / "book.yaml").read_text("utf-8")
    before, after = config.split(f"    - {names[0]}\n", 1)[0], config.split(f"    - {names[-1]}\n", 1)[1]
    (copy / "book.yaml").write_text(before + "\n".join(lines) + "\n" + after, "utf-8")
    return copy


def _renamed(text: str, mark: str) -> str:
    """The text of a chapter with other ids, in the front matter, at headings and captions, and in references."""
    ids = {*re.findall(r"^id: (\S+)$", text, re.M), *re.findall(r"\{#([a-z0-9-]+)", text)}
    text = re.sub(r"^id: (\S+)$", rf"id: \1{mark}", text, count=1, flags=re.M)
    text = re.sub(r"\{#([a-z0-9-]+)", rf"{{#\1{mark}", text)
    return re.sub(r"\]\(#([a-z0-9-]+)\)", lambda m: f"](#{m[1]}{mark})" if m[1] in ids else m[0], text)
