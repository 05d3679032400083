"""What costly checks of our own found, kept by the content of the file and the code that judges: it is judged once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, replace
from functools import cache
from importlib.metadata import PackageNotFoundError, version

from ..base.cache import is_kept, stored
from ..base.edit import Edit
from ..base.finding import Finding, Severity
from ..base.span import Span
from ..base.stock import PACKAGE

LIBRARIES = ("pypdfium2", "pypdf", "pillow", "zxing-cpp")


@cache
def judging() -> str:
    """One value for what a check of ours can depend on beside file and terms: code of verify/ and below, libraries."""
    digest = hashlib.sha256()
    for path in sorted(path for folder in ("base", "model", "verify") for path in (PACKAGE / folder).rglob("*.py")):
        digest.update(f"{path.relative_to(PACKAGE).as_posix()}\0".encode() + path.read_bytes() + b"\0")
    digest.update(" ".join(f"{name} {_installed(name)}" for name in LIBRARIES).encode())
    return digest.hexdigest()


def _installed(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return ""


def known(check: str, data: bytes, terms: str, make: Callable[[], bytes]) -> bytes:
    """What a check gives for a file, judged once; `terms` says all that it goes by beside the file."""
    return stored(*_kept_as(check, data, terms), make)


def is_known(check: str, data: bytes, terms: str) -> bool:
    """Whether a check has judged a file by these terms."""
    return is_kept(*_kept_as(check, data, terms))


def _kept_as(check: str, data: bytes, terms: str) -> tuple[str, bytes]:
    return f"verdict-{check}.json", f"{judging()}\n{terms}\n".encode() + data


def known_findings(
    check: str, name: str, data: bytes, terms: str, judge: Callable[[str], list[Finding]]
) -> list[Finding]:
    """The same for findings at a file: `judge` is given the name under which it finds them, which is none of theirs."""
    return load_findings(known(check, data, terms, lambda: dump_findings(judge(""))), name)


def dump_findings(findings: list[Finding]) -> bytes:
    """Findings as they are kept."""
    return json.dumps([asdict(finding) for finding in findings], ensure_ascii=False).encode()


def load_findings(kept: bytes, name: str) -> list[Finding]:
    """Kept findings of a file that is called `name` now."""
    found = []
    for entry in json.loads(kept):
        span = Span(**entry.pop("span"))
        fix = tuple(Edit(**edit) for edit in entry.pop("fix"))
        place = replace(span, source=name + span.source)
        found.append(Finding(span=place, severity=Severity(entry.pop("severity")), fix=fix, **entry))
    return found
