"""Faces in a PDF: one subset of each for a book, its texts and widths.

Parts keep the glyph numbers of the whole face, so that one subset serves all their pages unchanged. The hyphen that ends a
divided line (U+2010; an author's hyphen is U+002D) becomes a soft hyphen in the text of the file: readers then find and copy
the word whole (ISO 32000-1, 14.8.2.2.3).
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from hashlib import sha256
from typing import Any

import pikepdf
from pikepdf import Array, Name

from .fonts import face_extents, face_name, face_of, italic_angle, outlines
from .lines.measure import Face
from .objects import Chunk, array, name, number, ref

SYMBOLIC, ITALIC = 4, 64
"""Flags of a font descriptor (ISO 32000-1, 9.8.2)."""
HYPHEN, SOFT_HYPHEN = "2010", "00ad"

OBJECTS = 5
"""Objects of a font: itself, its glyphs by number, its descriptor, its file, its texts."""


def write_face(chunk: Chunk, first: int, face: Face, texts: Mapping[int, str], widths: Mapping[int, float]) -> None:
    """A font with these glyphs as objects from a number on (ISO 32000-1, 9.7); texts as hexadecimal UTF-16."""
    data = _subset(face, frozenset(widths))
    named = name(f"{_tag(data)}+{face_name(*face)}")
    above, below = face_extents(*face)
    angle = italic_angle(*face)
    flags = SYMBOLIC | ITALIC if angle else SYMBOLIC
    box = array(map(number, (0, below, max(widths.values()), above)))
    chunk.add(first, b"<</Type/Font/Subtype/Type0/BaseFont%b/Encoding/Identity-H/DescendantFonts[%b]/ToUnicode %b>>" % (
        named, ref(first + 1), ref(first + 4)
    ))  # fmt: skip
    chunk.add(first + 1, (
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont%b/CIDToGIDMap/Identity/CIDSystemInfo<</Registry(Adobe)"
        b"/Ordering(Identity)/Supplement 0>>/FontDescriptor %b/W%b>>"
    ) % (named, ref(first + 2), _widths_array(widths)))  # fmt: skip
    chunk.add(first + 2, (
        b"<</Type/FontDescriptor/FontName%b/FontFamily(%b)/Flags %d/FontBBox%b/ItalicAngle %d/Ascent %d/Descent %d"
        b"/CapHeight %d/StemV 80/StemH 80/FontFile2 %b>>"
    ) % (named, face[0].encode(), flags, box, round(angle), above, below, above, ref(first + 3)))  # fmt: skip
    chunk.add_text(first + 3, b"/Length1 %d" % len(data), data)
    chunk.add_text(first + 4, b"", to_unicode(texts))


@lru_cache(maxsize=24)
def _subset(face: Face, glyphs: frozenset[int]) -> bytes:
    return outlines(*face, glyphs)


def _tag(font: bytes) -> str:
    """Six capitals before the name of a subset, other ones for another subset (ISO 32000-1, 9.6.4)."""
    return "".join(chr(65 + byte % 26) for byte in sha256(font).digest()[:6])


def with_faces(file: bytes) -> bytes:
    """The file of a part as it can be shown alone: with the faces whose names stand in it."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(file)) as pdf:
        for font in pdf.objects:
            if isinstance(font, pikepdf.Dictionary) and font.get("/Subtype") == Name.CIDFontType2:
                descriptor = font.FontDescriptor
                if face := face_of(descriptor.FontFile2.read_bytes()) if "/FontFile2" in descriptor else None:
                    data = _subset(face, frozenset(widths_of(font)))
                    descriptor.FontFile2 = pdf.make_stream(data, Length1=len(data))
        pdf.save(out, static_id=True)
    return out.getvalue()


def widths_of(font: Any) -> dict[int, float]:
    """The widths of a CIDFont's glyphs, in thousandths of the size."""
    items = list(font.W)
    return {
        int(start) + offset: float(width)
        for start, run in zip(items[::2], items[1::2], strict=True)
        for offset, width in enumerate(run)
    }


def _runs(widths: Mapping[int, float]) -> Iterator[tuple[int, list[float]]]:
    for first in (glyph for glyph in sorted(widths) if glyph - 1 not in widths):
        run: list[float] = []
        while first + len(run) in widths:
            run.append(widths[first + len(run)])
        yield first, run


def _widths_array(widths: Mapping[int, float]) -> bytes:
    return array(b"%d%b" % (start, array(map(number, run))) for start, run in _runs(widths))


def width_array(widths: Mapping[int, float]) -> Array:
    """The widths of glyphs, in thousandths of the size, as a CIDFont has them (ISO 32000-1, 9.7.4.3)."""
    return Array([value for start, run in _runs(widths) for value in (start, Array([round(width, 2) for width in run]))])


_ENTRY = re.compile(rb"<([0-9a-f]{4})> <([0-9a-f]*)>")


def texts_of(font: Any) -> Iterator[tuple[int, str]]:
    """The entries of a font's ToUnicode map: glyph number, text as hexadecimal UTF-16."""
    body = font.ToUnicode.read_bytes().split(b"endcodespacerange", 1)[1]
    for glyph, text in _ENTRY.findall(body):
        yield int(glyph, 16), SOFT_HYPHEN if text.decode() == HYPHEN else text.decode()


_HEAD = b"""/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <ffff>
endcodespacerange
"""
_END = b"endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"


def to_unicode(texts: Mapping[int, str]) -> bytes:
    """A ToUnicode map: glyph number, text as hexadecimal UTF-16 (ISO 32000-1, 9.10.3)."""
    lines = [f"<{glyph:04x}> <{texts[glyph]}>" for glyph in sorted(texts)]
    blocks = (lines[at : at + 100] for at in range(0, len(lines), 100))
    body = "".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar\n" for block in blocks)
    return _HEAD + body.encode() + _END
