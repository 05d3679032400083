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
from typing import Any

from druckreif.base.child import Asked, Child
from druckreif.base.finding import Finding
from druckreif.verify.known import load_findings
from druckreif.verify.machine import MACHINE

LOCK = threading.Lock()


def serve() -> None:
    """Answer what is asked: a command line, or the verdict of a validator in Java."""
    said = Asked()
    while True:
        what, *words = said.get()
        said.answer(_ran(*words) if what == "run" else _judged(*words))


def _ran(arguments: list[str], folder: str) -> tuple[object, ...]:
    """Exit code and what is said of a command line, off a terminal."""
    from druckreif.cli import main

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
    return code, *(stream.buffer.getvalue().decode("utf-8") for stream in (out, err))


def _judged(validator: str, data: bytes) -> bytes | Exception:
    try:
        return MACHINE.judge(validator, data)
    except Exception as error:
        return error


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
    code, out, err = _ask("run", arguments, str(cwd.resolve()))
    return subprocess.CompletedProcess(arguments, code, out, err)


def judge(validator: str, data: bytes) -> bytes:
    """What `Machine.judge` gives, from the one Java that the process has. Raises MissingTool, OSError."""
    answer = _ask("judge", validator, data)
    if isinstance(answer, Exception):
        raise answer
    assert isinstance(answer, bytes)
    return answer


def findings_of(validator: str, name: str, data: bytes) -> list[Finding]:
    """What a validator says of a file, whether it was judged before or not."""
    return load_findings(judge(validator, data), name)


def _ask(*words: object) -> Any:
    with LOCK:
        child = _server()[0]
        child.send(words)
        return child.receive()
