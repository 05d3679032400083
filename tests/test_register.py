"""The register: every page and chapter it names holds the name, and no page that does is missing."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import pytest
import yaml
from conftest import ROOT, each_place
from finished import TYPE, Epub, Pdf, X, text_of
from sources import Source, forms_of

ENTRIES: list[dict[str, Any]] = yaml.safe_load((ROOT / "book/register.yaml").read_text("utf-8"))["entries"]
ALONE = [
    "Babel", "Budjonny", "Denikin", "Kautsky", "Kuusinen", "Lenin", "Levi", "Mdiwani", "Noske", "Preobraschenski",
    "Sinowjew", "Stalin", "Trotzki", "Halle", "Kasan", "Kronstadt", "Livorno", "Moskau", "Tambow", "Tiflis", "Tula", "Ufa",
]  # fmt: skip
"""Names that are part of no other name."""


def says(text: str, form: str) -> bool:
    """Whether a text has a form as a word of its own, or its genitive."""
    return form in text and word(form).search(text) is not None


@cache
def word(form: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-]){re.escape(form)}(?:s|’)?(?!\w)")


def squeezed(text: str) -> str:
    """A page's text without the divisions of words, running head (it is drawn first) left out."""
    _, _, body = text.strip().partition("\n")
    return " ".join(re.sub(r"[\u00a0\u202f]", " ", body.replace("\u00ad\n", "").replace("-\n", "-")).split())


@pytest.fixture(scope="session")
def locators(screen: Pdf) -> dict[str, set[int]]:
    """Pages by entry as printed, those of sub-entries included; read from the links of the register."""
    return {id: {page for page, note in found if not note} for id, found in all_locators(screen).items()}


def all_locators(pdf: Pdf) -> dict[str, set[tuple[int, int]]]:
    """Page and number of the note (0 in the text) of every locator, by entry."""
    start, stop = (next(page for _, text, page in pdf.outline() if text == name) for name in ("Register", "Kolophon"))
    found: dict[str, set[tuple[int, int]]] = {entry["id"]: set() for entry in ENTRIES}
    for tap in pdf.taps:
        entry = re.fullmatch(r"in-.+?--(.+?)(?:--.+)?-\d+", tap.target)
        if start <= tap.page < stop and entry:
            text = re.sub("[\u00a0\u202f]", " ", pdf.inside(tap))
            match = re.fullmatch(r"(\d+)(?:–(\d+)| (f\.)| Anm\. (\d+))?", text)
            assert match, text
            last = int(match[2] or int(match[1]) + bool(match[3]))
            found[entry[1]] |= {(page, int(match[4] or 0)) for page in range(int(match[1]), last + 1)}
    return found


def body(pdf: Pdf) -> dict[int, str]:
    """Texts of the body's pages by folio, up to the first division that is made."""
    last = next(page for _, text, page in pdf.outline() if text in ("Anmerkungen", "Glossar"))
    first = next(page for _, text, page in pdf.outline() if text.startswith("1 "))
    return {int(pdf.labels[index]): squeezed(pdf.texts[index]) for index in range(first, last)}


@each_place
def test_every_entry_has_pages(screen: Pdf) -> None:
    found = all_locators(screen)
    assert [entry["id"] for entry in ENTRIES if not found[entry["id"]] and not entry.get("see")] == []
    assert len(found) >= 180


@each_place
def test_every_page_named_holds_the_name(locators: dict[str, set[int]], screen: Pdf) -> None:
    pages = body(screen)
    wrong = []
    for entry in ENTRIES:
        for page in locators[entry["id"]]:
            around = f"{pages[page]}\n{pages.get(page + 1, '')[:80]}".replace("\u00ad\n", "")
            if not any(says(text, form) for text in (pages[page], around) for form in forms_of(entry)):
                wrong.append((entry["headword"], page))
    assert wrong == []


@pytest.mark.parametrize("name", ALONE)
def test_no_page_with_the_name_is_missing(name: str, locators: dict[str, set[int]], screen: Pdf) -> None:
    """Notes at the end of the book: elsewhere the body's pages hold notes too, with names that only citations have."""
    entry = next(entry for entry in ENTRIES if name in forms_of(entry))
    headings = {text for _, text, _ in screen.outline()}
    pages = {page for page, text in body(screen).items() if any(says(text, form) for form in forms_of(entry))}
    only_in_headings = {page for page in pages - locators[entry["id"]] if any(says(h, name) for h in headings)}
    assert pages - only_in_headings == locators[entry["id"]] & set(pages)
    assert pages


