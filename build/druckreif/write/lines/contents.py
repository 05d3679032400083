"""The entries of the printed contents: a number, a title, and the folio at the right edge of its last line."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from xml.etree.ElementTree import Element

from ..theme import Block, Theme
from .measure import Ruler
from .paragraph import Flat, classes

_NUMBER, _FOLIO = "toc-number", "toc-folio"
_PLAIN = {"toc-front", "toc-back"}
"""Entries of the first level that stand without a free line under others of their matter."""


def is_contents(element: Element) -> bool:
    """Whether an element is a list of the contents."""
    return element.tag == "ul" and "toc" in classes(element)


def level(theme: Theme, block: Block, inner: bool) -> Block:
    """The block of a list; an inner one stands further in. At the right, room for folios is free of titles."""
    given = theme.data["contents"]
    left = block.left + given["indent"] if inner else block.left
    right = block.right if inner else block.right + given["free"]
    return replace(block, size=given["size"], left=left, right=right, before=0, after=0, indent=0, hang=0, justify=False)


def entry(theme: Theme, block: Block, around: Element, own: Element) -> Block:
    """The block of an entry in a list: further lines stand under its title, a free line above one of the first level."""
    above = next((before for before, after in pairwise(around) if after is own), None)
    alike = above is not None and _PLAIN & set(classes(own)) & set(classes(above))
    hang = theme.data["contents"]["number"] if "toc-numbered" in classes(own) else 0
    return replace(block, hang=hang, before=1 if "toc-level-1" in classes(own) and not alike else 0)


def is_above(item: Element) -> bool:
    """Whether an entry stands with the ones below it."""
    return any(map(is_contents, item))


def has_folio(flat: Flat) -> bool:
    """Whether characters end with a folio."""
    return bool(flat.paths) and any(_FOLIO in classes(element) for element in flat.paths[-1])


def make_room(flat: Flat, theme: Theme, ruler: Ruler) -> None:
    """Let the title begin behind the room for its number; the folio takes none of the title's, and stays with its end."""
    for at in range(1, len(flat.chars)):
        before = flat.paths[at - 1]
        if flat.paths[at] == before:
            continue
        if any(_NUMBER in classes(element) for element in before):
            start = flat.paths.index(before)
            width = ruler.width(flat.styles[start], "".join(flat.chars[start:at]))
            _free(flat, at, max(0.0, theme.data["contents"]["number"] - width))
    start = flat.paths.index(flat.paths[-1])
    width = ruler.width(flat.styles[start - 1], " ") + ruler.width(flat.styles[start], "".join(flat.chars[start:]))
    _free(flat, start, -width)
    for at in range(start - 1, len(flat.chars)):
        flat.kept[at] = True


def _free(flat: Flat, start: int, width: float) -> None:
    """Leave a width free before the characters of an element."""
    path, style = flat.paths[start], replace(flat.styles[start], before=width)
    for at in range(start, len(flat.chars)):
        if flat.paths[at] == path:
            flat.styles[at] = style
