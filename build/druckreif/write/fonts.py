"""The book's typeface: static faces cut from variable fonts, completed where they lack spaces, and subsets.

EB Garamond (OFL) comes from the package fontpkg-eb-garamond. It has no U+202F, which German abbreviations
need: the cut gives it one of 0.6 of the word space. Everything here is deterministic.
"""

from __future__ import annotations

import hashlib
import importlib.util
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import uharfbuzz as harfbuzz
from fontTools import version as fonttools_version

from ..base.cache import is_kept, kept, stored
from ..base.finding import Finding
from ..base.shelf import Shelf
from ..base.span import Span
from ..base.tool import MissingTool
from ..model.book import Book
from ..model.edition import pdf_edition
from ..model.walk import characters
from .theme import load_theme

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

FAMILY = "EB Garamond"
OPTICAL_SIZE = 11
"""Size in pt for which letters are drawn, where a family has an axis for it."""
RECIPE = "6"
"""Raise it when the cut changes, so that cached faces are made anew."""

FEATURES = ("ccmp", "locl", "kern", "mark", "mkmk", "liga", "smcp", "c2sc", "onum", "lnum", "pnum", "tnum", "sups")
_Cut = tuple[str, Literal["normal", "italic"], int, str]
_FAMILIES: dict[str, tuple[str, tuple[_Cut, ...]]] = {
    "EB Garamond": (
        "fontpkg_eb_garamond",
        (
            ("EBGaramond[wght].ttf", "normal", 400, "Regular"),
            ("EBGaramond-Italic[wght].ttf", "italic", 400, "Italic"),
            ("EBGaramond[wght].ttf", "normal", 600, "SemiBold"),
        ),
    ),
    "Source Serif 4": (
        "fontpkg_source_serif_4",
        (
            ("SourceSerif4[opsz,wght].ttf", "normal", 400, "Regular"),
            ("SourceSerif4-Italic[opsz,wght].ttf", "italic", 400, "Italic"),
            ("SourceSerif4[opsz,wght].ttf", "normal", 600, "SemiBold"),
        ),
    ),
    "Source Sans 3": (
        "fontpkg_source_sans_3",
        (
            ("SourceSans3[wght].ttf", "normal", 400, "Regular"),
            ("SourceSans3-Italic[wght].ttf", "italic", 400, "Italic"),
            ("SourceSans3[wght].ttf", "normal", 600, "SemiBold"),
        ),
    ),
}
"""Families by name: the package that carries them, and the faces that are cut from its files."""


@dataclass(frozen=True, slots=True)
class Face:
    """One static face, in memory: no file that could vanish while it is used. The name says what it was cut from."""

    family: str
    style: Literal["normal", "italic"]
    weight: int
    name: str
    cut: str = field(repr=False)
    source: bytes = field(repr=False)
    """The variable font."""

    @property
    def data(self) -> bytes:
        """The file of the face: cut when it is asked for first, since few processes need all, and cached."""
        return _data(self)


@cache
def _data(face: Face) -> bytes:
    return stored(*_kept_as(face), lambda: _cut(face.source, face.family, face.weight, face.cut))


@cache
def faces(family: str = FAMILY) -> tuple[Face, ...]:
    """The faces of a family: regular, italic, semibold.

    Raises KeyError for an unknown family, MissingTool if its files are not installed.
    """
    package, cuts = _FAMILIES[family]
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise MissingTool(f"the typeface {family} is not installed: pip install {package.replace('_', '-')}, or make setup")
    folder = Path(spec.origin).parent / "files"
    try:
        files = {name: (folder / name).read_bytes() for name in dict.fromkeys(cut[0] for cut in cuts)}
    except OSError as error:
        how = f"pip install --force-reinstall {package.replace('_', '-')}"
        raise MissingTool(f"the typeface {family} cannot be read ({error.strerror}: {error.filename}): {how}") from None
    found = (Face(family, style, weight, "", name, files[file]) for file, style, weight, name in cuts)
    return tuple(replace(face, name=kept(*_kept_as(face)).name) for face in found)


@dataclass(frozen=True, slots=True)
class Cutting:
    """A face that another process is asked to cut; from then on the cache has it."""

    family: str
    number: int

    def done(self) -> bytes:
        """The digest of the face."""
        return hashlib.sha256(faces(self.family)[self.number].data).digest()


def uncut(families: Iterable[str]) -> list[Cutting]:
    """The faces of some families that the cache lacks, those first that take longest: the heavy ones."""
    found = [Cutting(family, number) for family in families for number, face in enumerate(faces(family))
             if not is_kept(*_kept_as(face))]  # fmt: skip
    return sorted(found, key=lambda cutting: -faces(cutting.family)[cutting.number].weight)


def _kept_as(face: Face) -> tuple[str, bytes]:
    """The name and key of the file in the cache."""
    key = face.source + f"{fonttools_version} {harfbuzz.version_string()} {RECIPE} {face.weight}".encode()
    return f"{face.family.replace(' ', '')}-{face.cut}.ttf", key


