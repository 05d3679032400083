"""A hand of the catalogue: a process that builds one book after the other, with the validators kept warm.

A book travels as bytes and comes back as bytes with their sums, so that it does not matter where the process runs. If the
process that asked is gone, so is the hand.
"""

from __future__ import annotations

import hashlib
import subprocess
import tempfile
import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path

from .. import __version__
from ..base.child import Asked, Child
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
        self.child: Child | None = None

    def build(self, parcel: Parcel) -> Delivery:
        """The finished book. Raises Lost if the process ended over it."""
        if self.child is None or not self.child.is_alive:
            self.close()
            self.child = Child(f"from {__name__} import main; main()", subprocess.DEVNULL)
        try:
            self.child.send(parcel)
            delivery = self.child.receive()
        except (OSError, EOFError, ValueError):
            self.close()
            raise Lost("the process that built it was ended") from None
        assert isinstance(delivery, Delivery)
        return delivery

    def close(self) -> None:
        """End the process."""
        if self.child is not None:
            self.child.close()
            self.child = None


_OWN = threading.local()


def build_by_hand(parcel: Parcel) -> Delivery:
    """Build with the hand of this thread: what a worker of a cluster is asked to do."""
    if not hasattr(_OWN, "hand"):
        _OWN.hand = Hand()
    delivery: Delivery = _OWN.hand.build(parcel)
    return delivery


def main() -> None:
    """What the process does, one parcel after the other."""
    asked = Asked()
    while True:
        asked.answer(build_parcel(asked.get()))
