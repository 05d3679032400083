"""The register and the who's who, made from the same entries, and the locators that glossary and register share.

A locator names a page: in the EPUB that of the print edition, whose number leads to the place in the text. A book without
pages has chapters as locators.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby

from ..model.collate import initial
from ..model.facts import Passage
from ..model.ids import entry_anchor
from ..model.nodes import Text
from ..model.register import Entry, sorted_entries, sorted_subs
from ..model.walk import plain
from .xhtml import Pen, attributes, section_html, title_html

_TAG = re.compile("<[^>]*>")


def whos_who_html(pen: Pen) -> str:
    """The persons of the register with their dates and who they were."""
    lines = []
    for person in sorted_entries(pen.book.entries):
        if person.kind == "person" and not person.see:
            name = f'<span class="headword">{escape(person.headword, quote=False)}</span>{_dates(person)}'
            lines.append(f'<p class="entry">{name}{_after(": ", person.identification)}</p>')
    return section_html(pen, title_html(pen) + "\n" + "\n".join(lines))


def register_html(pen: Pen) -> str:
    """Persons and places with the pages, else the chapters, where text and notes name them."""
    groups = groupby(sorted_entries(pen.book.entries), key=lambda entry: initial(entry.headword))
    parts = "\n".join(_group(pen, letter, entries) for letter, entries in groups)
    return section_html(pen, f'{title_html(pen)}\n<div class="columns">{parts}</div>')


def _group(pen: Pen, letter: str, entries: Iterator[Entry]) -> str:
    id = f"{pen.division.id}-{letter.lower() or 'figures'}"
    head = f'<h2 id="{id}">{letter or "0–9"}</h2>'
    lines = "\n".join(_entry(pen, entry) for entry in entries)
    if not pen.epub:
        return f'{head}\n<ul class="index">{lines}</ul>'
    return f'<section{attributes(aria_labelledby=id)}>{head}\n<ul class="index">{lines}</ul></section>'


def _entry(pen: Pen, entry: Entry) -> str:
    start = f'<li class="entry" id="{entry_anchor(entry.id)}">{escape(entry.headword, quote=False)}'
    if entry.see in pen.book.entries:
        return f'{start} <span class="see">{pen.words.see}</span> {_other(pen, entry.see)}</li>'
    told = _dates(entry) + _after(", ", entry.identification) if pen.book.is_told(entry) else ""
    also = ", ".join(_other(pen, other) for other in entry.see_also if other in pen.book.entries)
    places = locators(pen, pen.facts.entry_marks.get(entry.id, ()))
    places = _raw(": " if told else ", ", places)  # years stand in what is told: a comma would make them pages
    stop = "" if _TAG.sub("", start + told + places).endswith(".") else "."
    see = f'{stop} <span class="see-also">{pen.words.see_also}: {also}.</span>' if also else ""
    return f"{start}{told}{places}{see}{_subs(pen, entry)}</li>"


def _subs(pen: Pen, entry: Entry) -> str:
    lines = []
    for sub in sorted_subs(entry):
        heading = f"{entry.id}/{sub.id}"
        if entry_anchor(heading) in pen.dialect.continued:
            head = escape(f"{entry.headword} ({pen.words.continued})", quote=False)
            lines.append(f'<li class="continued">{head}</li>')
        if passages := pen.facts.entry_marks.get(heading, ()):
            places = _raw(", ", locators(pen, passages))
            lines.append(f'<li class="sub" id="{entry_anchor(heading)}">{escape(sub.name, quote=False)}{places}</li>')
    return f'\n<ul class="subs">{"".join(lines)}</ul>' if lines else ""


def _other(pen: Pen, entry: str) -> str:
    return pen.link(entry_anchor(entry), (Text(pen.book.entries[entry].headword),))


def _dates(entry: Entry) -> str:
    return f" ({escape(entry.dates, quote=False)})" if entry.dates else ""


def _after(before: str, text: str) -> str:
    return before + escape(text, quote=False) if text else ""


def _raw(before: str, html: str) -> str:
    return before + html if html else ""


# ---- locators ----


def locators(pen: Pen, passages: Sequence[Passage]) -> str:
    """Links to passages: runs of pages where there are pages, else chapters; those in notes with the note's number."""
    folios = {passage.anchor: folio for passage in passages if (folio := pen.dialect.folio(passage.anchor))}
    return _pages(pen, passages, folios) if folios else _chapters(pen, passages)


