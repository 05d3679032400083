"""Whole texts: the book, other German and English prose, another measure, another typeface, each theme and its limits."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

import pytest
from conftest import ROOT
from druckreif.model.locale import locale
from druckreif.verify.place import Sources
from druckreif.verify.type import check_type, limits_of, measure
from druckreif.write import pdf
from druckreif.write.pdf import Setter
from druckreif.write.subsets import with_faces
from druckreif.write.theme import Theme, load_theme, theme_of
from finished import Pdf
from typesetting import Drawn, drawn_lines, evenness

THEME = load_theme("antiqua")
PAGE = THEME.page
EDGE = {0: PAGE.width - PAGE.outer, 1: PAGE.width - PAGE.inner}


def prose(names: Sequence[str]) -> list[str]:
    """Paragraphs of chapters of the book, without markup, sentences from last to first: other lines."""
    found = []
    for name in names:
        text = next((ROOT / "book/chapters").glob(f"{name}*")).read_text("utf-8").split("---\n", 2)[2]
        for line in text.splitlines():
            if line and line[0].isalpha() and len(line) > 300:
                found.append(re.sub(r"\[([^\]]*)\]\{[^}]*\}|\[\^[^\]]*\]|[*_]", r"\1", line))
    return [" ".join(reversed(re.split(r"(?<=[.!?]) (?=[A-ZÄÖÜ])", line))) for line in found]


ENGLISH = """A book is set in lines, and a reader who sees them has been interrupted. The compositor of the hand press knew
how to spread a little lead between the words of a narrow column, how to turn a word over, and when to ask the author to
change a phrase; a machine that breaks every line as soon as it is full knows none of this. It puts as many words into the
first line as will go, leaves whatever remains to the second, and so pushes every awkward syllable before it until the
paragraph comes to an end. What looks like an accident at the foot of the page was decided at its head.
If the lines of a paragraph are considered together, a slightly looser beginning may spare us an impossible middle, and the
measure of success is that nobody remarks upon it. The number of possible settings is very large, but most of them need
never be examined, because the best way to reach a certain break does not depend upon anything that comes after it.
Printers used to say that the white of the page is as much their material as the black. Between two words it should be
a quarter of the size of the letters, or thereabouts, neither a gap through which the eye falls nor a crack that it must
search for, and from one line to the next it should change as little as the thickness of the paper.
The apprentice was sent for type before he was allowed to touch a line, and he learned the case by walking along it. Some
letters he would need a hundred times in an hour, others once in a week, and the compartments had been arranged so long ago
that nobody could say who had thought of it. In the evening he distributed what had been printed, dropping every piece into
its place without looking, and a mistake of his would turn up a fortnight later in the middle of somebody else's sentence.
Paper arrived damp in the spring and brittle towards Christmas. A careful workshop let it hang for three days, turned it,
and let it hang again; a hurried one paid for its impatience with sheets that stretched under the press, so that the
register of the second side wandered by the breadth of a hair, and a customer who knew nothing of the trade nevertheless
felt that something about the volume was wrong. Nobody has ever complained that a page was too quiet."""


def english() -> list[str]:
    """Paragraphs of three to seven of the sentences above, in an order that depends on their number alone."""
    sentences = re.split(r"(?<=[.]) (?=[A-Z])", " ".join(ENGLISH.split()))
    count = len(sentences)
    return [" ".join(sentences[(7 * at + 5 * step + at * at) % count] for step in range(3 + at % 5)) for at in range(32)]


def html(paragraphs: Sequence[str]) -> str:
    """A chapter: a heading before every fifth paragraph."""
    found = []
    for at, text in enumerate(paragraphs):
        start = "<p>" if at % 5 else f'<h2>Abschnitt {at // 5 + 1}</h2><p class="first">'
        found.append(f"{start}{escape(text, quote=False)}</p>")
    return f'<section id="c" class="division chapter">{"".join(found)}</section>'


def narrower(theme: Theme) -> Theme:
    """The theme on a measure of 96 mm instead of 104."""
    return theme_of(theme.name, {**theme.data, "page": {**theme.data["page"], "outer": theme.data["page"]["outer"] + 8}})


@pytest.mark.parametrize(
    ("theme", "language", "paragraphs"),
    [
        pytest.param(narrower(THEME), "de", prose(["06", "03", "08"]), id="german-narrower"),
        pytest.param(THEME, "en", english(), id="english"),
        pytest.param(load_theme("grotesk"), "de", prose(["09", "01", "04"]), id="other-typeface"),
    ],
)
def test_other_texts_are_as_good(
    theme: Theme, language: str, paragraphs: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The limits of the book hold for other texts, another measure, another typeface, loosened by a third at most; what
    is 0 stays 0. Lines are measured twice, through pdfminer here and by the gate, which judges the pages."""
    monkeypatch.setattr(pdf, "load_theme", lambda name: theme)
    part = Setter(theme.name, language, (), {}).set("c", html(paragraphs), "t")
    page, limits = theme.page, limits_of("antiqua")
    even = evenness(with_faces(part.file), theme.text.size, {0: page.width - page.outer, 1: page.width - page.inner})
    gate = measure(with_faces(part.file))
    assert gate.justified >= 300 and part.pages >= 8 and gate.judged >= 7
    for rms, over_15, over_20 in ((even.rms, even.over_1_5, even.over_2), (gate.rms, gate.over_15, gate.over_20)):
        assert rms <= limits["rms"] * 4 / 3
        assert over_15 <= limits["over_15"] * 4 / 3
        assert over_20 <= limits["over_20"] * 4 / 3
    assert max(even.longest_run, gate.run) <= limits["run"] and even.overfull == gate.overfull == 0
    assert (gate.widows, gate.orphans, gate.stranded, gate.short, gate.textless) == (0, 0, 0, 0, 0), gate.faults
    assert gate.grid == 1.0


