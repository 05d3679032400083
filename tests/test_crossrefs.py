"""References by number and by page: printed literally, true in every edition and wherever the notes stand."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from conftest import run
from druckreif import make
from finished import TYPE, Epub, Pdf, X, text_of
from test_forms import HEAD

PLACES = ("page", "chapter", "book")
CONTENTS = """
contents:
  front: [title-page, contents, front/v.md]
  body: [chapters/a.md, chapters/b.md]
  back: [notes]
"""
FRONT = "# Vorwort {#v}\n\nMehr [](#fern){.page} und [](#tab){.page}; [hier]{#hier} beginnt es.\n"
FILL = "Ein Satz, der nur eine Zeile füllen soll und sonst nichts will. " * 12 + "\n\n"
FIRST = f"""# Anfang {{#a}}

Vergleiche [](#fern){{.page}}, [S.](#nah){{.page}}, [](#hier){{.page}}, [](#b), [](#tab), [](#kern), [](#in-note).[^eins]

{FILL * 6}Ein [nahes Wort]{{#nah}} steht hier, 1918 und später. Siehe [](#nah)

1918 war ein Jahr, wie [](#para-kasten) zeigt.

::: {{.letter #para-kasten}}
Ein Brief.
:::

[^eins]: Siehe [S.](#fern){{.page}}; auch [in der Note]{{#in-note}}.
"""
SECOND = f"""# Ende {{#b}}

{FILL * 4}## Kern »der« Sache {{#kern}}

{FILL * 5}Das [ferne Wort]{{#fern}} steht hier.[^zwei]

| A | B |
|---|---|
| 1 | 2 |

: Zahlen {{#tab}}

[^zwei]: Zurück zu [](#nah){{.page}}.
"""
WANTED = {"fern": 3, "nah": 3, "hier": 1, "tab": 1, "in-note": 1, "para-kasten": 1}
"""How often a place is named by its page."""


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The book with its notes in each place."""
    folder = tmp_path_factory.mktemp("crossrefs")
    for name in ("front", "chapters"):
        (folder / "book" / name).mkdir(parents=True)
    (folder / "book/book.yaml").write_text(HEAD + CONTENTS, "utf-8")
    for name, text in (("front/v", FRONT), ("chapters/a", FIRST), ("chapters/b", SECOND)):
        (folder / f"book/{name}.md").write_text(text, "utf-8")
    out = {place: folder / place for place in PLACES}

    def build(place: str) -> CompletedProcess[str]:
        return run("build", *(() if place == "book" else ("screen",)), "--notes", place, "--out", out[place], cwd=folder)

    with ThreadPoolExecutor() as pool:
        for done in pool.map(build, PLACES):
            assert done.returncode == 0, done.stdout + done.stderr
    return out


def plain(text: str) -> str:
    return " ".join(re.sub("[\u00a0\u202f]", " ", text).split())


@pytest.mark.parametrize("place", PLACES)
def test_page_numbers_are_those_of_the_pages_that_the_links_reach(place: str, books: dict[str, Path]) -> None:
    pdf = Pdf(books[place] / "t-screen.pdf")
    seen: dict[str, int] = {}
    for tap in pdf.taps:
        words = plain(pdf.inside(tap))
        if match := re.search(r"(?:Seite|S\.) ?([0-9ivxl]+)$", words):
            assert match[1] == pdf.labels[pdf.places[tap.target][0]], (tap.target, words)
            seen[tap.target] = seen.get(tap.target, 0) + 1
    assert seen == WANTED
    assert pdf.places["fern"][0] - pdf.places["nah"][0] > 1


def test_the_print_edition_says_the_same(books: dict[str, Path]) -> None:
    screen, printed = Pdf(books["book"] / "t-screen.pdf"), Pdf(books["book"] / "t-print.pdf")
    assert [plain(text) for text in printed.texts] == [plain(text) for text in screen.texts]
    text = plain(" ".join(printed.texts))
    for words in ("Kapitel 2", "Tabelle 1", "Abschnitt »Kern ›der‹ Sache«"):
        assert words in text


def test_the_epub_names_the_pages_of_the_print_edition(books: dict[str, Path]) -> None:
    epub, pdf = Epub(books["book"] / "t.epub"), Pdf(books["book"] / "t-screen.pdf")
    seen = 0
    for id in ("v", "a", "notes"):
        for link in epub.page(id).iter(f"{X}a"):
            if link.get(TYPE):
                continue
            _, target = epub.target(f"{epub.base}/text/{id}.xhtml", link.get("href", ""))
            assert target is not None
            if match := re.fullmatch(r"(?:Seite|S\.) (.+)", plain(text_of(link))):
                assert match[1] == pdf.labels[pdf.places[target.get("id", "")][0]]
                seen += 1
    assert seen == 10


def test_without_a_print_edition_the_epub_names_the_section(tmp_path: Path) -> None:
    (tmp_path / "book/chapters").mkdir(parents=True)
    config = HEAD + "contents: {body: [chapters/a.md]}\neditions: {print: {exists: false}}\n"
    (tmp_path / "book/book.yaml").write_text(config, "utf-8")
    text = "# A {#a}\n\nSiehe [S.](#wort){.page}.\n\n## Dort {#dort}\n\nEin [Wort]{#wort}.\n"
    (tmp_path / "book/chapters/a.md").write_text(text, "utf-8")
    done = run("build", cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Siehe Abschnitt »Dort«." in plain(text_of(Epub(tmp_path / "dist/t.epub").page("a")))
    assert "Siehe S. 1." in plain(Pdf(tmp_path / "dist/t-screen.pdf").texts[0])


def test_numbers_that_never_settle_are_a_finding(
    books: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A number that moves its own place is rare; here layout is not given the rounds that it needs."""
    monkeypatch.setattr("druckreif.write.layout.SETTLING", 1)
    report = make.build(books["book"].parent / "book", tmp_path / "dist", ("screen",))
    found = [f"{f.span}" for f in report.findings if f.rule == "page-unsettled"]
    assert any(place.startswith("chapters/a.md:3:") for place in found), report.findings
    assert not (tmp_path / "dist").exists()


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("[](#c){.seite}", "unknown-class"),
        ("[x](https://example.org/){.page}", "unknown-class"),
        ("[x]{#Groß}", "id-form"),
        ("[x]{#c}", "duplicate-id"),
        ("[](#nirgends){.page}", "crossref-missing"),
    ],
)
def test_mistakes_are_findings(text: str, rule: str, tmp_path: Path) -> None:
    (tmp_path / "chapters").mkdir()
    (tmp_path / "book.yaml").write_text(HEAD + "contents: {body: [chapters/c.md]}\n", "utf-8")
    (tmp_path / "chapters/c.md").write_text(f"# C {{#c}}\n\nWort {text}.\n", "utf-8")
    found = [(f.rule, str(f.span)) for f in make.check(tmp_path).findings]
    assert found == [(rule, "chapters/c.md:3:6")]
