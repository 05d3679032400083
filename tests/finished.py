"""Finished files, read with libraries that did not write them: lxml and zipfile, pypdf, pdfminer."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urldefrag

import pypdf
from lxml import etree, html
from pdfminer.high_level import extract_pages
from pdfminer.layout import LAParams, LTChar, LTContainer

X = "{http://www.w3.org/1999/xhtml}"
TYPE = "{http://www.idpf.org/2007/ops}type"
DC = "{http://purl.org/dc/elements/1.1/}"
OPF = "{http://www.idpf.org/2007/opf}"


def text_of(element: etree._Element) -> str:
    return "".join(map(str, element.itertext()))


class Epub:
    """An EPUB, opened through its container file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.zip = zipfile.ZipFile(path)
        container = etree.fromstring(self.zip.read("META-INF/container.xml"))
        self.opf_name = str(container.xpath("string(//*/@full-path)"))
        self.opf = etree.fromstring(self.zip.read(self.opf_name))
        self.base = posixpath.dirname(self.opf_name)
        self.files = [posixpath.join(self.base, item.get("href", "")) for item in self.opf.iter(f"{OPF}item")]
        self.pages = {name: etree.fromstring(self.zip.read(name)) for name in self.files if name.endswith(".xhtml")}

    def page(self, name: str) -> etree._Element:
        return self.pages[f"{self.base}/text/{name}.xhtml"]

    @property
    def nav(self) -> etree._Element:
        return self.pages[f"{self.base}/nav.xhtml"]

    @property
    def ncx(self) -> etree._Element:
        return etree.fromstring(self.zip.read(f"{self.base}/toc.ncx"))

    def target(self, here: str, href: str) -> tuple[str, etree._Element | None]:
        """The file and the element that a link leads to."""
        file, fragment = urldefrag(href)
        name = posixpath.normpath(posixpath.join(posixpath.dirname(here), file)) if file else here
        root = self.pages[name]
        if not fragment:
            return name, root
        found = root.xpath("//*[@id=$id]", id=fragment)
        assert isinstance(found, list) and len(found) == 1, f"{href} leads to {len(found)} places"
        return name, found[0]

    def read_as_html(self, name: str) -> Any:
        """A page as a lenient HTML parser sees it."""
        return html.fromstring(self.zip.read(f"{self.base}/text/{name}.xhtml"))


@dataclass
class Tap:
    """A link in a PDF: page index, rectangle, name of the place it leads to, words for screen readers."""

    page: int
    rect: tuple[float, float, float, float]
    target: str
    uri: str
    contents: str


class Char(NamedTuple):
    text: str
    x: float
    y: float
    size: float
    font: str


Once = Callable[[str, Callable[[], Any]], Any]
"""Gives what a function gives, named so that it need not be called where the same was asked for before."""


class Pdf:
    """A PDF: structure through pypdf, text with places through pdfminer; `once` may share what takes seconds to read."""

    def __init__(self, path: Path, once: Once = lambda name, read: read()) -> None:
        self.path = path
        self.once = once
        self.data = path.read_bytes()
        self.reader = pypdf.PdfReader(io.BytesIO(self.data))
        self.labels = list(self.reader.page_labels)

    @cached_property
    def texts(self) -> list[str]:
        found: list[str] = self.once("texts", lambda: [page.extract_text() for page in self.reader.pages])
        return found

    @cached_property
    def bodies(self) -> list[str]:
        """The texts of the pages without running head or folio, which are drawn first."""
        found = []
        for label, text in zip(self.labels, self.texts, strict=True):
            first, _, rest = text.strip().partition("\n")
            found.append(rest if label in first.split() else text)
        return found

    @cached_property
    def chars(self) -> list[list[Char]]:
        """The characters of every page, with their centres in pt from the lower left corner."""
        pages = partial(extract_pages, laparams=LAParams(all_texts=True))
        found: list[list[Char]] = self.once("chars", lambda: [list(_chars(page)) for page in pages(io.BytesIO(self.data))])
        return found

    def inside(self, tap: Tap) -> str:
        left, bottom, right, top = tap.rect
        return "".join(c.text for c in self.chars[tap.page] if left <= c.x <= right and bottom <= c.y <= top).strip()

    @cached_property
    def taps(self) -> list[Tap]:
        found = []
        for index, page in enumerate(self.reader.pages):
            for reference in page.get("/Annots") or ():
                link = reference.get_object()
                action = link.get("/A", {})
                rect = tuple(float(side) for side in link["/Rect"])
                assert len(rect) == 4
                target, uri = str(action.get("/D", "")), str(action.get("/URI", ""))
                found.append(Tap(index, rect, target, uri, str(link.get("/Contents", ""))))
        return found

    @cached_property
    def places(self) -> dict[str, tuple[int, float]]:
        """Named destinations as page index and height in pt from below."""
        found = {}
        for name, place in self.reader.named_destinations.items():
            index = self.reader.get_destination_page_number(place)
            assert index is not None
            found[str(name)] = (index, float(place.top or 0))
        return found

    def outline(self) -> list[tuple[int, str, int]]:
        """Bookmarks as depth, text, page index."""
        found: list[tuple[int, str, int]] = []

        def walk(entries: list[Any], depth: int) -> None:
            for entry in entries:
                if isinstance(entry, list):
                    walk(entry, depth + 1)
                else:
                    index = self.reader.get_destination_page_number(entry)
                    assert index is not None
                    found.append((depth, str(entry.title), index))

        walk(self.reader.outline, 1)
        return found


def _chars(item: Any) -> Any:
    if isinstance(item, LTChar):
        yield Char(item.get_text(), (item.x0 + item.x1) / 2, (item.y0 + item.y1) / 2, item.size, item.fontname)
    elif isinstance(item, LTContainer):
        for child in item:
            yield from _chars(child)
