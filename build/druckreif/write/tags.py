"""Structure of a tagged PDF: a tree of plain values, and its way into a file (ISO 32000-1, 14.7 and 14.8).

A tag is whole: an element that runs over lines, columns or pages is one structure element whose content stands in order.
Content is not wrapped in elements that say nothing. What leaves standard types (emphasis) is mapped to them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .objects import array, name, number, ref, string

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


@dataclass(slots=True)
class Elements:
    """The structure elements of a part as objects; what is outside leads to them by their numbers."""

    objects: list[tuple[int, bytes]] = field(default_factory=list)
    top: list[int] = field(default_factory=list)
    """Those that stand in the Document."""
    ids: dict[str, int] = field(default_factory=dict)
    named: dict[str, int] = field(default_factory=dict)
    """That of each anchor."""
    links: list[tuple[int, str]] = field(default_factory=list)
    """Those that lead to an address."""
    marks: dict[int, dict[int, int]] = field(default_factory=dict)
    """That of each piece of content, by page and number."""
    areas: dict[int, int] = field(default_factory=dict)
    """That of each link's area."""


def write_tags(document: Tag, parent: int, first: int, page: int, area: int) -> Elements:
    """The elements of a part below that with the number `parent`, numbered from `first` on.

    `page` and `area` are the numbers of the part's first page and of its first link.
    """
    written = Elements()

    def element(tag: Tag, parent: int) -> int:
        own = first + len(written.objects)
        written.objects.append((own, b""))
        start = next((kid.page for kid in tag.kids if not isinstance(kid, Tag)), None)
        on = b"/Pg %d 0 R" % (page + start) if start is not None else b""
        kids = [put(kid, own, start) for kid in tag.kids]
        held = kids[0] if len(kids) == 1 else array(kids)
        body = b"<</S%b/P %d 0 R%b/K %b%b>>" % (name(tag.type), parent, on, held, described(tag))
        written.objects[own - first] = own, body
        if tag.id:
            written.ids[tag.id] = own
        written.named |= dict.fromkeys(tag.names, own)
        if tag.target:
            written.links.append((own, tag.target))
        return own

    def put(kid: Tag | Mark | Area, own: int, start: int | None) -> bytes:
        match kid:
            case Tag():
                return ref(element(kid, own))
            case Area():
                written.areas[kid.number] = own
                return b"<</Type/OBJR/Obj %d 0 R/Pg %d 0 R>>" % (area + kid.number, page + kid.page)
            case Mark():
                written.marks.setdefault(kid.page, {})[kid.number] = own
                if kid.page == start:
                    return b"%d" % kid.number
                return b"<</Type/MCR/Pg %d 0 R/MCID %d>>" % (page + kid.page, kid.number)

    written.top += [element(kid, parent) for kid in document.kids if isinstance(kid, Tag)]
    return written


def described(tag: Tag) -> bytes:
    """What is to be known about an element, as entries of its dictionary."""
    said = ((b"/Lang", tag.lang), (b"/Alt", tag.alt), (b"/ID", tag.id))
    out = [key + string(value) for key, value in said if value]
    if tag.scope:
        out.append(b"/A<</O/Table/Scope%b>>" % name(tag.scope))
    if tag.numbering:
        out.append(b"/A<</O/List/ListNumbering%b>>" % name(tag.numbering))
    if tag.box:
        out.append(b"/A<</O/Layout/Placement/Block/BBox%b>>" % array(map(number, tag.box)))
    return b"".join(out)


def parent_numbers(elements: Elements, page: int, area: int) -> list[tuple[int, bytes]]:
    """Which element each content and each link of a part belongs to, by the numbers of pages and links (14.7.4.4)."""
    found = []
    for index, marks in sorted(elements.marks.items()):
        owners = (ref(marks[at]) if at in marks else b"null" for at in range(max(marks) + 1))
        found.append((page + index, array(owners)))
    return found + [(area + at, ref(own)) for at, own in sorted(elements.areas.items())]


def role_map() -> bytes:
    """What readers are to take our own types for."""
    return b"<<" + b"".join(name(ours) + name(standard) for ours, standard in ROLES.items()) + b">>"
