"""The standards of PDF/X, and plain PDF: what a file says of itself, its version, its output intent; always the same bytes.

PDF/X-1a and X-3 may name a registered printing condition without its ICC profile (ISO 15930-1, 15930-3); PDF/X-4 holds the
profile (ISO 15930-7; only X-4p refers to one outside). Dates come from the book.
"""

from __future__ import annotations

import io
import uuid
from dataclasses import dataclass

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from ...model.profile import Standard
from ..metadata import About
from .ink import icc_profile

REGISTRY = "http://www.color.org"
PLAIN = "1.4"
"""The version of plain files: what they hold is in it, and every printer reads it."""

_VERSIONS: dict[Standard, str] = {
    "plain": PLAIN, "PDF/X-1a:2001": "1.3", "PDF/X-1a:2003": "1.4", "PDF/X-3:2002": "1.3", "PDF/X-3:2003": "1.4",
    "PDF/X-4": "1.6",
}  # fmt: skip
_CLAIMS: dict[Standard, tuple[str, str]] = {
    "PDF/X-1a:2001": ("PDF/X-1:2001", "PDF/X-1a:2001"), "PDF/X-1a:2003": ("PDF/X-1a:2003", ""),
    "PDF/X-3:2002": ("PDF/X-3:2002", ""), "PDF/X-3:2003": ("PDF/X-3:2003", ""), "PDF/X-4": ("PDF/X-4", ""),
}  # fmt: skip
"""Values of GTS_PDFXVersion and GTS_PDFXConformance."""


@dataclass(frozen=True, slots=True)
class Finish:
    """How a file is finished: its standard, its printing condition (none: no intent), whether it holds the ICC profile."""

    standard: Standard = "plain"
    condition: str = ""
    holds_profile: bool = False
    tells: bool = True
    """Whether the file says who wrote what: some services want no metadata."""


def finish(pdf: pikepdf.Pdf, how: Finish, about: About) -> bytes:
    """The bytes of a finished file; `pdf` is changed."""
    for key in ("/Metadata", "/Lang", "/ViewerPreferences", "/PageLayout", "/PageMode", "/OutputIntents",
                "/StructTreeRoot", "/MarkInfo", "/Outlines", "/Names"):  # fmt: skip
        if key in pdf.Root:
            del pdf.Root[key]
    if "/Info" in pdf.trailer:
        del pdf.trailer["/Info"]
    if how.tells or how.standard != "plain":
        _tell(pdf, how.standard, about)
    if how.condition:
        pdf.Root.OutputIntents = Array([_intent(pdf, how)])
    out = io.BytesIO()
    version = _VERSIONS[how.standard]
    pdf.save(
        out, deterministic_id=True, min_version=version, force_version=version,
        object_stream_mode=pikepdf.ObjectStreamMode.disable, compress_streams=True, recompress_flate=False,
    )  # fmt: skip
    return out.getvalue()


def _tell(pdf: pikepdf.Pdf, standard: Standard, about: About) -> None:
    stamp = f"D:{about.date:%Y%m%d}000000Z"
    info = {
        "/Title": about.title, "/Author": ", ".join(about.authors), "/Producer": about.producer, "/Creator": about.producer,
        "/CreationDate": stamp, "/ModDate": stamp,
    }  # fmt: skip
    for key, value in info.items():
        pdf.docinfo[key] = String(value)
    if standard == "plain":
        return
    version, conformance = _CLAIMS[standard]
    pdf.docinfo["/GTS_PDFXVersion"] = String(version)
    if conformance:
        pdf.docinfo["/GTS_PDFXConformance"] = String(conformance)
    pdf.docinfo["/Trapped"] = Name("/False")
    if standard == "PDF/X-4":
        _tell_in_xmp(pdf, about)


def _tell_in_xmp(pdf: pikepdf.Pdf, about: About) -> None:
    """What ISO 15930-7 asks for in XMP."""
    stamp = f"{about.date.isoformat()}T00:00:00+00:00"
    own = uuid.uuid5(uuid.NAMESPACE_URL, f"{about.identifier}|{about.title}|{about.date}")
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as meta:
        meta.register_xml_namespace("http://www.npes.org/pdfx/ns/id/", "pdfxid")
        meta["pdfxid:GTS_PDFXVersion"] = "PDF/X-4"
        meta["dc:title"] = about.title
        meta["dc:creator"] = list(about.authors)
        meta["pdf:Producer"] = about.producer
        meta["pdf:Trapped"] = "False"
        meta["xmp:CreateDate"] = meta["xmp:ModifyDate"] = meta["xmp:MetadataDate"] = stamp
        meta["xmp:CreatorTool"] = about.producer
        meta["xmpMM:DocumentID"] = f"uuid:{own}"
        meta["xmpMM:VersionID"] = "1"
        meta["xmpMM:RenditionClass"] = "default"


def _intent(pdf: pikepdf.Pdf, how: Finish) -> Dictionary:
    intent = Dictionary(
        Type=Name.OutputIntent, S=Name.GTS_PDFX, OutputConditionIdentifier=String(how.condition),
        RegistryName=String(REGISTRY), OutputCondition=String(how.condition), Info=String(how.condition),
    )  # fmt: skip
    if how.holds_profile:
        profile = pdf.make_stream(icc_profile())
        profile.N = 4
        intent.DestOutputProfile = profile
    return intent
