"""Structure of a tagged PDF: a tree of plain values, and its way into a file (ISO 32000-1, 14.7 and 14.8).

A tag is whole: an element that runs over lines, columns or pages is one structure element whose content stands in order.
Content is not wrapped in elements that say nothing. What leaves standard types (emphasis) is mapped to them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

ROLES = {"Em": "Span", "Strong": "Span"}
"""Types that PDF 1.7 does not know, and what a reader is to take them for."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Marked content: index of the page within the part, number of the content on that page (MCID)."""

    page: int
    number: int


@dataclass(frozen=True, slots=True)
class Area:
    """A link's annotation: index of the page within the part, the annotation's StructParent."""

    page: int
    number: int


@dataclass(slots=True)
class Tag:
    """A structure element: its type, what it holds in reading order, what is to be known about it.

    `box` in pt from the page's lower left corner; `scope` and `numbering` are names of ISO 32000-1, 14.8.5.
    """

    type: str
    kids: list[Tag | Mark | Area] = field(default_factory=list)
    id: str = ""
    lang: str = ""
    alt: str = ""
    target: str = ""
    scope: str = ""
    numbering: str = ""
    box: tuple[float, float, float, float] | None = None
    names: list[str] = field(default_factory=list)
    """Anchors that stand at it or in it."""

    @property
    def nature(self) -> tuple[str, str, str, str]:
        """What two pieces of one inline element have in common."""
        return self.type, self.lang, self.target, self.id


def tag_values(tag: Tag) -> list[Any]:
    """A tag as lists, numbers and strings, for the cache."""
    kids = [
        tag_values(kid) if isinstance(kid, Tag) else ["area" if isinstance(kid, Area) else "mark", kid.page, kid.number]
        for kid in tag.kids
    ]
    return [
        tag.type, kids, tag.id, tag.lang, tag.alt, tag.target, tag.scope, tag.numbering, tag.box, tag.names,
    ]  # fmt: skip


def tag_from(values: Any) -> Tag:
    """What `tag_values` gave, as a tag."""
    type, kids, *more = values
    tag = Tag(type, [], *more)
    for kid in kids:
        match kid:
            case ["mark", page, number]:
                tag.kids.append(Mark(page, number))
            case ["area", page, number]:
                tag.kids.append(Area(page, number))
            case _:
                tag.kids.append(tag_from(kid))
    return tag


INLINE = ("Em", "Strong", "Span", "Link", "Reference")
"""Types whose pieces belong together when nothing stands between them: lines are set one by one."""


def tidy(tag: Tag) -> Tag:
    """Join the pieces of inline elements, take numbers to what they number, drop what is empty."""
    kids: list[Tag | Mark | Area] = []
    for kid in tag.kids:
        if isinstance(kid, Tag):
            tidy(kid)
            last = kids[-1] if kids else None
            if not kid.kids:
                tag.names += kid.names
                continue
            if isinstance(last, Tag) and kid.type in INLINE and last.nature == kid.nature:
                last.kids += kid.kids
                last.names += kid.names
                tidy(last)
                continue
            if isinstance(last, Tag) and last.type == "Lbl" and kid.type.startswith("H"):
                kids.pop()
                kid.kids.insert(0, last)
        kids.append(kid)
    if tag.type == "Note" and isinstance(first := kids[0] if kids else None, Tag) and first.type == "P":
        number = first.kids[0]
        if isinstance(number, Tag) and number.type == "Reference":
            number.type = "Lbl"
            kids[:1] = [number, first] if first.kids[1:] else [number]
            del first.kids[0]
    tag.kids = kids
    return tag


@dataclass(frozen=True, slots=True)
class Written:
    """The structure elements of a file: that of each anchor, and those that lead to an address."""

    named: Mapping[str, Any]
    links: tuple[tuple[Any, str], ...]


def write_tags(pdf: pikepdf.Pdf, parts: Iterable[tuple[int, Tag]]) -> Written:
    """One structure tree for a file; each part is a Document tag with the index of the part's first page.

    Pages and annotations get new parent numbers, the parent tree says which element each content belongs to.
    """
    writer = _Writer(pdf)
    root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    document = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document, P=root))
    document.K = Array([writer.element(kid, document, start) for start, tag in parts for kid in tag.kids])
    root.K = Array([document])
    root.ParentTree = _number_tree(pdf, writer.parents())
    root.ParentTreeNextKey = len(pdf.pages) + len(writer.areas)
    root.RoleMap = Dictionary({f"/{ours}": Name(f"/{standard}") for ours, standard in ROLES.items()})
    if writer.ids:
        root.IDTree = name_tree(pdf, writer.ids)
    pdf.Root.StructTreeRoot = root
    pdf.Root.MarkInfo = Dictionary(Marked=True)
    return Written(writer.named, tuple(writer.links))


