"""Every link of the screen PDF lands on its words; in print, which has no links, the pages named hold them."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml
from conftest import ROOT
from finished import Pdf, Tap
from sources import Source, forms_of, letters, pieces
from test_toc import MADE

REACH = {"heading": 150.0, "object": 560.0}
"""Height of the strip below a destination in which its words stand, pt: else three lines, for words divided between two;
a title stands below the top of its page, the caption of a table or picture somewhere on its page."""
ABOVE = {"object": 560.0}
"""The same above it: else part of the line."""
ENOUGH = 24
"""Letters by which words are known; the rest may stand on the next page."""


def entries(file: str, key: str) -> dict[str, Any]:
    return {entry["id"]: entry for entry in yaml.safe_load((ROOT / f"book/{file}.yaml").read_text("utf-8"))[key]}


TERMS, NAMES, WORKS = entries("glossary", "terms"), entries("register", "entries"), entries("sources", "sources")
KINDS = {
    "note": r"fn-(?P<id>.+)-(?P<number>\d+)",
    "back to call": r"fnref-(?P<id>.+)-(?P<number>\d+)",
    "term": r"term-(?P<id>.+)",
    "back to term": r"at-.+?--(?P<id>.+)-\d+",
    "locator": r"in-.+?--(?P<id>.+?)(?:--.+)?-\d+",
    "see": r"ix-(?P<id>.+?)(?:--.+)?",
    "work": r"src-(?P<id>.+)",
    "object": r"(?:tab|abb)-.+",
    "heading": r".+",
}
"""Names of destinations by kind of link; the first that fits holds."""


def kind_of(tap: Tap) -> str:
    return next(kind for kind, form in KINDS.items() if re.fullmatch(form, tap.target))


@pytest.fixture(scope="module")
def links(screen: Pdf) -> dict[str, list[Tap]]:
    """The links within the book by kind; their numbers are printed (`pytest -s`)."""
    found: dict[str, list[Tap]] = {kind: [] for kind in KINDS}
    for tap in screen.taps:
        if not tap.uri:
            found[kind_of(tap)].append(tap)
    print({kind: len(taps) for kind, taps in found.items()})
    return found


@pytest.fixture(scope="module")
def headings(chapters: list[Source]) -> dict[str, str]:
    """Words of headings and captions by id."""
    found = {chapter.id: chapter.title for chapter in chapters} | MADE
    captions = r"^(?:: (.+?)|!\[(.+?)\]\(.*\)) ?\{#([a-z0-9-]+)"
    for path in sorted((ROOT / "book").glob("*/*.md")):
        for table, picture, id in re.findall(captions, path.read_text("utf-8"), re.M):
            found[id] = table or picture
    return found | {id: text for chapter in chapters for id, text in chapter.headings}


@pytest.fixture(scope="module")
def notes(chapters: list[Source]) -> dict[str, str]:
    """Number and first words of every note by id; what a citation begins with is not in the source of the note."""
    found = {}
    for chapter in chapters:
        for number, label in enumerate(chapter.order(), start=1):
            text = chapter.notes[label]
            found[f"fn-{chapter.id}-{number}"] = f"{number} " + ("" if text.startswith("[") else pieces(text)[0])
    return found


def landing(pdf: Pdf, kind: str, target: str) -> str:
    """The letters that a reader sees where a link leads to."""
    page, top = pdf.places[target]
    low, high = top - REACH.get(kind, 44.0), top + ABOVE.get(kind, 6.0)
    return letters("".join(char.text for char in pdf.chars[page] if low < char.y < high)).casefold()


def wanted(kind: str, target: str, headings: dict[str, str], notes: dict[str, str]) -> list[str]:
    """Words of which some must stand where the link leads to, from the sources alone."""
    match = re.fullmatch(KINDS[kind], target)
    assert match
    if kind in ("heading", "object"):
        return [headings[target]]
    if kind == "note":
        return [notes[target]]
    if kind == "back to call":
        return [match["number"]]
    if kind == "see":
        return [NAMES[match["id"]]["headword"]]
    if kind == "work":
        return [WORKS[match["id"]]["title"]]
    if kind == "locator":
        return list(forms_of(NAMES[match["id"]]))
    term = TERMS[match["id"]]
    return [term["term"], *(term.get("forms", ()) if kind == "back to term" else ())]


@pytest.mark.parametrize("kind", KINDS)
def test_links_land_on_their_words(
    kind: str, links: dict[str, list[Tap]], screen: Pdf, headings: dict[str, str], notes: dict[str, str]
) -> None:
    astray = []
    for tap in links[kind]:
        seen = landing(screen, kind, tap.target)
        words = wanted(kind, tap.target, headings, notes)
        if not any(letters(some)[:ENOUGH].casefold() in seen for some in words):
            astray.append((tap.target, words[0], seen[:80]))
    assert links[kind]
    assert astray == []


def test_everything_is_reached(
    links: dict[str, list[Tap]], screen: Pdf, headings: dict[str, str], notes: dict[str, str]
) -> None:
    """Each note, call, term, name, chapter and section has its link."""
    reached = {kind: {tap.target for tap in taps} for kind, taps in links.items()}
    assert reached["note"] == set(notes)
    assert {target.replace("fnref-", "fn-", 1) for target in reached["back to call"]} >= set(notes)
    assert reached["term"] == {f"term-{id}" for id in TERMS}
    assert _ids(reached["back to term"], "back to term") == set(TERMS)
    assert _ids(reached["locator"], "locator") == {id for id, entry in NAMES.items() if not entry.get("see")}
    also = {other for entry in NAMES.values() for other in (*_list(entry.get("see")), *_list(entry.get("see-also")))}
    assert reached["see"] == {f"ix-{other}" for other in also}
    listed = {headings[target] for target in reached["heading"]}
    assert listed >= {re.sub(r"^\d+ ", "", text) for _, text, _ in screen.outline()}


def _ids(targets: set[str], kind: str) -> set[str]:
    """What targets of a kind are called."""
    return {match["id"] for target in targets if (match := re.fullmatch(KINDS[kind], target))}


def _list(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value or ())


def test_pages_named_in_the_glossary_are_those_of_its_links(links: dict[str, list[Tap]], screen: Pdf, printed: Pdf) -> None:
    """In print too, on the same pages."""
    for tap in links["back to term"]:
        page, _ = screen.places[tap.target]
        first = re.match(r"\d+", screen.inside(tap))
        assert first and first[0] == screen.labels[page] == printed.labels[page], tap.target
