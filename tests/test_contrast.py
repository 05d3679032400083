"""Text and links can be read by day and by night: contrast as Chromium computes it on pages that reading systems paint."""

from __future__ import annotations

import io
import json
import re
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from druckreif.verify.browser import find_node
from sample import epub_of, sample

THEMES = {
    "white": {"background": "#ffffff", "color": "#000000", "scheme": "light"},
    "sepia": {"background": "#f8f1e3", "color": "#4f321c", "scheme": "light"},
    "black": {"background": "#000000", "color": "#d0d0d0", "scheme": "light"},
    "white in a dark system": {"background": "#ffffff", "color": "#000000", "scheme": "dark"},
    "sepia in a dark system": {"background": "#f8f1e3", "color": "#4f321c", "scheme": "dark"},
}
LEAST = 7.0
"""The contrast that WCAG 2.2 asks for at level AAA (1.4.6)."""

Pair = dict[str, Any]


def luminance(color: str) -> float:
    """Relative luminance of a colour as Chromium writes it (WCAG 2.2)."""
    numbers = [float(number) for number in re.findall(r"[\d.]+", color)]
    assert color.startswith("rgb") and numbers[3:] in ([], [1.0]), f"a colour that one can see through: {color}"
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (n / 255 for n in numbers[:3]))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(pair: Pair) -> float:
    light, dark = sorted((luminance(pair["color"]), luminance(pair["background"])), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def measured(data: bytes, folder: Path, chromium: str, packages: Path) -> list[Pair]:
    """Every pair of colours in every document of a book, under every theme."""
    with zipfile.ZipFile(io.BytesIO(data)) as container:
        container.extractall(folder)
        files = [name for name in container.namelist() if name.endswith(".xhtml")]
    script = ROOT / "tests/clicks/contrast.mjs"
    command = [find_node(), script, chromium, packages, folder, json.dumps(THEMES), *files]
    done = subprocess.run(command, capture_output=True, text=True, timeout=900, check=False)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture(scope="module")
def book() -> bytes:
    return epub_of(sample())[0]


def test_text_and_links_stand_out_on_every_page(
    book: bytes, chromium: str, packages: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pairs = measured(book, tmp_path, chromium, packages)
    least = {
        (theme, kind): min(contrast(pair) for pair in pairs if (pair["theme"], pair["kind"]) == (theme, kind))
        for theme in THEMES
        for kind in ("text", "link")
    }
    with capsys.disabled():
        print("\nleast contrast:", ", ".join(f"{kind} on {theme} {value:.1f}" for (theme, kind), value in least.items()))
    assert not [pair for pair in pairs if contrast(pair) < LEAST]
    assert sum(pair["places"] for pair in pairs if pair["kind"] == "link") > 20 * len(THEMES)


def test_a_colour_of_the_book_s_own_fails(book: bytes, chromium: str, packages: Path, tmp_path: Path) -> None:
    """The measurement sees what it is there for: links in the browser's blue, which night swallows."""
    damaged = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(damaged, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, data + b"a { color: #0000ee }" if name.endswith("buch.css") else data)
    pairs = measured(damaged.getvalue(), tmp_path, chromium, packages)
    assert {(pair["theme"], pair["kind"]) for pair in pairs if contrast(pair) < LEAST} == {("black", "link")}
