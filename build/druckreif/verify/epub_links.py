"""What an EPUB's files say of each other: links, pictures, style sheets, contents, landmarks, page list, NCX."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urldefrag

from .epub_package import DC, MEDIA, SVG, TYPE, XHTML, Element, Fault, Package, X, fault

OUTSIDE = ("http:", "https:", "mailto:")
_XLINK = "{http://www.w3.org/1999/xlink}href"
_FONTS = {media for suffix in ("ttf", "otf", "woff", "woff2") for media in MEDIA[suffix]}
_PICTURES = {media for suffix in ("png", "jpg", "gif", "webp", "svg") for media in MEDIA[suffix]}
_NO_ADDRESS = re.compile(r"[\s<>\"{}|\\^`]|%(?![0-9A-Fa-f]{2})")
_COMMENT = re.compile(r"/\*.*?\*/", re.S)
_URL = re.compile(r"""url\(\s*(?:"([^"]*)"|'([^']*)'|([^)"']*))\s*\)|@import\s+["']([^"']*)["']""")
_FACE = re.compile(r"@font-face\s*\{([^}]*)\}")
_REFUSED = (
    (re.compile(r"(?<![\w-])(direction|unicode-bidi)\s*:"), "direction belongs into the markup"),
    (re.compile(r"position\s*:\s*(fixed|absolute)"), "a fixed position"),
    (re.compile(r"@media\s*\{"), "an empty media query, which stops older devices"),
    (re.compile(r"@import\b"), "an import"),
    (re.compile(r"@charset\s+(?![\"']utf-8[\"'])", re.I), "not UTF-8"),
    (re.compile(r"url\(\s*[\"']?\s*[\"']?\s*\)"), "an empty address"),
)


def link_faults(book: Package) -> Iterator[Fault]:
    """What leads nowhere, outside, or to the wrong kind of thing."""
    for file, root in book.documents.items():
        for element in root.iter(f"{X}*"):
            yield from _links(book, file, element)
    for file, root in book.drawings.items():
        yield from _drawing(book, file, root)
    for item in book.items:
        if item.media == "text/css" and item.file in book.data:
            yield from _style(book, item.file)
    yield from _navigation(book)
    for file, root in book.ncx.items():
        yield from _ncx(book, file, root)


def _links(book: Package, file: str, element: Element) -> Iterator[Fault]:
    href, src = element.get("href"), element.get("src")
    is_anchor = element.tag == f"{X}a"
    if href is not None and not (is_anchor and href.startswith(OUTSIDE)):
        wanted = {"text/css"} if element.tag == f"{X}link" else {XHTML, SVG}
        if message := wrong(book, file, href, wanted):
            yield fault(message, file, element)
        elif is_anchor and book.at(file, href.partition("#")[0] or file.rpartition("/")[2]) not in book.spine:
            yield fault(f"a link to a file that is not in the spine: {href}", file, element)
    elif href is not None and (_NO_ADDRESS.search(href) or re.fullmatch(r"\w+:(//)?", href)):
        yield fault(f'no address: "{href}"', file, element)
    if src is not None and (message := wrong(book, file, src, _PICTURES)):
        yield fault(message, file, element)


def wrong(book: Package, file: str, link: str, wanted: set[str]) -> str:
    """What is wrong with a link inside the container to one of these media types, or nothing."""
    target, fragment = urldefrag(link)
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:|//", target):
        return f"a resource outside of the book: {link}"
    if target.startswith("/") or "?" in target or _NO_ADDRESS.search(link):
        return f'no address inside of the book: "{link}"'
    path = book.at(file, target) if target else file
    if path.startswith("../"):
        return f"a link out of the container: {link}"
    if path not in book.data:
        return f"a link to a file that is not there: {link}"
    if path not in book.by_file:
        return f"a link to a file that is not in the manifest: {link}"
    if book.by_file[path].media not in wanted:
        return f"a link to the wrong kind of file: {link}"
    if (fragment or "#" in link) and fragment not in book.ids.get(path, ()):
        return f"a link to a place that is not there: {link}"
    return ""


def _drawing(book: Package, file: str, root: Element) -> Iterator[Fault]:
    if root.tag != "{http://www.w3.org/2000/svg}svg":
        yield fault("not an SVG", file, root)
    seen: set[str] = set()
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        name = element.tag.rpartition("}")[2]
        if name in ("script", "foreignObject", "animate", "set") or any(str(a).startswith("on") for a in element.attrib):
            yield fault(f"<{name}> in a drawing", file, element)
        for attribute in ("href", _XLINK):
            link = element.get(attribute, "")
            if link and not link.startswith("data:") and (message := wrong(book, file, link, _PICTURES)):
                yield fault(message, file, element)
        if (id := element.get("id")) is not None:
            if id in seen or not id.strip():
                yield fault(f'two elements with id "{id}"', file, element)
            seen.add(id)


def _style(book: Package, file: str) -> Iterator[Fault]:
    """A style sheet as far as reading systems refuse it; what a browser shows of it is for the eye."""
    try:
        text = book.data[file].decode("utf-8")
    except UnicodeDecodeError:
        yield Fault("not UTF-8", file)
        return
    text = _COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), text)
    bare = re.sub(r"\"[^\"\n]*\"|'[^'\n]*'", '""', text)
    depth = 0
    for brace in re.findall(r"[{}]", bare):
        depth += 1 if brace == "{" else -1
        if depth < 0:
            break
    if depth or "/*" in bare or bare.count('"') % 2 or bare.count("'") % 2:
        yield Fault("braces, comments or quotation marks that do not close", file)
    yield from _declarations(file, bare)
    for pattern, message in _REFUSED:
        if found := pattern.search(text):
            yield Fault(message, file, text.count("\n", 0, found.start()) + 1)
    faces = [face.span() for face in _FACE.finditer(text)]
    for found in _URL.finditer(text):
        link = next((part for part in found.groups() if part), "").strip()
        in_face = any(begin < found.start() < end for begin, end in faces)
        if link and (message := wrong(book, file, link, _FONTS if in_face else _PICTURES)):
            yield Fault(message, file, text.count("\n", 0, found.start()) + 1)
    for face in _FACE.finditer(text):
        if not re.search(r"\bsrc\s*:\s*\S", face[1]) or not re.search(r"\bfont-family\s*:\s*\S", face[1]):
            yield Fault("a font face without family or source", file, text.count("\n", 0, face.start()) + 1)


