"""Whether a picture file is what it says it is and safe to print: pictures are untrusted like all sources."""

from __future__ import annotations

import base64
import binascii
import hashlib
import io
import re
import warnings
from collections.abc import Iterator
from typing import Any, NamedTuple

from ..base.cache import stored
from .drawings import MOST_SHAPES, Endless, shapes

KINDS = {".svg": "SVG", ".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG"}
MOST_BYTES = 50 * 2**20
MOST_PIXELS = 100_000_000
"""A page of A4 at 1,200 dpi has 139 million; at 600 dpi, which is plenty, 35 million."""

_RECIPE = "7"
_SVG = "{http://www.w3.org/2000/svg}"
_ACTIVE = {f"{_SVG}{name}" for name in ("script", "foreignObject", "iframe", "audio", "video", "handler", "listener")}
_OUTER = re.compile(r"@import|url\(\s*['\"]?(?!#|data:image/(?:png|jpeg);)|expression\(|javascript:", re.IGNORECASE)
_HIDDEN = re.compile(r"\\|\b(?:image|image-set|src)\(", re.IGNORECASE)
"""In a style: escapes, which may spell @import, and functions that load without url()."""
_NUMBERS = (
    "viewBox", "width", "height", "x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry", "dx", "dy", "fx", "fy", "d",
    "points", "transform", "gradientTransform", "patternTransform", "stroke-width", "stroke-dasharray", "stroke-dashoffset",
    "font-size", "offset", "opacity", "refX", "refY", "markerWidth", "markerHeight", "textLength", "letter-spacing",
)  # fmt: skip
_NO_NUMBER = re.compile(r"(?i)nan|inf|\d{20}|\de\+?\d{3}")
_ORIENTATION = 0x0112
_TURNED = re.compile(rb"\x01\x12\0\x03\0\0\0\x01\0[\x02-\x08]|\x12\x01\x03\0\x01\0\0\0[\x02-\x08]\0")
"""The entry of an EXIF block by which a program turns a picture, also where the rest of the block cannot be read."""
_DATA = re.compile(r"data:image/(png|jpeg);base64,([\w+/=\s]*)")
_INNER = re.compile(r"#|data:image/(?:png|jpeg);base64,")


class Fault(NamedTuple):
    """What is wrong with a picture: rule, message, hint."""

    rule: str
    message: str
    hint: str


_TOO_MANY = Fault("picture-large", "has more than 100 million pixels", "save it smaller")
_NO_SIDE_UP = Fault("picture-broken", "has a damaged EXIF block: some programs turn it, others not", "save it anew, upright")


def kind_fault(name: str) -> Fault | None:
    """What is wrong with the name of a picture file."""
    if name[name.rfind(".") :].lower() in KINDS:
        return None
    return Fault("picture-kind", f'"{name}" is no picture for books', "use SVG, PNG or JPEG")


def size_fault(name: str, size: int) -> Fault:
    """That of a picture of so many bytes, too many."""
    return Fault("picture-large", f'"{name}" has {size / 2**20:,.0f} MB', "save it smaller, 50 MB at most")


def picture_fault(name: str, data: bytes) -> Fault | None:
    """The first fault of a picture file of one of KINDS; None if it can be printed. Judged once for each content."""
    suffix = name[name.rfind(".") :].lower()
    if len(data) > MOST_BYTES:
        return size_fault(name, len(data))
    key = f"{_RECIPE} {suffix} {hashlib.sha256(data).hexdigest()}".encode()
    judge = _svg_fault if suffix == ".svg" else _pixels_fault
    verdict = stored("picture.txt", key, lambda: "\n".join(judge(data, KINDS[suffix]) or ()).encode()).decode()
    if not verdict:
        return None
    rule, message, hint = verdict.split("\n")
    return Fault(rule, f'"{name}" {message}', hint)


