"""Which reader reads a file: by what it begins with, then by its name. One line adds a format."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import cast

from .draft import LIMITS, Reader, Refused


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file: what it is called, how its names end, where its reader is."""

    name: str
    suffixes: tuple[str, ...]
    reader: str
    """module:function below this package; it is imported when a file of this kind comes."""


FORMATS = {
    "docx": Format("DOCX", (".docx",), "docx:read_docx"),
    "odt": Format("ODT", (".odt",), "odt:read_odt"),
    "epub": Format("EPUB", (".epub",), "epub:read_epub"),
    "html": Format("HTML", (".html", ".htm", ".xhtml"), "html:read_html"),
    "markdown": Format("Markdown", (".md", ".markdown"), "markdown:read_markdown"),
    "text": Format("plain text", (".txt", ".text", ""), "plain:read_plain"),
}

_KNOWN = (
    (b"%PDF-", "a PDF: only its text can be imported; copy it into a text file"),
    (b"\xd0\xcf\x11\xe0", "a document of an old Word: save it as DOCX"),
    (b"{\\rtf", "RTF: save it as DOCX or ODT"),
    (b"\x1f\x8b", "packed: unpack it first"),
    (b"\x89PNG", "a picture"), (b"\xff\xd8\xff", "a picture"), (b"GIF8", "a picture"), (b"\x7fELF", "a program"),
)  # fmt: skip


def format_of(data: bytes, name: str) -> str:
    """The key of the format in FORMATS. Raises Refused for what no reader reads."""
    if len(data) > LIMITS.size:
        raise Refused(f"the file has {len(data) / 2**20:,.0f} MB; at most {LIMITS.size // 2**20} are read")
    if data.startswith(b"PK"):
        return _package(data)
    for magic, what in _KNOWN:
        if data.startswith(magic):
            raise Refused(f"the file is {what}")
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if re.match(rb"<!doctype html|<html|<\?xml[^>]*>\s*(<!doctype html|<html)|<head|<body", head):
        return "html"
    suffix = "." + name.rsplit(".", 1)[1].lower() if "." in name.rsplit("/", 1)[-1] else ""
    found = next((key for key, kind in FORMATS.items() if suffix in kind.suffixes), "text")
    if found in ("docx", "odt", "epub"):
        raise Refused(f"the file is called {suffix} but is no such package")
    return found


def _package(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = set(package.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError, OverflowError):
        raise Refused("the file is a damaged package") from None
    if "META-INF/container.xml" in names:
        return "epub"
    if "content.xml" in names:
        return "odt"
    if "word/document.xml" in names or "[Content_Types].xml" in names:
        return "docx"
    raise Refused("the file is a package, but no DOCX, ODT or EPUB")


def reader_of(data: bytes, name: str) -> Reader:
    """The reader for a file of this content and name. Raises Refused."""
    kind = FORMATS[format_of(data, name)]
    module, function = kind.reader.split(":")
    try:
        loaded = import_module(f".{module}", __package__)
    except ModuleNotFoundError as missing:
        raise Refused(f"{kind.name} is not read here: {missing.name} is missing; pip install 'druckreif[convert]'") from None
    return cast("Callable[..., object]", getattr(loaded, function))  # type: ignore[return-value]  # named in the table
