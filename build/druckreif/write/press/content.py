"""Contents of pages rewritten for a printer: every colour as ink, no marks of tags, no settings that PDF 1.3 does not have.

Works on one PDF before it is put on the pages of services, so that all that share inks share the work.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pikepdf
from pikepdf import Dictionary, Name

from .ink import Inks, Press

_MARKS = ("BDC", "BMC", "EMC", "DP", "MP")
_SPACES = {"/DeviceGray": 1, "/DeviceRGB": 3, "/DeviceCMYK": 4}
_DIRECT = {"g": 1, "rg": 3, "k": 4}


def inked(data: bytes, press: Press) -> bytes:
    """A PDF with every colour of its pages, drawings and pictures in the inks of an edition."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        done: set[tuple[int, int]] = set()
        for page in pdf.pages:
            page.obj.Contents = pdf.make_stream(_rewritten(page, page.obj.get("/Resources", Dictionary()), press))
            for holder in _holders(page.obj, done):
                _clean(holder.get("/Resources", Dictionary()))
                for drawing in holder.get("/Resources", Dictionary()).get("/XObject", Dictionary()).values():
                    if drawing.objgen not in done:
                        done.add(drawing.objgen)
                        _redrawn(pdf, drawing, press)
        pdf.remove_unreferenced_resources()
        out = io.BytesIO()
        pdf.save(out, static_id=True, compress_streams=True)
        return out.getvalue()


def _holders(page: Any, done: set[tuple[int, int]]) -> Iterator[Any]:
    """A page and the drawings that it uses, to any depth, each drawing once."""
    yield page
    for drawing in page.get("/Resources", Dictionary()).get("/XObject", Dictionary()).values():
        if drawing.get("/Subtype") == Name.Form and drawing.objgen not in done:
            yield from _holders(drawing, done)


def _redrawn(pdf: pikepdf.Pdf, drawing: Any, press: Press) -> None:
    if drawing.get("/Subtype") == Name.Form:
        drawing.write(_rewritten(drawing, drawing.get("/Resources", Dictionary()), press))
        if "/Group" in drawing:
            del drawing["/Group"]
        _clean(drawing.get("/Resources", Dictionary()))
    elif drawing.get("/Subtype") == Name.Image and not drawing.get("/ImageMask", False):
        _repictured(pdf, drawing, press)


def _clean(resources: Any) -> None:
    """Take out what no content refers to any more."""
    for key in ("/ColorSpace", "/Properties", "/ProcSet"):
        if key in resources:
            del resources[key]
    for key in ("/Pattern", "/Shading", "/ExtGState"):
        if key in resources and not any(not _is_plain(state) for state in _entries(resources[key])):
            del resources[key]


def _entries(group: Any) -> list[Any]:
    return list(group.values()) if hasattr(group, "values") else list(group)


def _is_plain(state: Any) -> bool:
    """Whether a graphics state says nothing but that paint covers."""
    return isinstance(state, Dictionary) and all(
        key == "/Type" or (key in ("/ca", "/CA") and float(value) == 1) for key, value in state.items()
    )


def _rewritten(holder: Any, resources: Any, press: Press) -> bytes:
    states = resources.get("/ExtGState", Dictionary())
    plain = {name for name, state in states.items() if _is_plain(state)}
    spaces = {False: "/DeviceGray", True: "/DeviceGray"}
    out: list[Any] = []
    instructions: Any = pikepdf.parse_content_stream(holder)
    for operands, operator in instructions:
        name = str(operator)
        if name in _MARKS or (name == "gs" and str(operands[0]) in plain):
            continue
        lower = name.lower()
        if lower in _DIRECT and len(operands) == _DIRECT[lower]:
            out.append(_painted(operands, name[0].isupper(), press))
        elif lower == "cs" and str(operands[0]) in _SPACES:
            spaces[name[0].isupper()] = str(operands[0])
        elif lower in ("sc", "scn") and len(operands) == _SPACES.get(spaces[name[0].isupper()], -1):
            out.append(_painted(operands, name[0].isupper(), press))
        else:
            if lower == "cs":
                spaces[name[0].isupper()] = str(operands[0])
            out.append((operands, operator))
    return pikepdf.unparse_content_stream(out)


def _painted(operands: Any, stroke: bool, press: Press) -> tuple[list[Any], pikepdf.Operator]:
    values = [float(value) for value in operands]
    inks: Inks
    if len(values) == 4:
        inks = press.reprinted((values[0], values[1], values[2], values[3]))
    else:
        red, green, blue = values if len(values) == 3 else values * 3
        inks = press.inks((red, green, blue))
    return [_number(ink) for ink in inks], pikepdf.Operator("K" if stroke else "k")


def _number(ink: float) -> Any:
    return int(ink) if ink in (0, 1) else round(ink, 4)


def _repictured(pdf: pikepdf.Pdf, picture: Any, press: Press) -> None:
    """A picture as inks, without an ICC profile; one that shines through is laid on white paper."""
    from PIL import Image

    found = pikepdf.PdfImage(picture).as_pil_image()
    if "/SMask" in picture:
        mask = pikepdf.PdfImage(picture.SMask).as_pil_image().convert("L").resize(found.size)
        found = Image.composite(found.convert("RGB"), Image.new("RGB", found.size, "white"), mask)
        del picture["/SMask"]
    converted = press.picture(found)
    for key in ("/Decode", "/DecodeParms", "/Intent", "/Interpolate", "/Mask"):
        if key in picture:
            del picture[key]
    picture.ColorSpace = Name.DeviceCMYK if converted.mode == "CMYK" else Name.DeviceGray
    picture.BitsPerComponent = 8
    picture.write(converted.tobytes())
