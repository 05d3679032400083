"""One process at a time in a folder. The system takes the lock of a process that ends, so that none is ever stale."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

LOCK = ".druckreif-lock"
"""The file that is locked where a folder cannot be: on Windows, and on some network drives. It goes with the lock."""


@contextlib.contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Wait for others who are alone in this folder, then be it oneself, threads included. Not to nest. Raises OSError."""
    held = _lock_folder(folder)
    if held is not None:
        try:
            yield
        finally:
            os.close(held)
        return
    held = _lock_file(folder / LOCK)
    try:
        yield
    finally:
        if sys.platform == "win32":  # a file that is open cannot be unlinked there
            os.close(held)
        with contextlib.suppress(OSError):
            os.unlink(folder / LOCK)
        if sys.platform != "win32":
            os.close(held)


def _lock_folder(folder: Path) -> int | None:
    """A descriptor of the folder that is locked until it is closed; None where the system locks no folders."""
    if sys.platform == "win32":
        return None
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        _wait_for(descriptor)
    except OSError:
        os.close(descriptor)
        return None
    return descriptor


def _lock_file(path: Path) -> int:
    """A descriptor of the file that this path means now, locked. Who let go of it before us may have unlinked it."""
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            _wait_for(descriptor)
            if os.path.samestat(os.fstat(descriptor), os.stat(path)):
                return descriptor
        except FileNotFoundError:
            pass
        except BaseException:
            os.close(descriptor)
            raise
        os.close(descriptor)


if sys.platform == "win32":
    import msvcrt

    def _wait_for(descriptor: int) -> None:
        while True:
            try:
                return msvcrt.locking(descriptor, msvcrt.LK_LOCK, 1)
            except OSError as error:
                if error.errno != 36:  # EDEADLOCK: ten seconds have passed
                    raise
else:
    import fcntl

    def _wait_for(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
