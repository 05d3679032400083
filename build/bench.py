"""What a build costs: `make bench`, for the book and for larger ones made of its chapters.

Each step runs in a process of its own with a cache of its own; ratios are of one run. Seconds of the clock, seconds of
processor time over all processes, peak memory of the largest process. Figures go to .druckreif/bench.jsonl, their course
to .druckreif/bench.svg. `--sizes 1,3,14` says how often the chapters stand in the book, `--peers` measures other tools too.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import bench_lines
import bench_preview
from bench_book import grown
from bench_plot import plot

HERE = Path(__file__).parent
KEPT = Path(".druckreif")
EDITIONS = ("epub", "screen", "print")
BOUND = 6
"""With the chapters more often than this, no service binds the book."""
DRUCKREIF = (sys.executable, "-c", "from druckreif.cli import main; main()")


@dataclass(frozen=True)
class Figure:
    """What a step took: seconds, processor seconds, peak memory in MB; pages if it made some."""

    book: int
    step: str
    seconds: float
    cpu: float
    memory: float
    pages: int = 0


def run(command: list[object], cache: Path) -> tuple[float, float, float, str]:
    """Seconds, processor seconds, MB and output of a command. Raises RuntimeError if it fails."""
    environment = os.environ | {"DRUCKREIF_CACHE": str(cache), "PYTHONPATH": str(HERE)}
    start = time.perf_counter()
    with tempfile.TemporaryFile("w+") as out:
        process = subprocess.Popen(list(map(str, command)), env=environment, stdout=out, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        said = out.read()
    if process.returncode:
        raise RuntimeError(f"{command}: {said[-2000:]}")
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10), said


class Bench:
    """Measures one book after the other, and tells each figure at once."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.figures = folder, list[Figure]()

    def tell(self, figure: Figure) -> Figure:
        self.figures.append(figure)
        pages = f"{figure.pages:6} pages" if figure.pages else ""
        line = f"{figure.seconds:8.2f} s {figure.cpu:8.2f} s cpu {figure.memory:6.0f} MB {pages}"
        sys.stdout.write(f"{figure.book:3} x  {figure.step:24}{line}\n")
        sys.stdout.flush()
        return figure

    def build(self, times: int, step: str, book: Path, cache: Path, *options: object) -> Figure:
        out = self.folder / f"out-{times}"
        command = [*DRUCKREIF, "build", *options, "--book", book, "--out", out, "--format", "json"]
        seconds, cpu, memory, said = run(command, cache)
        pages = max((line["pages"] or 0 for line in json.loads(said)["written"]), default=0)
        return self.tell(Figure(times, step, seconds, cpu, memory, pages))

    def child(self, times: int, step: str, cache: Path, *arguments: object) -> Figure:
        _, _, memory, said = run([sys.executable, HERE / "bench_live.py", *arguments], cache)
        told = json.loads(said)
        return self.tell(Figure(times, step, told["seconds"], told["cpu"], memory, int(told["pages"])))

    def book(self, times: int, source: Path) -> None:
        """All steps for the book with its chapters so many times."""
        book = grown(source, self.folder, times)
        caches = [self.folder / f"cache-{times}-{jobs}" for jobs in (1, 2)]
        alone = self.build(times, "print cold, 1 job", book, caches[0], "print", "--jobs", 1)
        shutil.rmtree(self.folder / f"out-{times}")
        cold = self.build(times, "print cold, 2 jobs", book, caches[1], "print", "--jobs", 2)
        for edition in EDITIONS[1::-1]:
            self.build(times, f"{edition}, parts kept", book, caches[1], edition)
        every = EDITIONS if times > BOUND else ()
        self.build(times, "all editions, parts kept", book, caches[1], *every)
        shutil.rmtree(self.folder / f"out-{times}")
        self.build(times, "all editions warm", book, caches[1], *every)
        self.build(times, "nothing changed", book, caches[1], *every)
        seconds, cpu, memory, _ = run([*DRUCKREIF, "check", "--book", book], caches[1])
        self.tell(Figure(times, "check", seconds, cpu, memory))
        run([sys.executable, HERE / "bench_live.py", "dump", book, self.folder / f"plain-{times}"], caches[1])
        one = self.child(times, "plain WeasyPrint", caches[1], "plain", self.folder / f"plain-{times}", os.devnull)
        edit = self.child(times, "edit, live process", caches[1], "live", book, self.folder / f"live-{times}")
        ratios = {
            "cold, 1 job : plain WeasyPrint": alone.seconds / one.seconds,
            "plain WeasyPrint : cold, 2 jobs": one.seconds / cold.seconds,
            "the same, by page": one.seconds / one.pages / cold.seconds * cold.pages,
            "edit : cold, 2 jobs": edit.seconds / cold.seconds,
            "cold, 2 jobs, ms a page": 1000 * cold.seconds / cold.pages,
        }
        for name, ratio in ratios.items():
            sys.stdout.write(f"{times:3} x  {name:36}{ratio:8.2f}\n")

    def peers(self, book: Path) -> None:
        """What other tools of this machine take for the same text; those that are missing are left out."""
        chapters = [*sorted((book / "chapters").glob("*.md"))]
        if shutil.which("pandoc"):
            for engine in ("typst", "lualatex"):
                if shutil.which(engine):
                    out = self.folder / f"{engine}.pdf"
                    command = ["pandoc", *chapters, f"--pdf-engine={engine}", "-o", out]
                    seconds, cpu, memory, _ = run(list(command), self.folder / "no-cache")
                    self.tell(Figure(1, f"pandoc, {engine}", seconds, cpu, memory))
        if vivliostyle := shutil.which("vivliostyle"):
            html = self.folder / "plain-1/book.html"
            command = [vivliostyle, "build", html, "-o", self.folder / "vivliostyle.pdf"]
            seconds, cpu, memory, _ = run(list(command), self.folder / "no-cache")
            self.tell(Figure(1, "Vivliostyle", seconds, cpu, memory))


def main() -> None:
    """Measure, print, keep."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--sizes", default="1,3,14")
    parser.add_argument("--book", type=Path, default=Path("book"))
    parser.add_argument("--peers", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder))
        for times in map(int, given.sizes.split(",")):
            bench.book(times, given.book)
        if given.peers:
            bench.peers(given.book)
    for name, figure in (*bench_lines.rows(given.book), *bench_preview.rows(given.book)):
        sys.stdout.write(f"{name:26}{figure}\n")
    KEPT.mkdir(exist_ok=True)
    with (KEPT / "bench.jsonl").open("a", encoding="utf-8") as history:
        stamp = time.strftime("%Y-%m-%dT%H:%M:%S")
        history.writelines(json.dumps({"when": stamp, **asdict(figure)}) + "\n" for figure in bench.figures)
    runs = [json.loads(line) for line in (KEPT / "bench.jsonl").read_text("utf-8").splitlines()]
    (KEPT / "bench.svg").write_text(plot(runs), "utf-8")
    sys.stdout.write(f"Kept in {KEPT}/bench.jsonl, drawn in {KEPT}/bench.svg.\n")


if __name__ == "__main__":
    main()
