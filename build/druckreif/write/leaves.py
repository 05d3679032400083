"""From drawn leaves to the file of a part, as WeasyPrint would write one: pages, faces, links with private addresses.

Faces stand in it by name alone: joining cuts one subset of each for the whole book (`subsets.py`).
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from .fonts import face_extents, face_name, named_face
from .lines.leaf import Leaf, Link, Odd
from .lines.measure import Face, Ruler, learn
from .subsets import to_unicode, width_array
from .theme import Page

_NUMBER = re.compile(rb"/MCID (\d+)")
_NAME = re.compile(rb"/[^\s/<>\[\]()]+")


def write_leaves(leaves: Sequence[Leaf], odd: Sequence[bytes], ruler: Ruler, page: Page) -> bytes:
    """The file; `odd` are those of the blocks which WeasyPrint set, one to a page."""
    pdf = pikepdf.new()
    with ExitStack() as stack:
        sources = [_Source(stack.enter_context(pikepdf.open(io.BytesIO(file))), part) for part, file in enumerate(odd)]
        shared: Any = sources[0].resources(pdf) if sources else Dictionary()
        for source in sources[1:]:
            for kind, held in source.resources(pdf).items():
                shared[kind] = Dictionary({**shared.get(kind, Dictionary()), **held})
        fonts: Any = shared.get("/Font", Dictionary())
        for face, glyphs in sorted(_used(leaves).items()):
            fonts[f"/{face_name(*face)}"] = pdf.make_indirect(_font(pdf, ruler, face, glyphs))
        shared["/Font"] = fonts
        resources = pdf.make_indirect(shared)
        for number, leaf in enumerate(leaves):
            pdf.add_blank_page(page_size=(round(page.width, 6), round(page.height, 6)))
            made = pdf.pages[-1].obj
            made.TrimBox = made.BleedBox = made.MediaBox
            made.Tabs, made.StructParents, made.Resources = Name.S, number, resources
            made.Contents = pdf.make_stream(b"".join(_content(sources, piece) for piece in leaf.content))
            links = [_link(link) for link in leaf.links]
            taken = (piece for piece in leaf.content if isinstance(piece, Odd))
            links += [_moved(pdf, area, piece) for piece in taken for area in _areas(sources[piece.part].pdf, piece)]
            if links:
                order = sorted(links, key=lambda link: int(link.StructParent))
                made.Annots = Array([pdf.make_indirect(link) for link in order])
        out = io.BytesIO()
        pdf.save(out, static_id=True)
    return out.getvalue()


def _used(leaves: Sequence[Leaf]) -> dict[Face, dict[int, str]]:
    """The glyphs of each face, with what they say as hexadecimal UTF-16."""
    found: dict[Face, dict[int, str]] = {}
    for leaf in leaves:
        for face, glyphs in leaf.faces.items():
            learn(found.setdefault(face, {}), glyphs.items())
    return found


class _Source:
    """A file with blocks that WeasyPrint set. What it uses has its number in the name, since others have the same names."""

    def __init__(self, pdf: pikepdf.Pdf, part: int) -> None:
        self.pdf, self.mark = pdf, f".{part}" if part else ""
        held: Any = pdf.pages[0].obj.Resources
        kinds = (dict(named.items()) for named in held.values() if isinstance(named, Dictionary))
        self.names = {key.encode() for named in kinds for key in named}

    def resources(self, pdf: pikepdf.Pdf) -> Any:
        """What its pages use, as part of another file."""
        held = pdf.copy_foreign(self.pdf.pages[0].obj.Resources)
        if not self.mark:
            return held
        named = ((kind, own) for kind, own in held.items() if isinstance(own, Dictionary))
        return Dictionary({kind: {key + self.mark: value for key, value in own.items()} for kind, own in named})

    def content(self, page: int) -> bytes:
        drawn = self.pdf.pages[page].obj.Contents.read_bytes()
        if not self.mark:
            return bytes(drawn)
        mark = self.mark.encode()
        return _NAME.sub(lambda match: match[0] + mark if match[0] in self.names else match[0], drawn)


def _content(sources: Sequence[_Source], piece: bytes | Odd) -> bytes:
    if isinstance(piece, bytes):
        return piece
    drawn = sources[piece.part].content(piece.page)
    numbered = _NUMBER.sub(lambda match: b"/MCID %d" % (int(match[1]) + piece.first), drawn)
    return f"q 1 0 0 1 {piece.x:.3f} {piece.y:.3f} cm\n".encode() + numbered + b"\nQ\n"


def _link(link: Link) -> Dictionary:
    """A link as WeasyPrint writes it; joining gives it its place in the book."""
    action = Dictionary(S=Name.URI, URI=String(link.target))
    box = Array([round(side, 3) for side in link.box])
    return Dictionary(
        Type=Name.Annot, Subtype=Name.Link, Rect=box, BS=Dictionary(W=0), A=action, Contents=String(link.target),
        StructParent=link.number,
    )  # fmt: skip


def _areas(source: pikepdf.Pdf, piece: Odd) -> list[Any]:
    areas = source.pages[piece.page].obj.get("/Annots", ())
    return [area for area in areas if int(area.get("/StructParent", -1)) in piece.areas]


def _moved(pdf: pikepdf.Pdf, area: Any, piece: Odd) -> Any:
    copy = pdf.copy_foreign(area)
    sides = [float(side) for side in copy.Rect]
    copy.Rect = Array([round(side + (piece.y if at % 2 else piece.x), 3) for at, side in enumerate(sides)])
    copy.StructParent = piece.areas[int(copy.StructParent)]
    return copy


def _font(pdf: pikepdf.Pdf, ruler: Ruler, face: Face, glyphs: Mapping[int, str]) -> Dictionary:
    """A font whose texts are glyph numbers (ISO 32000-1, 9.7.4), with the glyphs that are used."""
    name = Name(f"/{face_name(*face)}")
    above, below = face_extents(*face)
    widths = {glyph: ruler.advance(face, glyph) for glyph in glyphs}
    file = pdf.make_stream(named_face(*face))
    descriptor = Dictionary(
        Type=Name.FontDescriptor, FontName=name, FontFamily=String(face[0]), Flags=4, Ascent=above, Descent=below,
        CapHeight=above, FontBBox=Array([0, below, max(map(round, widths.values())), above]), ItalicAngle=0, StemV=80,
        StemH=80, FontFile2=file,
    )  # fmt: skip
    inner = Dictionary(
        Type=Name.Font, Subtype=Name.CIDFontType2, BaseFont=name, CIDToGIDMap=Name.Identity, W=width_array(widths),
        CIDSystemInfo=Dictionary(Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0),
        FontDescriptor=pdf.make_indirect(descriptor),
    )  # fmt: skip
    return Dictionary(
        Type=Name.Font, Subtype=Name.Type0, BaseFont=name, Encoding=Name("/Identity-H"),
        DescendantFonts=Array([pdf.make_indirect(inner)]), ToUnicode=pdf.make_stream(to_unicode(glyphs)),
    )  # fmt: skip
