"""What parts depend on: markup, styles, faces, pictures, code and libraries that set type."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache, cached_property
from html import escape
from importlib.metadata import version

from ..base.stock import PACKAGE
from .fonts import faces
from .native import native_versions
from .part import PICTURE
from .theme import Theme

_CODE = (
    *(f"write/{name}.py" for name in ("flow", "fonts", "hyphens", "leaves", "objects", "part", "pdf", "subsets")),
    *(f"write/{name}.py" for name in ("tagging", "tags", "theme", "tree")),
    *(f"write/lines/{name}.py" for name in ("breaks", "columns", "compose", "composed", "contents", "draw", "leaf")),
    *(f"write/lines/{name}.py" for name in ("measure", "memory", "pages", "paragraph", "rows", "running", "written")),
    "data/hyphenation/de.pat",
)
"""What turns markup into pages, beside styles and libraries: a change there makes parts anew."""


class Keys:
    """Keys for the cache: two are alike if the same would be set."""

    def __init__(self, theme: Theme, language: str, exceptions: tuple[str, ...], pictures: Mapping[str, bytes]) -> None:
        self.theme, self.pictures = theme, pictures
        files = [face.name for family in theme.families for face in faces(family)]
        self.common = digest(repr((engine_digest(), files, dict(theme.data), language, exceptions)).encode())
        self.sums: dict[str, str] = {}
        """Digests of styles and pictures."""

    @cached_property
    def book_css(self) -> str:
        return self.theme.css("book")

    def key(self, css: str, html: str, *more: str) -> bytes:
        """All that the result depends on."""
        named = [name for name in sorted(self.pictures) if PICTURE + escape(name) in html] if PICTURE in html else []
        used = [(name, self.sum(PICTURE + name, self.pictures[name])) for name in named]
        return repr((self.common, self.sum(css, css.encode()), used, more, digest(html.encode()))).encode()

    def sum(self, name: str, data: bytes) -> str:
        if name not in self.sums:
            self.sums[name] = digest(data)
        return self.sums[name]


@cache
def engine_digest() -> str:
    """One value for code, faces and libraries that set type."""
    code = [(PACKAGE / name).read_bytes() for name in _CODE]
    fonts = [face.name.encode() for face in faces()]
    libraries = " ".join(f"{name} {version(name)}" for name in ("weasyprint", "pydyf", "pyphen", "uharfbuzz"))
    return digest(b"".join([*code, *fonts, f"{libraries} {native_versions()}".encode()]))


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
