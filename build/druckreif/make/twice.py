"""Whether the cache is true: a build that uses it against one that knows none."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from ..base.finding import Finding
from ..base.span import Span
from ..model.report import Report


def differing(book_dir: Path, out: Path, report: Report, options: Sequence[str]) -> list[Finding]:
    """A finding for each file of a build whose bytes another build, without the cache and with the same options, lacks.

    Raises OSError if that build cannot be made.
    """
    command = [sys.executable, "-c", f"import sys; sys.path[:] = {sys.path!r}; from druckreif.cli import main; main()"]
    with tempfile.TemporaryDirectory(prefix="druckreif-") as folder:
        command += ["build", *options, "--book", str(book_dir), "--out", folder, "--no-cache", "--format", "json"]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
        try:
            again = {line["file"]: Path(folder, line["file"]).read_bytes() for line in json.loads(done.stdout)["written"]}
        except (json.JSONDecodeError, KeyError):
            again = {}
    if not again:
        raise OSError("the build without the cache did not come to an end")
    return [_finding(out, line.name) for line in report.written if again.get(line.name) != (out / line.name).read_bytes()]


def _finding(out: Path, name: str) -> Finding:
    message = "built without the cache, this file has other bytes"
    return Finding(Span(f"{out}/{name}"), "artefact-cache", message, "run druckreif cache clear, build again, and report it")
