"""No gate is open: a writer whose EPUB is damaged so that one judge alone sees it ends the build; nothing is written."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from druckreif import make
from druckreif.desk.new import begin
from druckreif.write import epub as writer

Damage = Callable[[str, bytes], bytes]


def structure(name: str, data: bytes) -> bytes:
    """A chapter with another title in the contents: valid, and not this book."""
    return data.replace(b"</a>", b"!</a>", 1) if name.endswith("nav.xhtml") else data


def current(name: str, data: bytes) -> bytes:
    """A number that is none; both epubchecks see it, the current one is named."""
    return data.replace(b"<h1 ", b'<h1 tabindex="x" ', 1) if "/text/" in name else data


def older(name: str, data: bytes) -> bytes:
    """The page source of EPUB 3.4, which only the older epubcheck refuses."""
    meta = b'<meta property="pageBreakSource">urn:x:1</meta></metadata>'
    return data.replace(b"</metadata>", meta) if name.endswith(".opf") else data


def access(name: str, data: bytes) -> bytes:
    """A heading without words."""
    return data.replace(b"<h1 ", b'<p role="heading" aria-level="1"></p><h1 ', 1) if "/text/" in name else data


def damaged(data: bytes, damage: Damage) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            new.writestr(info, damage(info.filename, old.read(info)))
    return out.getvalue()


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("gates") / "book"
    begin(folder, "Probe", "de")
    return folder


@pytest.mark.parametrize(
    "damage, rule",
    [(structure, "epub-structure"), (current, "epubcheck-rsc-005"), (older, "epubcheck-4.2.6-opf-027")],
)
def test_a_damaged_epub_is_not_written(
    book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: Damage, rule: str
) -> None:
    assert build_with(damage, book, tmp_path, monkeypatch, ace=False) == {rule}


def test_ace_stops_a_build(book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ace: str) -> None:
    assert build_with(access, book, tmp_path, monkeypatch, ace=True) == {"ace-empty-heading"}


def test_the_undamaged_book_passes_all_gates(book: Path, tmp_path: Path, ace: str) -> None:
    report = make.build(book, tmp_path / "dist", ["epub"], ace=True)
    assert not report.findings
    assert len(list((tmp_path / "dist").glob("*.epub"))) == 1


def build_with(damage: Damage, book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ace: bool) -> set[str]:
    """The rules that a build names whose writer does this damage."""
    write = writer.write_epub
    monkeypatch.setattr(writer, "write_epub", lambda *given, **named: damaged(write(*given, **named), damage))
    report = make.build(book, tmp_path / "dist", ["epub"], ace=ace)
    assert not report.written and not (tmp_path / "dist").exists()
    return {finding.rule for finding in report.findings}
