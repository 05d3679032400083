"""DOCX: pandoc turns it into HTML with the names of its styles, which the reader of pages then takes.

Pandoc is handed the text alone, checked and packed anew: no pictures, no settings, no macros. A field that says the number
of a note is made a call of that note before, which pandoc would drop.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator

from lxml import etree

from ..base.pandoc import PandocFailed, pandoc
from .draft import Draft, Left, Place, Refused
from .flowtext import one_line
from .package import Element, Package, elements, local, parse_page, parse_xml
from .pictures import Pictures
from .publication import read_pages, tied
from .styles import TITLE_STYLES
from .tree import put, take_out, words_of

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_REFERENCES = (f"{W}footnoteReference", f"{W}endnoteReference")
_TEXT = ("document", "footnotes", "endnotes", "comments")
_OPTIONS = ["-f", "docx+styles", "-t", "html5", "-s", "--track-changes=all", "--wrap=none"]
_NOTEREF = re.compile(r"\s*NOTEREF\s+\"?([^\s\"\\]+)", re.IGNORECASE)


def read_docx(data: bytes, name: str) -> Draft:
    """A draft of a DOCX. Raises Refused, MissingTool."""
    package = Package(data)
    parts = {file: package.read(file) for file in package.infos if file.endswith((".xml", ".rels")) and _is_text(file)}
    roots = {file: parse_xml(content, file[:60]) for file, content in parts.items()}
    if "word/document.xml" not in roots:
        raise Refused("the DOCX holds no text")
    document = roots["word/document.xml"]
    original = "\n".join(_seen(roots[f"word/{part}.xml"], part) for part in _TEXT if f"word/{part}.xml" in roots)
    shown = _name_again(document)
    media = [file for file in package.infos if file.startswith("word/media/")]
    try:
        html = pandoc(_OPTIONS, _packed(roots, media)).decode("utf-8", "replace")
    except PandocFailed as failed:
        raise Refused(f"the DOCX cannot be read: {failed}") from None
    root = parse_page(html)
    _unite(root, list(_calls(document)))
    told, left = _title_block(root)
    left += [Left("number of a note", text, Place("", 0)) for text in shown if text.strip()]
    core = roots.get("docProps/core.xml")
    language = _core(core, "language") or _default_language(roots.get("word/styles.xml"))
    pictures = Pictures(lambda src: package.read(f"word/{src}") if package.has(f"word/{src}") else None)
    pages = read_pages({"": root}, tied({"": root}), language or "de", lambda part, src: pictures.keep(src))
    author = told.get("author") or _core(core, "creator")
    return Draft(
        tuple(pages.pieces), original, title=told.get("title") or _core(core, "title"), subtitle=told.get("subtitle", ""),
        authors=(author,) if author else (), language=language, description=_core(core, "description"), notes=pages.notes,
        pictures=pictures.found, guesses=tuple(pages.guesses), left=(*left, *pages.left),
    )  # fmt: skip


def _is_text(file: str) -> bool:
    """Whether a part says what the text is: headers, settings, themes and what is embedded do not."""
    if file in ("[Content_Types].xml", "_rels/.rels", "docProps/core.xml"):
        return True
    known = ("document", "styles", "numbering", "footnotes", "endnotes", "comments")
    return bool(re.fullmatch(rf"word/(?:_rels/)?(?:{'|'.join(known)})\.xml(?:\.rels)?", file))


def _packed(roots: dict[str, Element], media: list[str]) -> bytes:
    """The text alone, and the names of pictures, which pandoc only mentions."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as target:
        for file, root in roots.items():
            target.writestr(zipfile.ZipInfo(file), etree.tostring(root, encoding="UTF-8", xml_declaration=True))
        for file in media:
            target.writestr(zipfile.ZipInfo(file), b"-")
    return out.getvalue()


# ---- notes ----


def _calls(document: Element) -> Iterator[tuple[str, str]]:
    """Kind and id of the notes that are called, in order."""
    for element in document.iter(*_REFERENCES):
        yield local(element), element.get(f"{W}id") or ""


