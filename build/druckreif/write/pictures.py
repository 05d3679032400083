"""Pictures of the EPUB: names that every shop takes, and a white ground under drawings, which the night would swallow."""

from __future__ import annotations

import re

from ..model.book import Book

_ROOT = re.compile(rb"<svg\b(?:\"[^\"]*\"|'[^']*'|[^>\"'])*(?<!/)>")
_BOX = re.compile(rb"\sviewBox=[\"']\s*([-\d.]+)[\s,]+([-\d.]+)")


def picture_names(book: Book) -> dict[str, str]:
    """Names in the container: a-z, figures, point, hyphen; two that would be the same are numbered."""
    found: dict[str, str] = {}
    for name in sorted(book.pictures):
        flat = re.sub(r"[^a-z0-9._-]", "-", name.removeprefix("images/").lower())
        if flat in (*found.values(), "cover.jpg"):
            flat = f"{len(found) + 1}-{flat}"
        found[name] = flat
    return found


def on_white(name: str, data: bytes) -> bytes:
    """A drawing with a white ground: its black lines would not be seen where a reading system paints the page black."""
    root = _ROOT.search(data) if name.endswith(".svg") else None
    if not root:
        return data
    box = _BOX.search(root[0])
    corner = b' x="%s" y="%s"' % (box[1], box[2]) if box else b""
    ground = b'<rect%s width="100%%" height="100%%" fill="#fff"/>' % corner
    return data[: root.end()] + ground + data[root.end() :]
