"""The whole book from its folder: book.yaml, the divisions it lists, glossary, works cited, register, pictures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Any, TypeVar

from pydantic import BaseModel

from ..base.finding import Finding, Severity, nearest
from ..base.memo import Rounds, kept_last, kept_with
from ..base.shelf import OutsideShelf, Shelf, TooLarge
from ..base.span import Span
from ..base.sweep import swept_once
from ..model.book import Allow, Book, Division, Kind, Matter
from ..model.locale import LOCALES, Locale, locale
from ..model.meta import MADE, BookConfig, Glossary, PartOfBody, Sources
from ..model.nodes import Figure, Text
from ..model.prose import Piece
from ..model.register import Register
from ..model.walk import blocks_of
from .bounds import beyond
from .config import validate
from .lines import ID
from .markdown import read_division
from .pictures import Fault, kind_fault, picture_fault, size_fault
from .press import PROFILES, read_profiles
from .yaml_prose import pieces_of, read_yaml_allows
from .yaml_text import YamlText, read_yaml

Model = TypeVar("Model", bound=BaseModel)
T = TypeVar("T")
STAND_INS = {
    "title": "?", "language": "de", "slug": "x", "date": "2000-01-01",
    "contributors": [{"name": "?", "sort": "?", "role": "aut"}], "publisher": {"name": "?", "place": "?"},
    "rights": {"holder": "?", "licence": "?", "url": "https://x", "statement": "?"}, "description": "?",
    "contents": {"body": ["title-page"]}, "terms": [], "sources": [], "entries": [],
}  # fmt: skip
"""What stands in for a missing key of book.yaml, so that its other mistakes and those of the text are found too."""

_DIVISIONS: Rounds[tuple[str, str, Kind, Matter], tuple[Division, list[Finding]]] = Rounds()
_MADE: Rounds[tuple[str, Kind, Matter, str, Span], Division] = Rounds()
_SHEETS: Rounds[tuple[str, str], _Sheet] = Rounds()
_PICTURES: Rounds[str, list[tuple[bytes, Fault | None]]] = Rounds()
"""What was read of the last book: the same text is read once, a picture of the same content is judged once."""

PROSE = ("definition", "identification", "title", "subtitle", "description")
"""Keys whose values are read like running text."""

SOURCE_FOLDERS = ("front/", "chapters/", "back/")


@swept_once()
def read_book(shelf: Shelf) -> tuple[Book | None, list[Finding]]:
    """The book on a shelf and everything that is wrong with its sources; None if book.yaml cannot be used.

    What did not change since the last book was read is the very same again: divisions, records, pictures.
    """
    book, findings = _Project(shelf).read()
    for known in (_DIVISIONS, _MADE, _SHEETS, _PICTURES, PROFILES):
        known.end(book is not None)
    return book, findings


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A YAML file: its record, where everything stands in it, what is allowed and wrong there."""

    record: BaseModel | None
    doc: YamlText
    places: Mapping[str, Span]
    pieces: Mapping[str, tuple[Piece, ...]]
    allows: tuple[Allow, ...]
    findings: tuple[Finding, ...]
    found: dict[Any, Any] = field(default_factory=dict, init=False, compare=False, repr=False)


