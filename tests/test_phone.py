"""On a telephone nothing runs out of the window: where Chromium puts the words of every document, 390 pixels wide."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from conftest import ROOT
from druckreif.verify.browser import find_node
from finished import Epub
from test_clicks import spine

WIDTH = 390


def test_no_word_stands_beyond_the_edge(epub: Epub, chromium: str, packages: Path, tmp_path: Path) -> None:
    epub.zip.extractall(tmp_path)
    files = spine(epub)
    command = [find_node(), ROOT / "tests/clicks/width.mjs", chromium, packages, tmp_path, WIDTH, *files]
    done = subprocess.run([*map(str, command)], capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    said = [json.loads(line) for line in done.stdout.splitlines()]
    assert [entry["file"] for entry in said] == files
    assert {entry["file"]: entry["beyond"] for entry in said if entry["beyond"]} == {}
