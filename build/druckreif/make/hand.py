"""A hand of the catalogue: a process that builds one book after the other, with the validators kept warm.

A book travels as bytes and comes back as bytes with their sums, so that it does not matter where the process runs. If the
process that asked is gone, so is the hand.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import pickle
import queue
import struct
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import IO, Any

from .. import __version__
from ..base.stock import PACKAGE, stock
from ..base.tool import MissingTool
from ..model.report import Report
from ..write.native import native_versions

LIBRARIES = ("weasyprint", "pydyf", "pikepdf", "pyphen", "uharfbuzz", "fonttools", "ebooklib", "lxml", "pillow")


class Lost(Exception):
    """The process or machine that built a book is gone, or cannot build: nothing that its author could mend."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """The sources of a book, what is to be made of them, and with what."""

    files: Mapping[str, bytes]
    links: Mapping[str, str]
    """Symbolic links that lead out of the folder, by name: they are as bad there as here."""
    out: str
    """How findings name the output folder."""
    editions: tuple[str, ...]
    made_by: str
    """What `maker` says where the bytes are to be those of a build here."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """The finished files of a book with their SHA-256 sums, and the report; or what kept the machine from building."""

    report: Report | None
    files: Mapping[str, bytes]
    sums: Mapping[str, str]
    trouble: str = ""
    is_passing: bool = True
    """Whether another try may help."""

    def is_whole(self) -> bool:
        """Whether the files are those that were built."""
        return {name: _sum(data) for name, data in self.files.items()} == self.sums


def maker() -> str:
    """The same where a book becomes the same bytes: version and a sum of code, styles and libraries."""
    whole = hashlib.sha256()
    for folder in (PACKAGE, stock("styles")):
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                whole.update(f"{path.relative_to(folder).as_posix()} {_sum(path.read_bytes())}\n".encode())
    whole.update(" ".join([*map(version, LIBRARIES), *native_versions()]).encode())
    return f"{__version__} ({whole.hexdigest()[:8]})"


def build_parcel(parcel: Parcel) -> Delivery:
    """Build a book in a folder that goes with it."""
    from .building import build

    if (own := maker()) != parcel.made_by:
        why = f"druckreif {own} would build it elsewhere, and {parcel.made_by} is wanted: install the same on all machines"
        return Delivery(None, {}, {}, why)
    try:
        with tempfile.TemporaryDirectory(prefix="druckreif-") as folder:
            book, out = Path(folder, "book"), Path(folder, "out")
            book.mkdir()
            _unpack(parcel, book)
            report = build(book, out, parcel.editions, jobs=1)  # books side by side, not their divisions
            made = sorted(out.rglob("*")) if report.written else []
            files = {path.relative_to(out).as_posix(): path.read_bytes() for path in made if path.is_file()}
    except (MissingTool, OSError, MemoryError) as error:
        return Delivery(None, {}, {}, str(error) or type(error).__name__)
    except Exception as error:
        return Delivery(None, {}, {}, f"a defect of druckreif: {str(error) or type(error).__name__}", is_passing=False)
    named = [replace(f, span=replace(f.span, source=f.span.source.replace(str(out), parcel.out))) for f in report.findings]
    return Delivery(replace(report, findings=tuple(named)), files, {name: _sum(data) for name, data in files.items()})


def _unpack(parcel: Parcel, book: Path) -> None:
    for name, data in parcel.files.items():
        path = book / name
        if not path.resolve().is_relative_to(book.resolve()):
            raise OSError(f"{name} leads out of the book folder")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    for name, target in parcel.links.items():
        (book / name).parent.mkdir(parents=True, exist_ok=True)
        (book / name).symlink_to(target)


def _sum(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


class Hand:
    """The process, from outside. It is begun when it is needed, anew when it was lost."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None

    def build(self, parcel: Parcel) -> Delivery:
        """The finished book. Raises Lost if the process ended over it."""
        if self.process is None or self.process.poll() is not None:
            self.close()
            command = [sys.executable, "-c", f"from {__name__} import main; main()"]
            env = os.environ | {"PYTHONPATH": os.pathsep.join([str(PACKAGE.parent), os.environ.get("PYTHONPATH", "")])}
            self.process = subprocess.Popen(
                command, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
        assert self.process.stdin and self.process.stdout
        try:
            _send(self.process.stdin, parcel)
            delivery = _receive(self.process.stdout)
        except (OSError, EOFError, ValueError):
            self.close()
            raise Lost("the process that built it was ended") from None
        assert isinstance(delivery, Delivery)
        return delivery

    def close(self) -> None:
        """End the process."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            for pipe in (self.process.stdin, self.process.stdout):
                with contextlib.suppress(OSError):
                    if pipe:
                        pipe.close()
            self.process = None


_OWN = threading.local()


def build_by_hand(parcel: Parcel) -> Delivery:
    """Build with the hand of this thread: what a worker of a cluster is asked to do."""
    if not hasattr(_OWN, "hand"):
        _OWN.hand = Hand()
    delivery: Delivery = _OWN.hand.build(parcel)
    return delivery


def main() -> None:
    """What the process does: Java wants the main thread, so that another one listens."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what libraries print is no answer
    parcels: queue.SimpleQueue[Parcel] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(parcels,), daemon=True).start()
    while True:
        _send(answers, build_parcel(parcels.get()))


def _listen(parcels: queue.SimpleQueue[Parcel]) -> None:
    try:
        while True:
            parcels.put(_receive(sys.stdin.buffer))
    except BaseException:  # whoever asks is gone
        os._exit(0)


def _send(pipe: IO[bytes], what: object) -> None:
    data = pickle.dumps(what, pickle.HIGHEST_PROTOCOL)
    pipe.write(struct.pack(">Q", len(data)) + data)
    pipe.flush()


def _receive(pipe: IO[bytes]) -> Any:
    head = pipe.read(8)
    data = pipe.read(struct.unpack(">Q", head)[0]) if len(head) == 8 else b""
    if len(head) < 8 or len(data) < struct.unpack(">Q", head)[0]:
        raise EOFError
    return pickle.loads(data)