@dataclass(slots=True)
class _Project:
    shelf: Shelf
    findings: list[Finding] = field(default_factory=list)
    sheets: list[_Sheet] = field(default_factory=list)
    listed_names: set[str] = field(default_factory=set)

    def find(self, rule: str, span: Span, message: str, hint: str = "") -> None:
        self.findings.append(Finding(span, rule, message, hint))

    def read(self) -> tuple[Book | None, list[Finding]]:
        sheet, config = self.record(BookConfig, "book.yaml")
        glossary, _ = self.record(Glossary, "glossary.yaml")
        works, _ = self.record(Sources, "sources.yaml")
        register, _ = self.record(Register, "register.yaml")
        if config is None or sheet is None:
            self.unlisted_files()
            return None, sorted(self.findings)
        doc = sheet.doc
        config = self.in_known_language(config, doc)
        divisions = tuple(self.divisions(config, doc))
        profiles, faults = read_profiles(config, self.shelf, doc)
        self.findings += faults
        places = _united(*(sheet.places for sheet in self.sheets))
        book = Book(
            config=config,
            divisions=divisions,
            terms=self.unique(glossary, "glossary.yaml", "terms"),
            sources=self.unique(works, "sources.yaml", "sources"),
            entries=self.unique(register, "register.yaml", "entries"),
            places=places,
            pieces=_united(*(sheet.pieces for sheet in self.sheets)),
            allows=tuple(allow for sheet in self.sheets for allow in sheet.allows),
            pictures=self.pictures(divisions),
            cover_art=self.cover_art(config, doc),
            profiles=profiles,
            artworks=self.artworks(config, doc),
        )
        self.unlisted()
        return book, sorted(self.findings)

    # ---- files ----

    def text(self, name: str, span: Span) -> str | None:
        """The text of a file, or None with a finding at `span`."""
        try:
            return self.shelf.text(name)
        except OutsideShelf:
            self.find("outside-book", span, f'"{name}" leads out of the book folder', "move the file into the folder")
        except UnicodeDecodeError as error:
            before = bytes(error.object[: error.start]).decode("utf-8-sig")
            place = Span(name, before.count("\n") + 1, len(before) - before.rfind("\n"))
            self.find("encoding", place, f"not UTF-8 text (byte {error.start + 1})", "save it as UTF-8")
        except TooLarge as error:
            self.find("file-large", span, f'"{name}" has {error.size / 2**20:,.0f} MB', "a text has 8 MB at most; divide it")
        except OSError:
            hint = nearest(name, self.shelf.names(name[name.rfind(".") :])) or "create it or correct the name"
            self.find("file-missing", span, f'there is no file "{name}"', hint)
        return None

    def record(self, model: type[Model], name: str) -> tuple[_Sheet | None, Model | None]:
        """A YAML file and its record; a missing file is a mistake for book.yaml only."""
        if name != "book.yaml" and not self.shelf.has(name):
            return None, None
        text = self.text(name, Span(name, 1, 1))
        if text is None:
            return None, None
        sheet = _SHEETS.get((name, text), lambda: _read_sheet(model, text, name))
        self.sheets.append(sheet)
        self.findings += sheet.findings
        return sheet, sheet.record if isinstance(sheet.record, model) else None

    def unlisted_files(self) -> None:
        """Without contents, at least the divisions' own mistakes are shown."""
        for name in self.shelf.names(".md"):
            if name.startswith(SOURCE_FOLDERS) and (text := self.text(name, Span(name, 1, 1))) is not None:
                self.findings += _read_division(text, name, Kind.TEXT, Matter.BODY)[1]

    def unlisted(self) -> None:
        for name in self.shelf.names(".md"):
            if name.startswith(SOURCE_FOLDERS) and name not in self.listed_names:
                message = "this file is not in the book"
                hint = "add it to contents in book.yaml, or move it out of the folder"
                self.findings.append(Finding(Span(name, 1, 1), "file-unlisted", message, hint, Severity.WARNING))

    def in_known_language(self, config: BookConfig, doc: YamlText) -> BookConfig:
        """A language has its shortest code (BCP 47, 2.2.1): "deu" would be no German to any reading system, nor to us."""
        code = config.language.split("-")[0]
        near = get_close_matches(code, sorted(LOCALES), n=1)
        if code in LOCALES or (len(code) < 4 and not near):
            return config
        hint = nearest(code, LOCALES) or "use its code, such as de or en"
        self.find("wrong-value", doc.span(("language",), "book.yaml"), f'"language" cannot be "{config.language}"', hint)
        return config.model_copy(update={"language": near[0] if near else "de"})

    # ---- divisions ----

    def divisions(self, config: BookConfig, doc: YamlText) -> Iterator[Division]:
        words = locale(config.language)
        contents = config.contents
        seen = self.listed_names
        for matter, names in ((Matter.FRONT, contents.front), (Matter.BODY, contents.body), (Matter.BACK, contents.back)):
            for index, name in enumerate(names):
                path = ("contents", str(matter), index)
                if isinstance(name, PartOfBody):
                    yield self.part(name, doc.span(path, "book.yaml"))
                    for inner, chapter in enumerate(name.chapters):
                        span = doc.span((*path, "chapters", inner), "book.yaml")
                        for division in self.listed(chapter, matter, span, words, seen):
                            yield _in_part(division, name.id)
                else:
                    yield from self.listed(name, matter, doc.span(path, "book.yaml"), words, seen)

    def part(self, part: PartOfBody, span: Span) -> Division:
        return _made(part.id, Kind.PART, Matter.BODY, part.part, span)

    def listed(self, name: str, matter: Matter, span: Span, words: Locale, seen: set[str]) -> Iterator[Division]:
        """The division of one entry of the contents, if it can be had."""
        if name in seen:
            self.find("listed-twice", span, f'"{name}" stands in the contents twice', "keep one of them")
            return
        seen.add(name)
        if name in MADE:
            yield _made(name, Kind(name), matter, _title(name, words), span)
        elif not name.endswith(".md"):
            hint = nearest(name, MADE) or "name a Markdown file, or one of: " + ", ".join(MADE)
            self.find("contents-unknown", span, f'"{name}" is neither a file nor a division that can be made', hint)
        elif (text := self.text(name, span)) is not None:
            kind = Kind.CHAPTER if matter is Matter.BODY else Kind.TEXT
            division, findings = _DIVISIONS.get((name, text, kind, matter), lambda: _read_division(text, name, kind, matter))
            self.findings += findings
            if not ID.fullmatch(division.id):
                self.find("id-form", division.span, f'"{division.id}" cannot be an id',
                          "use small letters a-z, figures and hyphens, beginning with a letter")  # fmt: skip
            yield division

    # ---- data ----

    def unique(self, sheet: _Sheet | None, file: str, key: str) -> Mapping[str, Any]:
        """The records of a file by their ids."""
        if sheet is None or sheet.record is None:
            return {}
        records, doubles = _by_id(sheet, key)
        for index, id in doubles:
            span = sheet.places.get(f"{file}#{key}.{index}.id", Span(file, 1, 1))
            self.find("duplicate-id", span, f'the id "{id}" is used twice in this file', "give one of them a new id")
        return records

    def pictures(self, divisions: tuple[Division, ...]) -> dict[str, bytes]:
        """The picture files that figures name; names and kinds are checked."""
        found: dict[str, bytes] = {}
        for division in divisions:
            for figure in _figures(division):
                if figure.src not in found and (data := self.picture(figure)) is not None:
                    found[figure.src] = data
        return found

    def cover_art(self, config: BookConfig, doc: YamlText) -> bytes:
        art = config.editions.epub.art
        place = doc.span(("editions", "epub", "art"), "book.yaml")
        return (self.picture(Figure(art, "", span=place)) or b"") if art else b""

    def artworks(self, config: BookConfig, doc: YamlText) -> dict[str, bytes]:
        """The finished covers that orders name."""
        found: dict[str, bytes] = {}
        for index, order in enumerate(config.press.services):
            span = doc.span(("press", "services", index, "artwork"), "book.yaml")
            if order.artwork and (data := self.file(order.artwork, span)) is not None:
                found[order.service] = data
                if not data.startswith(b"%PDF-"):
                    self.find("artwork-kind", span, f'"{order.artwork}" is no PDF', "export the cover as a PDF of one page")
        return found

    def file(self, name: str, span: Span) -> bytes | None:
        """The bytes of a file, or None with a finding at `span`."""
        try:
            return self.shelf.bytes(name)
        except OutsideShelf:
            self.find("outside-book", span, f'"{name}" leads out of the book folder', "move the file into the folder")
        except TooLarge as error:
            self.find("file-large", span, f'"{name}" has {error.size / 2**20:,.0f} MB', "save it smaller, 256 MB at most")
        except OSError:
            self.find("file-missing", span, f'there is no file "{name}"', nearest(name, self.shelf.names()))
        return None

    def picture(self, figure: Figure) -> bytes | None:
        if fault := kind_fault(figure.src):
            self.find(fault.rule, figure.span, fault.message, fault.hint)
            return None
        try:
            data = self.shelf.bytes(figure.src)
        except OutsideShelf:
            self.find("outside-book", figure.span, f'"{figure.src}" leads out of the book folder',
                      "move the picture into images/")  # fmt: skip
            return None
        except TooLarge as error:
            fault = size_fault(figure.src, error.size)
            self.find(fault.rule, figure.span, fault.message, fault.hint)
            return None
        except OSError:
            hint = nearest(figure.src, self.shelf.names()) or "put it into images/ or correct the name"
            self.find("file-missing", figure.span, f'there is no picture "{figure.src}"', hint)
            return None
        held, fault = _judged(figure.src, data)
        if fault:
            self.find(fault.rule, figure.span, fault.message, fault.hint)
            return None
        return held


