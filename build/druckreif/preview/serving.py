"""The server: a socket on loopback, the application behind its guard, a browser if wanted."""

from __future__ import annotations

import contextlib
import socket
import webbrowser
from collections.abc import Callable
from pathlib import Path

import uvicorn

from ..make.live import Live
from ..model.edition import NotePlace
from .app import Desk, application
from .builder import Builder
from .events import Events
from .guard import Guard

HOST = "127.0.0.1"
TRIES = 50
"""Ports that are tried, from the one that was asked for."""


def bound(port: int) -> socket.socket:
    """A socket on loopback, on the next port that is free; 0 takes any. Raises OSError if there is none."""
    for number in range(port, min(port + TRIES, 65536)):
        taken = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            taken.bind((HOST, number))
            taken.listen(64)  # another program may have bound without listening
        except OSError as error:
            taken.close()
            last = error
            continue
        return taken
    raise last


def serve(
    book_dir: Path, out: Path, port: int, say: Callable[[str], None], *, notes: NotePlace | None = None,
    jobs: int | None = None, editor: tuple[str, ...] = (), is_opened: bool = False,
) -> None:  # fmt: skip
    """Show a book until the process is interrupted; `say` gets the address once it answers. Raises OSError."""
    taken = bound(port)
    number = taken.getsockname()[1]
    address = f"http://{HOST}:{number}/"
    events = Events()
    with Live(book_dir, out, notes, jobs) as live:
        desk = Desk(Builder(live, events.tell), events, out, editor)
        config = uvicorn.Config(
            Guard(application(desk), number), log_config=None, access_log=False, server_header=False, date_header=False,
            timeout_graceful_shutdown=2, lifespan="on", ws="none", loop="asyncio", http="h11",
        )  # fmt: skip
        server = _Server(config, lambda: _ready(address, say, is_opened), events.close)
        with contextlib.suppress(KeyboardInterrupt):
            server.run(sockets=[taken])
    taken.close()


def _ready(address: str, say: Callable[[str], None], is_opened: bool) -> None:
    say(address)
    if is_opened:
        webbrowser.open(address)


class _Server(uvicorn.Server):
    """Says when it answers, and ends the streams of events when it is to end, for which it would wait."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None], ending: Callable[[], None]) -> None:
        super().__init__(config)
        self.ready, self.ending = ready, ending

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self.ending()
        await super().shutdown(sockets)
