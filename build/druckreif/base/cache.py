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


def cached(name: str, key: bytes, make: Callable[[], bytes]) -> Path:
    """The file that `make` gives for this key, made once; `name` carries the suffix. Complete or absent, never half."""
    stem, _, suffix = name.rpartition(".")
    path = cache_folder() / f"{stem}-{hashlib.sha256(key).hexdigest()[:16]}.{suffix}"
    if not path.exists():
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as half:
            half.write(make())
        os.replace(half.name, path)
    return path
