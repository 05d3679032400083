"""A book to begin with: small, complete, and in every kind of markup that there is."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from ..base.stock import stock
from .repository import EXECUTABLE, repository_files

DEFAULTS = {"de": "Mein Buch", "en": "My Book"}


def begin(folder: Path, title: str, language: str) -> list[str]:
    """Write the sources of a small book, and what makes it a repository, into a new or empty folder; gives their names.

    A folder that holds nothing but `.git` is empty. Raises FileExistsError if it holds anything else, OSError if it cannot
    be written.
    """
    if folder.exists() and (not folder.is_dir() or any(path.name != ".git" for path in folder.iterdir())):
        raise FileExistsError(folder)
    source = stock(f"data/new/{language}")
    files = {path.relative_to(source).as_posix(): path.read_text("utf-8") for path in sorted(source.rglob("*.*"))}
    schemas = {f".druckreif/{path.name}": path.read_text("utf-8") for path in sorted(stock("schemas").glob("*.json"))}
    name = title or DEFAULTS[language]
    files["book.yaml"] = files["book.yaml"].replace("TITLE", _quoted(name)).replace("SLUG", slug(name))
    files |= repository_files(name, language)
    for file, text in (files | schemas).items():
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8", newline="\n")
        if file in EXECUTABLE:
            path.chmod(0o755)
    return list(files)


_GERMAN = {ord("ä"): "ae", ord("ö"): "oe", ord("ü"): "ue", ord("ß"): "ss"}


def slug(title: str) -> str:
    """A file name from a title: small letters, figures, hyphens; "book" if nothing is left."""
    plain = title.lower().translate(_GERMAN)
    ascii = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii).strip("-").lstrip("0123456789-") or "book"


def _quoted(text: str) -> str:
    """A text as a YAML scalar in double quotes."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
