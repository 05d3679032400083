"""How long the steps of a build take: `make bench`. Medians of several runs, in one process, after one to warm up."""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import bench_lines
from druckreif import make

RUNS = 3


def timed(step: Callable[[], object]) -> float:
    """Seconds of one call, median of RUNS."""
    step()
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        step()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def main() -> None:
    """Print one line a step."""
    book = Path("book")
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        steps: dict[str, Callable[[], object]] = {
            "check": lambda: make.check(book),
            "epub": lambda: make.build(book, out, ("epub",)),
            "screen": lambda: make.build(book, out, ("screen",)),
            "all editions": lambda: make.build(book, out),
            "verify": lambda: make.verify(book, out),
        }
        for name, step in steps.items():
            sys.stdout.write(f"{name:14}{timed(step):8.2f} s\n")
            sys.stdout.flush()
        for name, figure in bench_lines.rows(book):
            sys.stdout.write(f"{name:24}{figure}\n")


if __name__ == "__main__":
    main()
