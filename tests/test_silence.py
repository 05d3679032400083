"""On the terminal an editor sees findings or nothing: no library speaks there, in whatever language it is written."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest
from conftest import ROOT, run
from druckreif.base.shelf import Shelf
from druckreif.read import read_book
from PIL import Image
from test_hostile import BOOK

FIGURE = '# A {#a}\n\nText.\n\n![B](images/a.jpg){alt="x"}\n'
SPEAK = """
import ctypes, logging, warnings
warnings.warn("w-arning")
logging.getLogger("fontTools").warning("l-og")
ctypes.CDLL(None).write(2, b"c-ode", 5)
"""
VERB = f"""
from druckreif.cli.group import main
@main.command()
def speak():
    exec({SPEAK!r})
main(["speak"])
"""
SERVE = f"""
from druckreif.base.child import Asked
said = Asked()
exec({SPEAK!r})
said.answer("done")
"""
ASK = f"""
from druckreif.base.child import Child
child = Child({SERVE!r})
assert child.receive() == "done"
child.close()
"""
"""A verb, and a process that it starts, in which libraries warn, log, and write to the terminal by themselves."""


def photograph(exif: bytes, kind: str = "JPEG") -> bytes:
    """A picture that is wider than high, with this EXIF block."""
    out = io.BytesIO()
    Image.new("RGB", (300, 200), "grey").save(out, kind, exif=exif)
    return out.getvalue()


def exif(side: int) -> bytes:
    """A sound block that says which side is up, and who made the camera."""
    block = Image.Exif()
    block[0x0112], block[0x010F] = side, "Kamera"
    return block.tobytes()


def book_of(tmp_path: Path, picture: bytes) -> Path:
    for name, data in {"book.yaml": BOOK.encode(), "chapters/a.md": FIGURE.encode(), "images/a.jpg": picture}.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(data)
    return tmp_path


def rules(picture: bytes, name: str = "images/a.jpg") -> list[str]:
    files = {"book.yaml": BOOK, "chapters/a.md": FIGURE.replace("images/a.jpg", name), name: picture}
    return [finding.rule for finding in read_book(Shelf.of(files))[1]]


def size_in_pdf(path: Path) -> list[tuple[int, int]]:
    with pikepdf.open(path) as pdf:
        return [(int(image.Width), int(image.Height)) for page in pdf.pages for image in page.get_images().values()]


@pytest.mark.parametrize(
    ("block", "size"),
    [
        (exif(1), (300, 200)),
        (exif(6), (200, 300)),
        (exif(1)[:-6], (300, 200)),
        (b"Exif\0\0II*\0\x08\0\0\0\x05\0\x12\x01", (300, 200)),
        (b"Exif\0\0nothing of the kind", (300, 200)),
    ],
    ids=["sound", "turned", "cut", "cut early", "none"],
)
def test_a_damaged_exif_block_that_changes_nothing_is_not_spoken_of(
    block: bytes, size: tuple[int, int], tmp_path: Path
) -> None:
    done = run("build", "screen", "--book", book_of(tmp_path, photograph(block)), "--out", tmp_path / "dist", fresh=True)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert "picture" not in done.stdout
    assert size_in_pdf(tmp_path / "dist/t-screen.pdf") == [size]


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_one_by_which_programs_turn_a_picture_or_not_is_a_finding(kind: str) -> None:
    name = f"images/a.{'jpg' if kind == 'JPEG' else 'png'}"
    block = exif(6)
    assert rules(photograph(block, kind), name) == []
    assert rules(photograph(block[:-6], kind), name) == ["picture-broken"]


def test_a_picture_that_the_layout_could_not_turn_is_a_finding_and_no_defect(tmp_path: Path) -> None:
    """The name of the camera has the type of a number, which stops the program that turns it."""
    block = exif(6)
    wrong = block.replace(b"\x01\x0f\x00\x02", b"\x01\x0f\x00\x05")
    assert wrong != block
    done = run("build", "screen", "--book", book_of(tmp_path, photograph(wrong)), "--out", tmp_path / "dist")
    assert done.returncode == 1 and "a.md:5:1: error picture-broken" in done.stdout, done.stdout + done.stderr


@pytest.mark.parametrize("code", [VERB, ASK], ids=["verb", "process"])
@pytest.mark.parametrize("debug", ["", "1"])
def test_neither_python_nor_c_speaks_beside_the_findings(code: str, debug: str) -> None:
    env = os.environ | {"PYTHONPATH": str(ROOT / "build"), "DRUCKREIF_DEBUG": debug}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")
    assert [word in done.stderr for word in ("w-arning", "l-og", "c-ode")] == [bool(debug)] * 3, done.stderr


def test_a_machine_without_a_configuration_of_fonts_is_no_matter(tmp_path: Path) -> None:
    """Fontconfig complains in C, once for each process."""
    book = book_of(tmp_path, photograph(exif(1)))
    done = run("build", "screen", "--book", book, "--out", tmp_path / "dist", fresh=True, FONTCONFIG_FILE="/nowhere/x.conf")
    assert (done.returncode, done.stderr) == (0, ""), done.stdout + done.stderr


def test_what_druckreif_itself_says_is_still_said(tmp_path: Path) -> None:
    done = run("build", "nothing", "--book", ROOT / "tests/books/mini", "--out", tmp_path, fresh=True)
    assert done.returncode == 2 and 'there is no edition "nothing"' in done.stderr
