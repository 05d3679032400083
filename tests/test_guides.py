"""Pictures of finished files with trim, folds and safe areas drawn in: `druckreif proof --guides`."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from conftest import run
from druckreif.verify.press.guides import COVER_DPI, EDGE, FOLD, PAGE_DPI, SAFE, TRIM
from PIL import Image
from pressed import pressed

Colour = tuple[int, int, int]


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The finished files with an old picture beside them, and the pictures."""
    out = tmp_path_factory.mktemp("guides") / "dist"
    shutil.copytree(pressed().book.parent / "dist", out)
    (out / "guides/bod").mkdir(parents=True)
    (out / "guides/bod/pages-098-105.png").write_bytes(b"")
    done = run("proof", "--guides", "--book", pressed().book, "--out", out)
    assert done.returncode == 0, done.stdout + done.stderr
    return out


def has(picture: Image.Image, x: float, y: float, dpi: int, colour: Colour, across: bool) -> bool:
    """Whether a line of a colour runs through a place in mm from the sheet's corner: upright, or across."""
    left, top = (round((side + EDGE) / 25.4 * dpi) for side in (x, y))
    box = (left, top - 2, left + 20, top + 3) if across else (left - 2, top, left + 3, top + 20)
    return colour in {pixel for _, pixel in picture.crop(box).getcolors() or ()}


def test_a_cover_shows_trim_folds_and_what_words_keep_from_them(out: Path) -> None:
    cover = Image.open(out / "guides/bod/cover.png").convert("RGB")
    wide, high = 2 * 148 + 8.5 + 10, 220
    assert cover.width == pytest.approx((wide + 2 * EDGE) / 25.4 * COVER_DPI, abs=3)
    for x in (5, wide - 5):
        assert has(cover, x, 100, COVER_DPI, TRIM, across=False)
    for y in (5, high - 5):
        assert has(cover, 80, y, COVER_DPI, TRIM, across=True)
    for x in (153, 161.5):
        assert has(cover, x, 100, COVER_DPI, FOLD, across=False)
    assert has(cover, 10, 100, COVER_DPI, SAFE, across=False) and not has(cover, 30, 100, COVER_DPI, SAFE, across=False)


def test_double_pages_show_the_margins_that_the_service_asks_for(out: Path) -> None:
    """Page 1 alone on the right, then pairs; 9.5 mm from the binding and 6.35 mm from the other edges at KDP."""
    folder = out / "guides/kdp-paperback"
    assert [path.name for path in sorted(folder.glob("pages-*"))][:2] == ["pages-001-007.png", "pages-008-015.png"]
    sheet = Image.open(folder / "pages-001-007.png").convert("RGB")
    second = 2 * 148 + 2 * EDGE  # the second column: pages 2 and 3
    for x in (second, second + 148, second + 296):
        assert has(sheet, x, 100, PAGE_DPI, TRIM, across=False)
    for x in (second + 6.35, second + 148 - 9.525, second + 148 + 9.525, second + 296 - 6.35):
        assert has(sheet, x, 60, PAGE_DPI, SAFE, across=False)
    assert not has(sheet, 6.35, 60, PAGE_DPI, SAFE, across=False)  # there is no page beside the first


def test_each_service_has_its_pictures_and_no_old_ones(out: Path) -> None:
    assert {path.name for path in (out / "guides").iterdir()} == {"bod", "kdp-paperback", "ingramspark", "lulu", "offset"}
    assert not (out / "guides/bod/pages-098-105.png").exists()
    assert not (out / "guides/ingramspark/cover.png").exists()  # its spine is not known, so that there is no cover


def test_without_finished_files_it_says_what_to_do(tmp_path: Path) -> None:
    done = run("proof", "--guides", "--book", pressed().book, "--out", tmp_path / "none")
    assert done.returncode == 1 and "artefact-missing" in done.stdout and "druckreif build" in done.stdout