def _pages(pen: Pen, passages: Sequence[Passage], folios: dict[str, str]) -> str:
    """ "12, 23 f., 41 Anm. 7, 49–51": a page that names it in the text is not listed for its notes too."""
    firsts: dict[tuple[int, int], Passage] = {}
    noted: dict[tuple[tuple[int, int], int], Passage] = {}
    for passage in passages:
        if folio := folios.get(passage.anchor):
            if passage.note:
                number = pen.facts.number(passage.division, passage.note)
                noted.setdefault((_order(folio), number), passage)
            else:
                firsts.setdefault(_order(folio), passage)
    found: list[tuple[tuple[tuple[int, int], int], str]] = []
    for first, last in _runs(sorted(firsts)):
        passage = firsts[first]
        begin, end = folios[passage.anchor], folios[firsts[last].anchor]
        found.append(((first, 0), _run(pen, passage.anchor, begin, end, last[1] - first[1])))
    for (page, number), passage in noted.items():
        if page not in firsts:
            text = f"{folios[passage.anchor]}\u00a0{pen.words.note_short}\u202f{number}"
            found.append(((page, number), _link(pen, passage.anchor, text)))
    return ", ".join(html for _, html in sorted(found))


def _run(pen: Pen, anchor: str, first: str, last: str, length: int) -> str:
    if not length:
        return _link(pen, anchor, first)
    text = f"{first}\u202f{pen.words.following}" if length == 1 and pen.words.following else f"{first}–{last}"
    return _link(pen, anchor, text, f"{first} {pen.words.to} {last}")


def _link(pen: Pen, anchor: str, text: str, spoken: str = "") -> str:
    if pen.epub:
        return pen.link(anchor, (Text(text),), attributes(aria_label=spoken))
    return f'<span class="kept">{pen.link(anchor, (Text(text),))}</span>'


def _order(folio: str) -> tuple[int, int]:
    """A page number as it is sorted: small Roman ones of the front matter first."""
    return (1, int(folio)) if folio.isdecimal() else (0, roman_value(folio))


def roman_value(figures: str) -> int:
    """The value of small Roman figures: xiv is 14."""
    values = [{"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}[figure] for figure in figures]
    return sum(-value if value < after else value for value, after in zip(values, [*values[1:], 0], strict=True))


def _runs(pages: list[tuple[int, int]]) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Unbroken runs of sorted pages as (first, last)."""
    runs: list[tuple[tuple[int, int], tuple[int, int]]] = []
    for page in pages:
        if runs and page == (runs[-1][1][0], runs[-1][1][1] + 1):
            runs[-1] = (runs[-1][0], page)
        else:
            runs.append((page, page))
    return runs


def _chapters(pen: Pen, passages: Sequence[Passage]) -> str:
    """ "Kap. 3, Kap. 5 Anm. 7": the first passage of each chapter; its notes if the text does not name it."""
    texts = {passage.division for passage in passages if not passage.note}
    firsts: dict[tuple[str, str], Passage] = {}
    for passage in passages:
        if not passage.note or passage.division not in texts:
            firsts.setdefault((passage.division, passage.note), passage)
    links = []
    for (division, note), passage in firsts.items():
        chapter = pen.facts.chapter_numbers.get(division)
        text = f"{pen.words.chapter_short}\u202f{chapter}" if chapter else plain(pen.book.division(division).title)
        text += f"\u00a0{pen.words.note_short}\u202f{pen.facts.number(division, note)}" if note else ""
        links.append(pen.link(passage.anchor, (Text(text),)))
    return ", ".join(links)
