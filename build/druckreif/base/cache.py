"""A folder for what is costly to make and can always be made again."""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path


@cache
def cache_folder() -> Path:
    """The cache folder: DRUCKREIF_CACHE, else the platform's; a temporary one if that cannot be written."""
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
        return Path(tempfile.mkdtemp(prefix="druckreif-"))


def kept(name: str, key: bytes) -> Path:
    """Where the file for this key is, or would be; `name` carries the suffix."""
    stem, _, suffix = name.rpartition(".")
    return cache_folder() / f"{stem}-{hashlib.sha256(key).hexdigest()[:32]}.{suffix}"


def cached(name: str, key: bytes, make: Callable[[], bytes]) -> Path:
    """The file that `make` gives for this key, made once. Complete or absent, never half."""
    path = kept(name, key)
    if not path.exists():
        data = make()
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as half:
            half.write(data)
        os.replace(half.name, path)
    return path
