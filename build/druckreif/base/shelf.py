"""The one door to files, clock and environment. Tests use a shelf in memory."""

from __future__ import annotations

import builtins
import contextlib
import errno
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path, PurePosixPath

MOST_BYTES, MOST_TEXT = 256 * 2**20, 8 * 2**20
"""What a file, and what a text, may hold: all of it is read at once. The longest novels have 3 MB."""


class OutsideShelf(ValueError):
    """A name that leads out of the book folder."""


class TooLarge(OSError):
    """A file that holds more than is read; `size` in bytes."""

    def __init__(self, name: str, size: int) -> None:
        super().__init__(errno.EFBIG, os.strerror(errno.EFBIG), name)
        self.size = size


@dataclass(frozen=True, slots=True)
class Shelf:
    """A folder of sources, or the same as a mapping in memory; with both, the mapping stands before the folder.

    Names are relative POSIX paths below the folder; `..`, absolute names and links that lead
    outside raise OutsideShelf. Hidden files do not stand on a shelf. Nothing here writes.
    """

    root: Path | None = None
    files: Mapping[str, bytes] = field(default_factory=dict)
    today: date | None = None

    @classmethod
    def of(cls, files: Mapping[str, str | bytes], today: date | None = None) -> Shelf:
        """A shelf in memory."""
        held = {name: data.encode() if isinstance(data, str) else data for name, data in files.items()}
        return cls(None, held, today)

    @classmethod
    def at(cls, folder: Path) -> Shelf:
        """A shelf on disk; the date comes from SOURCE_DATE_EPOCH when it is set (UTC)."""
        epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
        today = datetime.fromtimestamp(int(epoch), UTC).date() if epoch.isdecimal() and len(epoch) < 12 else None
        return cls(folder.resolve(), {}, today)

    def path(self, name: str) -> Path:
        """The file on disk behind a name. Raises OutsideShelf, FileNotFoundError for memory shelves."""
        pure = PurePosixPath(name)
        if pure.is_absolute() or ".." in pure.parts or "\\" in name or "\0" in name or ":" in name:
            raise OutsideShelf(name)
        if self.root is None:
            raise FileNotFoundError(name)
        try:
            path = (self.root / pure).resolve()
        except RuntimeError:  # a link that leads to itself
            raise FileNotFoundError(name) from None
        if not path.is_relative_to(self.root):
            raise OutsideShelf(name)
        if any(part.startswith(".") for part in (*pure.parts, *path.relative_to(self.root).parts)):
            raise FileNotFoundError(name)
        return path

    def has(self, name: str) -> bool:
        """Whether a file of this name stands on the shelf; a link that leads out does, and reading it says so."""
        if self.root is None or name in self.files:
            return name in self.files
        try:
            return self.path(name).is_file()
        except OutsideShelf:
            return True
        except OSError:
            return False

    def bytes(self, name: str) -> bytes:
        """The content of a file. Raises OSError (TooLarge too), OutsideShelf."""
        return self._read(name, MOST_BYTES)

    def _read(self, name: str, most: int) -> builtins.bytes:
        if self.root is None:
            if name not in self.files:
                raise FileNotFoundError(name)
            return self.files[name]
        path = self.path(name)
        if name in self.files:
            return self.files[name]
        if not path.is_file():  # a pipe would never end
            raise FileNotFoundError(name)
        with path.open("rb") as file:
            if (size := os.fstat(file.fileno()).st_size) > most:
                raise TooLarge(name, size)
            return file.read()

    def text(self, name: str) -> str:
        """The content as text: UTF-8, without byte order mark, newlines as LF. Raises UnicodeDecodeError."""
        return self._read(name, MOST_TEXT).decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")

    def size(self, suffix: str = "") -> int:
        """How many bytes all these files hold together; what cannot be read counts nothing."""
        total = 0
        for name in self.names(suffix):
            with contextlib.suppress(OSError, OutsideShelf):
                total += len(self.files[name]) if name in self.files else self.path(name).stat().st_size
        return total

    def names(self, suffix: str = "") -> list[str]:
        """All file names in order, hidden ones left out."""
        found = list(self.files) if self.root is None else list(_below(self.root, suffix))
        return sorted(n for n in found if n.endswith(suffix) and not any(s.startswith(".") for s in n.split("/")))


def _below(root: Path, suffix: str) -> Iterator[str]:
    """The names of the files below a folder; hidden folders (.git, .venv) may be large and are not entered."""
    for folder, inner, names in os.walk(root):
        inner[:] = [name for name in inner if not name.startswith(".")]
        path = Path(folder)
        yield from ((path / name).relative_to(root).as_posix() for name in names
                    if name.endswith(suffix) and (path / name).is_file())  # fmt: skip
