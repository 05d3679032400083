"""Same sources, same bytes: two folders, two time zones, two locales, two hash seeds, with and without a cache."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

from conftest import ROOT, run


def sums(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


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
        DRUCKREIF_CACHE=str(tmp_path / "cache"),
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert sums(elsewhere / "dist") == sums(dist)
    assert len(sums(dist)) == 3


def test_nothing_but_the_editions_is_written(dist: Path) -> None:
    assert sorted(path.suffix for path in dist.iterdir()) == [".epub", ".pdf", ".pdf"]
