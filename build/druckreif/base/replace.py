"""Writing files so that nothing half-written ever stands in their place."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path


def put_in_place(files: Mapping[Path, bytes]) -> None:
    """Replace files: all are complete on disk before the first old one goes, each with its old mode. Raises OSError."""
    halves: list[tuple[Path, Path]] = []
    try:
        for target, data in files.items():
            with tempfile.NamedTemporaryFile(dir=target.parent, prefix=".", suffix=".part", delete=False) as half:
                halves.append((Path(half.name), target))
                half.write(data)
                half.flush()
                os.fsync(half.fileno())
            os.chmod(half.name, target.stat().st_mode & 0o7777 if target.exists() else 0o644)
        for finished, target in halves:
            os.replace(finished, target)
    finally:
        for finished, _ in halves:
            finished.unlink(missing_ok=True)
