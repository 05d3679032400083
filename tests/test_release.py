"""The release: refused as long as anything is open, all at once; then a folder for each service."""

from __future__ import annotations

import hashlib
import io
import re
import shutil
from pathlib import Path

import pypdf
import pytest
from conftest import ROOT, run
from druckreif.base.finding import Severity
from druckreif.lint import RELEASE, lint_release
from druckreif.model.meta import ROLES
from druckreif.model.product import Product
from druckreif.model.upload_words import ENGLISH, GERMAN
from druckreif.verify.onix import verify_onix
from druckreif.write.upload import Delivery, write_checklist, write_sheet
from lxml import etree
from sample import sample
from traded import ALLOW, ISBN, read, released, surveyed, traded


def open_ends(*changes: tuple[str, str]) -> list[tuple[str, str, int]]:
    """Rule, file and line of what refuses a release; what is missing is found at the first key of its record."""
    source, findings = read(released(*changes))
    assert source is not None and not findings, findings
    found = lint_release(source)
    assert all(finding.hint and finding.severity is not Severity.HINT for finding in found)
    return [(finding.rule, finding.span.source, finding.span.line) for finding in found]


def line_of(text: str, *changes: tuple[str, str]) -> tuple[str, int]:
    """The file and line where a text stands."""
    for name, content in released(*changes).items():
        for number, line in enumerate(str(content).splitlines(), start=1):
            if isinstance(content, str) and text in line:
                return name, number
    raise AssertionError(text)


OPEN = {
    "publisher": ("name: Beispielverlag", 'name: "{publisher}"', "placeholder-open", "{publisher}"),
    "place": ("place: Berlin", 'place: "{place}"', "placeholder-open", "{place}"),
    "ISBN of the ebook": (f"epub: \"{ISBN['epub']}\"", 'epub: "{isbn_epub}"', "placeholder-open", "{isbn_epub}"),
    "ISBN of the PDF": (f"screen: \"{ISBN['screen']}\"", 'screen: "{isbn_pdf}"', "placeholder-open", "{isbn_pdf}"),
    "ISBN in print": (f"print: \"{ISBN['print']}\"", 'print: "{isbn_print}"', "placeholder-open", "{isbn_print}"),
    "address": ("address: Beispielweg 1, 10115 Berlin", 'address: "{address}"', "placeholder-open", "{address}"),
    "contact": ("contact: verlag@example.org", 'contact: "{contact}"', "placeholder-open", "{contact}"),
    "printer": ("printer: Druckerei Beispiel, Musterstadt", 'printer: "{printer}"', "placeholder-open", "{printer}"),
    "barriers": ("contact: barrieren@example.org", 'contact: "{access}"', "placeholder-open", "{access}"),
    "a keyword": ("keywords: [Probe, Muster]", 'keywords: [Probe, "{keyword}"]', "placeholder-open", "{keyword}"),
    "in the text": ("Das zweite Kapitel", "Das {ordinal} Kapitel", "placeholder-open", "{ordinal}"),
    "no address": ("  address: Beispielweg 1, 10115 Berlin\n", "", "imprint-open", "name: Beispielverlag"),
    "a box": ("Beispielweg 1, 10115", "Postfach 12, 10115", "imprint-open", "Postfach"),
    "a web page": ("verlag@example.org", "https://example.org", "imprint-open", "contact: https"),
    "no contact": ("  contact: verlag@example.org\n", "", "imprint-open", "name: Beispielverlag"),
    "no printer": ("  printer: Druckerei Beispiel, Musterstadt\n", "", "imprint-open", "printers: {"),
    "no imprint": ("    - imprint\n", "", "imprint-open", "- half-title"),
    "nobody to write to": ("  contact: barrieren@example.org\n", "", "accessibility-unstated", "exemption:"),
    "no exemption": ("  exemption: micro-enterprise\n", "", "accessibility-unstated", "contact: barrieren"),
    "no statement": ("national-library: true", "accessibility: false", "accessibility-unstated", "accessibility: false"),
    "not compared": ('verified: "Redaktion, 2026-01-01"', "checked: looked up", "quotation-unverified", "> Ein Zitat"),
    "no work": ("gesagt hat.[^erste]", "gesagt hat.", "quotation-unverified", "> Ein Zitat"),
    "verse": (f"{ALLOW}| Verse", "| Verse", "quotation-unverified", "| Verse"),
    "an estimate": ("spine-mm: 4.2}", "spine-mm: 4.2, spine-estimated: true}", "spine-estimated", "service: bod"),
    "a letter": (f"{ALLOW}::: {{.letter}}", "::: {.letter}", "quotation-unverified", "{.letter}"),
}


def test_a_settled_book_is_released() -> None:
    assert open_ends() == []


@pytest.mark.parametrize("case", OPEN)
def test_what_is_open_refuses_the_release(case: str) -> None:
    old, new, rule, place = OPEN[case]
    assert open_ends((old, new)) == [(rule, *line_of(place, (old, new)))]


