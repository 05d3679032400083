"""The EPUB 3.3: finished XHTML, navigation and metadata, packed by EbookLib as a package writer only.

EbookLib never sees markup to rebuild: every file goes in as raw bytes (its own classes for documents,
navigation and covers lose text or write faulty metadata).
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape

from ebooklib import epub
from lxml import etree

from ..base.stock import stock
from ..model.book import Book, Division, Kind, Matter
from ..model.edition import PageMap
from ..model.facts import Facts, OutlineEntry
from ..model.ids import page_anchor
from ..model.locale import locale
from ..model.meta import EpubEdition, identifier
from ..model.walk import plain
from .breaks import INLINE, place_breaks
from .description import Statement, describe
from .fonts import faces, subset
from .freeze import freeze_epub
from .kobo import with_spans
from .made import division_html
from .navigation import PageTarget, landmarks_html, landmarks_of, ncx_xml, page_list_html, toc_html
from .pictures import on_white, picture_names
from .xhtml import Dialect

LEFT_OUT = (Kind.HALF_TITLE, Kind.CONTENTS)
"""Divisions without a file of their own: the navigation document serves as contents."""

NAV = "nav.xhtml"
_MEDIA = {
    "xhtml": "application/xhtml+xml", "css": "text/css", "ncx": "application/x-dtbncx+xml", "ttf": "font/ttf",
    "svg": "image/svg+xml", "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg",
}  # fmt: skip
_TEXT = re.compile(r"<[^>]*>")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
IBOOKS = "http://vocabulary.itunes.apple.com/rdf/ibooks/vocabulary-extensions-1.0/"
"""Apple's vocabulary, for the word that a book brings its typeface (Apple Books Asset Guide)."""


def write_epub(book: Book, facts: Facts, settings: EpubEdition, cover: bytes = b"", pages: PageMap | None = None) -> bytes:
    """The finished container.

    `cover` is a JPEG, empty for a file without a cover; `pages` are those of the print edition, if there is one. Raises
    ValueError for what no EPUB may hold: control characters, active content, resources from outside, odd file names.
    """
    return _Writer(book, facts, settings, cover, pages).write()


def file_of(division: str) -> str:
    """The file of a division, from the package document's folder."""
    return f"text/{division}.xhtml"


@dataclass(frozen=True, slots=True)
class _Document:
    """A file of the spine: its name, manifest id, title, body, and the type of its body."""

    file: str
    id: str
    title: str
    body: str
    type: str = ""


