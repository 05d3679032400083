"""The book as a document of Pandoc: the JSON of its tree, from which Markdown, DOCX and ODT are made.

What a format has no kind for (a letter, verse) becomes a paragraph with a style of its own name (`STYLES`). A note that is
called twice stands in the document once; its second call is a reference to the first (`again`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, assert_never

from ...model.book import Book, Division, Kind
from ...model.facts import Facts
from ...model.ids import figure_anchor, heading_anchor, source_anchor, table_anchor
from ...model.locale import Locale, locale
from ...model.nodes import (
    Block,
    Blocks,
    Cell,
    Cite,
    CrossRef,
    Div,
    Emph,
    Figure,
    Foreign,
    Heading,
    IndexMark,
    Inline,
    Inlines,
    Items,
    LineBreak,
    Link,
    NoteCall,
    Ornament,
    Para,
    Quotation,
    SmallCaps,
    Strong,
    Table,
    Target,
    TermCall,
    Text,
    Verse,
)  # fmt: skip
from .outline import WRITTEN, Work, authors, glossary, persons

Node = dict[str, Any]
API = [1, 23, 1]
"""The version of Pandoc's types that this is written for."""

STYLES = {
    "number": "Chapter Number", "subtitle": "Chapter Subtitle", "part": "Part Title", "verse": "Verse", "letter": "Letter",
    "dispute": "Dispute", "epigraph": "Epigraph", "dedication": "Dedication", "smaller": "Smaller", "imprint": "Imprint",
    "attribution": "Attribution", "quotation": "Block Text", "ornament": "Ornament", "description": "Description",
    "entry": "Entry",
}  # fmt: skip
"""Names of the styles of paragraphs in word processors, by our classes."""

_SPACES = re.compile("( +)")


@dataclass(frozen=True, slots=True)
class Form:
    """What differs between the formats.

    `styled`: paragraphs have named styles, else divs have classes. `picture` gives the address of a picture; `again` what
    a second call of a note says, from its number in the document, and what stands around the first, if it must be marked.
    """

    styled: bool
    picture: Callable[[str], str]
    again: Callable[[int, int], Node]
    mark: Callable[[int], tuple[Node | None, Node | None]] = lambda number: (None, None)
    keys: bool = False
    """Whether citations stay what they are in the sources: keys instead of words."""


def node(kind: str, content: Any = None) -> Node:
    """One node of Pandoc's tree."""
    return {"t": kind} if content is None else {"t": kind, "c": content}


def attr(id: str = "", classes: Sequence[str] = (), **more: str) -> list[Any]:
    return [id, list(classes), [[key.replace("_", "-"), value] for key, value in more.items() if value]]


def raw(format: str, text: str) -> Node:
    """Markup of one format, as it is."""
    return node("RawInline", [format, text])


def words_of(text: str) -> list[Node]:
    """Plain text."""
    parts = (part for part in _SPACES.split(text) if part)
    return [node("Space") if part.isspace() and part.strip(" ") == "" else node("Str", part) for part in parts]


def document(book: Book, facts: Facts, divisions: Sequence[Division], form: Form, titled: bool = True) -> bytes:
    """The divisions as one document; `titled`: with the book's title, authors and date."""
    blocks: list[Node] = []
    count = [0]
    for division in divisions:
        blocks += _Author(book, facts, division, form, count).division_blocks()
    meta = _meta(book) if titled else {"lang": _said(book.config.language)}
    return json.dumps({"pandoc-api-version": API, "meta": meta, "blocks": blocks}, ensure_ascii=False).encode()


def _said(text: str) -> Node:
    return node("MetaInlines", words_of(text))


def _meta(book: Book) -> dict[str, Node]:
    config = book.config
    told = {
        "title": config.title, "subtitle": config.subtitle, "date": config.date.isoformat(), "lang": config.language,
        "rights": config.rights.statement, "description": config.description,
    }  # fmt: skip
    people = [_said(name) for name in authors(book)]
    named: Mapping[str, Node] = {"author": node("MetaList", people)} if people else {}
    return {**{key: _said(text) for key, text in told.items() if text}, **named}