def _declarations(file: str, bare: str) -> Iterator[Fault]:
    """Blocks of `property: value` with nothing else in them."""
    for block in re.finditer(r"\{([^{}]*)\}", bare):
        for declaration in block[1].split(";"):
            if declaration.strip() and not re.fullmatch(r"\s*[-\w]+\s*:\s*[^:\s][^:]*|.*\burl\(.*", declaration, re.S):
                line = bare.count("\n", 0, block.start()) + 1
                yield Fault(f'no declaration: "{" ".join(declaration.split())}"', file, line)


def _navigation(book: Package) -> Iterator[Fault]:
    if not (file := book.nav()):
        return
    navs: dict[str, list[Element]] = {}
    for nav in book.documents[file].iter(f"{X}nav"):
        for type in (nav.get(TYPE) or "").split():
            navs.setdefault(type, []).append(nav)
        yield from _lists(file, nav)
        for link in nav.iter(f"{X}a"):
            if link.get("href", "").startswith(OUTSIDE):
                yield fault("an entry that leads out of the book", file, link)
    if len(navs.get("toc", ())) != 1:
        yield Fault("not one table of contents", file)
    for type in ("landmarks", "page-list"):
        if len(navs.get(type, ())) > 1:
            yield Fault(f"more than one {type}", file)
    for type in ("toc", "page-list"):
        for nav in navs.get(type, ()):
            yield from _in_order(book, file, nav)
    marks: set[tuple[str, str]] = set()
    for link in (link for nav in navs.get("landmarks", ()) for link in nav.iter(f"{X}a")):
        mark = (link.get(TYPE, ""), link.get("href", ""))
        if not mark[0] or mark in marks:
            yield fault("a landmark without type, or one that is there twice", file, link)
        marks.add(mark)
    labels: set[str] = set()
    for link in (link for nav in navs.get("page-list", ()) for link in nav.iter(f"{X}a")):
        label = _text(link)
        if label in labels:
            yield fault(f"two pages {label}", file, link)
        labels.add(label)


