"""What stands on the pages of a laid-out division, in reading order: its letters, the first of each page, its anchors.

Hyphens at line ends, notes at the foot of the page, marks of list items and repeated heads of tables and register entries
are not taken for text.
"""

from __future__ import annotations

import unicodedata
from typing import Any

from ..model.edition import Flow

MARKS = "data-marks"
"""The attribute of a line that names its anchors: how many letters of the line stand before each, and its name."""


def letters(text: str) -> str:
    """Letters and figures of a text, in small, without accents: any two pieces give what their sum gives."""
    return "".join(char for char in unicodedata.normalize("NFKD", text).casefold() if char.isalnum())


class FlowWriter:
    """Takes in what stands on the pages of a division, one page after the other, and says how its text runs over them."""

    def __init__(self) -> None:
        self.letters: list[str] = []
        self.anchors: dict[str, int] = {}
        self.starts: list[int] = []
        self.firsts: list[str] = []
        self.count = 0

    def open(self) -> None:
        """Begin the next page."""
        self.starts.append(self.count)
        self.firsts.append("")

    def anchor(self, name: str, at: int = 0) -> None:
        """An anchor stands here, or some letters on; what is known already is the same in its next piece."""
        if name not in self.anchors:
            self.anchors[name] = self.count + at
            if self.anchors[name] == self.starts[-1]:
                self.firsts[-1] = self.firsts[-1] or name

    def text(self, found: str) -> None:
        """Letters that stand here."""
        self.letters.append(found)
        self.count += len(found)

    def flow(self) -> Flow:
        """What was taken in."""
        return Flow("".join(self.letters), tuple(self.starts), tuple(self.firsts), self.anchors)


class FlowReader(FlowWriter):
    """Reads it from WeasyPrint's page boxes."""

    def __init__(self) -> None:
        super().__init__()
        self.heads: set[int] = set()
        self.marks: dict[str, tuple[float, float, float]] = {}

    def page(self, box: Any) -> dict[str, tuple[float, float, float]]:
        """Take in the next page; gives left, top and height of the lines of the anchors that no element has, in px."""
        self.marks = {}
        self.open()
        self.read(box)
        return self.marks

    def read(self, box: Any) -> None:
        element, tag = box.element, str(box.element_tag or "")
        if type(box).__name__ == "FootnoteAreaBox":
            for inner in box.descendants():
                self.mark(inner)
            return
        if "::" in tag or tag.startswith("@"):
            return
        if element is not None and element.get("class") in ("marker", "continued"):
            return
        if getattr(box, "is_header", False):
            if id(element) in self.heads:
                return
            self.heads.add(id(element))
        if element is not None and (name := element.get("id")):
            self.anchor(name)
        for name, at in self.mark(box):
            self.anchor(name, at)
        self.text(letters(getattr(box, "text", "")))
        for child in box.children:
            self.read(child)

    def mark(self, box: Any) -> list[tuple[str, int]]:
        """Note where the anchors of a line stand; each with the letters before it."""
        marks = box.element.get(MARKS, "") if box.element_tag == "l" else ""
        found = [(name, int(at)) for at, _, name in (mark.partition(":") for mark in marks.split())]
        for name, _ in found:
            self.marks.setdefault(name, (box.border_box_x(), box.border_box_y(), box.border_height()))
        return found