def _cut(data: bytes, family: str, weight: int, name: str) -> bytes:
    from fontTools.ttLib import TTFont

    at = {"wght": weight, "opsz": OPTICAL_SIZE}
    moved = any(at.get(axis.tag, axis.default_value) != axis.default_value for axis in harfbuzz.Face(data).axis_infos)
    font = TTFont(io.BytesIO(_at(data, at)), recalcTimestamp=False, recalcBBoxes=moved)  # five times the time where moved
    _complete(font)
    _let_local_forms_change(font)
    _rename(font, family, name, weight)
    out = io.BytesIO()
    font.save(out, reorderTables=True)
    return out.getvalue()


def _at(data: bytes, at: Mapping[str, float]) -> bytes:
    """A variable font at one place, whole but for its axes. HarfBuzz needs 20 ms for what takes fontTools some seconds."""
    face = harfbuzz.Face(data)
    cut = harfbuzz.SubsetInput()
    cut.keep_everything()
    cut.flags |= harfbuzz.SubsetFlags.GLYPH_NAMES
    cut.pin_all_axes_to_default(face)
    for axis, value in at.items():
        cut.pin_axis_location(face, axis, value)
    return bytes(harfbuzz.subset(face, cut).blob.data)


def _complete(font: TTFont) -> None:
    """Add the spaces, the hyphen and the raised figures that typesetting needs and the font lacks."""
    cmap = font.getBestCmap()
    space = font["hmtx"][cmap[0x20]][0]
    if 0x202F not in cmap:
        _add_empty(font, 0x202F, "uni202F", round(space * 0.6))
    if 0x2060 not in cmap:
        _add_empty(font, 0x2060, "uni2060", 0)
    raised = {base: form for mapping in _substitutions(font, "sups") for base, form in mapping.items()}
    for missing, figure in ((0xB9, 0x31), (0xB2, 0x32), (0xB3, 0x33)):
        if missing not in cmap and cmap[figure] in raised:
            _map(font, missing, raised[cmap[figure]])
    for missing, same in ((0x2011, 0x2010), (0x2217, 0x2A)):
        if missing not in cmap and same in cmap:
            _map(font, missing, cmap[same])


def _substitutions(font: TTFont, feature: str) -> list[dict[str, Any]]:
    """The single substitutions of a layout feature, glyph name to glyph name."""
    table = font["GSUB"].table
    found: list[dict[str, Any]] = []
    for record in table.FeatureList.FeatureRecord:
        for index in record.Feature.LookupListIndex if record.FeatureTag == feature else ():
            for part in table.LookupList.Lookup[index].SubTable:
                mapping = getattr(getattr(part, "ExtSubTable", part), "mapping", None)
                if mapping is not None and mapping not in found:
                    found.append(mapping)
    return found


def _let_local_forms_change(font: TTFont) -> None:
    """Small capitals for local forms too: the German f of EB Garamond would stay a minuscule among small capitals."""
    forms = [pair for mapping in _substitutions(font, "locl") for pair in mapping.items()]
    for mapping in _substitutions(font, "smcp"):
        mapping |= {form: mapping[base] for base, form in forms if base in mapping and form not in mapping}


def _map(font: TTFont, code: int, glyph: str) -> None:
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap[code] = glyph


def _add_empty(font: TTFont, code: int, name: str, width: int) -> None:
    from fontTools.ttLib.tables._g_l_y_f import Glyph

    font["glyf"].glyphs[name] = Glyph()
    font.setGlyphOrder([*font.getGlyphOrder(), name])
    font["glyf"].glyphOrder = font.getGlyphOrder()
    font["hmtx"].metrics[name] = (width, 0)
    gdef = font["GDEF"].table if "GDEF" in font else None
    if gdef is not None and gdef.GlyphClassDef is not None:
        gdef.GlyphClassDef.classDefs[name] = 1
    _map(font, code, name)


def _rename(font: TTFont, family: str, style: str, weight: int) -> None:
    """Names of the cut: the family that CSS uses, a PostScript name of its own."""
    names = font["name"]
    for id in (16, 17, 21, 22, 25):
        names.removeNames(nameID=id)
    stem = family.replace(" ", "")
    unique = hashlib.sha256(f"{style} {RECIPE}".encode()).hexdigest()[:8]
    values = {
        1: family if weight == 400 else f"{family} {style}", 2: style if weight == 400 else "Regular",
        3: f"druckreif;{stem}-{style};{unique}", 4: f"{family} {style}", 6: f"{stem}-{style}",
    }  # fmt: skip
    for id, value in values.items():
        names.removeNames(nameID=id)
        names.setName(value, id, 3, 1, 0x409)
    if weight != 400:
        names.setName(family, 16, 3, 1, 0x409)
        names.setName(style, 17, 3, 1, 0x409)
    font["OS/2"].usWeightClass = weight