@each_place
def test_links_of_the_print_register_lead_to_their_pages(screen: Pdf) -> None:
    start = next(page for _, text, page in screen.outline() if text == "Register")
    stop = next(page for _, text, page in screen.outline() if text == "Kolophon")
    seen = 0
    for tap in screen.taps:
        if start <= tap.page < stop:
            first = re.match(r"\d+", screen.inside(tap))
            if first:
                assert screen.labels[screen.places[tap.target][0]] == first[0]
                seen += 1
    assert seen > 350


@each_place
def test_names_in_notes_are_listed_with_the_note(screen: Pdf, chapters: list[Source]) -> None:
    """Every note that names somebody outside a citation, whose page does not name him in the text."""
    found, seen = all_locators(screen), 0
    for chapter in (chapter for chapter in chapters if chapter.matter == "body"):
        for number, label in enumerate(chapter.order(), start=1):
            page = int(screen.labels[screen.places[f"fn-{chapter.id}-{number}"][0]])
            words = re.sub(r"\[@[^\]]*\]|\[[^\]]*\]\{lang[^}]*\}", "", chapter.notes[label])
            for name in ALONE:
                entry = next(entry for entry in ENTRIES if name in forms_of(entry))
                if says(words, name):
                    wanted = {(page + more, at) for more in (0, 1) for at in (number, 0)}
                    assert wanted & found[entry["id"]], (chapter.id, label, name)
                    seen += 1
    assert seen > 20


def test_the_epub_register_has_the_pages_of_the_print_edition(epub: Epub, screen: Pdf) -> None:
    """Each locator leads to the name, and says the page on which it is printed; a range is one link."""
    here, entries = f"{epub.base}/text/register.xhtml", {f"ix-{entry['id']}": entry for entry in ENTRIES}
    lines = {li.get("id", ""): li for li in epub.page("register").iter(f"{X}li")}
    assert {id for id in lines if "--" not in id} == set(entries)
    ranges = 0
    for id, line in lines.items():
        entry = entries[id.partition("--")[0]]
        links = [link for link in line.iter(f"{X}a") if "#in-" in link.get("href", "")]
        assert links or entry.get("see"), id
        for link in links:
            _, target = epub.target(here, link.get("href", ""))
            assert target is not None
            text = re.sub("[\u00a0\u202f]", " ", text_of(link))
            first, last = re.fullmatch(r"(\d+)(?:–(\d+)| f\.| Anm\. \d+)?", text).groups()  # type: ignore[union-attr]
            assert screen.labels[screen.places[target.get("id", "")][0]] == first
            if "–" in text or "f." in text:
                assert link.get("aria-label") == f"{first} bis {last or int(first) + 1}"
                ranges += 1
            words = re.sub("[\u00a0\u202f]", " ", text_of(target) or text_of(target.getnext()))
            assert any(says(words, form) for form in forms_of(entry)), (id, words)
    assert ranges > 20


def test_letters_are_sections_with_a_name(epub: Epub) -> None:
    page = epub.page("register")
    groups = [section for section in page.iter(f"{X}section") if section.get("aria-labelledby") != "register-title"]
    letters_ = [text_of(next(section.iter(f"{X}h2"))) for section in groups]
    assert letters_ == sorted(letters_) and len(letters_) > 20
    for section in groups:
        head = next(section.iter(f"{X}h2"))
        assert section.get("aria-labelledby") == head.get("id")
        for entry in section.findall(f"{X}ul/{X}li"):
            assert text_of(entry)[0].upper() == text_of(head)


def test_the_register_is_an_index_for_reading_systems(epub: Epub) -> None:
    section = next(iter(epub.page("register").iter(f"{X}section")))
    assert section.get(TYPE) == "index" and section.get("role") == "doc-index"
    navs = {nav.get(TYPE): nav for nav in epub.nav.iter(f"{X}nav")}
    assert "index" in {link.get(TYPE) for link in navs["landmarks"].iter(f"{X}a")}


def test_the_whos_who_has_the_persons_with_their_dates(epub: Epub) -> None:
    lines = [" ".join(text_of(p).split()) for p in epub.page("whos-who").iter(f"{X}p")]
    persons = [entry for entry in ENTRIES if entry["kind"] == "person" and not entry.get("see")]
    assert len(lines) == len(persons)
    for person in persons:
        dates = f" ({person['dates']})" if person.get("dates") else ""
        assert f"{person['headword']}{dates}: {person['identification']}" in lines


def test_dates_of_life_make_sense() -> None:
    for entry in ENTRIES:
        if match := re.fullmatch(r"(\d{4})–(\d{4})", entry.get("dates", "")):
            born, died = int(match[1]), int(match[2])
            assert 15 < died - born < 105, entry["headword"]
        else:
            assert re.fullmatch(r"(geb\. \d{4}|† \d{4})?", entry.get("dates", "")), entry["headword"]
