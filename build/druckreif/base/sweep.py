"""What memory costs beside its use: Python's search for cycles in all of a large book, and what is let go of and kept."""

from __future__ import annotations

import ctypes
import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache


@contextmanager
def swept_once() -> Iterator[None]:
    """Look for cycles once, when the block ends, among what was made in it; what it drops must be named nowhere by then.

    Reading and checking a book of 900 pages takes two thirds of the time, setting it three quarters.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
        gc.collect(0)


def give_back() -> None:
    """Give memory that was let go of back to the system: glibc keeps it, 200 MB when a book of 900 pages was joined."""
    if trim := _trim():
        trim(0)


@cache
def _trim() -> Callable[[int], int] | None:
    try:
        function: Callable[[int], int] = ctypes.CDLL(None).malloc_trim
    except (OSError, AttributeError, TypeError):  # no glibc
        return None
    return function
