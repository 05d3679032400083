"""From parts to one PDF: pages, tags, links, outline, labels, running matter. pikepdf does the work.

Order: pages first, then the parts' structures under one Document (`tags.py`), then links, then running matter stamped as
artifacts (ISO 32000-1, 14.8.2.2), then metadata. Saving is deterministic: dates come from the book, the file's ID from its
content.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from ..base.sweep import swept_once
from .layout import Layout
from .part import LINK, SCHEME, Place
from .subsets import share_fonts
from .tags import name_tree, write_tags
from .ua2 import REVISION, Label, lead_to_tags


@dataclass(frozen=True, slots=True)
class About:
    """What the PDF says of itself."""

    title: str
    authors: tuple[str, ...]
    subject: str
    keywords: tuple[str, ...]
    language: str
    rights: str
    date: date
    producer: str
    identifier: str


@swept_once()
def join(
    layout: Layout, stamps: Sequence[bytes], outline: tuple[Label, ...], about: About, say: Callable[[str], str], ua: int = 1
) -> bytes:
    """The screen edition: tagged PDF/UA-1 or -2 with links, outline and page labels. `say` names a link's target."""
    pdf = pikepdf.new()
    _add_pages(pdf, layout)
    written = write_tags(pdf, [(start, part.structure) for start, part in layout.parts])
    places = _places(layout)
    _place_destinations(pdf, places)
    _turn_links(pdf, say)
    _stamp(pdf, layout, stamps)
    share_fonts(pdf)
    _add_outline(pdf, outline, places)
    _label_pages(pdf, layout)
    if ua == 2:
        lead_to_tags(pdf, outline, written, lambda anchor: _destination(pdf, places, anchor))
    _describe(pdf, about, ua)
    return _saved(pdf, "1.7" if ua == 1 else "2.0")


