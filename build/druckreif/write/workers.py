"""Processes that set divisions side by side, started when they are needed and kept until the end.

A worker that dies costs its division a second start, with a fresh one; a division that fails twice, or that WeasyPrint
complains about, is left to the caller.
"""

from __future__ import annotations

import contextlib
import os
import queue
import subprocess
import sys
import threading
from concurrent.futures import Future
from types import TracebackType

from ..base.cache import cache_folder
from .worker import Drawing, Job, Spec, receive, send

STARTS = 2
"""How often a division is given to a worker at most."""


class LeftUndone(Exception):
    """No worker set this division."""


class Workers:
    """Up to `jobs` processes, none if that is 1. Must be closed; a with block does so."""

    def __init__(self, jobs: int) -> None:
        self.jobs = jobs if jobs > 1 else 0
        self.queue: queue.SimpleQueue[tuple[Spec, Job | Drawing, Future[bytes]] | None] = queue.SimpleQueue()
        self.threads: list[_Hand] = []

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    @property
    def are_warm(self) -> bool:
        return bool(self.threads)

    def warm(self, count: int) -> None:
        """See that `count` processes stand ready, or as many as are allowed."""
        while len(self.threads) < min(count, self.jobs):
            hand = _Hand(self.queue)
            self.threads.append(hand)
            hand.start()

    def set(self, spec: Spec, job: Job | Drawing) -> Future[bytes]:
        """The bytes, in time. The future raises LeftUndone if it must be set elsewhere."""
        future: Future[bytes] = Future()
        self.queue.put((spec, job, future))
        return future

    def close(self) -> None:
        """End all processes, whatever they do."""
        for hand in self.threads:
            hand.end()
        for _ in self.threads:
            self.queue.put(None)
        for hand in self.threads:
            hand.join()
        self.threads.clear()


class _Hand(threading.Thread):
    """Feeds one process."""

    def __init__(self, jobs: queue.SimpleQueue[tuple[Spec, Job | Drawing, Future[bytes]] | None]) -> None:
        super().__init__(daemon=True)
        self.jobs = jobs
        self.process: subprocess.Popen[bytes] | None = None
        self.spec: Spec | None = None
        self.ended = False
        self.lock = threading.Lock()

    def run(self) -> None:
        with contextlib.suppress(OSError):
            self.fresh()
        while (item := self.jobs.get()) is not None:
            spec, job, future = item
            for _ in range(STARTS):
                try:
                    answer = self.answer(spec, job)
                    break
                except (OSError, EOFError):
                    self.drop()
                    answer = ""
            if isinstance(answer, bytes):
                future.set_result(answer)
            else:
                future.set_exception(LeftUndone(answer))

    def answer(self, spec: Spec, job: Job | Drawing) -> bytes | str:
        process = self.process or self.fresh()
        assert process.stdin and process.stdout
        if self.spec != spec:
            send(process.stdin, spec)
            self.spec = spec
        send(process.stdin, job)
        answer: bytes | str = receive(process.stdout)
        return answer

    def fresh(self) -> subprocess.Popen[bytes]:
        """A process of its own session, so that an interrupt of the terminal reaches it through us alone. Raises OSError."""
        code = f"import sys; sys.path[:] = {sys.path!r}; from druckreif.write.worker import serve; serve()"
        env = os.environ | {"DRUCKREIF_CACHE": str(cache_folder())}
        with self.lock:
            if self.ended:
                raise OSError("the workers were closed")
            self.process = subprocess.Popen(
                [sys.executable, "-c", code],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=env, start_new_session=True,
            )  # fmt: skip
        self.spec = None
        return self.process

    def drop(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait()
            for pipe in (self.process.stdin, self.process.stdout):
                with contextlib.suppress(OSError):
                    if pipe:
                        pipe.close()
        self.process = None

    def end(self) -> None:
        """Called from another thread: the process goes, and no other comes."""
        with self.lock:
            self.ended = True
            if self.process:
                self.process.kill()

    def join(self, timeout: float | None = None) -> None:
        super().join(timeout)
        self.drop()
