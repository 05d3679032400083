"""The EAN-13 of an ISBN as vectors, with the five figures of a price beside it where they are wanted (ISO/IEC 15420).

Measures are multiples of the module X: 0.33 mm at full size. Bars are 22.85 mm high, guards five modules higher downwards;
the quiet zones are 11 X before and 7 X behind (5 X behind an add-on).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

MODULE = 0.33
HEIGHT = 22.85
GUARD = 5 * MODULE
QUIET_LEFT, QUIET_RIGHT, QUIET_END = 11 * MODULE, 7 * MODULE, 5 * MODULE
GAP = 9 * MODULE
"""Between the symbol and its add-on: 7 to 12 X."""
FIGURES = 2.9
"""Size of the figures below the bars, mm."""
FULL = QUIET_LEFT + 95 * MODULE + QUIET_RIGHT, HEIGHT + GUARD + 1.43
"""Width and height of the symbol with its quiet zones and figures, as the standard gives them: 37.29 x 25.93 mm."""

_LEFT = ("0001101", "0011001", "0010011", "0111101", "0100011", "0110001", "0101111", "0111011", "0110111", "0001011")
_PARITY = ("OOOOOO", "OOEOEE", "OOEEOE", "OOEEEO", "OEOOEE", "OEEOOE", "OEEEOO", "OEOEOE", "OEOEEO", "OEEOEO")
_ADD_ON = ("EEOOO", "EOEOO", "EOOEO", "EOOOE", "OEEOO", "OOEEO", "OOOEE", "OEOEO", "OEOOE", "OOEOE")


def _odd(figure: str) -> str:
    return _LEFT[int(figure)]


def _right(figure: str) -> str:
    return "".join("10"[int(bit)] for bit in _odd(figure))


def _even(figure: str) -> str:
    return _right(figure)[::-1]


def modules(digits: str) -> str:
    """The 95 modules of an EAN-13, a bar as 1. Raises ValueError for a wrong check digit."""
    total = sum(int(d) * (3 if i % 2 else 1) for i, d in enumerate(digits))
    if len(digits) != 13 or total % 10:
        raise ValueError("the check digit is wrong")
    left = (_odd(d) if p == "O" else _even(d) for d, p in zip(digits[1:7], _PARITY[int(digits[0])], strict=True))
    return f"101{''.join(left)}01010{''.join(map(_right, digits[7:]))}101"


def add_on_modules(digits: str) -> str:
    """The 47 modules of an EAN-5."""
    check = (3 * sum(map(int, digits[0::2])) + 9 * sum(map(int, digits[1::2]))) % 10
    parts = (_odd(d) if p == "O" else _even(d) for d, p in zip(digits, _ADD_ON[check], strict=True))
    return "1011" + "01".join(parts)


@dataclass(frozen=True, slots=True)
class Barcode:
    """A bar code: 13 figures, the ISBN as it is printed above, five figures of a price or ""."""

    digits: str
    isbn: str
    price: str = ""

    @property
    def size(self) -> tuple[float, float]:
        """Width and height with quiet zones and figures, mm."""
        more = QUIET_END - QUIET_RIGHT + GAP + 47 * MODULE if self.price else 0.0
        return FULL[0] + more, FULL[1] + FIGURES

    def markup(self) -> str:
        """The bar code as HTML: bars as one drawing, figures as paragraphs placed in mm; black on nothing."""
        wide, high = self.size
        bars = [_rect(x, FIGURES, width, HEIGHT + (GUARD if guard else 0)) for x, width, guard in self._bars()]
        line = FIGURES + HEIGHT + 0.25
        words = [_words(QUIET_LEFT, -0.35, 95 * MODULE, f"ISBN {self.isbn}", "isbn"), _words(0, line, 3, self.digits[0])]
        for start, part in ((QUIET_LEFT + 3 * MODULE, self.digits[1:7]), (QUIET_LEFT + 50 * MODULE, self.digits[7:])):
            words += [_words(start + n * 7 * MODULE, line, 7 * MODULE, figure) for n, figure in enumerate(part)]
        if self.price:
            x = QUIET_LEFT + 95 * MODULE + GAP
            runs = _runs(add_on_modules(self.price))
            bars += [_rect(x + at * MODULE, FIGURES + 3.2, width * MODULE, HEIGHT + GUARD - 3.2) for at, width in runs]
            words.append(_words(x, FIGURES - 0.4, 47 * MODULE, self.price))
        drawing = (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide:.4f}mm" height="{high:.4f}mm" '
            f'viewBox="0 0 {wide:.4f} {high:.4f}"><g fill="#000000">{"".join(bars)}</g></svg>'
        )
        return drawing + "".join(words)

    def _bars(self) -> Iterator[tuple[float, float, bool]]:
        for at, width in _runs(modules(self.digits)):
            yield QUIET_LEFT + at * MODULE, width * MODULE, at < 3 or 45 <= at < 50 or at >= 92


def _runs(modules: str) -> Iterator[tuple[int, int]]:
    """Where bars begin and how wide they are, in modules."""
    at = 0
    while at < len(modules):
        end = at
        while end < len(modules) and modules[end] == modules[at]:
            end += 1
        if modules[at] == "1":
            yield at, end - at
        at = end


def _rect(x: float, y: float, width: float, height: float) -> str:
    return f'<rect x="{x:.4f}" y="{y:.4f}" width="{width:.4f}" height="{height:.4f}"/>'


def _words(x: float, y: float, width: float, words: str, kind: str = "figure") -> str:
    return f'<p class="{kind}" style="left:{x:.3f}mm;top:{y:.3f}mm;width:{width:.3f}mm">{escape(words)}</p>'