def strip_for_print(data: bytes) -> bytes:
    """The print edition of a joined file: no links, no outline, no tags; black is K alone, not RGB."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for page in pdf.pages:
            for key in ("/Annots", "/StructParents", "/Tabs"):
                if key in page:
                    del page[key]
            _blacken(page)
        for key in ("/StructTreeRoot", "/MarkInfo", "/Outlines", "/Names", "/PageMode"):
            if key in pdf.Root:
                del pdf.Root[key]
        with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as meta:
            del meta["pdfuaid:part"]  # the print edition is derived from PDF/UA-1
        pdf.remove_unreferenced_resources()
        return _saved(pdf)


_LINK = re.compile(rb"\s".join(rb"%g" % part for part in LINK) + rb"(?= (?:rg|RG)\s)")
"""The colour of links, which the print edition does not show."""
_GREY = re.compile(rb"(?<![\d.])([01]?\.?\d+) \1 \1 (rg|RG)(?=\s)")
"""Black, white or grey as RGB: three equal parts of light."""


def _blacken(page: pikepdf.Page) -> None:
    streams = [page.obj.Contents] if isinstance(page.obj.Contents, pikepdf.Stream) else list(page.obj.Contents)
    for stream in (*streams, *_forms(page.obj)):
        data = stream.read_bytes()
        black = _GREY.sub(_ink, _LINK.sub(b"0 0 0", data))
        if black != data:
            stream.write(black)


def _forms(holder: Any) -> Iterator[pikepdf.Stream]:
    """The drawings that a page or a drawing uses, and those that they use."""
    for drawing in holder.get("/Resources", Dictionary()).get("/XObject", Dictionary()).values():
        if drawing.get("/Subtype") == Name.Form:
            yield drawing
            yield from _forms(drawing)


def _ink(match: re.Match[bytes]) -> bytes:
    """Light in RGB as black ink: 0 0 0 rg is 0 0 0 1 k."""
    ink = f"{1 - float(match[1]):.4f}".rstrip("0").rstrip(".")
    return f"0 0 0 {ink} {'k' if match[2] == b'rg' else 'K'}".encode()


def _add_pages(pdf: pikepdf.Pdf, layout: Layout) -> None:
    size: Any = None
    for start, part in layout.parts:
        source = pikepdf.open(io.BytesIO(part.file))
        size = size or source.pages[0].mediabox
        while len(pdf.pages) < start:
            _add_blank(pdf, size)
        for key in ("/Names", "/Outlines"):
            if key in source.Root:
                del source.Root[key]
        pdf.pages.extend(source.pages)
    while len(pdf.pages) < len(layout.pages.pages):
        _add_blank(pdf, size)


def _add_blank(pdf: pikepdf.Pdf, size: Any) -> None:
    page = pdf.add_blank_page(page_size=(float(size[2]), float(size[3])))
    page.obj.TrimBox = page.obj.BleedBox = Array([0, 0, size[2], size[3]])
    page.obj.Tabs = Name.S


Places = dict[str, tuple[int, Place]]
"""The page of each anchor, and its place there."""


def _places(layout: Layout) -> Places:
    found: Places = {}
    for start, part in layout.parts:
        for anchor, place in part.places.items():
            found.setdefault(anchor, (start + place.page, place))
    return found


def _destination(pdf: pikepdf.Pdf, places: Places, anchor: str) -> Array | None:
    if anchor not in places:
        return None
    index, place = places[anchor]
    page = pdf.pages[index]
    height = float(page.mediabox[3])
    return Array([page.obj, Name.XYZ, round(place.x, 2), round(height - place.y, 2), None])


def _place_destinations(pdf: pikepdf.Pdf, places: Places) -> None:
    """Named destinations for every anchor of the book, in the order of names (ISO 32000-1, 7.9.6)."""
    pdf.Root.Names = Dictionary(Dests=name_tree(pdf, {name: _destination(pdf, places, name) for name in places}))


def _links(pdf: pikepdf.Pdf) -> Iterator[Any]:
    for page in pdf.pages:
        for annotation in page.obj.get("/Annots", ()):
            if annotation.get("/Subtype") == Name.Link:
                yield annotation


def _reachable(rect: list[float]) -> Array:
    """A link's rectangle with a height: raised figures are set with none, and nobody could tap them."""
    left, right = sorted(rect[::2])
    bottom, top = sorted(rect[1::2])
    if top - bottom < 1:
        left, bottom, right, top = left - 1, bottom - 4, right + 1, top + 5
    return Array([round(side, 2) for side in (left, bottom, right, top)])


def _turn_links(pdf: pikepdf.Pdf, say: Callable[[str], str]) -> None:
    """Private URIs become places in the file; every link is named for screen readers and printable (flag 4)."""
    for link in _links(pdf):
        link.F = 4
        link.Rect = _reachable([float(side) for side in link.Rect])
        uri = str(link.A.URI) if "/A" in link and "/URI" in link.A else ""
        if uri.startswith(SCHEME):
            anchor = uri.removeprefix(SCHEME)
            link.A = Dictionary(S=Name.GoTo, D=String(anchor))
            link.Contents = String(say(anchor))


def _stamp(pdf: pikepdf.Pdf, layout: Layout, stamps: Sequence[bytes]) -> None:
    """Draw running heads and folios on their pages as pagination artifacts.

    They come before the text: behind it, readers would join them to the divided word that may end a page.
    """
    if not layout.stamps:
        return
    indexes = iter(sorted(layout.stamps))
    for drawn in stamps:
        with pikepdf.open(io.BytesIO(drawn)) as source:
            for stamp in source.pages:
                index = next(indexes)
                page = pdf.pages[index]
                form = pdf.copy_foreign(stamp.as_form_xobject())
                name = _own_xobject(page, form)
                kind = b"/Footer" if "drop-folio" in layout.stamps[index] else b"/Header"
                artifact = b"/Artifact <</Type /Pagination /Subtype " + kind + b">> BDC\nq " + str(name).encode()
                page.contents_add(artifact + b" Do Q\nEMC\n", prepend=True)
    assert next(indexes, None) is None, "a page without its running matter"


