"""XML for other machines as plain values, written out once, at the end."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lxml import etree


@dataclass(frozen=True, slots=True)
class Tag:
    """An element: its name, and its text or its children."""

    name: str
    text: str = ""
    children: tuple[Tag, ...] = ()
    attributes: tuple[tuple[str, str], ...] = ()


def tag(name: str, *content: str | Tag | Iterable[Tag] | None, **attributes: str) -> Tag:
    """An element of a text or of children; None and empty lists leave nothing behind."""
    text = "".join(part for part in content if isinstance(part, str))
    children: list[Tag] = []
    for part in content:
        if isinstance(part, Tag):
            children.append(part)
        elif part is not None and not isinstance(part, str):
            children += part
    return Tag(name, text, tuple(children), tuple(attributes.items()))


def optional(name: str, text: str) -> Tag | None:
    """An element with a text, None without one."""
    return tag(name, text) if text else None


def xml(root: Tag, namespace: str) -> bytes:
    """A document in UTF-8, indented, all its elements in one namespace."""
    element = _element(root, namespace, None)
    etree.indent(element)
    return etree.tostring(element, xml_declaration=True, encoding="UTF-8") + b"\n"


def _element(node: Tag, namespace: str, parent: etree._Element | None) -> etree._Element:
    name = f"{{{namespace}}}{node.name}"
    prefixes: dict[str | None, str] = {None: namespace}
    element = etree.Element(name, nsmap=prefixes) if parent is None else etree.SubElement(parent, name)  # type: ignore[arg-type]  # the stubs forget the default namespace
    for key, value in node.attributes:
        element.set(key, value)
    element.text = node.text or None
    for child in node.children:
        _element(child, namespace, element)
    return element
