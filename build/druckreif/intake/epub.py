"""EPUB: the files of its spine in order, notes in whatever file they stand, titles from its contents where one lacks."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import unquote, urldefrag

from lxml import etree

from .draft import Draft, Guess, Left, Piece, Place, Refused, Swap
from .flowtext import one_line
from .package import Element, Package, decode_markup, elements, local, parse_page, parse_xml
from .pictures import Pictures
from .publication import first_heading, read_pages, tied
from .seen import both
from .tree import HEADINGS, names_of, put, words_of

_PAGES = ("application/xhtml+xml", "text/html", "application/x-dtbook+xml", "text/x-oeb1-document")
_MOST_PAGES = 3_000


@dataclass(slots=True)
class _Publication:
    """What the package document says."""

    package: Package
    folder: str
    metadata: dict[str, list[str]]
    files: Mapping[str, tuple[str, str, str]]
    """Name, media type and properties by id."""
    spine: list[str]
    toc: str


def read_epub(data: bytes, name: str) -> Draft:
    """A draft of an EPUB. Raises Refused."""
    book = _opened(Package(data))
    names = [book.files[id][0] for id in book.spine if id in book.files and book.files[id][1] in _PAGES]
    navs = {file for file, _, properties in book.files.values() if "nav" in properties.split()}
    parts: dict[str, Element] = {}
    original: list[str] = []
    left: list[Left] = []
    guesses: list[Guess] = []
    for file in names[:_MOST_PAGES]:
        if not book.package.has(file) or file in parts:
            continue
        text, found = decode_markup(book.package.read(file))
        guesses += found
        root = parse_page(text, is_xml=True)
        said, beside = both(text, root, file)
        original.append(said)
        left += beside
        if file in navs:
            left.append(Left("list of contents (is made anew)", words_of(root), Place(file, 1), 0.05))
        else:
            parts[file] = root
    if not parts:
        raise Refused("the EPUB names no text in its spine")
    titles = dict(_titles(book))
    language = (book.metadata.get("language") or [""])[0]
    swaps = [swap for file, root in parts.items() if (swap := _with_title(file, root, titles.get(file, "")))]
    for file, root in parts.items():
        _raise_headings(root, titles.get(file, ""))
    notes = tied(parts)
    pictures = Pictures(lambda src: _bytes(book.package, src))

    def keep(part: str, src: str) -> str:
        return pictures.keep(src if src.startswith("data:") else _beside(part, src))

    for root in parts.values():
        _plain_images(root)
    pages = read_pages(parts, notes, language or "de", keep)
    told = book.metadata
    return Draft(
        tuple(_uncovered(pages.pieces)), "\n".join(original), title=_one(told, "title"),
        authors=tuple(told.get("creator", ())), language=language, publisher=_one(told, "publisher"),
        description=_one(told, "description"), notes=pages.notes, pictures=pictures.found,
        guesses=(*guesses, *pages.guesses), left=(*left, *pages.left), swaps=tuple(swaps),
    )  # fmt: skip


def _opened(package: Package) -> _Publication:
    if package.has("META-INF/encryption.xml") and b"EncryptedData" in package.read("META-INF/encryption.xml"):
        encrypted = parse_xml(package.read("META-INF/encryption.xml"), "META-INF/encryption.xml")
        methods = {e.get("Algorithm") or "" for e in elements(encrypted) if local(e) == "encryptionmethod"}
        if any("obfuscation" not in method and "adobe.com" not in method for method in methods):
            raise Refused("the EPUB is protected by a DRM: it cannot be read")
    container = parse_xml(package.read("META-INF/container.xml"), "META-INF/container.xml")
    roots = [element.get("full-path") or "" for element in elements(container) if local(element) == "rootfile"]
    opf = next((path for path in roots if package.has(path)), "")
    if not opf:
        raise Refused("the EPUB has no package document")
    root = parse_xml(package.read(opf), opf[:60])
    folder = posixpath.dirname(opf)
    metadata: dict[str, list[str]] = {}
    files: dict[str, tuple[str, str, str]] = {}
    spine: list[str] = []
    toc = ""
    for element in elements(root):
        match local(element):
            case "item":
                href = _beside(f"{folder}/x" if folder else "x", element.get("href") or "")
                files[element.get("id") or ""] = (href, element.get("media-type") or "", element.get("properties") or "")
            case "itemref":
                spine.append(element.get("idref") or "")
            case "spine":
                toc = element.get("toc") or ""
            case "title" | "creator" | "language" | "publisher" | "description" as key:
                if text := one_line(re.sub(r"<[^>]{0,200}>", " ", "".join(map(str, element.itertext())))):
                    metadata.setdefault(key, []).append(text)
    return _Publication(package, folder, metadata, files, list(dict.fromkeys(spine)), toc)


def _beside(part: str, href: str) -> str:
    """The name of a file in the package, from an address in another; "" for one that leads out."""
    file = unquote(urldefrag(href.strip())[0])
    if not file or "://" in file or file.startswith("/") or "\\" in file or len(file) > 500:
        return ""
    name = posixpath.normpath(posixpath.join(posixpath.dirname(part), file))
    return "" if name.startswith("..") else name


def _bytes(package: Package, name: str) -> bytes | None:
    return package.read(name) if name and package.has(name) else None


def _one(told: Mapping[str, list[str]], key: str) -> str:
    return (told.get(key) or [""])[0]


def _titles(book: _Publication) -> Iterator[tuple[str, str]]:
    """The titles of files by the contents: of the navigation document, else of the NCX. The first for a file counts."""
    navs = [file for file, _, properties in book.files.values() if "nav" in properties.split() and book.package.has(file)]
    ncx = [book.files[book.toc][0]] if book.toc in book.files else []
    seen_files: set[str] = set()
    for file in navs[:1]:
        root = parse_page(decode_markup(book.package.read(file))[0], is_xml=True)
        for nav in (element for element in elements(root) if local(element) == "nav"):
            if not names_of(nav).isdisjoint(("landmarks", "page-list", "lot", "loi")):
                continue
            for link in (element for element in elements(nav) if local(element) == "a"):
                target = _beside(file, link.get("href") or "")
                if target and target not in seen_files:
                    seen_files.add(target)
                    yield target, words_of(link)
    for file in ncx if not navs else ():
        if not book.package.has(file):
            continue
        root = parse_xml(_without_doctype(book.package.read(file)), file[:60])
        for point in (element for element in elements(root) if local(element) == "navpoint"):
            label = next((words_of(child) for child in point if local(child) == "navlabel"), "")
            source = next((child.get("src") or "" for child in point if local(child) == "content"), "")
            target = _beside(file, source)
            if target and target not in seen_files and label:
                seen_files.add(target)
                yield target, label


def _without_doctype(data: bytes) -> bytes:
    return re.sub(rb"<!DOCTYPE[^>\[]*>", b"", data, count=1)


def _with_title(file: str, root: Element, title: str) -> Swap | None:
    """A heading for a file that has none, as the contents name it; the swap that says so."""
    body = next((element for element in elements(root) if local(element) == "body"), None)
    if body is None or not title or first_heading(root) or len(words_of(body)) < 40:
        return None
    if words_of(body).lower().startswith(title.lower()):
        _promote(body, title)
        return None
    head = etree.Element("h1")
    head.text = title
    body.insert(0, head)
    head.tail, body.text = body.text, None
    return Swap("heading from the contents", "", title, Place(file, 1), 0.2)


def _promote(body: Element, title: str) -> None:
    """Let the first paragraph be the heading if it says what the contents say."""
    for element in elements(body):
        if local(element) in ("p", "div") and words_of(element).lower() == title.lower():
            head = etree.Element("h1")
            head.text = words_of(element)
            put(element, head)
            return


def _raise_headings(root: Element, title: str) -> None:
    """Let headings of a file begin with level 1 where its first one is a title in the contents."""
    heads = [element for element in elements(root) if local(element) in HEADINGS and words_of(element)]
    said = re.sub(r"\W+", "", title).casefold()
    if not heads or not said or re.sub(r"\W+", "", words_of(heads[0])).casefold() not in said:
        return
    above = int(local(heads[0])[1]) - 1
    for head in heads if above else ():
        space = str(head.tag)[:-2]
        head.tag = f"{space}h{max(int(local(head)[1]) - above, 1)}"


def _plain_images(root: Element) -> None:
    """Pictures that stand in an SVG of their own, as covers and full pages do, as what they are."""
    for svg in [element for element in elements(root) if local(element) == "svg"]:
        images = [element for element in elements(svg) if local(element) == "image"]
        parent = svg.getparent()
        if len(images) == 1 and parent is not None:
            image = etree.Element("img")
            image.set("src", images[0].get("{http://www.w3.org/1999/xlink}href") or images[0].get("href") or "")
            put(svg, image)


def _uncovered(pieces: list[Piece]) -> list[Piece]:
    """Without a picture before all text: it is the cover, and the book gets its own."""
    first = next((at for at, piece in enumerate(pieces) if piece.kind != "figure"), len(pieces))
    is_cover = 0 < first < len(pieces) and not any(piece.text for piece in pieces[:first])
    return pieces[first:] if is_cover else pieces
