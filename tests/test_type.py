"""Typefaces and hyphenation: what plain WeasyPrint gets wrong and druckreif must not."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pyphen
import pytest
import uharfbuzz as hb
from conftest import ROOT, run
from druckreif.write.fonts import faces, missing, subset
from druckreif.write.hyphens import exception_pattern, install
from druckreif.write.pdf import Setter
from finished import Epub, Pdf
from fontTools.ttLib import TTFont
from pypdf import PdfReader


@pytest.fixture(scope="module")
def german() -> pyphen.Pyphen:
    install(("Ke-ren-ski", "Swi-jaschsk"))
    return pyphen.Pyphen(lang="de", left=2, right=2)


@pytest.mark.parametrize(
    ("word", "divided"),
    [
        ("Deutschland", "Deutsch-land"),
        ("geschah", "ge-schah"),
        ("Mission", "Mis-si-on"),
        ("Kriegskommunismus", "Kriegs-kom-mu-nis-mus"),
        ("Volkskommissar", "Volks-kom-mis-sar"),
        ("Gewerkschaft", "Ge-werk-schaft"),
        ("Kerenski", "Ke-ren-ski"),
        ("Kerenskis", "Ke-ren-skis"),
        ("Swijaschsk", "Swi-jaschsk"),
    ],
)
def test_german_words_are_divided_rightly(german: pyphen.Pyphen, word: str, divided: str) -> None:
    assert german.inserted(word) == divided


def test_patterns_are_read_as_pyphen_reads_them() -> None:
    """`install` takes them apart when they are needed; each of the 36,000 must say what pyphen's own reader says."""
    install(("Ke-ren-ski", "Swi-jaschsk"))
    path = pyphen.LANGUAGES["de"]
    own, whole = pyphen.hdcache[path], pyphen.HyphDict(path)
    assert len(whole.patterns) > 36_000 and own.maxlen == whole.maxlen
    assert [letters for letters, pattern in whole.patterns.items() if own.patterns.get(letters) != pattern] == []


def test_an_exception_forbids_all_other_divisions() -> None:
    assert exception_pattern("Swi-jaschsk") == ".s8w8i9j8a8s8c8h8s8k"


def test_no_wrong_division_in_the_book(screen: Pdf) -> None:
    text = "\n\n".join(screen.bodies)
    ends = re.findall(r"(\w+)[\u00ad-]\n(\w+)", text)
    assert len(ends) > 100, "the book is hyphenated"
    for left, right in ends:
        assert not (left.lower().endswith("deut") and right.startswith("schland"))
        assert not left.lower().endswith(("gesch", "vorzuer"))
        assert len(left) >= 2 and len(right) >= 2


def shaped(text: str, language: str, features: dict[str, bool]) -> list[str]:
    font = hb.Font(hb.Face(hb.Blob(faces()[0].data)))
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    buffer.language = language
    hb.shape(font, buffer, features)
    return [font.glyph_to_string(info.codepoint) for info in buffer.glyph_infos]


def test_small_capitals_are_real_and_complete_in_german() -> None:
    """EB Garamond's German f is a local form that its own small capitals do not know."""
    assert shaped("Brief", "de", {"smcp": True, "c2sc": True}) == ["B.sc", "r.sc", "i.sc", "e.sc", "f.sc"] or all(
        name.endswith(".sc") or name.startswith("b.sc") for name in shaped("brief", "de", {"smcp": True})
    )
    assert shaped("brief", "de", {"smcp": True})[-1] == "f.sc"


def test_faces_have_the_narrow_no_break_space() -> None:
    for face in faces():
        with TTFont(BytesIO(face.data)) as font:
            cmap = font.getBestCmap()
            width, space = (font["hmtx"][cmap[code]][0] for code in (0x202F, 0x20))
        assert 0.5 < width / space < 0.7


def test_faces_cover_the_book(epub: Epub) -> None:
    text = "".join("".join(map(str, page.itertext())) for page in epub.pages.values())
    for face in faces():
        assert missing(face, text) == set()


def test_subsets_hold_the_text_and_little_else() -> None:
    face = faces()[0]
    small = subset(face, "Zug ж")
    cmap = TTFont(BytesIO(small)).getBestCmap()
    assert {ord(char) for char in "Zug ж"} <= set(cmap)
    assert len(small) < len(face.data) / 4
    assert small == subset(face, "Zug ж")


def test_fonts_in_the_epub_cover_every_page(epub: Epub) -> None:
    text = "".join("".join(map(str, page.itertext())) for page in epub.pages.values())
    font = TTFont(BytesIO(epub.zip.read(f"{epub.base}/fonts/ebgaramond-400-normal.ttf")))
    assert {ord(char) for char in text if not char.isspace()} <= set(font.getBestCmap())


def test_a_character_without_a_glyph_is_a_finding(tmp_path: Path) -> None:
    run("new", tmp_path / "b")
    chapter = tmp_path / "b/chapters/02-weiter.md"
    chapter.write_text(chapter.read_text("utf-8").replace("Das zweite Kapitel", "Das 漢 Kapitel"), "utf-8")
    done = run("build", "--book", tmp_path / "b", "--out", tmp_path / "out")
    assert done.returncode == 1
    assert "02-weiter.md:7:5: error character-missing: the typeface EB Garamond has no \"漢\" (U+6F22)" in done.stdout
    assert not (tmp_path / "out").exists()


def test_narrow_spaces_reach_the_page(screen: Pdf, epub: Epub) -> None:
    assert re.search(r"\d\u202f000", "\n".join(screen.texts))
    assert "S.\u202f439–440" in "".join(map(str, epub.page("notes").itertext()))


def test_raw_sources_hold_no_straight_quotes() -> None:
    for path in sorted((ROOT / "book").glob("*/*.md")):
        body = path.read_text("utf-8").split("---\n", 2)[2]
        assert '"' not in re.sub(r"\{[^}]*\}", "", body), path


def test_a_line_that_fits_but_for_its_last_space_is_not_broken_early() -> None:
    """WeasyPrint 70 alone leaves "War" on a line of its own."""
    text = "War das Notwendigkeit oder der Anfang eines anderen Staates? Für <em>Isaac Deutscher</em>, dessen Leben lang."
    part = Setter("antiqua", "de", (), {}).set("c", f'<div class="dispute"><p class="first plain">{text}</p></div>', "t")
    lines = PdfReader(BytesIO(part.file)).pages[0].extract_text().splitlines()
    assert lines[0].split()[-1] == "Für"
    assert lines[1].startswith("Isaac")
