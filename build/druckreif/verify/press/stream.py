"""A reading of content streams of our own: the colours of text, areas and lines, the thinnest line, the size of pictures.

Knows the operators of ISO 32000-1, annex A, that paint or say how; strings and arrays of text are skipped unread.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

_STRINGS = re.compile(rb"\[[^\]]*\](?=\s*TJ)|<[0-9A-Fa-f\s]*>|\((?:[^()\\]|\\.)*\)")
INLINE = re.compile(rb"\bBI\s.*?\sEI(?=\s)", re.DOTALL)
_TOKEN = re.compile(rb"/[^\s/<>\[\](){}%]*|[-+]?(?:\d+\.?\d*|\.\d+)(?=[\s\[\]/<>]|$)|[A-Za-z'\"][A-Za-z0-9*]*|[\[\]]|<<|>>")
_DIRECT = {b"g": "DeviceGray", b"rg": "DeviceRGB", b"k": "DeviceCMYK"}
_FILLS, _STROKES = (b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*"), (b"S", b"s", b"B", b"B*", b"b", b"b*")
_TEXT = (b"TJ", b"Tj", b"'", b'"')
_SILENT = frozenset(b"BT ET Td TD Tm T* Tc Tw Tz TL Ts m l c v y h re n W W* d i j J M ri BMC BDC EMC MP DP BX EX".split())
"""Operators that neither paint nor say in what colour or width."""
DEPTH = 8
"""How deep drawings may hold drawings."""

Matrix = tuple[float, float, float, float, float, float]
Colour = tuple[str, tuple[float, ...]]
BLACK: Colour = ("DeviceGray", (0.0,))


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it is painted: pixels, size in pt, colour space, bits of a component, whether it shines through."""

    pixels: tuple[int, int]
    size: tuple[float, float]
    space: str
    bits: int
    masked: bool
    object: Any = field(compare=False, repr=False, default=None)

    @property
    def ppi(self) -> float:
        """The lower of its resolutions."""
        wide, high = (max(side, 0.01) / 72 for side in self.size)
        return min(self.pixels[0] / wide, self.pixels[1] / high)


@dataclass(slots=True)
class Painted:
    """What a page paints: colours of text and of everything else, the thinnest line in pt, pictures, transparent states."""

    text: set[Colour] = field(default_factory=set)
    areas: set[Colour] = field(default_factory=set)
    thinnest: float | None = None
    pictures: list[Picture] = field(default_factory=list)
    transparent: set[str] = field(default_factory=set)
    overprinted: set[Colour] = field(default_factory=set)
    """Colours that are painted over what is below without taking it out."""
    shadings: int = 0

    @property
    def colours(self) -> set[Colour]:
        return self.text | self.areas


@dataclass(frozen=True, slots=True)
class _State:
    matrix: Matrix = (1, 0, 0, 1, 0, 0)
    fill: Colour = BLACK
    stroke: Colour = BLACK
    width: float = 1.0
    mode: int = 0
    """How text is shown: filled, stroked, both, not at all (Tr)."""
    font: Any = None
    over: tuple[bool, bool] = (False, False)
    """Whether what is filled and what is stroked overprints (op, OP)."""


def content_of(page: Any) -> bytes:
    """The content stream of a page (of pypdf)."""
    contents = page.get_contents()
    data: bytes = contents.get_data() if contents is not None else b""
    return data


def read_page(page: Any, content: bytes) -> Painted:
    """What a page (of pypdf) with this content paints."""
    painted = Painted()
    if "/Group" in page and page["/Group"].get("/S") == "/Transparency":
        painted.transparent.add("a transparency group")
    _read(content, page.get("/Resources", {}), _State(), painted, 0)
    return painted


