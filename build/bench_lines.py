"""What breaking lines, filling and drawing pages ourselves takes of a build of the print edition: rows for `make bench`.

Processor time, each build in a process of its own, the first with an empty cache, the second after an edit of one paragraph.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

EDITS = 3


def rows(book: Path) -> list[tuple[str, str]]:
    """What the pre-pass costs in a cold build and after an edit, as name and figure."""
    with tempfile.TemporaryDirectory() as folder:
        copy, cache = Path(folder, "book"), Path(folder, "cache")
        shutil.copytree(book, copy)
        whole, own = _built(copy, cache)
        cold = ("lines and pages, cold", f"{own:.2f} s, {own / whole:.1%} of a print edition's {whole:.1f} s")
        chapter = max((copy / "chapters").glob("*.md"), key=lambda path: path.stat().st_size)
        warm = []
        for number in range(EDITS):
            _edit(chapter, number)
            warm.append(_built(copy, cache)[1])
        return [cold, ("... after an edit", f"{1000 * sorted(warm)[EDITS // 2]:.0f} ms (median of {EDITS})")]


def _edit(chapter: Path, number: int) -> None:
    """A word more in the longest paragraph of a chapter."""
    text = chapter.read_text("utf-8")
    longest = max((line for line in text.split("\n") if line[:1].isalpha()), key=len)
    first, _, rest = longest.partition(" ")
    chapter.write_text(text.replace(longest, f"{first} {'noch ' * (number % 2)}immer {rest}"), "utf-8")


def _built(book: Path, cache: Path) -> tuple[float, float]:
    """Seconds of a whole build, and of them those that went into lines and pages of ours."""
    environment = os.environ | {"DRUCKREIF_CACHE": str(cache)}
    done = subprocess.run([sys.executable, __file__, book, cache.with_name("out")], env=environment, stdout=subprocess.PIPE)
    done.check_returncode()
    whole, own = json.loads(done.stdout)
    return float(whole), float(own)


def _main(book: str, out: str) -> None:
    """Build the print edition with a clock around what breaks lines, fills and draws pages; print both times."""
    from druckreif import make
    from druckreif.write import pdf
    from druckreif.write.lines.compose import Compositor

    own = 0.0

    def clocked(call: Callable[..., Any], sign: int = 1) -> Callable[..., Any]:
        def run(*given: Any, **named: Any) -> Any:
            nonlocal own
            start = time.thread_time()
            try:
                return call(*given, **named)
            finally:
                own += sign * (time.thread_time() - start)

        return run

    for place, name, sign in (
        (Compositor, "__init__", 1), (Compositor, "compose", 1), (pdf, "draw", 1), (pdf, "write_leaves", 1),
        (pdf.Setter, "set_odd", -1),  # WeasyPrint's, within `compose`
    ):  # fmt: skip
        setattr(place, name, clocked(getattr(place, name), sign))
    report = make.build(Path(book), Path(out), ("print",), jobs=1)
    if not report.written:
        raise SystemExit("\n".join(map(str, report.findings)))
    sys.stdout.write(json.dumps([time.process_time(), own]))


if __name__ == "__main__":
    _main(*sys.argv[1:])
