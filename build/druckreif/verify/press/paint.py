"""What is painted: colours, total ink, transparency, thin lines, resolution of pictures."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image, ImageMath

from ...model.terms import Terms
from .findings import Fault, Faults
from .stream import Colour, Painted, Picture

INKS = ("DeviceGray", "DeviceCMYK", "mask")
"""Colour spaces that are ink as they stand."""
SPOT = ("Separation", "DeviceN")
EVEN = 0.005
"""Ink below which a plate counts as empty."""
DARK = 0.85
"""From so much ink in all, four-colour text is meant to be black."""


def check_paint(painted: Painted, number: int, terms: Terms, cover: bool) -> Faults:
    """What is wrong with the paint of a page."""
    file = terms.profile.file
    where = "the cover" if cover else f"page {number}"
    spaces = {space for space, _ in painted.colours} | {picture.space for picture in painted.pictures}
    for space in sorted(spaces - {*INKS, "Pattern", "None"}):
        kind = "a spot colour" if space in SPOT else f"colour in {space}"
        yield Fault("preflight-colour", f"{where}: {kind}", asked="CMYK or grey")
    if painted.shadings or "Pattern" in spaces:
        yield Fault("preflight-colour", f"{where}: a gradient or pattern, whose colours are not read", asked="plain colours")
    if rich := sorted(inks for space, inks in painted.text if space == "DeviceCMYK" and _is_rich(inks, cover)):
        shown = " ".join(f"{100 * ink:.0f}" for ink in rich[0])
        yield Fault("preflight-black", f"{where}: black text of four inks ({shown} %)", asked="0 0 0 100 %")
    if not cover and terms.order.ink == "black" and (tint := next(filter(_is_coloured, painted.colours), None)):
        yield Fault("preflight-colour", f"{where}: coloured ink {tint[1]} in an interior of black ink", asked="black alone")
    limit = file.ink_limit
    if limit.value is not None:
        total = max([_total(colour) for colour in painted.colours] + [picture_ink(p) for p in painted.pictures], default=0.0)
        if total > limit.value + 0.5:
            yield Fault("preflight-ink", f"{where}: {total:.0f} % of ink in all", limit)
    transparent = sorted({*painted.transparent, *("a picture that shines through" for p in painted.pictures if p.masked)})
    if transparent and (file.standard.value != "PDF/X-4" or "transparency" in (file.forbidden.value or ())):
        yield Fault("preflight-transparency", f"{where}: {transparent[0]}", asked="opaque paint")
    yield from _overprint(painted, where, terms)
    thin, least = painted.thinnest, file.line_min.mm
    if thin is not None and least is not None and thin * 25.4 / 72 < least - 0.001:
        yield Fault("preflight-line", f"{where}: a line of {thin:.2f} pt", file.line_min)
    yield from _resolution(painted, where, terms)


def _overprint(painted: Painted, where: str, terms: Terms) -> Faults:
    """White that overprints is not printed; a colour mixes with what is below. Black alone may, where a service lets it."""
    figure = terms.profile.file.overprint
    for colour in sorted(painted.overprinted):
        _, values = colour
        if _total(colour) < 100 * EVEN:
            said = f"{where}: white that overprints, and so vanishes"
            yield Fault("preflight-overprint", said, asked="white that knocks out")
        elif figure.value == "none":
            yield Fault("preflight-overprint", f"{where}: paint that overprints", figure, "none")
        elif not _is_black(colour):
            shown = " ".join(f"{100 * value:.0f}" for value in values)
            yield Fault("preflight-overprint", f"{where}: colour that overprints ({shown} %)", asked="black alone")


def _is_black(colour: Colour) -> bool:
    """Whether a colour is full black ink alone."""
    space, values = colour
    return (space == "DeviceGray" and values[:1] == (0.0,)) or (space == "DeviceCMYK" and values == (0, 0, 0, 1))


def _resolution(painted: Painted, where: str, terms: Terms) -> Faults:
    file = terms.profile.file
    for picture in painted.pictures:
        figure = file.line_art_min if picture.bits == 1 and file.line_art_min.value else file.image_min
        if figure.value is not None and picture.ppi < figure.value - 1:
            yield Fault("preflight-resolution", f"{where}: a picture of {picture.ppi:.0f} ppi", figure)


def _is_rich(inks: tuple[float, ...], cover: bool) -> bool:
    cyan, magenta, yellow, black = inks
    grey = max(cyan, magenta, yellow) > EVEN and black > EVEN
    return grey and (black > DARK if cover else sum(inks) > DARK)


def _is_coloured(colour: Colour) -> bool:
    space, values = colour
    return space == "DeviceCMYK" and max(values[:3], default=0) > EVEN and not _is_rich(values, False)


def _total(colour: Colour) -> float:
    space, values = colour
    if space == "DeviceCMYK":
        return 100 * sum(values)
    return 100 * (1 - values[0]) if space == "DeviceGray" and values else 0.0


def picture_ink(picture: Picture) -> float:
    """The most ink in all that any pixel of a CMYK picture asks for, in percent; 100 for others."""
    found: Any = picture.object
    if picture.space != "DeviceCMYK" or found is None:
        return 100.0
    if found.get("/Filter") in ("/DCTDecode", ["/DCTDecode"]):
        image: Image.Image = Image.open(io.BytesIO(found._data))
        turned = float(found["/Decode"][0]) == 1 if "/Decode" in found else False
        image = image.point(lambda v: 255 - v) if turned else image
    else:
        image = Image.frombytes("CMYK", picture.pixels, found.get_data())
    bands = dict(zip("cmyk", image.split(), strict=True))
    total = ImageMath.lambda_eval(lambda a: a["c"] + a["m"] + a["y"] + a["k"], **bands)
    return float(total.getextrema()[1]) / 2.55
