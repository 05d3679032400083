"""The register: every page and chapter it names holds the name, and no page that does is missing."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml
from conftest import ROOT
from finished import TYPE, Epub, Pdf, X, text_of

ENTRIES: list[dict[str, Any]] = yaml.safe_load((ROOT / "book/register.yaml").read_text("utf-8"))["entries"]
ALONE = [
    "Babel", "Budjonny", "Denikin", "Kautsky", "Kuusinen", "Lenin", "Levi", "Mdiwani", "Noske", "Preobraschenski",
    "Sinowjew", "Stalin", "Trotzki", "Halle", "Kasan", "Kronstadt", "Livorno", "Moskau", "Tambow", "Tiflis", "Tula", "Ufa",
]  # fmt: skip
"""Names that are part of no other name."""


def forms(entry: dict[str, Any]) -> tuple[str, ...]:
    return (entry["headword"], *entry.get("forms", ()))


def says(text: str, form: str) -> bool:
    """Whether a text has a form as a word of its own, or its genitive."""
    return re.search(rf"(?<![\w-]){re.escape(form)}(?:s|’)?(?!\w)", text) is not None


def squeezed(text: str) -> str:
    """A page's text without the divisions of words, running head (it is drawn last) left out."""
    body, _, _ = text.strip().rpartition("\n")
    return " ".join(re.sub(r"[\u00a0\u202f]", " ", body.replace("\u2010\n", "").replace("-\n", "-")).split())


def register_pages(pdf: Pdf) -> str:
    starts = [page for _, text, page in pdf.outline() if text in ("Register", "Kolophon")]
    return "\n".join(text.rpartition("\n")[0] for text in pdf.texts[starts[0] : starts[1]])


@pytest.fixture(scope="session")
def locators(screen: Pdf) -> dict[str, set[int]]:
    """Pages by headword, as printed."""
    lines = " ".join(re.sub(r"[\u00a0\u202f]", " ", register_pages(screen)).split())
    names = sorted((entry["headword"] for entry in ENTRIES), key=lambda name: -len(name))
    found: dict[str, set[int]] = {}
    for match in re.finditer(rf"({'|'.join(map(re.escape, names))}), ((?:\d+(?: ?–\d+| f\.)?(?:, )?)+)", lines):
        pages: set[int] = set()
        for part in match[2].split(", "):
            first, last = re.fullmatch(r"(\d+)(?: ?–(\d+))?(?: f\.)?", part.strip()).groups()  # type: ignore[union-attr]
            pages |= set(range(int(first), int(last or first) + 1)) | ({int(first) + 1} if "f." in part else set())
        found[match[1]] = pages
    return found


def body(pdf: Pdf) -> dict[int, str]:
    """Texts of the body's pages by folio."""
    last = next(page for _, text, page in pdf.outline() if text == "Anmerkungen")
    first = next(page for _, text, page in pdf.outline() if text.startswith("1 "))
    return {int(pdf.labels[index]): squeezed(pdf.texts[index]) for index in range(first, last)}


def test_every_entry_has_pages(locators: dict[str, set[int]]) -> None:
    assert sorted(locators) == sorted(entry["headword"] for entry in ENTRIES)
    assert len(locators) >= 180


def test_every_page_named_holds_the_name(locators: dict[str, set[int]], screen: Pdf) -> None:
    pages = body(screen)
    wrong = []
    for entry in ENTRIES:
        for page in locators[entry["headword"]]:
            around = f"{pages[page]}\n{pages.get(page + 1, '')[:80]}".replace("‐\n", "")
            if not any(says(text, form) for text in (pages[page], around) for form in forms(entry)):
                wrong.append((entry["headword"], page))
    assert wrong == []


@pytest.mark.parametrize("name", ALONE)
def test_no_page_with_the_name_is_missing(name: str, locators: dict[str, set[int]], screen: Pdf) -> None:
    entry = next(entry for entry in ENTRIES if name in forms(entry))
    headings = {text for _, text, _ in screen.outline()}
    pages = {page for page, text in body(screen).items() if any(says(text, form) for form in forms(entry))}
    only_in_headings = {page for page in pages - locators[entry["headword"]] if any(says(h, name) for h in headings)}
    assert pages - only_in_headings == locators[entry["headword"]] & set(pages)
    assert pages


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


def test_links_of_the_epub_register_lead_to_the_names(epub: Epub) -> None:
    here = f"{epub.base}/text/register.xhtml"
    page = epub.page("register")
    entries = {f"ix-{entry['id']}": entry for entry in ENTRIES}
    lines = {p.get("id"): p for p in page.iter(f"{X}p") if p.get("id")}
    assert set(lines) == set(entries)
    for id, line in lines.items():
        links = list(line.iter(f"{X}a"))
        assert links, id
        for link in links:
            file, target = epub.target(here, link.get("href", ""))
            assert target is not None
            words = re.sub("[\u00a0\u202f]", " ", text_of(target) or text_of(target.getnext()))
            assert any(says(words, form) for form in forms(entries[id])), (id, words)
            number = epub.pages[file].xpath("string(//*[@class='number'])")
            assert text_of(link).split("\u202f")[-1] == number


def test_the_register_is_an_index_for_reading_systems(epub: Epub) -> None:
    section = next(iter(epub.page("register").iter(f"{X}section")))
    assert section.get(TYPE) == "index" and section.get("role") == "doc-index"
    navs = {nav.get(TYPE): nav for nav in epub.nav.iter(f"{X}nav")}
    assert "index" in {link.get(TYPE) for link in navs["landmarks"].iter(f"{X}a")}


def test_the_whos_who_has_the_persons_with_their_dates(epub: Epub) -> None:
    lines = [" ".join(text_of(p).split()) for p in epub.page("whos-who").iter(f"{X}p")]
    persons = [entry for entry in ENTRIES if entry["kind"] == "person"]
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
