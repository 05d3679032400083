"""Kobo's own form of an EPUB: spans around sentences, by which its readers keep places, and show notes in popups."""

from __future__ import annotations

import re

from .breaks import INLINE

_PIECE = re.compile(r"<(/?)([a-z0-9]+)[^>]*>|[^<]+")
_SENTENCE = re.compile(r".*?[.!?…]+[»«“”’\")\]]*[ \n]+|.+", re.DOTALL)


def with_spans(body: str) -> str:
    """A body with every sentence and picture in a span; ids count blocks and sentences: kobo.12.3."""
    out: list[str] = []
    block = nth = 0
    fresh = True

    def span(inner: str) -> str:
        nonlocal block, nth, fresh
        block, nth = (block + 1, 1) if fresh else (block, nth + 1)
        fresh = False
        return f'<span class="koboSpan" id="kobo.{block}.{nth}">{inner}</span>'

    for piece in _PIECE.finditer(body):
        tag = piece[2]
        if tag == "img":
            fresh = True
            out.append(span(piece[0]))
        elif tag:
            fresh = fresh or tag not in INLINE
            out.append(piece[0])
        elif piece[0].strip():
            out += [span(sentence) for sentence in _SENTENCE.findall(piece[0])]
        else:
            out.append(piece[0])
    return "".join(out)
