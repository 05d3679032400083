"""ZIP containers of word processors: changed part by part, written anew without clock and chance."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from datetime import date

from lxml import etree

Change = Callable[[etree._Element], None]


def dated(day: date) -> Change:
    """Let all dates in the metadata of a document be that of the book: in its sandbox Pandoc knows none."""

    def change(root: etree._Element) -> None:
        for element in root.iter("{http://purl.org/dc/terms/}*", "{*}creation-date", "{http://purl.org/dc/elements/1.1/}date"):
            if (element.text or "").startswith("1970-01-01"):
                element.text = f"{day.isoformat()}T00:00:00Z"

    return change


def repacked(data: bytes, day: date, changes: Mapping[str, Change]) -> bytes:
    """A container with some of its XML changed; every file bears the date of the book."""
    out = io.BytesIO()
    when = (*min(max((day.year, day.month, day.day), (1980, 1, 1)), (2107, 12, 31)), 0, 0, 0)
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name in changes:
                root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
                changes[name](root)
                content = bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True))
            info = zipfile.ZipInfo(name, when)
            info.create_system = 3
            info.external_attr = 0o644 << 16
            info.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            target.writestr(info, content, compresslevel=9)
    return out.getvalue()
