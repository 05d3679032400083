"""The editions say the same: what is lost, added or moved in a finished file is found, with its place in the sources."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pikepdf
import pytest
from conftest import ROOT, run, unpressed
from druckreif import make
from druckreif.base.finding import Finding, has_errors
from druckreif.base.shelf import Shelf
from druckreif.base.span import Span
from druckreif.make.reading import load
from druckreif.make.verifying import compare as compare_files
from druckreif.make.work import Desk
from druckreif.model.edition import Artefact, file_name
from druckreif.transform import transform
from druckreif.verify.pieces import Piece, compare, letters
from test_forms import HEAD
from test_verify import change_epub


@pytest.fixture
def copy(dist: Path, tmp_path: Path) -> Path:
    out = tmp_path / "dist"
    shutil.copytree(dist, out)
    return out


@cache
def desk() -> Desk:
    """The book in book/, read once: no test changes it."""
    source, findings = load(Shelf.at(ROOT / "book"))
    assert source and not has_errors(findings)
    return Desk(transform(source))


def parity(out: Path, edition: str) -> list[str]:
    """What the comparison with the sources says of one edition; `druckreif verify` says it of all."""
    name = file_name(desk().whole.config, edition)
    damaged = Artefact(name, (out / name).read_bytes(), edition, edition)
    return [f"{f.span} {f.message}" for f in compare_files([damaged], out, desk()) if f.rule == "parity"]


@pytest.mark.parametrize("edition", ["epub", "screen", "print"])
def test_an_undamaged_edition_says_what_the_sources_say(dist: Path, edition: str) -> None:
    assert parity(dist, edition) == []


def test_verify_says_it_too(copy: Path) -> None:
    change_epub(copy, replaced("kaserne.xhtml", "in dem sie Maden", "in dem Maden"))
    done = run("verify", "--no-ace", "--format", "json", "--book", unpressed(), "--out", copy)
    found = [finding for finding in json.loads(done.stdout)["findings"] if finding["rule"] == "parity"]
    assert [(finding["file"].rpartition("/chapters/")[2], finding["line"]) for finding in found] == [("01-kaserne.md", 11)]


def replaced(file: str, old: str, new: str) -> Callable[[str, bytes], bytes]:
    """A change of one file of an EPUB that must hold the words."""

    def change(name: str, data: bytes) -> bytes:
        if not name.endswith(file):
            return data
        assert old.encode() in data
        return data.replace(old.encode(), new.encode(), 1)

    return change


@pytest.mark.parametrize(
    ("file", "old", "new", "place"),
    [
        ("kaserne.xhtml", "in dem sie Maden", "in dem Maden", "chapters/01-kaserne.md:11:1"),
        ("kaserne.xhtml", "Kornilow und die Gewehre", "Kornilow", "chapters/01-kaserne.md:47:1"),
        ("notes.xhtml", "nach Gendarmerieberichten", "", "chapters/01-kaserne.md:65:1"),
        ("glossary.xhtml", "Festungsstadt", "Stadt", "glossary.yaml"),
        ("register.xhtml", "Tula", "Tulla", "register.yaml"),
        ("zeittafel.xhtml", "Tod Lenins", "Lenins Tod", "back/zeittafel.md"),
        ("title-page.xhtml", "Apparat</h1>", "Zug</h1>", "book.yaml"),
        ("imprint.xhtml", "ISBN", "", "book.yaml"),
        ("colophon.xhtml", "Robert Granjon", "Granjon", "book.yaml"),
    ],
)
def test_a_changed_word_in_the_epub_is_found(copy: Path, file: str, old: str, new: str, place: str) -> None:
    change_epub(copy, replaced(file, old, new))
    found = parity(copy, "epub")
    assert len(found) == 1
    assert found[0].startswith(place)


@pytest.mark.parametrize(("page", "place"), [(0, "book.yaml"), (2, "book.yaml"), (3, "book.yaml"), (4, "book.yaml")])
def test_a_lost_page_of_the_front_matter_is_found(copy: Path, page: int, place: str) -> None:
    """Half title, title page, imprint, contents: what no author wrote has its words too."""
    path = next(copy.glob("*-print.pdf"))
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        del pdf.pages[page]
        pdf.save(path)
    assert any(line.startswith(place) for line in parity(copy, "print"))


@pytest.mark.parametrize("edition", ["screen", "print"])
def test_a_lost_page_of_a_pdf_is_found(copy: Path, edition: str) -> None:
    path = next(copy.glob(f"*-{edition}.pdf"))
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        del pdf.pages[20]
        pdf.save(path)
    found = parity(copy, edition)
    assert found
    assert any("chapters/02-brest-litowsk.md" in line or "chapters/01-kaserne.md" in line for line in found)


def test_a_pdf_without_any_page_of_the_book_is_a_finding(copy: Path) -> None:
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(next(copy.glob("*-print.pdf")))
    assert any("no page that begins so" in line for line in parity(copy, "print"))


def test_exchanged_pages_of_a_pdf_are_found(copy: Path) -> None:
    path = next(copy.glob("*-print.pdf"))
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.pages.insert(14, pdf.pages[15])
        del pdf.pages[16]
        pdf.save(path)
    assert any("chapters/01-kaserne.md" in line for line in parity(copy, "print"))


# ---- the comparison itself ----

HERE = Span("c.md", 3, 1)
WORDS = [Piece("Eins zwei drei", HERE), Piece("vier fünf", HERE)]


def messages(found: list[Finding]) -> list[str]:
    return [finding.message for finding in found]


def test_hyphens_ligatures_and_quotation_marks_do_not_matter() -> None:
    assert compare("x", letters("»Eins« zwei\u2010\ndrei vier fünf"), WORDS) == []
    assert letters("ﬁnden\u00ad Stra\u00dfe") == "findenstrasse"


def test_what_is_lost_added_or_moved_is_named_at_its_word() -> None:
    assert messages(compare("x", letters("eins drei vier fünf"), WORDS))[0].startswith('x: "zwei drei" expected, found "')
    assert messages(compare("x", letters("eins zwei drei und vier fünf"), WORDS)) == [
        'x: "vier fünf" expected, found "undvierfünf"'
    ]
    assert messages(compare("x", letters("eins zwei drei vier fünf sechs"), WORDS)) == [
        'x: "the end of the division" expected, found "sechs"'
    ]


def test_between_loose_pieces_other_words_may_stand() -> None:
    loose = [Piece("Eins", HERE, loose=True), Piece("zwei", HERE, loose=True)]
    assert compare("x", "einskap1zweikap2", loose) == []
    assert messages(compare("x", "zweieins", loose)) == ['x: "zwei" expected, found "nothing"']


SMALL = """
contents: {front: [title-page], body: [chapters/a.md, chapters/b.md], back: [notes]}
editions: {print: {notes: {place: page}}}
"""


def test_numbered_lists_and_short_chapters_with_footnotes_are_no_fault(tmp_path: Path) -> None:
    """Numbers of list items are drawn behind the text of their page; a page of one sentence has its footnote too."""
    (tmp_path / "chapters").mkdir()
    (tmp_path / "book.yaml").write_text(HEAD + SMALL, "utf-8")
    (tmp_path / "chapters/a.md").write_text("# Anfang {#a}\n\nEin Satz.[^1]\n\n[^1]: Eine Anmerkung.\n", "utf-8")
    items = "\n".join(f"{number}. Punkt {number} der Liste" for number in range(1, 41))
    (tmp_path / "chapters/b.md").write_text(f"# Liste {{#b}}\n\nDavor.\n\n{items}\n\nDanach.\n", "utf-8")
    report = make.build(tmp_path, tmp_path / "dist", ("print",))
    assert not [finding for finding in report.findings if finding.rule == "parity"]
    assert [line.name for line in report.written] == ["t-print.pdf"]


# ---- tables over several pages, whose head is said again on each ----

ROWS = [f"| {'A' if number % 3 else f'Zeile {number}'} | {'B' if number % 3 else 'Wert'} |" for number in range(90)]
TABLES = {
    "some rows are as the head": ["| A | B |", "|---|---|", *ROWS],
    "all rows are as the head": ["| A | B |", "|---|---|", *["| A | B |"] * 90],
    "a note in the head": ["| A[^2] | B |", "|---|---|", *ROWS],
    "its letters in the text": ["| A | B |", "|---|---|", "| x | y |", "", *["A B und mehr als eine Zeile hat.\n"] * 90],
}


def tabled(folder: Path, table: list[str], place: str = "book") -> Desk:
    """A book with a table in a folder, and the desk it is made at."""
    lines = ["# Tafel {#a}", "", "Davor.[^1]", "", *table, "", "Danach.", "", "[^1]: Davor.", ""]
    lines += ["[^2]: Im Kopf."] * ("[^2]" in table[0])
    (folder / "chapters").mkdir(parents=True)
    settings = f"contents: {{body: [chapters/a.md], back: [notes]}}\neditions: {{print: {{notes: {{place: {place}}}}}}}\n"
    (folder / "book.yaml").write_text(HEAD + settings, "utf-8")
    (folder / "chapters/a.md").write_text("\n".join(lines) + "\n", "utf-8")
    source, findings = load(Shelf.at(folder))
    assert source and not has_errors(findings)
    return Desk(transform(source))


@pytest.mark.parametrize("place", ["book", "page"])
@pytest.mark.parametrize("kind", TABLES)
def test_tables_that_run_over_pages_are_no_fault_whatever_they_say(kind: str, place: str, tmp_path: Path) -> None:
    desk = tabled(tmp_path / "book", TABLES[kind], place)
    report = make.build(tmp_path / "book", tmp_path / "dist")
    assert [str(finding) for finding in report.findings] == []
    assert len(report.written) == 3
    artefacts = [Artefact(line.name, (tmp_path / "dist" / line.name).read_bytes(), edition, edition)
                 for line, edition in zip(report.written, ("epub", "screen", "print"), strict=True)]  # fmt: skip
    assert [f for f in compare_files(artefacts, tmp_path / "dist", desk) if f.rule == "parity"] == []
    for lines in ([*TABLES[kind][:40], *TABLES[kind][41:]], [*TABLES[kind][:40], *TABLES[kind][39:]]):
        other = tabled(tmp_path / f"other-{len(lines)}", lines, place)
        found = [f for f in compare_files(artefacts, tmp_path / "dist", other) if f.rule == "parity"]
        assert {f.message.split(":")[0].rpartition("/")[2] for f in found} == {artefact.name for artefact in artefacts}
        assert {f.span.source for f in found} == {"chapters/a.md"}


def test_a_short_title_of_the_book_is_no_word_of_the_page(tmp_path: Path) -> None:
    """PDFium takes folio and title of a running head for two lines where they stand apart; verso pages have both."""
    tabled(tmp_path / "book", ["Ein Satz, der in der Zeile steht und mehr als sie füllt, damit Seiten voll werden.\n"] * 60)
    report = make.build(tmp_path / "book", tmp_path / "dist", ("screen",))
    assert [str(finding) for finding in report.findings] == [] and report.written[0].pages > 4


def test_a_repeated_head_is_told_from_a_row() -> None:
    """The pieces of rows know the head of their table; where a page ends, it is taken out once."""
    head = [Piece("A", HERE), Piece("B", HERE)]
    rows = [Piece(text, HERE, head="ab") for text in ("A", "B") * 3]
    assert compare("x", ["abab", "ababab"], [*head, *rows]) == []
    assert compare("x", ["abab", "abab"], [*head, *rows]), "a lost row"
    assert compare("x", ["abab", "abababab"], [*head, *rows]), "a row too many"
    assert compare("x", ["ababa", "abbab"], [*head, *rows]) == [], "a page that ends in a row"
