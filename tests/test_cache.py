"""The cache: what was made once is not made again, and what it holds never changes what comes out."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, run
from druckreif.base import cache

PROBE = """
import sys
from pathlib import Path
from druckreif import make
from druckreif.base.finding import has_errors
report = make.build(Path("book"), Path("out"))
assert not has_errors(report.findings), report.findings
print([name for name in ("weasyprint", "jpype") if name in sys.modules])
"""


def build(folder: Path, store: Path) -> str:
    """Build the book of a folder in a process of its own; which costly libraries it loaded."""
    env = os.environ | {"PYTHONPATH": str(ROOT / "build"), "DRUCKREIF_CACHE": str(store)}
    done = subprocess.run([sys.executable, "-c", PROBE], cwd=folder, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.strip()


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((folder / "out").iterdir())}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cache")
    assert run("new", folder / "book").returncode == 0
    return folder


def test_a_second_build_sets_and_judges_nothing(place: Path) -> None:
    store = place / "store"
    assert build(place, store) == "['weasyprint', 'jpype']"
    first = files(place)
    assert build(place, store) == "[]"
    assert files(place) == first


def test_an_edit_sets_its_own_division_again(place: Path) -> None:
    store = place / "store"
    build(place, store)
    before = {path.name for path in store.glob("part-*.pdf")}
    chapter = next(iter(sorted((place / "book/chapters").glob("02*.md"))))
    chapter.write_text(chapter.read_text("utf-8") + "\nEin Satz mehr.\n", "utf-8")
    build(place, store)
    made = {path.name for path in store.glob("part-*.pdf")} - before
    assert 1 <= len(made) <= 3, "the chapter, and what prints its page numbers"


def test_damage_and_absence_change_nothing(place: Path) -> None:
    store = place / "store"
    build(place, store)
    first = files(place)
    for number, path in enumerate(sorted(path for path in store.iterdir() if path.suffix != ".sum")):
        data = path.read_bytes()
        path.write_bytes((data[: len(data) // 2], b"", data[:-1] + bytes([data[-1] ^ 1]))[number % 3])
    assert build(place, store) == "['weasyprint', 'jpype']"
    assert files(place) == first
    fresh = run("build", "--no-cache", "--out", "out", cwd=place, DRUCKREIF_CACHE=str(place / "never"))
    assert fresh.returncode == 0, fresh.stdout + fresh.stderr
    assert not (place / "never").exists()
    assert files(place) == first


def test_the_cache_is_bounded_and_can_be_emptied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "cache_folder", lambda: tmp_path)
    for number in range(5):
        cache.stored("thing.bin", bytes([number]), lambda: bytes(1000))
        os.utime(cache.kept("thing.bin", bytes([number])), (number, number))
    cache.trim(limit=2500)
    assert [cache.is_kept("thing.bin", bytes([number])) for number in range(5)] == [False, False, False, True, True]
    cache.stored("thing.bin", b"new", lambda: bytes(5000))
    cache.trim(limit=2500)
    assert cache.is_kept("thing.bin", b"new"), "what is in use stays"
    assert run("cache", "clear", DRUCKREIF_CACHE=str(tmp_path)).stdout.startswith(f"{tmp_path} held 3 files")
    assert list(tmp_path.iterdir()) == []