def test_all_is_said_at_once_and_nothing_of_it_by_check() -> None:
    order = "press:\n  services:\n    - {service: bod, paper: cream-90, spine-mm: 4, spine-estimated: true}\n"
    files = sample()
    source, findings = read(files | {"book.yaml": f"{files['book.yaml']}{order}"})
    assert source is not None and not findings, findings
    found = {finding.rule for finding in lint_release(source)}
    assert found == {rule.RULE for rule in RELEASE}


def test_an_edition_without_isbn_and_a_service_with_a_line_of_its_own() -> None:
    assert open_ends((f"screen: \"{ISBN['screen']}\"", 'screen: ""')) == []
    nobody = ("  printer: Druckerei Beispiel, Musterstadt\n", "")
    assert open_ends(nobody, ("{kdp-paperback:", "{bod: BoD, kdp-paperback:")) == []
    (found,) = open_ends(nobody)
    assert found[0] == "imprint-open"


def test_a_service_that_wants_no_printer_named() -> None:
    order = ("service: bod, paper: cream-90", "service: ingramspark, paper: creme-50")
    assert [found[0] for found in open_ends(order)] == ["imprint-open"]
    assert open_ends(order, ("{kdp-paperback:", '{ingramspark: "", kdp-paperback:')) == []


def test_an_allowance_without_use_is_found() -> None:
    (found,) = open_ends(("Das zweite", f"{ALLOW}Das zweite"))
    assert found[0] == "allow-unused"


def test_both_languages_say_the_same_things() -> None:
    assert set(GERMAN) == set(ENGLISH) and set(ROLES) <= set(GERMAN)
    for key, text in GERMAN.items():
        assert sorted(re.findall(r"\{\w+\}", text)) == sorted(re.findall(r"\{\w+\}", ENGLISH[key])), key


def test_sheet_and_checklist_in_english_for_an_ebook_alone() -> None:
    book, facts = surveyed(traded(("language: de", "language: en"), ("country: DE", "country: GB")))
    delivery = Delivery({"epub": ("probe.epub", 1234)}, [Product("epub", None, words=143, size=2**20)])
    sheet, checklist = (data.decode() for data in (write_sheet(book, facts, delivery), write_checklist(book, delivery)))
    assert "# Metadata: Probe – Ebook shops" in sheet and "| File size | 1.00 MB |" in sheet and "Pages in all" not in sheet
    assert "| printed book | 19.90 EUR | DE, AT | fixed | 7 % |" in sheet
    assert "Upload probe.epub." in checklist and "Legal deposit" not in checklist and "proof copy" not in checklist


