"""DOCX for reviewers who work in Word: Pandoc's, with styles of our own, notes that are called twice, described pictures."""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

from ...base.pandoc import pandoc
from ...model.book import Book
from ...model.facts import Facts
from .outline import shown
from .pack import dated, repacked
from .pictures import data_uri
from .tree import STYLES, Form, Node, document, raw

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_NS = {"w": _W}
_PIC = "{http://schemas.openxmlformats.org/drawingml/2006/picture}cNvPr"
_INDENT = '<w:ind w:left="567"/>'
_SMALL = '<w:sz w:val="20"/>'

LOOKS: Mapping[str, tuple[str, str]] = {
    "number": ('<w:keepNext/><w:spacing w:before="480" w:after="0"/>', _SMALL),
    "subtitle": ("<w:keepNext/>", "<w:i/>"),
    "part": (
        '<w:pageBreakBefore/><w:spacing w:before="2400"/><w:jc w:val="center"/><w:outlineLvl w:val="0"/>',
        '<w:sz w:val="40"/>',
    ),
    "verse": (f'<w:spacing w:before="120" w:after="120"/>{_INDENT}', ""),
    "letter": (f'<w:spacing w:before="60" w:after="60"/>{_INDENT}', "<w:i/>"),
    "dispute": ('<w:pBdr><w:left w:val="single" w:sz="12" w:space="8" w:color="808080"/></w:pBdr>', ""),
    "epigraph": ('<w:ind w:left="2268"/>', "<w:i/>"),
    "dedication": ('<w:jc w:val="center"/>', "<w:i/>"),
    "smaller": ("", _SMALL),
    "imprint": ("", _SMALL),
    "attribution": (f'<w:spacing w:before="0"/>{_INDENT}<w:jc w:val="right"/>', ""),
    "quotation": (f'<w:spacing w:before="120" w:after="120"/>{_INDENT}', ""),
    "ornament": ('<w:spacing w:before="240" w:after="240"/><w:jc w:val="center"/>', ""),
    "description": ("", _SMALL),
    "entry": ('<w:ind w:left="284" w:hanging="284"/>', ""),
}
"""How the paragraphs of each of our styles look: properties of the paragraph and of its letters."""


def write_docx(book: Book, facts: Facts, keys: bool = False) -> bytes:
    """The book with real footnotes, from 1 in each chapter, and headings as styles. Raises MissingTool, PandocFailed."""
    form = Form(True, lambda name: data_uri(book, name), _again, _mark, keys)
    day = book.config.date
    made = pandoc(["-f", "json", "-t", "docx", "-s", "-o", "-"], document(book, facts, shown(book), form))
    changes = {"word/document.xml": _settle, "word/styles.xml": _dress, "docProps/core.xml": dated(day)}
    return repacked(made, day, changes)


def _again(number: int, shown: int) -> Node:
    """A field that says the number of a note that was called before."""
    style = '<w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr>'
    asked = f'<w:instrText xml:space="preserve"> NOTEREF note-{number} \\f \\h </w:instrText>'
    parts = (
        '<w:fldChar w:fldCharType="begin"/>', asked, '<w:fldChar w:fldCharType="separate"/>',
        f"<w:t>{shown}</w:t>", '<w:fldChar w:fldCharType="end"/>',
    )  # fmt: skip
    return raw("openxml", "".join(f"<w:r>{style}{part}</w:r>" for part in parts))


def _mark(number: int) -> tuple[Node, Node]:
    """A bookmark around a note that is called again."""
    id = 1_000_000 + number
    start = f'<w:bookmarkStart w:id="{id}" w:name="note-{number}"/>'
    return raw("openxml", start), raw("openxml", f'<w:bookmarkEnd w:id="{id}"/>')


def _settle(root: etree._Element) -> None:
    """Sections end with chapters, so that notes count from 1; pictures do not name the bytes that they were made of."""
    for picture in root.iter(_PIC):
        picture.set("descr", "")
    body = root.find("w:body", _NS)
    assert body is not None
    heads = [child for child in body if _style(child) == "Heading1"]
    for head in heads[1:]:
        first = head
        while (before := first.getprevious()) is not None and (
            before.tag == f"{{{_W}}}bookmarkStart" or _style(before) in ("ChapterNumber", "PartTitle")
        ):
            first = before
        last = first.getprevious()
        while last is not None and last.tag != f"{{{_W}}}p" and last.tag == f"{{{_W}}}bookmarkEnd":
            last = last.getprevious()
        if last is not None and last.tag == f"{{{_W}}}p":
            _end_section(last)
        else:
            paragraph = etree.Element(f"{{{_W}}}p")
            _end_section(paragraph)
            first.addprevious(paragraph)


def _end_section(paragraph: etree._Element) -> None:
    """Let a section end with a paragraph, if none does yet; the next begins on a new page."""
    properties = paragraph.find("w:pPr", _NS)
    if properties is None:
        properties = etree.Element(f"{{{_W}}}pPr")
        paragraph.insert(0, properties)
    if properties.find("w:sectPr", _NS) is None:
        section = (
            f'<w:sectPr xmlns:w="{_W}"><w:footnotePr><w:numRestart w:val="eachSect"/></w:footnotePr>'
            '<w:type w:val="nextPage"/></w:sectPr>'
        )
        properties.append(etree.fromstring(section))


def _style(element: etree._Element) -> str:
    found = element.find("w:pPr/w:pStyle", _NS)
    return "" if found is None else str(found.get(f"{{{_W}}}val"))


def _dress(root: etree._Element) -> None:
    """Put our styles in the place of those that Pandoc made up."""
    for kind, name in STYLES.items():
        id = name.replace(" ", "")
        for old in root.findall("w:style", _NS):
            if old.get(f"{{{_W}}}styleId") == id:
                root.remove(old)
        paragraph, letters = LOOKS[kind]
        custom = "" if kind == "quotation" else ' w:customStyle="1"'
        root.append(etree.fromstring(
            f'<w:style xmlns:w="{_W}" w:type="paragraph"{custom} w:styleId="{id}"><w:name w:val="{name}"/>'
            f'<w:basedOn w:val="BodyText"/><w:qFormat/><w:pPr>{paragraph}</w:pPr><w:rPr>{letters}</w:rPr></w:style>'
        ))  # fmt: skip
