"""The container and the package document of an EPUB, against EPUB 3.3 (OCF, Package Document)."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import unquote

from lxml import etree

Element = etree._Element

X = "{http://www.w3.org/1999/xhtml}"
OPF = "{http://www.idpf.org/2007/opf}"
DC = "{http://purl.org/dc/elements/1.1/}"
XML = "{http://www.w3.org/XML/1998/namespace}"
TYPE = "{http://www.idpf.org/2007/ops}type"
XHTML, SVG, NCX = "application/xhtml+xml", "image/svg+xml", "application/x-dtbncx+xml"
PARSER = etree.XMLParser(resolve_entities=False, no_network=True)
LANGUAGE = re.compile(
    r"[a-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|\d{3}))?(-[A-Za-z0-9]{5,8}|-\d[A-Za-z0-9]{3})*(-x(-[A-Za-z0-9]{1,8})+)?"
)
"""A language tag as far as books need them (BCP 47); a transliteration of Russian is `ru-Latn`."""


def words(text: str) -> frozenset[str]:
    """The words of a text, for tables."""
    return frozenset(text.split())


MEDIA = {
    "xhtml": (XHTML,), "css": ("text/css",), "ncx": (NCX,), "svg": (SVG,), "png": ("image/png",), "jpg": ("image/jpeg",),
    "jpeg": ("image/jpeg",), "gif": ("image/gif",), "webp": ("image/webp",), "ttf": ("font/ttf", "application/font-sfnt"),
    "otf": ("font/otf", "application/font-sfnt", "application/vnd.ms-opentype"),
    "woff": ("font/woff", "application/font-woff"), "woff2": ("font/woff2",),
}  # fmt: skip
"""Core media types of what a book holds, by suffix (EPUB 3.3, 3.2)."""

_MAGIC = {
    "image/png": (b"\x89PNG\r\n\x1a\n",), "image/jpeg": (b"\xff\xd8\xff",), "image/gif": (b"GIF8",),
    "image/webp": (b"RIFF",), "font/ttf": (b"\0\1\0\0", b"true"), "font/otf": (b"OTTO", b"\0\1\0\0"),
    "font/woff": (b"wOFF",), "font/woff2": (b"wOF2",),
}  # fmt: skip
_NAME = re.compile(r"[A-Za-z0-9._/-]+")
_ITEM_PROPERTIES = {"nav", "cover-image", "svg", "scripted", "mathml", "remote-resources"}
_SPINE_PROPERTIES = {"page-spread-left", "page-spread-right"}
_DC = words(
    "identifier title language contributor coverage creator date description format publisher relation rights source"
    " subject type"
)
_META = words(
    "alternate-script authority belongs-to-collection collection-type display-seq file-as group-position identifier-type"
    " meta-auth pageBreakSource role source-of term title-type"
)
_OF_THE_BOOK = {"belongs-to-collection", "pageBreakSource"}
"""Properties that refine nothing; pageBreakSource is EPUB 3.4's, and the older epubcheck refuses it."""

