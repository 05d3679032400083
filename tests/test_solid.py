"""The picture of the book in perspective, from covers of plain colours."""

from __future__ import annotations

import io
from itertools import pairwise

import pytest
from druckreif.model.wrap import Wrap
from druckreif.write.press.solid import solid
from PIL import Image

BACK, SPINE, FRONT, MARK = (200, 0, 0), (0, 200, 0), (0, 0, 200), (220, 220, 0)


def flat_cover(spine: float) -> tuple[Image.Image, Wrap]:
    """A cover of plain colours, 4 pixels to the mm; front and spine bear a mark at the head."""
    wrap = Wrap(148, 210, spine, 5)
    picture = Image.new("RGB", (round(4 * (296 + spine)), 840), BACK)
    picture.paste(SPINE, (592, 0, round(592 + 4 * spine), 840))
    picture.paste(FRONT, (round(592 + 4 * spine), 0, picture.width, 840))
    picture.paste(MARK, (592, 60, round(592 + 4 * spine + 200), 200))
    return picture, wrap


def across(picture: Image.Image, y: int, told: str) -> list[int]:
    """Where a row is mostly of one of red, green, blue."""
    light = {name: picture.getchannel(name).crop((0, y, picture.width, y + 1)).tobytes() for name in "RGB"}
    rest = [name for name in "RGB" if name != told]
    return [x for x, own in enumerate(light[told]) if own > 100 and all(light[name][x] < 60 for name in rest)]


def test_front_and_spine_stand_where_expected_and_to_scale() -> None:
    widths = {}
    for thick in (10.0, 20.0, 40.0):
        data = solid(*flat_cover(thick))
        picture = Image.open(io.BytesIO(data)).convert("RGB")
        assert data == solid(*flat_cover(thick)) and picture.size == (960, 1120)
        spine, front = across(picture, 560, "G"), across(picture, 560, "B")
        assert 0 <= front[0] - spine[-1] <= 3 and not across(picture, 560, "R")  # spine left, front right, no back
        widths[thick] = len(spine) / len(front)
        red, blue = picture.getchannel("R"), picture.getchannel("B")
        marks = [
            sum(r > 150 and b < 50 for r, b in zip(red.crop(half).tobytes(), blue.crop(half).tobytes(), strict=True))
            for half in ((0, 0, 960, 560), (0, 560, 960, 1120))
        ]
        assert marks[0] > 5000 and marks[1] == 0  # the head is above
        assert picture.getpixel((0, 0)) == picture.getpixel((959, 0)) == (244, 243, 240)
    assert widths[20.0] / widths[10.0] == pytest.approx(2, rel=0.06)
    assert widths[40.0] / widths[10.0] == pytest.approx(4, rel=0.12)
    assert widths[20.0] == pytest.approx(20 / 148 * 0.53 / 0.85, rel=0.15)  # sine and cosine of the turn


def test_a_soft_shadow_lies_at_the_foot() -> None:
    """Light grows from the foot of the book to the ground without a jump."""
    picture = Image.open(io.BytesIO(solid(*flat_cover(20)))).convert("RGB")
    x = across(picture, 560, "B")[-1] - 40
    column = picture.getchannel("B").crop((x, 0, x + 1, 1120)).tobytes()
    red = picture.getchannel("R").crop((x, 0, x + 1, 1120)).tobytes()
    foot = max(y for y in range(1120) if red[y] < 20)
    below = column[foot + 4 :]
    assert 60 < below[0] < 220 and below[-1] == 240
    assert max(abs(after - before) for before, after in pairwise(below)) < 25
