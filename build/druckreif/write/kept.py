"""Parts from the cache: what was set once with the same markup, styles, faces, pictures and libraries is not set again."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from functools import cache, cached_property
from importlib.metadata import version
from typing import TYPE_CHECKING

from ..base.cache import is_kept, stored
from ..base.stock import PACKAGE
from .fonts import faces
from .native import native_versions
from .part import PICTURE, Part
from .theme import Theme, load_theme
from .worker import Drawing, Job, Spec
from .workers import LeftUndone, Workers

if TYPE_CHECKING:
    from .pdf import Setter

_CODE = (
    *(f"write/{name}.py" for name in ("flow", "fonts", "hyphens", "part", "pdf", "tagging", "tags", "theme")),
    *(f"write/lines/{name}.py" for name in ("breaks", "compose", "measure", "memory", "pages", "paragraph")),
    "data/hyphenation/de.pat",
)
"""What turns markup into pages, beside styles and libraries: a change there makes parts anew."""


SHARE = 40_000
"""Characters of markup that are worth a process of their own, which takes a second to start: some 25 pages."""


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
        held: dict[bytes, Part] | None = None,
    ) -> None:
        self.language, self.exceptions, self.pictures, self.workers = language, exceptions, pictures, workers
        self.theme = load_theme(theme) if isinstance(theme, str) else theme
        self.page = self.theme.page
        self.spec = Spec(self.theme, language, exceptions, pictures)
        self.held: dict[bytes, Part] = {} if held is None else held
        """Parts in memory, by the digest of their key: a process that builds again and again hands them on."""
        self.begun: dict[bytes, Future[bytes]] = {}
        """What workers set at the moment, or have set and nobody fetched yet."""

    @cached_property
    def setter(self) -> Setter:
        return self.spec.setter()

    def begin(self, jobs: Sequence[Job]) -> bool:
        """Let workers begin with what will be asked for, the longest first; whether anything of it must be set at all."""
        keys = {key: job for job in jobs if _short(key := self.job_key(job)) not in self.held}
        missing = {key: job for key, job in keys.items() if not is_kept("part.pdf", key)}
        size = sum(len(job.html) for job in missing.values())
        if self.workers and size > 2 * SHARE:
            self.workers.warm(size // SHARE)
        if self.workers and self.workers.are_warm:
            for key, job in sorted(missing.items(), key=lambda item: (-len(item[1].html), item[1].division)):
                self.begun[key] = self.workers.set(self.spec, job)
        return bool(missing)

    def set(self, job: Job) -> Part:
        """Set a division, unless that was done before."""
        key = self.job_key(job)
        if (part := self.held.get(_short(key))) is None:
            part = self.held[_short(key)] = Part.load(stored("part.pdf", key, lambda: self.done(key, job)))
        return part

    def done(self, key: bytes, job: Job | Drawing) -> bytes:
        """What a job gives, from a worker; from our own setter if there is none, or if it failed: errors are raised here."""
        future = self.begun.pop(key, None)
        if future is None and self.workers and self.workers.are_warm:
            future = self.workers.set(self.spec, job)
        try:
            if future:
                return future.result()
        except LeftUndone:
            pass
        return job.done_by(self.setter)

    def job_key(self, job: Job) -> bytes:
        return self.key(self.theme.css("book"), job.html, job.division, job.title, str(job.verso))

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
    fonts = [face.data for face in faces()]
    libraries = " ".join(f"{name} {version(name)}" for name in ("weasyprint", "pydyf", "pyphen", "uharfbuzz"))
    return _digest(b"".join([*code, *fonts, f"{libraries} {native_versions()}".encode()]))


def _short(key: bytes) -> bytes:
    return hashlib.sha256(key).digest()


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