_PREFIXES = {"a11y", "dcterms", "marc", "media", "onix", "rendition", "schema", "xsd"}
_MODIFIED = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\dZ")
_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01])(T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2}))?)?)?")
_UUID = re.compile(r"[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}", re.I)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, at a line of a file in the container; line 0 is the file as a whole."""

    message: str
    file: str = ""
    line: int = 0


def fault(message: str, file: str = "", element: Element | None = None) -> Fault:
    """A fault at an element."""
    line: Any = element.sourceline if element is not None else 0
    return Fault(message, file, line or 0)


@dataclass(frozen=True, slots=True)
class Item:
    """A publication resource as the manifest lists it; `file` is its name in the container."""

    id: str
    file: str
    media: str
    properties: frozenset[str]
    element: Element


class Package:
    """An EPUB opened, each file read and parsed once.

    Raises BadZipFile, KeyError, XMLSyntaxError where there is nothing to go on with.
    """

    def __init__(self, data: bytes) -> None:
        self.zip = zipfile.ZipFile(io.BytesIO(data))
        self.names = self.zip.namelist()
        self.data = {name: self.zip.read(name) for name in self.names}
        self.container = etree.fromstring(self.data["META-INF/container.xml"], PARSER)
        self.opf = str(self.container.xpath("string(//*[local-name()='rootfile']/@full-path)"))
        self.root = etree.fromstring(self.data[self.opf], PARSER)
        self.items = [self._item(element) for element in self.root.iter(f"{OPF}item")]
        self.by_file = {item.file: item for item in self.items}
        self.broken: list[Fault] = []
        self.documents = self._parsed(XHTML)
        self.ncx = self._parsed(NCX)
        self.drawings = self._parsed(SVG)

    def _item(self, element: Element) -> Item:
        properties = frozenset(element.get("properties", "").split())
        file = self.at(self.opf, element.get("href", ""))
        return Item(element.get("id", ""), file, element.get("media-type", ""), properties, element)

    def _parsed(self, media: str) -> dict[str, Element]:
        found = {}
        for item in self.items:
            if item.media == media and item.file in self.data:
                try:
                    found[item.file] = etree.fromstring(self.data[item.file], PARSER)
                except etree.XMLSyntaxError as error:
                    self.broken.append(Fault(f"not well-formed: {error.msg}", item.file, error.lineno or 0))
        return found

    @staticmethod
    def at(here: str, href: str) -> str:
        """The file that a link without fragment leads to."""
        return posixpath.normpath(posixpath.join(posixpath.dirname(here), unquote(href)))

    @cached_property
    def spine(self) -> list[str]:
        """The files in reading order; what the spine names and the manifest lacks is left out."""
        ids = {item.id: item.file for item in self.items}
        return [ids[id] for ref in self.root.iter(f"{OPF}itemref") if (id := ref.get("idref", "")) in ids]

    @cached_property
    def ids(self) -> dict[str, dict[str, int]]:
        """For each document its ids with their place in reading order."""
        trees = self.documents | self.drawings
        return {file: {id: at for at, e in enumerate(root.iter()) if (id := e.get("id"))} for file, root in trees.items()}

    def nav(self) -> str:
        """The navigation document, or ""."""
        return next((item.file for item in self.items if "nav" in item.properties and item.file in self.documents), "")


def package_faults(book: Package) -> Iterator[Fault]:
    """What is wrong with the container, the metadata, the manifest and the spine."""
    yield from book.broken
    yield from _container(book)
    yield from _metadata(book)
    yield from _manifest(book)
    yield from _spine(book)


def _container(book: Package) -> Iterator[Fault]:
    first = book.zip.infolist()[0]
    if first.filename != "mimetype" or first.compress_type != zipfile.ZIP_STORED or first.extra:
        yield Fault("mimetype is not the first file, stored, without extra fields")
    if book.data.get("mimetype") != b"application/epub+zip":
        yield Fault("the mimetype is not application/epub+zip")
    for name, times in Counter(name.lower() for name in book.names).items():
        if times > 1:
            yield Fault("two files whose names differ at most in case", name)
    for name in book.names:
        if not _NAME.fullmatch(name) or name.endswith("."):
            yield Fault("a name that not every reading system takes", name)
    for info in book.zip.infolist():
        if info.flag_bits & 1 or info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            yield Fault("encrypted, or compressed in another way than deflate", info.filename)
    here = "META-INF/container.xml"
    root = "{urn:oasis:names:tc:opendocument:xmlns:container}container"
    if book.container.tag != root or book.container.get("version") != "1.0":
        yield Fault("not a container file, version 1.0", here)
    rootfile = book.container.find("{*}rootfiles/{*}rootfile")
    if rootfile is None or rootfile.get("media-type") != "application/oebps-package+xml":
        yield Fault("the package document is not application/oebps-package+xml", here)


def _metadata(book: Package) -> Iterator[Fault]:
    root, here = book.root, book.opf
    if root.tag != f"{OPF}package" or root.get("version") != "3.0":
        yield fault("not a package document, version 3.0", here, root)
    parts = [str(child.tag).removeprefix(OPF) for child in root if isinstance(child.tag, str)]
    if parts[:3] != ["metadata", "manifest", "spine"] or set(parts[3:]) - {"guide", "bindings", "collection"}:
        yield fault("metadata, manifest and spine are not there in this order", here, root)
        return
    ids = Counter(id for element in root.iter() if (id := element.get("id")) is not None)
    for id, count in ids.items():
        if count > 1 or not re.fullmatch(r"[A-Za-z_][\w.-]*", id):
            yield Fault(f'the id "{id}" is not unique, or no XML name', here)
    metadata = root[0]
    names = [str(child.tag) for child in metadata if isinstance(child.tag, str)]
    for name in ("identifier", "title", "language"):
        if f"{DC}{name}" not in names:
            yield fault(f"no dc:{name}", here, metadata)
    if root.get("unique-identifier", "") not in [element.get("id") for element in metadata.iter(f"{DC}identifier")]:
        yield fault("unique-identifier names no dc:identifier", here, root)
    times = (e for e in metadata if e.get("property") == "dcterms:modified" and not e.get("refines"))
    modified = [(element.text or "").strip() for element in times]
    if len(modified) != 1 or not _MODIFIED.fullmatch(modified[0]):
        yield fault("dcterms:modified is not there once as a UTC time", here, metadata)
    if names.count(f"{DC}date") > 1:
        yield fault("more than one dc:date", here, metadata)
    languages = [element.get(f"{XML}lang") for element in (root, *metadata)]
    for language in (*languages, *(element.text or "" for element in metadata.iter(f"{DC}language"))):
        if language is not None and not LANGUAGE.fullmatch(language.strip()):
            yield fault(f'"{language}" is not a language tag (BCP 47)', here, metadata)
    if root.get("dir", "ltr") not in ("ltr", "rtl", "auto"):
        yield fault("dir is neither ltr, rtl nor auto", here, root)
    for element in metadata:
        if isinstance(element.tag, str):
            yield from _statement(book, element, set(ids))


def _statement(book: Package, element: Element, ids: set[str]) -> Iterator[Fault]:
    """One element of the metadata."""
    here, value = book.opf, (element.text or "").strip()
    if element.tag.startswith(DC):
        name = element.tag[len(DC) :]
        if name not in _DC or set(element.attrib) - {"id", "dir", f"{XML}lang"}:
            yield fault(f"dc:{name} is not Dublin Core, or has an attribute that EPUB 3 does not know", here, element)
        if not value:
            yield fault(f"dc:{name} is empty", here, element)
        elif name == "date" and not _DATE.fullmatch(value):
            yield fault(f'"{value}" is not a date (W3CDTF)', here, element)
        elif name == "identifier" and value.lower().startswith("urn:uuid:") and not _UUID.fullmatch(value[9:]):
            yield fault(f'"{value}" is not a UUID', here, element)
    elif element.tag == f"{OPF}meta" and element.get("property") is not None:
        yield from _property(book, element, value, ids)
    elif element.tag == f"{OPF}meta":
        if not element.get("name") or element.get("content") is None:
            yield fault("a meta element without property", here, element)
        elif element.get("name") == "cover" and element.get("content") not in ids:
            yield fault("the cover is not in the manifest", here, element)
    elif element.tag == f"{OPF}link":
        if not element.get("href") or not element.get("rel"):
            yield fault("a link without href or rel", here, element)
    else:
        yield fault(f"{element.tag} is not part of the metadata", here, element)


def _property(book: Package, element: Element, value: str, ids: set[str]) -> Iterator[Fault]:
    here, name, refines = book.opf, element.get("property", ""), element.get("refines")
    prefix, colon, _ = name.partition(":")
    declared = _PREFIXES | set(re.findall(r"(\S+):\s", book.root.get("prefix", "") + " "))
    if (prefix not in declared) if colon else (name not in _META):
        yield fault(f'the property "{name}" belongs to no vocabulary', here, element)
    if not value:
        yield fault(f'the property "{name}" has no value', here, element)
    scheme = element.get("scheme", "onix:x")
    if scheme.partition(":")[0] not in declared:
        yield fault(f'the scheme "{scheme}" belongs to no vocabulary', here, element)
    if set(element.attrib) - {"property", "refines", "scheme", "id", "dir", f"{XML}lang"}:
        yield fault("a meta element with an attribute that EPUB 3 does not know", here, element)
    if refines is not None and (not refines.startswith("#") or refines[1:] not in ids):
        yield fault(f'"{refines}" is refined and not there', here, element)
    if name in _META - _OF_THE_BOOK and refines is None:
        yield fault(f'"{name}" refines nothing', here, element)
    if name in ("display-seq", "group-position") and not re.fullmatch(r"\d+(\.\d+)*", value):
        yield fault(f'"{value}" is not a number', here, element)


def _manifest(book: Package) -> Iterator[Fault]:
    here, ids = book.opf, {item.id for item in book.items}
    files = Counter(item.file for item in book.items)
    for item in book.items:
        element, suffix = item.element, item.file.rpartition(".")[2].lower()
        href = element.get("href", "")
        if not item.id or not href or "#" in href or "://" in href or files[item.file] > 1 or item.file == book.opf:
            yield fault(f'an item without id, or with a wrong or repeated href: "{href}"', here, element)
            continue
        if item.file not in book.data:
            yield Fault("missing", item.file)
            continue
        if item.media not in MEDIA.get(suffix, ()):
            yield fault(f"{href} is not {item.media or 'anything'}", here, element)
        magic = _MAGIC.get(MEDIA.get(suffix, ("",))[0])
        if magic and not book.data[item.file].startswith(magic):
            yield Fault(f"not a {suffix.upper()} file", item.file)
        if unknown := item.properties - _ITEM_PROPERTIES:
            yield fault(f"properties that items do not have: {' '.join(sorted(unknown))}", here, element)
        if (fallback := element.get("fallback")) is not None and (fallback not in ids or fallback == item.id):
            yield fault(f'the fallback "{fallback}" is not there', here, element)
        if element.get("media-overlay") is not None:
            yield fault("a media overlay, which books here do not have", here, element)
        yield from _flags(book, item)
    listed = {item.file for item in book.items} | {book.opf, "mimetype"}
    for name in book.names:
        if name not in listed and not name.startswith("META-INF/") and not name.endswith("/"):
            yield Fault("in the container, not in the manifest", name)
    navs = [item for item in book.items if "nav" in item.properties]
    if len(navs) != 1 or navs[0].media != XHTML:
        yield Fault("no navigation document, or several", here)
    covers = [item for item in book.items if "cover-image" in item.properties]
    if len(covers) > 1 or any(not item.media.startswith("image/") for item in covers):
        yield Fault("several covers, or one that is no picture", here)


def _flags(book: Package, item: Item) -> Iterator[Fault]:
    """Properties that say what is in a document (EPUB 3.3, D.7.1)."""
    if (root := book.documents.get(item.file)) is None:
        return
    inside = {
        "svg": any(True for _ in root.iter("{http://www.w3.org/2000/svg}svg")),
        "mathml": any(True for _ in root.iter("{http://www.w3.org/1998/Math/MathML}math")),
        "scripted": any(True for _ in root.iter(f"{X}script", f"{X}form")),
    }
    for name, there in inside.items():
        if there != (name in item.properties):
            yield fault(f'the property "{name}" {"is missing" if there else "is wrong"}', book.opf, item.element)


def _spine(book: Package) -> Iterator[Fault]:
    here, ids = book.opf, {item.id: item for item in book.items}
    spine = book.root.find(f"{OPF}spine")
    if spine is None:
        return
    refs = [child for child in spine if child.tag == f"{OPF}itemref"]
    if not any(ref.get("linear", "yes") == "yes" for ref in refs):
        yield fault("the spine has nothing to read", here, spine)
    toc = spine.get("toc")
    if (toc is not None and (toc not in ids or ids[toc].media != NCX)) or (toc is None and book.ncx):
        yield fault("the spine does not name the NCX", here, spine)
    seen: set[str] = set()
    for ref in refs:
        id = ref.get("idref", "")
        if id not in ids:
            yield fault(f"the spine names {id}, which is not there", here, ref)
        elif id in seen:
            yield fault(f"the spine names {id} twice", here, ref)
        elif ids[id].media not in (XHTML, SVG):
            yield fault(f"the spine names {id}, which is no text", here, ref)
        seen.add(id)
        if ref.get("linear", "yes") not in ("yes", "no") or set(ref.get("properties", "").split()) - _SPINE_PROPERTIES:
            yield fault(f"the spine names {id} with a property that is not there", here, ref)
    for reference in book.root.iter(f"{OPF}reference"):
        if book.at(here, reference.get("href", "").partition("#")[0]) not in book.by_file:
            yield fault("the guide leads nowhere", here, reference)
