"""The small book built for printers, once for all tests that read its files, and how they are read."""

from __future__ import annotations

import io
import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pymupdf
import pypdf
from conftest import ROOT
from druckreif import make
from druckreif.model.report import Report
from druckreif.write.theme import MM

ISBN = "978-3-16-148410-0"
ORDERS = """
press:
  services:
    - {service: bod, paper: cream-90, spine-mm: 8.5, spine-text: true}
    - {service: kdp-paperback, paper: cream}
    - {service: ingramspark, paper: creme-50}
    - {service: lulu, paper: cream-60, trim: 6 x 9 in}
    - {service: offset, spine-mm: 8.5, bleed: true}
  cover: {price-code: "51295"}
"""
SERVICES = ("bod", "kdp-paperback", "ingramspark", "lulu", "offset")
TRIMS = {
    "bod": (148, 210), "kdp-paperback": (148, 210), "ingramspark": (148.082, 210.058), "lulu": (152.4, 228.6),
    "offset": (148, 210),
}  # fmt: skip
COVERS = {
    "bod": (2 * 148 + 8.5 + 10, 220),
    "kdp-paperback": (2 * 148 + 32 * 0.0635 + 6.35, 216.35),
    "lulu": (2 * 152.4 + 32 / 444 * 25.4 + 1.524 + 6.35, 234.95),
    "offset": (2 * 148 + 8.5 + 6, 216),
}  # fmt: skip
"""Sheets in mm: two covers, spine, bleed twice."""


@dataclass(frozen=True, slots=True)
class Pressed:
    """The folder of the sources, what the build said, the finished files by name below `dist`."""

    book: Path
    report: Report
    files: dict[str, bytes]
    kept: Any
    """The temporary folder, which goes with this."""


@cache
def pressed() -> Pressed:
    """tests/books/mini, with an ISBN and orders at services, built."""
    kept = tempfile.TemporaryDirectory(prefix="druckreif-press-")
    folder = Path(kept.name) / "book"
    shutil.copytree(ROOT / "tests/books/mini", folder)
    text = (folder / "book.yaml").read_text("utf-8").replace('"{isbn_print}"', ISBN)
    (folder / "book.yaml").write_text(text + ORDERS, "utf-8")
    report = make.build(folder, folder.parent / "dist", SERVICES)
    assert report.written, report.findings
    files = {line.name: (folder.parent / "dist" / line.name).read_bytes() for line in report.written}
    return Pressed(folder, report, files, kept)


def interior(files: dict[str, bytes], service: str) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(files[f"{service}/mini-{service}-interior.pdf"]))


def cover(files: dict[str, bytes], service: str) -> pymupdf.Page:
    return pymupdf.open(stream=files[f"{service}/mini-{service}-cover.pdf"])[0]


def mm(box: Any) -> tuple[float, ...]:
    return tuple(round(float(side) / MM, 3) for side in box)


def colours(page: Any) -> Iterator[tuple[str, tuple[float, ...]]]:
    """Every operator of colour in a page, and in the drawings, patterns and drawn glyphs that it uses, with its values."""
    contents = page.get_contents()
    streams = [] if contents is None else [contents.get_data()]
    held = [page["/Resources"]] if "/Resources" in page else []
    while held:
        resources = held.pop().get_object()
        drawn = [reference.get_object() for key in ("/XObject", "/Pattern") for reference in resources.get(key, {}).values()]
        for drawing in drawn:
            assert drawing.get("/Subtype") != "/Image" or drawing["/ColorSpace"] in ("/DeviceGray", "/DeviceCMYK")
            assert "/Shading" not in drawing
        fonts = [reference.get_object() for reference in resources.get("/Font", {}).values()]
        glyphs = [glyph.get_object() for font in fonts for glyph in font.get("/CharProcs", {}).values()]
        streams += [held.get_data() for held in (*drawn, *glyphs) if held.get("/Subtype") != "/Image"]
        held += [inner["/Resources"] for inner in (*drawn, *fonts) if "/Resources" in inner]
    for stream in streams:
        plain = re.sub(rb"<[0-9A-Fa-f\s]*>", b"", stream)
        for match in re.finditer(rb"((?:[-\d.]+\s+|/\S+\s+)*)\b(rg|RG|g|G|k|K|cs|CS|sc|SC|scn|SCN|sh)(?=\s)", plain):
            numbers = tuple(float(v) for v in match[1].split()[-4:] if re.fullmatch(rb"[-\d.]+", v))
            yield match[2].decode(), numbers
