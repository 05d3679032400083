"""What stands apart from running text on a page: headings, captions, ornaments, the contents."""

from __future__ import annotations

from functools import cache

import pytest
from druckreif.survey import survey
from druckreif.transform import transform
from druckreif.write.made import division_html
from druckreif.write.part import Part
from druckreif.write.pdf import Setter
from druckreif.write.theme import load_theme
from druckreif.write.xhtml import Dialect
from test_spec import small_book
from typesetting import drawn_lines

THEME = load_theme("antiqua")
PAGE = THEME.page
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="900" height="90"><rect width="900" height="90"/></svg>'


@cache
def setter() -> Setter:
    return Setter("antiqua", "de", (), {"images/zug.svg": SVG})


def chapter(text: str) -> str:
    """A chapter's markup for pages."""
    source, _ = small_book(text)
    assert source is not None
    book = transform(source)
    dialect = Dialect("pdf", lambda here, anchor: f"druckreif:{anchor}", lambda name: f"druckreif-picture:{name}")
    return division_html(book, survey(book), book.division("c"), dialect)


def set_(html: str) -> Part:
    return setter().set("c", html, "t")


def test_years_in_a_heading_stay_on_a_line() -> None:
    """However long the words before them are; in a link, which holds no elements, they are left."""
    for letters in range(30, 62):
        html = chapter(f"## {'W' * 3} {'ein ' * (letters // 4)}{'e' * (letters % 4)} 1917–1924\n\nText.\n")
        lines = [line.text for line in drawn_lines(set_(html).file, THEME.text.size)]
        assert any("1917–1924" in line for line in lines), lines
    assert '">1917–1924</a>' in chapter("## [1917–1924](https://example.org/1917–1924)\n\nText.\n")


def test_captions_of_tables_and_figures_begin_at_the_edge() -> None:
    html = chapter('![Ein Zug](images/zug.svg){alt="Zug"}\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n: Eine Tabelle\n')
    lines = drawn_lines(set_(html).file, 9.6)
    captions = [line for line in lines if "Ein Zug" in line.text or "Eine Tabelle" in line.text]
    assert [line.left for line in captions] == pytest.approx([PAGE.inner] * 2, abs=0.6)


def test_an_ornament_ends_no_page() -> None:
    text = "Ein Satz, der eine Zeile füllt und noch etwas mehr, damit es zwei werden. " * 3
    for lines in range(14, 26):
        html = chapter("\n\n".join(["kurz"] * lines + ["* * *"] + [text] * 6))
        pages: dict[int, list[str]] = {}
        for line in drawn_lines(set_(html).file, THEME.text.size):
            pages.setdefault(line.page, []).append(line.text)
        assert len(pages) > 1 and all(not page[-1].startswith("*") for page in list(pages.values())[:-1])


def test_the_source_of_a_quotation_stands_below_it() -> None:
    """On its page, with two lines of it if they are as many."""
    quotation = "> Ein Satz, der etwas länger ist. " * 9 + "\n>\n> — Wer es war"
    for lines in range(12, 24):
        html = chapter("\n\n".join(["kurz"] * lines + [quotation, "Ende."]))
        drawn = drawn_lines(set_(html).file, 10.2)
        at = next(index for index, line in enumerate(drawn) if line.text == "Wer es war")
        assert drawn[at - 1].page == drawn[at - 2].page == drawn[at].page


def test_titles_in_the_contents_stand_below_each_other() -> None:
    """Whatever the width of their numbers."""
    entry = '<li class="toc-body toc-level-1"><a class="toc-number" href="druckreif:a">{}\u2002</a>'
    more = '<a href="druckreif:a">Titel</a><span class="leader"> </span><span class="toc-folio">9</span></li>'
    rows = "".join(entry.format(number) + more for number in (1, 4, 7, 10))
    part = set_(f'<section class="division contents"><ul class="toc">{rows}</ul></section>')
    lefts = [next(g.x0 for g in line.glyphs if g.text == "T") for line in drawn_lines(part.file, 10.2)]
    assert len(lefts) == 4 and lefts == pytest.approx([PAGE.inner + 14] * 4, abs=0.05)


def test_a_long_title_in_the_contents_keeps_off_the_folios() -> None:
    """It runs on under its first letter and ends before the column of the folios; the folio stands beside its last line."""
    link = '<a href="druckreif:a">{}</a><span class="leader"> </span><span class="toc-folio">{}</span></li>'
    number = '<li class="toc-body toc-level-1 toc-numbered"><a class="toc-number" href="druckreif:a">1\u2002</a>'
    for words in range(8, 30):
        row = number + link.format("Titel" + " lange" * words, 123)
        part = set_(f'<section class="division contents"><ul class="toc">{row}</ul></section>')
        lines = [[glyph for glyph in line.glyphs if glyph.text.strip()] for line in drawn_lines(part.file, 10.2)]
        edge = PAGE.width - PAGE.outer
        assert "".join(glyph.text for glyph in lines[-1])[-3:] == "123" and lines[-1][-1].x1 == pytest.approx(edge, abs=0.1)
        assert max(glyph.x1 for line in lines for glyph in line if glyph.text.isalpha()) < edge - 28 + 0.1
        assert all(line[0].x0 >= PAGE.inner + 13.9 for line in lines[1:])
