"""ODT: its text as a tree of HTML, which the reader of pages then takes: styles, notes, lists, tables, pictures, comments.

Pandoc's reader of ODT drops names of styles, small capitals and languages, which tell verse from quotation; what stands in
`content.xml` is near enough to HTML to be turned into it here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

from .draft import Draft, Left, Place, Refused
from .flowtext import one_line
from .package import Element, Package, elements, local, parse_xml
from .pictures import Pictures
from .publication import read_pages, tied
from .styles import TITLE_STYLES
from .tree import STYLE

_URN = "{urn:oasis:names:tc:opendocument:xmlns:"
TEXT, STYLES, FO = f"{_URN}text:1.0}}", f"{_URN}style:1.0}}", f"{_URN}xsl-fo-compatible:1.0}}"
TABLE, HREF = f"{_URN}table:1.0}}", "{http://www.w3.org/1999/xlink}href"
_BULLET = "list-level-style-bullet"
_MOST_SPACES = 40
_USUAL = ("standard", "text body", "first paragraph", "textkörper", "default")


@dataclass(frozen=True, slots=True)
class Style:
    """What a style says that matters here; what it does not say its parent does."""

    name: str = ""
    """As a reader of the document sees it; "" for one that the program made."""
    parent: str = ""
    css: str = ""
    lang: str = ""
    outline: int = 0
    is_bullet: bool = True


def read_odt(data: bytes, name: str) -> Draft:
    """A draft of an ODT. Raises Refused."""
    package = Package(data)
    kind = package.read("mimetype", 200).strip() if package.has("mimetype") else b""
    if kind and not kind.startswith(b"application/vnd.oasis.opendocument.text"):
        raise Refused("the file is an OpenDocument, but no text")
    content = parse_xml(package.read("content.xml"), "content.xml")
    known = parse_xml(package.read("styles.xml"), "styles.xml") if package.has("styles.xml") else None
    told = parse_xml(package.read("meta.xml"), "meta.xml") if package.has("meta.xml") else None
    styles = {key: style for root in (known, content) if root is not None for key, style in _styles(root)}
    body = next((element for element in elements(content) if element.tag == f"{_URN}office:1.0}}text"), None)
    if body is None:
        raise Refused("the ODT holds no text")
    language = next((style.lang for key, style in styles.items() if key == "default:paragraph" and style.lang), "")
    language = _told(told, "language") or language
    turned = _Turner(styles, language)
    root = turned.page(body)
    pictures = Pictures(lambda src: package.read(src) if package.has(src) else None)
    pages = read_pages({"": root}, tied({"": root}), language or "de", lambda part, src: pictures.keep(src))
    return Draft(
        tuple(pages.pieces), "".join(_seen(body)), title=turned.told.get("title", "") or _told(told, "title"),
        subtitle=turned.told.get("subtitle", ""), authors=tuple(filter(None, [_told(told, "initial-creator")])),
        language=language, description=_told(told, "description"), notes=pages.notes, pictures=pictures.found,
        guesses=tuple(pages.guesses), left=(*turned.left, *pages.left),
    )  # fmt: skip


def _told(root: Element | None, key: str) -> str:
    found = (element for element in elements(root) if local(element) == key) if root is not None else iter(())
    return one_line(next(found, etree.Element("x")).text or "")


def _styles(root: Element) -> list[tuple[str, Style]]:
    found = []
    for element in elements(root):
        if local(element) in ("style", "default-style"):
            name, family = element.get(f"{STYLES}name") or "", element.get(f"{STYLES}family") or ""
            key = f"default:{family}" if local(element) == "default-style" else f"{family}:{name}"
            shown = element.get(f"{STYLES}display-name") or name.replace("_20_", " ")
            is_made = bool(re.fullmatch(r"[A-Z]{1,2}\d+", name))
            parent = element.get(f"{STYLES}parent-style-name") or ""
            css, lang = _letters(element)
            outline = element.get(f"{STYLES}default-outline-level") or ""
            level = int(outline) if re.fullmatch(r"\d{1,2}", outline) else 0
            found.append((key, Style("" if is_made else shown, parent, css, lang, level)))
        elif local(element) == "list-style":
            first = next((child for child in element if isinstance(child.tag, str)), None)
            found.append((f"list:{element.get(f'{STYLES}name')}", Style(is_bullet=first is None or local(first) == _BULLET)))
    return found


def _letters(element: Element) -> tuple[str, str]:
    """The letters of a style as CSS, and their language."""
    css, lang = [], ""
    for child in element:
        if local(child) == "text-properties":
            for name in ("font-style", "font-weight", "font-variant"):
                if value := child.get(f"{FO}{name}"):
                    css.append(f"{name}:{value}")
            if re.match(r"super|[1-9]", child.get(f"{STYLES}text-position") or ""):
                css.append("vertical-align:super")
            country = child.get(f"{FO}country") or ""
            if (lang := child.get(f"{FO}language") or "") and country not in ("", "none") and lang not in ("none", "zxx"):
                lang = f"{lang}-{country}"
            lang = "" if lang in ("none", "zxx") else lang
    return ";".join(css), lang


@dataclass(slots=True)
class _Turner:
    """Turns the text of an ODT into HTML."""

    styles: Mapping[str, Style]
    language: str
    left: list[Left] = field(default_factory=list)
    told: dict[str, str] = field(default_factory=dict)
    notes: list[Element] = field(default_factory=list)
    ids: dict[str, int] = field(default_factory=dict)
    number: int = 0

    def page(self, body: Element) -> Element:
        root = etree.Element("html")
        target = etree.SubElement(root, "body")
        self.children(body, target)
        if self.notes:
            held = etree.SubElement(target, "section", {"class": "footnotes", "role": "doc-endnotes"})
            for note in self.notes:
                held.append(note)
        return root

    def children(self, source: Element, target: Element) -> None:
        self.say(target, source.text if local(source) in ("p", "h", "span", "a") else "")
        for child in source:
            if isinstance(child.tag, str):
                self.turn(child, target)
            if local(source) in ("p", "h", "span", "a"):
                self.say(target, child.tail)

    def say(self, target: Element, text: str | None) -> None:
        if not text:
            return
        if len(target):
            target[-1].tail = (target[-1].tail or "") + text
        else:
            target.text = (target.text or "") + text

    def turn(self, element: Element, target: Element) -> None:
        """One element below another."""
        name = local(element)
        match name:
            case "p" | "h":
                self.paragraph(element, target)
            case "span":
                self.span(element, target)
            case "a":
                self.children(element, etree.SubElement(target, "a", {"href": element.get(HREF) or ""}))
            case "s":
                count = element.get(f"{TEXT}c") or "1"
                times = min(int(count), _MOST_SPACES) if re.fullmatch(r"\d{1,4}", count) else 1
                self.say(target, "\u00a0" * times if times > 1 and _is_at_begin(target) else " ")
            case "tab":
                self.say(target, " ")
            case "line-break":
                etree.SubElement(target, "br")
            case "note":
                self.note(element, target)
            case "note-ref":
                self.again(element, target)
            case "list":
                self.list(element, target)
            case "table":
                self.table(element, target)
            case "frame":
                self.frame(element, target)
            case "annotation":
                self.leave("comment", element)
            case "tracked-changes":
                for change in element.iter(f"{TEXT}deletion"):
                    self.leave("deleted revision", change)
            case "table-of-content" | "alphabetical-index" | "illustration-index" | "table-index" | "user-index":
                self.leave("list of contents (is made anew)", element)
            case "section" | "numbered-paragraph" | "list-item" | "text-box" | "bibliography" | "index-body" | "g":
                self.children(element, target)
            case "ruby-text" | "annotation-end" | "sequence-decls" | "bookmark" | "bookmark-start" | "bookmark-end":
                return
            case _:
                if element.text and not len(element):  # a field: a date, a number of a page, a reference
                    self.say(target, element.text)
                else:
                    self.children(element, target)

    def leave(self, kind: str, element: Element) -> None:
        by = next((" ".join((e.text or "").split()) for e in elements(element) if local(e) == "creator"), "")[:60]
        words = " ".join(" ".join(_seen(part)) for part in element if local(part) not in ("creator", "date", "change-info"))
        if words.strip():
            self.left.append(Left(f"{kind} by {by}" if by else kind, " ".join(words.split()), Place("", self.number)))

    # ---- styles ----

    def chain(self, family: str, name: str) -> list[Style]:
        """A style and its parents."""
        found: list[Style] = []
        while name and (style := self.styles.get(f"{family}:{name}")) and len(found) < 20:
            found.append(style)
            name = style.parent
        return found

    def paragraph(self, element: Element, target: Element) -> None:
        self.number += 1
        name = element.get(f"{TEXT}style-name") or ""
        chain = self.chain("paragraph", name)
        shown = next((style.name for style in chain if style.name), name.replace("_20_", " "))
        level = element.get(f"{TEXT}outline-level") or "1" if local(element) == "h" else ""
        if not level and (found := re.fullmatch(r"(?:heading|überschrift) (\d)", shown.lower())):
            level = found[1]
        key = TITLE_STYLES.get(shown.lower(), "") if not level else ""
        if key and key not in self.told and not any(local(child) == "h1" for child in target) and self.number < 8:
            self.told[key] = one_line("".join(_seen(element)))
            if self.told[key]:
                self.left.append(Left(f"{key} (in book.yaml)", self.told[key], Place("", self.number)))
                return
        tag = f"h{min(max(int(level), 1), 6)}" if level.isdecimal() else "p"
        made = etree.SubElement(target, tag)
        if tag == "p" and shown and shown.lower() not in _USUAL:
            made.set(STYLE, shown)
        lang = next((style.lang for style in chain if style.lang), "")
        if lang and chain and chain[0].lang:
            made.set("lang", lang)
        css = chain[0].css if chain and not chain[0].name else ""
        inner = etree.SubElement(made, "span", {"style": css}) if css and tag == "p" else made
        self.children(element, inner)

    def span(self, element: Element, target: Element) -> None:
        chain = self.chain("text", element.get(f"{TEXT}style-name") or "")
        css = ";".join(style.css for style in chain if style.css)
        names = {style.name.lower() for style in chain}
        if names & {"emphasis", "hervorhebung"}:
            css += ";font-style:italic"
        if names & {"strong emphasis", "stark betont"}:
            css += ";font-weight:bold"
        made = etree.SubElement(target, "sup" if "vertical-align:super" in css else "span")
        if css:
            made.set("style", css)
        if lang := next((style.lang for style in chain if style.lang), ""):
            made.set("lang", lang)
        self.children(element, made)

    # ---- notes ----

    def note(self, element: Element, target: Element) -> None:
        id = element.get(f"{TEXT}id") or ""
        number = len(self.notes) + 1
        self.ids.setdefault(id, number)
        shown = next((" ".join("".join(map(str, e.itertext())).split()) for e in element if local(e) == "note-citation"), "")
        self.call(target, number, shown)
        held = etree.Element("div", {"id": f"fn{number}", "role": "doc-footnote"})
        self.notes.append(held)
        for child in element:
            if local(child) == "note-body":
                self.children(child, held)

    def call(self, target: Element, number: int, shown: str) -> None:
        link = etree.SubElement(target, "a", {"href": f"#fn{number}", "role": "doc-noteref"})
        link.text = shown or str(number)

    def again(self, element: Element, target: Element) -> None:
        """A field that says the number of a note: a second call."""
        number = self.ids.get(element.get(f"{TEXT}ref-name") or "", 0)
        text = "".join(map(str, element.itertext()))
        if number:
            self.call(target, number, text)
        else:
            self.say(target, text)

    # ---- lists, tables, pictures ----

    def list(self, element: Element, target: Element) -> None:
        name = element.get(f"{TEXT}style-name") or ""
        style = self.styles.get(f"list:{name}")
        made = etree.SubElement(target, "ul" if style is None or style.is_bullet else "ol")
        for item in element:
            if local(item) in ("list-item", "list-header"):
                self.children(item, etree.SubElement(made, "li"))

    def table(self, element: Element, target: Element) -> None:
        made = etree.SubElement(target, "table")
        for row in element.iter(f"{TABLE}table-row"):
            if next((above for above in row.iterancestors() if local(above) == "table"), None) is not element:
                continue
            line = etree.SubElement(made, "tr")
            for cell in row:
                if local(cell) in ("table-cell", "covered-table-cell"):
                    repeated = cell.get(f"{TABLE}number-columns-repeated") or "1"
                    times = min(int(repeated), 40) if re.fullmatch(r"\d{1,3}", repeated) and not len(cell) else 1
                    for _ in range(times):
                        self.children(cell, etree.SubElement(line, "td"))

    def frame(self, element: Element, target: Element) -> None:
        told = [child for child in element if local(child) in ("desc", "title")]
        said = [" ".join("".join(map(str, child.itertext())).split()) for child in told]
        for child in element:
            if local(child) == "image":
                src = (child.get(HREF) or "").removeprefix("./")
                etree.SubElement(target, "img", {"src": src, "alt": max(said, key=len, default="")})
                break
        for child in element:
            if local(child) == "text-box":
                self.children(child, target)


def _is_at_begin(target: Element) -> bool:
    """Whether a line begins here, where spaces indent it."""
    return local(target[-1]) == "br" and not target[-1].tail if len(target) else not target.text


def _seen(element: Element) -> list[str]:
    """The words below an element, paragraphs parted; for the proof, by no way but this."""
    out: list[str] = []
    parted = ("p", "h", "s", "tab", "line-break", "note-citation", "note-body", "table-cell", "note-ref")
    for event, node in etree.iterwalk(element, events=("start", "end")):
        if not isinstance(node.tag, str):
            continue
        name = local(node)
        space = " " if name in parted else ""
        is_text = name not in ("desc", "title", "creator", "date", "sequence-decls")
        if event == "start":
            out += [space, (node.text or "") * is_text]
        elif node is not element:
            out += [space, node.tail or ""]
    return out
