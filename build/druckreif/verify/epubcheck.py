"""The W3C's epubcheck on a finished EPUB, in the process's own Java machine: the current one, and that of older shops.

Both have the same class names, so that the older one lives behind a class loader of its own.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..base.finding import Finding
from ..base.span import Span
from .java import apart, epubcheck_jar, java, java_class, older_epubcheck_jar, speaking_for

GRAVE = ("FATAL", "ERROR", "WARNING")
"""What fails a book: an edition without a single warning is the aim, so warnings count."""

OLDER = "4.2.6"
"""What Kobo's intake says it runs (kobolabs/epub-spec)."""

ASKED = 'Undefined property: "a11y:exemption".'
"""What the older one says of a property that is younger than it, and which is written only if book.yaml asks for it."""

_CHECKER = "com.adobe.epubcheck.tool.EpubChecker"


def run_epubcheck(name: str, file: Path) -> list[Finding]:
    """Findings of the current epubcheck on a file (`.epub`), named `name` in the report. Raises MissingTool."""
    java()
    epubcheck_jar()
    return sorted(_findings(_report(java_class(_CHECKER), file), name, "epubcheck"))


def run_older_epubcheck(name: str, file: Path) -> list[Finding]:
    """The same of epubcheck 4.2.6. Raises MissingTool."""
    java()
    loader = apart(older_epubcheck_jar())
    with speaking_for(loader):
        found = _findings(_report(java_class(_CHECKER, loader), file), name, f"epubcheck-{OLDER}")
        return sorted(finding for finding in found if finding.message != ASKED)


def _report(checker: Any, file: Path) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "report.json"
        checker().run([str(file), "-q", "--json", str(out)])
        report: dict[str, Any] = json.loads(out.read_text("utf-8"))
        return report


def _findings(report: dict[str, Any], name: str, rule: str) -> Iterator[Finding]:
    for message in report.get("messages", ()):
        if message["severity"] not in GRAVE:
            continue
        hint = message.get("suggestion") or ""
        nowhere: list[dict[str, Any]] = [{"path": "", "line": 0, "column": 0}]
        for place in message.get("locations") or nowhere:
            inner = place["path"].split(".epub/", 1)[-1] if ".epub/" in place["path"] else place["path"]
            inside = f"!{inner}" if inner and not inner.endswith(".epub") else ""
            span = Span(name + inside, max(place["line"], 0), max(place["column"], 0))
            yield Finding(span, f"{rule}-{message['ID'].lower()}", message["message"], hint)
