"""From WeasyPrint's boxes to tags: what each element of our markup is to a screen reader.

WeasyPrint 70 tags boxes: each line is a span, each page begins its elements anew, languages, notes and contents are lost.
This module takes the place of its `add_tags` and goes by the elements instead. It reads three things that are not public:
the boxes of a page, the numbers of its marked content, its drawing operators. The version is pinned; `tests/test_tags.py`
fails if one of them changes.
"""

from __future__ import annotations

from typing import Any

import weasyprint.pdf
from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder

from .flow import MARKS
from .part import PX
from .tags import GOES_ON, Area, Mark, Tag, tidy

TYPES = {
    "section": "Sect", "blockquote": "BlockQuote", "p": "P", "h1": "H1", "h2": "H2", "h3": "H3", "h4": "H4",
    "ul": "L", "ol": "L", "li": "LI", "table": "Table", "thead": "THead", "tbody": "TBody",
    "tr": "TR", "th": "TH", "td": "TD", "caption": "Caption", "figcaption": "Caption", "figure": "Div", "img": "Figure",
    "a": "Link", "em": "Em", "strong": "Strong",
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


def _keep_tags(pdf: Any, document: Any, version: Any, streams: list[Any]) -> None:
    """In place of WeasyPrint's `add_tags`: the tree goes into `document.structure`, none into the file."""
    tree = _Tree()
    for index, (page, stream) in enumerate(zip(document.pages, streams, strict=True)):
        tree.read(index, page._page_box, stream._tags)
    document.structure = tidy(tree.finish())
    for stream, artifacts in zip(streams, tree.artifacts, strict=True):
        _unmark(stream.stream, artifacts)
        stream.stream[:] = [_shorter(operator) for operator in stream.stream]


weasyprint.pdf.add_tags = _keep_tags


def structured(document: Any) -> Tag:
    """The Document tag of a document that was written with tags."""
    tag: Tag = document.structure
    return tag


def _unmark(operators: list[Any], numbers: set[int]) -> None:
    """Turn marked content with these numbers into artifacts (ISO 32000-1, 14.8.2.2)."""
    for at in range(len(operators) - 1, 0, -1) if numbers else ():
        if isinstance(operators[at], dict) and operators[at].get("MCID") in numbers:
            operators[at - 1 : at + 2] = [b"/Artifact", b"BMC"]


def _shorter(operator: Any) -> Any:
    """Text without the zeros that WeasyPrint writes between all glyphs: a fifth of a page's bytes."""
    return operator.replace(b">0<", b"") if isinstance(operator, bytes) and operator.endswith(b"] TJ") else operator


class _Tree:
    def __init__(self) -> None:
        self.document = Tag("Document")
        self.known: dict[tuple[Any, str], Tag] = {}
        self.bodies: dict[int, Tag] = {}
        self.heads: dict[Any, int] = {}
        self.calls: dict[Any, tuple[Tag, Tag]] = {}
        self.feet: list[tuple[int, Any]] = []
        self.artifacts: list[set[int]] = []
        self.marks: list[dict[Any, Any]] = []
        self.areas = 0
        self.anchors: set[str] = set()
        self.page, self.height = 0, 0.0
        self.root: Any = None

    def read(self, index: int, page: Any, marks: dict[Any, Any]) -> None:
        """Take in the boxes of a page; its footnotes wait until all calls are known."""
        self.page, self.height = index, page.margin_height() * PX
        self.marks.append(marks)
        self.artifacts.append(set())
        self.root = page.children[0].element
        for box in page.children:
            if isinstance(box, boxes.FootnoteAreaBox):
                self.feet += [(index, note) for note in box.children]
            else:
                self.walk(box, self.document, isinstance(box, boxes.MarginBox))

    def finish(self) -> Tag:
        """The Document tag; each footnote stands right behind its call."""
        calls = _calls_of(self.root) if self.feet else {}
        for page, note in self.feet:
            self.page = page
            parent, call = self.calls.get(calls.get(note.element), (self.document, None))
            tag = self.tag(note, "Note", parent)
            self.named(note.element, "", tag)
            if call is not None and parent.kids[-1] is tag:
                parent.kids.insert(parent.kids.index(call) + 1, parent.kids.pop())
            self.into(note, tag, False)
        for index, left in enumerate(self.marks):
            assert not left, f"marked content on page {index} that no element holds"
        return self.document

    def walk(self, box: Any, parent: Tag, drawn: bool) -> None:
        """Put a box and all in it under a tag; `drawn` content is an artifact."""
        if isinstance(box, AbsolutePlaceholder):
            box = box._box
        if isinstance(box, boxes.TextBox):
            self.content(box, parent, drawn)
            return
        element, name = box.element, box.element_tag or ""
        if element is None or name in ("html", "body"):
            self.into(box, parent, drawn)
            return
        classes = element.get("class", "").split()
        made = "::" in name and not DECORATION.isdisjoint(classes)
        drawn = drawn or made or self.is_repeated(element, name)
        type = self.type_of(name, classes, element, parent)
        tag = self.tag(box, type, parent) if type else parent
        self.named(element, name, tag)
        self.into(box, tag, drawn)

    def named(self, element: Any, name: str, tag: Tag) -> None:
        """Note that an anchor stands at a tag."""
        anchors = [element.get("id", "")] if "::" not in name else []
        anchors += [mark.partition(":")[2] for mark in element.get(MARKS, "").split()] if name == "l" else []
        for anchor in anchors:
            if anchor and anchor not in self.anchors:
                self.anchors.add(anchor)
                tag.names.append(anchor)

    def into(self, box: Any, tag: Tag, drawn: bool) -> None:
        if box.link_annotation:
            box.link_annotation["StructParent"] = self.areas
            self.holder(tag, "").kids.append(Area(self.page, self.areas))
            self.areas += 1
        if isinstance(box, boxes.ReplacedBox):
            self.content(box, tag, drawn)
        for child in getattr(box, "children", ()):
            self.walk(child, tag, drawn)

    def content(self, box: Any, tag: Tag, drawn: bool) -> None:
        mark = self.marks[self.page].pop(box, None)
        if mark is None:
            return
        if drawn:
            self.artifacts[self.page].add(mark["mcid"])
        else:
            self.holder(tag, "").kids.append(Mark(self.page, mark["mcid"]))

    def is_repeated(self, element: Any, name: str) -> bool:
        """Whether this is the head of a table once more, on a page on which the table runs on."""
        return name == "thead" and self.heads.setdefault(element, self.page) != self.page

    def type_of(self, name: str, classes: list[str], element: Any, parent: Tag) -> str:
        found = next((CLASSES[name, one] for one in classes if (name, one) in CLASSES), TYPES.get(name, ""))
        if not found and element.get("lang") and "::" not in name:
            found = "Span" if name == "span" else "Div"
        return INSIDE.get((parent.type, found), found)

    def tag(self, box: Any, type: str, parent: Tag) -> Tag:
        """The tag of a box's element, made when its first piece is met."""
        element, name = box.element, box.element_tag
        key = element, name
        if key in self.known:
            return self.known[key]
        tag = self.known[key] = _described(Tag(type), element, name)
        if type == "Figure":
            left, top = box.content_box_x() * PX, self.height - box.content_box_y() * PX
            tag.box = (left, top - box.height * PX, left + box.width * PX, top)
        holder, outer = self.holder(parent, type), tag
        if not REFERENCES.isdisjoint(element.get("class", "").split()):
            outer = Tag("Reference", [tag])
            self.calls[element] = holder, outer
        holder.kids.append(outer)
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
    tag.goes_on = element.get(GOES_ON) is not None
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


def _calls_of(root: Any) -> dict[Any, Any]:
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
