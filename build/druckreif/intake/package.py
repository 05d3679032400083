"""Packages (DOCX, ODT, EPUB) and markup from strangers: opened within limits, or refused in one line.

A file in a package is known by its name in the list and never becomes a path on disk. No entity is expanded, no document
type is loaded, nothing is fetched.
"""

from __future__ import annotations

import codecs
import io
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from html.entities import html5

from lxml import etree

from .draft import LIMITS, Guess, Place, Refused

_CHUNK = 1 << 16
_SMALL = 1 << 20
"""Bytes below which a file may be packed as tightly as it likes."""

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});")
_KEPT = frozenset(("amp", "lt", "gt", "quot", "apos"))
_CONTROL = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]|"
    r"&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01])|[xX]0*(?:[0-8bcefBCEF]|1[0-9a-fA-F]))(?![0-9a-fA-F]);?"
)
"""Characters that no XML may hold, and numbers that stand for them."""

_CHARSET = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,40})""")
_DOCTYPE = re.compile(r"<!DOCTYPE(?:[^>\[\"']|\"[^\"]*\"|'[^']*')*(?P<subset>\[)?", re.IGNORECASE)

Element = etree._Element


class Package:
    """A ZIP container; raises Refused for one that is damaged, encrypted, too large, or has names that lead out."""

    def __init__(self, data: bytes) -> None:
        try:
            self.zip = zipfile.ZipFile(io.BytesIO(data))
            infos = self.zip.infolist()
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError, OverflowError, MemoryError):
            raise Refused("the file is a damaged package") from None
        if len(infos) > LIMITS.members:
            raise Refused(f"the package holds {len(infos):,} files; at most {LIMITS.members:,} are read")
        self.infos: dict[str, zipfile.ZipInfo] = {}
        for info in infos:
            self._admit(info)
        self.unpacked = 0

    def _admit(self, info: zipfile.ZipInfo) -> None:
        name = info.filename
        shown = name.encode("unicode_escape").decode()[:60]
        if not name or name.startswith(("/", "\\")) or "\\" in name or "\0" in name or ".." in name.split("/"):
            raise Refused(f"the package holds a file whose name leads out of it: {shown}")
        if re.match(r"[A-Za-z]:", name):
            raise Refused(f"the package holds a file whose name leads out of it: {shown}")
        if info.flag_bits & 1:
            raise Refused("the package is encrypted: save it without a password")
        if name in self.infos:
            raise Refused(f"the package holds two files of one name: {shown}")
        if info.file_size > _SMALL and info.file_size > LIMITS.ratio * max(info.compress_size, 1):
            raise Refused(f"a file in the package grows {LIMITS.ratio} times and more when it is unpacked: {shown}")
        self.infos[name] = info

    def has(self, name: str) -> bool:
        """Whether a file of this name is in the list."""
        return name in self.infos

    def read(self, name: str, most: int = LIMITS.size) -> bytes:
        """The content of a file; all together no more than the limit, whatever the list says. Raises Refused."""
        if name not in self.infos:
            raise Refused(f"the package lacks {name[:60]}")
        parts: list[bytes] = []
        size = 0
        try:
            with self.zip.open(self.infos[name]) as file:
                while chunk := file.read(_CHUNK):
                    size += len(chunk)
                    if size > most or self.unpacked + size > 4 * LIMITS.size:
                        raise Refused(f"a file in the package is too large: {name[:60]}")
                    parts.append(chunk)
        except (zipfile.BadZipFile, zlib.error, NotImplementedError, OSError, EOFError, ValueError, RuntimeError) as error:
            if isinstance(error, Refused):
                raise
            raise Refused(f"a file in the package is damaged: {name[:60]}") from None
        self.unpacked += size
        return b"".join(parts)


def decode_markup(data: bytes) -> tuple[str, tuple[Guess, ...]]:
    """The characters of HTML or XML: by its first bytes, by what it says of itself, else UTF-8 or Windows-1252.

    A line may be of any length: office documents are a single one. Raises Refused.
    """
    guesses: tuple[Guess, ...] = ()
    mark = next((name for sign, name in _BOMS if data.startswith(sign)), "")
    said = _CHARSET.search(data[:2048])
    try:
        text = data.decode(mark or _encoding(said[1].decode("ascii").lower() if said else ""))
    except UnicodeDecodeError as error:
        if mark:
            raise Refused(f"the file begins as {mark.upper()} but is none") from None
        line = data.count(b"\n", 0, error.start) + 1
        words = "the file is not in the encoding it names; it was read as Windows-1252, so some letters may be wrong"
        text, guesses = data.decode("cp1252", "replace"), (Guess("encoding", 0.3, Place("", line), words),)
    if "\0" in text:
        raise Refused("the file holds zero bytes: it is no text")
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")), guesses


def _encoding(name: str) -> str:
    """The encoding behind a name; browsers take Latin-1 for Windows-1252, and so do we; without a known one UTF-8."""
    if name in ("iso-8859-1", "latin1", "latin-1", "us-ascii", "ascii"):
        return "cp1252"
    try:
        found = codecs.lookup(name).name if name else "utf-8"
    except (LookupError, ValueError):
        return "utf-8"
    return found if found.startswith(("cp", "iso8859", "koi8", "mac")) else "utf-8"


def parse_xml(data: bytes, what: str) -> Element:
    """The root of XML that must be well-formed, such as the parts of an office document. Raises Refused."""
    text, _ = decode_markup(data)
    if _declares(text):
        raise Refused(f"{what} declares entities or a document type of its own, which no such file needs")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_pis=True)
    try:
        root = etree.fromstring(_undeclared(text).encode(), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        if "depth" in str(error):
            raise Refused(f"more than {LIMITS.depth} elements stand in one another in {what}") from None
        raise Refused(f"{what} is damaged: {_first(error)}") from None
    _bounded(root)
    return root


def parse_page(text: str, is_xml: bool = False) -> Element:
    """The root of a page: strict where it claims to be XML and is, else as browsers read it. Raises Refused."""
    if _declares(text):
        raise Refused("the page declares entities or a document type of its own, which no page needs")
    if is_xml:
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
        )
        try:
            root = etree.fromstring(_ENTITY.sub(_character, _undeclared(text)).encode(), parser)
            _bounded(root)
            return root
        except (etree.XMLSyntaxError, ValueError) as error:
            if isinstance(error, Refused):
                raise
    html = etree.HTMLParser(
        no_network=True, recover=True, huge_tree=False, remove_comments=True, remove_pis=True, encoding="utf-8"
    )
    try:
        found = etree.fromstring(_undeclared(text).encode(), html)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Refused(f"the page is damaged: {_first(error)}") from None
    if any("depth" in str(entry.message).lower() for entry in html.error_log):
        raise Refused(f"more than {LIMITS.depth} elements stand in one another")
    if found is None:
        raise Refused("the page is empty")
    _bounded(found)
    return found


def _declares(text: str) -> bool:
    """Whether a document type has declarations inside; it stands before the first element."""
    match = _DOCTYPE.search(text[: 1 << 16])
    return bool(match and match["subset"]) or "<!ENTITY" in text[: 1 << 20]


def _undeclared(text: str) -> str:
    """Without the declaration of an encoding and of a document type, and without characters that no tree may hold."""
    text = re.sub(r"^\s*<\?xml[^>]{0,200}\?>", "", text.lstrip("\ufeff"))
    text = _CONTROL.sub("\ufffd", text)
    return _DOCTYPE.sub("<!DOCTYPE", text, count=1).replace("<!DOCTYPE>", "", 1)


def _character(match: re.Match[str]) -> str:
    return match[0] if match[1] in _KEPT else html5.get(f"{match[1]};", match[0])


def _first(error: Exception) -> str:
    lines = str(error).splitlines()
    return lines[0][:100] if lines else type(error).__name__


def _bounded(root: Element) -> None:
    """Refuse a tree that is too deep or too large."""
    depth = count = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        count += event == "start"
        if depth > LIMITS.depth:
            raise Refused(f"more than {LIMITS.depth} elements stand in one another")
    if count > 2 * LIMITS.lines:
        raise Refused(f"there are {count:,} elements; at most {2 * LIMITS.lines:,} are read")


def local(element: Element) -> str:
    """The name of an element without its namespace; "" for what is no element."""
    tag = element.tag
    return tag.rsplit("}", 1)[-1].lower() if isinstance(tag, str) else ""


def elements(root: Element) -> Iterator[Element]:
    """All elements below a root and itself, in order."""
    return (element for element in root.iter() if isinstance(element.tag, str))
