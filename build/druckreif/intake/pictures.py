"""Pictures of a manuscript, kept under names that say nothing of paths."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from urllib.parse import unquote_to_bytes

from .draft import LIMITS

_MOST = 2_000
_DATA = re.compile(r"data:image/(?:png|jpe?g|svg\+xml)(?:;[a-z]+=[\w-]+)*(?P<base>;base64)?,", re.IGNORECASE)


class Pictures:
    """Pictures by name; `fetch` gives the bytes behind an address inside the manuscript, or None."""

    def __init__(self, fetch: Callable[[str], bytes | None] = lambda src: None) -> None:
        self.fetch = fetch
        self.found: dict[str, bytes] = {}
        self.names: dict[str, str] = {}

    def keep(self, src: str) -> str:
        """The name under which a picture is kept; "" for one that is not there, too large, or of another kind."""
        if src in self.names:
            return self.names[src]
        data = _inside(src) if src[:5].lower() == "data:" else self.fetch(src)
        name = ""
        if data and len(data) <= LIMITS.picture and len(self.found) < _MOST and (suffix := _suffix(data)):
            last = "" if src[:5].lower() == "data:" else src.rsplit("/", 1)[-1].rsplit(".", 1)[0].lower()
            stem = re.sub(r"[^a-z0-9]+", "-", last).strip("-")[:40]
            name = f"{stem or 'picture'}-{len(self.found) + 1}{suffix}"
            self.found[name] = data
        self.names[src] = name
        return name


def _inside(src: str) -> bytes | None:
    """The bytes of a picture that its address holds."""
    match = _DATA.match(src)
    if not match or len(src) > 2 * LIMITS.picture:
        return None
    rest = src[match.end() :]
    try:
        return base64.b64decode(unquote_to_bytes(rest), validate=False) if match["base"] else unquote_to_bytes(rest)
    except (binascii.Error, ValueError):
        return None


def _suffix(data: bytes) -> str:
    if data.startswith(b"\x89PNG"):
        return ".png"
    if data.startswith(b"\xff\xd8"):
        return ".jpg"
    return ".svg" if b"<svg" in data[:4096] else ""
