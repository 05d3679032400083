"""Files are replaced all or none: whatever fails and wherever a process ends, step by step."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT
from druckreif.base import lock, replace
from druckreif.base.replace import JOURNAL, prepare, put_in_place, settled

OLD = {"a.pdf": b"old a", "b.epub": b"old b", "same": b"same", "below/d.xml": b"old d"}
NEW = {"a.pdf": b"new a", "b.epub": b"new b", "same": b"same", "below/d.xml": b"new d", "below/added": b"new"}

STEPS = """
import errno, json, os, sys
from pathlib import Path
from druckreif.base.replace import put_in_place, settled

folder, how, old, new = Path(sys.argv[1]), sys.argv[2], *map(json.loads, sys.argv[3:5])
count, last, armed = 0, 0, False

def hook(event, arguments):
    global count
    if armed and event in ("open", "os.rename", "os.link", "os.remove", "os.chmod") and str(folder) in str(arguments[0]):
        count += 1
        if count == last:
            if how == "killed":
                os._exit(9)
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

sys.addaudithook(hook)
for last in range(1, 1000):
    for path in [*folder.glob("*"), *folder.glob("below/*")]:
        path.is_dir() or path.unlink()
    for name, text in old.items():
        (folder / name).write_text(text)
    child = os.fork()
    if not child:
        armed = True
        try:
            put_in_place({folder / name: text.encode() for name, text in new.items()}, folder)
        except OSError:
            os._exit(1)
        os._exit(3 if count >= last else 0)  # 3: it found another way
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    halves = [path for path in folder.rglob(".*")]
    with settled(folder):
        held = {p.relative_to(folder).as_posix(): p.read_text() for p in folder.rglob("*") if p.is_file()}
    held = {name: text for name, text in held.items() if not name.startswith("below/.")}  # swept by the next build
    print(json.dumps([last, code, len(halves), held]))
    if code == 0:
        break
"""
"""Replaces files in a process of its own, which is killed at (or has no room for) its n-th step, for each n."""


@pytest.mark.parametrize("how", ["killed", "full"])
def test_every_step_leaves_all_old_or_all_new(tmp_path: Path, how: str) -> None:
    (tmp_path / "below").mkdir()
    texts = [json.dumps({name: data.decode() for name, data in files.items()}) for files in (OLD, NEW)]
    done = subprocess.run(
        [sys.executable, "-c", STEPS, tmp_path, how, *texts], env=os.environ | {"PYTHONPATH": str(ROOT / "build")},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    tries = [json.loads(line) for line in done.stdout.splitlines()]
    old, new = (json.loads(text) for text in texts)
    for step, code, halves, held in tries:
        assert held in (old, new), f"step {step}"
        assert code != 1 or halves == 0, f"step {step}: what failed is cleared at once"
        assert code not in (0, 3) or held == new, f"step {step}"
    assert len(tries) > 20 and tries[-1][1] == 0
    if how == "killed":
        assert any(halves for _, _, halves, _ in tries), "some were killed in the middle"
        assert any(code == 9 and held == new for _, code, _, held in tries), "some were killed at the end"


def put(folder: Path, files: dict[str, bytes]) -> None:
    (folder / "below").mkdir(exist_ok=True)
    put_in_place({folder / name: data for name, data in files.items()}, folder)


def held(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_file_that_cannot_be_replaced_keeps_all(tmp_path: Path) -> None:
    put(tmp_path, OLD)
    (tmp_path / "z").mkdir()
    with pytest.raises(IsADirectoryError, match="/z'"):
        put(tmp_path, NEW | {"z": b"new z"})
    (tmp_path / "z").rmdir()
    assert held(tmp_path) == OLD


def test_without_second_names_the_old_files_are_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, OLD)

    def no_links(*_: object, **__: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "link", no_links)
    test_a_file_that_cannot_be_replaced_keeps_all(tmp_path)


def test_what_someone_else_put_there_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A build was killed after its first file, and that was then changed by hand."""
    put(tmp_path, OLD)
    real, calls = os.replace, 0

    def killed(*names: Path) -> None:
        nonlocal calls
        calls += 1
        if calls == 3:  # the journal, the first file
            raise SystemExit
        real(*names)

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", killed)
        patch.setattr(replace, "_settle", lambda *_: None)
        with pytest.raises(SystemExit):
            put(tmp_path, NEW)
    assert held(tmp_path)["a.pdf"] == NEW["a.pdf"] and (tmp_path / JOURNAL).is_file()
    (tmp_path / "a.pdf").write_bytes(b"by hand")
    with settled(tmp_path):
        assert held(tmp_path) == OLD | {"a.pdf": b"by hand"}


@pytest.mark.parametrize(
    "journal",
    ["", "[", "{}", "[1]", '[["/etc/x", "", "0"]]', '[["below/../../out", "", "0"]]', '[["link/out", "", "0"]]',
     '[["../out", "", "0"]]',
     '[["..", "", ""]]', '[["", "", ""]]', '[["a", "../x", "0"]]', '[["a", 1]]'],
)  # fmt: skip
def test_a_damaged_journal_is_only_removed(tmp_path: Path, journal: str) -> None:
    (tmp_path / "out").write_text("out")
    folder = tmp_path / "dist"
    folder.mkdir()
    put(folder, OLD)
    (folder / "link").symlink_to(tmp_path)
    (folder / JOURNAL).write_text(journal)
    with settled(folder):
        (folder / "link").unlink()
        assert held(folder) == OLD
    assert (tmp_path / "out").read_text() == "out"


OTHER = """
import sys
from pathlib import Path
from druckreif.base import lock, replace
if sys.argv[2] == "file":
    lock._lock_folder = lambda folder: None
replace.put_in_place({Path(sys.argv[1]) / name: b"new" for name in "ab"})
"""


@pytest.mark.parametrize("by", ["folder", "file"])
def test_others_wait_while_a_folder_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, by: str) -> None:
    """They lock the folder itself, or a file where folders cannot be locked."""
    if by == "file":
        monkeypatch.setattr(lock, "_lock_folder", lambda folder: None)
    command = [sys.executable, "-c", OTHER, str(tmp_path), by]
    put(tmp_path, {"a": b"old", "b": b"old"})
    with settled(tmp_path):
        other = subprocess.Popen(command, env=os.environ | {"PYTHONPATH": str(ROOT / "build")})
        with pytest.raises(subprocess.TimeoutExpired):
            other.wait(0.6)
        assert held(tmp_path) == {"a": b"old", "b": b"old"} | ({lock.LOCK: b""} if by == "file" else {})
    assert other.wait() == 0
    assert held(tmp_path) == {"a": b"new", "b": b"new"}


def test_a_lock_that_was_left_behind_holds_nobody_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lock, "_lock_folder", lambda folder: None)
    (tmp_path / lock.LOCK).touch()  # of a process that was killed
    put(tmp_path, NEW)
    assert held(tmp_path) == NEW


def test_a_folder_is_judged_before_the_work(tmp_path: Path) -> None:
    prepare(tmp_path / "not/yet")
    assert not list(tmp_path.iterdir())
    (tmp_path / "file").touch()
    with pytest.raises(NotADirectoryError):
        prepare(tmp_path / "file/dist")
