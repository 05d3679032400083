"""ODT for reviewers who work in LibreOffice: Pandoc's, with our own styles, notes counted by chapter, described pictures."""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

from ...base.pandoc import pandoc
from ...model.book import Book
from ...model.facts import Facts
from ...model.nodes import Figure
from ...model.walk import blocks_of
from .outline import shown
from .pack import dated, repacked
from .pictures import data_uri
from .tree import STYLES, Form, Node, document, raw

_URN = "urn:oasis:names:tc:opendocument:xmlns:"
_NS = {
    "office": f"{_URN}office:1.0", "style": f"{_URN}style:1.0", "text": f"{_URN}text:1.0", "draw": f"{_URN}drawing:1.0",
    "fo": f"{_URN}xsl-fo-compatible:1.0", "svg": f"{_URN}svg-compatible:1.0",
}  # fmt: skip
_XMLNS = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in _NS.items())
_INDENT = 'fo:margin-left="1cm"'
_ITALIC, _SMALL = 'fo:font-style="italic"', 'fo:font-size="10pt"'

LOOKS: Mapping[str, tuple[str, str]] = {
    "Title": ('fo:text-align="center" fo:margin-top="4cm"', 'fo:font-size="24pt"'),
    "Subtitle": ('fo:text-align="center"', 'fo:font-size="14pt"'),
    "number": ('fo:margin-top="0.8cm" fo:keep-with-next="always"', _SMALL),
    "subtitle": ('fo:keep-with-next="always"', _ITALIC),
    "part": ('fo:break-before="page" fo:margin-top="4cm" fo:text-align="center"', 'fo:font-size="20pt"'),
    "verse": (f'{_INDENT} fo:margin-top="0.2cm" fo:margin-bottom="0.2cm"', ""),
    "letter": (_INDENT, _ITALIC),
    "dispute": ('fo:border-left="0.75pt solid #808080" fo:padding-left="0.3cm"', ""),
    "epigraph": ('fo:margin-left="4cm"', _ITALIC),
    "dedication": ('fo:text-align="center"', _ITALIC),
    "smaller": ("", _SMALL),
    "imprint": ("", _SMALL),
    "attribution": (f'{_INDENT} fo:text-align="end"', ""),
    "ornament": ('fo:text-align="center" fo:margin-top="0.4cm" fo:margin-bottom="0.4cm"', ""),
    "description": ("", _SMALL),
    "entry": ('fo:margin-left="0.5cm" fo:text-indent="-0.5cm"', ""),
}
"""How the paragraphs of each of our styles look, and of two that Pandoc only names: of paragraph and letters."""


def write_odt(book: Book, facts: Facts, keys: bool = False) -> bytes:
    """The book with real footnotes and headings as styles. Raises MissingTool, PandocFailed."""
    form = Form(True, lambda name: data_uri(book, name), _again, _mark, keys)
    day = book.config.date
    divisions = shown(book)
    made = pandoc(["-f", "json", "-t", "odt", "-s", "-o", "-"], document(book, facts, divisions, form))
    alts = [block.alt for d in divisions for block in blocks_of(d.blocks) if isinstance(block, Figure)]
    changes = {"content.xml": lambda root: _settle(root, alts), "styles.xml": _dress, "meta.xml": dated(day)}
    return repacked(made, day, changes)


def _again(number: int, shown: int) -> Node:
    """A field that says the number of a note that was called before."""
    id = f"ftn{number - 1}"
    ref = f'<text:note-ref text:note-class="footnote" text:reference-format="text" text:ref-name="{id}">{shown}'
    return raw("opendocument", f'<text:span text:style-name="Footnote_20_anchor">{ref}</text:note-ref></text:span>')


def _mark(number: int) -> tuple[None, None]:
    return None, None


def _settle(root: etree._Element, alts: list[str]) -> None:
    """Each picture gets its alternative text, each style the name that it has, each language without a country says so."""
    named, called = f"{{{_NS['text']}}}style-name", set(STYLES.values())
    for paragraph in root.iter(f"{{{_NS['text']}}}p"):
        if (name := paragraph.get(named, "")) in called:
            paragraph.set(named, name.replace(" ", "_20_"))
    for link in root.iter(f"{{{_NS['text']}}}a"):
        for letters in link.findall("text:span[@text:style-name='Definition']", _NS):
            letters.set(named, "Internet_20_link")
    frames = [frame for frame in root.iter(f"{{{_NS['draw']}}}frame") if frame.find("draw:image", _NS) is not None]
    for frame, alt in zip(frames, alts, strict=True):
        etree.SubElement(frame, f"{{{_NS['svg']}}}desc").text = alt
    for letters in root.iter(f"{{{_NS['style']}}}text-properties"):
        if letters.get(f"{{{_NS['fo']}}}language") and not letters.get(f"{{{_NS['fo']}}}country"):
            letters.set(f"{{{_NS['fo']}}}country", "none")


def _dress(root: etree._Element) -> None:
    """Add our styles; notes are counted from 1 in each chapter."""
    styles = root.find("office:styles", _NS)
    assert styles is not None
    for name, (paragraph, letters) in {STYLES.get(kind, kind): look for kind, look in LOOKS.items()}.items():
        id = name.replace(" ", "_20_")
        for old in styles.findall("style:style", _NS):
            if old.get(f"{{{_NS['style']}}}name") == id:
                styles.remove(old)
        outline = ' style:default-outline-level="1"' if name == STYLES["part"] else ""
        styles.append(etree.fromstring(
            f'<style:style {_XMLNS} style:name="{id}" style:display-name="{name}" style:family="paragraph"'
            f' style:parent-style-name="Text_20_body" style:class="text"{outline}>'
            f"<style:paragraph-properties {paragraph}/><style:text-properties {letters}/></style:style>"
        ))  # fmt: skip
    for notes in styles.iter(f"{{{_NS['text']}}}notes-configuration"):
        if notes.get(f"{{{_NS['text']}}}note-class") == "footnote":
            notes.set(f"{{{_NS['text']}}}start-numbering-at", "chapter")
