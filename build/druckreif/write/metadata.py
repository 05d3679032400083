"""What a PDF says of itself: XMP and the information dictionary, which say the same (ISO 32000-1, 14.3)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from html import escape

from .objects import string
from .ua2 import REVISION


@dataclass(frozen=True, slots=True)
class About:
    """What the PDF says of itself."""

    title: str
    authors: tuple[str, ...]
    subject: str
    keywords: tuple[str, ...]
    language: str
    rights: str
    date: date
    producer: str
    identifier: str


_SPACES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "dc": "http://purl.org/dc/elements/1.1/",
    "pdf": "http://ns.adobe.com/pdf/1.3/", "xmp": "http://ns.adobe.com/xap/1.0/",
}  # fmt: skip
_UA = ' xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"'


def xmp(about: About, ua: int) -> bytes:
    """The metadata of a file that conforms to PDF/UA-1, or -2, or to none with 0 (ISO 16684-1; ISO 14289-1, 5)."""
    stamp = f"{about.date.isoformat()}T00:00:00+00:00"
    values = {
        "dc:title": _worded(about.title), "dc:creator": _listed("Seq", about.authors),
        "dc:description": _worded(about.subject), "dc:subject": _listed("Bag", about.keywords),
        "dc:language": _listed("Bag", (about.language,)), "dc:rights": _worded(about.rights),
        "dc:identifier": _plain(about.identifier), "pdf:Producer": _plain(about.producer),
        "pdf:Keywords": _plain(", ".join(about.keywords)), "xmp:CreateDate": stamp, "xmp:ModifyDate": stamp,
        "xmp:MetadataDate": stamp, "xmp:CreatorTool": _plain(about.producer), 
    }  # fmt: skip
    claimed = f"<pdfuaid:part{_UA}>{ua}</pdfuaid:part>\n" if ua else ""
    claimed += f"<pdfuaid:rev{_UA}>{REVISION}</pdfuaid:rev>\n" if ua == 2 else ""
    spaces = "".join(f' xmlns:{key}="{space}"' for key, space in _SPACES.items())
    inner = "".join(f"<{key}>{value}</{key}>\n" for key, value in values.items()) + claimed
    packet = (
        f'<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n<x:xmpmeta xmlns:x="adobe:ns:meta/">\n'
        f'<rdf:RDF{spaces}>\n<rdf:Description rdf:about="">\n{inner}</rdf:Description>\n</rdf:RDF>\n</x:xmpmeta>\n'
        '<?xpacket end="w"?>'
    )
    return packet.encode()


def information(about: About) -> bytes:
    """The information dictionary."""
    day = f"D:{about.date:%Y%m%d}000000Z"
    values = {
        "Title": about.title, "Author": ", ".join(about.authors), "Subject": about.subject,
        "Keywords": ", ".join(about.keywords), "Producer": about.producer, "Creator": about.producer,
        "CreationDate": day, "ModDate": day,
    }  # fmt: skip
    return b"<<" + b"".join(b"/" + key.encode() + string(value) for key, value in values.items()) + b">>"


def _plain(text: str) -> str:
    return escape(text, quote=False)


def _worded(text: str) -> str:
    return f'<rdf:Alt><rdf:li xml:lang="x-default">{_plain(text)}</rdf:li></rdf:Alt>'


def _listed(kind: str, texts: Iterable[str]) -> str:
    return f"<rdf:{kind}>{''.join(f'<rdf:li>{_plain(text)}</rdf:li>' for text in texts)}</rdf:{kind}>"