def _lists(file: str, nav: Element) -> Iterator[Fault]:
    """A nav element: a heading if any, then one list of links (EPUB 3.3, 7.3)."""
    if not nav.get(TYPE):
        return
    kinds = [child.tag.removeprefix(X) for child in nav if isinstance(child.tag, str)]
    if kinds[-1:] != ["ol"] or len(kinds) > 2 or (len(kinds) == 2 and not re.fullmatch("h[1-6]|p", kinds[0])):
        yield fault("a navigation list that is more than a heading and a list", file, nav)
    for item in nav.iter(f"{X}li"):
        parts = [child.tag.removeprefix(X) for child in item if isinstance(child.tag, str)]
        if parts not in (["a"], ["a", "ol"], ["span", "ol"]) or (item.text or "").strip():
            yield fault("an entry that is not a link with its list", file, item)
        elif not _text(item[0]):
            yield fault("an entry without words", file, item)


def _text(element: Element) -> str:
    spoken = [str(image.get("alt", "")) for image in element.iter(f"{X}img")]
    return " ".join("".join([*map(str, element.itertext()), *spoken]).split()) or element.get("title", "")


def _in_order(book: Package, file: str, nav: Element) -> Iterator[Fault]:
    """Entries follow the spine and the order within each file (epubcheck: NAV-011)."""
    places = {name: at for at, name in enumerate(book.spine)}
    before = (-1, -1)
    for link in nav.iter(f"{X}a"):
        target, fragment = urldefrag(link.get("href", ""))
        name = book.at(file, target) if target else file
        if name not in places:
            continue
        here = (places[name], book.ids.get(name, {}).get(fragment, -1))
        if here < before:
            yield fault(f'"{_text(link)}" stands before what it follows in the book', file, link)
        before = here


def _ncx(book: Package, file: str, root: Element) -> Iterator[Fault]:
    """The NCX (OPF 2.0.1, 2.4.1)."""
    space = "{http://www.daisy.org/z3986/2005/ncx/}"
    parts = [child.tag for child in root if isinstance(child.tag, str)]
    needed = {f"{space}head", f"{space}docTitle", f"{space}navMap"}
    if root.tag != f"{space}ncx" or root.get("version") != "2005-1" or not needed <= set(parts):
        yield fault("not an NCX, version 2005-1, with title and map", file, root)
    named = {e.get("id"): (e.text or "").strip() for e in book.root.iter(f"{DC}identifier")}
    said = [meta.get("content", "").strip() for meta in root.iter(f"{space}meta") if meta.get("name") == "dtb:uid"]
    if said != [named.get(book.root.get("unique-identifier"), "")]:
        yield fault("the NCX names another book", file, root)
    seen: set[str] = set()
    order = 0
    for element in root.iter(f"{space}*"):
        name = element.tag[len(space) :]
        id = element.get("id")
        if id is not None and (id in seen or not re.fullmatch(r"[A-Za-z_][\w.-]*", id)):
            yield fault(f'the id "{id}" is not unique, or no XML name', file, element)
        seen.add(id or "")
        if name == "content" and (message := wrong(book, file, element.get("src", ""), {XHTML})):
            yield fault(message, file, element)
        if name in ("navPoint", "pageTarget"):
            kinds = [str(child.tag).removeprefix(space) for child in element]
            if kinds[:2] != ["navLabel", "content"] or not element.get("id"):
                yield fault(f"{name} without id, label or target", file, element)
            elif not (element.findtext(f"{space}navLabel/{space}text") or "").strip():
                yield fault(f"{name} without words", file, element)
        if name == "navPoint" and (place := element.get("playOrder")) is not None:
            if not place.isdigit() or int(place) <= order:
                yield fault("playOrder does not rise", file, element)
            order = int(place) if place.isdigit() else order