def _read_division(text: str, name: str, kind: Kind, matter: Matter) -> tuple[Division, list[Finding]]:
    """The division of a file with what is wrong with it, also for the page."""
    division, findings = read_division(text, name, kind, matter)
    return division, [*findings, *beyond(division)]


def _judged(name: str, data: bytes) -> tuple[bytes, Fault | None]:
    """The content of a picture and its fault; the very same as before if it is what it was."""
    known = _PICTURES.get(name, list)
    if not known or known[0][0] != data:
        known[:] = [(data, picture_fault(name, data))]
    return known[0]


def _read_sheet(model: type[BaseModel], text: str, name: str) -> _Sheet:
    doc = read_yaml(text, name)
    lines = text.split("\n")
    places: dict[str, Span] = {}
    for path, span in doc.values.items():
        places[f"{name}#{'.'.join(map(str, path))}"] = span
        if id := _record_id(doc.value, path):
            places.setdefault(f"{name}#{id}.{'.'.join(map(str, path[2:]))}", span)
    pieces: dict[str, tuple[Piece, ...]] = {}
    for path, span in doc.scalars:
        value = _at(doc.value, path) if path[-1:] and path[-1] in PROSE else None
        if isinstance(value, str) and value == value.lstrip() and (own := pieces_of(lines, span, value)):
            id = _record_id(doc.value, path)
            pieces.setdefault(f"{name}#{id}.{path[-1]}" if id else f"{name}#{'.'.join(map(str, path))}", own)
    record, findings = validate(model, doc, name, STAND_INS)
    return _Sheet(record, doc, places, pieces, tuple(read_yaml_allows(lines, doc, name)), tuple(findings))


