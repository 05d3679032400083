"""The gate: what `druckreif verify` measures of the printed type, beside known figures; and the proof."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html.parser import HTMLParser
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pytest
import weasyprint
from conftest import ROOT, run
from druckreif.verify import type as gate
from druckreif.verify.glyphs import Row
from druckreif.verify.place import Sources
from druckreif.verify.type import check_type, limits_of, measure
from finished import Pdf

STYLE = """
@page { size: 110mm 90mm; margin: 12mm 15mm 12mm 15mm }
html { font: 10pt/14pt "DejaVu Serif"; hyphenate-character: "\\2010" } body { margin: 0 }
p { margin: 0; text-align: justify; text-indent: 10pt; widows: WIDOWS; orphans: WIDOWS; word-spacing: 0.01pt }
.head { font-size: 14pt; line-height: 14pt; margin: 14pt 0 0 0 }
"""
TEXT = "Das Papier kam aus der Mühle und lag in der Werkstatt am Fenster bis der Meister es bog und faltete"
WORDS = TEXT.split()


def paragraph(count: int, start: int = 0) -> str:
    """Words in an order that depends on the numbers alone."""
    return f"<p>{' '.join(WORDS[(start + step * step) % len(WORDS)] for step in range(count))}.</p>"


def pdf(body: str, widows: int = 2) -> bytes:
    out = BytesIO()
    style = STYLE.replace("WIDOWS", str(widows))
    weasyprint.HTML(string=f"<html lang=de><style>{style}</style>{body}</html>").write_pdf(out)
    return out.getvalue()


@pytest.fixture(scope="module")
def sample() -> bytes:
    return pdf("".join(paragraph(60 + 7 * at, at) for at in range(24)))


def test_word_spaces_are_those_that_a_second_measurement_finds(sample: bytes) -> None:
    """The same figures from pdfminer's glyphs, whose advances come from the file: within 1 % (quantiles: 2 %)."""
    figures = measure(sample)
    ratios = by_pdfminer(sample)
    assert figures.justified == len(ratios) > 100
    mean = sum(ratios) / len(ratios)
    rms = (sum((ratio - 1) ** 2 for ratio in ratios) / len(ratios)) ** 0.5
    assert figures.mean == pytest.approx(mean, rel=0.01)
    assert figures.rms == pytest.approx(rms, rel=0.02)
    assert figures.over_15 == pytest.approx(sum(ratio > 1.5 for ratio in ratios) / len(ratios), abs=0.01)
    assert figures.lines[0][1] == pytest.approx(max(ratios), rel=0.02)
    assert (figures.overfull, figures.textless, figures.run) == (0, 0, 0)


