"""The content documents of an EPUB: elements, attributes, nesting, ids, semantics, as XHTML and EPUB 3.3 have them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from .epub_package import LANGUAGE, TYPE, XML, Element, Fault, Package, X, fault
from .epub_words import (
    ALLOWED,
    ARIA,
    FLOW,
    GLOBAL,
    NEEDS,
    NO_TEXT,
    NO_TYPE,
    NOT_INSIDE,
    NUMBERS,
    ONLY,
    OWN,
    REFERRING,
    ROLES,
    TRANSPARENT,
    TYPES,
    VALUES,
)

_SVG = "{http://www.w3.org/2000/svg}"
_ID = re.compile(r"\S+")
_SUBSET = re.compile(rb"(?s).*<!DOCTYPE\s+html\s+(?!SYSTEM \"about:legacy-compat\")[^\s>]")


def markup_faults(book: Package) -> Iterator[Fault]:
    """What is wrong in the content documents, links aside."""
    for file, root in book.documents.items():
        yield from _document(book, file, root)


def _document(book: Package, file: str, root: Element) -> Iterator[Fault]:
    info = root.getroottree().docinfo
    if info.public_id or _SUBSET.match(book.data[file][:500]):
        yield Fault("a DOCTYPE other than that of HTML", file)
    if info.encoding and info.encoding.lower() not in ("utf-8", "ascii", "us-ascii"):
        yield Fault("not UTF-8", file)
    children = [child.tag for child in root if isinstance(child.tag, str)]
    if root.tag != f"{X}html" or children != [f"{X}head", f"{X}body"]:
        yield fault("not an XHTML document with head and body", file, root)
        return
    if not (root.get("lang") or root.get(f"{XML}lang")):
        yield fault("the document does not say its language", file, root)
    if not (root[0].findtext(f"{X}title") or "").strip():
        yield fault("no title", file, root[0])
    if len(root[0].findall(f"{X}title")) > 1:
        yield fault("two titles", file, root[0])
    seen: set[str] = set()
    known = book.ids[file]
    for element in root.iter():
        tag = element.tag
        if not isinstance(tag, str):
            if isinstance(element, etree._Entity):
                yield fault("an entity", file, element)
            continue
        if not tag.startswith(X):
            if not _is_drawing(element):
                yield fault(f"{tag} is no element of XHTML", file, element)
            continue
        name = tag[len(X) :]
        if name not in ONLY:
            yield fault(f"<{name}> does not belong into a book", file, element)
            continue
        for message in (*_nesting(element, name), *_attributes(element, name, known), *_semantics(element, name)):
            yield fault(message, file, element)
        if (id := element.get("id")) is not None:
            if id in seen:
                yield fault(f'two elements with id "{id}"', file, element)
            elif not _ID.fullmatch(id):
                yield fault(f'"{id}" is no id', file, element)
            seen.add(id)


def _is_drawing(element: Element) -> bool:
    return str(element.tag).startswith(_SVG)


def _local(element: Element) -> str:
    return str(element.tag).removeprefix(X)


def _nesting(element: Element, name: str) -> Iterator[str]:
    """Parents, children and text of an element (HTML, content model)."""
    children = [child for child in element if isinstance(child.tag, str)]
    names = [_local(child) for child in children]
    allowed = ONLY[name]
    if name in TRANSPARENT:
        holder = next((a for a in element.iterancestors() if _local(a) not in TRANSPARENT), None)
        allowed = ONLY.get(_local(holder), FLOW) if holder is not None else FLOW
    elif name == "div" and (parent := element.getparent()) is not None and _local(parent) == "dl":
        allowed = {"dt", "dd"}
    for child in names:
        if child not in allowed and child in ONLY:
            yield f"<{child}> inside of <{name}>"
    if name in NO_TEXT and ((element.text or "").strip() or any((child.tail or "").strip() for child in element)):
        yield f"text inside of <{name}>"
    if (needed := NEEDS.get(name)) and not needed & set(names) and not (name == "figure" and _drawn(children)):
        yield f"<{name}> without <{min(needed)}>"
    if forbidden := NOT_INSIDE.get(name):
        for ancestor in element.iterancestors():
            if _local(ancestor) in forbidden:
                yield f"<{name}> inside of <{_local(ancestor)}>"
    if name == "table":
        order = [{"caption": 0, "colgroup": 1, "thead": 2, "tbody": 3, "tr": 3, "tfoot": 4}.get(child, 9) for child in names]
        if order != sorted(order) or any(names.count(once) > 1 for once in ("caption", "thead", "tfoot")):
            yield "the parts of the table are not in order"
    if (name == "figure" and names.count("figcaption") > 1) or (name == "details" and names[:1] != ["summary"]):
        yield f"<{name}> has not one caption in its place"
    if name in ("dl", "div") and "dt" in names and names[-1] == "dt":
        yield "a term without definition"


def _drawn(children: list[Element]) -> bool:
    return any(_is_drawing(child) for child in children)


def _attributes(element: Element, name: str, ids: dict[str, int]) -> Iterator[str]:
    own = OWN.get(name, set())
    for raw, text in element.attrib.items():
        attribute, value = str(raw), str(text)
        if attribute not in GLOBAL and attribute not in own and attribute not in ARIA and not attribute.startswith("data-"):
            yield f"<{name}> has no attribute {attribute}"
        elif attribute in ("lang", f"{XML}lang") and not LANGUAGE.fullmatch(value):
            yield f'"{value}" is not a language tag (BCP 47)'
        elif attribute in VALUES and value not in VALUES[attribute]:
            yield f'{attribute} cannot be "{value}"'
        elif attribute in NUMBERS and not re.fullmatch(r"-?\d+", value) and name != "data":
            yield f'{attribute} is no number: "{value}"'
        elif attribute in REFERRING and (lost := [id for id in value.split() if id not in ids]):
            yield f'{attribute} names "{lost[0]}", which is not there'
    if element.get("lang") and element.get(f"{XML}lang") not in (None, element.get("lang")):
        yield "lang and xml:lang differ"
    if name == "img" and (element.get("alt") is None or not element.get("src")):
        yield "a picture without alternative text or source"
    if name == "link" and element.get("rel") != "stylesheet":
        yield "a link to something other than a style sheet"
    if name == "meta" and not element.get("charset") and (not element.get("name") or element.get("content") is None):
        yield "a meta element that says nothing"


def _semantics(element: Element, name: str) -> Iterator[str]:
    if (role := element.get("role")) is not None:
        for token in role.split() or [""]:
            if token not in ROLES or token not in ALLOWED.get(name, ROLES):
                yield f'<{name}> cannot have the role "{token}"'
    if (types := element.get(TYPE)) is not None:
        for token in types.split():
            if name in NO_TYPE or (token not in TYPES and ":" not in token):
                yield f'<{name}> cannot have the type "{token}"'
