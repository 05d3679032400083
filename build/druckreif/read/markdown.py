"""A division's file becomes a Division: a documented subset of Pandoc's Markdown (build/README.md, Sources)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from markdown_it.token import Token

from ..base.finding import Finding
from ..base.span import Span
from ..model.book import Division, Kind, Matter, Note
from ..model.meta import FrontMatter
from ..model.nodes import (
    Block,
    Blocks,
    Cell,
    Div,
    Figure,
    Heading,
    Inlines,
    Items,
    Ornament,
    Para,
    Quotation,
    Table,
    Text,
    Verse,
    VerseLine,
)  # fmt: skip
from ..model.walk import blocks_of
from .allow import read_allows
from .config import validate
from .lines import (
    DEEPEST,
    ID,
    Fence,
    Line,
    NoteText,
    attributes_at_end,
    read_attributes,
    slug_of,
    split_fences,
    split_front_matter,
    split_notes,
    without_overload,
)
from .markdown_inline import MARKDOWN, InlineReader, Place
from .scribe import Scribe
from .yaml_text import read_yaml

QUOTING = ("letter", "epigraph")
"""Divs that hold another's text."""

_FIGURE = re.compile(r"!\[(?P<caption>(?:[^\]\\]|\\.|\](?!\())*)\]\((?P<src>[^()\s]+)\)(?:\{(?P<attrs>[^{}]*)\})?\s*")
_CAPTION = re.compile(r"(?::|Table:|Tabelle:)\s+")
_DASH = re.compile(r"(?:—|–|--)\s+")
_DELIMITER_ROW = re.compile(r"^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$")
_COMMENT_LINE = re.compile(r"^ {0,3}<!--(?:(?!-->).)*-->\s*$")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u200b\ufeff\ufffe\uffff]")


def read_division(text: str, source: str, kind: Kind, matter: Matter) -> tuple[Division, list[Finding]]:
    """The division that a file holds, and everything that is wrong with it."""
    return _Reader(source, Scribe(source, {})).division(text, kind, matter)


