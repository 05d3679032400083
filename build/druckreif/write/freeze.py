"""Same bytes from the same book: the EPUB container written anew, without clock and chance.

EbookLib stamps files with the time of day, leaves out xml:lang and writes unused namespaces; all of that is
settled here, on the finished container.
"""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime

from lxml import etree

NAME = re.compile(r"(META-INF/)?[a-z0-9._/-]+")
"""What a file name in the container may hold (EPUB 3.3, 4.2.3, narrowed to what every shop takes)."""

STORED = (".jpg", ".jpeg", ".png")
_OPF = "{http://www.idpf.org/2007/opf}"


def freeze_epub(raw: bytes, language: str, when: datetime) -> bytes:
    """The container with fixed dates, order and package attributes. Raises ValueError for names not allowed."""
    out = io.BytesIO()
    date = (*min(max((when.year, when.month, when.day), (1980, 1, 1)), (2107, 12, 31)), 0, 0, 0)  # as far as ZIP can say it
    with zipfile.ZipFile(io.BytesIO(raw)) as source, zipfile.ZipFile(out, "w") as target:
        listed = source.namelist()
        rank = {name: (name != "mimetype", not name.startswith("META-INF/"), at) for at, name in enumerate(listed)}
        for name in sorted(listed, key=rank.__getitem__):
            if not NAME.fullmatch(name):
                raise ValueError(f"file name not allowed in an EPUB: {name}")
            data = source.read(name)
            if name.endswith(".opf"):
                data = _settle_package(data, language)
            info = zipfile.ZipInfo(name, date)
            info.create_system = 3
            info.external_attr = 0o644 << 16
            stored = name == "mimetype" or name.endswith(STORED)
            info.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            target.writestr(info, data, compresslevel=9)
    return out.getvalue()


def sizes(data: bytes) -> dict[str, int]:
    """What a container is made of: packed bytes of each kind of file, the largest first; the rest is the container's own."""
    kinds = {".xhtml": "text", ".opf": "text", ".ncx": "text", ".css": "styles", ".ttf": "typeface"}
    found: dict[str, int] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as container:
        for info in container.infolist():
            suffix = info.filename[info.filename.rfind(".") :]
            picture = "cover" if info.filename.endswith("images/cover.jpg") else "pictures"
            kind = kinds.get(suffix, picture if "/images/" in info.filename else "container")
            found[kind] = found.get(kind, 0) + info.compress_size
    found["container"] = len(data) - sum(size for kind, size in found.items() if kind != "container")
    return dict(sorted(found.items(), key=lambda item: -item[1]))


def _settle_package(data: bytes, language: str) -> bytes:
    """xml:lang on the package, refinements behind what they refine, no namespaces that nobody uses."""
    root = etree.fromstring(data)
    root.set("{http://www.w3.org/XML/1998/namespace}lang", language)
    root.set("dir", "ltr")
    prefixes = re.sub(r"rendition: \S+\s*", "", root.get("prefix", "")).strip()
    if prefixes:
        root.set("prefix", prefixes)
    elif "prefix" in root.attrib:
        del root.attrib["prefix"]
    metadata = root.find(f"{_OPF}metadata")
    if metadata is not None:
        _order(metadata)
    etree.cleanup_namespaces(root, top_nsmap={None: "http://www.idpf.org/2007/opf"})  # type: ignore[dict-item]
    etree.indent(root, "  ")
    return bytes(etree.tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


def _order(metadata: etree._Element) -> None:
    children = list(metadata)
    refines: dict[str, list[etree._Element]] = {}
    for child in children:
        if child.get("refines"):
            refines.setdefault(child.get("refines", "")[1:], []).append(child)
    ordered: list[etree._Element] = []
    for child in children:
        if not child.get("refines"):
            ordered.append(child)
            ordered += refines.pop(child.get("id", "-"), [])
    rest = [child for group in refines.values() for child in group]
    metadata[:] = [*ordered, *rest]
