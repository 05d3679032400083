"""A division as units that can be compared: paragraphs, lines, rows, each a row of words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import assert_never

from ..base.span import NOWHERE, Span
from ..model.book import Division, Note
from ..model.nodes import (
    Block,
    Cite,
    CrossRef,
    Div,
    Emph,
    Figure,
    Foreign,
    Heading,
    IndexMark,
    Inline,
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

_WORD = re.compile(r"(\s*)(\w+(?:[-’'.]\w+)*|[^\w\s])")


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a mark, or what stands among words: a note call, a citation, a break."""

    text: str
    kind: str = "word"
    """word, note (its label), cite, break (between lines and cells), end (of a paragraph)"""
    style: tuple[str, ...] = ()
    """em, strong, smallcaps, the language of foreign words: from the outside in."""
    glued: bool = False
    """Whether no space stands before it."""

    @property
    def is_word(self) -> bool:
        return self.kind == "word" and self.text[:1].isalnum()


Tokens = tuple[Token, ...]
END = Token("¶", "end")


@dataclass(frozen=True)
class Unit:
    """A paragraph, heading, line of a table ...: what it is, its words, where it stands."""

    kind: str
    tokens: Tokens
    place: Span = field(default=NOWHERE, compare=False)
    notes: Mapping[str, Tokens] = field(default_factory=dict, compare=False)
    """The texts of the notes that it calls, by label."""

    @cached_property
    def counts(self) -> Counter[str]:
        """Its words, each with how often it stands there."""
        return Counter(token.text for token in self.tokens if token.is_word)

    @cached_property
    def size(self) -> int:
        return self.counts.total()

    @property
    def calls(self) -> list[str]:
        """The labels of the notes that it calls."""
        return [token.text for token in self.tokens if token.kind == "note"]


def units_of(division: Division) -> list[Unit]:
    """A division in the order of reading; notes that nothing calls come last."""
    found = [Unit("title", words(division.title), division.span)] if division.title else []
    if division.subtitle:
        found.append(Unit("subtitle", words(division.subtitle), division.span))
    found += _units(division.blocks, "paragraph")
    called = {label for unit in found for label in unit.calls}
    texts = {label: note_words(note) for label, note in division.notes.items()}
    loose = [Unit("uncalled note", texts[label], note.span) for label, note in division.notes.items() if label not in called]
    whole = [replace(unit, notes={label: texts[label] for label in unit.calls if label in texts}) for unit in found]
    return [*whole, *loose]


def renamed(unit: Unit, names: Mapping[str, str]) -> Unit:
    """A unit whose notes have other labels."""
    if not names.keys() & unit.notes.keys():
        return unit
    tokens = tuple(
        replace(token, text=names.get(token.text, token.text)) if token.kind == "note" else token for token in unit.tokens
    )
    return replace(unit, tokens=tokens, notes={names.get(label, label): text for label, text in unit.notes.items()})


def note_words(note: Note) -> Tokens:
    """The words of a note, its paragraphs parted by an end."""
    return joined(unit.tokens for unit in _units(note.blocks, "note"))


def joined(texts: Iterable[Tokens]) -> Tokens:
    """Several paragraphs as one row of words."""
    parts = list(texts)
    return tuple(token for index, part in enumerate(parts) for token in ((END,) if index else ()) + part)


def plain_words(text: str) -> Tokens:
    """The words of a text without markup."""
    return words((Text(text),)) if text else ()


def words(nodes: Iterable[Inline]) -> Tokens:
    """The words of inlines."""
    return tuple(_tokens(nodes, (), [True]))


def _units(blocks: Iterable[Block], kind: str) -> Iterator[Unit]:
    for block in blocks:
        place = block.span
        match block:
            case Heading(children=children):
                yield Unit("heading", words(children), place)
            case Para(children=children):
                yield Unit(kind, words(children), place)
            case Quotation(blocks=inner, attribution=attribution):
                yield from _units(inner, "quotation")
                if attribution:
                    yield Unit("attribution", words(attribution), place)
            case Verse(stanzas=stanzas):
                for stanza in stanzas:
                    yield Unit("verse", _parted(line.children for line in stanza), place)
            case Div(kind=own, blocks=inner):
                yield from _units(inner, own)
            case Items(items=items):
                for item in items:
                    yield from _units(item, "list item")
            case Table(head=head, rows=rows, caption=caption):
                if caption:
                    yield Unit("caption", words(caption), place)
                for row in (head, *rows):
                    yield Unit("row of a table", _parted(cell.children for cell in row), place)
            case Figure(src=src, alt=alt, caption=caption, description=description):
                texts = (plain_words(src), words(caption), plain_words(alt), plain_words(description))
                yield Unit("figure", joined(text for text in texts if text), place)
            case Ornament():
                yield Unit("ornament", (Token("* * *", "break"),), place)
            case _:
                assert_never(block)


def _parted(lines: Iterable[Iterable[Inline]]) -> Tokens:
    """Lines of verse or cells of a row, a bar between them."""
    parts = [words(line) for line in lines]
    bar = Token("|", "break")
    return tuple(token for index, part in enumerate(parts) for token in ((bar,) if index else ()) + part)


def _tokens(nodes: Iterable[Inline], style: tuple[str, ...], open: list[bool]) -> Iterator[Token]:
    """`open` holds whether a space, or nothing, was the last that was read."""
    for node in nodes:
        match node:
            case Text(text=text):
                end = 0
                for match in _WORD.finditer(text):
                    yield Token(match[2], "word", style, glued=not (match[1] or open[0]))
                    open[0], end = False, match.end()
                open[0] = open[0] or bool(text[end:])
            case Emph(children=children):
                yield from _tokens(children, (*style, "em"), open)
            case Strong(children=children):
                yield from _tokens(children, (*style, "strong"), open)
            case SmallCaps(children=children):
                yield from _tokens(children, (*style, "smallcaps"), open)
            case Foreign(lang=lang, children=children):
                yield from _tokens(children, (*style, f"lang={lang}"), open)
            case Link(href=href, children=children):
                yield from _tokens(children, style, open)
                yield Token(f"<{href}>", "cite", style)
                open[0] = False
            case CrossRef(target=target, children=children):
                yield from _tokens(children, style, open)
                yield Token(f"→ {target}", "cite", style, glued=not open[0])
                open[0] = False
            case Target(children=children) | TermCall(children=children) | IndexMark(children=children):
                yield from _tokens(children, style, open)
            case NoteCall(label=label):
                yield Token(label, "note", style, glued=True)
                open[0] = False
            case Cite(items=items):
                said = "; ".join(" ".join(filter(None, (i.prefix, f"@{i.key}", i.locator))) for i in items)
                yield Token(f"[{said}]", "cite", style, glued=not open[0])
                open[0] = False
            case LineBreak():
                yield Token("/", "break", style)
                open[0] = True
            case _:
                assert_never(node)
