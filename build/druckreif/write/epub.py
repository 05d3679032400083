"""The EPUB 3.3: finished XHTML, navigation and metadata, packed by EbookLib as a package writer only.

EbookLib never sees markup to rebuild: every file goes in as raw bytes (its own classes for documents,
navigation and covers lose text or write faulty metadata).
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from html import escape

from ebooklib import epub
from lxml import etree

from ..base.stock import stock
from ..model.book import Book, Division, Kind, Matter
from ..model.edition import PageMap
from ..model.facts import Facts, OutlineEntry
from ..model.locale import locale
from ..model.meta import identifier, is_placeholder
from ..model.walk import plain
from .fonts import faces, subset
from .freeze import freeze_epub
from .made import division_html
from .navigation import landmarks_of, nav_html, ncx_xml
from .xhtml import Dialect

LEFT_OUT = (Kind.HALF_TITLE, Kind.CONTENTS)
"""Divisions without a file of their own: the navigation document serves as contents."""

_MEDIA = {
    "xhtml": "application/xhtml+xml", "css": "text/css", "ncx": "application/x-dtbncx+xml", "ttf": "font/ttf",
    "svg": "image/svg+xml", "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg",
}  # fmt: skip
_TEXT = re.compile(r"<[^>]*>")


def write_epub(book: Book, facts: Facts, cover: bytes, pages: PageMap | None = None) -> bytes:
    """The finished container. `cover` is a JPEG; `pages` are those of the print edition, if there is one."""
    return _Writer(book, facts, cover, pages).write()


def document(book: Book, title: str, body: str, depth: str = "../", body_type: str = "") -> str:
    """A whole XHTML document around a body."""
    language = escape(book.config.language)
    type = f' epub:type="{body_type}"' if body_type else ""
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n'
        '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"'
        f' lang="{language}" xml:lang="{language}">\n<head>\n<meta charset="utf-8"/>\n'
        f"<title>{escape(title, quote=False)}</title>\n"
        f'<link rel="stylesheet" type="text/css" href="{depth}css/buch.css"/>\n'
        f'<link rel="stylesheet" type="text/css" href="{depth}css/modern.css"/>\n'
        f"</head>\n<body{type}>\n{body}\n</body>\n</html>\n"
    )


def file_of(division: str) -> str:
    """The file of a division, from the package document's folder."""
    return f"text/{division}.xhtml"


