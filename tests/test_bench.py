"""What `make bench` measures with: larger books that are whole, and a drawing of the history."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

from bench_book import grown
from bench_plot import plot
from conftest import ROOT
from druckreif import make
from druckreif.base.finding import has_errors
from druckreif.base.shelf import Shelf

SVG = "{http://www.w3.org/2000/svg}"


def test_a_grown_book_is_a_whole_one(tmp_path: Path) -> None:
    once, _ = make.load(Shelf.at(ROOT / "book"))
    thrice, findings = make.load(Shelf.at(grown(ROOT / "book", tmp_path, 3)))
    assert once and thrice and not has_errors(findings)
    assert len(thrice.divisions) - len(once.divisions) == 2 * 10
    assert sum(len(d.notes) for d in thrice.divisions) == 3 * sum(len(d.notes) for d in once.divisions)


def test_the_history_is_drawn() -> None:
    line = '{"when": "2026-01-01T00:00:00", "book": %d, "step": "%s", "seconds": 2.0, "cpu": %s, "memory": 90, "pages": 9}'
    runs = [json.loads(line % values) for values in ((1, "a < b", 1.0), (1, "a < b", 4.0), (3, "a < b", 2.0), (1, "c", 0.0))]
    root = ElementTree.fromstring(plot(runs))
    texts = [text.text for text in root.iter(f"{SVG}text")]
    assert "a < b: 0 to 4.00 s of processor time" in texts and "3 x" in texts
    first, second, *_ = ElementTree.fromstring(plot(runs)).iter(f"{SVG}circle")
    assert float(first.get("cy", "")) > float(second.get("cy", "")), "more stands higher"
    assert len(list(root.iter(f"{SVG}circle"))) == 4
