"""Every link of the EPUB, clicked with a real mouse in headless Chromium, plain and in foliate-js, reaches the right text.

What a link must reach is read from the EPUB by lxml and from the sources, never from what the browser says.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import ROOT
from druckreif.verify.browser import find_node
from finished import OPF, TYPE, Epub, X, text_of
from lxml import etree
from sources import Source, forms_of, letters, pieces
from test_footnotes import holds_in_order, with_notes

CLIENTS = ("plain", "foliate")
POPUPS = ("noteref", "glossref")
Place = tuple[str, int]
Reached = dict[tuple[str, str, int], dict[str, Any]]


def spine(epub: Epub) -> list[str]:
    hrefs = {item.get("id"): item.get("href", "") for item in epub.opf.iter(f"{OPF}item")}
    return [f"{epub.base}/{hrefs[reference.get('idref')]}" for reference in epub.opf.iter(f"{OPF}itemref")]


def links(epub: Epub) -> dict[Place, etree._Element]:
    """Every link inside the book by file and number there."""
    found: dict[Place, etree._Element] = {}
    for file in spine(epub):
        inside = [a for a in epub.pages[file].iter(f"{X}a") if not re.match("[a-z]+:", a.get("href", ""))]
        found |= {(file, n): link for n, link in enumerate(inside)}
    return found


def squeezed(text: str) -> str:
    return " ".join(text.split())


@pytest.fixture(scope="session")
def clicks(epub: Epub, chromium: str, packages: Path, tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """What came of each click: client, file and number of the link, kind (jump, popup), where, text, whether shown."""
    folder = tmp_path_factory.mktemp("unpacked")
    epub.zip.extractall(folder)
    command = [find_node(), "tests/clicks/click.mjs", chromium, packages, epub.path, folder, *spine(epub)]
    done = subprocess.run([*map(str, command)], cwd=ROOT, capture_output=True, text=True, timeout=1200, check=False)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture(scope="session")
def reached(clicks: list[dict[str, Any]]) -> Reached:
    return {(click["client"], click["file"], click["n"]): click for click in clicks}


def test_every_link_was_clicked(epub: Epub, clicks: list[dict[str, Any]], capsys: pytest.CaptureFixture[str]) -> None:
    """All but the landmarks and the list of pages, which the navigation document keeps for reading systems."""
    found = links(epub)
    assert sorted((click["client"], click["file"], click["n"]) for click in clicks) == sorted(
        (client, *key) for client in CLIENTS for key in found
    )
    for click in clicks:
        if click["kind"] == "not shown":
            above = found[click["file"], click["n"]].iterancestors(f"{X}nav")
            assert any(nav.get("hidden") is not None for nav in above), click
    figures = Counter((click["client"], click["kind"]) for click in clicks)
    with capsys.disabled():
        print("\nclicked:", ", ".join(f"{client} {count} × {kind}" for (client, kind), count in sorted(figures.items())))
    assert all(figures[client, "jump"] > 700 for client in CLIENTS)
    assert figures["foliate", "popup"] > 200


@pytest.mark.parametrize("client", CLIENTS)
def test_every_click_reaches_its_target(client: str, epub: Epub, reached: Reached) -> None:
    """The link is free; file and element are those that it names; the element says what the file says, and is seen."""
    for (file, n), link in links(epub).items():
        click = reached[client, file, n]
        if click["kind"] == "not shown":
            continue
        name, target = epub.target(file, link.get("href", ""))
        assert target is not None and click["free"] and click["shown"], click
        pops_up = client == "foliate" and link.get(TYPE) in POPUPS
        assert click["kind"] == ("popup" if pops_up else "jump"), click
        if not pops_up:
            fragment = link.get("href", "").partition("#")[2]
            assert click["url"] == (f"{name}#{fragment}" if fragment else name)
        if target.get("id"):
            words = text_of(target)
            if not words.strip():
                words = text_of(target.getnext())
            assert click["text"] == squeezed(words), click


def calls_in(epub: Epub, file: str, kind: str) -> list[tuple[int, etree._Element]]:
    return [(n, link) for (name, n), link in links(epub).items() if name == file and link.get(TYPE) == kind]


@pytest.mark.parametrize("client", CLIENTS)
def test_note_calls_bring_the_note_of_the_source(
    client: str, epub: Epub, chapters: list[Source], reached: Reached
) -> None:
    for chapter in with_notes(chapters):
        file = f"{epub.base}/text/{chapter.id}.xhtml"
        found = calls_in(epub, file, "noteref")
        for label, (n, _) in zip(chapter.calls, found, strict=True):
            text = reached[client, file, n]["text"]
            assert text.startswith(f"{chapter.order().index(label) + 1}. ")
            assert holds_in_order(letters(text), pieces(chapter.notes[label])), (chapter.id, label)


@pytest.mark.parametrize("client", CLIENTS)
def test_back_links_bring_the_call(client: str, epub: Epub, reached: Reached) -> None:
    backs = [(key, link) for key, link in links(epub).items() if link.get(TYPE) == "backlink"]
    assert len(backs) > 100
    for (file, n), link in backs:
        number = text_of(link).rstrip(".")
        assert reached[client, file, n]["text"] == number or number.startswith("("), link.get("href")


@pytest.mark.parametrize("client", CLIENTS)
def test_terms_bring_term_and_definition(
    client: str, epub: Epub, reached: Reached
) -> None:
    terms = {term["id"]: term for term in yaml.safe_load((ROOT / "book/glossary.yaml").read_text("utf-8"))["terms"]}
    calls = [(key, link) for key, link in links(epub).items() if link.get(TYPE) == "glossref"]
    assert len(calls) > 100
    for (file, n), link in calls:
        term = terms[link.get("href", "").partition("#term-")[2]]
        text = letters(reached[client, file, n]["text"])
        assert text.startswith(letters(term["term"])) and letters(term["definition"]) in text


@pytest.mark.parametrize("client", CLIENTS)
def test_locators_of_the_register_bring_the_name(
    client: str, epub: Epub, reached: Reached
) -> None:
    entries = yaml.safe_load((ROOT / "book/register.yaml").read_text("utf-8"))["entries"]
    forms = {f"ix-{entry['id']}": forms_of(entry) for entry in entries}
    file = f"{epub.base}/text/register.xhtml"
    locators = [(n, link) for (name, n), link in links(epub).items() if name == file and "#in-" in link.get("href", "")]
    assert len(locators) > 300
    for n, link in locators:
        entry = next(above.get("id", "") for above in link.iterancestors() if above.get("id") in forms)
        text = re.sub("[\u00a0\u202f]", " ", reached[client, file, n]["text"])
        assert any(form in text for form in forms[entry]), (entry, text)
