"""Many books with one report: each is a task, done by processes of this machine or by a cluster."""

from __future__ import annotations

import os
import re
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal, Protocol

from ..base.finding import Finding, has_errors
from ..base.replace import prepare, put_in_place
from ..base.shelf import OutsideShelf, Shelf
from ..base.span import Span
from ..model.report import Progress, Report, quiet
from ..read.yaml_text import read_yaml
from ..record import FINISHED
from .hand import Delivery, Hand, Lost, Parcel, maker

TRIES = 3
"""How often a book is tried if it was the machine that failed."""

_SLUG = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


class Crew(Protocol):
    """Whoever builds: `size` books at once. `build` waits for its book, and raises Lost."""

    size: int

    def build(self, parcel: Parcel) -> Delivery: ...

    def close(self) -> None: ...


class Hands:
    """Processes of this machine, one for each thread that asks."""

    def __init__(self, size: int) -> None:
        self.size, self.own, self.all = size, threading.local(), list[Hand]()

    def build(self, parcel: Parcel) -> Delivery:
        if not hasattr(self.own, "hand"):
            self.own.hand = Hand()
            self.all.append(self.own.hand)
        delivery: Delivery = self.own.hand.build(parcel)
        return delivery

    def close(self) -> None:
        for hand in self.all:
            hand.close()


@dataclass(frozen=True, slots=True)
class Volume:
    """A book of the catalogue and what became of it."""

    folder: Path
    slug: str = ""
    state: Literal["built", "findings", "trouble"] = "trouble"
    report: Report = field(default_factory=lambda: Report(()))
    trouble: str = ""
    """What kept the machine from building it."""
    tries: int = 0


def books_in(folders: Sequence[Path]) -> list[Path]:
    """The folders that are books, and the books in those that are none; each once, in order."""
    found: dict[Path, Path] = {}
    for folder in folders:
        inner = [folder] if (folder / "book.yaml").is_file() else sorted(path.parent for path in folder.glob("*/book.yaml"))
        for book in inner:
            found.setdefault(book.resolve(), book)
    return list(found.values())


def build_all(
    books: Sequence[Path], out: Path, crew: Crew, editions: tuple[str, ...] = (), progress: Progress = quiet
) -> list[Volume]:
    """Build books into OUT/SLUG; a volume for each, in their order. Each is put in place as soon as it is there.

    A book whose machine failed, or whose files arrived otherwise than they were built, is tried again. Raises OSError.
    """
    prepare(out)
    volumes = {book: Volume(book) for book in books}  # in the order of the report
    waiting = list(_named(volumes))
    made_by = maker()
    done = 0
    with ThreadPoolExecutor(max_workers=crew.size) as pool:
        running: dict[Future[Delivery], Volume] = {}
        try:
            while waiting or running:
                while waiting and len(running) < crew.size:
                    volume = waiting.pop(0)
                    parcel = pack(volume.folder, out / volume.slug, editions, made_by)
                    running[pool.submit(crew.build, parcel)] = replace(volume, tries=volume.tries + 1)
                for future in wait(running, return_when=FIRST_COMPLETED).done:
                    volume = _arrived(running.pop(future), future.result, out)
                    volumes[volume.folder] = volume
                    if volume.state == "trouble" and 0 < volume.tries < TRIES:
                        waiting.append(volume)
                    else:
                        done += 1
                        progress(f"{done} of {len(books)} books")
        finally:
            crew.close()  # if we were interrupted, nobody waits for what is under way
    return list(volumes.values())


def _named(volumes: dict[Path, Volume]) -> Iterator[Volume]:
    """The volumes with their slugs, but for those whose slug another one has."""
    slugs: dict[str, Path] = {}
    for folder in volumes:
        slug, span = _slug(folder)
        if slug in slugs and slug:
            message = f'"{slug}" is the slug of {slugs[slug]} too: one would replace the other'
            report = Report((Finding(span, "slug-taken", message, "give one of them another slug"),))
            volumes[folder] = Volume(folder, slug, "findings", report)
            continue
        slugs[slug] = folder
        volumes[folder] = Volume(folder, slug)
        yield volumes[folder]


def _slug(folder: Path) -> tuple[str, Span]:
    """The slug that a book.yaml names, and where; "" if it cannot be had, which its build will say."""
    try:
        doc = read_yaml(Shelf.at(folder).text("book.yaml"), "book.yaml")
    except (OSError, UnicodeDecodeError, OutsideShelf):
        return "", Span("book.yaml")
    slug = doc.value.get("slug") if isinstance(doc.value, dict) else None
    known = isinstance(slug, str) and _SLUG.fullmatch(slug)
    return (str(slug) if known else ""), doc.span(("slug",), "book.yaml")


def pack(folder: Path, out: Path, editions: tuple[str, ...], made_by: str) -> Parcel:
    """The sources of a book as bytes. Finished files and hidden ones stay here; what cannot be read will be missed there."""
    files: dict[str, bytes] = {}
    links: dict[str, str] = {}
    shelf = Shelf.at(folder)
    own, made = folder.resolve(), out.resolve().parent
    for name in shelf.names():
        path = folder / name
        if name.endswith(FINISHED) or (own in made.parents and (own / name).is_relative_to(made)):
            continue
        try:
            files[name] = shelf.bytes(name)
        except OutsideShelf:
            if path.is_symlink():
                links[name] = os.path.abspath(path.resolve())
        except OSError:
            continue
    return Parcel(files, links, str(out), editions, made_by)


def _arrived(volume: Volume, delivered: Callable[[], Delivery], out: Path) -> Volume:
    """What became of a book: its files are checked and put in place."""
    try:
        delivery = delivered()
    except Lost as lost:
        return replace(volume, trouble=str(lost))
    if delivery.report is None:
        return replace(volume, trouble=delivery.trouble, tries=volume.tries if delivery.is_passing else TRIES)
    if not delivery.is_whole():
        return replace(volume, trouble="its files arrived damaged")
    if has_errors(delivery.report.findings) or not volume.slug:
        return replace(volume, state="findings", report=delivery.report, trouble="")
    folder = out / volume.slug
    files = {folder / name: data for name, data in delivery.files.items()}
    if not all(path.resolve().is_relative_to(folder.resolve()) for path in files):
        return replace(volume, trouble="its files lead out of its folder", tries=TRIES)
    try:
        for path in files:
            path.parent.mkdir(parents=True, exist_ok=True)
        put_in_place(files, folder)
    except OSError as error:
        return replace(volume, trouble=f"{error.filename}: {error.strerror}", tries=TRIES)
    return replace(volume, state="built", report=delivery.report, trouble="")


def catalogue(
    books: Sequence[Path], out: Path, editions: tuple[str, ...] = (), jobs: int = 1, scheduler: str = "",
    progress: Progress = quiet,
) -> tuple[list[Volume], float]:  # fmt: skip
    """Build books with `jobs` processes of this machine, or with the cluster of a Dask scheduler; seconds too.

    Raises MissingTool, OSError.
    """
    start = time.perf_counter()
    crew: Crew
    if scheduler:
        from .cluster import Cluster

        crew = Cluster(scheduler)
    else:
        crew = Hands(jobs)
    volumes = build_all(books, out, crew, editions, progress)
    return volumes, time.perf_counter() - start
