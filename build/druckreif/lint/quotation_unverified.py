"""quotation-unverified: a block quotation, verse or letter whose wording nobody has compared with the original.

Why: a quotation that is wrong by a word is the mistake that reviewers find, and rights depend on whose wording it is.
Instead: compare it, and say so at the work that its note cites: custom: verified: "name, 2026-01-31" in sources.yaml.
What is quoted from nowhere is allowed above it: <!-- allow: quotation-unverified -->. Only druckreif release asks for this.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..base.finding import Finding, Severity
from ..model.book import Book, Division
from ..model.nodes import Block, Cite, Div, NoteCall, Quotation, Verse
from ..model.walk import blocks_of, deep, inlines_in, inlines_of

RULE = "quotation-unverified"


def check(book: Book) -> Iterator[Finding]:
    """Every set-off text by others, in the text and in notes, none of whose works is verified."""
    for division in book.divisions:
        notes = [block for note in division.notes.values() for block in note.blocks]
        for block in _quoted((*division.blocks, *notes)):
            keys = _works(block, division)
            open_ = [key for key in keys if not _is_verified(book, key)]
            if keys and len(open_) < len(keys):
                continue
            if not keys:
                message, hint = "no work is cited for this quotation", "cite it in a note, or in the quotation"
            else:
                message = f"nobody has compared this quotation with {', '.join(f'@{key}' for key in open_)}"
                hint = f'compare it, then write custom: verified: "name, date" at {open_[0]} in sources.yaml'
            yield Finding(block.span, RULE, message, hint, Severity.WARNING)


def _quoted(blocks: tuple[Block, ...]) -> Iterator[Block]:
    """Quotations, verse and letters that stand in no other."""
    inner: set[int] = set()
    for block in blocks_of(blocks):
        if id(block) in inner:
            continue
        if isinstance(block, Quotation | Verse) or (isinstance(block, Div) and block.kind in ("letter", "epigraph")):
            inner |= {id(child) for child in blocks_of((block,))}
            yield block


def _works(block: Block, division: Division) -> list[str]:
    """The keys that a block cites, itself or in the notes that it calls."""
    found = []
    for node in deep(inlines_of(block)):
        cites = [node] if isinstance(node, Cite) else []
        if isinstance(node, NoteCall) and node.label in division.notes:
            cites = [inner for inner in inlines_in(division.notes[node.label].blocks) if isinstance(inner, Cite)]
        found += [item.key for cite in cites for item in cite.items]
    return list(dict.fromkeys(found))


def _is_verified(book: Book, key: str) -> bool:
    work = book.sources.get(key)
    return bool(work and work.custom and work.custom.verified)