def _pixels_fault(data: bytes, kind: str) -> Fault | None:
    from PIL import Image, UnidentifiedImageError

    try:
        with warnings.catch_warnings(record=True) as said:
            warnings.simplefilter("always")
            with Image.open(io.BytesIO(data), formats=("PNG", "JPEG")) as picture:
                if picture.format != kind:
                    return Fault("picture-kind", f"is {picture.format}, not {kind}", "give it the name that fits")
                if picture.width * picture.height > MOST_PIXELS:
                    return _TOO_MANY
                if picture.mode.startswith("I"):
                    return Fault("picture-kind", "has 16 bits for each grey", "save it with 8 bits, as greyscale")
                picture.load()
                if "exif" in picture.info and not _has_a_side_up(picture, said):
                    return _NO_SIDE_UP
    except Image.DecompressionBombError:
        return _TOO_MANY
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        return Fault("picture-broken", f"cannot be read as {kind}", "save it anew")
    return None


def _has_a_side_up(picture: Any, said: list[Any]) -> bool:
    """Whether it can be known how a photograph is to be turned, if it is; `said` holds the warnings so far."""
    from PIL import Image, ImageOps

    probe = Image.new("1", (1, 1))
    try:
        if picture.getexif().get(_ORIENTATION) in range(2, 9):
            probe.info = dict(picture.info)
            ImageOps.exif_transpose(probe)
        elif not _TURNED.search(picture.info["exif"]):
            return True
    except Exception:  # Pillow raises whatever the values lead it to
        return False
    return not said


def _svg_fault(data: bytes, kind: str) -> Fault | None:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True)
    if b"<!doctype" in data[:4096].lower() or b"<!entity" in data.lower():
        return Fault("picture-active", "holds a document type or entities", "save it as plain SVG")
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        return Fault("picture-broken", f"cannot be read as {kind}: {error.msg}".replace("\n", " "), "save it anew")
    if root.tag != f"{_SVG}svg":
        return Fault("picture-kind", "is no SVG", "give it the name that fits, or save it as plain SVG")
    if reason := next(_active(root), ""):
        return Fault("picture-active", f"holds {reason}", "save it as plain SVG")
    if any(_NO_NUMBER.search(element.get(name, "")) for element in root.iter() for name in _NUMBERS):
        return Fault("picture-broken", "holds a number that is none or has no end", "save it anew")
    try:
        if shapes(root) > MOST_SHAPES:
            return Fault("picture-large", f"draws more than {MOST_SHAPES:,} shapes", "simplify it, or save it as PNG")
    except Endless:
        return Fault("picture-broken", "holds a shape that holds itself, or groups too deep in one another", "save it anew")
    try:
        return next((fault for data, kind in _held(root) if (fault := _pixels_fault(data, kind))), None)
    except binascii.Error:
        return Fault("picture-broken", "holds a picture that cannot be read", "save it anew")


def _held(root: Any) -> Iterator[tuple[bytes, str]]:
    """The pictures inside an SVG, and what they say they are."""
    for value in (value for element in root.iter() for value in element.attrib.values()):
        for kind, text in _DATA.findall(value):
            yield base64.b64decode(text), kind.upper()


def _active(root: Any) -> Iterator[str]:
    """What in an SVG could act or reach out of the file."""
    if [*root.itersiblings(), *root.itersiblings(preceding=True)]:
        yield "processing instructions"
    for element in root.iter():
        if not isinstance(element.tag, str):
            yield "processing instructions"
            continue
        if element.tag in _ACTIVE:
            yield f"<{element.tag.rpartition('}')[2]}>"
        for name, value in element.attrib.items():
            bare = name.rpartition("}")[2].lower()
            if bare.startswith("on"):
                yield f"a script ({bare})"
            outer = bare in ("href", "src") and not _INNER.match(value.strip())
            moved = bare == "attributename" and value.strip().rpartition(":")[2].lower() in ("href", "src")
            if outer or moved or bare == "base" or _OUTER.search(value) or (bare == "style" and _HIDDEN.search(value)):
                yield "links to other files"
        style = "".join(element.itertext()) if element.tag == f"{_SVG}style" else ""
        if _OUTER.search(style) or _HIDDEN.search(style):
            yield "links to other files"
