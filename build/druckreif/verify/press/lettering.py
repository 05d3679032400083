"""Glyphs on a page that are no letters: the box of a missing glyph (.notdef), or a glyph that stands for no Unicode.

Reads strings, fonts and ToUnicode by itself; composite fonts with another encoding than Identity are not judged.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from struct import unpack
from typing import Any

from .stream import DEPTH, INLINE

_LITERAL = rb"\((?:[^()\\]|\\.)*\)"
_HEX = rb"<[0-9A-Fa-f\s]*>"
_SHOWN = re.compile(
    rb"/(?P<font>[^\s/<>\[\]()]+)\s+[-+\d.]+\s+Tf\b|/(?P<form>[^\s/<>\[\]()]+)\s+Do\b|(?<!\S)(?P<state>[qQ])(?!\S)"
    rb"|(?P<text>\[(?:%b|[^\]()])*\](?=\s*TJ)|(?:%b|%b)(?=\s*(?:Tj|'|\")))|%b" % (_LITERAL, _LITERAL, _HEX, _LITERAL),
    re.DOTALL,
)
_STRING = re.compile(rb"%b|%b" % (_LITERAL, _HEX), re.DOTALL)
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|\r\n|.)", re.DOTALL)
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b"", b"\r": b"", b"\r\n": b""}
_CODES = re.compile(rb"begin(bfchar|bfrange)(.*?)end", re.DOTALL)
_PAIR = re.compile(rb"<([0-9A-Fa-f\s]+)>\s*<([0-9A-Fa-f\s]*)>")
_RANGE = re.compile(rb"<([0-9A-Fa-f\s]+)>\s*<([0-9A-Fa-f\s]+)>\s*(<[0-9A-Fa-f\s]*>|\[[^\]]*\])")
_NONE = ("", "0000", "FFFD")
"""Values in ToUnicode that stand for nothing."""


@dataclass(frozen=True, slots=True)
class _Font:
    """What is judged of a font: its name, bytes of a code, codes of .notdef, codes with Unicode (None: any)."""

    name: str
    wide: int
    missing: frozenset[int]
    told: frozenset[int] | None


Fonts = dict[int, _Font | None]


def lost_glyphs(page: Any, content: bytes, fonts: Fonts) -> list[str]:
    """What is wrong with the glyphs of a page (of pypdf), once for each font; `fonts` keeps fonts from page to page."""
    used: dict[_Font, set[int]] = {}
    _read(content, page.get("/Resources", {}), fonts, used, 0)
    return [fault for font, codes in used.items() for fault in _judge(font, codes)]


def _judge(font: _Font, codes: set[int]) -> Iterator[str]:
    if codes & font.missing:
        yield f"a glyph that is missing in {font.name} (.notdef)"
    if font.told is not None and (lost := sorted(codes - font.missing - font.told)):
        yield f"glyph {lost[0]} of {font.name} stands for no Unicode"


def _read(data: bytes, resources: Any, fonts: Fonts, used: dict[_Font, set[int]], depth: int) -> None:
    wide, codes = 0, set[int]()
    stack: list[tuple[int, set[int]]] = []
    for found in _SHOWN.finditer(INLINE.sub(b" ", data)):
        if found["font"]:
            font = _font(_held(resources, "/Font", found["font"]), fonts)
            wide, codes = (font.wide, used.setdefault(font, set())) if font else (0, set())
        elif found["form"]:
            held = _held(resources, "/XObject", found["form"])
            form: Any = held.get_object() if held is not None else {}
            if form.get("/Subtype") == "/Form" and depth < DEPTH:
                _read(form.get_data(), form.get("/Resources", resources), fonts, used, depth + 1)
        elif found["state"] == b"q":
            stack.append((wide, codes))
        elif found["state"] == b"Q":
            wide, codes = stack.pop() if stack else (wide, codes)
        elif found["text"] and wide:
            for string in _STRING.findall(found["text"]):
                codes.update(_codes(_bytes(string), wide))


def _codes(shown: bytes, wide: int) -> Iterable[int]:
    """The codes of a string, of one byte or of two; half of one at the end counts as one."""
    if wide == 1:
        return shown
    return (*unpack(f">{len(shown) // 2}H", shown[: len(shown) // 2 * 2]), *shown[len(shown) // 2 * 2 :])


def _held(resources: Any, group: str, name: bytes) -> Any:
    held: Any = resources.get_object().get(group, {}) if hasattr(resources, "get_object") else {}
    held = held.get_object() if hasattr(held, "get_object") else held
    key = "/" + name.decode("latin-1")
    return held.raw_get(key) if key in held else None


def _font(reference: Any, fonts: Fonts) -> _Font | None:
    if reference is None:
        return None
    key = getattr(reference, "idnum", 0)
    if not key:
        return _describe(reference)
    if key not in fonts:
        fonts[key] = _describe(reference.get_object())
    return fonts[key]


def _describe(font: Mapping[str, Any]) -> _Font | None:
    name = str(font.get("/BaseFont", "a font")).removeprefix("/").split("+")[-1]
    encoding = font.get("/Encoding")
    if font.get("/Subtype") != "/Type0":
        differences = encoding.get("/Differences", ()) if isinstance(encoding, Mapping) else ()
        return _Font(name, 1, frozenset(_undefined(differences)), None)
    if encoding not in ("/Identity-H", "/Identity-V"):
        return None
    told: Any = font.get("/ToUnicode")
    codes = _told(told.get_data()) if hasattr(told, "get_data") else ()
    return _Font(name, 2, frozenset({0}), frozenset(codes))


def _undefined(differences: Any) -> Iterator[int]:
    code = 0
    for entry in differences:
        if isinstance(entry, int):
            code = entry
            continue
        if entry == "/.notdef":
            yield code
        code += 1


def _told(cmap: bytes) -> Iterator[int]:
    """Codes to which a ToUnicode gives a character."""
    for kind, rows in _CODES.findall(cmap):
        if kind == b"bfchar":
            for code, value in _PAIR.findall(rows):
                if _digits(value) not in _NONE:
                    yield int(_digits(code), 16)
        else:
            for first, last, _ in _RANGE.findall(rows):
                yield from range(int(_digits(first), 16), min(int(_digits(last), 16), 0xFFFF) + 1)


def _digits(value: bytes) -> str:
    return b"".join(value.split()).decode("ascii").upper()


def _bytes(string: bytes) -> bytes:
    """The bytes of a string as it stands in a stream."""
    if string[:1] == b"<":
        try:
            return bytes.fromhex(string[1:-1].decode("ascii"))
        except ValueError:  # an odd number of digits, or space within a pair
            digits = _digits(string[1:-1])
            return bytes.fromhex(digits + "0" * (len(digits) % 2))

    def plain(match: re.Match[bytes]) -> bytes:
        mark = match[1]
        return bytes([int(mark, 8) & 255]) if mark[:1].isdigit() and mark[:1] < b"8" else _ESCAPES.get(mark, mark)

    return _ESCAPE.sub(plain, string[1:-1])
