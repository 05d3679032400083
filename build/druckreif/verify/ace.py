"""Accessibility of the finished EPUB, judged by Ace (DAISY) in a headless Chromium.

Ace is a Node program. An editor may do without it; `find_ace` says whether it is there.
"""

from __future__ import annotations

import json
import os
import posixpath
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from ..base.finding import Finding
from ..base.span import Span
from ..base.tool import MissingTool
from .browser import find_chromium, find_node, node_modules

HOW = "in a checkout make tools installs it, with Chromium; it needs Node 20 or newer"
SECONDS = 600
"""After this time a run of Ace counts as failed."""


@cache
def find_ace() -> str:
    """The version of Ace with all that it needs (Node, Chromium), or ""."""
    manifest = _folder() / "package.json"
    if not (manifest.is_file() and find_node() and find_chromium()):
        return ""
    return str(json.loads(manifest.read_text("utf-8"))["version"])


def run_ace(name: str, file: Path) -> list[Finding]:
    """One finding for each violation, whatever its impact; `name` stands in them.

    Raises MissingTool, also when Ace does not finish: then there is no verdict.
    """
    if not find_ace():
        raise MissingTool(f"Ace is not installed; {HOW}")
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out"
        command = [find_node(), str(_folder() / "bin/ace.js"), "--silent", "--outdir", str(out), str(file)]
        home = {f"XDG_{kind}_HOME": folder for kind in ("CONFIG", "STATE", "CACHE", "DATA")}
        env = os.environ | home | {"PUPPETEER_EXECUTABLE_PATH": find_chromium()}
        try:
            done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=SECONDS, check=False)
        except subprocess.TimeoutExpired as late:
            raise MissingTool(f"Ace did not finish within {SECONDS} s") from late
        report = out / "report.json"
        if not report.is_file():
            said = (done.stderr or done.stdout).strip().splitlines()
            raise MissingTool(f"Ace did not finish: {said[-1] if said else 'no report'}")
        found = json.loads(report.read_text("utf-8"))
    with zipfile.ZipFile(file) as container:
        package = next((part for part in container.namelist() if part.endswith(".opf")), "")
    return sorted(_findings(found, name, posixpath.dirname(package)))


def _folder() -> Path:
    return node_modules() / "@daisy/ace-cli"


def _findings(report: dict[str, Any], name: str, base: str) -> Iterator[Finding]:
    """Ace names documents from the folder of the package document, and that one from the container's root."""
    for subject in report.get("assertions", ()):
        for assertion in subject["assertions"]:
            result, test = assertion["earl:result"], assertion["earl:test"]
            if result["earl:outcome"] != "fail":
                continue
            file = subject["earl:testSubject"]["url"]
            inside = f"!{file if file.endswith('.opf') else posixpath.join(base, file)}"
            places = ", ".join((result.get("earl:pointer") or {}).get("css") or ())
            message = " ".join(str(result["dct:description"]).split())
            rule, help = f"ace-{test['dct:title']}", (test.get("help") or {}).get("url", "")
            yield Finding(Span(name + inside), rule, f"{message} ({places})" if places else message, help)
