"""What a file is made of: version, standard, output intent, fonts, and everything that no printer wants in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pypdf

from ...model.profile import Profile
from .findings import Fault, Faults

NEAR = 0.1
"""How far a box may be from its size, mm."""
MM = 72 / 25.4

_VERSIONS = {"PDF/X-1a:2001": "1.3", "PDF/X-3:2002": "1.3", "PDF/X-1a:2003": "1.4", "PDF/X-3:2003": "1.4", "PDF/X-4": "1.6"}
_CLAIMS = {"PDF/X-1a:2001": "PDF/X-1:2001"}


def check_structure(reader: pypdf.PdfReader, size: int, profile: Profile) -> Faults:
    """All that is said of the file as a whole."""
    file = profile.file
    if file.size_max.value is not None and size > file.size_max.value * 1_000_000:
        yield Fault("preflight-size", f"the file has {size / 1_000_000:.1f} MB", file.size_max)
    if reader.is_encrypted:
        yield Fault("preflight-security", "the file is protected", asked="none")
        return
    yield from _unwanted(reader, profile)
    yield from _standard(reader, profile)
    for font in sorted({font for page in reader.pages for font in _loose(page.get("/Resources", {}), set())}):
        yield Fault("preflight-font", f"the font {font} is not embedded", asked="embedded fonts")


def _unwanted(reader: pypdf.PdfReader, profile: Profile) -> Faults:
    """What the service names as forbidden, and what no printed file needs: links, scripts, attachments, layers."""
    root: Any = reader.trailer["/Root"]
    figure = profile.file.forbidden
    forbidden = figure.value or ()
    names = root.get("/Names", {})
    if "/Outlines" in root and root["/Outlines"].get("/First"):
        yield Fault("preflight-bookmark", "the file has bookmarks", asked="none")
    if "/OCProperties" in root:
        yield Fault("preflight-layer", "the file has layers", asked="none")
    if {"/OpenAction", "/AA"} & set(root) or "/JavaScript" in names:
        yield Fault("preflight-script", "the file has actions or scripts", asked="none")
    if "/EmbeddedFiles" in names:
        yield Fault("preflight-attachment", "the file has attachments", asked="none")
    if "tags" in forbidden and "/StructTreeRoot" in root:
        yield Fault("preflight-tags", "the file has tags", figure, "none")
    if "metadata" in forbidden and ("/Metadata" in root or dict(reader.metadata or {})):
        yield Fault("preflight-metadata", "the file has metadata", figure, "none")
    for number, page in enumerate(reader.pages, 1):
        for note in page.get("/Annots") or ():
            kind = str(note.get_object().get("/Subtype", "annotation"))[1:]
            yield Fault("preflight-annotation", f"page {number}: an annotation ({kind})", asked="none")
            break
        if page.get("/Rotate", 0):
            yield Fault("preflight-rotation", f"page {number} is rotated", asked="upright pages")


def _standard(reader: pypdf.PdfReader, profile: Profile) -> Faults:
    figure = profile.file.standard
    root: Any = reader.trailer["/Root"]
    intents = [item.get_object() for item in root.get("/OutputIntents", [])]
    held = [intent for intent in intents if "/DestOutputProfile" in intent]
    icc = profile.file.icc
    if icc.value == "forbidden" and held:
        yield Fault("preflight-intent", "the output intent holds an ICC profile", icc, "none")
    if icc.value == "embedded" and not held:
        yield Fault("preflight-intent", "no output intent holds an ICC profile", icc, "one")
    if figure.value in (None, "plain"):
        return
    standard = str(figure.value)
    version = reader.pdf_header.removeprefix("%PDF-")
    if version > _VERSIONS[standard]:
        asked = f"{standard}, which is PDF {_VERSIONS[standard]}"
        yield Fault("preflight-version", f"the file is PDF {version}", figure, asked)
    told: Any = reader.metadata or {}
    claims = [str(told.get(key, "")) for key in ("/GTS_PDFXVersion", "/GTS_PDFXConformance")]
    wanted = [_CLAIMS.get(standard, standard), *([standard] if standard == "PDF/X-1a:2001" else [])]
    if not set(wanted) <= set(claims) or told.get("/Trapped") not in ("/True", "/False") or "/ID" not in reader.trailer:
        yield Fault("preflight-standard", f"the file does not say that it is {standard}", figure)
    wanted_intents = [intent for intent in intents if intent.get("/S") == "/GTS_PDFX"]
    if not wanted_intents or not str(wanted_intents[0].get("/OutputConditionIdentifier", "")):
        yield Fault("preflight-intent", "the file names no printing condition", figure, f"an output intent ({standard})")


def _loose(resources: Any, seen: set[int]) -> Iterator[str]:
    resources = resources.get_object() if hasattr(resources, "get_object") else resources
    if id(resources) in seen:
        return
    seen.add(id(resources))
    for reference in resources.get("/Font", {}).values():
        font = reference.get_object()
        inner = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
        descriptor = inner.get("/FontDescriptor", {})
        if font.get("/Subtype") != "/Type3" and not {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor):
            yield str(font.get("/BaseFont", "/?"))[1:]
    for reference in resources.get("/XObject", {}).values():
        drawing = reference.get_object()
        if drawing.get("/Subtype") == "/Form":
            yield from _loose(drawing.get("/Resources", {}), seen)


def check_box(page: Any, number: int, trim: tuple[float, float], bleed: tuple[float, float, float, float]) -> Faults:
    """Boxes of a page in mm: trim, and bleed at left, bottom, right, top; the media box begins at zero."""
    keys = ("/MediaBox", "/TrimBox" if "/TrimBox" in page else "/MediaBox")
    media, trimbox = ([float(side) / MM for side in page[key]] for key in keys)
    left, bottom, right, top = bleed
    wide, high = trim
    found = trimbox[2] - trimbox[0], trimbox[3] - trimbox[1]
    if abs(found[0] - wide) > NEAR or abs(found[1] - high) > NEAR:
        has = f"page {number}: the trim is {found[0]:.2f} x {found[1]:.2f} mm"
        yield Fault("preflight-trim-box", has, asked=f"{wide:.2f} x {high:.2f} mm")
        return
    if abs(media[0]) > 0.01 or abs(media[1]) > 0.01:
        has = f"page {number}: the media box begins at {media[0]:.2f}, {media[1]:.2f} mm"
        yield Fault("preflight-media-box", has, asked="0, 0")
        return
    around = (trimbox[0] - media[0], trimbox[1] - media[1], media[2] - trimbox[2], media[3] - trimbox[3])
    if any(abs(has - asks) > NEAR for has, asks in zip(around, (left, bottom, right, top), strict=True)):
        shown, wanted = (" ".join(f"{side:.2f}" for side in sides) for sides in (around, bleed))
        has = f"page {number}: beyond the trim are {shown} mm"
        yield Fault("preflight-bleed-box", has, asked=f"{wanted} mm (left, bottom, right, top)")
