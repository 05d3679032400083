"""What stands before every request: only our own page may ask, and only for names that lead nowhere else.

A web page elsewhere can make a browser send requests to loopback addresses. It cannot name our host (a name of its own that
it lets point here is in `Host`), nor hide where it comes from (`Origin`, `Sec-Fetch-Site`).
"""

from __future__ import annotations

import re
from urllib.parse import unquote_to_bytes

from starlette.types import ASGIApp, Message, Receive, Scope, Send

HOSTS = ("127.0.0.1", "localhost", "[::1]")
METHODS = ("GET", "HEAD", "POST")
LONGEST = 4096
"""Bytes that the body of a request may have."""

PAGE = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
)
"""Content-Security-Policy of the page: nothing but its own files, no inline script or style."""
BOOK = (
    "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'; sandbox allow-same-origin"
)
"""That of the book's own documents: no script at all."""
COMMON = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
_ODD = re.compile(rb"[\\\x00-\x1f\x7f]|//|/\.|%(?![0-9A-Fa-f]{2})")
"""What no path of ours holds: backslashes, controls, empty or hidden names, `.` and `..`, broken escapes."""


class Guard:
    """Refuses what is not from our own page, and gives every answer its headers."""

    def __init__(self, app: ASGIApp, port: int) -> None:
        self.app = app
        self.hosts = {f"{host}:{port}".encode() for host in HOSTS}
        if port == 80:
            self.hosts |= {host.encode() for host in HOSTS}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return  # a web socket ends here
        code = self.refusal(scope)

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = {name.lower() for name, _ in message["headers"]}
                policy = BOOK if scope["path"].startswith("/epub/") else PAGE
                more = {**COMMON, "content-security-policy": policy, "cache-control": "no-store"}
                pairs = [(name.encode(), value.encode()) for name, value in more.items() if name.encode() not in own]
                message = {**message, "headers": [*message["headers"], *pairs]}
            await send(message)

        if code:
            text = REFUSED[code].encode()
            headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(text)).encode())]
            await answer({"type": "http.response.start", "status": code, "headers": headers})
            await answer({"type": "http.response.body", "body": text if scope["method"] != "HEAD" else b""})
            return
        await self.app(scope, receive, answer)

    def refusal(self, scope: Scope) -> int:
        """The status with which a request is refused, 0 for one that may pass."""
        sent: dict[bytes, list[bytes]] = {}
        for name, value in scope["headers"]:
            sent.setdefault(name.lower(), []).append(value)
        hosts, origins = sent.get(b"host", []), sent.get(b"origin", [])
        if len(hosts) != 1 or hosts[0].lower() not in self.hosts:
            return 421
        if any(origin.lower() != b"http://" + hosts[0].lower() for origin in origins):
            return 403
        if sent.get(b"sec-fetch-site", [b"none"])[0] in (b"cross-site", b"same-site"):
            return 403
        if scope["method"] not in METHODS:
            return 405
        if scope["method"] == "POST":
            if not origins or sent.get(b"content-type", [b""])[0].split(b";")[0].strip() != b"application/json":
                return 403
            length = sent.get(b"content-length", [b""])[0]
            if not length.isdigit() or int(length) > LONGEST:
                return 413
        path = scope.get("raw_path") or scope["path"].encode()
        path = path.split(b"?", 1)[0]
        once = unquote_to_bytes(path)
        if _ODD.search(path) or _ODD.search(once) or b"%" in once:
            return 400
        return 0


REFUSED = {
    400: "This path leads nowhere.\n",
    403: "Only the preview's own page may ask.\n",
    405: "The preview answers GET, HEAD and POST.\n",
    413: "That is too long.\n",
    421: "The preview answers to its own address alone.\n",
}
