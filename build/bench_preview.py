"""Part of `make bench`: seconds from a save to the changed spread, in headless Chromium as an editor sees it.

The book is copied, shown by `druckreif preview`, and a word of a middle chapter becomes another ten times.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from druckreif.verify.browser import find_chromium, find_node, node_modules

HERE = Path(__file__).parent
EDITS = 10
NAME = "save to changed spread"


def rows(source: Path) -> Iterator[tuple[str, str]]:
    """Lines of the table: name and figure, or why there is none."""
    if not (find_chromium() and find_node() and node_modules().is_dir()):
        yield NAME, "not measured: make tools installs Chromium"
        return
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder, "book")
        shutil.copytree(source, book)
        told = measured(book)
    seconds = sorted(told["seconds"])
    position = "position kept" if told["kept"] else "POSITION LOST"
    yield NAME, f"{statistics.median(seconds):8.2f} s median of {EDITS} ({seconds[0]:.2f} to {seconds[-1]:.2f}), {position}"
    yield "  processor time of these", f"{statistics.median(told['cpu']):8.2f} s from the save to the end of the whole build"


def measured(book: Path) -> dict[str, list[float]]:
    """Seconds of each edit, processor seconds of the server for each, and whether the position was kept."""
    code = "from druckreif.cli import main; main()"
    command = [sys.executable, "-u", "-c", code, "preview", "--book", book, "--out", book.parent / "out"]
    server = subprocess.Popen(
        list(map(str, command)), env=os.environ | {"PYTHONPATH": str(HERE)}, stdout=subprocess.PIPE, text=True
    )
    try:
        assert server.stdout
        address = server.stdout.readline().split(" at ")[1].split()[0]
        chapters = sorted((book / "chapters").glob("*.md"))
        middle = chapters[len(chapters) // 2]
        driver = [find_node(), HERE / "bench_preview.mjs", find_chromium(), node_modules(), address, middle, EDITS]
        driver += [server.pid]
        done = subprocess.run(list(map(str, driver)), capture_output=True, text=True, timeout=1200, check=False)
        if done.returncode:
            raise RuntimeError(done.stderr)
        told = json.loads(done.stdout)
        assert isinstance(told, dict)
        return told
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    for name, figure in rows(Path(sys.argv[1] if len(sys.argv) > 1 else "book")):
        sys.stdout.write(f"{name:26}{figure}\n")
