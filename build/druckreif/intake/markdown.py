"""Markdown as people write it, druckreif's own included: blocks and notes are what they say they are.

What is markup and holds words (addresses, labels, numbers of lists, attributes) is listed as left out, so that the account
of words is that of the file as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from itertools import groupby
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.common.utils import normalizeReference
from markdown_it.token import Token

from ..read.lines import Fence, Line, read_attributes, split_fences, split_front_matter, split_notes
from ..read.markdown_inline import note_rule, span_rule
from . import inline
from .decode import decoded
from .draft import Draft, DraftNote, Guess, Left, Piece, Place, Swap
from .given import metadata_in

_MOST_MARKS, _MOST_BARS, _MOST_DEEP = 5000, 100, 40
_VERSE = re.compile(r"\|(?: |$)")
_DELIMITERS = re.compile(r"\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*")
_REFERENCE = re.compile(
    r"\s{0,3}\[(?P<label>(?!\^)[^\]\n]{1,300})\]:\s*<?(?P<href>(?:https?://|mailto:|www\.|[./#])[^\s<>]*)>?(?:\s+[\"'(].*[\"')])?\s*"
)
"""The address of a link by name; `[1]: Words` is a note."""
_NESTED = re.compile(rf"(?:\s*(?:>|[-+*](?= )|\d{{1,9}}[.)](?= ))){{{_MOST_DEEP // 2}}}")
_ATTRIBUTES = re.compile(r"\s*\{([^{}\n]*)\}\s*$")
_NAMED = "\ue01e"
"""The title of links whose address stands elsewhere."""

_SEAM = "\ue01d"
"""Beside code and HTML, which part words in the file."""
_AT_SEAM = re.compile(rf"(?<=[\w\ue01b])([\ue010-\ue019]*){_SEAM}[\ue010-\ue019{_SEAM}]*(?=\w)")
_SAID = re.compile("[\ue017\ue019][^\ue01b]*\ue01b")
_ACROSS = re.compile(r"[^\W_]+(?:[\ue010-\ue019]+[^\W_]+)+")
_ENTITY = re.compile(r"&(?:#[xX][0-9a-fA-F]{1,6}|#[0-9]{1,7}|[A-Za-z][A-Za-z0-9]{1,31});")
_TAG = re.compile(r"(?<=\w)</?[A-Za-z][^<>\n]{0,300}>(?=\w)")
"""A tag within a word; any other parts words."""
_PUNCTUATION = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
_LABEL = re.compile(r"[^a-z0-9]+")


def _parser() -> MarkdownIt:
    md = MarkdownIt("commonmark", {"html": True, "maxNesting": _MOST_DEEP})
    md.enable(["table", "strikethrough"])
    md.disable(["entity", "reference"])
    md.inline.ruler.before("link", "note_call", note_rule)
    md.inline.ruler.before("link", "span", span_rule)
    md.validateLink = lambda url: True  # type: ignore[method-assign]  # `inline.link` judges addresses
    return md


_MARKDOWN = _parser()


def read_markdown(data: bytes, name: str) -> Draft:
    """The draft of a Markdown file. Raises Refused."""
    text, guesses = decoded(data)
    reader = _Reader(list(guesses))
    return reader.draft(_TAG.sub("", _ENTITY.sub(_decoded, text.replace("\f", ""))))


def _decoded(entity: re.Match[str]) -> str:
    """The characters of an entity; those that mean something in Markdown are escaped."""
    return "".join(f"\\{char}" if char in _PUNCTUATION else char for char in " ".join(unescape(entity[0]).splitlines()))


@dataclass(slots=True)
class _Reader:
    guesses: list[Guess]
    left: list[Left] = field(default_factory=list)
    swaps: list[Swap] = field(default_factory=list)
    labels: dict[str, str] = field(default_factory=dict)
    """By the label in the file: what it is called in the draft."""
    references: dict[str, dict[str, str]] = field(default_factory=dict)
    """Addresses of links by name."""
    names: dict[str, str] = field(default_factory=dict)
    """How a name is written where its address stands."""

    def draft(self, text: str) -> Draft:
        lines = text.split("\n")
        yaml, first = split_front_matter(lines)
        about = metadata_in(yaml)
        if yaml:
            self.leave("front matter (in book.yaml, as far as it is known)", " ".join(lines[1 : first - 1]), 1)
        numbered = [Line(number, line.expandtabs(4)) for number, line in enumerate(lines, start=1)][first:]
        rest, note_texts = split_notes([line for line in numbered if not self.is_reference(line)], "")
        for note in note_texts:
            self.labels.setdefault(note.label, self.label(note.label))
            self.leave("label of a note", note.label, note.span.line)
        notes: dict[str, DraftNote] = {}
        extra: list[Piece] = []
        for note in note_texts:
            pieces = tuple(self.blocks(note.lines))
            place = Place("", note.span.line)
            if (label := self.labels[note.label]) in notes:
                self.guesses.append(Guess("note", 0.9, place, f"a second note is called {note.label}; it is a paragraph"))
                extra += pieces
            else:
                notes[label] = DraftNote(pieces, place, note.label if len(note.label) <= 12 else "")
        pieces = (*self.fence(split_fences(rest, "", [])), *extra)
        return Draft(
            pieces, text, about.title, about.subtitle, about.authors, about.language,
            notes=notes, guesses=tuple(self.guesses), left=tuple(self.left), swaps=tuple(self.swaps),
        )  # fmt: skip

    def is_reference(self, line: Line) -> bool:
        """Whether a line is the address of a link; it is kept for links that name it."""
        match = _REFERENCE.fullmatch(line.text)
        if match:
            self.leave("address of a link", line.text, line.number)
            self.names.setdefault(normalizeReference(match["label"]), match["label"])
            self.references.setdefault(normalizeReference(match["label"]), {"href": match["href"], "title": _NAMED})
        return bool(match)

    def label(self, label: str) -> str:
        base = _LABEL.sub("-", label.lower()).strip("-") or "note"
        new, number = base, 1
        while new in self.labels.values():
            number += 1
            new = f"{base}-{number}"
        return new

    def leave(self, kind: str, words: str, line: int) -> None:
        if words.strip():
            self.left.append(Left(kind, words.strip(), Place("", line)))

    # ---- blocks ----

    def fence(self, fence: Fence) -> Iterator[Piece]:
        for part in fence.parts:
            if not isinstance(part, Fence):
                yield from self.blocks(part)
                continue
            said = part.attributes
            words = " ".join(
                (*said.classes, said.id, *said.unknown, *(f"{key} {value}" for key, value in said.values.items()))
            )
            self.leave("attributes", words, part.span.line)
            inner = tuple(self.fence(part))
            if "letter" in said.classes:
                yield Piece("letter", Place("", part.span.line), inner=inner, is_sure=True)
            else:
                yield from inner

    def blocks(self, lines: list[Line]) -> Iterator[Piece]:
        """Line blocks, and between them what the parser makes of the rest."""
        plain: list[Line] = []
        index = 0
        while index < len(lines):
            end = _verse_end(lines, index)
            if end > index:
                yield from self.running(plain)
                plain = []
                yield self.verse(lines[index:end])
                index = end
            else:
                plain.append(lines[index])
                index += 1
        yield from self.running(plain)

    def verse(self, lines: list[Line]) -> Piece:
        out = []
        for line in lines:
            text = line.text[1:].removeprefix(" ").rstrip()
            bare = text.lstrip(" ")
            out.append(
                " " * (len(text) - len(bare)) + self.inline(_MARKDOWN.parseInline(bare)[0].children or [], line.number)
            )
        return Piece("verse", Place("", lines[0].number), lines=tuple(out), is_sure=True)

    def running(self, lines: list[Line]) -> Iterator[Piece]:
        kept: list[Line] = []
        for is_text, group in groupby(lines, key=lambda line: bool(line.text.strip())):
            paragraph = list(group)
            if is_text and _is_overloaded(paragraph):
                yield from self.parsed(kept)
                kept = []
                text = " ".join(line.text for line in paragraph)
                why = "more marks than any author writes: the paragraph is taken as it stands"
                self.guesses.append(Guess("markup", 0.9, Place("", paragraph[0].number), why))
                yield Piece("para", Place("", paragraph[0].number), inline.text(text), is_sure=True)
            else:
                kept += paragraph
        yield from self.parsed(kept)

    def parsed(self, lines: list[Line]) -> Iterator[Piece]:
        if not any(line.text.strip() for line in lines):
            return
        tokens = _MARKDOWN.parse("\n".join(line.text for line in lines), {"references": self.references})
        yield from _Tokens(self, tokens, lines).blocks("")

    # ---- inlines ----

    def inline(self, tokens: list[Token], line: int) -> str:
        """The inline text of tokens of a block that begins in a line."""
        stack: list[tuple[str, str, list[str]]] = [("", "", [])]
        for token in tokens:
            if token.type.endswith("_open"):
                stack.append((token.type.removesuffix("_open"), self.opening(token, line), []))
            elif token.type.endswith("_close"):
                if len(stack) > 1:
                    kind, said, inner = stack.pop()
                    text = "".join(inner)
                    if said.startswith(_NAMED):
                        self.name_of_link(said := said.removeprefix(_NAMED), text, line)
                    stack[-1][2].append(_marked(kind, said, text))
            else:
                stack[-1][2].append(self.leaf(token, line))
        while len(stack) > 1:
            kind, said, inner = stack.pop()
            stack[-1][2].append("".join(inner))
        text = _AT_SEAM.sub(lambda seam: f"{seam[0]} ", "".join(stack[0][2])).replace(_SEAM, "")
        for match in _ACROSS.finditer(_SAID.sub("\ue011", text)):
            parts = re.sub("[\ue010-\ue019]+", " ", match[0])
            self.swaps.append(Swap("word with markup inside", parts, parts.replace(" ", ""), Place("", line)))
        return text

    def name_of_link(self, href: str, text: str, line: int) -> None:
        """The name in `[words][name]` is markup; in `[name]` it is the words themselves."""
        names = [name for name, held in self.references.items() if held["href"] == href]
        if normalizeReference(inline.plain(text).replace(_SEAM, "")) not in names:
            self.leave("name of a link", self.names[names[0]], line)

    def opening(self, token: Token, line: int) -> str:
        if token.type == "link_open":
            href = str(token.attrs.get("href", ""))
            if token.attrs.get("title") == _NAMED:
                return _NAMED + href
            if token.markup != "autolink":
                self.leave("address of a link", f"{unquote(href)} {token.attrs.get('title', '')}", line)
            return href
        if token.type == "span_open":
            self.leave("attributes", token.content, line)
            return token.content
        return ""

    def leaf(self, token: Token, line: int) -> str:
        match token.type:
            case "text" | "text_special":
                return inline.text(token.content)
            case "code_inline":
                return f"{_SEAM}{inline.text(token.content)}{_SEAM}"
            case "softbreak":
                return " "
            case "hardbreak":
                return inline.BREAK
            case "note_call":
                return self.call(token.content, line)
            case "image":
                self.leave(
                    "address of a picture",
                    f"{unquote(str(token.attrs.get('src', '')))} {token.attrs.get('title', '')}",
                    line,
                )
                return f"{_SEAM}{inline.text(token.content)}{_SEAM}"
            case _:
                self.leave("HTML", token.content, line)
                return inline.BREAK if re.match(r"<br\b", token.content) else _SEAM

    def call(self, label: str, line: int) -> str:
        if label in self.labels:
            self.leave("label of a note", label, line)
            return inline.call(self.labels[label])
        self.guesses.append(Guess("call without note", 0.8, Place("", line), f"[^{label}] calls a note that is not there"))
        return inline.text(f"[^{label}]")


class _Tokens:
    """Walks block tokens."""

    def __init__(self, reader: _Reader, tokens: list[Token], lines: list[Line]) -> None:
        self.reader, self.tokens, self.lines, self.index = reader, tokens, lines, 0

    def next(self) -> Token:
        self.index += 1
        return self.tokens[self.index - 1]

    def line(self, token: Token) -> int:
        at = token.map[0] if token.map else 0
        return self.lines[min(at, len(self.lines) - 1)].number

    def blocks(self, until: str) -> list[Piece]:
        out: list[Piece] = []
        while self.index < len(self.tokens):
            token = self.next()
            if token.type == until:
                break
            out += self.block(token)
        return out

    def block(self, token: Token) -> Iterator[Piece]:
        line = self.line(token)
        place = Place("", line)
        match token.type:
            case "heading_open":
                yield self.heading(token, place)
            case "paragraph_open":
                inner = self.next()
                self.next()
                yield from self.paragraph(inner, place)
            case "blockquote_open":
                yield Piece("quotation", place, inner=tuple(self.blocks("blockquote_close")), is_sure=True)
            case "bullet_list_open" | "ordered_list_open":
                yield self.items(token, place)
            case "table_open":
                yield self.table(place)
            case "hr":
                yield Piece("ornament", place, is_sure=True)
            case "fence" | "code_block":
                self.reader.leave("attributes", token.info, line)
                lines = (inline.text(row) for row in token.content.rstrip("\n").split("\n"))
                self.reader.guesses.append(Guess("code", 0.5, place, "a block of code is a paragraph that keeps its lines"))
                yield Piece("para", place, inline.BREAK.join(lines), is_sure=True)
            case "html_block":
                yield from self.html(token, place)
            case _:
                pass

    def html(self, token: Token, place: Place) -> Iterator[Piece]:
        """The words of a block of HTML as a paragraph; its tags and comments are left out."""
        for part in re.split(r"(<!--.*?-->|<[^<>]*>)", token.content, flags=re.DOTALL):
            if part.startswith("<") and part.endswith(">"):
                self.reader.leave("HTML", part, place.number)
            elif part.strip():
                yield Piece("para", place, inline.text(part.strip()))

    def heading(self, token: Token, place: Place) -> Piece:
        inner = self.next()
        self.next()
        children = inner.children or []
        last = children[-1] if children else None
        if last and last.type == "text" and (match := _ATTRIBUTES.search(last.content)):
            self.reader.leave("attributes", match[1], place.number)
            last.content = last.content[: match.start()]
        return Piece("heading", place, self.reader.inline(children, place.number), int(token.tag[1]), is_sure=True)

    def paragraph(self, inner: Token, place: Place) -> Iterator[Piece]:
        children = inner.children or []
        if len(children) == 1 and children[0].type == "image":
            yield Piece("figure", place, self.reader.inline(children, place.number), src="", is_sure=True)
            return
        text = self.reader.inline(children, place.number)
        if text.strip():
            yield Piece("para", place, text, hint="line" if "\n" not in inner.content else "lines")

    def items(self, token: Token, place: Place) -> Piece:
        start = int(token.attrs.get("start", 1)) if token.type == "ordered_list_open" else None
        close = token.type.replace("_open", "_close")
        items: list[tuple[Piece, ...]] = []
        while self.index < len(self.tokens):
            inner = self.next()
            if inner.type == close:
                break
            if inner.type == "list_item_open":
                if start is not None:
                    self.reader.leave("mark of a list", inner.info, self.line(inner))
                items.append(tuple(self.blocks("list_item_close")))
        return Piece("items", place, items=tuple(items), start=start, is_sure=True)

    def table(self, place: Place) -> Piece:
        rows: list[list[str]] = []
        while self.index < len(self.tokens):
            inner = self.next()
            if inner.type == "table_close":
                break
            if inner.type == "tr_open":
                rows.append([])
            elif inner.type in ("th_open", "td_open"):
                cell = self.next()
                rows[-1].append(self.reader.inline(cell.children or [], place.number))
        return Piece("table", place, rows=tuple(map(tuple, rows)), is_sure=True)


def _marked(kind: str, said: str, inner: str) -> str:
    made = inner
    match kind:
        case "em":
            made = inline.emph(inner)
        case "strong":
            made = inline.strong(inner)
        case "link":
            made = inline.link(inner, said)
        case "span":
            found = read_attributes(said)
            made = inline.smallcaps(inner) if "smallcaps" in found.classes else inner
            made = inline.foreign(made, found.values["lang"]) if "lang" in found.values else made
        case _:
            pass
    return made if made != inner else f"{_SEAM}{inner}{_SEAM}"


def _verse_end(lines: list[Line], start: int) -> int:
    """The index after a line block that begins at `start`, or `start` if none does."""
    if not _VERSE.match(lines[start].text) or (start and lines[start - 1].text.strip()):
        return start
    if start + 1 < len(lines) and _DELIMITERS.fullmatch(lines[start + 1].text):
        return start
    end = start
    while end < len(lines) and _VERSE.match(lines[end].text):
        end += 1
    return end


def _is_overloaded(paragraph: list[Line]) -> bool:
    """Whether reading a paragraph would take time that grows with the square of its marks."""
    marks = sum(line.text.count(mark) for line in paragraph for mark in "[`<*_~\\&!")
    deep = any(_NESTED.match(line.text) for line in paragraph)
    return marks > _MOST_MARKS or deep or any(line.text.count("|") > _MOST_BARS for line in paragraph)