class _Writer:
    def __init__(self, book: Book, facts: Facts, cover: bytes, pages: PageMap | None) -> None:
        self.book, self.facts, self.cover, self.pages = book, facts, cover, pages
        self.words = locale(book.config.language)
        self.package = epub.EpubBook()
        self.package.metadata.clear()
        self.when = datetime(book.config.date.year, book.config.date.month, book.config.date.day, tzinfo=UTC)
        self.characters: set[str] = set()

    def write(self) -> bytes:
        self.describe()
        written = [d for d in self.book.divisions if d.kind not in LEFT_OUT]
        self.add_cover()
        nav = self.add_navigation()
        in_spine = False
        for division in self.book.divisions:
            if division.kind is Kind.CONTENTS:
                self.package.spine.append(nav)
                in_spine = True
            elif division in written:
                self.package.spine.append(self.add_division(division))
        if not in_spine:
            self.package.spine.insert(1, nav)
        self.add_styles()
        for name, data in sorted(self.book.pictures.items()):
            self.add(f"images/{_flat(name)}", data)
        raw = io.BytesIO()
        epub.write_epub(raw, self.package, {"mtime": self.when, "raise_exceptions": True})
        return freeze_epub(raw.getvalue(), self.book.config.language, self.when)

    # ---- files ----

    def add(self, name: str, data: bytes | str, id: str = "", properties: tuple[str, ...] = ()) -> epub.EpubItem:
        """Add a file; XHTML and NCX must be well-formed, text may hold no control characters."""
        content = data.encode() if isinstance(data, str) else data
        if name.endswith((".xhtml", ".ncx", ".svg")):
            etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
        if name.endswith(".xhtml") and isinstance(data, str):
            self.characters |= set(_TEXT.sub("", data))
        uid = id or re.sub(r"[^a-z0-9-]", "-", name.rsplit("/", 1)[-1].lower())
        item = epub.EpubItem(
            uid=f"f-{uid}", file_name=name, media_type=_MEDIA[name.rsplit(".", 1)[-1].lower()], content=content
        )
        item.properties = list(properties)
        self.package.add_item(item)
        return item

    def href(self, here: str, anchor: str) -> str:
        """The link from a division's file to an anchor."""
        home = self.facts.anchors[anchor].division
        if self.book.division(home).kind in LEFT_OUT:
            return "../nav.xhtml"
        file = "" if home == here else f"{home}.xhtml"
        return f"{file}#{anchor}"

    def folio(self, anchor: str) -> str:
        """The page of the print edition on which an anchor stands, "" if there is none."""
        return self.pages.folio_or_none(anchor) if self.pages else ""

    def add_division(self, division: Division) -> epub.EpubItem:
        dialect = Dialect("epub", self.href, lambda name: f"../images/{_flat(name)}", self.folio)
        body = division_html(self.book, self.facts, division, dialect)
        title = plain(division.title)
        whole = f"{title} – {self.book.config.title}" if title else self.book.config.title
        matter = {Matter.FRONT: "frontmatter", Matter.BODY: "bodymatter", Matter.BACK: "backmatter"}[division.matter]
        return self.add(file_of(division.id), document(self.book, whole, body, body_type=matter), division.id)

    def add_cover(self) -> None:
        alt = self.words.picture_of_cover.format(title=self.book.config.title)
        body = (
            f'<section class="cover" epub:type="cover" role="doc-cover" aria-label="{escape(self.words.cover)}">'
            f'<img src="../images/cover.jpg" alt="{escape(alt)}"/></section>'
        )
        body = body.replace(' role="doc-cover"', "")  # the role belongs to the image (DPUB-ARIA 1.1, doc-cover)
        body = body.replace("<img ", '<img role="doc-cover" ')
        self.add("images/cover.jpg", self.cover, "cover-image", ("cover-image",))
        page = document(self.book, f"{self.words.cover} – {self.book.config.title}", body)
        self.package.spine.append(self.add("text/cover.xhtml", page, "cover"))
        self.package.add_metadata(None, "meta", "", {"name": "cover", "content": "f-cover-image"})

    def add_navigation(self) -> epub.EpubItem:
        targets = {entry.anchor: self.target(entry) for entry in _all(self.facts.outline)}
        marks = landmarks_of(self.book, file_of)
        body = nav_html(self.book, self.facts.outline, targets, marks)
        page = document(self.book, f"{self.words.contents} – {self.book.config.title}", body, depth="")
        nav = self.add("nav.xhtml", page, "nav", ("nav",))
        uid = identifier(self.book.config, self.book.config.isbn.epub)
        self.add("toc.ncx", ncx_xml(self.book, self.facts.outline, targets, uid), "ncx")
        ncx = self.package.get_item_with_id("f-ncx")
        ncx.id = "ncx"
        return nav

    def target(self, entry: OutlineEntry) -> str:
        file = file_of(entry.division)
        return file if entry.anchor == entry.division else f"{file}#{entry.anchor}"

    def add_styles(self) -> None:
        rules = []
        text = "".join(sorted(self.characters | {chr(code) for code in range(0x20, 0x7F)}))
        for face in faces():
            name = f"fonts/{face.path.name.split('-')[0]}-{face.weight}-{face.style}.ttf"
            self.add(name, subset(face, text))
            rules.append(
                f'@font-face {{ font-family: "{face.family}"; font-style: {face.style};'
                f' font-weight: {face.weight}; src: url("../{name}") }}\n'
            )
        own = stock("styles/epub/buch.css").read_text("utf-8")
        self.add("css/buch.css", "".join(rules) + own)
        self.add("css/modern.css", stock("styles/epub/modern.css").read_text("utf-8"))

    # ---- metadata ----

    def dc(self, name: str, value: str, id: str = "", **refinements: str) -> None:
        self.package.add_metadata("DC", name, value, {"id": id} if id else {})
        for key, refined in refinements.items():
            if refined:
                attributes = {"refines": f"#{id}", "property": key.replace("_", "-")}
                if key == "role":
                    attributes["scheme"] = "marc:relators"
                if key == "identifier_type":
                    attributes["scheme"] = "onix:codelist5"
                self.package.add_metadata(None, "meta", refined, attributes)

    def describe(self) -> None:
        """Metadata of the package (EPUB 3.3, 5.5; EPUB Accessibility 1.1, 2)."""
        config = self.book.config
        isbn = not is_placeholder(config.isbn.epub)
        uid = identifier(config, config.isbn.epub)
        self.dc("identifier", uid, "pub-id", identifier_type="15" if isbn else "")
        self.package.IDENTIFIER_ID = "pub-id"
        self.dc("title", config.title, "t1", title_type="main", display_seq="1", file_as=config.sort_title)
        if config.subtitle:
            self.dc("title", config.subtitle, "t2", title_type="subtitle", display_seq="2")
        self.dc("language", config.language)
        for index, person in enumerate(config.contributors, start=1):
            element = "creator" if person.role == "aut" else "contributor"
            self.dc(element, person.name, f"c{index}", role=person.role, file_as=person.sort, display_seq=str(index))
        if not is_placeholder(config.publisher.name):
            self.dc("publisher", config.publisher.name)
        self.dc("date", config.date.isoformat())
        self.dc("description", config.description.strip())
        self.dc("rights", f"© {config.date.year} {config.rights.holder}. {config.rights.statement}")
        for index, subject in enumerate(config.subjects, start=1):
            scheme = {"thema": "Thema", "bisac": "BISAC"}.get(subject.scheme, "")
            self.dc("subject", subject.term, f"s{index}", authority=scheme, term=subject.code if scheme else "")
        if config.series:
            self.meta("belongs-to-collection", config.series.title, "series")
            self.refine("series", "collection-type", "series")
            if config.series.number:
                self.refine("series", "group-position", config.series.number)
        self.describe_access()

    def meta(self, property: str, value: str, id: str = "") -> None:
        attributes = {"property": property} | ({"id": id} if id else {})
        self.package.add_metadata(None, "meta", value, attributes)

    def refine(self, id: str, property: str, value: str) -> None:
        self.package.add_metadata(None, "meta", value, {"refines": f"#{id}", "property": property})

    def describe_access(self) -> None:
        """What the book offers to those who read otherwise, derived from what is in it."""
        modes = ["textual", *(["visual"] if self.book.pictures else [])]
        features = ["tableOfContents", "structuralNavigation", "readingOrder", "displayTransformability", "ARIA"]
        if self.book.pictures:
            features.append("alternativeText")
        for mode in modes:
            self.meta("schema:accessMode", mode)
        self.meta("schema:accessModeSufficient", "textual")
        for feature in features:
            self.meta("schema:accessibilityFeature", feature)
        self.meta("schema:accessibilityHazard", "none")
        self.meta("schema:accessibilitySummary", self.words.accessibility_summary)


def _flat(name: str) -> str:
    """A picture's name in the container."""
    return re.sub(r"[^a-z0-9._-]", "-", name.removeprefix("images/").lower())


def _all(entries: tuple[OutlineEntry, ...]) -> Iterator[OutlineEntry]:
    for entry in entries:
        yield entry
        yield from _all(entry.children)
