"""One font of each kind in a joined PDF: the subsets of its parts united, their texts and widths too.

Parts keep the glyph numbers of the whole font, so that a united subset serves all their pages unchanged. The hyphen that
ends a divided line (U+2010; an author's hyphen is U+002D) becomes a soft hyphen in the text of the file: readers then find
and copy the word whole (ISO 32000-1, 14.8.2.2.3).
"""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from itertools import pairwise
from typing import Any

import pikepdf
from fontTools.ttLib import TTFont
from fontTools.ttLib.sfnt import SFNTWriter
from pikepdf import Array, Dictionary, Name

from .fonts import face_name, face_of, outlines

HYPHEN, SOFT_HYPHEN = "2010", "00ad"

TABLES = ("cvt ", "fpgm", "prep")
"""Tables beside the outlines that a font in a PDF may need (ISO 32000-1, 9.9)."""


def share_fonts(pdf: pikepdf.Pdf) -> None:
    """Let all pages and drawings use one font for each name; a font that is not TrueType by glyph number stays as it is."""
    tables = list(_font_tables(pdf))
    groups: dict[str, list[Any]] = {}
    for table in tables:
        for font in table.values():
            if _is_shared(font):
                group = groups.setdefault(_group(font), [])
                if all(font.objgen != other.objgen for other in group):
                    group.append(font)
    shared = {font.objgen: fonts[0] for fonts in groups.values() for font in fonts}
    for fonts in groups.values():
        _unite(pdf, fonts)
    for table in tables:
        for key, font in list(table.items()):
            if _is_shared(font):
                table[key] = shared[font.objgen]


def _group(font: Any) -> str:
    """What fonts have in common that become one: their face, or their name if it is none of ours."""
    face = face_of(font.DescendantFonts[0].FontDescriptor.FontFile2.read_bytes())
    return repr(face) if face else str(font.BaseFont)


def _is_shared(font: Any) -> bool:
    return (
        font.get("/Subtype") == Name.Type0
        and font.get("/Encoding") == Name("/Identity-H")
        and "/FontFile2" in font.DescendantFonts[0].FontDescriptor
    )


