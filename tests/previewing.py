"""A preview that runs, for tests: its process, asked over a socket."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from conftest import ROOT

CHAPTER = "chapters/01-bogen.md"
Answer = tuple[int, dict[str, str], bytes]


@dataclass
class Shown:
    """A preview that runs: its process, port, and book folder."""

    process: subprocess.Popen[str]
    port: int
    book: Path
    said: str

    def ask(self, path: str, method: str = "GET", body: str = "", host: str = "", **headers: str) -> Answer:
        """Status, headers and body; headers are written as given, `_` for `-`."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        try:
            connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            for name, value in {"Host": host or f"127.0.0.1:{self.port}", **headers}.items():
                connection.putheader(name.replace("_", "-"), value)
            if body:
                connection.putheader("Content-Length", str(len(body.encode())))
            connection.endheaders(body.encode() or None)
            answer = connection.getresponse()
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
        finally:
            connection.close()

    def state(self) -> dict[str, Any]:
        found = json.loads(self.ask("/state")[2])
        assert isinstance(found, dict)
        return found

    def until(self, holds: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
        """The state as soon as something holds of it."""
        for _ in range(1200):
            state = self.state()
            if not state["busy"] and holds(state):
                return state
            time.sleep(0.1)
        raise AssertionError(state)


@contextmanager
def shown(book: Path, *options: object, **environment: str) -> Iterator[Shown]:
    code = "from druckreif.cli import main; main()"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-u", "-c", code, "preview", "--book", book, "--port", port, "--jobs", 1, *options]
    env = os.environ | {"PYTHONPATH": str(ROOT / "build")} | environment
    process = subprocess.Popen(
        list(map(str, command)), env=env, cwd=book.parent, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    clock = threading.Timer(600, process.kill)
    clock.start()
    assert process.stdout
    try:
        said = process.stdout.readline()
        assert "http://127.0.0.1:" in said, said + process.stdout.read()
        yield Shown(process, int(said.split("127.0.0.1:")[1].split("/")[0]), book, said)
    finally:
        clock.cancel()
        process.kill()
        process.wait()
        process.stdout.close()


def copied(folder: Path) -> Path:
    book = folder / "mini"
    shutil.copytree(ROOT / "tests/books/mini", book)
    return book


@contextmanager
def working(folder: Path) -> Iterator[Shown]:
    """A preview of tests/books/mini, laid out; a test that edits it puts it back."""
    (folder / "secret.md").write_text("geheim\n", "utf-8")
    book = copied(folder)
    (book / "out.md").symlink_to(folder / "secret.md")
    (book / ".hidden.md").write_text("geheim\n", "utf-8")
    mark = folder / "opened"
    editor = folder / "editor"
    editor.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > {mark}\n', "utf-8")
    editor.chmod(0o755)
    with shown(book, "--editor", VISUAL=str(editor)) as desk:
        desk.until(lambda state: state["whole"])
        yield desk


def edit(desk: Shown, change: Callable[[str], str]) -> Callable[[], None]:
    """Change the chapter; gives what puts it back."""
    path = desk.book / CHAPTER
    text = path.read_text("utf-8")
    assert change(text) != text
    path.write_text(change(text), "utf-8")

    def back() -> None:
        path.write_text(text, "utf-8")
        desk.until(lambda state: state["good"] and not state["findings"])

    return back