# ---- on disk ----


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A settled book, released: sources in `book`, finished files in `dist`."""
    place = tmp_path_factory.mktemp("released")
    for name, data in released().items():
        path = place / "book" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data.encode() if isinstance(data, str) else data)
    done = run("release", "--book", place / "book", "--out", place / "dist")
    assert done.returncode == 0, done.stdout + done.stderr
    return place


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_each_service_has_its_folder_and_the_sums_hold(folder: Path) -> None:
    uploads = folder / "dist/upload"
    assert {path.name for path in uploads.iterdir()} == {"bod", "kdp-paperback", "ebook", "web"}
    for own in uploads.iterdir():
        files = contents(own)
        if own.name == "web":
            assert set(files) == {"probe.jsonld", "probe-csl.json", "probe-sources-csl.json", "SHA256SUMS"}
            continue
        main = {"probe.epub"} if own.name == "ebook" else {name for name in files if name.endswith("interior.pdf")}
        assert main and main | {"metadata.md", "CHECKLIST.md", "SHA256SUMS"} <= set(files)
        sums = dict(reversed(line.split("  ")) for line in files["SHA256SUMS"].decode().splitlines())
        rest = {name: data for name, data in files.items() if name != "SHA256SUMS"}
        assert sums == {name: hashlib.sha256(data).hexdigest() for name, data in rest.items()}


def test_records_are_valid_and_agree_with_the_files(folder: Path) -> None:
    for name in ("bod", "kdp-paperback", "ebook"):
        files = contents(folder / "dist/upload" / name)
        records = [data for name, data in files.items() if name.endswith(".xml")]
        assert len(records) == 2 and not [finding for data in records for finding in verify_onix("onix.xml", data)]
        path = ".//{*}Product/{*}ProductIdentifier[{*}ProductIDType='15']/{*}IDValue"
        numbers = etree.fromstring(records[1]).findall(path)
        assert [number.text for number in numbers] == [ISBN[name].replace("-", "") for name in ("epub", "print")]
        interior = next((data for name, data in files.items() if name.endswith("interior.pdf")), b"")
        if interior:
            pages = len(pypdf.PdfReader(io.BytesIO(interior)).pages)
            extents = etree.fromstring(records[1]).findall(".//{*}Extent[{*}ExtentType='06']/{*}ExtentValue")
            assert [extent.text for extent in extents] == [str(pages)]
            assert f"| Seiten insgesamt | {pages} |" in files["metadata.md"].decode()
            assert f"{pages} Seiten" in files["CHECKLIST.md"].decode()


def test_the_imprint_names_the_printer_of_the_service(folder: Path) -> None:
    imprint = {}
    for name in ("bod", "kdp-paperback"):
        reader = pypdf.PdfReader(folder / f"dist/upload/{name}/probe-{name}-interior.pdf")
        imprint[name] = " ".join(reader.pages[3].extract_text().split())
        address = ("Beispielverlag, Edition Beispiel, Berlin", "Beispielweg 1, 10115 Berlin", "verlag@example.org")
        for words in (*address, ISBN["print"]):
            assert words in imprint[name], words
        assert "Deutsche Nationalbibliothek verzeichnet" in imprint[name]
    assert "Druck: Druckerei Beispiel, Musterstadt" in imprint["bod"] and "Druck:" not in imprint["kdp-paperback"]


def test_the_sheet_says_what_book_yaml_says(folder: Path) -> None:
    sheet = (folder / "dist/upload/bod/metadata.md").read_text("utf-8")
    for words in (
        "| Titel | Probe |", "| Verlag | Beispielverlag |", f"| ISBN der Druckausgabe | {ISBN['print']} |",
        "| 19,90 EUR | DE, AT |", "| Thema | NHD | Europäische Geschichte |", "Probe; Muster; Ein Schlagwort",
        "## Kurztext (23 Zeichen)", "1. Der Anfang", "| Rückenbreite | 4,20 mm |",
        "| Institut für Muster | Muster, Institut für | Herausgeber |",
    ):  # fmt: skip
        assert words in sheet, words


def test_the_checklist_is_that_of_the_service(folder: Path) -> None:
    bod, kdp, ebook = (
        (folder / f"dist/upload/{name}/CHECKLIST.md").read_text("utf-8") for name in ("bod", "kdp-paperback", "ebook")
    )
    assert "- [x] Die Druckvorprüfung nach den Angaben von BoD" in bod and "Druckvorprüfung" not in ebook
    assert "4,20 mm" in bod and "Cream 90 g" in bod and "Rückenbreite im Rechner" not in kdp
    assert "Probeexemplar" in bod and "Probeexemplar" not in ebook and "probe.epub hochladen" in ebook
    for text in (bod, kdp, ebook):
        assert "- [ ] Pflichtexemplare" in text and "- [x] Die ONIX-Meldungen" in text and "{" not in text


def test_a_second_release_gives_the_same_bytes_and_leaves_nothing_old_behind(folder: Path) -> None:
    own = folder / "dist/upload/ebook"
    before = contents(folder / "dist/upload")
    sums = (own / "SHA256SUMS").read_text("utf-8")
    (own / "old.pdf").write_bytes(b"old")
    (own / "mine.txt").write_bytes(b"mine")
    (own / "SHA256SUMS").write_text(f"{sums}{hashlib.sha256(b'old').hexdigest()}  old.pdf\n", "utf-8")
    done = run("release", "--book", folder / "book", "--out", folder / "dist")
    assert done.returncode == 0, done.stdout + done.stderr
    after = contents(folder / "dist/upload")
    assert after.pop("ebook/mine.txt") == b"mine"
    (own / "mine.txt").unlink()
    assert after == before


def test_verify_finds_what_was_changed_after_the_release(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder / "dist", tmp_path / "dist")
    clean = run("verify", "--no-ace", "--book", folder / "book", "--out", tmp_path / "dist")
    assert "artefact-changed" not in clean.stdout
    own = tmp_path / "dist/upload/bod"
    (own / "metadata.md").write_bytes(b"")
    (own / "CHECKLIST.md").unlink()
    done = run("verify", "--no-ace", "--book", folder / "book", "--out", tmp_path / "dist")
    assert done.returncode == 1
    assert "artefact-changed: metadata.md is not the file of its release" in done.stdout
    assert "artefact-changed: CHECKLIST.md is missing" in done.stdout


def test_a_refused_release_touches_nothing(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder / "book", tmp_path / "book")
    config = tmp_path / "book/book.yaml"
    config.write_text(config.read_text("utf-8").replace("place: Berlin", 'place: "{place}"'), "utf-8")
    before = contents(folder / "dist")
    done = run("release", "--book", tmp_path / "book", "--out", folder / "dist")
    assert done.returncode == 1 and "placeholder-open" in done.stdout and "was left as it was" in done.stdout
    assert contents(folder / "dist") == before


def test_an_unknown_service_and_the_book_itself_are_refused() -> None:
    done = run("release", "bodd", cwd=ROOT)
    assert done.returncode == 1
    for rule in ("press-service", "placeholder-open", "accessibility-unstated", "quotation-unverified"):
        assert rule in done.stdout
    assert re.search(r"book/book.yaml:\d+:\d+: error placeholder-open: \"publisher.name\" is still open", done.stdout)
