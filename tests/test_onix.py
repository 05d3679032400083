"""ONIX records: valid against EDItEUR's schemas, and each field that of the book."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import onixcheck.schema
import pypdf
import pytest
from conftest import run
from druckreif.model.product import Extent, Product
from druckreif.verify.onix import verify_onix
from druckreif.write.onix import ROLES, VERSIONS, write_onix
from finished import DC, OPF, Epub
from lxml import etree
from sample import epub_of, sample
from traded import ISBN, read, surveyed, traded

PAGES = Extent(total=96, front=8, roman="viii", main=88)
PRODUCTS = (
    Product("epub", PAGES, words=20_000, size=500_000),
    Product("print", PAGES, words=20_000, width=148, height=210, spine=7.25),
)

each_version = pytest.mark.parametrize("version", VERSIONS)


def message(*changes: tuple[str, str], version: str = "3.1", files: dict[str, str | bytes] | None = None) -> bytes:
    return write_onix(*surveyed(files or traded(*changes)), PRODUCTS, version)


def records(data: bytes) -> dict[str, etree._Element]:
    """The records of a message by edition, names without namespace."""
    root = etree.fromstring(data)
    for element in root.iter():
        element.tag = etree.QName(element).localname
    found = root.findall("Product")
    return {"print" if record.findtext(".//ProductForm") in ("BB", "BC") else "epub": record for record in found}


def texts(record: etree._Element, path: str) -> list[str]:
    return [element.text or "" for element in record.findall(path)]


def pairs(record: etree._Element, path: str, *names: str) -> list[tuple[str | None, ...]]:
    return [tuple(element.findtext(name) for name in names) for element in record.iterfind(path)]


@each_version
def test_a_full_record_and_a_bare_one_are_valid(version: str) -> None:
    for data in (message(version=version), message(version=version, files=sample())):
        assert verify_onix("onix.xml", data) == []
        assert set(records(data)) == {"epub", "print"}


@each_version
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<NotificationType>03", "<NotificationType>77"),
        ("<ProductForm>BC", "<ProductForm>QQ"),
        ("<CurrencyCode>EUR", "<CurrencyCode>EURO"),
        ("<LanguageCode>ger", "<LanguageCode>de"),
        ("<CountriesIncluded>AT CH DE", "<CountriesIncluded>AT CH Deutschland"),
        ("<PriceAmount>19.90", "<PriceAmount>19,90"),
        ('<Date dateformat="00">20260101', '<Date dateformat="00">1.1.2026'),
        ("<IDValue>9783161484124", "<IDValue>978-3-16-148412-4"),
        ("<IDValue>9783161484124", "<IDValue>9783161484125"),
        ("<ProductComposition>00</ProductComposition>", ""),
        ("<ProductFormFeatureValue>101F", "<ProductFormFeatureValue>"),
    ],
)
def test_a_damaged_message_is_found(version: str, old: str, new: str) -> None:
    data = message(version=version).decode()
    assert old in data
    found = verify_onix("onix.xml", data.replace(old, new, 1).encode())
    assert found and all(finding.rule == "onix" and finding.span.line > 1 for finding in found)


def test_no_xml_and_no_onix_are_findings() -> None:
    for data in (b"", b"<a/>", b"<ONIXMessage/>", b'<ONIXMessage release="9.9"/>', message()[:-40]):
        (finding,) = verify_onix("onix.xml", data)
        assert finding.message.startswith("not readable")


def test_numbers_and_relations() -> None:
    found = records(message())
    for edition, other, code in (("epub", "print", "13"), ("print", "epub", "27")):
        own, its = (ISBN[name].replace("-", "") for name in (edition, other))
        record = found[edition]
        assert pairs(record, "ProductIdentifier", "ProductIDType", "IDValue") == [("15", own), ("03", own)]
        related = record.find("RelatedMaterial/RelatedProduct")
        assert related is not None and texts(related, "ProductRelationCode") == ["06", code]
        assert texts(related, "ProductIdentifier/IDValue") == [its, its]
    assert texts(found["print"], "Barcode/BarcodeType") == ["02"] and not texts(found["epub"], "Barcode/BarcodeType")
    references = {name: record.findtext("RecordReference") for name, record in found.items()}
    bare = {name: record.findtext("RecordReference") for name, record in records(message(files=sample())).items()}
    assert references == bare and len(set(references.values())) == 2


def test_a_record_without_isbn_is_a_test_record_unless_the_edition_has_none() -> None:
    assert {record.findtext("NotificationType") for record in records(message(files=sample())).values()} == {"89"}
    found = records(message((ISBN["epub"], "")))
    assert (found["epub"].findtext("NotificationType"), found["print"].findtext("NotificationType")) == ("03", "03")
    assert texts(found["epub"], "ProductIdentifier/ProductIDType") == ["01"]


def test_title_people_and_edition() -> None:
    for record in records(message()).values():
        own = record.find("DescriptiveDetail/TitleDetail/TitleElement")
        assert own is not None and [child.text for child in own] == ["01", "Probe", "Ein Anfang"]
        assert texts(record, "DescriptiveDetail/Collection/TitleDetail//TitleText") == ["Beispiele"]
        assert texts(record, ".//CollectionSequenceNumber") == ["3"]
        person, body = record.findall("DescriptiveDetail/Contributor")
        assert texts(person, "ContributorRole") == ["A01"] and texts(body, "ContributorRole") == ["B01"]
        assert texts(person, "PersonName") == ["Vorname Nachname"]
        assert texts(body, "CorporateName") == ["Institut für Muster"]
        numbers = [("25", "118575503"), ("16", "0000000121032683"), ("21", "0000000218250097")]
        assert pairs(person, "NameIdentifier", "NameIDType", "IDValue") == numbers
        assert texts(person, "BiographicalNote") == ["Schreibt Beispiele."]
        assert record.findtext(".//EditionNumber") == "2" and record.findtext(".//EditionStatement") == "2. Auflage"


@each_version
def test_every_role_is_one_of_list_17(version: str) -> None:
    people = "".join(f"\n  - name: N{role}\n    sort: N{role}\n    role: {role}" for role in ROLES)
    data = message(("contributors:", f"contributors:{people}"), version=version)
    assert verify_onix("onix.xml", data) == []
    assert len(records(data)["epub"].findall(".//Contributor")) == len(ROLES) + 2


def test_extent_and_form() -> None:
    found = records(message())
    extents = {
        edition: dict(pairs(record, ".//Extent", "ExtentType", "ExtentValue")) for edition, record in found.items()
    }
    assert extents["print"] == {"00": "88", "03": "8", "06": "96", "02": "20000"}
    assert extents["epub"] == {"08": "96", "02": "20000", "22": "489"}
    assert texts(found["print"], ".//ExtentValueRoman") == ["viii"]
    assert pairs(found["print"], ".//Measure", "MeasureType", "Measurement") == [("01", "210"), ("02", "148"), ("03", "7.2")]
    assert texts(found["epub"], ".//ProductFormDetail") == ["E101", "E200"]
    assert not found["epub"].findall(".//Measure")


def test_subjects_audience_languages_and_texts() -> None:
    for record in records(message()).values():
        coded = pairs(record, ".//Subject", "SubjectSchemeIdentifier", "SubjectCode", "SubjectHeadingText")
        assert coded == [
            ("93", "NHD", "Europäische Geschichte"), ("96", "3MPBF", "1910er Jahre"), ("26", "1555", "Geschichte, Neuzeit"),
            ("20", None, "Probe; Muster; Ein Schlagwort"),
        ]  # fmt: skip
        assert [subject.findtext("SubjectCode") for subject in record.findall(".//Subject[MainSubject]")] == ["NHD"]
        assert pairs(record, ".//Audience", "AudienceCodeType", "AudienceCodeValue") == [("01", "01")]
        assert pairs(record, ".//Language", "LanguageRole", "LanguageCode") == [("01", "ger"), ("02", "eng")]
        told = dict(pairs(record, ".//TextContent", "TextType", "Text"))
        assert (told["02"], told["03"]) == ("Ein Satz für den Laden.", "Ein Satz für den Laden. Noch ein Satz.")
        assert str(told["04"]).splitlines()[:2] == ["Vorwort", "1. Der Anfang"]


def test_a_long_text_is_cut_at_the_end_of_a_sentence() -> None:
    sentences = " ".join(f"Satz {number} hat einige Worte." for number in range(40))
    record = records(message(("short: Ein Satz für den Laden.", ""), ("Ein Satz für den Laden. Noch ein Satz.", sentences)))
    told = dict(pairs(record["epub"], ".//TextContent", "TextType", "Text"))
    assert len(str(told["02"])) <= 350 and str(told["02"]).endswith("Worte.") and told["03"] == sentences


def test_publisher_dates_rights_prices() -> None:
    found = records(message())
    for edition, record in found.items():
        assert texts(record, ".//ImprintName") == ["Edition Beispiel"]
        assert texts(record, ".//PublisherName") == ["Beispielverlag"]
        assert pairs(record, ".//PublisherIdentifier", "PublisherIDType", "IDValue") == [("04", "12345")]
        assert (record.findtext(".//CityOfPublication"), record.findtext(".//CountryOfPublication")) == ("Berlin", "DE")
        assert pairs(record, ".//PublishingDate", "PublishingDateRole", "Date") == [("01", "20260101")]
        assert record.findtext(".//PublishingStatus") == "04" and record.findtext(".//SalesRightsType") == "01"
        assert record.findtext(".//SalesRights/Territory/CountriesIncluded") == "AT CH DE"
        assert record.findtext(".//ProductAvailability") == {"epub": "20", "print": "23"}[edition]
    contact = found["print"].find(".//ProductContact")
    assert contact is not None and [child.text for child in contact] == [
        "10", "Beispielverlag", "verlag@example.org", "Beispielweg 1", "Berlin", "10115", "DE",
    ]  # fmt: skip
    asked = pairs(found["epub"], ".//ProductContact", "ProductContactRole", "EmailAddress")
    assert asked == [("01", "barrieren@example.org")]
    names = ("PriceType", "PriceAmount", "CurrencyCode", "Territory/CountriesIncluded")
    names += ("Tax/TaxRatePercent", "Tax/TaxRateCode")
    assert pairs(found["print"], ".//Price", *names) == [
        ("04", "19.90", "EUR", "AT DE", "7", "R"), ("02", "24.00", "CHF", "CH", None, None),
    ]  # fmt: skip
    assert pairs(found["epub"], ".//Price", *names) == [("04", "9.99", "EUR", "AT DE", None, None)]


def test_accessibility_is_that_of_the_epub() -> None:
    """Codes by the crosswalk from what the package says; conformance only if somebody vouches for it."""

    def codes(*changes: tuple[str, str]) -> dict[str, str]:
        features = records(message(*changes))["epub"].findall(".//ProductFormFeature")
        own = [feature for feature in features if feature.findtext("ProductFormFeatureType") == "09"]
        return {
            str(feature.findtext("ProductFormFeatureValue")): feature.findtext("ProductFormFeatureDescription") or ""
            for feature in own
        }

    full = codes()
    derived = {"11", "13", "14", "15", "19", "29", "30", "36", "41", "52", "10", "22", "32", "38"}
    assert set(full) == derived | {"00", "04", "82", "85", "90", "94", "99"}
    assert full["90"] == "Prüfstelle Beispiel" and full["94"] == "https://example.org/bericht"
    assert "Fließtext" in full["00"]
    unvouched = codes(("certifier: Prüfstelle Beispiel", "exemption: micro-enterprise"))
    assert set(unvouched) == derived | {"00", "75", "99"}
    assert not records(message())["print"].findall(".//ProductFormFeature")


def test_nothing_unknown_is_invented() -> None:
    data = message(files=sample())
    assert b"{" not in data.replace(b"{http", b"")
    for record in records(data).values():
        for name in ("PublishingDetail", "ProductSupply", "Barcode", "Audience", "Price"):
            assert record.find(f".//{name}") is None


def test_bytes_depend_on_the_book_alone() -> None:
    assert message() == message()
    dated = write_onix(*surveyed(traded()), PRODUCTS, "3.0", date(2026, 3, 4))
    assert dated == message(version="3.0").replace(b"<SentDateTime>20260101", b"<SentDateTime>20260304")


WRONG = {
    "check digit": (ISBN["print"], "978-3-16-148412-5", "isbn", "check digit should be 4"),
    "prefix": (ISBN["print"], "977-3-16-148412-4", "isbn", "978 or 979"),
    "one number twice": (ISBN["print"], ISBN["epub"], "isbn", "an ISBN of its own"),
    "thema": ("code: NHD", "code: nhd", "wrong-value", "no code of thema"),
    "qualifier": ("code: 3MPBF", "code: 7MPBF", "wrong-value", "no code of thema"),
    "wgs": ('code: "1555"', 'code: "155"', "wrong-value", "no code of wgs"),
    "code without scheme": ("    scheme: wgs\n", "", "wrong-value", "stand together"),
    "currency": ("currency: CHF", "currency: Euro", "wrong-value", "three letters"),
    "amount": ("amount: 19.90", 'amount: "19,90"', "wrong-value", "with a point"),
    "too exact": ("amount: 19.90", "amount: 19.905", "wrong-value", "two decimals"),
    "country": ("countries: [CH]", "countries: [Schweiz]", "wrong-value", "two letters"),
    "territory": ("territory: [DE, AT, CH]", "territory: [DE, UK]", "wrong-value", "two letters"),
    "orcid": ("0000-0002-1825-0097", "0000-0002-1825-0098", "wrong-value", "last character should be 7"),
    "audience": ("audience: general", "audience: generel", "wrong-value", "cannot be"),
    "tax": ("tax-percent: 7", "tax-percent: sieben", "wrong-value", "rate of tax"),
    "short text": ("short: Ein Satz für den Laden.", f"short: {'lang ' * 80}", "wrong-value", "350"),
    "publisher's country": ("country: DE", "country: Deutschland", "wrong-value", "two letters"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_value_is_found_where_it_stands(case: str) -> None:
    old, new, rule, words = WRONG[case]
    files = traded((old, new))
    _, findings = read(files)
    assert [finding.rule for finding in findings] == [rule]
    assert words in findings[0].message + findings[0].hint
    lines = str(files["book.yaml"]).splitlines()
    part = old.split(":")[0].strip() if "-" not in old else new
    near = lines[max(0, findings[0].span.line - 1) : findings[0].span.line + 4]
    assert findings[0].span.source == "book.yaml" and any(part in line or new.strip() in line for line in near)


@pytest.fixture(scope="module")
def shown(dist: Path) -> dict[str, etree._Element]:
    """The records that `show onix` prints for the finished book, which the schemas find nothing in."""
    for version in VERSIONS:
        done = run("show", "onix", version, "--out", dist)
        assert done.returncode == 0, done.stdout + done.stderr
        assert verify_onix("onix.xml", done.stdout.encode()) == []
    return records(done.stdout.encode())


def test_pages_dates_and_size_are_those_of_the_files(
    shown: dict[str, etree._Element], epub: Epub, dist: Path, config: dict[str, Any]
) -> None:
    reader = pypdf.PdfReader(dist / f"{config['slug']}-print.pdf")
    labels = list(reader.page_labels)
    extent = dict(pairs(shown["print"], ".//Extent", "ExtentType", "ExtentValue"))
    assert int(str(extent["06"])) == len(reader.pages)
    assert int(str(extent["00"])) == max(int(label) for label in labels if label.isdigit())
    box = reader.pages[0].trimbox
    millimetres = [f"{float(side) * 25.4 / 72:.0f}" for side in (box.height, box.width)]
    assert texts(shown["print"], ".//Measurement") == millimetres
    package = {name: [str(e.text) for e in epub.opf.iter(f"{DC}{name}")] for name in ("date", "title", "language")}
    for record in shown.values():
        assert [record.findtext(".//TitleText"), record.findtext(".//Subtitle")] == package["title"]
    sizes = dict(pairs(shown["epub"], ".//Extent", "ExtentType", "ExtentValue"))
    assert int(str(sizes["22"])) == -(-epub.path.stat().st_size // 1024) and int(str(sizes["08"])) == len(reader.pages)
    features = {meta.text for meta in epub.opf.iter(f"{OPF}meta") if meta.get("property") == "schema:accessibilityFeature"}
    codes = texts(shown["epub"], ".//ProductFormFeatureValue")
    by_name = {"index": "12", "longDescription": "15", "pageNavigation": "41", "tableOfContents": "11"}
    assert {name for name in by_name if by_name[name] in codes} == features & set(by_name)


def test_numbers_and_dates_agree_with_the_package(tmp_path: Path) -> None:
    """In the EPUB of a book with numbers: identifier, date, and the print edition that its pages are those of."""
    (tmp_path / "book.epub").write_bytes(epub_of(traded())[0])
    package = Epub(tmp_path / "book.epub").opf
    record = records(message())["epub"]
    number = record.findtext("ProductIdentifier/IDValue")
    assert package.findtext(f".//{DC}identifier") == f"urn:isbn:{number}"
    day = str(package.findtext(f".//{DC}date")).replace("-", "")
    assert texts(record, ".//PublishingDate/Date") == [day]
    assert package.findtext(f".//{DC}publisher") == record.findtext(".//PublisherName")


@each_version
def test_a_book_that_never_appears_in_print(version: str) -> None:
    book, facts = surveyed(traded(("trade:\n", "editions: {print: {exists: false}}\ntrade:\n")))
    data = write_onix(book, facts, [Product("epub", None, words=143, size=1)], version)
    assert verify_onix("onix.xml", data) == []
    (record,) = records(data).values()
    codes = texts(record, ".//ProductFormFeatureValue")
    assert not {"19", "41"} & set(codes) and record.find("RelatedMaterial") is None
    assert dict(pairs(record, ".//Extent", "ExtentType", "ExtentValue")) == {"02": "143", "22": "1"}


def test_the_schemas_name_no_file_on_the_net() -> None:
    """What they include stands beside them, so that judging a message fetches nothing."""
    folder = Path(onixcheck.schema.__file__).parent
    files = [path for kind in ("xsd", "rng") for path in sorted(folder.glob(f"{kind}3.*/*.{kind}"))]
    assert len(files) == 16
    for path in files:
        tree = etree.parse(path)
        named = [str(name) for name in tree.xpath("//@schemaLocation | //*[local-name()='include']/@href")]  # type: ignore[union-attr]
        assert all((path.parent / name).is_file() for name in named)
