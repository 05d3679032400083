"""Inline Markdown: markdown-it with four rules of our own, and the way from its tokens to nodes with places."""

from __future__ import annotations

import re
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.backticks import backtick
from markdown_it.rules_inline.html_inline import html_inline
from markdown_it.rules_inline.image import image
from markdown_it.rules_inline.link import link
from markdown_it.token import Token

from ..base.finding import Finding, nearest
from ..base.span import Span
from ..model.nodes import (
    Cite,
    CiteItem,
    CrossRef,
    Emph,
    Foreign,
    IndexMark,
    Inline,
    Inlines,
    LineBreak,
    Link,
    NoteCall,
    SmallCaps,
    Strong,
    Target,
    TermCall,
    Text,
)  # fmt: skip
from ..model.prose import CALL, CITE, OTHER
from .lines import ID, read_attributes
from .scribe import Scribe

SPAN_CLASSES = ("smallcaps", "term", "index")
SPAN_KEYS = ("lang", "key", "sub")
_NOTE = re.compile(r"\[\^([^\]\s]+)\]")
_CITE = re.compile(r"\[((?:[^\[\]\\]*[\s;–-])?@[A-Za-z0-9][^\[\]]*)\](?![({])")
_ITEM = re.compile(r"^(?P<prefix>.*?)@(?P<key>[A-Za-z0-9][\w-]*)\s*(?:,\s*(?P<locator>.*))?$", re.DOTALL)
_VIA = re.compile(r",\s*((?:zit(?:iert|\.)? (?:nach|bei|in)|(?:quoted|cited) (?:in|from|after|by)))\s*(?=@|$)")
"""A work cited through another: [@one, S. 3, zit. nach @other, S. 7]."""
_BRACES = re.compile(r"\{([^{}\n]*)\}")


def note_rule(state: StateInline, silent: bool) -> bool:
    match = _NOTE.match(state.src, state.pos, state.posMax)
    if not match:
        return False
    if not silent:
        token = state.push("note_call", "", 0)
        token.meta = {"pos": state.pos, "end": match.end()}
        token.content = match[1]
    state.pos = match.end()
    return True


