"""The finished EPUB against the book: files, links, contents, notes; zipfile and lxml read it."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote, urldefrag

from lxml import etree

from ..base.finding import Finding
from ..base.span import Span
from ..model.facts import Facts, OutlineEntry

RULE = "epub-structure"
HINT = "if the sources are clean this is a defect of druckreif: please report it"
_X = "{http://www.w3.org/1999/xhtml}"
_OPF = "{http://www.idpf.org/2007/opf}"
_TYPE = "{http://www.idpf.org/2007/ops}type"
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True)


def verify_epub(name: str, data: bytes, facts: Facts) -> list[Finding]:
    """What is wrong with the container (EPUB OCF 3.3, 4) and with its contents and notes. Never raises."""
    try:
        return sorted(_Container(name, data, facts).findings())
    except (zipfile.BadZipFile, etree.XMLSyntaxError, KeyError, UnicodeDecodeError) as error:
        return [Finding(Span(name), RULE, f"not readable as an EPUB: {error}", HINT)]


class _Container:
    def __init__(self, name: str, data: bytes, facts: Facts) -> None:
        self.name, self.facts = name, facts
        self.zip = zipfile.ZipFile(io.BytesIO(data))
        self.names = self.zip.namelist()
        container = etree.fromstring(self.zip.read("META-INF/container.xml"), _PARSER)
        self.opf = str(container.xpath("string(//*[local-name()='rootfile']/@full-path)"))
        self.package = etree.fromstring(self.zip.read(self.opf), _PARSER)
        self.base = posixpath.dirname(self.opf)
        items = self.package.iter(f"{_OPF}item")
        self.items = {item.get("id", ""): self.at(self.opf, item.get("href", "")) for item in items}
        self.documents = {
            file: etree.fromstring(self.zip.read(file), _PARSER)
            for file in self.items.values()
            if file.endswith(".xhtml") and file in self.names
        }
        self.ids = {file: self.ids_of(root) for file, root in self.documents.items()}

    @staticmethod
    def at(here: str, href: str) -> str:
        return posixpath.normpath(posixpath.join(posixpath.dirname(here), unquote(href)))

    @staticmethod
    def ids_of(root: etree._Element) -> list[str]:
        return [id for element in root.iter() if (id := element.get("id"))]

    def finding(self, message: str, file: str = "", element: etree._Element | None = None) -> Finding:
        line: Any = element.sourceline if element is not None else 0
        return Finding(Span(f"{self.name}!{file}" if file else self.name, line or 0), RULE, message, HINT)

    def findings(self) -> Iterator[Finding]:
        yield from self.files()
        for file, root in self.documents.items():
            yield from self.links(file, root)
        yield from self.contents()
        yield from self.notes()

    def files(self) -> Iterator[Finding]:
        if self.names[:1] != ["mimetype"] or self.zip.getinfo("mimetype").compress_type != zipfile.ZIP_STORED:
            yield self.finding("mimetype is not the first file, stored")
        listed = {*self.items.values(), self.opf, "mimetype", "META-INF/container.xml"}
        for file in sorted(set(self.names) ^ listed):
            yield self.finding("in the container, not in the manifest" if file in self.names else "missing", file)
        for reference in self.package.iter(f"{_OPF}itemref"):
            if reference.get("idref") not in self.items:
                yield self.finding(f"the spine names {reference.get('idref')}, which is not there", self.opf)

    def links(self, file: str, root: etree._Element) -> Iterator[Finding]:
        seen: set[str] = set()
        for id in self.ids[file]:
            if id in seen:
                yield self.finding(f'two elements with id "{id}"', file)
            seen.add(id)
        for element in root.iter():
            for attribute in ("href", "src"):
                link = element.get(attribute, "")
                if not link or (element.tag == f"{_X}a" and link.startswith(("http:", "https:", "mailto:"))):
                    continue
                if message := self.wrong(file, link):
                    yield self.finding(message, file, element)
            if element.tag in (f"{_X}script", f"{_X}iframe", f"{_X}object"):
                yield self.finding("active content", file, element)
            if element.tag == f"{_X}img" and element.get("alt") is None:
                yield self.finding("a picture without alternative text", file, element)

    def wrong(self, file: str, link: str) -> str:
        """What is wrong with a link inside the container, or nothing."""
        target, fragment = urldefrag(link)
        if "://" in target:
            return f"a resource outside of the book: {link}"
        path = self.at(file, target) if target else file
        if path not in self.names:
            return f"a link to a file that is not there: {link}"
        if fragment and fragment not in self.ids.get(path, ()):
            return f"a link to a place that is not there: {link}"
        return ""

    def contents(self) -> Iterator[Finding]:
        """nav and NCX against the outline of the book: text, order, nesting."""
        expected = [*_flat(self.facts.outline)]
        nav = next((f for f, root in self.documents.items() if root.find(f".//{_X}nav") is not None), "")
        if not nav:
            yield self.finding("no navigation document")
            return
        toc = next((n for n in self.documents[nav].iter(f"{_X}nav") if n.get(_TYPE) == "toc"), None)
        found = [*_listed(toc, 1)] if toc is not None else []
        if found != expected:
            yield self.finding(f"the contents differ from the book's: {_first_difference(found, expected)}", nav)
        for file in self.names:
            if file.endswith(".ncx"):
                root = etree.fromstring(self.zip.read(file), _PARSER)
                points = [*_points(root.find("{*}navMap"), 1)]
                if points != expected:
                    yield self.finding(f"the NCX differs from the book: {_first_difference(points, expected)}", file)

    def notes(self) -> Iterator[Finding]:
        """Every call leads to a note and every note back to its calls; none is missing."""
        calls: dict[str, str] = {}
        notes: dict[str, list[str]] = {}
        for file, root in self.documents.items():
            for link in root.iter(f"{_X}a"):
                if link.get(_TYPE) == "noteref":
                    calls[f"{file}#{link.get('id')}"] = self.target(file, link)
            for note in root.iter():
                if note.get(_TYPE) == "footnote":
                    links = [a for a in note.iter(f"{_X}a") if a.get(_TYPE) == "backlink"]
                    notes[f"{file}#{note.get('id')}"] = [self.target(file, link) for link in links]
        wanted = sum(len(numbered) for numbered in self.facts.notes.values())
        if len(notes) != wanted:
            yield self.finding(f"{len(notes)} notes in the file, {wanted} in the book")
        for call, target in calls.items():
            if call not in notes.get(target, ()):
                yield self.finding(f"the note call {call} leads to {target}, which does not lead back")
        for target, back in notes.items():
            if not back or any(calls.get(call) != target for call in back):
                yield self.finding(f"the note {target} does not lead back to its call")

    def target(self, file: str, link: etree._Element) -> str:
        href, fragment = urldefrag(link.get("href", ""))
        return f"{self.at(file, href) if href else file}#{fragment}"


Line = tuple[int, str]


def _flat(entries: tuple[OutlineEntry, ...], depth: int = 1) -> Iterator[Line]:
    for entry in entries:
        yield depth, f"{entry.number} {entry.text}" if entry.number else entry.text
        yield from _flat(entry.children, depth + 1)


def _listed(parent: etree._Element, depth: int) -> Iterator[Line]:
    for item in parent.iterfind(f"{_X}ol/{_X}li"):
        link = item.find(f"{_X}a")
        yield depth, "".join(map(str, link.itertext())) if link is not None else ""
        yield from _listed(item, depth + 1)


def _points(parent: etree._Element | None, depth: int) -> Iterator[Line]:
    for point in parent.iterfind("{*}navPoint") if parent is not None else ():
        yield depth, str(point.xpath("string(*[local-name()='navLabel'])"))
        yield from _points(point, depth + 1)


def _first_difference(found: list[Line], expected: list[Line]) -> str:
    for one, other in zip(found, expected, strict=False):
        if one != other:
            return f'"{one[1]}" instead of "{other[1]}"'
    return f"{len(found)} entries instead of {len(expected)}"


def division_texts(data: bytes) -> dict[str, str]:
    """The text of each division by its id, long descriptions of pictures left out."""
    texts: dict[str, str] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as container:
        for name in container.namelist():
            if "/text/" in name and name.endswith(".xhtml"):
                root = etree.fromstring(container.read(name), _PARSER)
                for section in root.iter(f"{_X}section"):
                    for left_out in [*section.iter(f"{_X}details")]:
                        left_out.getparent().remove(left_out)
                    if id := section.get("id"):
                        texts[id] = "".join(map(str, section.itertext()))
    return texts
