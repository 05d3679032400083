"""Parts from the cache: what was set once with the same markup, styles, faces, pictures and libraries is not set again."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache, cached_property
from importlib.metadata import version
from typing import TYPE_CHECKING

from ..base.cache import stored
from ..base.stock import PACKAGE
from .fonts import faces
from .native import native_versions
from .part import PICTURE, Part
from .theme import Theme, load_theme

if TYPE_CHECKING:
    from .pdf import Setter

_CODE = (
    *(f"write/{name}.py" for name in ("flow", "fonts", "hyphens", "part", "pdf", "tagging", "tags", "theme")),
    *(f"write/lines/{name}.py" for name in ("breaks", "compose", "measure", "memory", "pages", "paragraph")),
    "data/hyphenation/de.pat",
)
"""What turns markup into pages, beside styles and libraries: a change there makes parts anew."""


class KeptSetter:
    """Does what `Setter` does. WeasyPrint is loaded only when something must be set."""

    def __init__(
        self, theme: str | Theme, language: str, exceptions: tuple[str, ...], pictures: Mapping[str, bytes]
    ) -> None:
        self.language, self.exceptions, self.pictures = language, exceptions, pictures
        self.theme = load_theme(theme) if isinstance(theme, str) else theme
        self.page = self.theme.page

    @cached_property
    def setter(self) -> Setter:
        from .pdf import Setter

        return Setter(self.theme, self.language, self.exceptions, self.pictures)

    def set(self, division: str, html: str, title: str, verso: bool = False) -> Part:
        """Set a division that begins on a recto, or on a verso page."""
        key = self.key(self.theme.css("book"), html, division, title, str(verso))
        return Part.load(stored("part.pdf", key, lambda: self.setter.set(division, html, title, verso).dump()))

    def stamps(self, pages: list[str]) -> bytes:
        """An untagged PDF with one page for each piece of running matter."""
        body = "".join(f'<section class="stamp">{page}</section>' for page in pages)
        return self.draw(body, self.theme.css("stamps"))

    def draw(self, body: str, css: str) -> bytes:
        """An untagged PDF of free drawings, such as running heads or a cover."""
        return stored("drawing.pdf", self.key(css, body), lambda: self.setter.draw(body, css))

    def key(self, css: str, html: str, *more: str) -> bytes:
        """All that the result depends on."""
        used = [(name, _digest(data)) for name, data in sorted(self.pictures.items()) if PICTURE + name in html]
        files = [face.name for family in self.theme.families for face in faces(family)]
        theme = (files, dict(self.theme.data))
        return repr((engine_digest(), theme, self.language, self.exceptions, css, used, more, html)).encode()


@cache
def engine_digest() -> str:
    """One value for code, faces and libraries that set type."""
    code = [(PACKAGE / name).read_bytes() for name in _CODE]
    fonts = [face.data for face in faces()]
    libraries = " ".join(f"{name} {version(name)}" for name in ("weasyprint", "pydyf", "pyphen", "uharfbuzz"))
    return _digest(b"".join([*code, *fonts, f"{libraries} {native_versions()}".encode()]))


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
