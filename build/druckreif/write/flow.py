"""What stands on the pages of a laid-out division, in reading order: its letters, the first of each page, its anchors.

Read from WeasyPrint's boxes, so that neither hyphens at line ends nor pinned lines, notes at the foot of the page,
marks of list items or repeated heads of tables and register entries are taken for text.
"""

from __future__ import annotations

import unicodedata
from typing import Any

from ..model.edition import Flow


def letters(text: str) -> str:
    """Letters and figures of a text, in small, without accents: any two pieces give what their sum gives."""
    return "".join(char for char in unicodedata.normalize("NFKD", text).casefold() if char.isalnum())


class FlowReader:
    """Takes in the page boxes of a division one after the other, and says how its text runs over them."""

    def __init__(self) -> None:
        self.letters: list[str] = []
        self.anchors: dict[str, int] = {}
        self.starts: list[int] = []
        self.firsts: list[str] = []
        self.heads: set[int] = set()
        self.count = 0

    def page(self, box: Any) -> None:
        """Take in the next page."""
        self.starts.append(self.count)
        known = len(self.anchors)
        self.read(box)
        fresh = [*self.anchors.items()][known:]
        self.firsts.append(next((name for name, at in fresh if at == self.starts[-1]), ""))

    def flow(self) -> Flow:
        """What was taken in."""
        return Flow("".join(self.letters), tuple(self.starts), tuple(self.firsts), self.anchors)

    def read(self, box: Any) -> None:
        element, tag = box.element, str(box.element_tag or "")
        if "::" in tag or tag.startswith("@") or type(box).__name__ == "FootnoteAreaBox":
            return
        if element is not None and element.get("class") in ("marker", "continued"):
            return
        if getattr(box, "is_header", False):
            if id(element) in self.heads:
                return
            self.heads.add(id(element))
        if element is not None and (name := element.get("id")):
            self.anchors.setdefault(name, self.count)
        text = letters(getattr(box, "text", ""))
        self.letters.append(text)
        self.count += len(text)
        for child in box.children:
            self.read(child)
