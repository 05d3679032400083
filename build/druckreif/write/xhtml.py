"""The one place where the tree becomes markup: XHTML as text, for every writer.

A dialect says where links lead and whether EPUB semantics are written. Two limits come from tagged PDF
(veraPDF 7.18.5-1, 7.2-20): in the pdf dialect no element stands inside a link, and no `p` inside `li`.
Note markup follows what was measured over reading systems: a bare number inside the link, the note as
a `div` that begins with its linked number, nothing hidden.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass, field
from html import escape
from typing import Literal, assert_never

from ..model.book import Book, Division, Kind, Matter
from ..model.facts import Facts
from ..model.ids import call_anchor, figure_anchor, heading_anchor, table_anchor, term_anchor
from ..model.locale import Locale, locale
from ..model.lookup import heading_of, term_of
from ..model.nodes import (
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
from ..model.script import direction
from ..model.walk import plain
from .tables import whole_columns

LONG_TABLE = 20
"""Rows of a table that may be divided between pages; a shorter one is kept together."""

_CALL = re.compile(r"""([^\s<>&;]{1,2})(<(?:a|span) [^>]*class="noteref"[^>]*>[0-9]+</(?:a|span)>)""")
"""A note call with the end of its word: WeasyPrint would break a line between the two."""


_YEARS = re.compile(r"<a\b.*?</a>|<[^>]*>|(?P<years>\d+–\d+)", re.DOTALL)
"""Figures that a heading does not part at their dash: 1917–1924. Links and tags stay as they are."""
_LAST_SPACE = re.compile(r" (?=\d+$)")
"""The space in "Kapitel 3": no line may end there."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """What differs between the editions' markup.

    `href` gives the link from a division to an anchor; `picture` the address of a picture; `folio` the printed page of an
    anchor (in the EPUB that of the print edition), "" where there is none; `note_pages` the line over a chapter's notes.
    """

    name: Literal["epub", "pdf", "web"]
    href: Callable[[str, str], str]
    picture: Callable[[str], str]
    folio: Callable[[str], str] = lambda anchor: ""
    note_pages: Callable[[str], str] = lambda division: ""
    continued: frozenset[str] = frozenset()
    """Anchors of the sub-entries before which the head of their entry is repeated, at the top of a column."""
    part: Callable[[Pen, Division, Callable[[Pen, Division], str]], str] = lambda pen, division, write: write(pen, division)
    """How what stands in one division and is made of another is got: written, unless who lays out has it still."""


def attributes(**values: str) -> str:
    """Attributes with a leading space each; empty values are left out, `_` becomes `-`, `epub_type` `epub:type`."""
    named = ((name.rstrip("_").replace("epub_", "epub:").replace("_", "-"), value) for name, value in values.items())
    return "".join(f' {name}="{escape(value)}"' for name, value in named if value)


@dataclass(slots=True)
class Pen:
    """Writes one division. Holds the counters that give unnamed anchors and nth calls their names."""

    book: Book
    facts: Facts
    division: Division
    dialect: Dialect
    note: str = ""
    """Label of the note that is being written, "" in the text."""
    calls: dict[str, int] = field(default_factory=dict)
    cites: dict[str, int] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    places: dict[str, Iterator[str]] = field(default_factory=dict)

    @property
    def words(self) -> Locale:
        """The words of the book's language."""
        return locale(self.book.config.language)

    @property
    def epub(self) -> bool:
        """Whether the markup is for screens, where lines run freely: in an EPUB, or on a web page."""
        return self.dialect.name != "pdf"

    def semantics(self, type: str, role: str) -> str:
        """`epub:type` and `role` in the EPUB, `role` on a web page, nothing elsewhere."""
        return attributes(epub_type=type if self.dialect.name == "epub" else "", role=role) if self.epub else ""

    def language(self, lang: str) -> str:
        """Attributes that name a language, in the EPUB for XML too, and its direction; nothing where there is none."""
        xml = f' xml:lang="{escape(lang)}"' if lang and self.dialect.name == "epub" else ""
        return attributes(lang=lang) + xml + attributes(dir=direction(lang) if self.epub else "")  # Pango goes by characters

    def count(self, what: str) -> int:
        """The next number of a kind of thing in this division."""
        self.counts[what] = self.counts.get(what, 0) + 1
        return self.counts[what]

    def link(self, anchor: str, children: Inlines, more: str = "") -> str:
        """A link inside the book, or the bare text if the anchor is not in this edition."""
        place = self.facts.anchors.get(anchor)
        if place is None or place.division in self.facts.absent:
            return self.inlines(children)
        return self.linked(self.dialect.href(self.division.id, anchor), children, more)

    def linked(self, href: str, children: Inlines, more: str = "") -> str:
        """A link around inlines; in the pdf dialect one link for each run of plain text."""
        start = f"<a{attributes(href=href)}{more}>"
        if self.epub or all(isinstance(child, Text) for child in children):
            return f"{start}{self.inlines(children)}</a>"
        return "".join(self.linked_piece(href, child, more) for child in children)

    def linked_piece(self, href: str, node: Inline, more: str) -> str:
        match node:
            case Text():
                return self.linked(href, (node,), more)
            case Emph(children=children):
                return f"<em>{self.linked(href, children, more)}</em>"
            case Strong(children=children):
                return f"<strong>{self.linked(href, children, more)}</strong>"
            case SmallCaps(children=children):
                return f'<span class="smallcaps">{self.linked(href, children, more)}</span>'
            case Foreign(lang=lang, children=children):
                return f"<span{self.language(lang)}>{self.linked(href, children, more)}</span>"
            case _:
                return self.inlines((node,))

    # ---- inline ----

    def inlines(self, nodes: Inlines) -> str:
        """Markup of inlines."""
        html = "".join(self.inline(node) for node in nodes)
        if self.epub or 'class="noteref"' not in html:
            return html
        return _CALL.sub(r'<span class="kept">\1\2</span>', html)

    def titled(self, nodes: Inlines) -> str:
        """Markup of a title, a heading or a caption: years stay together on a line."""
        html = self.inlines(nodes)
        return html if self.epub else _YEARS.sub(lambda m: f'<span class="kept">{m[0]}</span>' if m["years"] else m[0], html)

    def inline(self, node: Inline) -> str:
        match node:
            case Text(text=text):
                return escape(text, quote=False)
            case Emph(children=children):
                return f"<em>{self.inlines(children)}</em>"
            case Strong(children=children):
                return f"<strong>{self.inlines(children)}</strong>"
            case SmallCaps(children=children):
                return f'<span class="smallcaps">{self.inlines(children)}</span>'
            case Foreign(lang=lang, children=children):
                return f"<span{self.language(lang)}>{self.inlines(children)}</span>"
            case Link(href=href, children=children):
                return self.linked(href, children)
            case CrossRef():
                return self.cross_ref(node)
            case Target(id=id, children=children):
                return f'<span id="{id}">{self.inlines(children)}</span>'
            case NoteCall(label=label):
                return self.note_call(label)
            case Cite():
                return self.cite()
            case TermCall():
                return self.term_call(node)
            case IndexMark():
                return self.index_mark(node)
            case LineBreak():
                return "<br/>"
            case _:
                assert_never(node)

    def cross_ref(self, node: CrossRef) -> str:
        """A reference by kind: "Kapitel 3", "Tabelle 2", "Seite 41"; without pages, the section that holds the place."""
        anchor = self.facts.anchors.get(node.target)
        if anchor is None:
            return self.inlines(node.children or (Text(node.target),))
        by_page = node.page or (anchor.kind in ("target", "div") and not node.children)
        folio = self.dialect.folio(node.target) if by_page else ""
        if folio:
            before = node.children or (Text(self.words.page),)
            gap = "\u202f" if plain(before).endswith(".") else "\u00a0"
            return self.link(node.target, (*before, Text(gap + folio)))
        if node.page or not node.children:
            return self.link(node.target, (Text(_LAST_SPACE.sub("\u00a0", anchor.text)),))
        return self.link(node.target, node.children)

    def note_call(self, label: str) -> str:
        """A call: the bare number in a link that is raised by style, never by an element inside it."""
        note = self.facts.note(self.division.id, label)
        nth = self.calls[label] = self.calls.get(label, 0) + 1
        id = call_anchor(self.division.id, note.number, nth)
        text = (Text(str(note.number)),)
        more = attributes(class_="noteref", id=id) + self.semantics("noteref", "doc-noteref")
        if note.anchor not in self.facts.anchors:
            return f'<span class="noteref" id="{id}">{note.number}</span>'
        return self.link(note.anchor, text, more)

    def cite(self) -> str:
        index = self.cites.get(self.note, 0)
        self.cites[self.note] = index + 1
        return self.inlines(self.facts.citations[self.division.id, self.note, index])

    def term_call(self, node: TermCall) -> str:
        term = term_of(node, self.book.terms)
        id = self.place(f"term {term}", self.facts.called.get(self.division.id, {}).get(term, ()))
        more = attributes(class_="term", id=id) + self.semantics("glossref", "doc-glossref")
        return self.link(term_anchor(term), node.children, more)

    def index_mark(self, node: IndexMark) -> str:
        """A place of the register: a span with an anchor, empty where the words stand in the link behind it."""
        heading = heading_of(node, self.book.entries)
        what = f"entry {heading} {self.note}"
        if what not in self.places:
            self.places[what] = iter(self.facts.marked.get((self.division.id, self.note), {}).get(heading, ()))
        id = next(self.places[what], "")
        text = self.inlines(node.children)
        return f'<span id="{id}">{text}</span>' if id else text

    def place(self, what: str, anchors: tuple[str, ...]) -> str:
        """The next of the anchors that stand in this division; "" inside notes."""
        if self.note:
            return ""
        if what not in self.places:
            self.places[what] = iter(anchors)
        return next(self.places[what], "")

    # ---- block ----

    def blocks(self, blocks: Blocks) -> str:
        """Markup of blocks; a paragraph that follows no paragraph is marked as first."""
        parts, after_text = [], False
        for block in blocks:
            parts.append(self.block(block, first=not after_text))
            after_text = isinstance(block, Para)
        return "\n".join(parts)

    def block(self, block: Block, first: bool = False) -> str:
        match block:
            case Para(children=children):
                return f"<p{attributes(class_='first' if first else '')}>{self.inlines(children)}</p>"
            case Heading(level=level, children=children, id=id):
                name = id or heading_anchor(self.division.id, self.count("h"))
                return f'<h{level} id="{name}">{self.titled(children)}</h{level}>'
            case Quotation(blocks=blocks, attribution=attribution, lang=lang):
                by = f'\n<p class="attribution">{self.inlines(attribution)}</p>' if attribution else ""
                return f'<blockquote class="quotation"{self.language(lang)}>{self.blocks(blocks)}{by}</blockquote>'
            case Verse():
                return self.verse(block)
            case Div(kind=kind, blocks=blocks, id=id, lang=lang):
                label = f'<p class="dispute-label">{self.words.dispute}</p>\n' if kind == "dispute" else ""
                return f"<div{attributes(class_=kind, id=id)}{self.language(lang)}>{label}{self.blocks(blocks)}</div>"
            case Items():
                return self.items(block)
            case Table():
                return self.table(block)
            case Figure():
                return self.figure(block)
            case Ornament():
                return '<hr class="ornament"/>' if self.epub else '<div class="ornament"></div>'
            case _:
                assert_never(block)

    def verse(self, verse: Verse) -> str:
        stanzas = []
        for stanza in verse.stanzas:
            lines = []
            for line in stanza:
                indent = f" in{min(8, (line.indent + 1) // 2)}" if line.indent else ""
                lines.append(f'<p class="line{indent}">{self.inlines(line.children)}</p>')
            stanzas.append('<div class="stanza">' + "\n".join(lines) + "</div>")
        return '<div class="verse">' + "\n".join(stanzas) + "</div>"

    def items(self, block: Items) -> str:
        parts = []
        for index, item in enumerate(block.items):
            first, *rest = item or (Para(()),)
            head = self.inlines(first.children) if isinstance(first, Para) else self.block(first)
            mark = "" if self.epub else self.mark(block, index)
            parts.append(f"<li>{mark}{head}{self.blocks(tuple(rest)) if rest else ''}</li>")
        tag = "ul" if block.start is None else "ol"
        start = "" if block.start in (None, 1) else f' start="{block.start}"'
        return f"<{tag}{start}>" + "\n".join(parts) + f"</{tag}>"

    def mark(self, block: Items, index: int) -> str:
        """The mark of an item, written out: WeasyPrint draws its own behind all text, where readers find it too late."""
        return f'<span class="marker">{"•" if block.start is None else f"{block.start + index}."}</span> '

    def table(self, table: Table) -> str:
        id = table.id or table_anchor(self.division.id, self.count("t"))
        if table.id:
            self.count("t")
        caption = ""
        if table.caption:
            number = self.facts.anchors[id].text
            label = f'<span class="caption-label">{number}.</span> '
            caption = f"<caption>{label}{self.titled(table.caption)}</caption>"
        whole = frozenset() if self.epub else whole_columns(table)
        head = "".join(self.cell(cell, "th", ' scope="col"') for cell in table.head)
        rows = "\n".join(self.row(row, table.row_heads, whole) for row in table.rows)
        long = attributes(class_="long" if len(table.rows) > LONG_TABLE else "")
        return f'<table id="{id}"{long}>{caption}<thead><tr>{head}</tr></thead>\n<tbody>{rows}</tbody></table>'

    def row(self, row: tuple[Cell, ...], row_heads: bool, whole: Container[int]) -> str:
        cells = []
        for index, cell in enumerate(row):
            is_head = row_heads and index == 0
            more = ' scope="row"' if is_head else ""
            cells.append(self.cell(cell, "th" if is_head else "td", more, "kept" if index in whole else ""))
        return f"<tr>{''.join(cells)}</tr>"

    def cell(self, cell: Cell, tag: str, more: str, kept: str = "") -> str:
        classes = " ".join(name for name in (cell.align, kept) if name)
        return f"<{tag}{more}{attributes(class_=classes)}>{self.inlines(cell.children)}</{tag}>"

    def figure(self, figure: Figure) -> str:
        id = figure.id or figure_anchor(self.division.id, self.count("f"))
        if figure.id:
            self.count("f")
        at_length = figure.description if self.epub else ""
        alt = figure.alt if self.epub else f"{figure.alt} {figure.description}".strip()
        described = attributes(aria_describedby=f"{id}-description" if at_length else "")
        image = f"<img{attributes(src=self.dialect.picture(figure.src), alt=alt)}{described}/>"
        caption = ""
        if figure.caption:
            label = f'<span class="caption-label">{self.facts.anchors[id].text}.</span> '
            caption = f"<figcaption>{label}{self.titled(figure.caption)}</figcaption>"
        return f'<figure id="{id}">{image}{caption}</figure>{self.description(id, at_length)}'

    def description(self, id: str, text: str) -> str:
        """A long description behind its figure, to be opened by those who want it; without support it just stands there."""
        if not text:
            return ""
        words = escape(self.words.description, quote=False)
        inner = f'<p id="{id}-description">{escape(text, quote=False)}</p>'
        return f'\n<details class="description"><summary>{words}</summary>{inner}</details>'


