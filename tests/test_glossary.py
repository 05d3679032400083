"""Glossary terms link themselves: once a chapter, in any inflection, nowhere they should not; entries lead back."""

from __future__ import annotations

import re

import pytest
import yaml
from conftest import ROOT, each_place
from druckreif.base.shelf import Shelf
from druckreif.read import read_book
from druckreif.survey import survey
from druckreif.transform import transform
from druckreif.write.made import division_html
from druckreif.write.xhtml import Dialect
from finished import TYPE, Epub, Pdf, X, text_of
from lxml import etree
from sources import Source
from test_spec import BOOK, SVG, WORKS

TERMS = """
terms:
  - {id: sowjet, term: Sowjet, definition: Rat., forms: [Sowjets], compounds: true}
  - {id: zentralismus, term: Demokratischer Zentralismus, definition: Ordnung., forms: [demokratischer Zentralismus]}
  - {id: konferenz, term: Zimmerwalder Konferenz, definition: Treffen., forms: [Zimmerwald]}
  - {id: linke, term: Zimmerwalder Linke, definition: Flügel.}
  - {id: kommissar, term: Kommissar, definition: Beauftragter.}
"""
CASES = [
    ("Ein Sowjet und noch ein Sowjet.", ["sowjet: Sowjet"]),
    ("Der Sowjetkongress und die Sowjet-Macht.", ["sowjet: Sowjetkongress"]),
    ("Die Kommissare, dem Kommissar.", ["kommissar: Kommissare"]),
    ("Ein Kommissariat, ein Volkskommissar.", []),
    ("Im demokratischen Zentralismus, unter demokratischem Zentralismus.", ["zentralismus: demokratischen Zentralismus"]),
    ("Die Zimmerwalder Linke in Zimmerwald.", ["linke: Zimmerwalder Linke", "konferenz: Zimmerwald"]),
    ("## Der Sowjet\n\nDann der Sowjet im Text.", ["sowjet: Sowjet"]),
    ("## Der Sowjet\n\nDann nichts.", []),
    ("*Der Sowjet*, »Alle Macht den Sowjets«, [Sowjet]{lang=ru-Latn}.", []),
    ("[Der Sowjet](https://example.org/) und [Sowjet](#c).", []),
    ("Wort.[^a]\n\n[^a]: Der Sowjet.", []),
    ("> Ein Sowjet im Zitat.\n\nSowjet.", ["sowjet: Sowjet"]),
    ("Ein Sowjet, erklärt erst hier: [Sowjet]{.term}.", ["sowjet: Sowjet"]),
    ("»Alle *Macht* den Sowjets«, „der *neue* Sowjet“.", []),
    ("*Der Sowjet*, dann [der Sowjet der Kommissare]{.term key=konferenz}.", ["konferenz: der Sowjet der Kommissare"]),
    ("Wort.[^a] Sowjet.\n\n[^a]: Im Sowjet, [@werk, S. 3].", ["sowjet: Sowjet"]),
    ("| Der Sowjet\n\nKommissar.", ["kommissar: Kommissar"]),
    ("[Sowjet]{.smallcaps}, ein [Kommissar]{#ort}.", ["sowjet: Sowjet", "kommissar: Kommissar"]),
    ("![Ein Sowjet](images/zug.svg){alt=\"Sowjet\"}\n\n| Sowjet |\n|---|\n| Sowjet |", []),
    ("**Sowjet** in Fett und - in Listen:\n\n- Kommissar", ["sowjet: Sowjet", "kommissar: Kommissar"]),
]


def links(text: str, front: str = "") -> list[str]:
    """The terms linked in a chapter, as "id: words"."""
    chapter = f"---\nid: c\n{front}---\n\n# Kapitel {{#c}}\n\n{text}"
    files: dict[str, str | bytes] = {
        "book.yaml": BOOK.replace("bibliography", "glossary"), "glossary.yaml": TERMS, "chapters/c.md": chapter,
        "sources.yaml": WORKS, "images/zug.svg": SVG,
    }  # fmt: skip
    source, findings = read_book(Shelf.of(files))
    assert source is not None and findings == [], findings
    book = transform(source)
    dialect = Dialect("pdf", lambda here, anchor: f"#{anchor}", lambda name: name)
    section = etree.fromstring(division_html(book, survey(book), book.division("c"), dialect))
    found = section.iter("a")
    return [f"{a.get('href')[6:]}: {text_of(a)}" for a in found if a.get("href", "").startswith("#term-")]


