"""Interior and cover against the terms of a service: what `druckreif verify` and each build say before a printer does."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import pypdf
import pypdfium2

from ...base.finding import Finding, Severity
from ...base.span import Span
from ...model.terms import Terms
from ...model.wrap import wrap_of
from ..known import dump_findings
from .cover import check_cover
from .findings import Fault, Faults, finding
from .lettering import Fonts, lost_glyphs
from .paint import check_paint
from .places import Spot, drawings, glyphs, is_blank, runs
from .stream import content_of, read_page
from .structure import check_box, check_structure

SLACK = 0.15
"""How far a glyph may stand in a margin, mm: optical margins hang hyphens and points by less."""
EDGE = 0.5
"""A drawing that comes so near to the trim is meant to run off the page, mm."""
PRINTED_IN = re.compile(r"\b(printed|manufactured) (and bound )?in\b|\b(FSC|PEFC|SFI)\b", re.IGNORECASE)
BLANKS = 2
"""Blank pages in a row in the middle of a book that nobody asks about."""


Judge = Callable[[pypdf.PdfReader, pypdfium2.PdfDocument], Faults]


@dataclass(frozen=True, slots=True)
class Sought:
    """What a cover belongs to: pages of the interior, figures of the bar code ("" while the ISBN is a placeholder)."""

    pages: int
    isbn: str


def count_pages(data: bytes) -> int:
    """How many pages a PDF has; 0 if it cannot be opened."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        return 0
    try:
        return len(document)
    finally:
        document.close()


@dataclass(frozen=True, slots=True)
class Interior:
    """An interior that another process is asked to judge."""

    data: bytes
    terms: Terms

    def done(self) -> bytes:
        """The dumped findings."""
        return dump_findings(preflight_interior("", self.data, self.terms))


def preflight_interior(name: str, data: bytes, terms: Terms) -> list[Finding]:
    """All that a service would refuse of an interior. Never raises for a broken file."""
    return _judged(name, data, terms, lambda reader, document: _interior(reader, document, len(data), terms))


def preflight_cover(name: str, data: bytes, terms: Terms, sought: Sought) -> list[Finding]:
    """All that a service would refuse of a cover wrap. Never raises for a broken file."""

    def faults(reader: pypdf.PdfReader, document: pypdfium2.PdfDocument) -> Faults:
        yield from check_structure(reader, len(data), terms.profile)
        if not reader.is_encrypted and not reader.pages[0].get("/Rotate", 0):
            content = content_of(reader.pages[0])
            yield from check_paint(read_page(reader.pages[0], content), 1, terms, cover=True)
            yield from _glyphs(reader.pages[0], content, "the cover", {})
            wrap = wrap_of(terms, sought.pages)
            yield from check_cover(reader, document, terms, wrap, sought.pages, sought.isbn)

    found = _judged(name, data, terms, faults)
    if not sought.isbn and terms.profile.barcode.own.value != "service":
        message = "the bar code is still a placeholder, since isbn: print is"
        found.append(Finding(Span(name), "preflight-placeholder", message, "fill in the ISBN", Severity.HINT))
    if terms.order.spine_estimated:
        message = f"the spine of {terms.order.spine_mm:g} mm for {sought.pages} pages is an estimate"
        hint = f"ask the calculator of {terms.profile.name}, correct spine-mm, and take spine-estimated out"
        found.append(Finding(Span(name), "preflight-estimate", message, hint, Severity.HINT))
    return found


def _judged(name: str, data: bytes, terms: Terms, judge: Judge) -> list[Finding]:
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        document = pypdfium2.PdfDocument(data)
    except (pypdf.errors.PyPdfError, pypdfium2.PdfiumError) as error:
        encrypted = "password" in str(error).lower() or "encrypt" in str(error).lower()
        rule = "preflight-security" if encrypted else "preflight-unreadable"
        return [finding(name, terms.profile, Fault(rule, f"the file cannot be opened: {error}"))]
    try:
        return [finding(name, terms.profile, fault) for fault in judge(reader, document)]
    finally:
        document.close()


def _interior(reader: pypdf.PdfReader, document: pypdfium2.PdfDocument, size: int, terms: Terms) -> Faults:
    yield from check_structure(reader, size, terms.profile)
    if reader.is_encrypted:
        return
    blank: list[bool] = []
    places = [*_places(document, terms, blank)]
    yield from _count(blank, terms)
    fonts: Fonts = {}
    for index, page in enumerate(reader.pages):
        content = content_of(page)
        yield from check_box(page, index + 1, terms.trim, _bleed(terms, index))
        yield from check_paint(read_page(page, content), index + 1, terms, cover=False)
        yield from _glyphs(page, content, f"page {index + 1}", fonts)
    yield from places


def _glyphs(page: pypdf.PageObject, content: bytes, where: str, fonts: Fonts) -> Faults:
    for fault in lost_glyphs(page, content, fonts):
        yield Fault("preflight-glyph", f"{where}: {fault}", asked="letters")


def _bleed(terms: Terms, index: int) -> tuple[float, float, float, float]:
    """What a page has beyond its trim at left, bottom, right and top."""
    if not terms.order.bleed:
        return (0.0, 0.0, 0.0, 0.0)
    amount, edges = terms.profile.bleed.amount.mm or 0.0, terms.profile.bleed.edges.value or ()
    sides = ("inside", "bottom", "outside", "top") if index % 2 == 0 else ("outside", "bottom", "inside", "top")
    return tuple(amount * (side in edges) for side in sides)  # type: ignore[return-value]  # four sides


