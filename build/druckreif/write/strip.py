"""From the screen edition to the print edition: the same pages without what only a screen has."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

import pikepdf
from pikepdf import Dictionary, Name

from .part import LINK


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
