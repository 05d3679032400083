"""From PDF/UA-1 to PDF/UA-2 (ISO 14289-2): the same tags in the terms of PDF 2.0, and links that lead to tags.

Types of PDF 2.0 stand in its namespace; notes are FENote, and know who calls them; lists with labels say how they are
numbered; links, outline and contents name the structure element that they lead to (ISO 32000-2, 12.3.2.3 and 14.7.2).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from .part import SCHEME
from .tags import Written

REVISION = "2024"
NAMESPACE = "http://iso.org/pdf2/ssn"
OLD = ("TOC", "TOCI", "Index", "BlockQuote", "Reference")
"""Types that PDF 2.0 leaves to the namespace of PDF 1.7, which is that of elements that name none."""
BLOCKS = ("Document", "Sect", "Div", "Index")
"""Types in which notes stand that are gathered at an end; a note at the foot stands in the text, behind its call."""


@dataclass(frozen=True, slots=True)
class Label:
    """An outline entry: text, anchor, entries below it."""

    text: str
    anchor: str
    children: tuple[Label, ...] = ()


def lead_to_tags(
    pdf: pikepdf.Pdf, outline: tuple[Label, ...], written: Written, destination: Callable[[str], Array | None]
) -> None:
    """Turn a joined file into PDF/UA-2; `destination` gives the place of an anchor on its page."""
    root = pdf.Root.StructTreeRoot
    namespace = pdf.make_indirect(Dictionary(Type=Name.Namespace, NS=String(NAMESPACE)))
    root.Namespaces = Array([namespace])
    if "/RoleMap" in root:
        del root.RoleMap
    for element in list(_elements(root.K)):
        _renamed(element, namespace)
    for element, target in written.links:
        if target.startswith(SCHEME) and (found := written.named.get(target.removeprefix(SCHEME))) is not None:
            _refer(element, found)

    def action(anchor: str) -> Dictionary:
        place = destination(anchor)
        found = written.named.get(anchor, root.K[0])
        return Dictionary(S=Name.GoTo, D=place, SD=Array([found, *(list(place)[1:] if place else [Name.Fit])]))

    for page in pdf.pages:
        for link in page.obj.get("/Annots", ()):
            if "/A" in link and link.A.get("/S") == Name.GoTo:
                link.A = action(str(link.A.D))
    _outlined(pdf.Root.get("/Outlines", Dictionary()), outline, action)


def _elements(kids: Any) -> Iterator[Any]:
    for kid in kids if isinstance(kids, Array) else [kids]:
        if isinstance(kid, Dictionary) and "/S" in kid:
            yield kid
            yield from _elements(kid.get("/K", Array()))


def _renamed(element: Any, namespace: Any) -> None:
    type = _type(element)
    if type in OLD:
        return
    element.NS = namespace
    if type == "Note":
        element.S = Name.FENote
        kind = Name.Endnote if _type(element.P) in BLOCKS else Name.Footnote
        element.A = Dictionary(O=Name.FENote, NoteType=kind)
    elif type == "Caption" and _type(element.P) == "Div":
        _into_its_figure(element)
    elif type == "L" and "/A" not in element:
        element.A = Dictionary(O=Name.List, ListNumbering=Name.Description)


def _into_its_figure(caption: Any) -> None:
    """A figure's caption stands in it, at its end; in PDF 1.7 it may stand beside it."""
    around = caption.P
    figure = next(kid for kid in around.K if isinstance(kid, Dictionary) and _type(kid) == "Figure")
    held = list(figure.K) if isinstance(figure.K, Array) else [figure.K]
    figure.K, around.K, caption.P = Array([*held, caption]), Array([figure]), figure


def _refer(element: Any, target: Any) -> None:
    """A call and its note refer to each other, an entry of the contents refers to what it names."""
    if _type(target) == "FENote":
        _add(element, target)
        _add(target, element)
    around = element
    while _type(around) in ("Link", "Reference", "Em", "Strong", "Span"):
        around = around.P
    if _type(around) == "TOCI" and "/Ref" not in around:
        _add(around, target)


def _type(element: Any) -> str:
    return str(element.get("/S", ""))[1:]


def _add(element: Any, target: Any) -> None:
    if "/Ref" not in element:
        element.Ref = Array()
    element.Ref.append(target)


def _outlined(parent: Any, labels: tuple[Label, ...], action: Callable[[str], Dictionary]) -> None:
    item = parent.get("/First")
    for label in labels:
        del item["/Dest"]
        item.A = action(label.anchor)
        _outlined(item, label.children, action)
        item = item.get("/Next")