def _count(blank: Sequence[bool], terms: Terms) -> Faults:
    """The number of pages, of which some are blank."""
    pages, (least, most) = len(blank), terms.pages
    if pages % terms.multiple:
        yield Fault("preflight-signature", f"{pages} pages", terms.profile.signature, f"a multiple of {terms.multiple}")
    if (least is not None and pages < least) or (most is not None and pages > most):
        yield Fault("preflight-pages", f"{pages} pages", terms.limit, f"{least or 'any'} to {most or 'any'}")
    if terms.leaves_last_blank and not blank[-1]:
        yield Fault("preflight-last-page", "the last page is not blank", terms.profile.last_page_blank, "a blank one")
    last = max((index for index, empty in enumerate(blank) if not empty), default=-1)
    tail, row = pages - 1 - last, 0
    allowed = terms.multiple + terms.leaves_last_blank
    for empty in blank[: last + 1]:
        row = row + 1 if empty else 0
        if row == BLANKS + 1:
            yield Fault("preflight-blank", f"more than {BLANKS} blank pages in a row", asked="a book without holes")
    if tail > allowed:
        yield Fault("preflight-blank", f"{tail} blank pages at the end", asked=f"{allowed} at most")


def _places(document: pypdfium2.PdfDocument, terms: Terms, blank: list[bool]) -> Faults:
    """Text in the gutter or too near to the edge; drawings that end at the trim. `blank` learns which pages hold nothing."""
    inside, outside = terms.inside(len(document)) or 0.0, terms.outside or 0.0
    said = terms.profile.file.forbidden
    for index, page in enumerate(document):
        blank.append(is_blank(page))
        west, south, east, north = _bleed(terms, index)
        wide, high = terms.trim
        recto = index % 2 == 0
        left, right = (inside, outside) if recto else (outside, inside)
        frame = Spot(west + left, south + outside, west + wide - right, south + high - outside)
        if any(_beyond(run, frame) for run in runs(page)):
            yield from _lines_out(page, index, frame, terms, len(document))
        for spot in drawings(page):
            gaps = (spot.left - west, spot.bottom - south, west + wide - spot.right, south + high - spot.top)
            for gap, bleed in zip(gaps, (west, south, east, north), strict=True):
                if gap < EDGE and gap > -bleed + 0.1 and terms.order.bleed and bleed:
                    yield Fault("preflight-bleed", f"page {index + 1}: a drawing ends {gap:.1f} mm from the trim",
                                terms.profile.bleed.amount)  # fmt: skip
                elif gap < EDGE and not bleed and not (terms.order.bleed and _is_bound(gaps, gap, recto)):
                    message = f"page {index + 1}: a drawing runs off a page without bleed"
                    yield Fault("preflight-bleed", message, asked="bleed: true in the order")
        if "printed-in" in (said.value or ()) and (found := PRINTED_IN.search(page.get_textpage().get_text_bounded())):
            yield Fault("preflight-printed-in", f'page {index + 1}: "{found[0]}"', said, "no such statement")
        page.close()


def _is_bound(gaps: tuple[float, float, float, float], gap: float, recto: bool) -> bool:
    return gap == gaps[0 if recto else 2]


def _beyond(spot: Spot, frame: Spot) -> bool:
    return (
        spot.left < frame.left - SLACK or spot.bottom < frame.bottom - SLACK
        or spot.right > frame.right + SLACK or spot.top > frame.top + SLACK
    )  # fmt: skip


def _lines_out(page: pypdfium2.PdfPage, index: int, frame: Spot, terms: Terms, pages: int) -> Faults:
    """Text that stands in the margins of a page, the worst on each side."""
    recto, figure = index % 2 == 0, terms.inside_figure(pages)
    inside, outside = terms.inside(pages) or 0.0, terms.outside or 0.0
    worst: dict[str, float] = {}
    for spot in glyphs(page):
        out = {"left": frame.left - spot.left, "right": spot.right - frame.right,
               "foot": frame.bottom - spot.bottom, "head": spot.top - frame.top}  # fmt: skip
        for side, over in out.items():
            if over > SLACK:
                worst[side] = max(worst.get(side, 0.0), over)
    bound = "left" if recto else "right"
    for side, over in sorted(worst.items()):
        if side == bound:
            yield Fault("preflight-gutter", f"page {index + 1}: text {inside - over:.1f} mm from the binding", figure,
                        f"{inside:.1f} mm")  # fmt: skip
        else:
            edge = side if side in ("head", "foot") else "fore-edge"
            yield Fault("preflight-margin", f"page {index + 1}: text {outside - over:.1f} mm from the {edge}",
                        terms.outside_figure, f"{outside:.1f} mm")  # fmt: skip


def unjudged(terms: Terms) -> str:
    """What preflight cannot judge, since nobody states the figure: a sentence, "" if there is nothing."""
    return ", ".join(_unknown(terms))


def _unknown(terms: Terms) -> Iterator[str]:
    profile = terms.profile
    known = {
        "inner margin": terms.inside(200), "outer margins": terms.outside, "limits of pages": terms.pages[1],
        "signature": profile.signature.value, "text on the spine": profile.spine.text_from.value,
        "safety of the cover": profile.cover.safety.value, "total ink": profile.file.ink_limit.value,
        "thinnest line": profile.file.line_min.value, "resolution": profile.file.image_min.value,
        "file size": profile.file.size_max.value, "zone of the bar code": profile.barcode.size.value,
        "PDF standard": profile.file.standard.value,
    }  # fmt: skip
    yield from (name for name, value in known.items() if value is None)