def _read(data: bytes, resources: Mapping[str, Any], state: _State, painted: Painted, depth: int) -> None:
    stack: list[_State] = []
    operands: list[bytes] = []
    for inline in INLINE.findall(data):
        painted.pictures.append(_inline(inline, state))
    plain = _STRINGS.sub(b" ", INLINE.sub(b" ", data))
    for match in _TOKEN.finditer(plain):
        token = match[0]
        if token[:1] in b"/+-.0123456789[]<>":
            operands.append(token)
            continue
        if token in _SILENT:
            pass
        elif token == b"q":
            stack.append(state)
        elif token == b"Q":
            state = stack.pop() if stack else state
        elif token == b"Do":
            _do(_resource(resources, "/XObject", operands), state, painted, depth)
        elif token == b"gs":
            changed = _resource(resources, "/ExtGState", operands)
            painted.transparent |= set(_transparent(changed))
            state = replace(state, over=_over(changed, state.over))
        elif token == b"Tf" and len(operands) > 1:
            state = replace(state, font=_resource(resources, "/Font", operands[:-1]))
        elif token == b"sh":
            painted.shadings += 1
        elif token in _TEXT:
            _paint(painted, painted.text, state, fills=state.mode in (0, 2, 4, 6), strokes=state.mode in (1, 2, 5, 6))
            _drawn_glyphs(state, resources, painted, depth)
        else:
            state = _said(token, operands, state, resources)
            _paint(painted, painted.areas, state, fills=token in _FILLS, strokes=token in _STROKES)
        operands = []


def _paint(painted: Painted, colours: set[Colour], state: _State, *, fills: bool, strokes: bool) -> None:
    """Take down what is filled or stroked."""
    for paints, colour, over in ((fills, state.fill, state.over[0]), (strokes, state.stroke, state.over[1])):
        if paints:
            colours.add(colour)
            if over:
                painted.overprinted.add(colour)
    if strokes:
        width = state.width * _scale(state.matrix)
        painted.thinnest = width if painted.thinnest is None else min(painted.thinnest, width)


def _over(changed: Mapping[str, Any], before: tuple[bool, bool]) -> tuple[bool, bool]:
    """Whether fills and strokes overprint after a graphics state; OP alone speaks for both (ISO 32000-1, table 58)."""
    said = {key: bool(getattr(changed[key], "value", changed[key])) for key in ("/OP", "/op") if key in changed}
    stroke = said.get("/OP", before[1])
    return said.get("/op", stroke if "/OP" in said else before[0]), stroke


def _drawn_glyphs(state: _State, resources: Mapping[str, Any], painted: Painted, depth: int) -> None:
    """The glyphs of a Type 3 font are drawings, which may bring colours of their own (d0)."""
    font = state.font
    if not font or font.get("/Subtype") != "/Type3" or depth >= DEPTH:
        return
    for glyph in font.get("/CharProcs", {}).values():
        data = glyph.get_object().get_data()
        if re.search(rb"\bd0\b", data):
            _read(data, font.get("/Resources", resources), replace(state, font=None), painted, depth + 1)


def _said(token: bytes, operands: list[bytes], state: _State, resources: Mapping[str, Any]) -> _State:
    """The state after an operator that says how to paint."""
    lower, stroke = token.lower(), token[:1].isupper()
    if token == b"cm" and len(operands) == 6:
        return replace(state, matrix=_times(_numbers(operands), state.matrix))
    if token == b"w" and operands:
        return replace(state, width=float(operands[-1]))
    if token == b"Tr" and operands:
        return replace(state, mode=int(float(operands[-1])))
    if lower in _DIRECT:
        return _coloured(state, stroke, (_DIRECT[lower], _numbers(operands)))
    if lower == b"cs" and operands:
        return _coloured(state, stroke, (_space(operands[-1].decode("latin-1"), resources), ()))
    if lower in (b"sc", b"scn"):
        before = state.stroke if stroke else state.fill
        return _coloured(state, stroke, (before[0], _numbers(operands)))
    return state


def _coloured(state: _State, stroke: bool, colour: Colour) -> _State:
    return replace(state, stroke=colour) if stroke else replace(state, fill=colour)


def _numbers(operands: list[bytes]) -> Any:
    return tuple(float(o) for o in operands if o[:1] in b"+-.0123456789")