@pytest.mark.parametrize(("text", "wanted"), CASES, ids=[text[:40] for text, _ in CASES])
def test_links(text: str, wanted: list[str]) -> None:
    assert links(text) == wanted


def test_the_explicit_place_is_taken() -> None:
    chapter = "Ein Sowjet, erklärt erst hier: [Räte]{.term key=sowjet}."
    assert links(chapter) == ["sowjet: Räte"]


def test_a_chapter_can_stop_terms() -> None:
    assert links("Ein Sowjet, ein Kommissar.", "no-terms: [sowjet]\n") == ["kommissar: Kommissar"]


# ---- the book ----


def calls(epub: Epub, id: str) -> list[str]:
    return [a.get("href", "") for a in epub.page(id).iter(f"{X}a") if a.get(TYPE) == "glossref"]


def test_no_term_is_linked_twice_in_a_chapter(epub: Epub, chapters: list[Source]) -> None:
    body = [chapter.id for chapter in chapters if chapter.matter == "body"]
    for id in body:
        assert len(calls(epub, id)) == len(set(calls(epub, id))) >= 7, id


def test_every_entry_leads_back_to_its_places(epub: Epub) -> None:
    terms = yaml.safe_load((ROOT / "book/glossary.yaml").read_text("utf-8"))["terms"]
    here = f"{epub.base}/text/glossary.xhtml"
    for term in terms:
        _, entry = epub.target(here, f"#term-{term['id']}")
        assert entry is not None
        back = [a.get("href", "") for a in entry.iter(f"{X}a") if ".xhtml#at-" in a.get("href", "")]
        assert back, term["id"]
        for href in back:
            _, place = epub.target(here, href)
            assert place is not None and place.get("role") == "doc-glossref"


def test_the_epub_names_the_pages_of_the_places(epub: Epub, printed: Pdf, screen: Pdf) -> None:
    """Behind each entry stand the pages of the print edition on which its term is called, as links to the calls."""
    here, seen = f"{epub.base}/text/glossary.xhtml", 0
    for link in epub.page("glossary").iter(f"{X}a"):
        if "#at-" in link.get("href", ""):
            _, place = epub.target(here, link.get("href", ""))
            assert place is not None
            first = re.match(r"\d+", text_of(link))
            assert first and printed.labels[screen.places[place.get("id", "")][0]] == first[0]
            seen += 1
    assert seen > 60


def test_entries_refer_to_each_other_in_every_edition(epub: Epub, screen: Pdf) -> None:
    terms = {term["id"]: term for term in yaml.safe_load((ROOT / "book/glossary.yaml").read_text("utf-8"))["terms"]}
    here = f"{epub.base}/text/glossary.xhtml"
    wanted = sorted(f"term-{other}" for term in terms.values() for other in term.get("see-also", ()))
    first, last = screen.places["glossary"][0], screen.places["zeittafel"][0]
    taps = {tap.target for tap in screen.taps if first <= tap.page < last and tap.target.startswith("term-")}
    assert set(wanted) == taps  # a link over two lines is two
    found = [link.get("href", "") for link in epub.page("glossary").iter(f"{X}a") if "#term-" in link.get("href", "")]
    assert wanted == sorted(href.partition("#")[2] for href in found)
    for href in found:
        _, entry = epub.target(here, href)
        assert entry is not None and entry.tag == f"{X}div"
        assert [child.tag for child in entry] == [f"{X}dt", f"{X}dd"]


@each_place
def test_printed_entries_end_with_pages(printed: Pdf, screen: Pdf) -> None:
    """The pages behind an entry are those of the links to it."""
    first = screen.places["glossary"][0]
    pages = "\n".join(screen.texts[first : first + 14])
    entry = re.search(r"Einheitsfront\s.*?→\s*([\d, ]+)", pages, re.S)
    assert entry
    calls_at = [screen.labels[tap.page] for tap in screen.taps if tap.target == "term-einheitsfront" and tap.page < first]
    assert calls_at[0] in [number.strip() for number in entry[1].split(",")]
    assert re.search(r"Einheitsfront\s.*?→", "\n".join(printed.texts[first : first + 14]), re.S)