@dataclass(slots=True)
class _Author:
    book: Book
    facts: Facts
    division: Division
    form: Form
    count: list[int]
    """How many notes the document has so far."""
    note: str = ""
    cites: dict[str, int] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    called: dict[str, tuple[int, int]] = field(default_factory=dict)

    @property
    def words(self) -> Locale:
        return locale(self.book.config.language)

    def division_blocks(self) -> list[Node]:
        division = self.division
        title = self.inlines(division.title)
        if division.kind is Kind.PART:
            head = node("Header", [1, attr(division.id, ["part", "unnumbered"]), title])
            return [head] if not self.form.styled else [self.styled("part", [node("Para", title)], division.id)]
        number = self.facts.chapter_numbers.get(division.id)
        blocks = [self.styled("number", [node("Para", words_of(str(number)))])] if number and self.form.styled else []
        blocks.append(node("Header", [1, attr(division.id, [] if number else ["unnumbered"]), title]))
        if division.subtitle:
            blocks.append(self.styled("subtitle", [node("Para", self.inlines(division.subtitle))]))
        blocks += self.blocks(division.blocks) if division.kind in WRITTEN else list(self.made())
        return [self.in_language(division.lang, blocks)] if division.lang else blocks

    def made(self) -> Iterator[Node]:
        match self.division.kind:
            case Kind.GLOSSARY:
                yield from self.entries(glossary(self.book))
            case Kind.WHOS_WHO:
                yield from self.entries(persons(self.book))
            case Kind.BIBLIOGRAPHY:
                names = {"sources": self.words.sources, "literature": self.words.literature}
                for group, works in self.facts.bibliography.items():
                    if len(self.facts.bibliography) > 1:
                        yield node("Header", [2, attr(f"{self.division.id}-{group}"), words_of(names[group])])
                    for key, text in works:
                        span = node("Span", [attr(source_anchor(key)), self.inlines(text)])
                        yield self.styled("entry", [node("Para", [span])])
            case _:
                return

    def entries(self, works: list[Work]) -> Iterator[Node]:
        for work in works:
            name = node("Strong", words_of(work.name))
            yield self.styled("entry", [node("Para", [name, node("Str", ":"), node("Space"), *words_of(work.text)])])

    def styled(self, kind: str, blocks: list[Node], id: str = "") -> Node:
        """Blocks of a class: with a style in a word processor, else in a div."""
        style = {"custom_style": STYLES[kind]} if self.form.styled else {}
        return node("Div", [attr(id, [kind], **style), blocks])

    def in_language(self, lang: str, blocks: list[Node]) -> Node:
        return node("Div", [attr("", lang=lang), blocks])

    def next(self, what: str) -> int:
        self.counts[what] = self.counts.get(what, 0) + 1
        return self.counts[what]

    # ---- blocks ----

    def blocks(self, blocks: Blocks) -> list[Node]:
        return [made for block in blocks for made in self.block(block)]

    def block(self, block: Block) -> list[Node]:
        match block:
            case Para(children=children):
                return [node("Para", self.inlines(children))]
            case Heading(level=level, children=children, id=id):
                name = id or heading_anchor(self.division.id, self.next("h"))
                return [node("Header", [level, attr(name), self.inlines(children)])]
            case Quotation():
                return [self.quotation(block)]
            case Verse():
                return [self.verse(block)]
            case Div(kind=kind, blocks=blocks, id=id, lang=lang):
                label = [node("Para", [node("Strong", words_of(self.words.dispute))])] if kind == "dispute" else []
                made = self.styled(kind, [*label, *self.blocks(blocks)], id)
                return [self.in_language(lang, [made]) if lang else made]
            case Items(items=items, start=start):
                inner = [self.blocks(item) for item in items]
                if all(len(item) == 1 and isinstance(item[0], Para) for item in items):
                    inner = [[node("Plain", made[0]["c"])] for made in inner]
                if start is None:
                    return [node("BulletList", inner)]
                return [node("OrderedList", [[start, node("Decimal"), node("Period")], inner])]
            case Table():
                return [self.table(block)]
            case Figure():
                return self.figure(block)
            case Ornament():
                if self.form.styled:
                    return [self.styled("ornament", [node("Para", words_of("* * *"))])]
                return [node("HorizontalRule")]
            case _:
                assert_never(block)

    def quotation(self, block: Quotation) -> Node:
        inner = self.blocks(block.blocks)
        if block.attribution:
            by = node("Para", [node("Str", "—"), node("Space"), *self.inlines(block.attribution)])
            inner.append(self.styled("attribution", [by]) if self.form.styled else by)
        quoted = node("BlockQuote", inner)
        return self.in_language(block.lang, [quoted]) if block.lang else quoted

    def verse(self, block: Verse) -> Node:
        stanzas = [
            [words_of("\u00a0" * line.indent) + self.inlines(line.children) for line in stanza] for stanza in block.stanzas
        ]
        if not self.form.styled:
            lines: list[list[Node]] = []
            for stanza in stanzas:
                lines += [[]] * bool(lines) + stanza
            return node("LineBlock", lines)
        return self.styled("verse", [node("Para", _joined(stanza)) for stanza in stanzas])

    def table(self, table: Table) -> Node:
        id = table.id or table_anchor(self.division.id, self.next("t"))
        if table.id:
            self.next("t")
        aligns = {"left": "AlignLeft", "right": "AlignRight", "center": "AlignCenter", "": "AlignDefault"}
        columns = [[node(aligns[cell.align]), node("ColWidthDefault")] for cell in table.head]
        head = [attr(), [self.row(table.head)]]
        body = [attr(), int(table.row_heads), [], [self.row(row) for row in table.rows]]
        caption = self.caption(id, table.caption)
        return node("Table", [attr(id), caption, columns, head, [body], [attr(), []]])

    def row(self, cells: tuple[Cell, ...]) -> list[Any]:
        return [attr(), [[attr(), node("AlignDefault"), 1, 1, [node("Plain", self.inlines(c.children))]] for c in cells]]

    def caption(self, id: str, inlines: Inlines) -> list[Any]:
        """A caption with its number, which references say."""
        if not inlines:
            return [None, []]
        label = words_of(f"{self.facts.anchors[id].text}. ")
        return [None, [node("Plain", [*label, *self.inlines(inlines)])]]

    def figure(self, figure: Figure) -> list[Node]:
        id = figure.id or figure_anchor(self.division.id, self.next("f"))
        if figure.id:
            self.next("f")
        image = node("Image", [attr(), words_of(figure.alt), [self.form.picture(figure.src), ""]])
        made = [node("Figure", [attr(id), self.caption(id, figure.caption), [node("Plain", [image])]])]
        if figure.description:
            made.append(self.styled("description", [node("Para", words_of(figure.description))]))
        return made

    # ---- inlines ----

    def inlines(self, nodes: Inlines) -> list[Node]:
        return [made for one in nodes for made in self.inline(one)]

    def inline(self, one: Inline) -> list[Node]:
        match one:
            case Text(text=text):
                return words_of(text)
            case Emph(children=children):
                return [node("Emph", self.inlines(children))]
            case Strong(children=children):
                return [node("Strong", self.inlines(children))]
            case SmallCaps(children=children):
                return [node("SmallCaps", self.inlines(children))]
            case Foreign(lang=lang, children=children):
                return [node("Span", [attr("", lang=lang), self.inlines(children)])]
            case Link(href=href, children=children):
                return [node("Link", [attr(), self.inlines(children), [href, ""]])]
            case CrossRef():
                return self.cross_ref(one)
            case Target(id=id, children=children):
                return [node("Span", [attr(id), self.inlines(children)])]
            case NoteCall(label=label):
                return self.call(label)
            case Cite():
                return self.cite(one)
            case TermCall(children=children) | IndexMark(children=children):
                return self.inlines(children)
            case LineBreak():
                return [node("LineBreak")]
            case _:
                assert_never(one)

    def cross_ref(self, ref: CrossRef) -> list[Node]:
        """A reference in words; there are no pages here, so that one to a page names the section."""
        anchor = self.facts.anchors.get(ref.target)
        if anchor is None:
            return self.inlines(ref.children) or words_of(ref.target)
        text = words_of(anchor.text) if ref.page or not ref.children else self.inlines(ref.children)
        return [node("Link", [attr(), text, [f"#{ref.target}", ""]])]

    def call(self, label: str) -> list[Node]:
        note = self.facts.note(self.division.id, label)
        if label in self.called:
            return [self.form.again(*self.called[label])]
        self.count[0] += 1
        at = self.called[label] = self.count[0], note.number
        self.note = label
        made = node("Note", self.blocks(self.division.notes[label].blocks))
        self.note = ""
        if len(note.calls) < 2:
            return [made]
        before, after = self.form.mark(at[0])
        return [one for one in (before, made, after) if one]

    def cite(self, cite: Cite) -> list[Node]:
        index = self.cites.get(self.note, 0)
        self.cites[self.note] = index + 1
        if not self.form.keys:
            return self.inlines(self.facts.citations[self.division.id, self.note, index])
        items, said = [], []
        for item in cite.items:
            items.append({
                "citationId": item.key, "citationPrefix": words_of(item.prefix), "citationMode": node("NormalCitation"),
                "citationSuffix": words_of(f", {item.locator}") if item.locator else [],
                "citationNoteNum": self.count[0], "citationHash": 0,
            })  # fmt: skip
            place = f", {item.locator}" if item.locator else ""
            said.append(f"{item.prefix} @{item.key}{place}".strip())
        return [node("Cite", [items, words_of(f"[{'; '.join(said)}]")])]


def _joined(lines: list[list[Node]]) -> list[Node]:
    """Lines with breaks between them."""
    made: list[Node] = []
    for index, line in enumerate(lines):
        made += [node("LineBreak")] * bool(index) + line
    return made
