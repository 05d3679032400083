"""What blocks are called: styles of word processors in German and English, classes and types of pages."""

from __future__ import annotations

import re

from .package import Element, local
from .tree import HEADINGS, TYPE, names_of, style_of

_STYLES = {
    "verse": r"(?:verse|vers|gedicht|poem|poetry|strophe|stanza|lyrik)(?: \d+)?",
    "letter": r"(?:letter|brief)(?: ?text| \d+)?",
    "quotation": r"(?:block ?text|block ?quote|(?:intensives? |intense )?(?:zitat|quote)|quotations?|zitate?|blockzitat|"
    r"langes zitat|textkörper einzug zitat)(?: \d+)?",
    "attribution": r"attribution|quelle|zitatquelle|quellenangabe",
    "number": r"chapter number|kapitelnummer",
    "part": r"part(?: title)?|teil(?:titel)?",
    "caption": r"caption|beschriftung|table ?caption|image ?caption|figure ?caption|abbildung|tabelle|illustration|"
    r"figurecaption|tablecaption|bildunterschrift",
    "title": r"title|titel",
    "subtitle": r"subtitle|untertitel|chapter subtitle",
    "ornament": r"ornament|zierde",
}
_KNOWN = [(kind, re.compile(pattern)) for kind, pattern in _STYLES.items()]

TITLE_STYLES = {
    "title": "title", "titel": "title", "subtitle": "subtitle", "untertitel": "subtitle", "author": "author",
    "autor": "author", "date": "date", "datum": "date",
}  # fmt: skip
"""Styles of what stands on a title page, by name; what they say goes to book.yaml."""

_NAMES = {
    "verse": ("verse", "poem", "poetry", "stanza", "lyrics", "gedicht", "vers", "line-block", "z3998:verse", "z3998:poem"),
    "letter": ("letter", "brief", "z3998:letter"),
    "quotation": ("blockquote", "quotation", "zitat"),
    "attribution": ("attribution", "zitatquelle"),
    "number": ("number", "chapter-number", "chapternumber", "kapitelnummer"),
    "drop": ("dispute-label", "more-calls"),
    "caption": ("caption", "bildunterschrift"),
    "subtitle": ("subtitle", "untertitel"),
}
_BY_NAME = {name: kind for kind, names in _NAMES.items() for name in names}


_MADE = {
    "titlepage": "title page", "title-page": "title page", "halftitlepage": "half title", "half-title": "half title",
    "copyright-page": "imprint", "imprint": "imprint", "colophon": "colophon", "doc-colophon": "colophon",
    "index": "register", "doc-index": "register", "register": "register", "toc": "list of contents",
    "doc-toc": "list of contents", "landmarks": "list of contents", "page-list": "list of contents",
    "cover": "cover", "doc-cover": "cover",
}  # fmt: skip
"""Divisions that every book gets anew, by type or role; by class only in pages that druckreif wrote."""


def made_division(element: Element) -> str:
    """Which division an element is that the book will get anew, "" if it is none."""
    names = set(" ".join(element.get(name) or "" for name in (TYPE, "epub:type", "role")).lower().split())
    classes = (element.get("class") or "").lower().split()
    if "division" in classes:
        names |= set(classes)
    return next((_MADE[name] for name in sorted(names) if name in _MADE), "")


def is_part(element: Element) -> bool:
    """Whether an element is the page of a part, or stands on one."""
    for above in (element, *element.iterancestors()):
        if local(above) in ("section", "body", "div", "article"):
            names = names_of(above)
            if not names.isdisjoint(("doc-part", "part")) and sum(local(inner) in HEADINGS for inner in above.iter()) == 1:
                return True
            if not names.isdisjoint(("chapter", "doc-chapter", "division")):
                return False
    return False


def kind_of_block(element: Element) -> str:
    """What a block is by style, type or class: verse, letter, quotation, attribution, number, part, caption ... or ""."""
    if style := style_of(element):
        return next((kind for kind, pattern in _KNOWN if pattern.fullmatch(style)), "")
    names = names_of(element)
    found = [_BY_NAME[name] for name in sorted(names) if name in _BY_NAME]
    if "verse" in found:
        return "verse"
    return "quotation" if local(element) == "blockquote" else found[0] if found else ""
