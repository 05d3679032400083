"""The libraries of the system under WeasyPrint, asked without loading WeasyPrint."""

from __future__ import annotations

import ctypes
import ctypes.util
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

_PANGO = ("libpango-1.0.so.0", "libpango-1.0.dylib", "libpango-1.0-0.dll", "pango-1.0-0")
_HARFBUZZ = ("libharfbuzz.so.0", "libharfbuzz.0.dylib", "libharfbuzz-0.dll", "harfbuzz")
_SUBSETTER = ("libharfbuzz-subset.so.0", "libharfbuzz-subset.0.dylib", "libharfbuzz-subset-0.dll", "harfbuzz-subset")


@cache
def native_versions() -> tuple[str, str, str]:
    """Versions of Pango, HarfBuzz and HarfBuzz's subsetter. Raises OSError if one is missing."""
    return _version(_PANGO, "pango_version_string"), _version(_HARFBUZZ), _version(_SUBSETTER)


def pango_version() -> str:
    """The version of Pango. Raises OSError if it or HarfBuzz's subsetter is missing."""
    return native_versions()[0]


@contextmanager
def found_by_name() -> Iterator[None]:
    """WeasyPrint finds its libraries by their full names when it is loaded inside the block.

    It tries names of other systems first, and for each that is unknown Python asks compiler and linker: 200 processes.
    """
    search = ctypes.util.find_library
    if sys.platform == "linux":
        ctypes.util.find_library = lambda name: None
    try:
        yield
    finally:
        ctypes.util.find_library = search


def _version(names: tuple[str, ...], function: str = "hb_version_string") -> str:
    library = _load(names)
    ask = getattr(library, function)
    ask.restype = ctypes.c_char_p
    answer: bytes = ask()
    return answer.decode()


def _load(names: tuple[str, ...]) -> ctypes.CDLL:
    for name in names:
        try:
            return ctypes.CDLL(name)
        except OSError:
            continue
    raise OSError(f"{names[0]} is missing")
