"""`druckreif stats`: figures that a person can count after, from a small book whose words are known."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT, run
from druckreif.base.shelf import Shelf
from druckreif.desk.stats import Stats, count, split, words
from druckreif.desk.stats_page import stats_page
from druckreif.read import read_book
from lxml import html
from sample import sample

FIRST = """# Zwei Wörter

Ein *betontes* Wort steht hier.[^a] »Drei Wörter zitiert«, sagte er.

> Ein Zitat in fünf Wörtern.

Am 3. Mai 1917, z. B. vor Dr. J. Meier, ging es los. Danach nichts.[^b]

| Kopf | Zelle |
|------|-------|
| eins | zwei  |

[^a]: Note mit vier Wörtern.

[^b]: Noch eine.
"""


def figures(**files: str) -> Stats:
    shelf = {**sample(), "chapters/01-anfang.md": FIRST, "chapters/02-weiter.md": "# Leer\n\nNichts.\n"}
    book, findings = read_book(Shelf.of({**shelf, **files}))
    assert book, findings
    return count(book)


def test_words_and_notes_are_those_that_a_person_counts() -> None:
    first = figures().chapters[1]
    assert (first.title, first.words) == ("Zwei Wörter", 2 + 5 + 5 + 5 + 15 + 4)
    assert (first.notes, first.note_words, first.paragraphs) == (2, 6, 3)
    assert first.density == pytest.approx(1000 * 2 / 36)


def test_quoted_and_own_words_add_up() -> None:
    stats = figures(**{"front/vorwort.md": "# Vorwort\n\nVier Wörter stehen hier.\n"})
    assert stats.chapters[1].quoted_words == 5 + 3
    assert (stats.block_words, stats.marked_words) == (5, 3)
    assert stats.own_words + stats.block_words + stats.marked_words == stats.words


def test_sentences_end_where_they_do() -> None:
    text = "Am 3. Mai 1917, z. B. vor Dr. J. Meier, ging es los. Danach? »Nichts!« Im Jahr 1921. Ende …"
    assert [text[start:end].strip() for start, end in split(text)] == [
        "Am 3. Mai 1917, z. B. vor Dr. J. Meier, ging es los.", "Danach?", "»Nichts!«", "Im Jahr 1921.", "Ende …"
    ]  # fmt: skip
    assert words("Ein – Wort \ue000\ue001 und \ue002.") == 4


def test_the_longest_sentence_is_named_with_its_place() -> None:
    longest = figures(**{"front/vorwort.md": "# Vorwort\n\nKurz.\n"}).sentences[0]
    assert (longest.words, str(longest.place)) == (13, "chapters/01-anfang.md:7:1")
    assert longest.text.startswith("Am 3. Mai 1917")


def test_the_words_of_the_book_are_those_of_its_files() -> None:
    """Counted without our reader: marks of Markdown taken away, the rest split at spaces."""
    done = run("stats", "--format", "json")
    told = json.loads(done.stdout)
    chapter = next(chapter for chapter in told["chapters"] if chapter["source"] == "chapters/05-kriegskunst.md")
    text = (ROOT / "book" / chapter["source"]).read_text("utf-8")
    calls = {line.split("]:")[0] for line in text.splitlines() if line.startswith("[^")}
    assert chapter["notes"] == len(calls)
    assert told["words"] == sum(part["words"] for part in told["chapters"])
    assert told["minutes"] == pytest.approx(told["words"] / 187, abs=0.1)


def test_the_page_draws_what_the_table_says() -> None:
    stats = figures()
    page = html.document_fromstring(stats_page(stats, "book").decode())
    drawing = page.xpath("//svg")[0]
    assert drawing.get("role") == "img"
    for kind in ("labelledby", "describedby"):
        assert page.get_element_by_id(drawing.get(f"aria-{kind}")).text_content()
    longest = max(stats.chapters, key=lambda chapter: chapter.words)
    assert f"Longest: {longest.title}, {longest.words}" in drawing.xpath(".//desc")[0].text_content()
    widths = [float(bar.get("width")) for bar in drawing.xpath(".//rect")]
    assert [width / max(widths) for width in widths] == pytest.approx(
        [chapter.words / longest.words for chapter in stats.chapters], abs=0.001
    )
    rows = page.xpath("//table")[0].xpath(".//tbody/tr")
    assert [row.xpath("./th")[0].text_content() for row in rows] == [chapter.title for chapter in stats.chapters]
    assert [row.xpath("./td")[0].text_content() for row in rows] == [str(chapter.words) for chapter in stats.chapters]
    assert not page.xpath("//script|//link|//img|//@onclick")


def test_a_title_cannot_bring_markup_into_the_page() -> None:
    book = figures(**{"chapters/02-weiter.md": "# Ein \\<script\\>alert\\</script\\>\n\nWort.\n"})
    page = html.document_fromstring(stats_page(book, "").decode())
    assert not page.xpath("//script") and "<script>alert</script>" in page.text_content()


def test_stats_of_a_book_with_mistakes(tmp_path: Path) -> None:
    run("new", tmp_path / "b")
    chapter = tmp_path / "b/chapters/02-weiter.md"
    chapter.write_text(chapter.read_text("utf-8").replace("[^zwei]:", "[^drei]:").replace("# Und", "## Und"), "utf-8")
    done = run("stats", "--book", tmp_path / "b", "--html", tmp_path / "deep/er/stats.html")
    assert done.returncode == 0 and "druckreif check shows them" in done.stdout
    assert (tmp_path / "deep/er/stats.html").is_file()
    (tmp_path / "b/book.yaml").write_text("title: [", "utf-8")
    done = run("stats", "--book", tmp_path / "b")
    assert done.returncode == 1 and "book.yaml:1" in done.stdout and "Traceback" not in done.stderr


def test_axe_finds_no_violation_on_the_page(tmp_path: Path, accessible: Callable[[Path], None]) -> None:
    """In the light, in the dark and on a phone; nothing is wider than the window."""
    (tmp_path / "page.html").write_bytes(stats_page(figures(), "book"))
    accessible(tmp_path / "page.html")