def _times(m: Matrix, n: Matrix) -> Matrix:
    return (
        m[0] * n[0] + m[1] * n[2], m[0] * n[1] + m[1] * n[3], m[2] * n[0] + m[3] * n[2], m[2] * n[1] + m[3] * n[3],
        m[4] * n[0] + m[5] * n[2] + n[4], m[4] * n[1] + m[5] * n[3] + n[5],
    )  # fmt: skip


def _scale(m: Matrix) -> float:
    return min(math.hypot(m[0], m[1]), math.hypot(m[2], m[3]))


def _space(name: str, resources: Mapping[str, Any]) -> str:
    if name.startswith("/Device") or name == "/Pattern":
        return name[1:]
    found = resources.get("/ColorSpace", {}).get(name)
    return space_name(found.get_object() if found is not None else name)


def space_name(space: Any) -> str:
    """The family of a colour space: DeviceRGB, ICCBased, Separation ..."""
    first = space[0] if isinstance(space, list) else space
    if first == "/Indexed":
        return space_name(space[1].get_object())
    return str(first).removeprefix("/")


def _resource(resources: Mapping[str, Any], group: str, operands: list[bytes]) -> Any:
    held = resources.get(group, {})
    held = held.get_object() if hasattr(held, "get_object") else held
    found = held.get(operands[-1].decode("latin-1")) if operands else None
    return found.get_object() if found is not None else {}


def _transparent(state: Mapping[str, Any]) -> Iterator[str]:
    for key in ("/ca", "/CA"):
        if float(state.get(key, 1)) < 1:
            yield f"an opacity of {float(state[key]):g}"
    if state.get("/SMask", "/None") != "/None":
        yield "a soft mask"
    if state.get("/BM", "/Normal") not in ("/Normal", "/Compatible"):
        yield f"the blend mode {str(state['/BM'])[1:]}"


def _do(drawing: Any, state: _State, painted: Painted, depth: int) -> None:
    kind = drawing.get("/Subtype")
    if kind == "/Image":
        a, b, c, d = state.matrix[:4]
        size = (a * a + b * b) ** 0.5, (c * c + d * d) ** 0.5
        mask = bool(drawing.get("/ImageMask", False))
        space = "mask" if mask else space_name(drawing.get("/ColorSpace", "/None"))
        bits = 1 if mask else int(drawing.get("/BitsPerComponent", 8))
        masked = "/SMask" in drawing
        pixels = int(drawing["/Width"]), int(drawing["/Height"])
        painted.pictures.append(Picture(pixels, size, space, bits, masked, drawing))
        if mask:
            painted.areas.add(state.fill)
    elif kind == "/Form" and depth < DEPTH:
        if drawing.get("/Group", {}).get("/S") == "/Transparency":
            painted.transparent.add("a transparency group")
        own: Any = tuple(float(value) for value in drawing.get("/Matrix", (1, 0, 0, 1, 0, 0)))
        inner = replace(state, matrix=_times(own, state.matrix))
        _read(drawing.get_data(), drawing.get("/Resources", {}), inner, painted, depth + 1)


def _inline(data: bytes, state: _State) -> Picture:
    """A picture that stands in the stream itself."""
    found = {key: re.search(rb"/(?:%s|%s)\s+/?(\w+)" % pair, data) for key, pair in _INLINE_KEYS.items()}
    wide, high = (int(m[1]) if (m := found[key]) else 1 for key in ("width", "height"))
    bits = int(m[1]) if (m := found["bits"]) else 8
    name = m[1].decode() if (m := found["space"]) else "mask"
    space = {"G": "DeviceGray", "RGB": "DeviceRGB", "CMYK": "DeviceCMYK"}.get(name, name)
    return Picture((wide, high), (abs(state.matrix[0]), abs(state.matrix[3])), space, bits, False)


_INLINE_KEYS = {"width": (b"W", b"Width"), "height": (b"H", b"Height"), "bits": (b"BPC", b"BitsPerComponent"),
                "space": (b"CS", b"ColorSpace")}  # fmt: skip
