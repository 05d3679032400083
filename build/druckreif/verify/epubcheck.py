"""The W3C's epubcheck on a finished EPUB, in the process's own Java machine."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..base.finding import Finding
from ..base.span import Span
from .java import java, java_class

GRAVE = ("FATAL", "ERROR", "WARNING")
"""What fails a book: an edition without a single warning is the aim, so warnings count."""


def run_epubcheck(name: str, data: bytes) -> list[Finding]:
    """Findings of epubcheck on a file, named `name` in the report. Raises MissingTool."""
    java()
    checker = java_class("com.adobe.epubcheck.tool.EpubChecker")()
    with tempfile.TemporaryDirectory() as folder:
        book, out = Path(folder) / "book.epub", Path(folder) / "report.json"
        book.write_bytes(data)
        checker.run([str(book), "-q", "--json", str(out)])
        report = json.loads(out.read_text("utf-8"))
    return sorted(_findings(report, name))


def _findings(report: dict[str, Any], name: str) -> Iterator[Finding]:
    for message in report.get("messages", ()):
        if message["severity"] not in GRAVE:
            continue
        rule = f"epubcheck-{message['ID'].lower()}"
        hint = message.get("suggestion") or ""
        nowhere: list[dict[str, Any]] = [{"path": "", "line": 0, "column": 0}]
        for place in message.get("locations") or nowhere:
            inner = place["path"].split(".epub/", 1)[-1] if ".epub/" in place["path"] else place["path"]
            inside = f"!{inner}" if inner and not inner.endswith(".epub") else ""
            span = Span(name + inside, max(place["line"], 0), max(place["column"], 0))
            yield Finding(span, rule, message["message"], hint)
