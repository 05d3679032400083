"""What the page shows of a book, as plain values for JSON: pages, outline, notes, glossary, register, findings."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ..base.finding import Finding
from ..base.span import Span
from ..make.tracing import Trace
from ..model.book import BARE, Book, Division, Note
from ..model.edition import Flow, PageMap
from ..model.facts import Facts, OutlineEntry
from ..model.nodes import Cite, LineBreak, Text
from ..model.register import sorted_entries, sorted_subs
from ..model.walk import deep, inlines_of, plain
from .paper import Leaf

Values = dict[str, Any]
EXCERPT = 70
"""Characters of a source line that are shown before and after a place."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page of the book: what is drawn (None while it is not set, and for blank ones), folio, division, whether blank."""

    leaf: Leaf | None
    folio: str
    division: str
    blank: bool = False

    def values(self) -> Values:
        return {
            "key": self.leaf.key if self.leaf else "", "folio": self.folio, "division": self.division, "blank": self.blank,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class State:
    """A laid-out book as it is shown, and which pages differ from the state before."""

    book: Values = field(default_factory=dict)
    sheets: tuple[Sheet, ...] = ()
    paper: tuple[float, float] = (0.0, 0.0)
    trace: Trace | None = None
    changed: tuple[int, ...] = ()
    whole: bool = False
    """Whether all pages are set."""

    def values(self) -> Values:
        """All that the page needs."""
        pages = [sheet.values() for sheet in self.sheets]
        return {**self.book, "pages": pages, "paper": self.paper, "changed": self.changed, "whole": self.whole}

    def swapped(self, division: str, leaves: Sequence[Leaf]) -> State:
        """The same book with other pages for one division, those behind moved by whole leaves if need be."""
        at = [index for index, sheet in enumerate(self.sheets) if sheet.division == division and not sheet.blank]
        first, end = at[0], at[-1] + 1
        while end < len(self.sheets) and self.sheets[end].blank:
            end += 1
        sheets = []
        for offset, leaf in enumerate(leaves):
            old = self.sheets[at[offset]] if offset < len(at) else None
            sheets.append(Sheet(leaf, old.folio if old else "", division))
        if (first + len(sheets)) % 2 != end % 2:
            sheets.append(Sheet(None, "", "", blank=True))
        changed = tuple(range(first, first + len(leaves)))
        return replace(self, sheets=(*self.sheets[:first], *sheets, *self.sheets[end:]), changed=changed)


def book_values(book: Book, facts: Facts, pages: PageMap | None) -> Values:
    """Outline, notes, glossary and register of a book; without pages, none is named."""
    places = pages.places if pages else {}

    def page(anchor: str) -> int | None:
        return places.get(anchor)

    return {
        "title": book.config.title,
        "language": book.config.language,
        "author": ", ".join(person.name for person in book.config.contributors if person.role == "aut"),
        "words": sum(facts.words.values()),
        "outline": _outline(book, facts, pages, page),
        "notes": _notes(book, facts, page),
        "terms": _terms(book, facts, page),
        "entries": _entries(book, facts, page),
    }


def _outline(
    book: Book, facts: Facts, pages: PageMap | None, page: Callable[[str], int | None]
) -> list[Values]:
    firsts: dict[str, int] = {}
    for index, one in enumerate(pages.pages if pages else ()):
        if not one.blank:
            firsts.setdefault(one.division, index)
    sections: dict[str, list[Values]] = {}
    _collect(facts.outline, sections, page)
    return [
        {
            "id": division.id, "kind": str(division.kind), "matter": str(division.matter), "title": plain(division.title),
            "number": facts.chapter_numbers.get(division.id), "source": division.source, "part": division.part,
            "words": facts.words.get(division.id, 0), "notes": len(facts.notes.get(division.id, ())),
            "page": firsts.get(division.id), "sections": sections.get(division.id, []), "bare": division.kind in BARE,
            "lang": division.lang,
        }
        for division in book.divisions
    ]  # fmt: skip


def _collect(
    entries: Sequence[OutlineEntry], found: dict[str, list[Values]], page: Callable[[str], int | None]
) -> None:
    for entry in entries:
        if entry.anchor != entry.division:
            row = {"title": entry.text, "level": entry.level, "anchor": entry.anchor, "page": page(entry.anchor)}
            found.setdefault(entry.division, []).append(row)
        _collect(entry.children, found, page)


def _notes(book: Book, facts: Facts, page: Callable[[str], int | None]) -> list[Values]:
    found = []
    for id, notes in facts.notes.items():
        division = book.division(id)
        for note in notes:
            said = division.notes[note.label]
            calls = [{"anchor": call, "page": page(call)} for call in note.calls]
            found.append({
                "division": id, "number": note.number, "label": note.label, "text": _text(said, facts, id), "calls": calls,
                "anchor": note.anchor, "page": page(note.anchor), "at": place(said.span, division),
            })  # fmt: skip
    return found


def _text(note: Note, facts: Facts, division: str) -> str:
    """The words of a note, citations as they are printed."""
    said: list[str] = []
    cited = 0
    for block in note.blocks:
        for node in deep(inlines_of(block)):
            match node:
                case Text(text=text):
                    said.append(text)
                case Cite():
                    said.append(plain(facts.citations.get((division, note.label, cited), ())))
                    cited += 1
                case LineBreak():
                    said.append(" ")
                case _:
                    pass
        said.append(" ")
    return "".join(said).strip()


def _terms(book: Book, facts: Facts, page: Callable[[str], int | None]) -> list[Values]:
    return [
        {
            "id": id, "name": term.term, "dates": term.dates, "text": term.definition,
            "pages": _pages(page(call) for call in facts.term_calls.get(id, ())),
            "at": place(book.places.get(f"glossary.yaml#{id}.term", Span("glossary.yaml"))),
        }
        for id, term in sorted(book.terms.items(), key=lambda item: item[1].term.casefold())
    ]  # fmt: skip


def _entries(book: Book, facts: Facts, page: Callable[[str], int | None]) -> list[Values]:
    found = []
    for entry in sorted_entries(book.entries):
        subs = [
            {"name": sub.name, "pages": _marks(facts, f"{entry.id}/{sub.id}", page)} for sub in sorted_subs(entry)
        ]
        see = book.entries[entry.see].headword if entry.see in book.entries else ""
        found.append({
            "id": entry.id, "kind": entry.kind, "name": entry.headword, "dates": entry.dates, "text": entry.identification,
            "see": see, "pages": _marks(facts, entry.id, page), "subs": subs,
            "at": place(book.places.get(f"register.yaml#{entry.id}.headword", Span("register.yaml"))),
        })  # fmt: skip
    return found


def _marks(facts: Facts, heading: str, page: Callable[[str], int | None]) -> list[int]:
    return _pages(page(passage.anchor) for passage in facts.entry_marks.get(heading, ()))


def _pages(indexes: Any) -> list[int]:
    return sorted({index for index in indexes if index is not None})


def place(span: Span, division: Division | None = None) -> Values:
    """A place as the page gets it."""
    return {"source": span.source or (division.source if division else ""), "line": span.line, "column": span.column}


def finding_values(finding: Finding, lines: Callable[[str], Sequence[str]], trace: Trace | None) -> Values:
    """A finding with its page and the words around its place."""
    span = finding.span
    return {
        "rule": finding.rule, "severity": str(finding.severity), "message": finding.message, "hint": finding.hint,
        "at": place(span), "page": trace.page(span) if trace else None,
        "excerpt": excerpt(lines(span.source), span),
    }  # fmt: skip


def excerpt(lines: Sequence[str], span: Span) -> Values | None:
    """The words of a source line before, at and after a place."""
    if not 0 < span.line <= len(lines):
        return None
    line = lines[span.line - 1]
    start = max(0, min(span.column - 1, len(line)))
    end = span.end_column - 1 if span.end_line == span.line and span.end_column > span.column else start
    if end - start < 2 and start < len(line) and line[start].isalnum():  # a place in a word: the word
        while start and line[start - 1].isalnum():
            start -= 1
        end = start
        while end < len(line) and line[end].isalnum():
            end += 1
    end = min(max(end, start + 1), len(line), start + EXCERPT)
    before, after = line[:start], line[end:]
    return {
        "before": ("…" if len(before) > EXCERPT else "") + before[-EXCERPT:],
        "words": line[start:end],
        "after": after[:EXCERPT] + ("…" if len(after) > EXCERPT else ""),
    }


def differing(
    old: Sequence[Sheet], new: Sequence[Sheet], before: Mapping[str, Flow], now: Mapping[str, Flow]
) -> tuple[int, ...]:
    """The indexes of pages whose words are not those that they had."""

    def words(sheets: Sequence[Sheet], flows: Mapping[str, Flow]) -> dict[tuple[str, int], str]:
        found: dict[tuple[str, int], str] = {}
        seen: dict[str, int] = {}
        for sheet in sheets:
            flow = flows.get(sheet.division)
            offset = seen[sheet.division] = seen.get(sheet.division, -1) + 1
            if flow and not sheet.blank and offset < len(flow.starts):
                end = flow.starts[offset + 1] if offset + 1 < len(flow.starts) else len(flow.letters)
                found[sheet.division, offset] = flow.letters[flow.starts[offset] : end]
        return found

    had, has = words(old, before), words(new, now)
    seen: dict[str, int] = {}
    changed = []
    for index, sheet in enumerate(new):
        offset = seen[sheet.division] = seen.get(sheet.division, -1) + 1
        if not sheet.blank and had.get((sheet.division, offset)) != has.get((sheet.division, offset)):
            changed.append(index)
    return tuple(changed)
