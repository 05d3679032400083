"""What stands on the pages of a laid-out division, in reading order: its letters, the first of each page, its anchors.

Read from WeasyPrint's boxes, so that neither hyphens at line ends nor pinned lines, notes at the foot of the page,
marks of list items or repeated heads of tables and register entries are taken for text.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Any

from ..model.edition import Flow


def letters(text: str) -> str:
    """Letters and figures of a text, in small, without accents: any two pieces give what their sum gives."""
    return "".join(char for char in unicodedata.normalize("NFKD", text).casefold() if char.isalnum())


def read_flow(pages: Iterable[Any]) -> Flow:
    """The flow of a division from its page boxes."""
    reader = _Reader()
    starts, heads = [], []
    for page in pages:
        starts.append(reader.count)
        known = len(reader.anchors)
        reader.read(page)
        fresh = [*reader.anchors.items()][known:]
        heads.append(next((name for name, at in fresh if at == starts[-1]), ""))
    return Flow("".join(reader.letters), tuple(starts), tuple(heads), reader.anchors)


class _Reader:
    def __init__(self) -> None:
        self.letters: list[str] = []
        self.anchors: dict[str, int] = {}
        self.heads: set[int] = set()
        self.count = 0

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