@dataclass(slots=True)
class _Reader:
    source: str
    scribe: Scribe
    findings: list[Finding] = field(default_factory=list)
    originals: dict[int, str] = field(default_factory=dict)

    def find(self, rule: str, span: Span, message: str, hint: str = "") -> None:
        self.findings.append(Finding(span, rule, message, hint))

    # ---- the file ----

    def division(self, text: str, kind: Kind, matter: Matter) -> tuple[Division, list[Finding]]:
        text = self.without_controls(text)
        lines = text.split("\n")
        self.originals = self.scribe.originals = dict(enumerate(lines, start=1))
        yaml, first = split_front_matter(lines)
        doc = read_yaml(yaml, self.source, 2)
        front, findings = validate(FrontMatter, doc, self.source) if yaml else (FrontMatter(**{}), [])
        self.findings += findings
        front = front or FrontMatter(**{})
        numbered = [Line(number, line) for number, line in enumerate(lines, start=1)][first:]
        rest, note_texts = split_notes(numbered, self.source)
        blocks = self.fence(split_fences(rest, self.source, self.findings))
        title, blocks = self.title(blocks, first)
        notes, doubles = self.notes(note_texts)
        division = Division(
            id=front.id or (title.id if title and title.id else "") or slug_of(self.source),
            kind=kind, matter=matter, title=title.children if title else (), subtitle=self.line(front.subtitle),
            short_title=front.short_title, lang=front.lang, blocks=blocks, notes=notes, doubles=doubles,
            no_terms=frozenset(front.no_terms), source=self.source, allows=read_allows(lines, front, doc, self.source),
            prose=tuple(self.scribe.proses), span=title.span if title else Span(self.source, first + 1, 1),
        )  # fmt: skip
        return division, self.findings

    def without_controls(self, text: str) -> str:
        for number, line in enumerate(text.split("\n"), start=1):
            for match in _CONTROL.finditer(line):
                hint = "delete it" + ("; divisions of words go into hyphenation in book.yaml" if match[0] == "\xad" else "")
                message = f"invisible character U+{ord(match[0]):04X}"
                self.find("control-character", Span(self.source, number, match.start() + 1), message, hint)
        return _CONTROL.sub("", text)

    def line(self, text: str) -> Inlines:
        return InlineReader(Place(self.source, ((0, 1, 1),)), self.findings).read(text) if text else ()

    def title(self, blocks: Blocks, first: int) -> tuple[Heading | None, Blocks]:
        titles = [block for block in blocks if isinstance(block, Heading) and block.level == 1]
        if not titles:
            self.find("title-missing", Span(self.source, first + 1, 1), "this file has no title",
                      "begin the text with a line such as: # Title {#id}")  # fmt: skip
        for heading in titles[1:]:
            self.find("title-twice", heading.span, "a second title in one file", "use ## for sections, or another file")
        rest = tuple(
            replace(b, level=2) if isinstance(b, Heading) and b.level == 1 else b
            for b in blocks
            if not titles or b is not titles[0]
        )
        self.check_levels(rest)
        if not rest:
            place = titles[0].span if titles else Span(self.source, first + 1, 1)
            self.find("division-empty", place, "this file has no text",
                      "write it, or take the file out of contents in book.yaml")  # fmt: skip
        return (titles[0] if titles else None), rest

    def check_levels(self, blocks: Blocks) -> None:
        level = 1
        for block in blocks_of(blocks):
            if isinstance(block, Heading):
                if block.level > level + 1:
                    self.find("heading-gap", block.span, f"heading of level {block.level} after level {level}",
                              f"use {'#' * (level + 1)}")  # fmt: skip
                level = block.level

    def notes(self, texts: list[NoteText]) -> tuple[dict[str, Note], tuple[tuple[Span, str], ...]]:
        notes: dict[str, Note] = {}
        doubles = []
        for text in texts:
            label, span, self.scribe.note = text.label, text.span, text.label
            blocks = self.blocks(text.lines)
            if label in notes:
                doubles.append((span, label))
                continue
            if not blocks:
                self.find("note-empty", span, f'the note "{label}" has no text', "write it, or delete note and call")
            notes[label] = Note(label, blocks, span)
        return notes, tuple(doubles)

    # ---- blocks ----

    def fence(self, fence: Fence) -> Blocks:
        out: list[Block] = []
        for part in fence.parts:
            if isinstance(part, Fence):
                kind = part.attributes.classes[0] if part.attributes.classes else "smaller"
                self.check_id(part.attributes.id, part.span)
                lang = part.attributes.values.get("lang", "")
                with self.scribe.quoting(kind in QUOTING):
                    out.append(Div(kind, self.fence(part), part.attributes.id, lang, span=part.span))
            else:
                out.extend(self.blocks(part))
        return tuple(out)

    def blocks(self, lines: list[Line]) -> Blocks:
        """The blocks of some lines; line blocks are cut out first, the rest is markdown-it's."""
        out: list[Block] = []
        plain: list[Line] = []
        index = 0
        while index < len(lines):
            end = self.verse_end(lines, index)
            if end > index:
                out += [*self.running(plain), self.verse(lines[index:end])]
                plain = []
                index = end
            else:
                plain.append(lines[index])
                index += 1
        return self.captioned([*out, *self.running(plain)])

    def verse_end(self, lines: list[Line], start: int) -> int:
        """The index after a line block that begins at `start`, or `start` if none does."""
        is_verse = [bool(re.match(r"^\|(?: |$)", line.text)) for line in lines[start : start + 2]]
        after_blank = start == 0 or not _COMMENT_LINE.sub("", lines[start - 1].text).strip()
        if not is_verse or not is_verse[0] or not after_blank:
            return start
        if len(lines) > start + 1 and _DELIMITER_ROW.match(lines[start + 1].text):
            return start
        end = start
        while end < len(lines) and re.match(r"^\|(?: |$)", lines[end].text):
            end += 1
        return end

    def verse(self, lines: list[Line]) -> Verse:
        stanzas: list[list[VerseLine]] = [[]]
        span = Span(self.source, lines[0].number, 1)
        with self.scribe.stanza(span):
            for line in lines:
                text = line.text[1:].removeprefix(" ").rstrip()
                if not text:
                    stanzas.append([])
                    continue
                stripped = text.lstrip(" ")
                place = Place(self.source, ((0, line.number, self.originals[line.number].find(stripped) + 1),))
                children = InlineReader(place, self.findings, self.scribe).read(stripped)
                stanzas[-1].append(VerseLine(children, len(text) - len(stripped)))
        return Verse(tuple(tuple(s) for s in stanzas if s), span=span)

    def running(self, lines: list[Line]) -> list[Block]:
        if not any(line.text.strip() for line in lines):
            return []
        lines = without_overload(lines, self.source, self.findings)
        tokens = MARKDOWN.parse("\n".join(line.text for line in lines))
        for first, _ in [token.map for token in tokens if token.level >= DEEPEST and token.map][:1]:
            span = Span(self.source, lines[min(first, len(lines) - 1)].number, 1)
            self.find("too-deep", span, "quotations or lists nested too deep", "take some of the > or - away")
        return _Tokens(self, tokens, lines).blocks("")

    def check_id(self, id: str, span: Span) -> None:
        if id and not ID.fullmatch(id):
            self.find("id-form", span, f'"{id}" cannot be an id',
                      "use small letters a-z, figures and hyphens, beginning with a letter")  # fmt: skip

    def captioned(self, blocks: list[Block]) -> Blocks:
        """Captions (`: Text {#id}`) join the table before or after them."""
        out: list[Block] = []
        pending: _Caption | None = None
        for block in blocks:
            if isinstance(block, _Caption):
                if out and isinstance(out[-1], Table) and not out[-1].caption:
                    out[-1] = replace(out[-1], caption=block.children, id=block.id)
                else:
                    pending = block
                continue
            if pending and isinstance(block, Table):
                block, pending = replace(block, caption=pending.children, id=pending.id), None
            elif pending:
                out.append(Para((Text(": "), *pending.children), span=pending.span))
                pending = None
            out.append(block)
        if pending:
            out.append(Para((Text(": "), *pending.children), span=pending.span))
        return tuple(out)


