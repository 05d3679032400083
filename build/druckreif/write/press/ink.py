"""Light as ink: RGB values and pictures become black ink, or the four inks of a registered printing condition.

Grey light is always black ink alone, so that text never needs four plates to register. Colour goes through an ICC profile
(FOGRA39, relative colorimetric, black point compensated); what exceeds the limit of total ink loses its grey component in
cyan, magenta and yellow to black. Ink values are 0 to 1.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import cache
from typing import Any

from PIL import Image, ImageCms, ImageMath

from ...base.stock import stock

CONDITION = "FOGRA39"
ICC = "data/icc/FOGRA39L_coated.icc"
LIMIT = 300.0
"""Total ink in percent where nobody states a limit: that for which the ICC profile was made."""

Inks = tuple[float, float, float, float]
Light = tuple[float, float, float]


def icc_profile() -> bytes:
    """The ICC profile of the printing condition."""
    return stock(ICC).read_bytes()


@dataclass(frozen=True, slots=True)
class Press:
    """The inks of an edition: black alone, or four with a limit of total ink in percent."""

    coloured: bool = False
    limit: float = LIMIT

    def inks(self, light: Light) -> Inks:
        """RGB light (0 to 1) as inks."""
        red, green, blue = light
        if abs(red - green) < 0.002 and abs(green - blue) < 0.002:
            return (0.0, 0.0, 0.0, _rounded(1 - green))
        if not self.coloured:
            return (0.0, 0.0, 0.0, _rounded(1 - _luma(light)))
        pixel = Image.new("RGB", (1, 1), (round(red * 255), round(green * 255), round(blue * 255)))
        found = _transform().apply(pixel)
        cyan, magenta, yellow, black = found.getpixel((0, 0))
        return self.limited((cyan / 255, magenta / 255, yellow / 255, black / 255))

    def reprinted(self, inks: Inks) -> Inks:
        """Inks as this edition prints them: in black alone, their darkness."""
        if self.coloured:
            return self.limited(inks)
        cyan, magenta, yellow, black = inks
        light = (1 - black) * _luma((1 - cyan, 1 - magenta, 1 - yellow))
        return (0.0, 0.0, 0.0, _rounded(1 - light))

    def limited(self, inks: Inks) -> Inks:
        """The same colour within the limit: grey of three inks becomes black, then all three are thinned."""
        limit = self.limit / 100
        if (total := sum(inks)) <= limit:
            return (_rounded(inks[0]), _rounded(inks[1]), _rounded(inks[2]), _rounded(inks[3]))
        cyan, magenta, yellow, black = inks
        moved = min((total - limit) / 2, cyan, magenta, yellow, 1 - black)
        cyan, magenta, yellow, black = cyan - moved, magenta - moved, yellow - moved, black + moved
        colour = cyan + magenta + yellow
        thin = min(1.0, (limit - black) / colour) if colour else 1.0
        return (_down(cyan * thin), _down(magenta * thin), _down(yellow * thin), _down(black))

    def picture(self, picture: Image.Image) -> Image.Image:
        """A picture as inks: mode L, of which PDF says that 0 is black, or CMYK."""
        if picture.mode in ("1", "L"):
            return picture.convert("L")
        if not self.coloured:
            return picture.convert("RGB").convert("L")
        converted = picture if picture.mode == "CMYK" else _transform().apply(picture.convert("RGB"))
        return self._limited_picture(converted)

    def _limited_picture(self, picture: Image.Image) -> Image.Image:
        bands = picture.split()
        limit = int(self.limit * 2.55)

        def moved(args: Any) -> Any:
            total = args["c"] + args["m"] + args["y"] + args["k"]
            over = args["max"]((total - limit + 1) / 2, 0)
            grey = args["min"](args["min"](args["c"], args["m"]), args["y"])
            return args["min"](args["min"](over, grey), 255 - args["k"])

        held = dict(zip("cmyk", bands, strict=True))
        over = ImageMath.lambda_eval(moved, **held)
        cyan, magenta, yellow = (
            ImageMath.lambda_eval(lambda args: args["x"] - args["over"], x=band, over=over) for band in bands[:3]
        )
        black = ImageMath.lambda_eval(lambda args: args["x"] + args["over"], x=bands[3], over=over)

        def thinned(args: Any) -> Any:
            colour = args["max"](args["c"] + args["m"] + args["y"], 1)
            return args["x"] * args["min"](limit - args["k"], colour) / colour

        inks = {"c": cyan, "m": magenta, "y": yellow, "k": black}
        three = [ImageMath.lambda_eval(thinned, x=band, **inks) for band in (cyan, magenta, yellow)]
        return Image.merge("CMYK", [band.convert("L") for band in (*three, black)])


@cache
def _transform() -> Any:
    return ImageCms.ImageCmsTransform(
        ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")),
        ImageCms.ImageCmsProfile(io.BytesIO(icc_profile())),
        "RGB", "CMYK", ImageCms.Intent.RELATIVE_COLORIMETRIC, flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )  # fmt: skip


def _luma(light: Light) -> float:
    return 0.299 * light[0] + 0.587 * light[1] + 0.114 * light[2]


def _rounded(ink: float) -> float:
    return round(min(max(ink, 0.0), 1.0), 4)


def _down(ink: float) -> float:
    return int(max(ink, 0.0) * 10_000) / 10_000
