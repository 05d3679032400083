"""HTML: a page of the web with what stands around its text, or one that a program wrote."""

from __future__ import annotations

import re

from .draft import Draft
from .flowtext import one_line
from .package import Element, decode_markup, elements, local, parse_page
from .pictures import Pictures
from .publication import first_heading, read_pages
from .seen import both
from .tree import language_of
from .webdebris import without_web_debris
from .webnotes import WebNotes

_AUTHORS = ("author", "dc.creator", "dcterms.creator", "article:author", "citation_author")


def read_html(data: bytes, name: str) -> Draft:
    """A draft of a page; nothing that it refers to is fetched. Raises Refused."""
    text, guesses = decode_markup(data)
    root = parse_page(text, is_xml=text.lstrip().startswith("<?xml"))
    told = _told(root)
    original, beside = both(text, root)
    language = language_of(root) or told.get("language", "")
    notes = WebNotes({"": root})
    notes.find()
    kept = {*notes.calls, *(block for target in notes.by_target for block in (target, notes.block(target)))}
    left = without_web_debris(root, "", kept)
    notes = WebNotes({"": root})
    notes.tie()
    pictures = Pictures()
    pages = read_pages({"": root}, notes, language or "de", lambda part, src: pictures.keep(src))
    heads = sum(piece.kind == "heading" and piece.level == 1 for piece in pages.pieces)
    title = told.get("title", "") if heads != 1 else ""
    return Draft(
        tuple(pages.pieces), original, title=_without_site(title, first_heading(root)), language=language,
        authors=tuple(filter(None, (told.get(key, "") for key in _AUTHORS)))[:1], description=told.get("description", ""),
        notes=pages.notes, pictures=pictures.found, guesses=(*guesses, *pages.guesses), left=(*beside, *left, *pages.left),
    )  # fmt: skip


def _told(root: Element) -> dict[str, str]:
    """What the head of a page says of it."""
    found: dict[str, str] = {}
    for element in elements(root):
        if local(element) == "title" and "title" not in found and "svg" not in {local(p) for p in element.iterancestors()}:
            found["title"] = one_line(element.text or "")
        elif local(element) == "meta":
            key = (element.get("name") or element.get("property") or element.get("http-equiv") or "").lower()
            value = one_line(element.get("content") or "")
            if key in ("dc.title", "citation_title", "og:title") and value:
                found["title"] = value
            elif key in ("content-language", "dc.language"):
                found["language"] = value
            elif key in (*_AUTHORS, "description") and value and not value.startswith("http"):
                found[key] = value
    return found


def _without_site(title: str, heading: str) -> str:
    """A title without the name of its site: "Der Bogen | Verlag"."""
    if heading and heading in title:
        return heading
    return re.split(r"\s+[|·•—–-]\s+", title)[0].strip()

