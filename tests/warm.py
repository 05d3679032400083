"""druckreif as an editor runs it, in a process that stays: Java, WeasyPrint and the rules are loaded once, not each time."""

from __future__ import annotations

import atexit
import contextlib
import io
import os
import subprocess
import threading
import traceback
from functools import cache
from pathlib import Path

from druckreif.base.child import Asked, Child

LOCK = threading.Lock()


def serve() -> None:
    """Run each command line that is asked for, off a terminal; answer with its exit code and what it said."""
    from druckreif.cli import main

    said = Asked()
    while True:
        arguments, folder = said.get()
        os.chdir(folder)
        out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in range(2))
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = 1
            try:
                main(arguments, prog_name="druckreif")
            except SystemExit as end:
                code = end.code if isinstance(end.code, int) else int(bool(end.code))
            except BaseException:
                traceback.print_exc()
        said.answer((code, *(stream.buffer.getvalue().decode("utf-8") for stream in (out, err))))


@cache
def _server() -> tuple[Child, dict[str, str]]:
    child = Child("from warm import serve; serve()")
    atexit.register(child.close)
    return child, dict(os.environ)


def can_run(arguments: list[str], environment: dict[str, str]) -> bool:
    """Whether the run needs no process of its own: the environment is ours, and it does not change the cache folder."""
    ours = {name: value for name, value in os.environ.items() if name != "PYTEST_CURRENT_TEST"}
    theirs = {name: value for name, value in _server()[1].items() if name != "PYTEST_CURRENT_TEST"}
    return not environment and ours == theirs and "--no-cache" not in arguments and arguments[0] != "cache"


def run_warm(arguments: list[str], cwd: Path) -> subprocess.CompletedProcess[str]:
    """What the command line gives. Raises EOFError where the process ends over it."""
    with LOCK:
        child = _server()[0]
        child.send((arguments, str(cwd.resolve())))
        code, out, err = child.receive()
    return subprocess.CompletedProcess(arguments, code, out, err)
