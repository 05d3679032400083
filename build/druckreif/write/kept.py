"""Parts from the cache: what was set once with the same markup, styles, faces, pictures and libraries is not set again."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache, cached_property
from importlib.metadata import version
from typing import TYPE_CHECKING

from ..base.cache import stored
from ..base.stock import PACKAGE, stock
from .fonts import faces
from .native import native_versions
from .part import PICTURE, Part

if TYPE_CHECKING:
    from .pdf import Setter

_CODE = ("write/pdf.py", "write/flow.py", "write/part.py", "write/fonts.py", "write/hyphens.py", "data/hyphenation/de.pat")
"""What turns markup into pages, beside styles and libraries: a change there makes parts anew."""


class KeptSetter:
    """Does what `Setter` does. WeasyPrint is loaded only when something must be set."""

    def __init__(self, theme: str, language: str, exceptions: tuple[str, ...], pictures: Mapping[str, bytes]) -> None:
        self.theme, self.language, self.exceptions, self.pictures = theme, language, exceptions, pictures

    @cached_property
    def setter(self) -> Setter:
        from .pdf import Setter

        return Setter(self.theme, self.language, self.exceptions, self.pictures)

    def set(self, division: str, html: str, title: str, verso: bool = False) -> Part:
        """Set a division that begins on a recto, or on a verso page."""
        key = self.key(stock(f"styles/pdf/{self.theme}.css").read_text("utf-8"), html, division, title, str(verso))
        return Part.load(stored("part.pdf", key, lambda: self.setter.set(division, html, title, verso).dump()))

    def stamps(self, pages: list[str]) -> bytes:
        """An untagged PDF with one page for each piece of running matter."""
        body = "".join(f'<section class="stamp">{page}</section>' for page in pages)
        return self.draw(body, stock("styles/pdf/stamps.css").read_text("utf-8"))

    def draw(self, body: str, css: str) -> bytes:
        """An untagged PDF of free drawings, such as running heads or a cover."""
        return stored("drawing.pdf", self.key(css, body), lambda: self.setter.draw(body, css))

    def key(self, css: str, html: str, *more: str) -> bytes:
        """All that the result depends on."""
        used = [(name, _digest(data)) for name, data in sorted(self.pictures.items()) if PICTURE + name in html]
        return repr((engine_digest(), self.language, self.exceptions, css, used, more, html)).encode()


@cache
def engine_digest() -> str:
    """One value for code, faces and libraries that set type."""
    code = [(PACKAGE / name).read_bytes() for name in _CODE]
    fonts = [face.path.read_bytes() for face in faces()]
    libraries = " ".join(f"{name} {version(name)}" for name in ("weasyprint", "pydyf", "pyphen"))
    return _digest(b"".join([*code, *fonts, f"{libraries} {native_versions()}".encode()]))


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
