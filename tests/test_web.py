"""Records for the web: JSON-LD says what book.yaml and package say, CSL-JSON is read by a citation processor."""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import Any

from citeproc.source.json import CiteProcJSON
from druckreif.write.web import write_csl, write_json_ld, write_sources_csl
from finished import DC, OPF, Epub
from sample import epub_of, sample
from test_onix import PRODUCTS, message, records, texts
from traded import ISBN, surveyed, traded

_FIELDS = (
    "id type title title-short collection-title collection-number edition publisher publisher-place issued ISBN"
    " number-of-pages language URL abstract keyword author editor translator illustrator compiler container-title"
    " volume issue number page genre archive accessed original-title original-date"
)
FIELDS = frozenset(_FIELDS.split())
"""Names of the schema of CSL-JSON 1.0.2 that a book can have."""


def ld(*changes: tuple[str, str], files: dict[str, str | bytes] | None = None) -> dict[str, Any]:
    found = json.loads(write_json_ld(surveyed(files or traded(*changes))[0], PRODUCTS))
    assert isinstance(found, dict)
    return found


def examples(work: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {edition["bookFormat"].rpartition("/")[2]: edition for edition in work["workExample"]}


def test_the_work() -> None:
    work = ld()
    assert (work["@context"], work["@type"], work["name"]) == ("https://schema.org", "Book", "Probe")
    (author,), (editor,) = work["author"], work["editor"]
    assert author["@type"] == "Person" and "https://orcid.org/0000-0002-1825-0097" in author["sameAs"]
    assert editor == {"@type": "Organization", "name": "Institut für Muster"}
    assert work["publisher"]["name"] == "Beispielverlag" and work["publisher"]["address"]["addressLocality"] == "Berlin"
    assert {term["termCode"] for term in work["about"]} == {"NHD", "3MPBF", "1555"}
    assert work["isPartOf"] == {"@type": "BookSeries", "name": "Beispiele"} and work["inLanguage"] == "de"


def test_editions_agree_with_the_onix_records() -> None:
    found, onix = examples(ld()), records(message())
    assert set(found) == {"EBook", "Paperback"}
    for kind, edition in (("EBook", "epub"), ("Paperback", "print")):
        assert found[kind]["isbn"] == ISBN[edition].replace("-", "") == onix[edition].findtext("ProductIdentifier/IDValue")
        assert found[kind]["@id"] == onix[edition].findtext("RecordReference")
        assert [offer["price"] for offer in found[kind]["offers"]] == texts(onix[edition], ".//PriceAmount")
        assert [found[kind]["datePublished"].replace("-", "")] == texts(onix[edition], ".//PublishingDate/Date")
    assert found["Paperback"]["numberOfPages"] == 96 and "numberOfPages" not in found["EBook"]


def test_accessibility_is_that_of_the_package(tmp_path: Path) -> None:
    (tmp_path / "book.epub").write_bytes(epub_of(traded())[0])
    opf = Epub(tmp_path / "book.epub").opf
    said: dict[str, list[str]] = {}
    for meta in opf.iter(f"{OPF}meta"):
        if str(meta.get("property")).startswith("schema:access"):
            said.setdefault(str(meta.get("property")).removeprefix("schema:"), []).append(str(meta.text))
    edition = examples(ld())["EBook"]
    paged = {"pageNavigation", "pageBreakMarkers"}  # the EPUB in memory was laid out on no pages
    assert set(edition["accessibilityFeature"]) - paged == set(said["accessibilityFeature"]) - paged
    assert edition["accessMode"] == said["accessMode"] and edition["accessibilityHazard"] == ["none"]
    assert [",".join(mode["itemListElement"]) for mode in edition["accessModeSufficient"]] == said["accessModeSufficient"]
    assert opf.findtext(f".//{DC}title") == ld()["name"]


def test_csl_names_the_book_and_is_read_by_a_processor() -> None:
    book = surveyed(traded())[0]
    (item,) = json.loads(write_csl(book, PRODUCTS))
    assert set(item) <= FIELDS and item["title"] == "Probe. Ein Anfang" and item["title-short"] == "Probe"
    assert item["author"] == [{"family": "Nachname", "given": "Vorname"}]
    assert item["editor"] == [{"literal": "Institut für Muster"}]
    assert (item["ISBN"], item["number-of-pages"], item["edition"]) == (ISBN["print"].replace("-", ""), "96", "2")
    assert item["issued"] == {"date-parts": [[2026, 1, 1]]}
    works = json.loads(write_sources_csl(book))
    assert [work["id"] for work in works] == list(book.sources)
    for work in works:
        assert set(work) <= FIELDS
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        read = CiteProcJSON([item, *works])
    assert str(read["probe"].title) == "Probe. Ein Anfang" and read["probe"].author[0].family == "Nachname"


def test_nothing_unknown_is_invented() -> None:
    work = ld(files=sample())
    assert not {"publisher", "about", "isPartOf", "url", "bookEdition"} & set(work)
    assert all("isbn" not in edition and "offers" not in edition for edition in work["workExample"])
    (item,) = json.loads(write_csl(surveyed(sample())[0], PRODUCTS))
    assert not {"publisher", "publisher-place", "ISBN", "edition"} & set(item)
    assert b"{publisher}" not in write_json_ld(surveyed(sample())[0], PRODUCTS)
