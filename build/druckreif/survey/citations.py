"""Citations and bibliography: short titles in the notes, full references in the list of works.

The German form follows the usual note style of the humanities (author, short title, place in the
work); each citation stands on its own, so that a note reads rightly in a popup.
"""

from __future__ import annotations

from ..model.book import Book, Kind
from ..model.collate import collate
from ..model.ids import source_anchor
from ..model.locale import Locale, locale
from ..model.meta import Name, Source
from ..model.nodes import Cite, CiteItem, CrossRef, Emph, Foreign, Inline, Inlines, Text
from ..model.walk import all_inlines
from .anchors import cited_keys

_INDEPENDENT = ("book", "collection", "pamphlet", "report", "thesis", "motion_picture")
"""Works whose titles are set in italics; titles of parts and documents stand in quotation marks."""


def cite_all(book: Book) -> dict[tuple[str, str, int], Inlines]:
    """Every citation formatted, by division, note label ("" in the text) and index there."""
    count: dict[tuple[str, str], int] = {}
    found: dict[tuple[str, str, int], Inlines] = {}
    linked = any(division.kind is Kind.BIBLIOGRAPHY for division in book.divisions)
    for division, label, node in all_inlines(book):
        if isinstance(node, Cite):
            index = count.get((division.id, label), 0)
            count[division.id, label] = index + 1
            found[division.id, label, index] = _citation(book, node, linked)
    return found


def _citation(book: Book, cite: Cite, linked: bool) -> Inlines:
    parts: list[Inline] = []
    for item in cite.items:
        if parts:
            parts.append(Text("; "))
        parts.extend(_item(book, item, linked))
    return tuple(parts)


def _item(book: Book, item: CiteItem, linked: bool) -> list[Inline]:
    source = book.sources.get(item.key)
    if source is None:
        return [Text(item.key)]
    parts: list[Inline] = [Text(item.prefix.rstrip() + " ")] if item.prefix.strip() else []
    if names := short_names(source):
        parts.append(Text(f"{names}, "))
    title: Inline = Text(short_title(source))
    parts.extend(_styled(source, CrossRef(source_anchor(source.id), (title,)) if linked else title, book))
    volume = _volume(source, locale(book.config.language))
    if volume and not item.locator.startswith(locale(book.config.language).volume):
        parts.append(Text(f", {volume}"))
    if item.locator:
        parts.append(Text(f", {item.locator.strip()}"))
    return parts


def _styled(source: Source, title: Inline, book: Book) -> list[Inline]:
    foreign = bool(source.language) and source.language.split("-")[0] != book.config.language.split("-")[0]
    named: Inline = Foreign(source.language, (title,)) if foreign and _is_own_title(source) else title
    if source.type in _INDEPENDENT:
        return [Emph((named,))]
    left, right = ("»", "«") if book.config.language.startswith("de") else ("‘", "’")
    return [Text(left), named, Text(right)]


def _is_own_title(source: Source) -> bool:
    """Whether the title itself is in the work's language, not a translation of `original-title`."""
    return not source.original_title


def short_names(source: Source) -> str:
    """Family names of the authors, or of the editors: "Marx/Engels", more than three as "Marx u. a."."""
    names = [name.literal or name.family for name in source.author or source.editor]
    return "/".join(names) if len(names) <= 3 else f"{names[0]} u.\u202fa."


def short_title(source: Source) -> str:
    """The short title: as given, else the title up to its first full stop or colon."""
    if source.title_short:
        return source.title_short
    for mark in (". ", ": "):
        head, found, _ = source.title.partition(mark)
        if found and len(head) >= 8:
            return head
    return source.title


def _volume(source: Source, words: Locale) -> str:
    if not source.volume or not source.container_title:
        return ""
    return f"{words.volume}\u202f{source.volume}" if source.volume[0].isdigit() else source.volume


def list_works(book: Book) -> dict[str, tuple[tuple[str, Inlines], ...]]:
    """The works cited, by group and sorted; a group without works is missing."""
    works = sorted((book.sources[key] for key in cited_keys(book)), key=lambda s: (_sort_key(s), s.id))
    groups: dict[str, tuple[tuple[str, Inlines], ...]] = {}
    for group in ("sources", "literature"):
        listed = tuple((work.id, reference(work, book)) for work in works if work.group == group)
        if listed:
            groups[group] = listed
    return groups


def _sort_key(source: Source) -> tuple[str, str, str]:
    names = " ".join(name.literal or f"{name.family} {name.given}" for name in source.author or source.editor)
    return (collate(names or source.title), source.issued.year if source.issued else "", collate(source.title))


def _names_inverted(names: tuple[Name, ...]) -> str:
    return "/".join(name.literal or ", ".join(part for part in (name.family, name.given) if part) for name in names)


def _names_straight(names: tuple[Name, ...]) -> str:
    return ", ".join(name.literal or " ".join(part for part in (name.given, name.family) if part) for name in names)


def reference(source: Source, book: Book) -> Inlines:
    """The full reference: author: title, in: container, volume, place: publisher year."""
    words = locale(book.config.language)
    parts: list[Inline] = []
    if names := _names_inverted(source.author or source.editor):
        role = f" ({words.edited_by.split()[0]})" if not source.author and source.editor else ""
        parts.append(Text(f"{names}{role}: "))
    parts.extend(_styled(source, Text(source.title), book))
    if source.original_title:
        lang = "ru-Latn" if _is_latin(source.original_title) else "ru"
        parts += [Text(" ["), Foreign(lang, (Text(source.original_title),)), Text("]")]
    if source.container_title:
        parts += [Text(f", {words.in_}: "), Emph((Text(source.container_title),))]
    tail = [_volume(source, words) or (f"{words.volume}\u202f{source.volume}" if _plain_volume(source) else "")]
    tail += [f"Nr.\u202f{source.number}" if source.number else "", _issue(source)]
    if source.translator:
        tail.append(f"{words.translated_by} {_names_straight(source.translator)}")
    if source.author and source.editor:
        tail.append(f"{words.edited_by} {_names_straight(source.editor)}")
    tail.append(_publication(source, words))
    tail.append(f"S.\u202f{source.page}" if source.page else "")
    parts.append(Text("".join(f", {part}" for part in tail if part)))
    if source.URL:
        parts.append(Text(f", {source.URL}"))
    parts.append(Text("."))
    return tuple(parts)


def _is_latin(text: str) -> bool:
    return not any("\u0400" <= char <= "\u04ff" for char in text)


def _plain_volume(source: Source) -> bool:
    return bool(source.volume) and not source.container_title and source.volume.isdigit()


def _issue(source: Source) -> str:
    return f"H.\u202f{source.issue}" if source.issue else ""


def _publication(source: Source, words: Locale) -> str:
    year = source.issued.year if source.issued else words.no_date
    place = ": ".join(part for part in (source.publisher_place, source.publisher) if part)
    return f"{place} {year}" if place else year