def title_html(pen: Pen, number: str = "") -> str:
    """The opening of a division: number, title, subtitle."""
    division = pen.division
    over = f'<p class="number">{number}</p>\n' if number else ""
    under = f'\n<p class="subtitle">{pen.titled(division.subtitle)}</p>' if division.subtitle else ""
    title = f'<h1 class="title" id="{division.id}-title">{pen.titled(division.title)}</h1>'
    return f'<div class="opening">{over}{title}{under}</div>'


_SEMANTICS = {
    Kind.CHAPTER: ("chapter", "doc-chapter"),
    Kind.PART: ("part", "doc-part"),
    Kind.TITLE_PAGE: ("titlepage", ""),
    Kind.HALF_TITLE: ("halftitlepage", ""),
    Kind.IMPRINT: ("copyright-page", ""),
    Kind.CONTENTS: ("toc", ""),
    Kind.NOTES: ("endnotes", "doc-endnotes"),
    Kind.GLOSSARY: ("glossary", "doc-glossary"),
    Kind.BIBLIOGRAPHY: ("bibliography", "doc-bibliography"),
    Kind.REGISTER: ("index", "doc-index"),
    Kind.COLOPHON: ("colophon", "doc-colophon"),
}
NAMED = {"vorwort": ("foreword", "doc-foreword"), "foreword": ("foreword", "doc-foreword"),
          "einleitung": ("introduction", "doc-introduction"), "introduction": ("introduction", "doc-introduction"),
          "widmung": ("dedication", "doc-dedication"), "dedication": ("dedication", "doc-dedication"),
          "kolophon": ("colophon", "doc-colophon"), "colophon": ("colophon", "doc-colophon")}  # fmt: skip


def section_html(pen: Pen, inner: str) -> str:
    """The section around a division, with its id, class, language and semantics."""
    division = pen.division
    type, role = _SEMANTICS.get(division.kind) or NAMED.get(division.id, ("", ""))
    titled = division.kind not in (Kind.TITLE_PAGE, Kind.HALF_TITLE, Kind.IMPRINT)
    named = attributes(aria_labelledby=f"{division.id}-title") if pen.epub and titled else ""
    back = " back" if division.matter is Matter.BACK and division.kind is Kind.TEXT else ""
    start = attributes(id=division.id, class_=f"division {division.kind}{back}") + pen.language(division.lang)
    return f"<section{start}{pen.semantics(type, role)}{named}>\n{inner}\n</section>"


def text_html(pen: Pen, more: str = "") -> str:
    """A division that an author wrote; `more` stands at its end."""
    number = pen.facts.chapter_numbers.get(pen.division.id)
    opening = title_html(pen, str(number) if number else "")
    return section_html(pen, f"{opening}\n{pen.blocks(pen.division.blocks)}{more}")