def _name_again(document: Element) -> list[str]:
    """Let each field that says the number of a note call that note; what the fields showed."""
    shown: list[str] = []
    marked: dict[str, Element] = {}
    waiting: list[str] = []
    for element in document.iter(f"{W}bookmarkStart", f"{W}bookmarkEnd", *_REFERENCES):
        if local(element) == "bookmarkstart":
            waiting = [*waiting[-50:], element.get(f"{W}name") or ""]
        elif element.tag in _REFERENCES:
            for bookmark in waiting:
                marked.setdefault(bookmark, element)
            waiting = []
    for simple in list(document.iter(f"{W}fldSimple")):
        if (found := _NOTEREF.match(simple.get(f"{W}instr") or "")) and found[1] in marked:
            shown.append("".join(map(str, simple.itertext())))
            put(simple, _reference(marked[found[1]]))
    for instruction in list(document.iter(f"{W}instrText")):
        if (found := _NOTEREF.match(instruction.text or "")) and found[1] in marked:
            shown.append(_replace_field(instruction, marked[found[1]]))
    return shown


def _reference(called: Element) -> Element:
    run = etree.Element(f"{W}r")
    etree.SubElement(run, str(called.tag), {f"{W}id": called.get(f"{W}id") or ""})
    return run


def _replace_field(instruction: Element, called: Element) -> str:
    """Replace what a complex field shows, from its separator to its end, by a call; what it showed."""
    run = instruction.getparent()
    shown: list[Element] = []
    is_open = False
    run = run.getnext() if run is not None else None
    while run is not None and len(shown) < 20:
        kinds = [mark.get(f"{W}fldCharType") for mark in run.iter(f"{W}fldChar")]
        if "end" in kinds:
            break
        if is_open and local(run) == "r":
            shown.append(run)
        is_open = is_open or "separate" in kinds
        run = run.getnext()
    if run is not None and shown:
        for other in shown:
            parent = other.getparent()
            if parent is not None:
                parent.remove(other)
        run.addnext(_reference(called))
        return "".join(text for other in shown for text in map(str, other.itertext()))
    return ""


def _unite(root: Element, keys: list[tuple[str, str]]) -> None:
    """Notes that are called twice, which pandoc writes twice, are one; calls show no number: in the file there is none."""
    links = [a for a in elements(root) if local(a) == "a" and a.get("role") == "doc-noteref"]
    texts = {element.get("id") or "": element for element in elements(root) if (element.get("id") or "").startswith("fn")}
    first: dict[tuple[str, str], str] = {}
    for number, link in enumerate(links):
        target = (link.get("href") or "").removeprefix("#")
        if len(keys) == len(links):
            one = first.setdefault(keys[number], target)
            if one != target and target in texts:
                take_out(texts[target])
                link.set("href", f"#{one}")
        link.set("data-mark", str(len(first) if len(keys) == len(links) else number + 1))
        for child in list(link):
            link.remove(child)
        link.text = None
    for back in [a for a in elements(root) if local(a) == "a" and a.get("role") == "doc-backlink"]:
        take_out(back)


# ---- what it says of itself ----


def _title_block(root: Element) -> tuple[dict[str, str], list[Left]]:
    """Title, subtitle and author, which pandoc takes out of the text, and the words that thereby left it."""
    told: dict[str, str] = {}
    left: list[Left] = []
    block = next((element for element in elements(root) if element.get("id") == "title-block-header"), None)
    for element in list(block) if block is not None else ():
        key = TITLE_STYLES.get((element.get("class") or "").lower(), "")
        if key and (words := one_line(words_of(element))):
            told.setdefault(key, words)
            left.append(Left(f"{key} (in book.yaml)", words, Place("", 0)))
            take_out(element)
    return told, left


def _core(core: Element | None, key: str) -> str:
    found = (element for element in elements(core) if local(element) == key) if core is not None else iter(())
    return next((one_line(element.text or "") for element in found), "")


def _default_language(styles: Element | None) -> str:
    found = next(styles.iter(f"{W}lang"), None) if styles is not None else None
    return (found.get(f"{W}val") or "") if found is not None else ""


def _seen(root: Element, part: str) -> str:
    """The words of a part, got from its XML and by no way of pandoc's."""
    out: list[str] = []
    gone: list[str] = []
    for element in root.iter():
        if not isinstance(element.tag, str) or not element.tag.startswith(W):
            continue
        match local(element):
            case "t":
                if not any(local(above) == "fallback" for above in element.iterancestors()):
                    out.append(element.text or "")
            case "deltext":  # what stands on both sides of a deletion may be one word
                gone.append(element.text or "")
            case "del":
                gone.append(" ")
            case "p" | "tab" | "br" | "cr" | "footnotereference" | "endnotereference" | "tc":
                out.append(" ")
            case "nobreakhyphen":
                out.append("\u2011")
            case "footnote" | "endnote" if element.get(f"{W}type"):
                continue
            case _:
                continue
    return " ".join(("".join(out), "".join(gone)))
