"""What the file of a part holds, ready to be written into that of a book: contents, links, and what they use.

pikepdf reads it, once for each part.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from hashlib import sha256
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name

from .fonts import face_of
from .lines.leaf import Link
from .lines.measure import Face, learn
from .subsets import texts_of, widths_of

Pieces = list[bytes | int | Face]
"""An object as bytes and, between them, the places of others among those that were taken, and faces that the book has."""


Resources = dict[str, dict[str, Pieces]]
"""What a page uses, by kind and name."""


@dataclass(slots=True)
class Sheet:
    """A page: its content (compressed), its size, its links, the resources that it uses."""

    content: bytes
    size: tuple[float, float]
    links: list[Link]
    resources: Resources


@dataclass(slots=True)
class Taken:
    """A part's pages and the objects that they use; the glyphs of each face, with what they say and their widths."""

    sheets: list[Sheet] = field(default_factory=list)
    objects: list[tuple[Pieces, bytes | None]] = field(default_factory=list)
    """Each with its data if it is a stream."""
    texts: dict[Face, dict[int, str]] = field(default_factory=dict)
    widths: dict[Face, dict[int, float]] = field(default_factory=dict)


def take(file: bytes) -> Taken:
    """What a part's file holds."""
    with pikepdf.open(io.BytesIO(file)) as pdf:
        taker = _Taker()
        for page in pdf.pages:
            taker.page(page.obj)
        return taker.taken


def sums(file: bytes) -> list[bytes]:
    """For each page a sum of what is drawn on it."""
    taken = take(file)
    used = b"".join(data for _, data in taken.objects if data)
    drawn = (sheet.content + (used if "/XObject" in sheet.resources else b"") for sheet in taken.sheets)
    return [sha256(content).digest() for content in drawn]


_NAMED = re.compile(rb"/[^\s/<>\[\]()]+")


class _Taker:
    def __init__(self) -> None:
        self.taken = Taken()
        self.known: dict[tuple[int, int], int] = {}
        self.fonts: dict[tuple[int, int], Face | None] = {}
        self.resources: dict[tuple[int, int], Resources] = {}

    def page(self, page: Any) -> None:
        sides = [float(side) for side in page.MediaBox]
        links = [link for area in page.get("/Annots", ()) if (link := _link(area))]
        content = _content(page.Contents)
        named = set(_NAMED.findall(zlib.decompress(content)))
        held = self.held(page.get("/Resources", Dictionary()))
        used = {
            kind: {key: pieces for key, pieces in ours.items() if key.encode() in named} for kind, ours in held.items()
        }
        self.taken.sheets.append(Sheet(content, (sides[2], sides[3]), links, {k: ours for k, ours in used.items() if ours}))

    def held(self, resources: Any) -> Resources:
        """All that resources name; several pages may share them."""
        key = resources.objgen
        if key not in self.resources or not key[0]:
            self.resources[key] = {
                kind: {key: self.pieces(value) for key, value in held.items()}
                for kind, held in resources.items()
                if isinstance(held, Dictionary)
            }
        return self.resources[key]

    def face(self, font: Any) -> Face | None:
        """The face that a font stands for, with the glyphs that are used; None for what is no font, or a whole one."""
        if not isinstance(font, Dictionary) or font.get("/Subtype") != Name.Type0:
            return None
        if "/FontFile2" not in font.DescendantFonts[0].FontDescriptor:
            return None
        face = face_of(font.DescendantFonts[0].FontDescriptor.FontFile2.read_bytes())
        if face is not None:
            learn(self.taken.texts.setdefault(face, {}), texts_of(font))
            self.taken.widths.setdefault(face, {}).update(widths_of(font.DescendantFonts[0]))
        return face

    def pieces(self, value: Any) -> Pieces:
        """An object as bytes, others that it refers to by their places."""
        if isinstance(value, pikepdf.Object) and value.objgen[0]:
            if value.objgen not in self.fonts:
                self.fonts[value.objgen] = self.face(value)
            face = self.fonts[value.objgen]
            return [self.place(value) if face is None else face]
        return self.written(value)

    def place(self, value: Any) -> int:
        """The place of an object that others refer to, taken when it is met first."""
        if value.objgen not in self.known:
            place = self.known[value.objgen] = len(self.taken.objects)
            self.taken.objects.append(([], None))
            stream = isinstance(value, pikepdf.Stream)
            pieces = self.written(value)
            self.taken.objects[place] = (pieces, value.read_raw_bytes() if stream else None)
        return self.known[value.objgen]

    def written(self, value: Any) -> Pieces:
        match value:
            case bool():
                return [b"true" if value else b"false"]
            case int() | Decimal() | float():
                return [str(value).encode()]
            case None:
                return [b"null"]
            case pikepdf.Stream() | Dictionary():
                inner: Pieces = []
                for key, item in value.items():
                    if key != "/Length" or not isinstance(value, pikepdf.Stream):
                        inner += [Name(key).unparse() + b" ", *self.pieces(item)]
                return _flat([b"<<", *inner, b">>"])
            case Array():
                parts = [self.pieces(item) for item in value]
                return _flat([b"[", *(piece for part in parts for piece in (*part, b" ")), b"]"])
            case _:
                return [bytes(value.unparse())]


def _flat(pieces: Pieces) -> Pieces:
    """Neighbouring bytes as one."""
    out: Pieces = []
    for piece in pieces:
        if out and isinstance(piece, bytes) and isinstance(last := out[-1], bytes):
            out[-1] = last + piece
        else:
            out.append(piece)
    return out


def rendered(pieces: Pieces, numbered: Callable[[int | Face], int]) -> bytes:
    """An object whose references have their numbers."""
    return b"".join(piece if isinstance(piece, bytes) else b"%d 0 R" % numbered(piece) for piece in pieces)


def _content(contents: Any) -> bytes:
    packed = isinstance(contents, pikepdf.Stream) and contents.get("/Filter") == Name.FlateDecode
    if packed and "/DecodeParms" not in contents:
        return bytes(contents.read_raw_bytes())
    streams = [contents] if isinstance(contents, pikepdf.Stream) else list(contents)
    return zlib.compress(b"\n".join(stream.read_bytes() for stream in streams))


def _link(area: Any) -> Link | None:
    if area.get("/Subtype") != Name.Link or "/A" not in area or "/URI" not in area.A:
        return None
    left, bottom, right, top = (float(side) for side in area.Rect)
    return Link(int(area.StructParent), (left, bottom, right, top), str(area.A.URI))
