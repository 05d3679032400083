"""A folder for what is costly to make and can always be made again.

What is held is read whole into memory, never used as a file: it may be damaged or vanish at any time, and costs time then.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

LIMIT = 512 * 2**20
"""Bytes that the cache may hold after a build."""

SPARE = 3600.0
"""Seconds for which a file that was used is kept in any case: another build may be about to read it."""

HALF = ".half-"
"""How the names of half-written files begin."""

_TEMPORARY: list[tempfile.TemporaryDirectory[str]] = []


@cache
def cache_folder() -> Path:
    """The cache folder: DRUCKREIF_CACHE, else the platform's; if there can be none, one that goes with the process."""
    if named := os.environ.get("DRUCKREIF_CACHE", ""):
        folder = Path(named)
    elif sys.platform == "darwin":
        folder = Path.home() / "Library" / "Caches" / "druckreif"
    else:
        folder = Path(os.environ.get("XDG_CACHE_HOME", "") or Path.home() / ".cache") / "druckreif"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except OSError:
        if folder.is_dir() and os.access(folder, os.R_OK | os.X_OK):
            return folder  # it gives what it holds and keeps nothing
        with contextlib.suppress(OSError):
            _TEMPORARY.append(tempfile.TemporaryDirectory(prefix="druckreif-", ignore_cleanup_errors=True))
            os.environ["DRUCKREIF_CACHE"] = _TEMPORARY[0].name  # for processes that this one starts
            return Path(_TEMPORARY[0].name)
        return folder


def kept(name: str, key: bytes) -> Path:
    """Where the file for this key is, or would be; `name` carries the suffix."""
    stem, _, suffix = name.rpartition(".")
    return cache_folder() / f"{stem}-{hashlib.sha256(key).hexdigest()[:32]}.{suffix}"


def stored(name: str, key: bytes, make: Callable[[], bytes]) -> bytes:
    """What `make` gives for this key, made once. A damaged file is made anew; a cache that cannot be written is no error."""
    path = kept(name, key)
    data = _whole(path)
    if data is None:
        data = make()
        with contextlib.suppress(OSError):
            _keep(path, data)
    return data


def recalled(name: str, key: bytes) -> bytes | None:
    """What was last put down for this key, None if nothing is whole."""
    return _whole(kept(name, key))


def put_down(name: str, key: bytes, data: bytes) -> None:
    """Hold `data` for this key instead of what was held; a cache that cannot be written is no error."""
    with contextlib.suppress(OSError):
        _keep(kept(name, key), data)


def is_kept(name: str, key: bytes) -> bool:
    """Whether the file for this key is there and whole."""
    return _whole(kept(name, key)) is not None


def _whole(path: Path) -> bytes | None:
    """The content of a kept file if it is what was written; it counts as used now."""
    try:
        data = path.read_bytes()
        if hashlib.sha256(data).hexdigest() != _sum(path).read_text("ascii"):
            return None
        os.utime(path)
        return data
    except (OSError, UnicodeDecodeError):
        return None


def _keep(path: Path, data: bytes) -> None:
    _put(_sum(path), hashlib.sha256(data).hexdigest().encode())
    _put(path, data)


def _sum(path: Path) -> Path:
    return path.with_name(f"{path.name}.sum")


def _put(path: Path, data: bytes) -> None:
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=HALF, delete=False) as half:
        try:
            half.write(data)
            half.flush()
        except OSError:
            os.unlink(half.name)
            raise
    os.replace(half.name, path)


@dataclass(frozen=True, slots=True)
class Holding:
    """What the cache holds: folder, number of files, bytes."""

    folder: Path
    files: int
    size: int


def holding() -> Holding:
    """What the cache holds now."""
    sizes = [size for _, size, _ in _files()]
    return Holding(cache_folder(), len(sizes), sum(sizes))


def clear() -> Holding:
    """Empty the cache; gives what it held."""
    before = holding()
    _drop(path for _, _, path in _files())
    return before


def trim(limit: int = LIMIT, spare: float = SPARE) -> None:
    """Drop what was used longest ago until `limit` bytes are left, but nothing that was used in the last `spare` seconds.

    A time of use further ahead than that is one of a clock that jumped, and spares nothing.
    """
    files = _files()
    size, now = sum(size for _, size, _ in files), time.time()
    for used, own, path in files:
        if abs(now - used) >= spare and (size > limit or path.suffix == ".sum" or path.name.startswith(HALF)):
            _drop([path])
            size -= own


def _files() -> list[tuple[float, int, Path]]:
    """Time of last use in s, size in bytes and path of every file that is ours, the one used longest ago first.

    The sum of a file counts as part of it; one that was left alone, like a half, is what a killed process left behind.
    """
    found: list[tuple[float, int, Path]] = []
    try:
        names = sorted(os.listdir(cache_folder()))
    except OSError:  # it was removed meanwhile
        return found
    held = set(names)
    for name in names:
        with contextlib.suppress(OSError):
            if not name.endswith(".sum") or name.removesuffix(".sum") not in held:
                path = cache_folder() / name
                stat = path.stat()
                found.append((stat.st_mtime, stat.st_size, path))
    return sorted(found)


def _drop(paths: Iterable[Path]) -> None:
    for path in paths:
        for one in (path, _sum(path)):
            with contextlib.suppress(OSError):
                one.unlink()
