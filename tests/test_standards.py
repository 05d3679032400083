"""The older standards of PDF/X: interior and cover for printers that ask for them, read back with pypdf."""

from __future__ import annotations

import io
import shutil
from pathlib import Path
from typing import Any

import pypdf
import pytest
import yaml
from conftest import ROOT
from druckreif import make

MM = 72 / 25.4
STANDARDS = {
    "x1a-2001": ("PDF/X-1a:2001", "1.3", "PDF/X-1:2001", "PDF/X-1a:2001"),
    "x1a-2003": ("PDF/X-1a:2003", "1.4", "PDF/X-1a:2003", None),
    "x3-2002": ("PDF/X-3:2002", "1.3", "PDF/X-3:2002", None),
    "x3-2003": ("PDF/X-3:2003", "1.4", "PDF/X-3:2003", None),
}
"""By printer: standard, version, GTS_PDFXVersion and GTS_PDFXConformance, as ISO 15930 parts 1, 3, 4 and 6 say."""


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Files of tests/books/mini for four printers that differ in their standard alone."""
    folder = tmp_path_factory.mktemp("standards") / "book"
    shutil.copytree(ROOT / "tests/books/mini", folder)
    profile = yaml.safe_load((ROOT / "build/druckreif/profiles/offset.yaml").read_text("utf-8"))
    (folder / "profiles").mkdir(exist_ok=True)
    for name, (standard, *_) in STANDARDS.items():
        profile["file"]["standard"]["value"] = standard
        (folder / f"profiles/{name}.yaml").write_text(yaml.safe_dump(profile, allow_unicode=True, sort_keys=False), "utf-8")
    orders = [{"service": name, "spine-mm": 8.5, "bleed": True} for name in STANDARDS]
    with (folder / "book.yaml").open("a", encoding="utf-8") as file:
        file.write("\n" + yaml.safe_dump({"press": {"services": orders}}))
    report = make.build(folder, folder.parent / "dist", list(STANDARDS))
    assert report.written, report.findings
    return folder.parent / "dist"


@pytest.fixture(params=[(name, part) for name in STANDARDS for part in ("interior", "cover")], ids="-".join)
def asked(request: pytest.FixtureRequest) -> tuple[str, str]:
    name, part = request.param
    return name, part


@pytest.fixture
def data(dist: Path, asked: tuple[str, str]) -> bytes:
    name, part = asked
    return (dist / f"{name}/mini-{name}-{part}.pdf").read_bytes()


@pytest.fixture
def reader(data: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(data))


def test_version_and_claim(data: bytes, reader: pypdf.PdfReader, asked: tuple[str, str]) -> None:
    _, version, claim, conformance = STANDARDS[asked[0]]
    assert data.startswith(f"%PDF-{version}".encode()) and b"/ObjStm" not in data and b"/XRef" not in data
    assert "/Version" not in reader.trailer["/Root"] and not reader.is_encrypted and len(reader.trailer["/ID"]) == 2
    told = reader.metadata or {}
    assert (told["/GTS_PDFXVersion"], told.get("/GTS_PDFXConformance")) == (claim, conformance)
    assert told["/Trapped"] == "/False" and all(told[f"/{key}"] for key in ("Title", "CreationDate", "ModDate", "Producer"))


def test_output_intent(reader: pypdf.PdfReader) -> None:
    (intent,) = (item.get_object() for item in reader.trailer["/Root"]["/OutputIntents"])
    assert (intent["/S"], intent["/OutputConditionIdentifier"]) == ("/GTS_PDFX", "FOGRA39")
    assert intent["/RegistryName"] == "http://www.color.org" or intent["/DestOutputProfile"]["/N"] == 4


def test_boxes(reader: pypdf.PdfReader, asked: tuple[str, str]) -> None:
    trim = (148, 210) if asked[1] == "interior" else (2 * 148 + 8.5, 210)
    for page in reader.pages:
        media, bleed, inner = ([float(side) / MM for side in box] for box in (page.mediabox, page.bleedbox, page.trimbox))
        assert media == bleed == pytest.approx([0, 0, trim[0] + 6, trim[1] + 6], abs=0.01)
        assert inner == pytest.approx([3, 3, trim[0] + 3, trim[1] + 3], abs=0.01)
        assert not {"/ArtBox", "/Group", "/Annots", "/Rotate"} & set(page)


def test_no_transparency_layers_or_scripts(reader: pypdf.PdfReader) -> None:
    held: list[Any] = [reader.get_object(number) for number in range(1, int(reader.trailer["/Size"]))]
    kept = [item for item in held if isinstance(item, dict)]
    assert len(kept) > 5
    for item in kept:
        assert item.get("/SMask", "/None") == "/None" and item.get("/BM", "/Normal") == "/Normal"
        assert float(item.get("/ca", 1)) == float(item.get("/CA", 1)) == 1
        assert item.get("/S") not in ("/Transparency", "/JavaScript")
        assert not {"/JS", "/OCProperties", "/PS"} & set(item) and item.get("/Filter") != "/LZWDecode"
    fonts = [item for item in kept if item.get("/Type") == "/FontDescriptor"]
    assert fonts and all({"/FontFile", "/FontFile2", "/FontFile3"} & set(font) for font in fonts)
