"""Processes that set type: the same bytes with any number and in any order, no loss when one dies, none left behind."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import Future
from pathlib import Path

import pytest
from conftest import INTERRUPTED, ROOT, run
from druckreif import make
from druckreif.base import cache, child
from druckreif.make import building
from druckreif.write import workers
from druckreif.write.fonts import faces
from druckreif.write.kept import KeptSetter
from druckreif.write.part import Part
from druckreif.write.pdf import Setter
from druckreif.write.worker import Drawing, Job, Spec
from druckreif.write.workers import LeftUndone, Workers

WORDS = "<p>Wort für Wort.</p>" * 40
JOBS = [
    Job(f"d{size}", f'<section class="chapter" id="d{size}"><h1>Titel</h1>{WORDS * size}</section>', "Titel", False)
    for size in (1, 2, 3, 4)
]


def with_faces(folder: Path) -> Path:
    """A cache that holds nothing but the faces, which take their time to cut."""
    assert all(face.data for face in faces("EB Garamond"))
    folder.mkdir()
    for path in cache.cache_folder().glob("EBGaramond-*"):
        shutil.copy(path, folder)
    return folder


def own_cache(folder: Path, patch: pytest.MonkeyPatch) -> None:
    """Give what follows a cache of its own, and processes to the smallest work."""
    with_faces(folder)
    patch.setattr(cache, "cache_folder", lambda: folder)
    patch.setattr(child, "cache_folder", lambda: folder)
    patch.setattr(workers, "SHARE", 1)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("workers") / "book"
    assert run("new", folder).returncode == 0
    return folder


@pytest.fixture(scope="module")
def alone(book: Path) -> dict[str, bytes]:
    """What one process makes."""
    with pytest.MonkeyPatch.context() as patch:
        own_cache(book.parent / "alone", patch)
        return built(book, book.parent / "out-alone", 1)


def built(book: Path, out: Path, jobs: int) -> dict[str, bytes]:
    report = make.build(book, out, ("print",), jobs=jobs)
    assert report.written, report.findings
    return {path.name: path.read_bytes() for path in out.iterdir() if not path.name.startswith(".")}


def test_two_make_the_same_bytes_as_one(
    book: Path, alone: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own_cache(tmp_path / "cache", monkeypatch)
    monkeypatch.setattr(Spec, "setter", lambda self: pytest.fail("the main process sets nothing itself"))
    assert built(book, tmp_path / "out", 2) == alone


def test_processes_start_before_the_sources_are_read_where_nothing_is_kept(
    book: Path, alone: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own_cache(tmp_path / "cache", monkeypatch)
    seen: list[str] = []
    warm, load = Workers.warm, building.load

    def warmed(team: Workers, count: int) -> None:
        seen.extend(["warm"] * bool(count))
        warm(team, count)

    monkeypatch.setattr(Workers, "warm", warmed)
    monkeypatch.setattr(building, "load", lambda shelf: seen.append("read") or load(shelf))
    assert built(book, tmp_path / "first", 2) == alone and seen[:2] == ["warm", "read"]
    seen.clear()
    assert built(book, tmp_path / "second", 2) == alone and seen == ["read"]


class Backwards(Workers):
    """What was begun last is done first, and nothing before somebody waits for it."""

    def __init__(self, jobs: int) -> None:
        super().__init__(jobs)
        self.waiting: list[tuple[Spec, Job | Drawing, Future[bytes]]] = []
        self.order: list[str] = []
        self.setters: dict[str, Setter] = {}

    are_warm = True  # type: ignore[assignment]

    def warm(self, count: int) -> None:
        pass

    def set(self, spec: Spec, job: Job | Drawing) -> Future[bytes]:
        future = _Asked(self)
        self.waiting.append((spec, job, future))
        return future

    def work(self) -> None:
        while self.waiting:
            spec, job, future = self.waiting.pop()
            self.order.append(getattr(job, "division", ""))
            if spec.theme.name not in self.setters:
                self.setters[spec.theme.name] = spec.setter()
            future.set_result(job.done_by(self.setters[spec.theme.name]))


class _Asked(Future[bytes]):
    def __init__(self, owner: Backwards) -> None:
        super().__init__()
        self.owner = owner

    def result(self, timeout: float | None = None) -> bytes:
        self.owner.work()
        return super().result(timeout)


def test_the_order_in_which_divisions_are_done_changes_nothing(
    book: Path, alone: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own_cache(tmp_path / "cache", monkeypatch)
    seen: list[Backwards] = []

    def backwards(jobs: int) -> Backwards:
        seen.append(Backwards(jobs))
        return seen[-1]

    monkeypatch.setattr("druckreif.make.building.Workers", backwards)
    assert built(book, tmp_path / "out", 2) == alone
    assert len(set(seen[0].order)) > 5


def setter(workers: Workers | None) -> KeptSetter:
    return KeptSetter("antiqua", "de", (), {}, workers)


def test_a_killed_worker_costs_nothing_but_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own_cache(tmp_path / "one", monkeypatch)
    expected = [setter(None).set(job) for job in JOBS]
    monkeypatch.undo()
    own_cache(tmp_path / "two", monkeypatch)
    with Workers(2) as team:
        mine = setter(team)
        assert mine.begin(JOBS)
        first = team.threads[0]
        deadline = time.monotonic() + 60
        while first.child is None and time.monotonic() < deadline:
            time.sleep(0.01)
        assert first.child
        killed = first.child.process.pid
        os.kill(killed, signal.SIGKILL)
        assert [mine.set(job) for job in JOBS] == expected
        assert first.child and first.child.process.pid != killed


def test_what_no_worker_can_do_is_done_by_the_caller(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own_cache(tmp_path / "cache", monkeypatch)
    monkeypatch.setattr(child.sys, "executable", "/bin/false")
    with Workers(2) as team:
        mine = setter(team)
        mine.begin(JOBS[:1])
        with pytest.raises(LeftUndone):
            team.set(mine.spec, JOBS[0]).result()
        assert isinstance(mine.set(JOBS[0]), Part)


def children(pid: int) -> list[int]:
    table = subprocess.run(["ps", "-axo", "pid=,ppid=,stat="], capture_output=True, text=True, check=True).stdout
    rows = [line.split() for line in table.splitlines()]
    return [int(child) for child, parent, state in rows if int(parent) == pid and not state.startswith("Z")]


def lives(pid: int) -> bool:
    found = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout.strip()
    return bool(found) and not found.startswith("Z")


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_nobody_is_left_behind(tmp_path: Path, how: signal.Signals) -> None:
    code = f"{INTERRUPTED}; from druckreif.cli import main; main()"
    command = [sys.executable, "-c", code, "build", "print", "--jobs", "2", "--out", tmp_path / "out"]
    env = os.environ | {"PYTHONPATH": str(ROOT / "build"), "DRUCKREIF_CACHE": str(with_faces(tmp_path / "cache"))}
    main = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 120
        while len(found := children(main.pid)) < 2 and time.monotonic() < deadline:
            assert main.poll() is None, "it should still be setting type"
            time.sleep(0.05)
        assert len(found) == 2
        main.send_signal(how)
        assert main.wait(60) != 0
        while any(map(lives, found)) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert not any(map(lives, found))
        assert not list((tmp_path / "out").glob("*.pdf"))
    finally:
        main.kill()
        main.wait()


def test_loading_what_sets_type_starts_no_other_process() -> None:
    """Python would ask compiler and linker for each library that has another name elsewhere."""
    code = (
        "import sys\n"
        "sys.addaudithook(lambda event, args: event == 'subprocess.Popen' and print('started', args[1]))\n"
        "from druckreif.write.theme import load_theme\n"
        "from druckreif.write.worker import Spec\n"
        "print(type(Spec(load_theme('antiqua'), 'de', (), {}).setter()).__name__)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "Setter\n"
