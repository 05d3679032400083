"""Parts from the cache: what was set once with the same markup, styles, faces, pictures and libraries is not set again."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import replace
from functools import cache, cached_property
from importlib.metadata import version
from typing import TYPE_CHECKING, TypeVar

from ..base.cache import is_kept, stored
from ..base.stock import PACKAGE
from .fonts import faces
from .lines.cuts import Composed
from .native import native_versions
from .part import PICTURE, Part
from .pieces import set_in_pieces
from .theme import Theme, load_theme
from .worker import Drawing, Job, Order, Sheet, Spec
from .workers import LeftUndone, Workers, worth

if TYPE_CHECKING:
    from .pdf import Setter

_CODE = (
    *(f"write/{name}.py" for name in ("flow", "fonts", "hyphens", "part", "pdf", "pieces", "tagging", "tags", "theme")),
    *(f"write/lines/{name}.py" for name in ("breaks", "compose", "cuts", "measure", "memory", "pages")),
    *(f"write/lines/{name}.py" for name in ("paragraph", "written")),
    "data/hyphenation/de.pat",
)
"""What turns markup into pages, beside styles and libraries: a change there makes parts anew."""


_Held = TypeVar("_Held", Part, Composed)

DRAWN = 200
"""Pages of running matter that are drawn at once."""


class KeptSetter:
    """Does what `Setter` does. WeasyPrint is loaded only when something must be set, and here only if no worker does it."""

    def __init__(
        self,
        theme: str | Theme,
        language: str,
        exceptions: tuple[str, ...],
        pictures: Mapping[str, bytes],
        workers: Workers | None = None,
        held: dict[bytes, Part | Composed] | None = None,
    ) -> None:
        self.language, self.exceptions, self.pictures, self.workers = language, exceptions, pictures, workers
        self.theme = load_theme(theme) if isinstance(theme, str) else theme
        self.page = self.theme.page
        self.spec = Spec(self.theme, language, exceptions, pictures)
        self.held: dict[bytes, Part | Composed] = {} if held is None else held
        """What is in memory, by the digest of its key: a process that builds again and again hands it on."""
        self.begun: dict[bytes, Future[bytes]] = {}
        """What workers set at the moment, or have set and nobody fetched yet."""

    @cached_property
    def setter(self) -> Setter:
        return self.workers.own.of(self.spec) if self.workers else self.spec.setter()

    def begin(self, jobs: Sequence[Job]) -> bool:
        """Let workers begin with what will be asked for, the longest first; whether anything of it must be set at all."""
        missing = {key: job for job in jobs if not self.is_composed(key := self.job_key(job))}
        size = sum(len(job.html) for job in missing.values())
        if self.workers:
            self.workers.warm(worth(size))
        if self.workers and self.workers.are_warm:
            order = sorted(missing.items(), key=lambda item: (-len(item[1].html), item[1].division))
            for key, job in order:
                self.begun[key] = self.workers.set(self.spec, job)
            for _, job in order:
                self.begin_sheets(self.sheets(job, self.composed(job)))
        return bool(missing)

    def set(self, job: Job) -> Part:
        """Set a division, unless that was done before."""
        key = _short(self.job_key(job) + b" whole")
        if not isinstance(part := self.held.get(key), Part):
            part = set_in_pieces(
                job.division, job.verso, lambda fitted: self.composed(replace(job, fitted=fitted)),
                lambda pieces: self.laid_out([Sheet(html, job.title, verso) for html, verso in pieces]),
            )  # fmt: skip
        return self.hold(key, part)

    def composed(self, job: Job) -> Composed:
        """The lines and pages of a division."""
        key = self.job_key(job)
        if not isinstance(found := self.held.get(_short(key)), Composed):
            found = Composed.load(stored("part.json", key, lambda: self.done(key, job)))
        return self.hold(_short(key), found)

    def is_composed(self, key: bytes) -> bool:
        return _short(key) in self.held or is_kept("part.json", key)

    def sheets(self, job: Job, composed: Composed) -> list[Sheet]:
        return [Sheet(piece.html, job.title, job.verso != bool(piece.first % 2)) for piece in composed.pieces]

    def begin_sheets(self, sheets: Sequence[Sheet]) -> None:
        """Let workers lay out the pieces that nobody has."""
        if self.workers and self.workers.are_warm:
            for sheet in sheets:
                key = self.sheet_key(sheet)
                if key not in self.begun and _short(key) not in self.held and not is_kept("part.pdf", key):
                    self.begun[key] = self.workers.set(self.spec, sheet)

    def laid_out(self, sheets: Sequence[Sheet]) -> list[Part]:
        """The pieces of a division, laid out or found."""
        self.begin_sheets(sheets)
        return [self.sheet(sheet) for sheet in sheets]

    def sheet(self, sheet: Sheet) -> Part:
        key = self.sheet_key(sheet)
        if not isinstance(part := self.held.get(_short(key)), Part):
            part = Part.load(stored("part.pdf", key, lambda: self.done(key, sheet)))
        return self.hold(_short(key), part)

    def hold(self, key: bytes, found: _Held) -> _Held:
        """Keep something in memory as the last that was used."""
        self.held.pop(key, None)
        self.held[key] = found
        return found

    def done(self, key: bytes, order: Order) -> bytes:
        """What an order gives, from a worker; from our own setter if there is none or if it failed, with its errors."""
        future = self.begun.pop(key, None)
        if future is None and self.workers and self.workers.are_warm:
            future = self.workers.set(self.spec, order)
        try:
            if future:
                return future.result()
        except LeftUndone:
            pass
        return order.done_by(self.setter)

    def job_key(self, job: Job) -> bytes:
        return self.key(self.book_css, job.html, job.division, str(job.verso), str(job.fitted))

    def sheet_key(self, sheet: Sheet) -> bytes:
        return self.key(self.book_css, sheet.html, sheet.title, str(sheet.verso))

    @cached_property
    def book_css(self) -> str:
        return self.theme.css("book")

    def stamps(self, pages: list[str]) -> list[bytes]:
        """Untagged PDFs with one page for each piece of running matter; a page costs more the more are drawn with it."""
        css = self.theme.css("stamps")
        stamps = [f'<section class="stamp">{page}</section>' for page in pages]
        return [self.draw("".join(stamps[at : at + DRAWN]), css) for at in range(0, len(stamps), DRAWN)]

    def draw(self, body: str, css: str) -> bytes:
        """An untagged PDF of free drawings, such as running heads or a cover."""
        key = self.key(css, body)
        return stored("drawing.pdf", key, lambda: self.done(key, Drawing(body, css)))

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
    fonts = [face.name.encode() for face in faces()]
    libraries = " ".join(f"{name} {version(name)}" for name in ("weasyprint", "pydyf", "pyphen", "uharfbuzz"))
    return _digest(b"".join([*code, *fonts, f"{libraries} {native_versions()}".encode()]))


def _short(key: bytes) -> bytes:
    return hashlib.sha256(key).digest()


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
