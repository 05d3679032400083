"""Pictures as programs write them: what can be printed is, what cannot is named where it stands, and nothing is replaced."""

from __future__ import annotations

import base64
import io
import struct
import zlib
from pathlib import Path

import pikepdf
import pytest
from conftest import run
from druckreif import make
from druckreif.base.span import Span
from druckreif.verify.drawing import words_in
from druckreif.verify.pieces import Piece, compare
from PIL import Image
from pypdf import PdfReader
from test_hostile import BOOK, found, svg

LABELS = svg('<text x="2" y="20" font-size="8">Petrograd</text><text x="30" y="36" font-size="8">Moskau</text>')
LABELS = LABELS.replace(b'viewBox="0 0 1 1"', b'viewBox="0 0 80 40"')
HERE = Span("a.md", 5, 1)


def book_of(folder: Path, picture: bytes, name: str = "images/a.svg", more: str = "") -> Path:
    text = f'# A {{#a}}\n\nText.\n\n![Eine Karte]({name}){{alt="x"}}\n\nDanach.\n'
    for file, data in {"book.yaml": (BOOK + more).encode(), "chapters/a.md": text.encode(), name: picture}.items():
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_bytes(data)
    return folder


def grey16() -> bytes:
    """A PNG with 16 bits for each grey, as scanners write them."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head, rows = struct.pack(">IIBBBBB", 4, 4, 16, 0, 0, 0, 0), zlib.compress((b"\0" + bytes(8)) * 4)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def inner_png() -> str:
    out = io.BytesIO()
    Image.new("RGB", (12, 9), "red").save(out, "PNG")
    return base64.b64encode(out.getvalue()).decode()


def test_words_in_a_drawing_are_printed_and_are_no_fault(tmp_path: Path) -> None:
    report = make.build(book_of(tmp_path, LABELS), tmp_path / "dist", ("screen", "print"))
    assert [str(finding) for finding in report.findings] == []
    for edition in ("screen", "print"):
        text = " ".join(page.extract_text() for page in PdfReader(tmp_path / f"dist/t-{edition}.pdf").pages)
        assert "Petrograd" in text and "Moskau" in text and "Danach." in text


def test_words_beside_those_of_a_drawing_are_still_compared() -> None:
    drawn = Piece("Petrograd Moskau", HERE, drawn=True)
    pieces = [Piece("Davor", HERE), drawn, Piece("Abbildung 1", HERE), Piece("Danach", HERE)]
    for stream in ("davorpetrogradmoskauabbildung1danach", "davormoskauabbildung1danach", "davorabbildung1danach"):
        assert compare("x", stream, pieces) == []
    for stream in ("petrogradmoskauabbildung1danach", "davorpetrogradmoskauabbildung1", "davorkievabbildung1danach",
                   "davorpetrogradmoskaumoskauabbildung1danach", "davorpetrogradmoskaudanach"):  # fmt: skip
        assert len(compare("x", stream, pieces)) == 1, stream
    assert compare("x", "davorpetrograd", pieces[:2]) == []
    assert len(compare("x", "davorwien", pieces[:2])) == 1


def test_the_words_of_a_drawing_are_known() -> None:
    assert words_in(LABELS).split() == ["Petrograd", "Moskau"]
    assert words_in(svg("<text>a<tspan>b</tspan></text><title>c</title>")).split() == ["ab"]
    assert words_in(grey16()) == words_in(b"") == words_in(svg("<rect/>")) == ""


def test_a_picture_inside_a_drawing_is_printed(tmp_path: Path) -> None:
    drawing = svg(f'<image width="1" height="1" href="data:image/png;base64,{inner_png()}"/>')
    report = make.build(book_of(tmp_path, drawing), tmp_path / "dist", ("screen",))
    assert [str(finding) for finding in report.findings] == []
    with pikepdf.open(tmp_path / "dist/t-screen.pdf") as pdf:
        images = [obj for obj in pdf.objects if isinstance(obj, pikepdf.Stream) and obj.get("/Subtype") == "/Image"]
        assert [(int(image.Width), int(image.Height)) for image in images] == [(12, 9)]


@pytest.mark.parametrize(
    ("drawing", "message"),
    [
        (svg('<text x="0" y="1">漢字</text>'), '"images/a.svg" holds characters that the typeface lacks: 漢 字'),
        (svg("<style>rect{fill:red} }{ rect{fill:blue}</style><rect/>"), '"images/a.svg" holds something that cannot be'),
    ],
)
def test_what_cannot_be_drawn_is_a_finding_at_its_figure(drawing: bytes, message: str, tmp_path: Path) -> None:
    book = book_of(tmp_path / "book", drawing)
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist/t-screen.pdf").write_bytes(b"old")
    for arguments in (("build",), ("build", "--only", "a")):
        done = run(*arguments, "--book", book, "--out", tmp_path / "dist")
        assert done.returncode == 1 and done.stderr == ""
        assert f"a.md:5:1: error picture-broken: {message}" in done.stdout
    with make.Live(book, tmp_path / "dist") as live:
        shown = live.screen()
    assert shown.path is None and [(f.rule, f.span.line) for f in shown.findings] == [("picture-broken", 5)]
    assert {path.name: path.read_bytes() for path in (tmp_path / "dist").iterdir()} == {"t-screen.pdf": b"old"}


def test_a_cover_that_cannot_be_drawn_is_a_finding_in_book_yaml(tmp_path: Path) -> None:
    book = book_of(tmp_path, LABELS, more="editions: {epub: {art: images/art.svg}}\n")
    (book / "images/art.svg").write_bytes(svg('<text x="0" y="1">漢</text>'))
    done = run("build", "epub", "--book", book, "--out", tmp_path / "dist")
    assert done.returncode == 1 and 'error picture-broken: "images/art.svg" holds characters' in done.stdout, done.stderr
    assert "book.yaml:11:24:" in done.stdout and not (tmp_path / "dist").exists()


def test_sixteen_bits_of_grey_are_named_before_pages_are_set() -> None:
    assert found("images/a.png", grey16()) == {"picture-kind"}


@pytest.mark.parametrize(
    "inner",
    [
        r"<style>@\69mport 'http://example.org/a.css';</style>",
        "<style>rect{fill:image-set('http://example.org/a.png' 1x)}</style>",
        "<style><![CDATA[@import 'http://example.org/a.css';]]></style>",
        r'<rect style="fill:u\72l(http://example.org/a)"/>',
        '<a><set attributeName="href" to="http://example.org/"/></a>',
        '<use><animate attributeName="xlink:href" values="a.svg"/></use>',
    ],
)
def test_ways_around_the_words_of_a_style_are_refused(inner: str) -> None:
    assert found("images/a.svg", svg(inner)) == {"picture-active"}


def test_names_of_files_that_a_program_leaves_in_its_drawing_do_no_harm() -> None:
    names = 'xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape"'
    assert found("images/a.svg", svg(r'<g inkscape:export-filename="C:\Bilder\image(1).png"/>', names)) == set()


ODD = ("u\u0308ber.png", "\u00fcber.png", "a&b.png", "a'b.png", "%41.png", "-a#b?.png", "ä" * 60 + ".png")


@pytest.mark.parametrize("name", ODD)
def test_names_of_pictures_are_what_an_editor_likes(name: str, tmp_path: Path) -> None:
    """And the picture that has one is set anew when it is another."""
    for colour in ((255, 0, 0), (0, 0, 255)):
        out = io.BytesIO()
        Image.new("RGB", (12, 9), colour).save(out, "PNG")
        book = book_of(tmp_path / "book", out.getvalue(), f"images/{name}")
        report = make.build(book, tmp_path / "dist", ("screen",))
        assert [finding.rule for finding in report.findings if finding.rule != "quote-style"] == []
        with pikepdf.open(tmp_path / "dist/t-screen.pdf") as pdf:
            images = [obj for obj in pdf.objects if isinstance(obj, pikepdf.Stream) and obj.get("/Subtype") == "/Image"]
            assert [pikepdf.PdfImage(image).as_pil_image().convert("RGB").getpixel((0, 0)) for image in images] == [colour]
