"""Parts from the cache: what was set once with the same markup, styles, faces, pictures and libraries is not set again."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from functools import cached_property, partial
from typing import TYPE_CHECKING

from ..base.cache import is_kept, stored
from .keys import Keys
from .part import Part
from .theme import Theme, load_theme
from .worker import Drawing, Heads, Job, Order, Spec
from .workers import LeftUndone, Workers, worth

if TYPE_CHECKING:
    from .pdf import Setter


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
        self.language, self.workers = language, workers
        self.theme = load_theme(theme) if isinstance(theme, str) else theme
        self.page = self.theme.page
        self.spec = Spec(self.theme, language, exceptions, pictures)
        self.keys = Keys(self.theme, language, exceptions, pictures)
        self.held: dict[bytes, Part] = {} if held is None else held
        """What is in memory, by the digest of its key: a process that builds again and again hands it on."""
        self.known: dict[Job, bytes] = {}
        """Keys by what is to be set."""
        self.begun: dict[bytes, Future[bytes]] = {}
        """What workers set at the moment, or have set and nobody fetched yet."""

    @cached_property
    def setter(self) -> Setter:
        return self.workers.own.of(self.spec) if self.workers else self.spec.setter()

    def begin(self, jobs: Sequence[Job]) -> bool:
        """Let workers begin with what will be asked for, the longest first; whether anything of it must be set at all."""
        missing = {key: job for job in jobs if not self.is_set(key := self.key(job))}
        size = sum(len(job.html) for job in missing.values())
        if self.workers:
            self.workers.warm(worth(size))
        if self.workers and self.workers.are_warm:
            for key, job in sorted(missing.items(), key=lambda item: (-len(item[1].html), item[1].division)):
                self.begun[key] = self.workers.set(self.spec, job)
        return bool(missing)

    def is_set(self, key: bytes) -> bool:
        return _short(key) in self.held or is_kept("part.pdf", key)

    def set(self, job: Job) -> Part:
        """Set a division, unless that was done before."""
        key = self.key(job)
        part = self.held.pop(_short(key), None) or Part.load(stored("part.pdf", key, lambda: self.done(key, job)))
        self.held[_short(key)] = part  # the last that was used
        return part

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

    def key(self, job: Job) -> bytes:
        if job not in self.known:
            key = self.keys.key(self.keys.book_css, job.html, job.division, job.title, str(job.verso))
            self.known[job] = key
        return self.known[job]

    def stamps(self, pages: Sequence[str]) -> list[bytes]:
        """Untagged PDFs with one page for each piece of running matter."""
        return [stored("running.pdf", key, partial(self.done, key, heads)) for key, heads in self.begin_stamps(pages)]

    def begin_stamps(self, pages: Sequence[str]) -> list[tuple[bytes, Heads]]:
        """Let workers begin with running matter: what there is to be drawn, by its key."""
        some = (Heads(tuple(pages[at : at + DRAWN])) for at in range(0, len(pages), DRAWN))
        asked = [(self.keys.key("", "\n".join(heads.pages), "running"), heads) for heads in some]
        if self.workers and self.workers.are_warm:
            for key, heads in asked:
                if key not in self.begun and not is_kept("running.pdf", key):
                    self.begun[key] = self.workers.set(self.spec, heads)
        return asked

    def draw(self, body: str, css: str) -> bytes:
        """An untagged PDF of free drawings, such as a cover."""
        key = self.keys.key(css, body)
        return stored("drawing.pdf", key, lambda: self.done(key, Drawing(body, css)))


def _short(key: bytes) -> bytes:
    return hashlib.sha256(key).digest()
