"""Same sources, same bytes: two folders, two time zones, two locales, two hash seeds, with and without a cache."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

from conftest import ROOT, run
from druckreif.base.cache import cache_folder

SERVICES = ("bod", "kdp-paperback", "ingramspark")
"""What press in book.yaml names."""


def sums(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def judged_alone(store: Path) -> Path:
    """A cache that holds verdicts and nothing else: they show in no byte, and hold for the same bytes alone."""
    store.mkdir()
    for path in cache_folder().glob("verdict-*"):
        shutil.copy(path, store)
    return store


def test_two_builds_give_the_same_bytes(dist: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "another folder"
    shutil.copytree(ROOT / "book", elsewhere / "book")
    done = run(
        "build",
        cwd=elsewhere,
        TZ="Asia/Kolkata",
        LC_ALL="C",
        LANG="C",
        PYTHONHASHSEED="4711",
        PYTHONUTF8="0",
        SOURCE_DATE_EPOCH="86400",
        DRUCKREIF_CACHE=str(judged_alone(tmp_path / "cache")),
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert sums(elsewhere / "dist") == sums(dist)
    assert len(sums(dist)) == 3 + 4 * len(SERVICES)


def test_nothing_but_the_editions_is_written(dist: Path) -> None:
    assert sorted(path.suffix for path in dist.iterdir() if path.is_file()) == [".epub", ".pdf", ".pdf"]
    assert sorted(path.name for path in dist.iterdir() if path.is_dir()) == sorted(SERVICES)
    for service in SERVICES:
        endings = sorted(path.name.rsplit("-", 1)[1] for path in (dist / service).iterdir())
        assert endings == ["3d.png", "cover.pdf", "cover.png", "interior.pdf"]