@kept_last
def _united(*parts: Mapping[str, T]) -> Mapping[str, T]:
    """Mappings as one, where none has the key of another."""
    return {key: value for part in parts for key, value in part.items()}


@kept_with
def _by_id(sheet: _Sheet, key: str) -> tuple[Mapping[str, Any], tuple[tuple[int, str], ...]]:
    """The records of a file by id, the first of each, and the others with their index."""
    records: dict[str, Any] = {}
    doubles: list[tuple[int, str]] = []
    for index, item in enumerate(getattr(sheet.record, key)):
        if item.id in records:
            doubles.append((index, item.id))
        records.setdefault(item.id, item)
    return records, tuple(doubles)


def _made(id: str, kind: Kind, matter: Matter, title: str, span: Span) -> Division:
    """A division that is made from data."""
    return _MADE.get((id, kind, matter, title, span), lambda: Division(id, kind, matter, (Text(title),), span=span))


@kept_with
def _in_part(division: Division, part: str) -> Division:
    return replace(division, part=part)


@kept_with
def _figures(division: Division) -> tuple[Figure, ...]:
    notes = [block for note in division.notes.values() for block in note.blocks]
    return tuple(block for block in blocks_of((*division.blocks, *notes)) if isinstance(block, Figure))


def _at(value: Any, path: tuple[str | int, ...]) -> Any:
    for step in path:
        value = value[step]
    return value


def _record_id(value: object, path: tuple[str | int, ...]) -> str:
    """The id of the record that a path of a YAML file lies in, such as terms.3.definition; "" outside records."""
    if len(path) < 3 or not isinstance(value, dict) or not isinstance(path[1], int):
        return ""
    record = value[path[0]][path[1]]
    return str(record.get("id", "")) if isinstance(record, dict) else ""


def _title(name: str, words: Locale) -> str:
    titles = {
        "half-title": words.half_title, "title-page": words.title_page, "imprint": words.imprint,
        "contents": words.contents, "notes": words.notes, "glossary": words.glossary,
        "bibliography": words.bibliography, "whos-who": words.whos_who, "register": words.register,
        "colophon": words.colophon,
    }  # fmt: skip
    return titles[name]
