"""From the elements of our markup to tags: what each is to a screen reader, however it is set.

An element is one tag, on however many lines, columns or pages it stands. Those who set type say what they come to, in
reading order: elements (`enter`), their content (`mark`), their links (`link`).
"""

from __future__ import annotations

from typing import Any

from .flow import MARKS
from .tags import Area, Mark, Tag

ODD = "Odd"
"""The type of a box around a block that is drawn elsewhere (`lines/draw.py`); it never comes into a file."""

TYPES = {
    "section": "Sect", "blockquote": "BlockQuote", "p": "P", "h1": "H1", "h2": "H2", "h3": "H3", "h4": "H4",
    "ul": "L", "ol": "L", "li": "LI", "table": "Table", "thead": "THead", "tbody": "TBody",
    "tr": "TR", "th": "TH", "td": "TD", "caption": "Caption", "figcaption": "Caption", "figure": "Div", "img": "Figure",
    "a": "Link", "em": "Em", "strong": "Strong", "odd": ODD,
}  # fmt: skip
"""Types by element; an element that is not here says nothing, and its content belongs to the one around it."""

CLASSES = {
    ("ul", "toc"): "TOC", ("div", "note"): "Note", ("span", "footnote"): "Note", ("p", "number"): "Lbl",
    ("span", "fn-para"): "P", ("span", "fn-line"): "P", ("span", "fn-item"): "P", ("span", "fn-attribution"): "P",
    ("span", "fn-quoted"): "BlockQuote", ("span", "marker"): "Lbl", ("div", "columns"): "Index",
    ("div", "glossary"): "L", ("dfn", "headword"): "Lbl", ("div", "verse"): "Div", ("div", "stanza"): "Div",
    ("div", "letter"): "Div", ("div", "dispute"): "Div", ("div", "epigraph"): "BlockQuote",
    ("div", "chapter-notes"): "Sect", ("div", "note-group"): "Sect",
}  # fmt: skip
"""Types by element and class; they come before those by element."""

INSIDE = {("TOC", "LI"): "TOCI", ("L", "P"): "LI"}
"""Types that are others inside a certain one."""

BODIES = {"LI": ("LBody", "Lbl"), "TOCI": ("Reference", "TOC")}
"""What holds the content of an element, but for children of one type."""

REFERENCES = {"noteref", "backlink"}
"""Classes of links that stand in a Reference."""

DECORATION = {"ornament", "leader"}
"""Classes whose content that the style sheet makes is drawn, not read."""



class Tree:
    """The tags of a division, as far as they are met. Elements are those of lxml or of the standard library."""

    def __init__(self) -> None:
        self.document = Tag("Document")
        self.known: dict[tuple[Any, str], Tag] = {}
        self.bodies: dict[int, Tag] = {}
        self.calls: dict[Any, tuple[Tag, Tag]] = {}
        self.around: dict[int, str] = {}
        """Types of the tags around those that only say where a block begins that another tree takes over."""
        self.anchors: set[str] = set()
        self.areas = 0

    def enter(self, element: Any, name: str, parent: Tag) -> Tag:
        """The tag that holds what stands in an element: its own, or that around it if it says nothing."""
        key = element, name
        if key not in self.known:
            type = self.type_of(element, name, parent)
            tag = self.made(element, name, type, parent) if type else parent
            self.name(element, name, tag)
            self.known[key] = tag
        return self.known[key]

    def type_of(self, element: Any, name: str, parent: Tag) -> str:
        """The type of an element's tag, "" if it says nothing."""
        classes = element.get("class", "").split()
        found = next((CLASSES[name, one] for one in classes if (name, one) in CLASSES), TYPES.get(name, ""))
        if not found and element.get("lang") and "::" not in name:
            found = "Span" if name == "span" else "Div"
        return INSIDE.get((self.around.get(id(parent), parent.type), found), found)

    def made(self, element: Any, name: str, type: str, parent: Tag) -> Tag:
        """A new tag for an element."""
        tag = outer = _described(Tag(type), element, name)
        if type == ODD:
            self.around[id(tag)] = parent.type
        holder = self.holder(parent, type)
        if not REFERENCES.isdisjoint(element.get("class", "").split()):
            outer = Tag("Reference", [tag])
            self.calls[element] = holder, outer
        holder.kids.append(outer)
        return tag

    def name(self, element: Any, name: str, tag: Tag) -> None:
        """Note that the anchors of an element stand at a tag."""
        anchors = [element.get("id", "")] if "::" not in name else []
        anchors += [mark.partition(":")[2] for mark in element.get(MARKS, "").split()] if name == "l" else []
        for anchor in anchors:
            self.anchor(anchor, tag)

    def anchor(self, anchor: str, tag: Tag) -> None:
        """Note that an anchor stands at a tag, unless it was met before."""
        if anchor and anchor not in self.anchors:
            self.anchors.add(anchor)
            tag.names.append(anchor)

    def mark(self, tag: Tag, page: int, number: int) -> None:
        """Marked content of a page belongs to a tag."""
        self.holder(tag, "").kids.append(Mark(page, number))

    def link(self, tag: Tag, page: int) -> int:
        """An area of a page leads where the link of a tag does; gives the area's number."""
        self.holder(tag, "").kids.append(Area(page, self.areas))
        self.areas += 1
        return self.areas - 1

    def note(self, element: Any, name: str, call: Any) -> Tag:
        """The tag of a note at the foot of a page: it stands right behind its call."""
        parent, before = self.calls.get(call, (self.document, None))
        tag = self.enter(element, name, parent)
        if before is not None and parent.kids[-1] is tag:
            parent.kids.insert(parent.kids.index(before) + 1, parent.kids.pop())
        return tag

    def holder(self, tag: Tag, type: str) -> Tag:
        """The tag itself, or the one in it that holds content and children of this type."""
        body, beside = BODIES.get(tag.type, ("", ""))
        if not body or type == beside:
            return tag
        if id(tag) not in self.bodies:
            self.bodies[id(tag)] = Tag(body)
            tag.kids.append(self.bodies[id(tag)])
        return self.bodies[id(tag)]


def _described(tag: Tag, element: Any, name: str) -> Tag:
    """What the attributes of an element say of its tag."""
    if "::" in name:
        return tag
    tag.lang = element.get("lang", "")
    match tag.type:
        case "Note":
            tag.id = element.get("id", "")
        case "Link":
            tag.target = element.get("href", "")
        case "Figure":
            tag.alt = element.get("alt", "")
        case "TH":
            tag.scope = "Row" if element.get("scope") == "row" else "Column"
        case "L" if name == "ol":
            tag.numbering = "Decimal"
        case "L" if name == "ul":
            tag.numbering = "Disc"
    return tag


def calls_of(root: Any) -> dict[Any, Any]:
    """The call before each footnote, both as elements."""
    found: dict[Any, Any] = {}
    call = None
    for element in root.iter():
        classes = element.get("class", "").split()
        if "noteref" in classes:
            call = element
        elif "footnote" in classes:
            found[element] = call
    return found