def by_pdfminer(data: bytes) -> list[float]:
    """Word spaces of justified lines in parts of the natural one, through pdfminer: a line is what has one baseline."""
    from pdfminer.high_level import extract_pages
    from pdfminer.layout import LTChar, LTContainer

    def chars(item: object) -> list[LTChar]:
        if isinstance(item, LTChar):
            return [item]
        return [char for child in item for char in chars(child)] if isinstance(item, LTContainer) else []

    lines: list[list[LTChar]] = []
    for page in extract_pages(BytesIO(data)):
        rows: dict[float, list[LTChar]] = {}
        for char in chars(page):
            rows.setdefault(-round(char.matrix[5]), []).append(char)
        lines += [sorted(rows[y], key=lambda char: char.x0) for y in sorted(rows)]
    gaps: list[list[float]] = []
    for line in lines:
        words = [char for char in line if char.get_text().strip()]
        between = [b.matrix[4] - a.matrix[4] - a.adv * a.matrix[0] for a, b in pairwise(words)]
        gaps.append([gap for gap in between if gap > 0.5])
    last = [at for at, line in enumerate(lines) if "".join(c.get_text() for c in line).strip().endswith(".")]
    natural = sorted(gap for at in last for gap in gaps[at])[len([g for at in last for g in gaps[at]]) // 2]
    return [sum(gap) / len(gap) / natural for at, gap in enumerate(gaps) if at not in last and gap]


def test_faults_are_found_where_they_were_made() -> None:
    """Widows and orphans on built pages, a heading at the foot."""
    found = measure(pdf("".join(paragraph(60 + 7 * at, at) for at in range(24)), widows=1))
    assert found.widows + found.orphans > 0
    page = next(page for page, fault in found.faults if fault.startswith(("widow", "orphan")))
    assert 0 <= page < found.pages
    stranded = paragraph(30) * 2 + "<div class=head>Allein</div><div style='break-before:page'></div>"
    assert measure(pdf(stranded + paragraph(200) * 3)).stranded == 1


def test_a_heading_at_the_top_is_no_widow() -> None:
    """Although the paragraph before it ends with a full line and it has the size of the text; below a widow is no room."""
    found = []
    text = "Wort " * 11 + "Wort"
    for room in (0, 14):
        above = [Row(0, 60 + 14 * n, 60, 360, 11, text, [0.2] * 11, 5) for n in range(30)]
        below = [Row(1, 74 + room + 14 * n, 60, 360, 11, text, [0.2] * 11, 5) for n in range(30)]
        found.append(gate._Measure([above, [Row(1, 60, 60, 150, 11, "Vier Wagen", [0.2], 5), *below]]).run().widows)
    assert found == [1, 0]


def test_the_grid_is_seen() -> None:
    even = measure(pdf("".join(paragraph(60, at) for at in range(12))))
    odd = measure(pdf("".join(f"<div style='height:5pt'></div>{paragraph(60, at)}" for at in range(12))))
    assert even.grid == 1.0 and odd.grid < 0.7


def test_the_book_holds_the_limits_of_its_theme(printed: Pdf) -> None:
    assert limits_of("antiqua")
    assert check_type("print.pdf", printed.data, "antiqua", Sources({})) == []


def test_a_passed_limit_is_a_finding_with_page_and_source(printed: Pdf, monkeypatch: pytest.MonkeyPatch) -> None:
    strict: Mapping[str, float] = {"rms": 0.0001, "grid": 0.0}
    monkeypatch.setattr(gate, "limits_of", lambda theme: strict)
    texts = {path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in sorted((ROOT / "book").rglob("*.md"))}
    found = check_type("print.pdf", printed.data, "antiqua", Sources(texts))
    assert [finding.rule for finding in found] == ["pdf-type"]
    place = re.search(r'sheet (\d+), (book/[\w/-]+\.md):(\d+):1: "([^"]+)"', found[0].message)
    assert place is not None
    line = texts[place[2]].split("\n")[int(place[3]) - 1]
    assert place[4].split()[1] in line


class Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))


def test_the_proof_shows_all_pages_and_needs_nothing_else(mini: Path) -> None:
    done = run("proof", "--book", ROOT / "tests/books/mini", "--out", mini)
    assert done.returncode == 0, done.stdout + done.stderr
    page = (mini / "proof/index.html").read_text("utf-8")
    reader = Reader()
    reader.feed(page)
    pictures = [attributes for tag, attributes in reader.seen if tag == "img"]
    assert len(pictures) == len(Pdf(mini / "mini-print.pdf").reader.pages)
    assert all(str(picture["src"]).startswith("data:image/png;base64,") and picture["alt"] for picture in pictures)
    assert not [tag for tag, _ in reader.seen if tag in ("script", "link", "iframe")]
    assert not [attributes for _, attributes in reader.seen if str(attributes.get("href", "#"))[0] != "#"]
    targets = {attributes["id"] for _, attributes in reader.seen if "id" in attributes}
    assert {str(attributes["href"])[1:] for tag, attributes in reader.seen if tag == "a"} <= targets
    assert "chapters/01-bogen.md:" in page


def test_what_is_not_in_lines_of_ours_is_said(tmp_path: Path) -> None:
    """By the build and by the proof: an item of a list that begins with a quotation."""
    book, out = tmp_path / "book", tmp_path / "out"
    run("new", book)
    chapter = book / "chapters/02-weiter.md"
    chapter.write_text(chapter.read_text("utf-8") + "\n- > Ein Zitat.\n- eine Zeile\n", "utf-8")
    done = run("build", "print", "--book", book, "--out", out)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "-print.pdf is set without lines of its own in: 1 li; the theme does not state their measure." in done.stdout
    run("proof", "--book", book, "--out", out)
    assert "the theme does not state their measure: 1 li." in (out / "proof/index.html").read_text("utf-8")


def test_there_is_no_proof_without_a_finished_file(tmp_path: Path) -> None:
    done = run("proof", "--book", ROOT / "tests/books/mini", "--out", tmp_path / "none")
    assert done.returncode == 1 and "artefact-missing" in done.stdout
