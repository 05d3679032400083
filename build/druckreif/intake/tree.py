"""What the elements of a page say of themselves: types, roles, classes, styles, and their words."""

from __future__ import annotations

import re
from collections.abc import Iterable

from .package import Element, local

TYPE = "{http://www.idpf.org/2007/ops}type"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
STYLE = "data-custom-style"
"""The name of a paragraph's style in a word processor, as pandoc gives it."""

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
BLOCKS = frozenset((
    *HEADINGS, "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "dialog", "dir", "div", "dl",
    "dt", "fieldset", "figcaption", "figure", "footer", "form", "header", "hgroup", "hr", "html", "legend", "li", "main",
    "menu", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
))  # fmt: skip
PARTING = frozenset(("br", "sup", "sub", "img", "button", "input", "option", "select", "textarea", "optgroup"))
"""Elements beside blocks that part words."""

UNSEEN = frozenset((
    "script", "style", "template", "head", "noscript", "svg", "title", "iframe", "object", "audio", "video", "canvas",
    "link", "meta", "base", "param", "source", "track", "area", "embed",
))  # fmt: skip

_SPACE = re.compile(r"\s+")


def names_of(element: Element) -> frozenset[str]:
    """Types, roles and classes of an element, in small letters."""
    said = (element.get(name) or "" for name in (TYPE, "epub:type", "role", "class"))
    return frozenset(" ".join(said).lower().split())


def style_of(element: Element) -> str:
    """The name of its style in a word processor, in small letters."""
    return " ".join((element.get(STYLE) or "").lower().replace("_20_", " ").split())


def language_of(element: Element) -> str:
    """The language that an element itself names."""
    return (element.get("lang") or element.get(LANG) or "").strip()


def words_of(element: Element) -> str:
    """The words below an element as a reader sees them: blocks part words, what is not seen is left out."""
    parts: list[str] = []
    _collect(element, parts)
    return _SPACE.sub(" ", "".join(parts)).strip()


def _collect(element: Element, parts: list[str]) -> None:
    name = local(element)
    if name in UNSEEN:
        return
    space = " " if name in BLOCKS or name in PARTING else ""
    parts.append(space)
    _say(parts, element.text, name == "a")
    for child in element:
        if isinstance(child.tag, str):
            _collect(child, parts)
        _say(parts, child.tail, local(child) == "a")
    parts.append(space)


def _say(parts: list[str], text: str | None, is_at_link: bool) -> None:
    """Add words; figures on both sides of where a link begins or ends are two numbers."""
    if text:
        before = next((part for part in reversed(parts) if part), "") if is_at_link and text[0].isdigit() else ""
        parts += (" " if before[-1:].isdigit() else "", text)


def has_block(element: Element) -> bool:
    """Whether a block stands somewhere below an element."""
    return any(local(child) in BLOCKS for child in element.iterdescendants())


def take_out(element: Element) -> None:
    """Remove an element; what follows it stays."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
        element.tail = None
    parent.remove(element)


def put(old: Element, new: Element) -> None:
    """Let an element stand where another stood."""
    new.tail, old.tail = old.tail, None
    parent = old.getparent()
    assert parent is not None
    parent.replace(old, new)


def any_of(names: Iterable[str], wanted: frozenset[str]) -> bool:
    return not wanted.isdisjoint(names)