def missing(face: Face, text: Iterable[str]) -> set[str]:
    """The characters of a text for which a face has no glyph. Only what the variable font lacks too is asked of the face."""
    lacking = {char for char in set(text) if not char.isspace()}.difference(_covered(face.source))
    return lacking.difference(_covered(face.data)) if lacking else lacking


@cache
def _covered(font: bytes) -> frozenset[str]:
    """The characters for which a font has a glyph."""
    return frozenset(map(chr, harfbuzz.Face(font).unicodes))


NEEDED = ("cvt ", "fpgm", "prep", "glyf", "head", "hhea", "hmtx", "loca", "maxp")
"""Tables of a TrueType font in a PDF whose texts are glyph numbers (ISO 32000-1, 9.9)."""


_NAMED = b"druckreif-face:"


def named_face(family: str, number: int) -> bytes:
    """What stands for a face in a part, whose fonts are cut when it is joined with others."""
    return _NAMED + f"{family}/{number}".encode()


def face_name(family: str, number: int) -> str:
    """The PostScript name of a face."""
    return f"{family.replace(' ', '')}-{_FAMILIES[family][1][number][3]}"


@cache
def face_extents(family: str, number: int) -> tuple[int, int]:
    """How far a face reaches above and below the baseline, in thousandths of the size (below is negative)."""
    face = harfbuzz.Face(faces(family)[number].data)
    extents = harfbuzz.Font(face).get_font_extents("ltr")
    return round(extents.ascender * 1000 / face.upem), round(extents.descender * 1000 / face.upem)


@cache
def italic_angle(family: str, number: int) -> float:
    """How far a face leans, in degrees against the clock: negative for an italic, as its table `post` says it."""
    post = harfbuzz.Face(faces(family)[number].data).reference_table("post").data
    return int.from_bytes(post[4:8], "big", signed=True) / 2**16


def face_of(font: bytes) -> tuple[str, int] | None:
    """The face that `named_face` stands for, None for any other font."""
    _, _, name = font[-99:].partition(_NAMED)
    family, _, number = name.decode().rpartition("/")
    return (family, int(number)) if name else None


def outlines(family: str, number: int, glyphs: Iterable[int]) -> bytes:
    """A TrueType file with some glyphs of one of the faces of a family, under the numbers that they have there."""
    face = harfbuzz.Face(faces(family)[number].data)
    cut = harfbuzz.SubsetInput()
    cut.glyph_set.update(sorted(glyphs))
    cut.drop_table_tag_set.update(int.from_bytes(tag.encode(), "big") for tag in face.table_tags if tag not in NEEDED)
    cut.flags = harfbuzz.SubsetFlags.RETAIN_GIDS | harfbuzz.SubsetFlags.NO_HINTING
    return bytes(harfbuzz.subset(face, cut).blob.data)


def subset(face: Face, text: str) -> bytes:
    """A face with the glyphs of a text alone, layout features kept. Deterministic; cut once for each set of characters."""
    used = "".join(sorted(set(text)))
    key = f"{face.name} {fonttools_version} {FEATURES}\n{used}".encode()
    return stored("subset.ttf", key, lambda: _subset(face, used))


def _subset(face: Face, text: str) -> bytes:
    from fontTools import subset as subsetter
    from fontTools.ttLib import TTFont

    options = subsetter.Options(layout_features=list(FEATURES), notdef_outline=True, recalc_timestamp=False, hinting=False)
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14, 16, 17]
    out = io.BytesIO()
    with TTFont(io.BytesIO(face.data), recalcTimestamp=False) as font:
        job = subsetter.Subsetter(options)
        job.populate(text=text)
        job.subset(font)
        font.save(out, reorderTables=True)
    return out.getvalue()


def families_of(book: Book) -> list[str]:
    """The families that a book is set in."""
    themes = (load_theme(pdf_edition(book.config, edition).theme) for edition in ("screen", "print"))
    return sorted({FAMILY, *(theme.style.family for theme in themes)})


def missing_characters(book: Book, shelf: Shelf) -> list[Finding]:
    """Characters that no face of the book has: every machine would set them in another face, or as a box."""
    families = families_of(book)
    shown = characters(book)
    lacking = {char for family in families for face in faces(family) for char in missing(face, shown)}
    names = [division.source for division in book.divisions if division.source]
    names += [name for name in ("book.yaml", "glossary.yaml", "sources.yaml") if shelf.has(name)]
    findings = []
    for name in names if lacking else ():
        for number, line in enumerate(shelf.text(name).split("\n"), start=1):
            for char in sorted(lacking & set(line)):
                message = f'the typeface {" or ".join(families)} has no "{char}" (U+{ord(char):04X})'
                span = Span(name, number, line.index(char) + 1)
                findings.append(Finding(span, "character-missing", message, "write it in another way, or transliterate"))
    return findings
