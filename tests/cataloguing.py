"""Generated books on a Dask cluster of this machine, one worker of which is killed in the middle: `make catalogue-proof`."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from conftest import ROOT, run
from made_books import Author, Made


def write_books(folder: Path, count: int) -> None:
    """So many books, each of two to four chapters with notes; a number makes a book, the same one each time."""
    for number in range(count):
        dice = random.Random(number)
        author = Author(dice.choice)
        made = Made([author.chapter(f"c{index}", dice.randint(2, 8)) for index in range(dice.randint(2, 4))])
        for name, data in made.files().items():
            path = folder / f"{number:02}" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            text = data.decode() if isinstance(data, bytes) else data
            path.write_text(text.replace("slug: probe", f"slug: probe-{number:02}"), "utf-8")


ALONE = """
import sys
from pathlib import Path
from druckreif import make
for book in sorted(Path(sys.argv[1], "books").iterdir()):
    report = make.build(book, Path(sys.argv[1], "alone", f"probe-{book.name}"), sys.argv[2:])
    assert report.written, report.findings
"""
"""Builds one book after the other, with a cache of its own."""


@dataclass
class Workers:
    """A scheduler and its workers."""

    address: str
    processes: list[subprocess.Popen[bytes]]


@contextmanager
def cluster(folder: Path, count: int = 2) -> Iterator[Workers]:
    """A cluster of processes of this machine, on the loopback alone; nothing of ours is imported here."""
    env = os.environ | {"PYTHONPATH": str(ROOT / "build")}
    where = folder / "scheduler.json"
    module = [sys.executable, "-W", "ignore", "-m"]
    quiet = {"env": env, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    command = [*module, "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard"]
    scheduler = subprocess.Popen([*command, "--no-show", "--scheduler-file", where], **quiet)  # type: ignore[call-overload]
    workers = []
    try:
        while not where.is_file() or not where.read_text():
            assert scheduler.poll() is None, "the scheduler ended"
            time.sleep(0.1)
        address = json.loads(where.read_text())["address"]
        command = [*module, "distributed.cli.dask_worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard"]
        for _ in range(count):
            place = ["--host", "127.0.0.1", "--local-directory", folder]
            workers.append(subprocess.Popen([*command, *place], **quiet))  # type: ignore[call-overload]
        yield Workers(address, workers)
    finally:
        for process in (*workers, scheduler):
            process.kill()
            process.wait()


def files_in(out: Path) -> dict[str, bytes]:
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file()}


@dataclass(frozen=True)
class Proof:
    """What came of the books."""

    report: dict[str, object]
    together: dict[str, bytes]
    alone: dict[str, bytes]
    built_before: int
    """Books that were there when the worker was killed."""


def prove(folder: Path, count: int, editions: tuple[str, ...]) -> Proof:
    """Build books on two workers, kill one when a third is done; then each again, alone, with an empty cache."""
    write_books(folder / "books", count)
    chosen = [word for edition in editions for word in ("--edition", edition)]
    seen = 0

    def kill(workers: Workers, done: threading.Event) -> None:
        nonlocal seen
        while not done.wait(0.05):
            seen = len(list((folder / "out").glob("*")))
            if seen >= max(count // 3, 1):
                return workers.processes[0].kill()

    with cluster(folder) as workers:
        done = threading.Event()
        killer = threading.Thread(target=kill, args=(workers, done))
        killer.start()
        arguments = ["--scheduler", workers.address, "--out", folder / "out", "--format", "json", *chosen]
        built = run("catalogue", folder / "books", *arguments)
        done.set()
        killer.join()
        assert workers.processes[0].poll() == -9, "no worker was killed"
    report = json.loads(built.stdout) if built.returncode < 2 else {"books": []}
    assert built.returncode == 0, [book for book in report["books"] if book["state"] != "built"] or built.stderr
    env = os.environ | {"PYTHONPATH": str(ROOT / "build"), "DRUCKREIF_CACHE": str(folder / "store")}
    command = [sys.executable, "-c", ALONE, folder, *editions]
    own = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert own.returncode == 0, own.stdout + own.stderr
    return Proof(report, files_in(folder / "out"), files_in(folder / "alone"), seen)


def main(count: int, *editions: str) -> int:
    """Build so many books on two workers, all editions if none is named; print what came of it."""
    with tempfile.TemporaryDirectory(prefix="druckreif-catalogue-") as folder:
        proof = prove(Path(folder), count, editions)
    same = sum(proof.together.get(name) == data for name, data in proof.alone.items())
    books = len({name.split("/")[0] for name in proof.together})
    print(f"{proof.built_before} of {count} books were built when one of two workers was killed; {books} are complete.")
    print(f"{same} of {len(proof.alone)} files have the bytes of a build of their book alone.")
    return 0 if books == count and proof.together == proof.alone else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 40, *sys.argv[2:]))