def _font_tables(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """The dictionaries that name fonts, each once, in the order of the pages."""
    seen: set[tuple[int, int]] = set()

    def of(holder: Any) -> Iterator[Any]:
        resources = holder.get("/Resources")
        if resources is None or (resources.objgen[0] and resources.objgen in seen):
            return
        seen.add(resources.objgen)
        table = resources.get("/Font")
        if table is not None and not (table.objgen[0] and table.objgen in seen):
            seen.add(table.objgen)
            yield table
        for drawing in resources.get("/XObject", Dictionary()).values():
            if drawing.get("/Subtype") == Name.Form:
                yield from of(drawing)

    for page in pdf.pages:
        yield from of(page.obj)


def _unite(pdf: pikepdf.Pdf, fonts: Sequence[Any]) -> None:
    """Make the first of some fonts good for the pages of all."""
    first = fonts[0]
    inner = [font.DescendantFonts[0] for font in fonts]
    descriptors = [one.FontDescriptor for one in inner]
    texts: dict[int, str] = {}
    widths = [_widths(one.W) for one in inner]
    for font in fonts:
        for glyph, text in _texts(font.ToUnicode.read_bytes()):
            texts[glyph] = texts.get(glyph) or text
    first.ToUnicode = pdf.make_stream(to_unicode(texts))
    inner[0].W = width_array({glyph: width for part in widths for glyph, width in part.items()})
    own = descriptors[0]
    files = [descriptor.FontFile2.read_bytes() for descriptor in descriptors]
    if face := next(filter(None, map(face_of, files)), None):
        data = outlines(*face, {glyph for part in widths for glyph in part})
        own.FontFile2 = pdf.make_stream(data, Length1=len(data))
        first.BaseFont = inner[0].BaseFont = own.FontName = Name(f"/{_tag(data)}+{face_name(*face)}")
    elif len(fonts) > 1:
        data = unite_subsets(list(zip(files, widths, strict=True)))
        own.FontFile2 = pdf.make_stream(data, Length1=len(data))
    boxes = [[float(side) for side in descriptor.FontBBox] for descriptor in descriptors]
    low, high = (min(box[at] for box in boxes) for at in (0, 1)), (max(box[at] for box in boxes) for at in (2, 3))
    own.FontBBox = Array([*low, *high])
    for descriptor in descriptors:
        own.Flags = int(own.Flags) & int(descriptor.Flags)


def _tag(font: bytes) -> str:
    """Six capitals before the name of a subset, other ones for another subset (ISO 32000-1, 9.6.4)."""
    return "".join(chr(65 + byte % 26) for byte in sha256(font).digest()[:6])


def _widths(array: Any) -> dict[int, float]:
    items = list(array)
    return {
        int(start) + offset: float(width)
        for start, run in zip(items[::2], items[1::2], strict=True)
        for offset, width in enumerate(run)
    }


def width_array(widths: Mapping[int, float]) -> Array:
    """The widths of glyphs, in thousandths of the size, as a CIDFont has them (ISO 32000-1, 9.7.4.3)."""
    runs: list[Any] = []
    for glyph in sorted(widths):
        if glyph - 1 not in widths:
            runs += [glyph, Array()]
        width = widths[glyph]
        runs[-1].append(int(width) if width == int(width) else round(width, 4))
    return Array(runs)


_ENTRY = re.compile(rb"<([0-9a-f]{4})> <([0-9a-f]*)>")


def _texts(cmap: bytes) -> Iterator[tuple[int, str]]:
    """The entries of a ToUnicode map: glyph number, text as hexadecimal UTF-16."""
    body = cmap.split(b"endcodespacerange", 1)[1]
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


def unite_subsets(subsets: Sequence[tuple[bytes, Mapping[int, float]]]) -> bytes:
    """One TrueType font with the outlines of several subsets of it; each comes with the widths of the glyphs it is for.

    These glyphs have the numbers of the whole font in all subsets. Parts of accented letters may stand behind them under
    numbers of their own; they get new ones. Widths in thousandths of an em.
    """
    fonts = [_Outlines(file, max(widths) + 1) for file, widths in subsets]
    count = max(font.own for font in fonts)
    glyphs, metrics = [b""] * count, [(0, 0)] * count
    behind: dict[bytes, int] = {}
    for font in fonts:
        moved: dict[int, int] = {}
        for number in range(font.own, len(font.glyphs)):  # no accent refers to another part, so one round suffices
            outline = font.glyphs[number]
            if outline not in behind:
                behind[outline] = len(glyphs)
                glyphs.append(outline)
                metrics.append(font.metrics[number])
            moved[number] = behind[outline]
        for number in range(font.own):
            if font.glyphs[number] and not glyphs[number]:
                glyphs[number] = _with_parts(font.glyphs[number], moved)
                metrics[number] = font.metrics[number]
    base = max(fonts, key=lambda font: font.own)
    em = struct.unpack(">H", base.reader["head"][18:20])[0]
    for _, widths in subsets:
        for number, width in widths.items():
            metrics[number] = (round(width * em / 1000), metrics[number][1])
    return _font(base.reader, glyphs, metrics, [font.reader["maxp"] for font in fonts])


def _font(base: Any, glyphs: list[bytes], metrics: list[tuple[int, int]], profiles: list[bytes]) -> bytes:
    """A TrueType file with these outlines; what else it needs is from the `base`."""
    places = [0]
    for glyph in glyphs:
        places.append(places[-1] + len(glyph))
    tables = {tag: base[tag] for tag in TABLES if tag in base.tables}
    tables["glyf"] = b"".join(glyphs)
    tables["loca"] = struct.pack(f">{len(places)}L", *places)
    tables["hmtx"] = b"".join(struct.pack(">Hh", *metric) for metric in metrics)
    tables["head"] = base["head"][:50] + struct.pack(">h", 1) + base["head"][52:]
    widest, hhea = max(metric[0] for metric in metrics), base["hhea"]
    tables["hhea"] = hhea[:10] + struct.pack(">H", widest) + hhea[12:34] + struct.pack(">H", len(glyphs))
    most = [max(values) for values in zip(*(struct.unpack(">14H", profile[4:32]) for profile in profiles), strict=True)]
    tables["maxp"] = base["maxp"][:4] + struct.pack(">14H", len(glyphs), *most[1:])
    out = io.BytesIO()
    writer = SFNTWriter(out, len(tables), "\x00\x01\x00\x00")
    for tag in sorted(tables):
        writer[tag] = tables[tag]
    writer.close()
    return out.getvalue()


class _Outlines:
    """Outlines and metrics of a TrueType file by glyph number; those from `own` on are parts of others."""

    def __init__(self, file: bytes, own: int) -> None:
        font = TTFont(io.BytesIO(file), lazy=True)
        self.reader = font.reader
        places, data = font["loca"].locations, self.reader["glyf"]
        self.glyphs = [_padded(data[start:end]) for start, end in pairwise(places)]
        self.own = min(own, len(self.glyphs))
        count = struct.unpack(">H", self.reader["hhea"][34:36])[0]
        raw = self.reader["hmtx"]
        self.metrics = list(struct.iter_unpack(">Hh", raw[: 4 * count]))
        rest = struct.iter_unpack(">h", raw[4 * count : 4 * count + 2 * (len(self.glyphs) - count)])
        self.metrics += [(self.metrics[-1][0], lsb) for (lsb,) in rest]


def _padded(glyph: bytes) -> bytes:
    return glyph + bytes(-len(glyph) % 4)


WORDS, SCALE, MORE, BOTH_SCALES, MATRIX = 0x1, 0x8, 0x20, 0x40, 0x80
"""Flags of a part of a composite glyph (OpenType, glyf)."""


def _with_parts(glyph: bytes, moved: Mapping[int, int]) -> bytes:
    """A glyph whose parts have new numbers, if it is made of parts."""
    if struct.unpack(">h", glyph[:2])[0] >= 0:
        return glyph
    data, at, flags = bytearray(glyph), 10, MORE
    while flags & MORE:
        flags, number = struct.unpack(">HH", data[at : at + 4])
        data[at + 2 : at + 4] = struct.pack(">H", moved.get(number, number))
        at += 8 if flags & WORDS else 6
        at += 2 if flags & SCALE else 4 if flags & BOTH_SCALES else 8 if flags & MATRIX else 0
    return bytes(data)
