"""The finished EPUB against the book: files, links, contents, notes; zipfile and lxml read it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from urllib.parse import urldefrag

from lxml import etree

from ..base.finding import Finding
from ..base.span import Span
from ..model.facts import Facts, OutlineEntry
from .epub_links import link_faults
from .epub_markup import markup_faults
from .epub_package import PARSER, TYPE, Element, Fault, Package, X, package_faults

RULE = "epub-structure"
HINT = "if the sources are clean this is a defect of druckreif: please report it"


def verify_epub(name: str, data: bytes, facts: Facts) -> list[Finding]:
    """What is wrong with the file as such and with its contents and notes. Never raises."""
    return _findings(name, data, facts)


def check_epub(name: str, data: bytes) -> list[Finding]:
    """What is wrong with the file as such, whatever book it holds (EPUB 3.3). Never raises."""
    return _findings(name, data, None)


def _findings(name: str, data: bytes, facts: Facts | None) -> list[Finding]:
    try:
        book = Package(data)
        faults = [*package_faults(book), *markup_faults(book), *link_faults(book)]
        if facts is not None:
            faults += _Comparison(book, facts).faults()
    except (zipfile.BadZipFile, etree.XMLSyntaxError, KeyError, IndexError, UnicodeDecodeError, ValueError) as error:
        return [Finding(Span(name), RULE, f"not readable as an EPUB: {error}", HINT)]
    spans = (Span(f"{name}!{fault.file}" if fault.file else name, fault.line) for fault in faults)
    return sorted(Finding(span, RULE, fault.message, HINT) for span, fault in zip(spans, faults, strict=True))


class _Comparison:
    """The finished file against the book: contents and notes."""

    def __init__(self, book: Package, facts: Facts) -> None:
        self.book, self.facts = book, facts

    def faults(self) -> Iterator[Fault]:
        yield from self.contents()
        yield from self.notes()

    def contents(self) -> Iterator[Fault]:
        """nav and NCX against the outline of the book: text, order, nesting."""
        expected = [*_flat(self.facts.outline)]
        if not (nav := self.book.nav()):
            return
        toc = next((n for n in self.book.documents[nav].iter(f"{X}nav") if n.get(TYPE) == "toc"), None)
        found = [*_listed(toc, 1)] if toc is not None else []
        if found != expected:
            yield Fault(f"the contents differ from the book's: {_first_difference(found, expected)}", nav)
        for file, root in self.book.ncx.items():
            points = [*_points(root.find("{*}navMap"), 1)]
            if points != expected:
                yield Fault(f"the NCX differs from the book: {_first_difference(points, expected)}", file)

    def notes(self) -> Iterator[Fault]:
        """Every call leads to a note and every note back to its calls; none is missing."""
        calls: dict[str, str] = {}
        notes: dict[str, list[str]] = {}
        for file, root in self.book.documents.items():
            for link in root.iter(f"{X}a"):
                if link.get(TYPE) == "noteref":
                    calls[f"{file}#{link.get('id')}"] = self.target(file, link)
            for note in root.iter():
                if note.get(TYPE) == "footnote":
                    links = [a for a in note.iter(f"{X}a") if a.get(TYPE) == "backlink"]
                    notes[f"{file}#{note.get('id')}"] = [self.target(file, link) for link in links]
        wanted = sum(len(numbered) for numbered in self.facts.notes.values())
        if len(notes) != wanted:
            yield Fault(f"{len(notes)} notes in the file, {wanted} in the book")
        for call, target in calls.items():
            if call not in notes.get(target, ()):
                yield Fault(f"the note call {call} leads to {target}, which does not lead back")
        for target, back in notes.items():
            if not back or any(calls.get(call) != target for call in back):
                yield Fault(f"the note {target} does not lead back to its call")

    def target(self, file: str, link: Element) -> str:
        href, fragment = urldefrag(link.get("href", ""))
        return f"{self.book.at(file, href) if href else file}#{fragment}"


Line = tuple[int, str]


def _flat(entries: tuple[OutlineEntry, ...], depth: int = 1) -> Iterator[Line]:
    for entry in entries:
        yield depth, f"{entry.number} {entry.text}" if entry.number else entry.text
        yield from _flat(entry.children, depth + 1)


def _listed(parent: Element, depth: int) -> Iterator[Line]:
    for item in parent.iterfind(f"{X}ol/{X}li"):
        link = item.find(f"{X}a")
        yield depth, "".join(map(str, link.itertext())) if link is not None else ""
        yield from _listed(item, depth + 1)


def _points(parent: Element | None, depth: int) -> Iterator[Line]:
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
                root = etree.fromstring(container.read(name), PARSER)
                for section in root.iter(f"{X}section"):
                    for left_out in [*section.iter(f"{X}details")]:
                        left_out.getparent().remove(left_out)
                    if id := section.get("id"):
                        texts[id] = "".join(map(str, section.itertext()))
    return texts