def _own_xobject(page: pikepdf.Page, form: Any) -> Name:
    """Give a page a drawing of its own; WeasyPrint's pages share one resource dictionary, so it is copied first."""
    resources = Dictionary({key: value for key, value in page.obj.Resources.items()})
    drawings = Dictionary({key: value for key, value in resources.get("/XObject", Dictionary()).items()})
    drawings["/Running"] = form
    resources["/XObject"] = drawings
    page.obj.Resources = resources
    return Name("/Running")


def _add_outline(pdf: pikepdf.Pdf, outline: tuple[Label, ...], places: Places) -> None:
    def item(label: Label) -> pikepdf.OutlineItem:
        entry = pikepdf.OutlineItem(label.text, destination=_destination(pdf, places, label.anchor))
        entry.children.extend(item(child) for child in label.children)
        entry.is_closed = True
        return entry

    with pdf.open_outline() as tree:
        tree.root.extend(item(label) for label in outline)
    pdf.Root.PageMode = Name.UseOutlines


def _label_pages(pdf: pikepdf.Pdf, layout: Layout) -> None:
    """Page labels as printed: small Roman figures in the front matter, Arabic ones after."""
    front = Dictionary(S=Name.r)
    body = Dictionary(S=Name.D, St=1)
    at = layout.first_body
    nums: list[Any] = [0, front, at, body] if at > 0 else [0, body]
    if layout.labels:
        styles = [Dictionary(S=Name.r if is_roman else Name.D, St=number) for _, number, is_roman in layout.labels]
        nums = [value for (index, *_), style in zip(layout.labels, styles, strict=True) for value in (index, style)]
    pdf.Root.PageLabels = Dictionary(Nums=Array(nums))


def _describe(pdf: pikepdf.Pdf, about: About, ua: int) -> None:
    pdf.Root.Lang = String(about.language)
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    pdf.Root.PageLayout = Name.TwoPageRight
    stamp = f"{about.date.isoformat()}T00:00:00+00:00"
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as meta:
        meta["dc:title"] = about.title
        meta["dc:creator"] = list(about.authors)
        meta["dc:description"] = about.subject
        meta["dc:subject"] = set(about.keywords) if len(about.keywords) < 2 else list(about.keywords)
        meta["dc:language"] = [about.language]
        meta["dc:rights"] = about.rights
        meta["dc:identifier"] = about.identifier
        meta["pdf:Producer"] = about.producer
        meta["pdf:Keywords"] = ", ".join(about.keywords)
        meta["xmp:CreateDate"] = meta["xmp:ModifyDate"] = meta["xmp:MetadataDate"] = stamp
        meta["xmp:CreatorTool"] = about.producer
        meta["pdfuaid:part"] = str(ua)
        if ua == 2:
            meta["pdfuaid:rev"] = REVISION
    info = {
        "/Title": about.title, "/Author": ", ".join(about.authors), "/Subject": about.subject,
        "/Keywords": ", ".join(about.keywords), "/Producer": about.producer, "/Creator": about.producer,
        "/CreationDate": f"D:{about.date:%Y%m%d}000000Z", "/ModDate": f"D:{about.date:%Y%m%d}000000Z",
    }  # fmt: skip
    for key, value in info.items():
        pdf.docinfo[key] = String(value)


def _saved(pdf: pikepdf.Pdf, version: str = "1.7") -> bytes:
    out = io.BytesIO()
    pdf.save(
        out,
        deterministic_id=True,
        min_version=version,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
        compress_streams=True,
        recompress_flate=False,
    )
    return out.getvalue()


__all__ = ["About", "Label", "Mapping", "join", "strip_for_print"]
