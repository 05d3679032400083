"""The cache: what was made once is not made again, and what it holds never changes what comes out."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import ROOT, run
from druckreif.base import cache

PROBE = """
import sys
import time
from pathlib import Path
from druckreif import make
from druckreif.base.finding import has_errors
report = make.build(Path("book"), Path("out"), sys.argv[1:])
assert not has_errors(report.findings), report.findings
from druckreif.verify.machine import MACHINE
print("weasyprint" in sys.modules, MACHINE.child is not None)
"""


def build(folder: Path, store: Path, *editions: str) -> str:
    """Build all editions or those named in a process of its own; whether it set type, whether it started Java."""
    env = os.environ | {"PYTHONPATH": str(ROOT / "build"), "DRUCKREIF_CACHE": str(store)}
    command = [sys.executable, "-c", PROBE, *editions]
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)
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
    assert build(place, store) == "True True"
    first = files(place)
    assert build(place, store) == "False False"
    assert files(place) == first


def test_an_edit_sets_its_own_division_again(place: Path) -> None:
    store = place / "store"
    build(place, store)
    before = {path.name for path in store.glob("part-*.pdf")}
    chapter = next(iter(sorted((place / "book/chapters").glob("02*.md"))))
    text = chapter.read_text("utf-8")
    chapter.write_text(text + "\nEin Satz mehr.\n", "utf-8")
    build(place, store, "print")
    chapter.write_text(text, "utf-8")
    made = {path.name for path in store.glob("part-*.pdf")} - before
    assert 1 <= len(made) <= 3, "the chapter, and what prints its page numbers"


def test_damage_and_absence_change_nothing(place: Path) -> None:
    store = place / "store"
    build(place, store)
    first = files(place)
    known = ("verdict-epubcheck-", "verdict-older-epubcheck-")  # those of veraPDF are damaged, which Java is as good for
    held = [path for path in store.iterdir() if path.suffix != ".sum" and not path.name.startswith(known)]
    assert any(path.name.startswith("verdict-verapdf-") for path in held)
    for number, path in enumerate(sorted(held)):
        data = path.read_bytes()
        path.write_bytes((data[: len(data) // 2], b"", data[:-1] + bytes([data[-1] ^ 1]))[number % 3])
    assert build(place, store) == "True True"
    assert files(place) == first
    fresh = run("build", "print", "--no-cache", "--out", "out", cwd=place, DRUCKREIF_CACHE=str(place / "never"))
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


def test_a_clock_that_jumps_neither_empties_nor_fills_the_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "cache_folder", lambda: tmp_path)
    now = time.time()
    for number, used in enumerate((now - 10, now, now + 10, now + 1e8)):
        cache.stored("thing.bin", bytes([number]), lambda: bytes(1000))
        os.utime(cache.kept("thing.bin", bytes([number])), (used, used))
    cache.trim(limit=3500)
    assert [cache.is_kept("thing.bin", bytes([number])) for number in range(4)] == [True, True, True, False]
    monkeypatch.setattr(time, "time", lambda: now + 1e8)
    assert cache.stored("thing.bin", b"\0", lambda: b"") == bytes(1000)
    cache.trim(limit=0)
    assert not list(tmp_path.iterdir())
    assert cache.stored("thing.bin", b"\0", lambda: b"anew") == b"anew", "what is dropped is only made anew"


def test_what_killed_processes_left_goes_with_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "cache_folder", lambda: tmp_path)
    cache.stored("thing.bin", b"", lambda: b"thing")
    for name in (".half-abc", "gone.bin.sum", ".half-now"):
        (tmp_path / name).write_bytes(b"half")
        if name != ".half-now":
            os.utime(tmp_path / name, (0, 0))
    os.utime(cache.kept("thing.bin", b""), (0, 0))
    cache.trim()
    assert cache.is_kept("thing.bin", b"") and (tmp_path / ".half-now").exists() and len(list(tmp_path.iterdir())) == 3


def test_a_cache_that_cannot_be_written_is_replaced_for_the_run(tmp_path: Path) -> None:
    (tmp_path / "cache").touch()
    probe = "from druckreif.base.cache import cache_folder, put_down; put_down('a.bin', b'', b'a'); print(cache_folder())"
    folders = {"PYTHONPATH": str(ROOT / "build"), "DRUCKREIF_CACHE": str(tmp_path / "cache"), "TMPDIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", probe], env=os.environ | folders, capture_output=True, text=True, check=True
    )
    assert Path(done.stdout.strip()).parent == tmp_path and done.stderr == ""
    assert [path.name for path in tmp_path.iterdir()] == ["cache"], "it goes with its process"


def test_all_code_that_sets_type_is_in_the_key_of_what_it_set() -> None:
    """A module that setting a page needs and the key does not name would leave pages of older code in the cache."""
    code = (
        "import sys\n"
        "import druckreif.write.pdf\n"
        "from druckreif.write.keys import _CODE\n"
        "loaded = {name.removeprefix('druckreif.').replace('.', '/') + '.py' for name, module in sys.modules.items()\n"
        "          if name.startswith('druckreif.write.') and not hasattr(module, '__path__')}\n"
        "print(*sorted(loaded - set(_CODE)))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["write/keys.py", "write/native.py"], "the keys themselves, and versions, which they name"
