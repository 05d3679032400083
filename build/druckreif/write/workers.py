"""Processes that set divisions side by side, started when they are needed and kept until the end.

A worker that dies costs its division a second start, with a fresh one; a division that fails twice, or that WeasyPrint
complains about, is left to the caller.
"""

from __future__ import annotations

import contextlib
import queue
import threading
from concurrent.futures import Future
from types import TracebackType

from ..base.child import Child
from .worker import Errand, Order, Setters, Spec

STARTS = 2
"""How often a division is given to a worker at most."""

SHARE = 40_000
"""Characters of markup that are worth a process of their own, which takes a second to start: some 25 pages."""


def worth(size: int) -> int:
    """How many processes so many characters are worth; none rather than one."""
    return size // SHARE if size > 2 * SHARE else 0


class LeftUndone(Exception):
    """No worker set this division."""


_Item = tuple[Spec | None, Order | Errand, Future[bytes]]


class Workers:
    """Up to `jobs` processes, none if that is 1. Must be closed; a with block does so."""

    def __init__(self, jobs: int) -> None:
        self.jobs = jobs if jobs > 1 else 0
        self.queue: queue.SimpleQueue[_Item | None] = queue.SimpleQueue()
        self.threads: list[_Hand] = []
        self.own = Setters()
        """What the main process sets with, if it must."""

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

    def set(self, spec: Spec, job: Order) -> Future[bytes]:
        """The bytes, in time. The future raises LeftUndone if it must be set elsewhere."""
        future: Future[bytes] = Future()
        self.queue.put((spec, job, future))
        return future

    def send(self, errand: Errand) -> Future[bytes]:
        """The same for what needs no setter."""
        future: Future[bytes] = Future()
        self.queue.put((None, errand, future))
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

    def __init__(self, jobs: queue.SimpleQueue[_Item | None]) -> None:
        super().__init__(daemon=True)
        self.jobs = jobs
        self.child: Child | None = None
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

    def answer(self, spec: Spec | None, job: Order | Errand) -> bytes | str:
        child = self.child or self.fresh()
        if spec is not None and self.spec != spec:
            child.send(spec)
            self.spec = spec
        child.send(job)
        answer: bytes | str = child.receive()
        return answer

    def fresh(self) -> Child:
        """A process that knows no `Spec` yet. Raises OSError."""
        with self.lock:
            if self.ended:
                raise OSError("the workers were closed")
            self.child = Child("from druckreif.write.worker import serve; serve()")
        self.spec = None
        return self.child

    def drop(self) -> None:
        if self.child:
            self.child.close()
        self.child = None

    def end(self) -> None:
        """Called from another thread: the process goes, and no other comes."""
        with self.lock:
            self.ended = True
            if self.child:
                self.child.kill()

    def join(self, timeout: float | None = None) -> None:
        super().join(timeout)
        self.drop()
