"""A report in words, rows and JSON: what `cli` prints."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .base.finding import Finding, Severity

if TYPE_CHECKING:
    from .model.report import Pressed, Report, Written


def tally(findings: Sequence[Finding]) -> str:
    """How many of each severity: "2 errors, 1 warning and 3 hints"; empty if there are none."""
    parts = []
    for severity in (Severity.ERROR, Severity.WARNING, Severity.HINT):
        if count := sum(f.severity is severity for f in findings):
            parts.append(f"{count} {severity}{'s' if count > 1 else ''}")
    return " and ".join([", ".join(parts[:-1]), *parts[-1:]] if len(parts) > 1 else parts)


def place(finding: Finding, book_dir: Path) -> str:
    """The place as a path from the working folder, so that an editor can jump to it."""
    place = str(finding.span)
    return place if finding.span.source == "" or _is_finished(finding) else named(place, book_dir)


def named(name: str, book_dir: Path) -> str:
    """The name of a file of the book as a path from the working folder."""
    return name if book_dir == Path() else f"{book_dir.as_posix()}/{name}"


def _is_finished(finding: Finding) -> bool:
    return finding.rule.startswith(("epubcheck", "epub-", "ace-", "pdf", "artefact-", "onix", "preflight-"))


def table(report: Report) -> list[tuple[str, ...]]:
    """What was written, a head and a row for each file."""
    return [("file", "pages", "words", "notes", "size", "seconds"), *(_row(line) for line in report.written)]


def _row(line: Written) -> tuple[str, ...]:
    counts = (f"{count:,}" if count else "–" for count in (line.pages, line.words, line.notes if line.words else None))
    return line.name, *counts, f"{line.size / 1024:,.0f} KB", f"{line.seconds:.1f}"


OPEN = {"preflight-placeholder": "ISBN", "preflight-estimate": "spine"}
"""What a preflight that passes leaves open, by rule."""


def press_table(report: Report) -> list[tuple[str, ...]]:
    """The printed editions, a head and a row for each service; nothing if there are none."""
    head = ("service", "paper", "trim mm", "pages", "gutter mm", "spine mm", "spine words", "ink", "standard", "preflight")
    return [head, *(_pressed(line, report) for line in report.pressed)] if report.pressed else []


def _pressed(line: Pressed, report: Report) -> tuple[str, ...]:
    trim = f"{line.trim[0]:.1f} x {line.trim[1]:.1f}"
    pages = f"{line.pages}, {line.blanks} blank" if line.blanks else str(line.pages)
    asked = f"{line.least:.1f} asked" if line.least else "none stated"
    origin = "estimate" if line.estimated else "formula" if line.formula else "as ordered"
    spine = "not known" if line.spine is None else f"{line.spine:.2f}, {origin}"
    words = "yes" if line.lettered else "no"
    own = (line.service, line.paper or "–", trim, pages, f"{line.inside:.1f}, {asked}", spine, words)
    return (*own, line.ink, line.standard, _judged(line, report))


def _judged(line: Pressed, report: Report) -> str:
    """What preflight said of the files of a service."""
    found = [f for f in report.findings if f.rule.startswith("preflight-") and f"/{line.service}/" in f.span.source]
    if grave := tally([finding for finding in found if finding.severity > Severity.HINT]):
        return grave
    open_ = dict.fromkeys(OPEN[finding.rule] for finding in found if finding.rule in OPEN)
    if line.spine is None:
        return "passed, no cover"
    return f"passed, open: {' and '.join(open_)}" if open_ else "passed"


def holdings(report: Report) -> list[str]:
    """What makes up the size of each EPUB, a line for each."""
    found = []
    for line in (line for line in report.written if line.parts):
        parts = ", ".join(f"{name} {size / 1024:,.0f}" for name, size in line.parts.items())
        found.append(f"{line.name} holds, in KB: {parts}.")
    return found


def set_plain(report: Report) -> list[str]:
    """What each PDF holds whose lines WeasyPrint broke, a line for each."""
    found = []
    for line in (line for line in report.written if line.plain):
        kinds = ", ".join(f"{count} {kind}" for kind, count in line.plain.items())
        found.append(f"{line.name} is set without lines of its own in: {kinds}; the theme does not state their measure.")
    return found


def as_json(report: Report, book_dir: Path) -> dict[str, Any]:
    """A report for other programs; keys are only ever added."""
    return {
        "findings": [
            {
                "file": place(finding, book_dir).split(":", 1)[0] if finding.span.line else place(finding, book_dir),
                "line": finding.span.line,
                "column": finding.span.column,
                "end_line": finding.span.end_line,
                "end_column": finding.span.end_column,
                "severity": str(finding.severity),
                "rule": finding.rule,
                "message": finding.message,
                "hint": finding.hint,
                "fixable": bool(finding.fix),
            }
            for finding in report.findings
        ],
        "written": [
            {"file": line.name, "pages": line.pages, "words": line.words, "notes": line.notes, "bytes": line.size,
             "seconds": round(line.seconds, 3), "parts": dict(line.parts), "plain": dict(line.plain)}
            for line in report.written
        ],
        "pressed": [
            {"service": line.service, "trim_mm": list(line.trim), "pages": line.pages, "blank": line.blanks,
             "inside_mm": round(line.inside, 3), "inside_asked_mm": line.least, "paper": line.paper,
             "spine_mm": line.spine, "spine_estimated": line.estimated, "spine_by_formula": line.formula,
             "spine_text": line.lettered, "ink": line.ink, "standard": line.standard, "rounds": line.rounds}
            for line in report.pressed
        ],
        "seconds": round(report.seconds, 3),
        "remarks": list(report.remarks),
        "unchanged": report.unchanged,
    }  # fmt: skip
