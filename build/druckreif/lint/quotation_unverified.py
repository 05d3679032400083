"""quotation-unverified: a quotation whose wording nobody has compared with the original.

What counts: block quotations, verse and letters, and in running text eight words or more between quotation marks in a
sentence that cites a work, itself or in a note. What is shorter, or cites nothing (speech, a turn of phrase), is left alone.
Why: a quotation that is wrong by a word is the mistake that reviewers find, and rights depend on whose wording it is.
Instead: compare it, and say so at the work that its note cites: custom: verified: "name, 2026-01-31" in sources.yaml.
What is quoted from nowhere is allowed above it: <!-- allow: quotation-unverified -->. Only druckreif release asks for this.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ..base.finding import Finding, Severity
from ..base.span import Span
from ..model.book import Book, Division
from ..model.nodes import Block, Cite, Div, Inline, NoteCall, Quotation, Verse
from ..model.prose import CALL, CITE, Prose
from ..model.quotes import read_quotes
from ..model.walk import blocks_of, deep, inlines_in, inlines_of

RULE = "quotation-unverified"
LONG = 8
"""Words from which a quotation in running text is judged: so many in a row are nobody's common turn of phrase."""
_END = re.compile(rf"[.!?…][»«“”\"’‘›‹)]?[{CALL}{CITE}]*\s")
_CITED = re.compile(f"[{CALL}{CITE}]")


def check(book: Book) -> Iterator[Finding]:
    """Every text by others, in the text and in notes, none of whose works is verified."""
    for division in book.divisions:
        notes = [block for note in division.notes.values() for block in note.blocks]
        for block in _quoted((*division.blocks, *notes)):
            yield from _judged(book, block.span, _works(deep(inlines_of(block)), division))
        for prose in division.prose:
            for span, citing in _cited(prose, division):
                if keys := _works((citing,), division):
                    yield from _judged(book, span, keys)


def _judged(book: Book, span: Span, keys: list[str]) -> Iterator[Finding]:
    open_ = [key for key in keys if not _is_verified(book, key)]
    if keys and len(open_) < len(keys):
        return
    if not keys:
        message, hint = "no work is cited for this quotation", "cite it in a note, or in the quotation"
    else:
        message = f"nobody has compared this quotation with {', '.join(f'@{key}' for key in open_)}"
        hint = f'compare it, then write custom: verified: "name, date" at {open_[0]} in sources.yaml'
    yield Finding(span, RULE, message, hint, Severity.WARNING)


def _quoted(blocks: tuple[Block, ...]) -> Iterator[Block]:
    """Quotations, verse and letters that stand in no other."""
    inner: set[int] = set()
    for block in blocks_of(blocks):
        if id(block) in inner:
            continue
        if isinstance(block, Quotation | Verse) or (isinstance(block, Div) and block.kind in ("letter", "epigraph")):
            inner |= {id(child) for child in blocks_of((block,))}
            yield block


def _cited(prose: Prose, division: Division) -> Iterator[tuple[Span, Inline]]:
    """Long quotations in running text with what cites in their sentence: the next call or citation, else the last before."""
    if prose.quoted or not _CITED.search(prose.text):
        return
    blocks = division.notes[prose.note].blocks if prose.note in division.notes else division.blocks
    citing = [node for node in inlines_in(blocks) if isinstance(node, NoteCall | Cite)]
    for first, last, depth in read_quotes(prose.text).pairs:
        if depth or len(prose.text[first.end : last.start].split()) < LONG:
            continue
        here = prose.place(first.start, last.end)
        begin = max((end.end() for end in _END.finditer(prose.text, 0, first.start)), default=0)
        stop = _END.search(prose.text, last.start - 1)
        behind = _CITED.search(prose.text, last.end, stop.end() if stop else len(prose.text))
        before = _CITED.search(prose.text, begin, first.start)
        at = [(node.span.line, node.span.column) for node in citing]
        open_, close = (here.line, here.column), _ends(prose, last.end - 1)
        following = [node for node, place in zip(citing, at, strict=True) if place > close]
        earlier = [node for node, place in zip(citing, at, strict=True) if place < open_]
        if behind and following:
            yield here, following[0]
        elif before and earlier:
            yield here, earlier[-1]


def _ends(prose: Prose, at: int) -> tuple[int, int]:
    """Line and column of a character."""
    span = prose.place(at, at + 1)
    return span.line, span.column


def _works(nodes: Iterable[Inline], division: Division) -> list[str]:
    """The keys that nodes cite, themselves or in the notes that they call."""
    found = []
    for node in nodes:
        cites = [node] if isinstance(node, Cite) else []
        if isinstance(node, NoteCall) and node.label in division.notes:
            cites = [inner for inner in inlines_in(division.notes[node.label].blocks) if isinstance(inner, Cite)]
        found += [item.key for cite in cites for item in cite.items]
    return list(dict.fromkeys(found))


def _is_verified(book: Book, key: str) -> bool:
    work = book.sources.get(key)
    return bool(work and work.custom and work.custom.verified)
