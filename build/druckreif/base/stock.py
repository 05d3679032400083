"""Data files that come with druckreif: styles, patterns, schemas, profiles."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]


def stock(name: str) -> Path:
    """The path of a data file: below the package, or `styles/` beside it in a checkout. Raises FileNotFoundError."""
    for base in (PACKAGE, PACKAGE.parents[1]):
        path = base / name
        if path.exists():
            return path
    raise FileNotFoundError(f"druckreif was installed without {name}")
