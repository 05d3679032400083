"""Verdicts of our own costly checks: given once for the same file, terms and code, and anew for any other."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import ROOT
from druckreif import make
from druckreif.base import cache
from druckreif.base.edit import Edit
from druckreif.base.finding import Finding, Severity
from druckreif.base.span import Span
from druckreif.verify import known
from druckreif.verify.type import measure, measured


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache that is empty."""
    monkeypatch.setattr(cache, "cache_folder", lambda: tmp_path)
    return tmp_path


def test_the_same_is_judged_once_and_named_as_it_is_called_now(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def judge(name: str) -> list[Finding]:
        asked.append(name)
        return [Finding(Span(f"{name}!a.xhtml", 3, 1), "r", "wrong", "mend it", Severity.HINT, (Edit("a", 3, 1, "x", "y"),))]

    def found(name: str, data: bytes, terms: str) -> list[Finding]:
        return known.known_findings("probe", name, data, terms, judge)

    first, second = found("out/a.pdf", b"data", "terms"), found("b.pdf", b"data", "terms")
    assert len(asked) == 1
    assert [finding.span for finding in (*first, *second)] == [Span("out/a.pdf!a.xhtml", 3, 1), Span("b.pdf!a.xhtml", 3, 1)]
    assert first[0].fix == second[0].fix == (Edit("a", 3, 1, "x", "y"),)
    assert [(f.rule, f.message, f.hint, f.severity) for f in second] == [("r", "wrong", "mend it", Severity.HINT)]
    found("a.pdf", b"Data", "terms")
    found("a.pdf", b"data", "Terms")
    assert len(asked) == 3
    monkeypatch.setattr(known, "judging", lambda: "other code")
    found("a.pdf", b"data", "terms")
    assert len(asked) == 4


def test_other_code_and_libraries_are_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder in ("base", "model", "verify/press"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "verify/press/one.py").write_text("a = 1\n")
    monkeypatch.setattr(known, "PACKAGE", tmp_path)
    first = known.judging.__wrapped__()
    (tmp_path / "verify/press/one.py").write_text("a = 2\n")
    second = known.judging.__wrapped__()
    monkeypatch.setattr(known, "version", lambda library: "99")
    assert len({first, second, known.judging.__wrapped__()}) == 3


def test_figures_of_type_come_back_as_they_were_measured(mini: Path, store: Path) -> None:
    data = next(mini.glob("*-print.pdf")).read_bytes()
    assert measured(data) == measured(data) == measure(data)
    assert measure(data).lines, "worst lines are among them"


def test_what_was_verified_is_not_read_again(dist: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = make.verify(ROOT / "book", dist, ace=False)
    for check in ("type.measure", "press.preflight.preflight_interior", "press.preflight_cover"):
        monkeypatch.setattr(f"druckreif.verify.{check}", lambda *_: pytest.fail("this file was judged before"))
    second = make.verify(ROOT / "book", dist, ace=False)
    assert second.findings == first.findings and {f.rule for f in first.findings} >= {"preflight-estimate"}
