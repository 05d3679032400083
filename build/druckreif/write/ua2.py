"""From PDF/UA-1 to PDF/UA-2 (ISO 14289-2): the same tags in the terms of PDF 2.0, and links that lead to tags.

Types of PDF 2.0 stand in its namespace; notes are FENote, and know who calls them; lists with labels say how they are
numbered; links, outline and contents name the structure element that they lead to (ISO 32000-2, 12.3.2.3 and 14.7.2).
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from .part import SCHEME

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


@dataclass(frozen=True, slots=True)
class Written:
    """The structure elements of a file by number: that of each anchor, and those that lead to an address."""

    named: Mapping[str, int]
    links: tuple[tuple[int, str], ...]


def lead_to_tags(data: bytes, outline: tuple[Label, ...], written: Written, metadata: bytes) -> bytes:
    """A joined file as PDF/UA-2, with its new metadata."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        _turn(pdf, outline, written)
        pdf.Root.Metadata.write(metadata)
        pdf.save(out, deterministic_id=True, min_version="2.0", object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def _turn(pdf: pikepdf.Pdf, outline: tuple[Label, ...], written: Written) -> None:
    named = {anchor: pdf.get_object((number, 0)) for anchor, number in written.named.items()}
    places = {str(name): place for name, place in pikepdf.NameTree(pdf.Root.Names.Dests).items()}
    root = pdf.Root.StructTreeRoot
    namespace = pdf.make_indirect(Dictionary(Type=Name.Namespace, NS=String(NAMESPACE)))
    root.Namespaces = Array([namespace])
    if "/RoleMap" in root:
        del root.RoleMap
    for element in list(_elements(root.K)):
        _renamed(element, namespace)
    for number, target in written.links:
        if target.startswith(SCHEME) and (found := named.get(target.removeprefix(SCHEME))) is not None:
            _refer(pdf.get_object((number, 0)), found)

    def action(anchor: str) -> Dictionary:
        place = places.get(anchor)
        found = named.get(anchor, root.K[0])
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
