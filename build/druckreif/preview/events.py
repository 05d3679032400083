"""Server-sent events (WHATWG HTML, 9.2), written by hand: what the builder tells goes to every page that listens."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

PULSE = 15.0
"""Seconds of silence after which a comment is sent, so that a connection that ended is noticed."""
WAITING = 200
"""Events that wait for a page at most; one that is farther behind begins anew."""


class Events:
    """A post office of one loop. `tell` may be called from any thread once the loop runs."""

    def __init__(self) -> None:
        self.loop: asyncio.AbstractEventLoop | None = None
        self.readers: set[asyncio.Queue[bytes | None]] = set()
        self.is_open = True

    def tell(self, event: str, values: dict[str, Any]) -> None:
        """Send an event to all pages."""
        data = f"event: {event}\ndata: {json.dumps(values, ensure_ascii=False)}\n\n".encode()
        if self.loop and not self.loop.is_closed():
            self.loop.call_soon_threadsafe(self._post, data)

    def _post(self, data: bytes | None) -> None:
        for reader in self.readers:
            if reader.qsize() >= WAITING:
                while not reader.empty():
                    reader.get_nowait()
                data = None
            reader.put_nowait(data)

    def close(self) -> None:
        """End all streams."""
        self.is_open = False
        self._post(None)

    async def stream(self, first: bytes = b"") -> AsyncIterator[bytes]:
        """The events of one page, until it leaves or the server ends."""
        queue: asyncio.Queue[bytes | None] = asyncio.Queue()
        self.readers.add(queue)
        try:
            yield b"retry: 1000\n\n" + first
            while self.is_open:
                try:
                    data = await asyncio.wait_for(queue.get(), PULSE)
                except TimeoutError:
                    yield b": still here\n\n"
                    continue
                if data is None:
                    return
                yield data
        finally:
            self.readers.discard(queue)
