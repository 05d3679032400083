"""What a book needs to be a repository of its own: a Makefile, a hook of git, workflows that build it, a README."""

from __future__ import annotations

import json
import re
from importlib.metadata import PackageNotFoundError, distribution
from urllib.parse import unquote, urlsplit

from ..base.stock import stock

FILES = {
    "Makefile": "Makefile", ".gitignore": "gitignore", "hooks/pre-commit": "pre-commit",
    ".github/workflows/book.yml": "github.yml", ".gitlab-ci.yml": "gitlab-ci.yml", "README.md": "README.{language}.md",
}  # fmt: skip
"""Names in the repository, and those of the data that they are made of."""

EXECUTABLE = ("hooks/pre-commit",)


def repository_files(title: str, language: str, source: str | None = None) -> dict[str, str]:
    """The files by name. `source` is where druckreif is to be installed from; by default from where this one was."""
    came_from = (origin() if source is None else source).replace("$", "$$").replace("#", "\\#")
    words = {"Makefile": ("@SOURCE@", came_from), "README.md": ("TITLE", _escaped(title))}
    files = {}
    for name, data in FILES.items():
        text = (stock("data/repository") / data.format(language=language)).read_text("utf-8")
        files[name] = text.replace(*words[name], 1) if name in words else text
    return files


def origin() -> str:
    """From where this druckreif was installed (PEP 610): a git address with its commit, a path; "" if that is not known.

    Names and passwords in an address are left out.
    """
    try:
        told = json.loads(distribution("druckreif").read_text("direct_url.json") or "{}")
    except (PackageNotFoundError, ValueError):
        return ""
    url = str(told.get("url", ""))
    if vcs := told.get("vcs_info"):
        parts = urlsplit(url)
        bare = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
        return f"{vcs['vcs']}+{bare}@{vcs['commit_id']}"
    return unquote(urlsplit(url).path) if url.startswith("file:") and "dir_info" in told else ""


def _escaped(title: str) -> str:
    """A title as a heading of Markdown."""
    return re.sub(r"([\\`*_\[\]<>#])", r"\\\1", " ".join(title.split()))