def test_each_theme_has_limits_and_a_text_in_it_holds_them() -> None:
    """At most a third looser than those of the theme in which the book is set."""
    strict = limits_of("antiqua")
    for path in sorted((ROOT / "styles/pdf").glob("*.toml")):
        limits = limits_of(path.stem)
        assert set(limits) == set(strict)
        assert all(limits[key] <= strict[key] * 4 / 3 for key in strict if key != "grid")
        assert limits["grid"] >= strict["grid"]
        data = with_faces(Setter(path.stem, "de", (), {}).set("c", html(prose(["05", "02", "07"])), "t").file)
        assert measure(data).justified >= 300 and check_type("x", data, path.stem, Sources({})) == []


def test_the_colophon_names_the_typefaces_of_the_theme() -> None:
    for language in ("de", "en"):
        for theme, words in locale(language).set_in.items():
            assert all(family in words for family in load_theme(theme).families), words
    assert set(locale("de").set_in) == {path.stem for path in (ROOT / "styles/pdf").glob("*.toml")}


def test_the_book_is_even_and_its_pages_are_full(printed: Pdf) -> None:
    even = evenness(printed.data, 11, {0: EDGE[0], 1: EDGE[1]})
    assert even.lines > 1000
    assert even.rms <= 0.18 and even.over_1_5 <= 0.025 and even.over_2 <= 0.003
    assert even.longest_run <= 2 and even.overfull == 0
    lines = [line for line in drawn_lines(printed.data, 11) if PAGE.top < line.y < PAGE.top + PAGE.depth]
    phases = {round((line.y - lines[0].y) % PAGE.line, 1) % PAGE.line for line in lines}
    assert phases <= {0.0, 0.1, 13.9}, "one grid for the whole book"
    by_page: dict[int, list[Drawn]] = {}
    smaller = [line for size in (10.2, 9.6) for line in drawn_lines(printed.data, size)]
    for line in (*lines, *(line for line in smaller if PAGE.top < line.y < PAGE.top + PAGE.depth)):
        by_page.setdefault(line.page, []).append(line)
    counts = {page: sum(line.page == page for line in lines) for page in by_page}
    running = [page for page in by_page if page + 1 in by_page and counts[page] > 10]
    full = max(max(line.y for line in by_page[page]) for page in running)
    opens = {page for page in by_page if min(line.y for line in by_page[page]) > PAGE.top + 2 * PAGE.line}
    short = [page for page in running if page + 1 not in opens and max(q.y for q in by_page[page]) < full - PAGE.line / 2]
    assert short == [], "every page of running text is full"
