"""Every author's mistake once: the report names each at its line and column, and nothing is written."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, run

BROKEN = ROOT / "tests/books/broken"
ELSEWHERE = {
    "too-deep": "needs twenty nested divs, see test_reader",
    "too-many-marks": "see test_hostile",
    "not-judged": "needs a file of gigabytes of heap, see test_machine",
    "row-long": "needs a row of a page, see test_hostile",
    "picture-large": "see test_hostile",
    "file-large": "see test_hostile",
    "picture-broken": "see test_hostile",
    "ace": "a fault of a finished file, see test_verify",
    "epubcheck": "a fault of a finished file, see test_verify",
    "epub-structure": "a fault of a finished file, see test_verify",
    "pdfua": "a fault of a finished file, see test_verify",
    "pdf-structure": "a fault of a finished file, see test_verify",
    "pdf-type": "a fault of a finished file, see test_print_type",
    "artefact-missing": "a fault of the output folder, see test_verify",
    "note-too-long": "found when pages are set, see test_note_places",
    "parity": "a fault of a finished file, see test_parity",
    "edition-none": "asks for an edition, see test_print_pages",
    "note-displaced": "found when pages are set, see test_note_places",
    "page-unsettled": "found when pages are set, see test_crossrefs",
    "character-missing": "found when pages are set, see test_fonts",
    "epub-pages": "a fault of a finished file, see test_print_pages",
    "artefact-cache": "asks for a second build, see test_verify_cache",
    "artefact-changed": "a fault of the output folder, see test_release",
    "onix": "a fault of a record, see test_onix",
    "accessibility-unstated": "asked of a release, see test_release",
    "imprint-open": "asked of a release, see test_release",
    "placeholder-open": "asked of a release, see test_release",
    "quotation-unverified": "asked of a release, see test_release",
    "spine-estimated": "asked of a release, see test_release",
    "artwork-kind": "a cover of the editor's own, see test_press",
    "preflight-": "faults of finished files, see test_preflight",
    "press-": "a block that the book lacks, see test_fitting",
}
"""Rules, or the beginnings of their names, that another test breaks."""


@pytest.fixture(scope="module")
def report() -> list[dict[str, Any]]:
    done = run("check", "--hints", "--book", BROKEN, "--format", "json")
    assert done.returncode == 1, done.stderr
    assert done.stderr == ""
    found = json.loads(done.stdout)["findings"]
    assert isinstance(found, list)
    return found


def test_the_report_is_the_expected_one(report: list[dict[str, Any]]) -> None:
    """One line a finding: place, severity, rule, and what stands in the source at that place."""
    lines = []
    for finding in report:
        path = Path(finding["file"])
        row = path.read_bytes().decode("utf-8", "replace").split("\n")[finding["line"] - 1]
        name = path.relative_to(BROKEN)
        place = f"{name}:{finding['line']}:{finding['column']}"
        lines.append(f"{place} {finding['severity']} {finding['rule']} | {row[finding['column'] - 1 :][:24]}")
    assert lines == (BROKEN / "expected.txt").read_text("utf-8").splitlines()


def test_every_rule_is_broken_once(report: list[dict[str, Any]]) -> None:
    rules = {line.split()[0] for line in run("explain").stdout.splitlines()}
    assert {finding["rule"] for finding in report} == {rule for rule in rules if not is_elsewhere(rule)}
    assert all(any(rule.startswith(name) for rule in rules) for name in ELSEWHERE), "a rule that is gone"


def is_elsewhere(rule: str) -> bool:
    return rule in ELSEWHERE or rule.startswith(tuple(name for name in ELSEWHERE if name.endswith("-")))


def test_every_finding_says_what_to_do(report: list[dict[str, Any]]) -> None:
    assert [finding for finding in report if not finding["hint"] or not finding["message"]] == []


def test_unknown_keys_name_the_nearest(report: list[dict[str, Any]]) -> None:
    hints = {finding["message"]: finding["hint"] for finding in report if finding["rule"] == "unknown-key"}
    assert hints == {'unknown key "subtitel"': 'did you mean "subtitle"?'}


def test_text_report_has_places_and_a_tally_but_no_traceback() -> None:
    done = run("check", "--book", BROKEN)
    assert done.returncode == 1
    assert f"{BROKEN}/chapters/01-notes.md:7:26: error note-missing: " in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
    assert "\x1b[" not in done.stdout, "no colours off a terminal"
    assert done.stdout.rstrip().splitlines()[-1].endswith("warnings. druckreif check --fix corrects 10 of them.")


def test_dist_is_not_touched(tmp_path: Path) -> None:
    out = tmp_path / "dist"
    out.mkdir()
    (out / "fehler.epub").write_bytes(b"the old edition")
    done = run("build", "--book", BROKEN, "--out", out)
    assert done.returncode == 1
    assert [path.name for path in out.iterdir()] == ["fehler.epub"]
    assert (out / "fehler.epub").read_bytes() == b"the old edition"
    assert "left as it was" in done.stdout


def test_no_folder_is_made_for_a_broken_book(tmp_path: Path) -> None:
    assert run("build", "--book", BROKEN, "--out", tmp_path / "new").returncode == 1
    assert not (tmp_path / "new").exists()


def test_a_misspelt_label_is_found_in_the_real_book(tmp_path: Path) -> None:
    book = tmp_path / "book"
    shutil.copytree(ROOT / "book", book)
    chapter = book / "chapters/01-kaserne.md"
    text = chapter.read_text("utf-8")
    chapter.write_text(text.replace("[^meutereien]\n", "[^meuterein]\n", 1), "utf-8")
    done = run("check", cwd=tmp_path)
    line = next(i for i, row in enumerate(text.splitlines(), 1) if row.endswith("[^meutereien]"))
    column = text.splitlines()[line - 1].index("[^meutereien]") + 1
    assert f"book/chapters/01-kaserne.md:{line}:{column}: error note-missing" in done.stdout
    assert 'did you mean "meutereien"?' in done.stdout
    assert "note-unused" in done.stdout and done.returncode == 1
