"""Java beside our process: the same verdict from one that was killed and replaced, none left behind."""

from __future__ import annotations

import os
import signal
import time

from druckreif.verify.known import load_findings
from druckreif.verify.machine import Machine


def lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_killed_java_is_replaced_and_none_is_left() -> None:
    machine = Machine()
    try:
        machine.start()
        first = machine.judge("epubcheck", b"no book")
        assert any(finding.rule.startswith("epubcheck-") for finding in load_findings(first, "x.epub"))
        assert machine.child
        killed = machine.child.process.pid
        os.kill(killed, signal.SIGKILL)
        assert machine.judge("epubcheck", b"no book") == first
        second = machine.child.process.pid
        assert second != killed
    finally:
        machine.close()
    deadline = time.monotonic() + 30
    while lives(second) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not lives(second)