class _Writer:
    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self.pdf = pdf
        self.pages = [page.obj for page in pdf.pages]
        self.marks: dict[int, dict[int, Any]] = {}
        self.areas: list[Any] = []
        self.annotations: dict[int, Mapping[int, Any]] = {}
        self.ids: dict[str, Any] = {}
        self.named: dict[str, Any] = {}
        self.links: list[tuple[Any, str]] = []

    def element(self, tag: Any, parent: Any, start: int) -> Any:
        element = self.pdf.make_indirect(Dictionary(S=Name(f"/{tag.type}"), P=parent))
        first = next((kid.page for kid in tag.kids if not isinstance(kid, Tag)), None)
        if first is not None:
            element.Pg = self.pages[start + first]
        kids = [self.kid(kid, element, start, first) for kid in tag.kids]
        element.K = kids[0] if len(kids) == 1 else Array(kids)
        self.describe(element, tag)
        self.named |= dict.fromkeys(tag.names, element)
        if tag.target:
            self.links.append((element, tag.target))
        return element

    def kid(self, kid: Tag | Mark | Area, element: Any, start: int, first: int | None) -> Any:
        if isinstance(kid, Tag):
            return self.element(kid, element, start)
        index = start + kid.page
        if isinstance(kid, Area):
            annotation = self.annotation(index, kid.number)
            annotation.StructParent = len(self.pages) + len(self.areas)
            self.areas.append(element)
            return Dictionary(Type=Name.OBJR, Obj=annotation, Pg=self.pages[index])
        self.marks.setdefault(index, {})[kid.number] = element
        if kid.page == first:
            return kid.number
        return Dictionary(Type=Name.MCR, Pg=self.pages[index], MCID=kid.number)

    def annotation(self, index: int, number: int) -> Any:
        if index not in self.annotations:
            found = self.pages[index].get("/Annots", ())
            self.annotations[index] = {int(a.StructParent): a for a in found if "/StructParent" in a}
        return self.annotations[index][number]

    def describe(self, element: Any, tag: Tag) -> None:
        if tag.lang:
            element.Lang = String(tag.lang)
        if tag.alt:
            element.Alt = String(tag.alt)
        if tag.id:
            element.ID = String(tag.id)
            self.ids[tag.id] = element
        if tag.scope:
            element.A = Dictionary(O=Name.Table, Scope=Name(f"/{tag.scope}"))
        if tag.numbering:
            element.A = Dictionary(O=Name.List, ListNumbering=Name(f"/{tag.numbering}"))
        if tag.box:
            element.A = Dictionary(O=Name.Layout, Placement=Name.Block, BBox=Array([round(side, 2) for side in tag.box]))

    def parents(self) -> dict[int, Any]:
        """The numbers of the parent tree: first the pages, then the annotations (ISO 32000-1, 14.7.4.4)."""
        numbers: dict[int, Any] = {}
        for index, page in enumerate(self.pages):
            marks = self.marks.get(index)
            if not marks:
                if "/StructParents" in page:
                    del page["/StructParents"]
                continue
            page.StructParents = index
            numbers[index] = Array([marks.get(number) for number in range(max(marks) + 1)])
        return numbers | dict(enumerate(self.areas, start=len(self.pages)))


# ---- trees of names and numbers (ISO 32000-1, 7.9.6 and 7.9.7) ----


def name_tree(pdf: pikepdf.Pdf, values: Mapping[str, Any]) -> Any:
    """Values by name as a balanced tree: readers that take in a leaf for each name take in a short one."""
    tree = pikepdf.NameTree.new(pdf)
    for name in sorted(values, key=lambda name: name.encode()):
        tree[name] = values[name]
    return tree.obj


def _number_tree(pdf: pikepdf.Pdf, values: Mapping[int, Any]) -> Any:
    tree = pikepdf.NumberTree.new(pdf)
    for number in sorted(values):
        tree[number] = values[number]
    return tree.obj
