"""What a screen reader is told: the structure of some pages of a tagged PDF as text, read with PDFium."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

INLINE = ("Em", "Lbl", "Link", "Reference", "Span", "Strong")
"""Types that are shown within the line of the element around them, in angle brackets."""

SOFT_HYPHENS = ("\x02", "\u00ad", "\ufffe")
"""How PDFium gives the hyphen of a divided word."""


def show_tags(data: bytes, first: str = "", last: str = "") -> str:
    """The structure of the pages from one label to another, or of all: a line for each element, its text in reading order.

    What runs over a page's end is shown on each of its pages, with the text that stands there. Raises KeyError for an
    unknown label.
    """
    document = pypdfium2.PdfDocument(data)
    try:
        labels = [document.get_page_label(index) for index in range(len(document))]
        known = {label: index for index, label in enumerate(labels)}
        start, end = (known[first], known[last or first]) if first else (0, len(labels) - 1)
        lines: list[str] = []
        for index in range(start, end + 1):
            lines += [f"page {labels[index]}", *_page(document[index])]
        return "\n".join(lines)
    finally:
        document.close()


def _page(page: pypdfium2.PdfPage) -> Iterator[str]:
    tree = pdfium.FPDF_StructTree_GetForPage(page)
    try:
        texts = _texts(page)
        for index in range(pdfium.FPDF_StructTree_CountChildren(tree)):
            yield from _element(pdfium.FPDF_StructTree_GetChildAtIndex(tree, index), texts, 1)
    finally:
        pdfium.FPDF_StructTree_Close(tree)
        page.close()


def _texts(page: pypdfium2.PdfPage) -> dict[int, str]:
    """The text of each marked content of a page; a divided word is put together, a new line begins with a space."""
    whole = page.get_textpage()
    texts: dict[int, str] = {}
    marks: dict[int, int] = {}
    divided = broken = False
    for index in range(whole.count_chars()):
        char = chr(pdfium.FPDFText_GetUnicode(whole, index))
        if pdfium.FPDFText_IsHyphen(whole, index) == 1 or char in SOFT_HYPHENS:
            divided = True
        elif pdfium.FPDFText_IsGenerated(whole, index) == 1:
            broken = True
        else:
            item = pdfium.FPDFText_GetTextObject(whole, index)
            address = ctypes.cast(item, ctypes.c_void_p).value or 0
            if address not in marks:
                marks[address] = pdfium.FPDFPageObj_GetMarkedContentID(item)
            gap = " " if broken and not divided else ""
            texts[marks[address]] = texts.get(marks[address], "") + gap + char
            divided = broken = False
    return texts


def _element(element: Any, texts: dict[int, str], depth: int) -> Iterator[str]:
    said, below = "", []
    for kid in _kids(element):
        if isinstance(kid, int):
            said += texts.get(kid, "")
        elif _type(kid) in INLINE:
            said += _inline(kid, texts)
        else:
            below.append(kid)
    yield " ".join(part for part in (" " * (2 * depth - 1) + _name(element), *said.split()) if part)
    for kid in below:
        yield from _element(kid, texts, depth + 1)


def _inline(element: Any, texts: dict[int, str]) -> str:
    """An inline element in brackets; spaces at its ends stand outside."""
    said = "".join(texts.get(kid, "") if isinstance(kid, int) else _inline(kid, texts) for kid in _kids(element))
    before, after = (" " if space else "" for space in (said[:1].isspace(), said[-1:].isspace()))
    return f"{before}<{_name(element)}: {said.strip()}>{after}"


def _kids(element: Any) -> Iterator[Any]:
    """What an element holds on this page: numbers of marked content, and elements."""
    for index in range(pdfium.FPDF_StructElement_CountChildren(element)):
        mark = pdfium.FPDF_StructElement_GetChildMarkedContentID(element, index)
        child = None if mark >= 0 else pdfium.FPDF_StructElement_GetChildAtIndex(element, index)
        if mark >= 0:
            yield mark
        elif child:
            yield child


def _name(element: Any) -> str:
    """The type of an element with what else is said of it."""
    more = {
        "id": _string(pdfium.FPDF_StructElement_GetID, element),
        "lang": _string(pdfium.FPDF_StructElement_GetLang, element),
        "alt": _string(pdfium.FPDF_StructElement_GetAltText, element),
    }
    more |= dict(_attributes(element))
    said = "".join(f' {name}="{value}"' for name, value in more.items() if value)
    return _type(element) + said


def _attributes(element: Any) -> Iterator[tuple[str, str]]:
    for index in range(pdfium.FPDF_StructElement_GetAttributeCount(element)):
        attributes = pdfium.FPDF_StructElement_GetAttributeAtIndex(element, index)
        for name in ("Scope", "ListNumbering"):
            value = pdfium.FPDF_StructElement_Attr_GetValue(attributes, name.encode())
            if value:
                def read(value: Any, room: Any, size: int) -> int:
                    length = ctypes.c_ulong()
                    pdfium.FPDF_StructElement_Attr_GetStringValue(value, room, size, length)
                    return length.value

                yield name.lower(), _string(read, value)


def _type(element: Any) -> str:
    return _string(pdfium.FPDF_StructElement_GetType, element)


def _string(read: Callable[[Any, Any, int], int], item: Any) -> str:
    """A string of PDFium's, whose length must be asked for first."""
    size = read(item, None, 0)
    if not size:
        return ""
    room = ctypes.create_string_buffer(2 * size)
    read(item, room, size)
    return room.raw.decode("utf-16-le").split("\0", 1)[0]
