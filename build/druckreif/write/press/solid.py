"""A picture of the book as it stands on a table: front and spine in perspective, with a soft shadow, from the flat cover.

A camera looks at a box of the book's measures, so that the spine is as wide as the book is thick. Same cover, same bytes.
"""

from __future__ import annotations

import io
import math

from PIL import Image, ImageDraw, ImageFilter

from ...model.wrap import Wrap

SIZE = (960, 1120)
"""Of the picture, in pixels."""
GROUND, SHADOW = (244, 243, 240), (40, 38, 36)
TURN = math.radians(32)
"""How far the book is turned, so that its spine shows at the left."""
TILT = math.radians(7)
"""How far the camera looks down."""
AWAY = 4.5
"""Distance of the camera, in heights of the book: nearer is steeper."""
FILLED = 0.76
"""How much of the picture the book takes, of the side that binds."""
SHADE = 0.80
"""Light on the spine, which is turned away from the lamp; the front has all of it."""
FINER = 3
"""Drawn so many times finer, then reduced: smooth edges."""

Point = tuple[float, float]
Space = tuple[float, float, float]


def solid(flat: Image.Image, wrap: Wrap) -> bytes:
    """The picture as PNG. `flat` is the cover within its trim: back, spine and front from left to right."""
    scale = flat.width / (wrap.sheet[0] - 2 * wrap.bleed)
    left, right = (wrap.spine_left - wrap.bleed) * scale, (wrap.front_left - wrap.hinge - wrap.bleed) * scale
    view = _View(wrap.width + wrap.hinge, wrap.height, wrap.spine)
    sheet = _table(view).resize(view.size, Image.Resampling.BILINEAR)
    front = flat.crop((round(right), 0, flat.width, flat.height))
    spine = flat.crop((math.floor(left), 0, max(round(right), math.floor(left) + 1), flat.height))
    _lay(sheet, front, view.front)
    _lay(sheet, spine.point([round(light * SHADE) for light in range(256)] * 3), view.spine)
    out = io.BytesIO()
    sheet.reduce(FINER).save(out, "PNG")
    return out.getvalue()


class _View:
    """A camera before a box of `width`, `height` and `depth` in mm, and where the box's corners are seen."""

    def __init__(self, width: float, height: float, depth: float) -> None:
        self.size = (SIZE[0] * FINER, SIZE[1] * FINER)
        self.box, self.away = (width, height, depth), AWAY * height
        self.factor, self.shift = 1.0, (0.0, 0.0)
        corners = [self.seen((x, y, z)) for x in (0, width) for y in (0, height) for z in (0, depth)]
        low = [min(point[axis] for point in corners) for axis in (0, 1)]
        high = [max(point[axis] for point in corners) for axis in (0, 1)]
        factor = FILLED * min(self.size[axis] / (high[axis] - low[axis]) for axis in (0, 1))
        across, down = (self.size[axis] / 2 - factor * (low[axis] + high[axis]) / 2 for axis in (0, 1))
        self.shift = across, down
        self.factor = factor

    def seen(self, point: Space) -> Point:
        """Where a point of the box is seen; x to the right, y down, z away from the front."""
        width, height, _ = self.box
        x, y, z = point[0] - width / 2, point[1] - height / 2, point[2]
        x, z = x * math.cos(TURN) - z * math.sin(TURN), x * math.sin(TURN) + z * math.cos(TURN)
        y, z = y * math.cos(TILT) + z * -math.sin(TILT), y * math.sin(TILT) + z * math.cos(TILT)
        near = self.factor * self.away / (self.away + z)
        return x * near + self.shift[0], y * near + self.shift[1]

    @property
    def front(self) -> list[Point]:
        """Its corners, from the upper left one with the clock."""
        width, height, _ = self.box
        return [self.seen(corner) for corner in ((0, 0, 0), (width, 0, 0), (width, height, 0), (0, height, 0))]

    @property
    def spine(self) -> list[Point]:
        """Its corners: the right edge is the left one of the front."""
        _, height, depth = self.box
        return [self.seen(corner) for corner in ((0, 0, depth), (0, 0, 0), (0, height, 0), (0, height, depth))]


def _table(view: _View) -> Image.Image:
    """The ground, with two shadows: a wide one behind the book, a dark one close to its foot."""
    width, height, depth = view.box
    table = Image.new("RGB", SIZE, GROUND)
    for reach, soft, dark in ((0.30, 0.020, 70), (0.03, 0.004, 110)):
        far, out = depth + reach * height, reach * height * 0.5
        foot = [(0, height, 0), (width, height, 0), (width + out, height, far), (out, height, far), (0, height, depth)]
        mask = Image.new("L", SIZE, 0)
        seen = [view.seen(point) for point in foot]
        ImageDraw.Draw(mask).polygon([(x / FINER, y / FINER) for x, y in seen], fill=dark)
        table.paste(SHADOW, (0, 0), mask.filter(ImageFilter.GaussianBlur(soft * SIZE[1])))
    return table


def _lay(sheet: Image.Image, face: Image.Image, corners: list[Point]) -> None:
    """Paint a face of the book where its corners are seen."""
    wide, high = face.size
    inset = min(2.0, wide / 8)  # nothing is read from beyond the face
    flat = ((inset, inset), (wide - inset, inset), (wide - inset, high - inset), (inset, high - inset))
    left, top = (math.floor(min(point[axis] for point in corners)) for axis in (0, 1))
    right, foot = (math.ceil(max(point[axis] for point in corners)) + 1 for axis in (0, 1))
    seen = [(x - left, y - top) for x, y in corners]
    size = right - left, foot - top
    turned = face.transform(size, Image.Transform.PERSPECTIVE, _plane(seen, flat), Image.Resampling.BICUBIC)
    mask = Image.new("L", size, 0)
    ImageDraw.Draw(mask).polygon(seen, fill=255)
    sheet.paste(turned, (left, top), mask)


def _plane(seen: list[Point], flat: tuple[Point, ...]) -> list[float]:
    """The eight numbers by which Pillow finds the point of a face for a point of the picture: Gauss on eight equations."""
    rows: list[list[float]] = []
    for (x, y), (u, v) in zip(seen, flat, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y, u], [0, 0, 0, x, y, 1, -v * x, -v * y, v]]
    for at in range(8):
        pivot = max(range(at, 8), key=lambda row: abs(rows[row][at]))
        rows[at], rows[pivot] = rows[pivot], rows[at]
        rows[at] = [value / rows[at][at] for value in rows[at]]
        for row in range(8):
            if row != at:
                factor = rows[row][at]
                rows[row] = [value - factor * own for value, own in zip(rows[row], rows[at], strict=True)]
    return [round(row[8], 12) for row in rows]
