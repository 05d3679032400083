"""The words that a drawing brings: PDFs hold them as text, like those around it."""

from __future__ import annotations

import re
from functools import lru_cache
from xml.etree import ElementTree

_ROOT = re.compile(rb"\A\s*(?:\xef\xbb\xbf)?\s*<")
_REUSED = "{http://www.w3.org/2000/svg}use"
_TEXT = "{http://www.w3.org/2000/svg}text"


@lru_cache(maxsize=8)
def words_in(data: bytes) -> str:
    """All words of an SVG, once more for each shape that is used again; "" for a picture of another kind.

    The drawing was judged when it was read: it is well-formed, and holds no entities.
    """
    if not _ROOT.match(data) and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ""
    root = ElementTree.fromstring(data)
    words = " ".join("".join(element.itertext()) for element in root.iter(_TEXT))
    return words * (1 + sum(1 for _ in root.iter(_REUSED))) if words.strip() else ""
