"""Processes of our own: asked through one pipe, answering through another, gone when whoever asks is gone."""

from __future__ import annotations

import contextlib
import os
import pickle
import queue
import subprocess
import sys
import threading
from typing import IO, Any

from .cache import cache_folder
from .hush import hush, is_debugging

SECONDS = 10
"""How long a process that answers no more may take to end."""


class Child:
    """One process, from outside; it has our search path and our cache folder. Raises OSError.

    Its session is its own, so that an interrupt of the terminal reaches it through us alone. What libraries in it say
    (Java and Pango write to the terminal themselves) is dropped unless DRUCKREIF_DEBUG is set. `stderr` as in `subprocess`.
    """

    def __init__(self, code: str, stderr: int | None = None) -> None:
        if stderr is None and not is_debugging():
            stderr = subprocess.DEVNULL
        env = os.environ | {"DRUCKREIF_CACHE": str(cache_folder())}
        self.process = subprocess.Popen(
            [sys.executable, "-c", f"import sys; sys.path[:] = {sys.path!r}; {code}"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=stderr, env=env, start_new_session=True,
        )  # fmt: skip

    @property
    def is_alive(self) -> bool:
        return self.process.poll() is None

    def send(self, value: object) -> None:
        """Say something. Raises OSError if the process is gone."""
        assert self.process.stdin
        _send(self.process.stdin, value)

    def receive(self) -> Any:
        """What it answers. Raises EOFError or OSError if the process ended over it."""
        assert self.process.stdout
        return _receive(self.process.stdout)

    def kill(self) -> None:
        """Let it end, whatever it does; another thread may be waiting for its answer."""
        self.process.kill()

    def end(self) -> int:
        """What it ends with by itself, once it answers no more; it is let end if that takes more than seconds."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(SECONDS)
        self.close()
        return self.process.returncode

    def close(self) -> None:
        """Let it end, and wait for that."""
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            with contextlib.suppress(OSError):
                if pipe:
                    pipe.close()


class Asked:
    """The same from inside: what comes in, one value after the other. When nothing more can come, the process ends."""

    def __init__(self) -> None:
        hush()
        self.values: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self.out = os.fdopen(os.dup(1), "wb")
        os.dup2(2, 1)  # what a library prints is no answer
        threading.Thread(target=self._listen, daemon=True).start()

    def get(self) -> Any:
        """The next value; waits for it. The main thread stays free for it, which Java wants."""
        return self.values.get()

    def answer(self, value: object) -> None:
        """Say something to whoever asks."""
        _send(self.out, value)

    def _listen(self) -> None:
        try:
            while True:
                self.values.put(_receive(sys.stdin.buffer))
        except BaseException:  # whoever asks is gone
            os._exit(0)


def _send(pipe: IO[bytes], value: object) -> None:
    data = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
    pipe.write(len(data).to_bytes(8, "big") + data)
    pipe.flush()


def _receive(pipe: IO[bytes]) -> Any:
    """Raises EOFError where the other side ended, in the middle of a value too."""
    size = int.from_bytes(head, "big") if len(head := pipe.read(8)) == 8 else -1
    data = pipe.read(size) if size >= 0 else b""
    if len(data) != size:
        raise EOFError
    return pickle.loads(data)
