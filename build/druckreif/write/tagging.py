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

from .part import PX
from .tags import Tag, tidy
from .tree import DECORATION, Tree, calls_of


def _keep_tags(pdf: Any, document: Any, version: Any, streams: list[Any]) -> None:
    """In place of WeasyPrint's `add_tags`: the tree goes into `document.structure`, none into the file."""
    tree = _Boxes()
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


class _Boxes(Tree):
    """Reads the boxes of laid-out pages."""

    def __init__(self) -> None:
        super().__init__()
        self.heads: dict[Any, int] = {}
        self.feet: list[tuple[int, Any]] = []
        self.artifacts: list[set[int]] = []
        self.marks: list[dict[Any, Any]] = []
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
        calls = calls_of(self.root) if self.feet else {}
        for page, note in self.feet:
            self.page = page
            self.into(note, self.note(note.element, note.element_tag or "", calls.get(note.element)), False)
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
        made = "::" in name and not DECORATION.isdisjoint(element.get("class", "").split())
        drawn = drawn or made or self.is_repeated(element, name)
        tag = self.enter(element, name, parent)
        if tag.type == "Figure" and not tag.box:
            left, top = box.content_box_x() * PX, self.height - box.content_box_y() * PX
            tag.box = (left, top - box.height * PX, left + box.width * PX, top)
        self.into(box, tag, drawn)

    def into(self, box: Any, tag: Tag, drawn: bool) -> None:
        if box.link_annotation:
            box.link_annotation["StructParent"] = self.link(tag, self.page)
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
            self.mark(tag, self.page, mark["mcid"])

    def is_repeated(self, element: Any, name: str) -> bool:
        """Whether this is the head of a table once more, on a page on which the table runs on."""
        return name == "thead" and self.heads.setdefault(element, self.page) != self.page