def _cite_rule(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "[":
        return False
    match = _CITE.match(state.src, state.pos, state.posMax)
    if not match:
        return False
    if not silent:
        token = state.push("cite", "", 0)
        token.meta = {"pos": state.pos, "end": match.end()}
        token.content = match[1]
    state.pos = match.end()
    return True


def _link_rule(state: StateInline, silent: bool) -> bool:
    """Links as markdown-it reads them, with attributes in braces behind: [](#id){.page}."""
    before = len(state.tokens)
    if not link(state, silent):
        return False
    if match := _BRACES.match(state.src, state.pos, state.posMax):
        state.pos = match.end()
    for token in state.tokens[before:]:
        if match and token.type == "link_open":
            token.content = match[1]
            break
    return True


def span_rule(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "[":
        return False
    start, end = state.pos, state.md.helpers.parseLinkLabel(state, state.pos)
    if end < 0:
        return False
    match = _BRACES.match(state.src, end + 1)
    if not match:
        return False
    if not silent:
        opening = state.push("span_open", "span", 1)
        opening.meta = {"pos": start, "end": match.end()}
        opening.content = match[1]
        outer_max = state.posMax
        state.pos, state.posMax = start + 1, end
        state.md.inline.tokenize(state)
        state.posMax = outer_max
        state.push("span_close", "span", -1)
    state.pos = match.end()
    return True


def _placed(rule: object, opening: str) -> object:
    """A rule of markdown-it that also remembers where its token begins."""

    def placed(state: StateInline, silent: bool) -> bool:
        start, before = state.pos, len(state.tokens)
        if not rule(state, silent):  # type: ignore[operator]  # rules are untyped callables
            return False
        for token in state.tokens[before:]:
            if token.type == opening:
                token.meta = {"pos": start, "end": state.pos}
                break
        return True

    return placed


def _parser() -> MarkdownIt:
    md = MarkdownIt("commonmark", {"html": True, "maxNesting": 50})
    md.enable("table")
    md.disable(["lheading", "reference", "code"])
    md.core.ruler.disable(["inline", "text_join"])
    md.inline.ruler.at("link", _placed(_link_rule, "link_open"))  # type: ignore[arg-type]
    md.inline.ruler.at("html_inline", _placed(html_inline, "html_inline"))  # type: ignore[arg-type]
    md.inline.ruler.at("backticks", _placed(backtick, "code_inline"))  # type: ignore[arg-type]
    md.inline.ruler.at("image", _placed(image, "image"))  # type: ignore[arg-type]
    md.inline.ruler.before("link", "note_call", note_rule)
    md.inline.ruler.before("link", "cite", _cite_rule)
    md.inline.ruler.before("link", "span", span_rule)
    md.validateLink = lambda url: True  # type: ignore[method-assign]  # schemes are checked with a finding below
    return md


MARKDOWN = _parser()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a piece of inline source comes from: for each of its lines, offset, line and column in the file."""

    source: str
    starts: tuple[tuple[int, int, int], ...]

    def point(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset."""
        found = self.starts[0]
        for start in self.starts:
            if start[0] > offset:
                break
            found = start
        return found[1], found[2] + offset - found[0]

    def span(self, start: int, end: int) -> Span:
        """The span between two offsets."""
        return Span(self.source, *self.point(start), *self.point(end))

    def moved(self, by: int) -> Place:
        """The same place for a text that begins `by` characters later."""
        return Place(self.source, tuple((offset - by, line, column) for offset, line, column in self.starts))


class InlineReader:
    """Reads one piece of inline Markdown; findings go into the list given, its running text to the scribe."""

    def __init__(self, place: Place, findings: list[Finding], scribe: Scribe | None = None) -> None:
        self.place, self.findings = place, findings
        self.scribe = scribe or Scribe(place.source, {})
        self.content, self.at = "", 0

    def read(self, content: str) -> Inlines:
        """The nodes of a text."""
        tokens: list[Token] = []
        MARKDOWN.inline.parse(content, MARKDOWN, {}, tokens)
        self.content, self.at = content, 0
        nodes, _ = self.nodes(tokens, 0, "")
        self.scribe.end(self.place.span(0, len(content)))
        return nodes

    def span(self, token: Token) -> Span:
        meta = token.meta or {}
        return self.place.span(meta.get("pos", 0), meta.get("end", 0))

    def find(self, token: Token, rule: str, message: str, hint: str) -> None:
        self.findings.append(Finding(self.span(token), rule, message, hint))

    def nodes(self, tokens: list[Token], index: int, until: str) -> tuple[Inlines, int]:
        """Nodes up to the closing token of type `until`, and the index after it."""
        out: list[Inline] = []
        while index < len(tokens):
            token = tokens[index]
            index += 1
            if token.type == until:
                self.at += len(token.markup) if token.type in ("em_close", "strong_close") else 0
                break
            if token.type.endswith("_open"):
                is_muted = _is_foreign(token)
                self.enter(token, is_muted)
                inner, index = self.nodes(tokens, index, token.type.replace("_open", "_close"))
                self.leave(token, is_muted)
                out.extend(self.container(token, inner))
            else:
                self.take_down(token)
                out.extend(self.leaf(token))
        return _joined(out), index

    # ---- for the scribe: `at` is the offset in the source of what comes next ----

    def enter(self, token: Token, is_muted: bool) -> None:
        if "pos" in token.meta:
            self.at = token.meta["pos"] + 1
        elif token.markup == "autolink":
            self.at = self.content.find("<", self.at) + 1
        else:
            self.at += len(token.markup)
        if is_muted:
            self.scribe.mark(OTHER, self.place.point(self.at))
        self.scribe.mute(is_muted)

    def leave(self, token: Token, is_muted: bool) -> None:
        self.scribe.mute(-is_muted)
        is_made = token.content == ".page" or self.content[self.at - 1 : self.at + 1] == "[]"
        if token.type == "link_open" and is_made:  # words or a number will stand here
            self.scribe.mark(OTHER, self.place.point(self.at))
        if token.markup == "autolink":
            self.at = self.content.find(">", self.at) + 1
        self.at = token.meta.get("end", self.at)

    def take_down(self, token: Token) -> None:
        if "pos" in token.meta:
            self.at = token.meta["end"]
            if char := {"note_call": CALL, "cite": CITE, "code_inline": OTHER, "image": OTHER}.get(token.type):
                self.scribe.mark(char, self.place.point(token.meta["pos"]))
        elif token.type == "text":
            self.scribe.text(token.content, self.place.point(self.at))
            self.at += len(token.content)
        elif token.type == "text_special":
            self.scribe.text(token.content, None)
            self.at += len(token.markup)
        elif token.type in ("softbreak", "hardbreak"):
            self.scribe.text("\n" if token.type == "hardbreak" else " ", None)
            self.at = self.content.find("\n", self.at) + 1
            while self.content[self.at : self.at + 1] == " ":
                self.at += 1

    # ---- nodes ----

    def container(self, token: Token, inner: Inlines) -> Inlines:
        match token.type:
            case "em_open":
                return (Emph(inner),)
            case "strong_open":
                return (Strong(inner),)
            case "link_open":
                return (self.link(token, inner),)
            case "span_open":
                return self.marked(token, inner)
            case _:
                return inner

    def link(self, token: Token, inner: Inlines) -> Inline:
        href = str(token.attrs.get("href", ""))
        found = read_attributes(token.content)
        for name in (*found.classes, *found.values, *found.unknown, *([f"#{found.id}"] if found.id else [])):
            if name != "page" or not href.startswith("#"):
                self.find(token, "unknown-class", f'a link has no "{name}"', "only [](#id){.page} is known")
        if href.startswith("#"):
            return CrossRef(href[1:], inner, "page" in found.classes, span=self.span(token))
        if not href.lower().startswith(("http://", "https://", "mailto:")):
            self.find(token, "link-scheme", f'a link to "{href}" leads nowhere in a book',
                      "use http, https or mailto, or [](#id) for a place in the book")  # fmt: skip
        return Link(href, inner, span=self.span(token))

    def marked(self, token: Token, inner: Inlines) -> Inlines:
        found = read_attributes(token.content)
        span = self.span(token)
        for name in found.classes:
            if name not in SPAN_CLASSES:
                hint = nearest(name, SPAN_CLASSES) or "known: " + ", ".join(SPAN_CLASSES)
                self.find(token, "unknown-class", f'words of class "{name}" are not known', hint)
        if found.id and not ID.fullmatch(found.id):
            self.find(token, "id-form", f'"{found.id}" cannot be an id',
                      "use small letters a-z, figures and hyphens, beginning with a letter")  # fmt: skip
        for key in (*found.values, *found.unknown):
            if key not in SPAN_KEYS:
                hint = nearest(key, SPAN_KEYS) or "known: #id, .smallcaps, .term, .index, lang=, key=, sub="
                self.find(token, "unknown-class", f'unknown attribute "{key}"', hint)
        if "smallcaps" in found.classes:
            inner = (SmallCaps(inner, span=span),)
        if lang := found.values.get("lang", ""):
            if not re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", lang):
                self.find(token, "language", f'"{lang}" is not a language tag', "write ru, fr or ru-Latn (BCP 47)")
            inner = (Foreign(lang, inner, span=span),)
        if "term" in found.classes:
            inner = (TermCall(inner, found.values.get("key", ""), span=span),)
        if "index" in found.classes:
            inner = (IndexMark(inner, found.values.get("key", ""), found.values.get("sub", ""), span=span),)
        if found.id:
            inner = (Target(found.id, inner, span=span),)
        return inner

    def leaf(self, token: Token) -> Inlines:
        match token.type:
            case "text" | "text_special":
                return (Text(token.content),) if token.content else ()
            case "softbreak":
                return (Text(" "),)
            case "hardbreak":
                return (LineBreak(),)
            case "note_call":
                return (NoteCall(token.content, span=self.span(token)),)
            case "cite":
                return self.cite(token)
            case "html_inline":
                if not token.content.startswith("<!--"):
                    self.find(token, "raw-html", f"HTML is not part of the sources: {token.content[:40]}",
                              "use the Markdown for it, or escape < as \\<")  # fmt: skip
                return ()
            case "code_inline":
                self.find(token, "not-in-subset", f"code: `{token.content[:40]}`",
                          "write it as plain words or *emphasis*")  # fmt: skip
                return (Text(token.content),)
            case "image":
                self.find(token, "not-in-subset", "a picture inside a paragraph",
                          "give the picture a paragraph of its own")  # fmt: skip
                return ()
            case _:
                return ()

    def cite(self, token: Token) -> Inlines:
        items: list[CiteItem] = []
        for part in _VIA.sub(r";\1", token.content).split(";"):
            match = _ITEM.match(part.strip())
            if match:
                via = bool(items) and bool(_VIA.fullmatch(f", {match['prefix']}"))
                items.append(CiteItem(match["key"], match["prefix"].strip(), (match["locator"] or "").strip(), via))
            else:
                self.find(token, "not-in-subset", f'no key in the citation "{part.strip()}"', "write [@key, S. 12]")
        return (Cite(tuple(items), span=self.span(token)),) if items else ()


def _is_foreign(token: Token) -> bool:
    """Whether words in another language or an address begin here."""
    return token.markup == "autolink" or (token.type == "span_open" and "lang=" in token.content)


def _joined(nodes: list[Inline]) -> Inlines:
    """Neighbouring texts as one."""
    out: list[Inline] = []
    for node in nodes:
        if isinstance(node, Text) and out and isinstance(out[-1], Text):
            out[-1] = Text(out[-1].text + node.text)
        else:
            out.append(node)
    return tuple(out)
