"""The inks of the print edition: black is K alone, not RGB, and links look like the text."""

from __future__ import annotations

import re
import zlib

from .part import LINK

_LINK = re.compile(rb"\s".join(rb"%g" % part for part in LINK) + rb"(?= (?:rg|RG)\s)")
"""The colour of links, which the print edition does not show."""
_GREY = re.compile(rb"(?<![\d.])([01]?\.?\d+) \1 \1 (rg|RG)(?=\s)")
"""Black, white or grey as RGB: three equal parts of light."""


def inked(content: bytes) -> bytes:
    """Compressed content with the inks of print."""
    data = zlib.decompress(content)
    black = _GREY.sub(_ink, _LINK.sub(b"0 0 0", data))
    return content if black == data else zlib.compress(black)


def _ink(match: re.Match[bytes]) -> bytes:
    """Light in RGB as black ink: 0 0 0 rg is 0 0 0 1 k."""
    ink = f"{1 - float(match[1]):.4f}".rstrip("0").rstrip(".")
    return f"0 0 0 {ink} {'k' if match[2] == b'rg' else 'K'}".encode()
