"""The words of a page as a reader sees them, got by two ways: for the proof that none is lost.

The tree that the pieces are made of has them, and so has what Python's own parser says of the same characters. In a sound
page the two agree. What only the second has, since the markup is broken there, did not get into the tree: it is listed.
"""

from __future__ import annotations

from collections import Counter
from html.parser import HTMLParser

from .draft import Left, Place
from .package import Element
from .proof import words
from .tree import BLOCKS, PARTING, words_of

UNSEEN = frozenset((
    "script", "style", "template", "head", "noscript", "svg", "title", "iframe", "object", "audio", "video", "canvas",
))  # fmt: skip
"""Elements that hold no words of a text."""

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
        self.is_at_link = tag == "a"
        if tag == "body" or (self.hidden == ["head"] and tag not in _IN_HEAD):  # the end of a head may go without saying
            self.hidden.clear()
        if tag in UNSEEN and tag not in _VOID:
            self.hidden.append(tag)
        elif tag in BLOCKS or tag in PARTING:
            self.parts.append(" ")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in BLOCKS or tag in PARTING:
            self.parts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        self.is_at_link = tag == "a"
        if tag in self.hidden:
            while self.hidden.pop() != tag:
                pass
        elif tag in BLOCKS or tag in PARTING:
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


def both(page: str, root: Element, part: str = "") -> tuple[str, list[Left]]:
    """The words of a page, and those among them that its tree does not have."""
    told = words_of(root)
    beside = Counter(words(seen(page))) - Counter(words(told))
    if not beside:
        return told, []
    missing = " ".join(sorted(beside.elements()))
    return f"{told} {missing}", [Left("words in broken markup", missing, Place(part, 1), 0.5)]
