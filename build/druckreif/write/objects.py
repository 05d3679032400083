"""A PDF as bytes: objects by number, packed into object streams, with their places (ISO 32000-1, 7.3 and 7.5).

A chunk is what belongs together; its bytes do not depend on where in the file it stands, so that one that was written before
is taken as it is. Numbers that nothing has are free.
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

PACKED = 100
"""Objects of an object stream at most."""

_PLAIN = frozenset(range(32, 127)) - frozenset(b"()\\")
_NAME = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.+*")


def name(text: str) -> bytes:
    """A name without its slash, as it is written."""
    return b"/" + b"".join(bytes([byte]) if byte in _NAME else b"#%02x" % byte for byte in text.encode())


def encoded(text: str) -> bytes:
    """A text string's own bytes (7.9.2.2): those of ASCII, or UTF-16 with its mark."""
    return text.encode() if text.isascii() else b"\xfe\xff" + text.encode("utf-16-be")


def string(text: str) -> bytes:
    """A text string, as it is written."""
    data = encoded(text)
    return b"(" + data + b")" if _PLAIN.issuperset(data) else b"<" + data.hex().encode() + b">"


def number(value: float) -> bytes:
    """A number with two places at most."""
    return (f"{value:.2f}".rstrip("0").rstrip(".") or "0").encode() if value % 1 else b"%d" % value


def array(values: Iterable[bytes]) -> bytes:
    """An array of what is written already."""
    return b"[" + b" ".join(values) + b"]"


def ref(number: int) -> bytes:
    """A reference to the object of a number."""
    return b"%d 0 R" % number


@dataclass(slots=True)
class Chunk:
    """Some objects as bytes: where each begins that stands alone; in which stream, at which place, each that is packed."""

    data: bytearray = field(default_factory=bytearray)
    alone: list[tuple[int, int]] = field(default_factory=list)
    packed: list[tuple[int, int, int]] = field(default_factory=list)

    def add(self, number: int, body: bytes) -> None:
        """An object that stands alone."""
        self.alone.append((number, len(self.data)))
        self.data += b"%d 0 obj\n" % number + body + b"\nendobj\n"

    def add_stream(self, number: int, entries: bytes, data: bytes) -> None:
        """A stream; `entries` are those of its dictionary but its length."""
        self.add(number, b"<<" + entries + b"/Length %d>>\nstream\n" % len(data) + data + b"\nendstream")

    def add_text(self, number: int, entries: bytes, data: bytes) -> None:
        """A stream that is compressed here."""
        self.add_stream(number, entries + b"/Filter/FlateDecode", zlib.compress(data))

    def pack(self, first: int, objects: Sequence[tuple[int, bytes]]) -> None:
        """Objects that are no streams, in object streams numbered from `first` on (7.5.7); `streams_for` says how many."""
        for at in range(0, len(objects), PACKED):
            stream, some = first + at // PACKED, objects[at : at + PACKED]
            heads, place = [], 0
            for index, (number, body) in enumerate(some):
                heads.append(b"%d %d" % (number, place))
                place += len(body) + 1
                self.packed.append((number, stream, index))
            head = b" ".join(heads) + b"\n"
            entries = b"/Type/ObjStm/N %d/First %d" % (len(some), len(head))
            self.add_text(stream, entries, head + b"\n".join(body for _, body in some))


def streams_for(count: int) -> int:
    """How many object streams so many objects need."""
    return -(-count // PACKED)


def write_file(chunks: Sequence[Chunk], root: int, info: int, version: str) -> bytes:
    """The file; its ID says what is in it, so that the same objects are the same file."""
    out = bytearray(f"%PDF-{version}\n".encode() + b"%\xe2\xe3\xcf\xd3\n")
    size = 1 + max(number for chunk in chunks for number, *_ in (*chunk.alone, *chunk.packed))
    entries = [_FREE] * (size + 1)
    for chunk in chunks:
        start = len(out)
        for number, place in chunk.alone:
            entries[number] = _entry(1, start + place, 0)
        for number, stream, index in chunk.packed:
            entries[number] = _entry(2, stream, index)
        out += chunk.data
    start = len(out)
    entries[size] = _entry(1, start, 0)
    same = hashlib.md5(out, usedforsecurity=False).hexdigest()
    table = zlib.compress(_predicted(b"".join(entries)))
    dictionary = (
        f"<</Type/XRef/Size {size + 1}/W[1 4 2]/Root {root} 0 R/Info {info} 0 R/ID[<{same}><{same}>]/Filter/FlateDecode"
        f"/DecodeParms<</Predictor 12/Columns {ROW}>>/Length {len(table)}>>"
    )
    out += f"{size} 0 obj\n{dictionary}\nstream\n".encode() + table + b"\nendstream\nendobj\n"
    out += b"startxref\n%d\n%%%%EOF\n" % start
    return bytes(out)


_entry = struct.Struct(">BIH").pack
ROW = 7
"""Bytes of an entry: its kind, where it is or in which stream, its place there."""
_FREE = _entry(0, 0, 0)


def _predicted(table: bytes) -> bytes:
    """Each row as its difference from the one above (PNG's predictor "up"): a tenth of the size."""
    above = bytes(ROW) + table[:-ROW]
    rows = bytes((byte - other) & 255 for byte, other in zip(table, above, strict=True))
    return b"".join(b"\x02" + rows[at : at + ROW] for at in range(0, len(rows), ROW))
