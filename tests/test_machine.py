"""Java beside our process: the same verdict from one that was killed and replaced, none left behind, bounded memory."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pikepdf
import pytest
from conftest import ROOT
from damages import pack, unpack
from druckreif.base.finding import Severity
from druckreif.model.edition import Artefact
from druckreif.verify import verdict
from druckreif.verify.java import HEAPS
from druckreif.verify.known import load_findings
from druckreif.verify.machine import HeapFull, Machine
from warm import judge

LITTLE = 30
"""Megabytes of heap in which Java starts, and in which no file can be judged."""

SEEN = """
import json, sys
from pathlib import Path
from druckreif.verify import pdfua
from druckreif.verify.java import java, java_class, sweep_heap
java()
seen, kept, documents = pdfua._seen, [], []
def look(validator):
    documents.append(java_class("org.verapdf.tools.StaticResources").getDocument())
    kept.append(seen(validator))
    return kept[-1]
pdfua._seen = look
if sys.argv[2] == "kept":
    pdfua.Page.turn = lambda page: None
found = pdfua.run_pdfua("", Path(sys.argv[1]))
names = kept.pop().size()
document = java_class("java.lang.ref.WeakReference")(documents.pop())
sweep_heap()
print(json.dumps([sorted(finding.rule for finding in found), names, document.get() is not None]))
"""


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


@pytest.fixture(scope="module")
def unreadable(mini: Path) -> bytes:
    """A book whose glyphs say no longer which characters they are: a fault that veraPDF finds at glyphs alone."""
    out = io.BytesIO()
    with pikepdf.open(mini / "mini-screen.pdf") as pdf:
        for item in pdf.objects:
            if isinstance(item, pikepdf.Dictionary) and item.get("/Subtype") == "/Type0":
                del item["/ToUnicode"]
        pdf.save(out)
    return out.getvalue()


def test_glyphs_of_pages_that_were_judged_are_let_go(unreadable: bytes, tmp_path: Path) -> None:
    """With the same verdict: by far the most of what veraPDF would hold to the end, and it grows with the book."""
    file = tmp_path / "book.pdf"
    file.write_bytes(unreadable)

    def seen(how: str) -> tuple[list[str], int, bool]:
        env = os.environ | {"PYTHONPATH": str(ROOT / "build")}
        command = [sys.executable, "-c", SEEN, str(file), how]
        done = subprocess.run(command, env=env, capture_output=True, text=True, check=True)
        rules, names, is_held = json.loads(done.stdout)
        return rules, names, is_held

    (let_go, few, is_held), (kept, many, _) = seen("let go"), seen("kept")
    assert let_go == kept and "pdfua-7.21.7-1" in kept
    assert few * 3 < many
    assert not is_held, "what was made of a file does not stay until the next one"


@pytest.mark.parametrize("validator", ["verapdf", "epubcheck"])
def test_a_file_too_large_for_the_heap_is_judged_with_more(validator: str, mini: Path, unreadable: bytes) -> None:
    """By a new process, with the verdict that it always has; Java that went on in a full heap would say something else."""
    data = unreadable if validator == "verapdf" else _damaged((mini / "mini.epub").read_bytes())
    machine = Machine((LITTLE, HEAPS[0]))
    try:
        machine.start()
        assert machine.child and machine.heap == LITTLE
        little = machine.child.process
        assert machine.judge(validator, data) == judge(validator, data)
        assert machine.heap == HEAPS[0] and not lives(little.pid)
    finally:
        machine.close()
    assert load_findings(judge(validator, data), "")


def _damaged(epub: bytes) -> bytes:
    files = unpack(epub)
    chapter = next(name for name in files if name.endswith(".xhtml") and b"<p>" in files[name])
    files[chapter] = files[chapter].replace(b"<p>", b"<p unknown='x'>", 1)
    return pack(files)


def test_a_file_too_large_for_any_heap_is_a_finding(unreadable: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that says so, at each build anew: nothing is kept that is no verdict."""
    machine = Machine((LITTLE,))
    monkeypatch.setattr(verdict, "MACHINE", machine)
    artefact = Artefact("x.pdf", unreadable, "screen", "screen")
    try:
        for _ in range(2):
            (finding,) = verdict.judge(artefact, "dist/x.pdf")
            assert finding.rule == "not-judged" and finding.span.source == "dist/x.pdf"
            assert finding.severity is Severity.ERROR and f"{LITTLE} MB" in finding.message
        with pytest.raises(HeapFull):
            machine.judge("verapdf", artefact.data)
    finally:
        machine.close()


def test_the_heap_leaves_room_for_what_java_needs_beside_it() -> None:
    """150 MB, with Python and three validators loaded: the largest process of a build stays under 400 MB."""
    assert HEAPS[0] + 150 < 400
