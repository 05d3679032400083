"""The words of a page as a reader sees them, got by the shortest way: for the proof that none is lost."""

from __future__ import annotations

from html.parser import HTMLParser

UNSEEN = frozenset((
    "script", "style", "template", "head", "noscript", "svg", "title", "iframe", "object", "audio", "video", "canvas",
))  # fmt: skip
"""Elements that hold no words of a text."""

CLOSE = frozenset((
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins", "kbd",
    "label", "mark", "q", "s", "samp", "small", "span", "strike", "strong", "time", "tt", "u", "var", "wbr",
))  # fmt: skip
"""Elements that part no words."""

_IN_HEAD = frozenset(("title", "meta", "link", "style", "script", "base", "noscript", "template"))
_VOID = frozenset(("br", "hr", "img", "input", "meta", "link", "wbr", "col", "area", "base", "embed", "source", "track"))


class _Seen(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.hidden: list[str] = []
        self.is_at_link = False
        """Whether a link has just begun or ended: figures on both sides of that are two numbers."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.is_at_link = tag == "a" or (self.is_at_link and tag in CLOSE)
        if tag == "body" or (self.hidden == ["head"] and tag not in _IN_HEAD):  # the end of a head may go without saying
            self.hidden.clear()
        if tag in UNSEEN and tag not in _VOID:
            self.hidden.append(tag)
        elif tag not in CLOSE:
            self.parts.append(" ")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in CLOSE:
            self.parts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        self.is_at_link = tag == "a" or (self.is_at_link and tag in CLOSE)
        if tag in self.hidden:
            while self.hidden.pop() != tag:
                pass
        elif tag not in CLOSE:
            self.parts.append(" ")

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            if self.is_at_link and self.parts and self.parts[-1][-1:].isdigit() and data[:1].isdigit():
                self.parts.append(" ")
            self.parts.append(data)
            self.is_at_link = False


def seen(page: str) -> str:
    """The words of an HTML page; anything but words of its text may be missing."""
    parser = _Seen()
    parser.feed(page)
    parser.close()
    return "".join(parser.parts)
