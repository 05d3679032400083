"""The preview as an editor uses it, in headless Chromium."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from druckreif.verify.browser import find_node
from previewing import CHAPTER, Shown, working


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shown]:
    with working(tmp_path_factory.mktemp("preview")) as desk:
        yield desk


@pytest.fixture(scope="module")
def used(chromium: str, packages: Path) -> Callable[..., dict[str, list[dict[str, Any]]]]:
    """What the page shows after some steps of tests/preview/desk.mjs, by step."""

    def use(desk: Shown, language: str, *steps: str) -> dict[str, list[dict[str, Any]]]:
        address = f"http://127.0.0.1:{desk.port}/"
        command = [find_node(), "tests/preview/desk.mjs", chromium, packages, address, desk.book / CHAPTER, language, *steps]
        done = subprocess.run([*map(str, command)], cwd=ROOT, capture_output=True, text=True, timeout=900, check=False)
        assert done.returncode == 0, done.stderr + done.stdout
        found: dict[str, list[dict[str, Any]]] = {}
        for line in done.stdout.splitlines():
            values = json.loads(line)
            found.setdefault(values.pop("step"), []).append(values)
        desk.until(lambda state: state["good"] and not state["findings"])
        return found

    return use


def test_it_shows_the_book(desk: Shown, used: Callable[..., dict[str, list[dict[str, Any]]]]) -> None:
    found = used(desk, "de-AT", "look", "lists")
    (look,), (lists,) = found["look"], found["lists"]
    assert look["lang"] == "de" and look["status"].startswith("Auf dem Stand der Quellen") and look["facing"] == 2
    state = desk.state()
    assert len(look["rows"]) == len(state["outline"])
    assert look["sums"] == f"{state['words']} Wörter · 32 Seiten · 7 Anmerkungen"
    row = next(row for row in look["rows"] if "Der Bogen" in row)
    assert row.startswith("1 Der Bogen, Seite 3") and "4 Anmerkungen" in row
    assert "Am Anfang steht das Papier. Die Werkstatt von Martha Lindner" in look["words"] and look["folio"] == "3"
    assert look["pictures"] and all(width > 300 and height > width for width, height in look["pictures"])
    assert look["tabs"][0].startswith("Befunde") and look["tabs"][1] == "Anmerkungen7"
    assert len(lists["notes"]) == 7 and "Ebd., S.\u202f14; anders Emil Brodt: Punkt und Zeile" in lists["notes"][2]
    assert lists["terms"][0].startswith("Druckbogen") and lists["entries"][0].startswith("Brodt, Emil (1861–1930)")
    assert lists["folio"] == "3" and lists["none"] and lists["tab"] == "tab-terms"
    assert found["said"][0]["said"] == [], "the console is silent: no error, nothing that the policy refused"


def test_an_edit_changes_the_spread_and_keeps_the_position(desk: Shown, used: Callable[..., Any]) -> None:
    found = used(desk, "en-GB", "edit", "broken")
    (edited,), (broken,) = found["edit"], found["broken"]
    before, after = edited["before"], edited["after"]
    assert before["folio"] == after["folio"] == "3" and before["keys"] != after["keys"]
    assert "Am Anfang" in before["words"] and "Zu Beginn steht das Papier" in after["words"]
    assert "The sources have 1 error." in broken["trouble"] and "The last good state is shown." in broken["trouble"]
    assert broken["keys"] == broken["before"] and broken["picture"] > 300 and "Am Anfang" in broken["words"]
    assert "note-missing" in broken["finding"] and "[^nirgends]" in broken["finding"]
    assert broken["place"].startswith(f"{CHAPTER}:") and broken["axe"]["violations"] == []
    assert found["said"][0]["said"] == []


def test_keys_and_clicks(desk: Shown, used: Callable[..., Any]) -> None:
    found = used(desk, "fr", "keys", "click")
    (keys,), (click,) = found["keys"], found["click"]
    assert keys["pages"] == {"end": "24", "home": "i", "right": "ii", "jump": "3"}
    first, larger, again = keys["sizes"]
    assert larger > first == again
    assert keys["paragraph"].startswith("Am Anfang steht das Papier") and keys["at"] == f"{CHAPTER}:9:1"
    assert keys["code"] == f"vscode://file{desk.book}/{CHAPTER}:9:1"
    assert keys["inCard"] == "place-copy" and keys["back"] == keys["paragraph"] and keys["help"]
    assert keys["drawnAnew"].startswith("Zu Beginn steht das Papier"), "an edit under the card leaves the paragraph focused"
    assert keys["kept"] == keys["paragraph"]
    assert keys["still"] == "pages" and keys["before"] == "3", "single keys can be switched off"
    text = (desk.book / CHAPTER).read_text("utf-8").split("\n")
    file, line, column = click["place"]["at"].split(":")
    assert file == CHAPTER and click["words"][:4] in text[int(line) - 1][int(column) - 1 :][:4]
    assert click["marked"].startswith("Am Anfang") and click["editor"] and click["opened"] == "Opened"
    (desk.book.parent / "opened").unlink()
    finding = click["finding"]
    assert finding["folio"] == "3" and finding["marked"].startswith("Am Anfang")
    assert finding["at"].startswith(f"{CHAPTER}:9:")
    assert finding["row"].endswith("1, 1 warning") and "two spaces" in finding["why"]


def test_the_ebook(desk: Shown, used: Callable[..., Any]) -> None:
    found = used(desk, "en", "ebook")
    (ebook,) = found["ebook"]
    assert ebook["phone"]["sandbox"] == "allow-same-origin"
    assert ebook["phone"]["width"] == 390 and ebook["tablet"]["width"] == 800
    grounds = [ebook[name]["ground"] for name in ("phone", "sepia", "night")]
    assert grounds == ["rgb(255, 255, 255)", "rgb(245, 236, 217)", "rgb(18, 18, 18)"]
    assert ebook["phone"]["left"] == 0 and ebook["next"]["left"] == 390 and ebook["count"].startswith("Der Bogen: 2 of ")
    assert "Zu Beginn" in ebook["edited"]["text"] and ebook["edited"]["left"] == 390, "an edit keeps the place"
    assert ebook["at"].startswith(f"{CHAPTER}:9:") and ebook["href"].startswith("notes.xhtml#")
    assert found["said"][0]["said"] == []


@pytest.mark.parametrize("language", ["de", "en"])
def test_axe_finds_no_violation(desk: Shown, language: str, used: Callable[..., Any]) -> None:
    views = used(desk, language, "axe")["axe"]
    assert len(views) == 19 and all(view["passes"] > 15 for view in views)
    assert {view["name"]: view["violations"] for view in views if view["violations"]} == {}
