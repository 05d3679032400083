"""What the page asks for: its own files, the state of the book, pages, lines, places, the EPUB, the PDF, events."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from watchfiles import awatch

from ..base.shelf import Shelf
from ..base.span import Span
from ..base.stock import stock
from .builder import Builder
from .editor import open_in
from .events import Events
from .state import excerpt

KINDS = {
    "html": "text/html", "js": "text/javascript", "css": "text/css", "svg": "image/svg+xml", "png": "image/png",
    "jpg": "image/jpeg", "jpeg": "image/jpeg", "ttf": "font/ttf", "xhtml": "application/xhtml+xml",
}  # fmt: skip
FACES = {
    "sans.ttf": ("fontpkg_source_sans_3", "SourceSans3[wght].ttf"),
    "serif.ttf": ("fontpkg_eb_garamond", "EBGaramond[wght].ttf"),
}
"""The typefaces of the page, which are those of the books."""
FOREVER = {"cache-control": "private, max-age=31536000, immutable"}
"""For what is named by its content."""
PAUSE, LONGEST, ROUND = 30, 200, 400
"""Milliseconds of silence after which a save counts as done, that it may take, and after which the watcher looks up."""


@dataclass(slots=True)
class Desk:
    """What the answers are made from. `editor` is the command that opens sources, () if nothing may be opened."""

    builder: Builder
    events: Events
    out: Path
    editor: tuple[str, ...] = ()

    @property
    def folder(self) -> Path:
        return self.builder.live.book_dir.resolve()


@cache
def files() -> Mapping[str, bytes]:
    """The page's own files, by name."""
    found = {path.name: path.read_bytes() for path in sorted(stock("data/preview").iterdir()) if path.suffix[1:] in KINDS}
    for name, (package, file) in FACES.items():
        spec = find_spec(package)
        with contextlib.suppress(OSError):
            found[name] = (Path(spec.origin).parent / "files" / file).read_bytes() if spec and spec.origin else b""
    return found


def application(desk: Desk) -> Starlette:
    """The whole application; while it runs, the book is laid out after each save."""
    builder, events = desk.builder, desk.events

    async def page(request: Request) -> Response:
        return Response(files()["index.html"], media_type=KINDS["html"])

    async def asset(request: Request) -> Response:
        name = request.path_params["name"]
        return _file(name, files().get(name), {"cache-control": "no-cache"})

    async def state(request: Request) -> Response:
        values = await run_in_threadpool(builder.values)
        return JSONResponse({**values, "folder": str(desk.folder), "editor": bool(desk.editor)})

    async def stream(request: Request) -> Response:
        first = f"event: status\ndata: {json.dumps({**builder.status(), 'step': ''})}\n\n".encode()
        return StreamingResponse(events.stream(first), media_type="text/event-stream")

    async def picture(request: Request) -> Response:
        found = builder.sheet(request.path_params["key"])
        if found is None:
            return _missing()
        data = await run_in_threadpool(builder.paper.picture, found[1], request.path_params["width"])
        return Response(data, media_type=KINDS["png"], headers=FOREVER)

    async def text(request: Request) -> Response:
        values = await run_in_threadpool(builder.text, request.path_params["key"])
        return _missing() if values is None else JSONResponse(values)

    async def place(request: Request) -> Response:
        """The place and its words: of a source position, or of some words of a division."""
        asked = request.query_params
        if "text" in asked:
            span = await run_in_threadpool(builder.found, asked.get("division", ""), asked["text"][:2000])
        else:
            line, column = asked.get("line", ""), asked.get("column", "")
            numbers = [int(one) if one.isdecimal() and len(one) < 9 else 0 for one in (line, column)]
            span = Span(asked.get("source", ""), *numbers)
        if span is None or span.source not in sources(desk):
            return _missing()
        lines = Shelf.at(desk.folder).text(span.source).split("\n")
        at = {"source": span.source, "line": span.line, "column": span.column}
        return JSONResponse({**at, "excerpt": excerpt(lines, span)})

    async def epub(request: Request) -> Response:
        held = await run_in_threadpool(builder.files)
        name = request.path_params["name"]
        return _file(name, held.get(f"epub/{name}"))

    async def spine(request: Request) -> Response:
        held = await run_in_threadpool(builder.files)
        return JSONResponse(await run_in_threadpool(builder.spine, held))

    async def pdf(request: Request) -> Response:
        data = await run_in_threadpool(builder.pdf)
        return Response(data, media_type="application/pdf") if data else _missing()

    async def explained(request: Request) -> Response:
        return PlainTextResponse(builder.explained(request.path_params["rule"]))

    async def opened(request: Request) -> Response:
        if not desk.editor:
            return PlainTextResponse("start the preview with --editor\n", 403)
        try:
            asked = json.loads(await request.body())
            source, line, column = str(asked["source"]), int(asked["line"]), int(asked["column"])
        except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
            return PlainTextResponse("source, line and column are needed\n", 400)
        if source not in sources(desk):
            return _missing()
        try:
            await run_in_threadpool(open_in, desk.editor, Shelf.at(desk.folder).path(source), line, column)
        except OSError as error:
            return PlainTextResponse(f"{desk.editor[0]}: {error.strerror}\n", 500)
        return Response(status_code=204)

    routes: list[tuple[str, Callable[..., Any]]] = [
        ("/", page), ("/assets/{name}", asset), ("/state", state), ("/events", stream), ("/page/{key}/{width:int}", picture),
        ("/text/{key}", text), ("/place", place), ("/spine", spine), ("/epub/{name:path}", epub), ("/book.pdf", pdf),
        ("/explain/{rule}", explained),
    ]  # fmt: skip

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        events.loop = asyncio.get_running_loop()
        ended = asyncio.Event()
        watching = asyncio.create_task(_watch(desk, ended))
        yield
        ended.set()
        events.close()
        await watching

    posts = [Route("/open", opened, methods=["POST"])]
    return Starlette(routes=[*(Route(path, answer, methods=["GET"]) for path, answer in routes), *posts], lifespan=lifespan)


def sources(desk: Desk) -> set[str]:
    """The names of the book's sources: text that an editor writes, below the book folder, not hidden."""
    shelf, found = Shelf.at(desk.folder), set()
    for suffix in (".md", ".yaml"):
        for name in shelf.names(suffix):
            try:
                shelf.path(name)
            except (OSError, ValueError):  # a link out of the folder
                continue
            found.add(name)
    return found


async def _watch(desk: Desk, ended: asyncio.Event) -> None:
    """Lay the book out, and again after each save."""
    out, folder = desk.out.resolve(), desk.folder

    def matters(change: object, path: str) -> bool:
        at = Path(path)
        inside = at.relative_to(folder).parts if at.is_relative_to(folder) else at.parts
        return not any(part.startswith(".") for part in inside) and not at.is_relative_to(out)

    is_first = True  # the first time when the watcher is there, so that no save is missed meanwhile
    changes = awatch(
        folder, watch_filter=matters, debounce=LONGEST, step=PAUSE, rust_timeout=ROUND, yield_on_timeout=True,
        stop_event=ended,
    )  # fmt: skip
    async for saved in changes:
        if saved or is_first:
            is_first = False
            await run_in_threadpool(desk.builder.build)


def _file(name: str, data: bytes | None, headers: Mapping[str, str] | None = None) -> Response:
    kind = KINDS.get(name.rsplit(".", 1)[-1])
    return Response(data, media_type=kind, headers=headers) if data is not None and kind else _missing()


def _missing() -> Response:
    return PlainTextResponse("There is nothing here.\n", 404)