class _Writer:
    def __init__(self, book: Book, facts: Facts, settings: EpubEdition, cover: bytes, pages: PageMap | None) -> None:
        self.book, self.facts, self.settings, self.cover, self.pages = book, facts, settings, cover, pages
        self.pictures = picture_names(book)
        self.words = locale(book.config.language)
        self.package = epub.EpubBook()
        self.package.metadata.clear()
        self.package.FOLDER_NAME = "epub"
        self.package.add_prefix("ibooks", IBOOKS)
        self.when = datetime(book.config.date.year, book.config.date.month, book.config.date.day, tzinfo=UTC)
        self.characters: set[str] = set()
        self.page_list: list[PageTarget] = []
        self.targets = {entry.anchor: self.target(entry) for entry in _all(facts.outline)}

    def write(self) -> bytes:
        documents = [*([self.cover_page()] if self.cover else []), *self.documents()]
        for statement in describe(self.book, self.settings, paged=bool(self.page_list)):
            self.state(statement)
        self.package.IDENTIFIER_ID = "pub-id"
        if self.cover:
            self.add("images/cover.jpg", self.cover, "cover-image", ("cover-image",))
            self.package.add_metadata(None, "meta", "", {"name": "cover", "content": "f-cover-image"})
        for document in documents:
            item = self.add(document.file, self.whole(document), document.id, ("nav",) if document.file == NAV else ())
            self.package.spine.append(item)
        self.add_ncx(documents)
        self.add_styles()
        for name, data in sorted(self.book.pictures.items()):
            self.add(f"images/{self.pictures[name]}", on_white(self.pictures[name], data))
        raw = io.BytesIO()
        epub.write_epub(raw, self.package, {"mtime": self.when, "raise_exceptions": True})
        return freeze_epub(raw.getvalue(), self.book.config.language, self.when)

    # ---- documents ----

    def documents(self) -> list[_Document]:
        """Divisions and navigation in the order of the spine, with the pages of the print edition."""
        found: list[_Document] = []
        toc = toc_html(self.book, self.facts.outline, self.targets)
        at = 0
        for division in self.book.divisions:
            if division.kind is Kind.CONTENTS:
                toc = self.with_pages(division, toc, NAV)
                at = len(found)
            elif division.kind not in LEFT_OUT:
                found.append(self.division(division))
        marks = landmarks_of(self.book, file_of, covered=bool(self.cover))
        hidden = (landmarks_html(self.book, marks), page_list_html(self.book, self.page_list))
        body = "\n".join(part for part in (toc, *hidden) if part)
        return [*found[:at], _Document(NAV, "nav", self.words.contents, body), *found[at:]]

    def division(self, division: Division) -> _Document:
        dialect = Dialect("epub", self.href, lambda name: f"../images/{self.pictures[name]}", self.folio)
        body = division_html(self.book, self.facts, division, dialect)
        matter = {Matter.FRONT: "frontmatter", Matter.BODY: "bodymatter", Matter.BACK: "backmatter"}[division.matter]
        file = file_of(division.id)
        return _Document(file, division.id, plain(division.title), self.with_pages(division, body, file), matter)

    def with_pages(self, division: Division, html: str, file: str) -> str:
        """The markup of a division with the page breaks of the print edition, which the page list then names."""
        flow = self.pages.flows.get(division.id) if self.pages else None
        if not self.pages or not flow:
            return html
        inline = INLINE - {"a"} if file == NAV else INLINE  # in a nav nothing may stand beside the link (EPUB 3.3, 5.4)
        html, folios = place_breaks(html, flow, self.pages.folios(division.id), inline)
        self.page_list += [PageTarget(folio, f"{file}#{page_anchor(folio)}") for folio in folios]
        return html

    def cover_page(self) -> _Document:
        alt = self.words.picture_of_cover.format(title=self.book.config.title)
        image = f'<img role="doc-cover" src="../images/cover.jpg" alt="{escape(alt)}"/>'
        body = f'<section class="cover" epub:type="cover" aria-label="{escape(self.words.cover)}">{image}</section>'
        return _Document("text/cover.xhtml", "cover", self.words.cover, body)

    def whole(self, document: _Document) -> str:
        """A whole XHTML document around a body."""
        language = escape(self.book.config.language)
        type = f' epub:type="{document.type}"' if document.type else ""
        title = " – ".join(part for part in (document.title, self.book.config.title) if part)
        up = "../" * document.file.count("/")
        kobo = self.settings.spans == "kobo" and document.file != NAV
        body = with_spans(document.body) if kobo else document.body
        return (
            '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n'
            '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"'
            f' lang="{language}" xml:lang="{language}">\n<head>\n<meta charset="utf-8"/>\n'
            f"<title>{escape(title, quote=False)}</title>\n"
            f'<link rel="stylesheet" type="text/css" href="{up}css/buch.css"/>\n'
            f'<link rel="stylesheet" type="text/css" href="{up}css/modern.css"/>\n'
            f"</head>\n<body{type}>\n{body}\n</body>\n</html>\n"
        )

    # ---- addresses ----

    def href(self, here: str, anchor: str) -> str:
        """The link from a division's file to an anchor."""
        home = self.facts.anchors[anchor].division
        if self.book.division(home).kind in LEFT_OUT:
            return f"../{NAV}"
        file = "" if home == here else f"{home}.xhtml"
        return f"{file}#{anchor}"

    def folio(self, anchor: str) -> str:
        """The page of the print edition on which an anchor stands, "" if there is none."""
        return self.pages.folio_or_none(anchor) if self.pages else ""

    def target(self, entry: OutlineEntry) -> str:
        file = file_of(entry.division)
        return file if entry.anchor == entry.division else f"{file}#{entry.anchor}"

    # ---- files ----

    def add(self, name: str, data: bytes | str, id: str = "", properties: tuple[str, ...] = ()) -> epub.EpubItem:
        """Add a file; XML must be well-formed (which control characters are not), without active or outside content."""
        content = data.encode() if isinstance(data, str) else data
        if name.endswith((".xhtml", ".ncx", ".svg")):
            _refuse_active(name, etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True)))
        if name.endswith(".xhtml") and isinstance(data, str):
            self.characters |= set(_TEXT.sub("", data))
        uid = id or re.sub(r"[^a-z0-9-]", "-", name.rsplit("/", 1)[-1].lower())
        item = epub.EpubItem(
            uid=f"f-{uid}", file_name=name, media_type=_MEDIA[name.rsplit(".", 1)[-1].lower()], content=content
        )
        item.properties = list(properties)
        self.package.add_item(item)
        return item

    def add_ncx(self, documents: list[_Document]) -> None:
        bodies = {document.file: (index, document.body) for index, document in enumerate(documents)}

        def rank(href: str) -> tuple[int, int]:
            file, _, anchor = href.partition("#")
            index, body = bodies[file]
            return index, body.find(f' id="{anchor}"') if anchor else 0

        uid = identifier(self.book.config, self.book.config.isbn.epub)
        ncx = self.add("toc.ncx", ncx_xml(self.book, self.facts.outline, self.targets, uid, self.page_list, rank))
        ncx.id = "ncx"

    def add_styles(self) -> None:
        rules = []
        text = "".join(sorted(self.characters | {chr(code) for code in range(0x20, 0x7F)}))
        for face in faces() if self.settings.fonts else ():
            name = f"fonts/{face.name.split('-')[0].lower()}-{face.weight}-{face.style}.ttf"
            self.add(name, subset(face, text))
            rules.append(
                f'@font-face {{ font-family: "{face.family}"; font-style: {face.style};'
                f' font-weight: {face.weight}; src: url("../{name}") }}\n'
            )
        small, old = self.settings.notes.size == "small", self.settings.figures == "old-style"
        plain = ["buch.css", *(["small-notes.css"] if small else [])]
        modern = ["modern.css", *(["old-style.css"] if old else [])]
        self.add("css/buch.css", "".join([*rules, *map(_sheet, plain)]))
        self.add("css/modern.css", "".join(map(_sheet, modern)))

    def state(self, statement: Statement) -> None:
        """One line of metadata. Raises ValueError for a control character, which EbookLib would drop with its element."""
        if _CONTROL.search(statement.value):
            raise ValueError(f"a control character in the metadata: {statement.value!r}")
        attributes = {"id": statement.id} if statement.id else {}
        if statement.refines:
            attributes["refines"] = f"#{statement.refines}"
        if statement.element == "link":
            attributes |= {"rel": statement.property, "href": statement.value}
            self.package.add_metadata(None, "link", "", attributes)
        elif statement.element == "meta":
            attributes["property"] = statement.property
            self.package.add_metadata(None, "meta", statement.value, attributes)
        else:
            self.package.add_metadata("DC", statement.element, statement.value, attributes)
        for property, value, scheme in statement.refined:
            refining = {"refines": f"#{statement.id}", "property": property} | ({"scheme": scheme} if scheme else {})
            self.package.add_metadata(None, "meta", value, refining)


def _sheet(name: str) -> str:
    return stock(f"styles/epub/{name}").read_text("utf-8")


def _refuse_active(name: str, root: etree._Element) -> None:
    for element in root.iter("{*}script", "{*}iframe", "{*}object", "{*}embed"):
        raise ValueError(f"{name}: active content: {element.tag}")
    for element in root.iter("{*}img", "{*}image", "{*}link"):
        source = element.get("src") or element.get("href") or element.get("{http://www.w3.org/1999/xlink}href") or ""
        if "//" in source:
            raise ValueError(f"{name}: a resource outside of the book: {source}")


def _all(entries: tuple[OutlineEntry, ...]) -> Iterator[OutlineEntry]:
    for entry in entries:
        yield entry
        yield from _all(entry.children)
