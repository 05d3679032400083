"""The CSL processor: one work, one position, one locator in, inlines out. Nothing else touches citeproc-py.

Which position a citation has (first, subsequent, ibid) is decided in `survey/citations.py`, by stricter rules
than CSL's; the processor is told by the list of citations that it takes for the earlier ones (CSL 1.0.2, "position").
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from enum import Enum
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, Locator
from citeproc.source.json import CiteProcJSON

from ..base.stock import stock
from ..model.ids import source_anchor
from ..model.meta import CslDate, Name, Source
from ..model.nodes import CrossRef, Emph, Foreign, Inline, Inlines, SmallCaps, Strong, Text
from ..model.script import tag_of

TITLE, TITLE_END, ORIGINAL, ORIGINAL_END = "\ue000", "\ue001", "\ue002", "\ue003"
_STYLED: dict[str, Callable[[Inlines], Inline]] = {"\ue010": Emph, "\ue012": Strong, "\ue014": SmallCaps}
_MARK = re.compile("([\ue000-\ue01f])")
STYLES = {"de": ("druckreif-note-de", "de-DE"), "en": ("druckreif-note-en", "en-GB")}
LABELS = {
    "de": {"S": "page", "Kap": "chapter", "Bd": "volume", "Art": "article-locator", "Abs": "paragraph", "Anm": "note",
           "Z": "line", "Sp": "column", "Bl": "folio", "H": "issue"},
    "en": {"p": "page", "pp": "page", "ch": "chapter", "chs": "chapter", "vol": "volume", "vols": "volume",
           "art": "article-locator", "para": "paragraph", "n": "note", "l": "line", "col": "column", "fol": "folio",
           "no": "issue"},
}  # fmt: skip
"""Abbreviations before a place in a work, and what CSL calls them."""

_LABELLED = re.compile(r"(?P<label>[A-Za-z]+)\.[ \u00a0\u202f]*(?P<place>.+)", re.DOTALL)


class Position(Enum):
    """What a citation may say: all, the short title, "Ebd.", or "Ebd." with another place."""

    FIRST = "first"
    SUBSEQUENT = "subsequent"
    IBID = "ibid"
    IBID_WITH_LOCATOR = "ibid-with-locator"

    @property
    def is_ibid(self) -> bool:
        """Whether the work itself is not named."""
        return self in (Position.IBID, Position.IBID_WITH_LOCATOR)


def _wrapped(mark: str) -> Any:
    return lambda text: f"{mark}{text}{chr(ord(mark) + 1)}"


_FORMATTER = SimpleNamespace(
    preformat=str,
    Italic=_wrapped("\ue010"),
    Oblique=_wrapped("\ue010"),
    Bold=_wrapped("\ue012"),
    SmallCaps=_wrapped("\ue014"),
    Light=str,
    Underline=str,
    Superscript=str,
    Subscript=str,
)
"""Styles become private characters, which `_parse` turns into nodes."""


class Processor:
    """The works of a book under the style of its language."""

    def __init__(self, language: str, sources: Mapping[str, Source], linked: bool) -> None:
        self.language = language.split("-")[0]
        self.sources, self.linked = sources, linked
        self.style = _style(*STYLES.get(self.language, STYLES["en"]))
        data = [_record(source) for source in sources.values()]
        self.works = CitationStylesBibliography(self.style, CiteProcJSON(data), _FORMATTER)
        self.works.register(Citation([CitationItem(key) for key in sources]))
        self.delimiter: str = self.style.root.citation.layout.get("delimiter", "; ")
        self.done: dict[tuple[str, Position, str], Inlines] = {}
        self.listed: dict[str, Inlines] = {}

    def cite(self, key: str, position: Position, locator: str) -> Inlines:
        """A citation of one work; `locator` as the author wrote it: "S. 12", "Bd. 2, S. 5", "Einleitung"."""
        asked = (key, position, locator)
        if asked not in self.done:
            label, place, rest = split_locator(locator, self.language)
            item = CitationItem(key, **({"locator": Locator(label, place)} if label else {}))
            citation = Citation([item])
            citation.bibliography = self.works
            text = str(self.style.render_citation(citation, _before(item, position), lambda bad: bad.key))
            self.done[asked] = self.inlines(key, f"{text}, {rest}" if rest else text, self.linked)
        return self.done[asked]

    def reference(self, key: str) -> Inlines:
        """The full reference, as in the list of works."""
        if key not in self.listed:
            item = CitationItem(key)
            citation = Citation([item])
            citation.bibliography = self.works
            text = str(self.style.root.bibliography.layout.render_bibliography([item])[0])
            self.listed[key] = self.inlines(key, re.sub(r"\.\.$", ".", text), linked=False)
        return self.listed[key]

    def inlines(self, key: str, text: str, linked: bool) -> Inlines:
        """Text with private characters as nodes; the title becomes a link to the list of works."""
        source = self.sources[key]
        foreign = bool(source.language) and source.language.split("-")[0] != self.language
        lang = tag_of(source.language, source.title) if foreign and not source.original_title else ""
        return _Parser(iter(_MARK.split(_nested(text))), source, lang, linked).until("")


class _Parser:
    def __init__(self, pieces: Iterator[str], source: Source, lang: str, linked: bool) -> None:
        self.pieces, self.source, self.lang, self.linked = pieces, source, lang, linked

    def until(self, end: str) -> Inlines:
        nodes: list[Inline] = []
        for piece in self.pieces:
            if piece == end and end:
                break
            if piece == TITLE:
                nodes += self.title(self.until(TITLE_END))
            elif piece == ORIGINAL:
                lang, inner = self.source.original_language, self.until(ORIGINAL_END)
                nodes += (Foreign(tag_of(lang, self.source.original_title), inner),) if lang else inner
            elif piece in _STYLED:
                nodes.append(_STYLED[piece](self.until(chr(ord(piece) + 1))))
            elif piece:
                nodes.append(Text(piece))
        return tuple(nodes)

    def title(self, inner: Inlines) -> Inlines:
        if self.linked:
            inner = (CrossRef(source_anchor(self.source.id), inner),)
        return (Foreign(self.lang, inner),) if self.lang else inner


def split_locator(locator: str, language: str) -> tuple[str, str, str]:
    """CSL label, place, and words after it: "Bd. 2, S. 5" is (volume, 2, "S. 5"); without a label all is words."""
    match = _LABELLED.fullmatch(locator.strip())
    label = LABELS.get(language, LABELS["en"]).get(match["label"], "") if match else ""
    if not match or not label:
        return "", "", locator.strip()
    place, *rest = re.split(r",\s+(?!\d)", match["place"], maxsplit=1)
    return label, place, rest[0] if rest else ""


def _before(item: CitationItem, position: Position) -> list[Any]:
    """Earlier citations of which CSL concludes the position."""
    alone, other = SimpleNamespace(cites=[item]), SimpleNamespace(cites=[None, None])
    same = SimpleNamespace(key=item.key, citation=alone, has_locator=item.has_locator, locator=item.get("locator"))
    match position:
        case Position.FIRST:
            return []
        case Position.IBID:
            return [same]
        case Position.IBID_WITH_LOCATOR:
            return [SimpleNamespace(key=item.key, citation=alone, has_locator=False, locator=None)]
        case Position.SUBSEQUENT:
            return [same, SimpleNamespace(key="", citation=other, has_locator=False, locator=None)]


@lru_cache
def _style(name: str, locale: str) -> Any:
    return CitationStylesStyle(str(stock(f"styles/csl/{name}.csl")), locale, validate=False)


def _record(source: Source) -> dict[str, Any]:
    """A work in CSL-JSON, its titles between private characters."""
    record: dict[str, Any] = {"id": source.id, "type": source.type}
    record["title"] = f"{TITLE}{source.title}{TITLE_END}"
    record["title-short"] = f"{TITLE}{source.short}{TITLE_END}"
    if source.original_title:
        record["original-title"] = f"{ORIGINAL}{source.original_title}{ORIGINAL_END}"
    for name, value in (
        ("container-title", source.container_title), ("collection-title", source.collection_title),
        ("volume", source.volume), ("issue", source.issue), ("number", source.number), ("page", source.page),
        ("edition", source.edition), ("publisher", source.publisher), ("publisher-place", source.publisher_place),
        ("genre", source.genre), ("archive", source.archive), ("URL", source.URL),
    ):  # fmt: skip
        if value:
            record[name] = value
    for role in ("author", "editor", "translator"):
        if names := getattr(source, role):
            record[role] = [_name(name) for name in names]
    for name, date in (("issued", source.issued), ("original-date", source.original_date), ("accessed", source.accessed)):
        if date:
            record[name] = _date(date)
    return record


def _name(name: Name) -> dict[str, str]:
    if name.literal or not name.family:
        return {"literal": name.literal or name.given}
    return {"family": name.family, "given": name.given} if name.given else {"family": name.family}


def _date(date: CslDate) -> dict[str, Any]:
    return {"date-parts": [list(parts) for parts in date.date_parts]} if date.date_parts else {"literal": date.literal}


def _nested(text: str) -> str:
    """Quotation marks inside quotation marks as single ones: »Der ›linke Radikalismus‹«."""
    depth, out = 0, []
    for char in text:
        depth -= char == "«"
        out.append({"»": "›", "«": "‹"}.get(char, char) if depth > 0 else char)
        depth += char == "»"
    return "".join(out)
