"""The book as one edition shows it: without the notes division where notes stand elsewhere, "Ebd." spelled out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from ..base.memo import kept_with
from ..model.book import Book, Division, Kind
from ..model.edition import Policy
from ..model.ibid import IBID, Ibid, Work, ibids
from ..model.meta import Source
from ..model.rebuild import map_blocks


def for_edition(book: Book, policy: Policy) -> Book:
    """The divisions of an edition; in one without "Ebd.", a literal one is followed by what it means: "Ebd. [= ...]"."""
    divisions = [d for d in book.divisions if policy.notes == "book" or d.kind is not Kind.NOTES]
    if not policy.ibid:
        divisions = [_spelled_out(division, book.sources) for division in divisions]
    return replace(book, divisions=tuple(divisions))


@kept_with
def _spelled_out(division: Division, sources: Mapping[str, Source]) -> Division:
    found: dict[str, list[Ibid]] = {}
    for ibid in ibids(division, sources):
        found.setdefault(ibid.label, []).append(ibid)
    if not found:
        return division
    notes = dict(division.notes)
    for label, inside in found.items():
        notes[label] = replace(notes[label], blocks=map_blocks(notes[label].blocks, _Told(inside, sources)))
    return replace(division, notes=notes)


class _Told:
    """Puts the meaning behind each "Ebd." of a note, one text after the other."""

    def __init__(self, ibids: list[Ibid], sources: Mapping[str, Source]) -> None:
        self.queue, self.sources = list(ibids), sources

    def __call__(self, text: str) -> str:
        return IBID.sub(self.one, text)

    def one(self, match: re.Match[str]) -> str:
        if not self.queue or self.queue[0].word != match["word"]:
            return match[0]
        ibid = self.queue.pop(0)
        return f"{match[0]} [= {_named(ibid.work, self.sources)}]" if ibid.state == "found" else match[0]


def _named(work: Work, sources: Mapping[str, Source]) -> str:
    if work.key in sources:
        source = sources[work.key]
        return ", ".join(part for part in (source.families, source.short) if part)
    return ", ".join(part for part in (work.author, re.split(r"(?<=\w{4})\. ", work.title)[0]) if part)
