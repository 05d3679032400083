"""Notes at the foot of their page: the call, and the note in the flow right behind it, floated down by the style.

A footnote stands inside a line, where HTML allows no blocks; so its paragraphs, quotations, verses and lists are
spans that the style sheet sets as blocks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..model.nodes import Block, Blocks, Div, Figure, Heading, Items, Ornament, Para, Quotation, Table, Verse
from .xhtml import Pen, attributes

PARAGRAPH, PARAGRAPH_END = "para_", "paraend_"
"""Names of paragraphs and their ends begin so, as no id can; layout needs them to repair pages, no link leads to them."""


@dataclass(slots=True)
class FootPen(Pen):
    """Writes a division whose notes stand at the foot of the page.

    `repairs` gives styles to paragraphs, by their number in the division: layout moves a line that way to the
    page on which its note found room.
    """

    repairs: Mapping[int, str] = field(default_factory=dict)

    def block(self, block: Block, first: bool = False) -> str:
        if isinstance(block, Para):
            number = self.count("p")
            named = attributes(
                id=f"{PARAGRAPH}{number}", class_="first" if first else "", style=self.repairs.get(number, "")
            )
            end = f'<span id="{PARAGRAPH_END}{number}"></span>'
            return f"<p{named}>{self.inlines(block.children)}{end}</p>"
        return Pen.block(self, block, first)

    def note_call(self, label: str) -> str:
        call = Pen.note_call(self, label)
        if self.calls[label] > 1:
            return call
        note = self.facts.note(self.division.id, label)
        inner = _Inside(self.book, self.facts, self.division, self.dialect)
        inner.note = label
        back = self.dialect.href(self.division.id, note.calls[0])
        number = f"<a{attributes(href=back, class_='backlink fn-number')}>{note.number}</a> "
        body = inner.blocks(self.division.notes[label].blocks).replace(">", f">{number}", 1)
        return f"{call}<span{attributes(id=note.anchor, class_='footnote')}>{body}</span>"


@dataclass(slots=True)
class _Inside(Pen):
    """Writes the blocks of a note as spans."""

    def blocks(self, blocks: Blocks) -> str:
        return "".join(self.block(block) for block in blocks)

    def block(self, block: Block, first: bool = False) -> str:
        match block:
            case Para(children=children):
                return _span("para", self.inlines(children))
            case Heading(children=children):
                return _span("para", f"<strong>{self.inlines(children)}</strong>")
            case Quotation(blocks=blocks, attribution=attribution):
                by = _span("attribution", self.inlines(attribution)) if attribution else ""
                return _span("quoted", self.blocks(blocks) + by)
            case Verse(stanzas=stanzas):
                lines = [[_span("line", self.inlines(line.children)) for line in stanza] for stanza in stanzas]
                return "".join(_span("stanza", "".join(stanza)) for stanza in lines)
            case Div(blocks=blocks):
                return self.blocks(blocks)
            case Items(items=items, start=start):
                marks = [f"{start + index}." if start is not None else "–" for index in range(len(items))]
                return "".join(self.item(mark, item) for mark, item in zip(marks, items, strict=True))
            case Table(head=head, rows=rows):
                lined = (" \u2003 ".join(self.inlines(cell.children) for cell in row) for row in (head, *rows))
                return "".join(_span("line", line) for line in lined)
            case Figure(src=src, alt=alt):
                return f"<img{attributes(src=self.dialect.picture(src), alt=alt)}/>"
            case Ornament():
                return _span("para", "*\u2003*\u2003*")

    def item(self, mark: str, blocks: Blocks) -> str:
        return _span("item", self.blocks(blocks).replace(">", f">{mark} ", 1))


def _span(kind: str, inner: str) -> str:
    return f'<span class="fn-{kind}">{inner}</span>'