@dataclass(frozen=True, slots=True)
class _Caption(Para):
    """A table's caption on its way to the table."""

    id: str = ""


class _Tokens:
    """Walks markdown-it's block tokens of some lines."""

    def __init__(self, reader: _Reader, tokens: list[Token], lines: list[Line]) -> None:
        self.reader, self.tokens, self.lines, self.index = reader, tokens, lines, 0
        self.cell_cursor: dict[int, int] = {}

    def next(self) -> Token:
        token = self.tokens[self.index]
        self.index += 1
        return token

    def number(self, index: int) -> int:
        return self.lines[min(index, len(self.lines) - 1)].number

    def span(self, token: Token) -> Span:
        first, last = token.map or [0, 1]
        line = self.number(first)
        original = self.reader.originals.get(line, "")
        column = len(original) - len(original.lstrip(" \t>")) + 1
        return Span(self.reader.source, line, column, self.number(max(last - 1, first)), 0)

    def place(self, token: Token, in_row: bool = False) -> Place:
        first = (token.map or [0, 1])[0]
        starts, offset = [], 0
        for index, text in enumerate(token.content.split("\n")):
            line = self.number(first + index)
            original = self.reader.originals.get(line, "")
            begin = self.cell_cursor.get(line, 1) if in_row else 0
            found = max(original.find(text, begin), 0)
            if in_row:
                self.cell_cursor[line] = found + max(len(text), 1)
            starts.append((offset, line, found + 1))
            offset += len(text) + 1
        return Place(self.reader.source, tuple(starts))

    def inlines(self, content: str, place: Place) -> Inlines:
        return InlineReader(place, self.reader.findings, self.reader.scribe).read(content)

    def blocks(self, until: str) -> list[Block]:
        out: list[Block] = []
        while self.index < len(self.tokens):
            token = self.next()
            if token.type == until:
                break
            out.extend(self.block(token))
        return out

    def block(self, token: Token) -> Iterator[Block]:
        match token.type:
            case "heading_open":
                yield self.heading(token)
            case "paragraph_open":
                yield from self.paragraph(token)
            case "blockquote_open":
                yield self.quotation(token)
            case "bullet_list_open" | "ordered_list_open":
                yield self.items(token)
            case "table_open":
                yield self.table(token)
            case "hr":
                yield Ornament(span=self.span(token))
            case "html_block":
                self.html(token)
            case "fence" | "code_block":
                self.reader.find("not-in-subset", self.span(token), "a block of code",
                                 "use a fenced div such as ::: {.letter}, or plain paragraphs")  # fmt: skip
            case _:
                pass

    def html(self, token: Token) -> None:
        if not re.fullmatch(r"\s*(<!--.*?-->\s*)+", token.content, re.DOTALL):
            first = token.content.strip().splitlines()[0][:40]
            self.reader.find("raw-html", self.span(token), f"HTML is not part of the sources: {first}",
                             "use the Markdown for it, or escape < as \\<")  # fmt: skip

    def heading(self, token: Token) -> Heading:
        inline = self.next()
        self.next()
        attributes, content = attributes_at_end(inline.content)
        span = self.span(token)
        self.reader.check_id(attributes.id, span)
        for name in (*attributes.classes, *attributes.values, *attributes.unknown):
            self.reader.find("unknown-class", span, f'a heading has no "{name}"', "only {#id} may stand here")
        children = self.inlines(content, self.place(inline))
        return Heading(int(token.tag[1]), children, attributes.id, span=span)

    def paragraph(self, token: Token) -> Iterator[Block]:
        inline = self.next()
        self.next()
        span = self.span(token)
        if match := _FIGURE.fullmatch(inline.content):
            yield self.figure(match, span, inline)
        elif match := _CAPTION.match(inline.content):
            attributes, content = attributes_at_end(inline.content[match.end() :])
            self.reader.check_id(attributes.id, span)
            children = self.inlines(content, self.place(inline).moved(match.end()))
            yield _Caption(children, attributes.id, span=span)
        elif children := self.inlines(inline.content, self.place(inline)):
            yield Para(children, span=span)

    def figure(self, match: re.Match[str], span: Span, inline: Token) -> Figure:
        attributes = read_attributes(match["attrs"] or "")
        alt = attributes.values.get("alt", "")
        self.reader.check_id(attributes.id, span)
        if not alt.strip():
            self.reader.find("figure-alt", span, "a picture without a text for those who cannot see it",
                             'add {alt="what the picture shows"} behind it')  # fmt: skip
        for name in (*attributes.classes, *attributes.unknown, *attributes.values):
            if name not in ("alt", "description"):
                self.reader.find("unknown-class", span, f'unknown attribute "{name}"', "known: #id, alt=, description=")
        caption = self.inlines(match["caption"], self.place(inline).moved(2)) if match["caption"] else ()
        description = attributes.values.get("description", "")
        return Figure(match["src"], alt, caption, attributes.id, description, span=span)

    def quotation(self, token: Token) -> Quotation:
        with self.reader.scribe.quoting():
            blocks = self.blocks("blockquote_close")
        by: Inlines = ()
        if blocks and isinstance(blocks[-1], Para) and (dash := _starts_with_dash(blocks[-1])):
            by = dash
            blocks = blocks[:-1]
        return Quotation(self.reader.captioned(blocks), by, span=self.span(token))

    def items(self, token: Token) -> Items:
        start = int(token.attrs.get("start", 1)) if token.type == "ordered_list_open" else None
        close = token.type.replace("_open", "_close")
        items: list[Blocks] = []
        while self.index < len(self.tokens):
            inner = self.next()
            if inner.type == close:
                break
            if inner.type == "list_item_open":
                items.append(self.reader.captioned(self.blocks("list_item_close")))
        return Items(tuple(items), start, span=self.span(token))

    def table(self, token: Token) -> Table:
        rows: list[tuple[Cell, ...]] = []
        row: list[Cell] = []
        while self.index < len(self.tokens):
            inner = self.next()
            if inner.type == "table_close":
                break
            if inner.type == "tr_open":
                row = []
            elif inner.type in ("th_open", "td_open"):
                align = str(inner.attrs.get("style", "")).removeprefix("text-align:")
                content = self.next()
                row.append(Cell(self.inlines(content.content, self.place(content, in_row=True)), align))
            elif inner.type == "tr_close":
                rows.append(tuple(row))
        head, body = (rows[0], tuple(rows[1:])) if rows else ((), ())
        return Table(head, body, span=self.span(token))


def _starts_with_dash(para: Para) -> Inlines:
    first = para.children[0] if para.children else None
    if isinstance(first, Text) and (match := _DASH.match(first.text)):
        rest = first.text[match.end() :]
        return ((Text(rest),) if rest else ()) + para.children[1:]
    return ()
