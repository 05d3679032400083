"""How wide words are: shaped with HarfBuzz from the very font files that the style sheet names.

Words are measured one by one, since WeasyPrint leaves out the kerning beside a space as soon as a line is justified.
Measured against WeasyPrint's own lines the error is below 0.01 pt.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

import uharfbuzz as hb

from ..fonts import faces
from ..theme import Style

NO_BREAK_SPACE = "\u00a0"
SEAM = "\u200c"
"""Keeps two letters from forming a ligature."""


WIDE = 50
"""A gap between letters, in thousandths of the size, above which it is written in two."""

Face = tuple[str, int]
"""A face by its family and its number there."""


UNSAID = "200b"
"""What a glyph says whose text another one has."""


def learn(known: dict[int, str], texts: Iterable[tuple[int, str]]) -> None:
    """Take in what glyphs say, in hexadecimal UTF-16; what was known first is kept."""
    for glyph, text in texts:
        if known.get(glyph, UNSAID) == UNSAID:
            known[glyph] = text


@dataclass(frozen=True, slots=True)
class Glyphs:
    """A piece of text as it is shown: what stands in the array of TJ for it, its glyphs with their texts as hexadecimal."""

    shown: bytes
    texts: tuple[tuple[int, str], ...]


@dataclass(slots=True)
class _Known:
    """What was found of texts in one style."""

    widths: dict[str, float] = field(default_factory=dict)
    shown: dict[str, Glyphs] = field(default_factory=dict)


class Ruler:
    """Measures text in the faces of some families, and writes it as glyphs; each piece once."""

    def __init__(self, families: tuple[str, ...]) -> None:
        self.fonts: dict[tuple[str, bool, int], hb.Font] = {}
        self.faces: dict[int, Face] = {}
        for family in families:
            for number, face in enumerate(faces(family)):
                font = hb.Font(hb.Face(hb.Blob(face.data)))
                self.fonts[family, face.style == "italic", face.weight] = font
                self.faces[id(font)] = family, number
        self.known: dict[Style, _Known] = {}
        self.last: dict[int, tuple[Style, _Known]] = {}
        """The same by the identity of a style, which is held with it: the hash of a style takes longer than the rest."""
        self.lacking: dict[tuple[Face, str], bool] = {}

    def font(self, style: Style) -> hb.Font:
        """The face that CSS would take: the same slope, the nearest weight."""
        key = (style.family, style.italic, style.weight)
        if key not in self.fonts:
            slope = [k for k in self.fonts if k[0] == style.family and k[1] == style.italic]
            nearest = slope or [k for k in self.fonts if k[0] == style.family]
            self.fonts[key] = self.fonts[min(nearest, key=lambda k: (abs(k[2] - style.weight), k[2]))]
        return self.fonts[key]

    def face(self, style: Style) -> Face:
        """The face of a style by family and number."""
        return self.faces[id(self.font(style))]

    def has(self, style: Style, char: str) -> bool:
        """Whether the face of a style has a character of its own."""
        return self.font(style).get_nominal_glyph(ord(char)) is not None

    def lacks(self, style: Style, chars: Iterable[str]) -> bool:
        """Whether the face of a style lacks one of some characters."""
        face = self.face(style)
        for char in chars:
            if (lacking := self.lacking.get((face, char))) is None:
                lacking = self.lacking[face, char] = not self.has(style, char)
            if lacking:
                return True
        return False

    def advance(self, face: Face, glyph: int) -> float:
        """The width of a glyph in thousandths of the size."""
        font = next(font for font in self.fonts.values() if self.faces[id(font)] == face)
        return float(font.get_glyph_h_advance(glyph) * 1000 / font.face.upem)

    def glyphs(self, style: Style, text: str) -> Glyphs:
        """A piece of text without ordinary spaces at its ends, or a space alone, as it is shown."""
        _, known = self.last.get(id(style)) or self._known(style)
        if (found := known.shown.get(text)) is None:
            found = known.shown[text] = self._written(style, text)
        return found

    def width(self, style: Style, text: str) -> float:
        """Width in pt of a piece of text without ordinary spaces at its ends."""
        _, known = self.last.get(id(style)) or self._known(style)
        if (width := known.widths.get(text)) is None:
            width = known.widths[text] = self._shaped(style, text)
        return width

    def _known(self, style: Style) -> tuple[Style, _Known]:
        self.last[id(style)] = style, self.known.setdefault(style, _Known())
        return self.last[id(style)]

    def forget(self) -> None:
        """Let go of the styles that were asked for; what was found for them is kept."""
        self.last.clear()

    def ink(self, style: Style, text: str) -> tuple[float, float]:
        """How far the letters reach below and above the baseline, in parts of their size (below is negative)."""
        font, buffer = self.font(style), hb.Buffer()
        buffer.add_str(text)
        buffer.guess_segment_properties()
        hb.shape(font, buffer, dict.fromkeys(style.features, True))
        boxes = [font.get_glyph_extents(info.codepoint) for info in buffer.glyph_infos]
        low = min((box.y_bearing + box.height for box in boxes if box), default=0)
        high = max((box.y_bearing for box in boxes if box), default=0)
        return low / font.face.upem, high / font.face.upem

    def rise(self, style: Style) -> float:
        """How far the middle of a line of CSS stands above its baseline, in parts of the size."""
        font = self.font(style)
        extents = font.get_font_extents("ltr")
        return float((extents.ascender + extents.descender) / 2 / font.face.upem)

    def _shape(self, style: Style, text: str) -> hb.Buffer:
        buffer = hb.Buffer()
        buffer.flags = hb.BufferFlags.REMOVE_DEFAULT_IGNORABLES
        buffer.add_str(text)
        buffer.guess_segment_properties()
        if style.language:
            buffer.language = style.language
        features: dict[str, bool] = dict.fromkeys(style.features, True)
        if style.tracking:
            features |= {"liga": False, "clig": False, "dlig": False}
        hb.shape(self.font(style), buffer, features)
        return buffer

    def _shaped(self, style: Style, text: str) -> float:
        buffer = self._shape(style, text)
        advance = sum(position.x_advance for position in buffer.glyph_positions)
        clusters = len({info.cluster for info in buffer.glyph_infos})
        return float(advance * style.size / self.font(style).face.upem + clusters * style.tracking)

    def _written(self, style: Style, text: str) -> Glyphs:
        buffer, font = self._shape(style, text), self.font(style)
        unit = 1000 / font.face.upem
        infos, places = buffer.glyph_infos, buffer.glyph_positions
        ends = [info.cluster for info in infos[1:]] + [len(text)]
        said = _said([info.cluster for info in infos], text)
        out: list[bytes] = []
        texts: list[tuple[int, str]] = []
        back = 0.0
        """By how much the next glyph is drawn back, in thousandths of the size."""
        codes = ""

        def close() -> None:
            nonlocal codes
            if codes:
                out.append(f"<{codes}>".encode())
            codes = ""

        def draw_back() -> None:
            nonlocal back
            if rounded := round(back, 2):
                close()
                half = round(rounded / 2, 2)  # in one number readers may take wide tracking for a word space
                out.append((f"{half:g}<>{rounded - half:g}" if -rounded > WIDE else f"{rounded:g}").encode())
                back = 0.0

        for info, place, end in zip(infos, places, ends, strict=True):
            back -= place.x_offset * unit
            draw_back()
            if place.y_offset:
                close()
                rise = style.raised + place.y_offset * unit * style.size / 1000
                out.append(f"]TJ {rise:.3f} Ts[".encode())
            codes += f"{info.codepoint:04x}"
            if place.y_offset:
                close()
                out.append(f"]TJ {style.raised:g} Ts[".encode())
            last = end != info.cluster
            texts.append((info.codepoint, said[len(texts)].encode("utf-16-be").hex() or UNSAID))
            back += font.get_glyph_h_advance(info.codepoint) * unit - (place.x_advance - place.x_offset) * unit
            if style.tracking and last:
                back -= style.tracking * 1000 / style.size
        close()
        draw_back()
        return Glyphs(b"".join(_apart(out)), tuple(texts))


def _said(clusters: list[int], text: str) -> list[str]:
    """The text that each glyph stands for; of several for one cluster each has a character, or the first has all."""
    said = [""] * len(clusters)
    for first in dict.fromkeys(clusters):
        glyphs = [at for at, cluster in enumerate(clusters) if cluster == first]
        end = clusters[glyphs[-1] + 1] if glyphs[-1] + 1 < len(clusters) else len(text)
        chars = text[first:end].replace(SEAM, "")
        for at, glyph in enumerate(glyphs):
            said[glyph] = chars[at] if len(chars) == len(glyphs) > 1 else "" if at else chars
    return said


def _apart(pieces: list[bytes]) -> list[bytes]:
    """Pieces with a space where two numbers would run together."""
    found = pieces[:1]
    for before, piece in pairwise(pieces):
        found.append(b" " + piece if piece[:1] not in (b"<", b"]") and before[-1:] not in (b">", b"[") else piece)
    return found
