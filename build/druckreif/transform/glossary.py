"""Links glossary terms at their first place in each chapter, without markup by the author.

Longest form first. Headings, titles (in italics, quotation marks or another language), links, notes, citations and verse
are left alone. An author marks exceptions: `[words]{.term key=id}` takes the link to another place, `no-terms: [id]` in
the front matter keeps a term of a chapter unlinked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from ..model.book import Division, Matter
from ..model.lookup import TermForms, term_meant
from ..model.marking import Marker
from ..model.match import Matcher, inflecting_matcher
from ..model.nodes import IndexMark, Inline, SmallCaps, Strong, Target, TermCall, Text
from ..model.walk import division_inlines

_QUOTED = re.compile("»[^«»]*«|›[^‹›]*‹|„[^“„]*“|“[^”“]*”|‘[^’‘]*’")


def link_terms(division: Division, terms: TermForms, language: str) -> Division:
    """A chapter with a call around the first form of each term; the words stay the same."""
    if not terms or division.matter is not Matter.BODY or not division.blocks:
        return division
    called = {term_meant(node, terms) for node in division_inlines(division) if isinstance(node, TermCall)}
    matcher = inflecting_matcher(terms, language == "de")
    linker = _Linker(matcher=matcher, done=called | set(division.no_terms))
    return replace(division, blocks=linker.blocks(division.blocks))


@dataclass(slots=True)
class _Linker(Marker):
    matcher: Matcher = field(default_factory=lambda: Matcher({}))
    done: set[str] = field(default_factory=set)

    def other(self, node: Inline) -> Iterator[Inline]:
        match node:
            case Strong() | SmallCaps() | Target() | IndexMark():
                yield self.inside(node)
            case _:
                yield node

    def text(self, node: Text) -> Iterator[Inline]:
        quoted = [match.span() for match in _QUOTED.finditer(self.around)]
        end = 0
        for start, stop, id in self.matcher.find(node.text):
            if id in self.done or any(left <= self.at + start < right for left, right in quoted):
                continue
            self.done.add(id)
            if start > end:
                yield Text(node.text[end:start], span=node.span)
            yield TermCall((Text(node.text[start:stop], span=node.span),), id, span=node.span)
            end = stop
        if end == 0:
            yield node
        elif end < len(node.text):
            yield Text(node.text[end:], span=node.span)
