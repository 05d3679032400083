"""The package of an EPUB: what book.yaml knows is said, with refinements; the settings of an edition do what they say."""

from __future__ import annotations

import io
import re
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import ROOT
from druckreif import make
from druckreif.base.finding import has_errors
from druckreif.base.shelf import Shelf
from druckreif.lint import lint
from druckreif.model.book import Book
from druckreif.model.edition import Flow, Page, PageMap, epub_edition, policy_of
from druckreif.model.meta import EpubEdition
from druckreif.model.script import tag_of
from druckreif.read import read_book
from druckreif.survey import survey
from druckreif.transform import for_edition, transform
from druckreif.write.epub import write_epub
from finished import OPF, TYPE, Epub, X, text_of
from lxml import etree
from sources import letters
from warm import findings_of

LANG = "{http://www.w3.org/XML/1998/namespace}lang"
CONFIG: dict[str, Any] = {
    "title": "Der Fall »A & B« <1>", "subtitle": "Ein Bericht", "sort-title": "Fall »A & B« <1>, Der", "language": "de",
    "slug": "fall", "date": "2026-01-31", "edition": "2. Auflage",
    "contributors": [
        {"name": "Anna Autorin", "sort": "Autorin, Anna", "role": "aut"},
        {"name": "Bert Beispiel", "sort": "Beispiel, Bert", "role": "aut"},
        {"name": "Ute Übersetzerin", "sort": "Übersetzerin, Ute", "role": "trl"},
    ],
    "publisher": {"name": "Verlag", "place": "Ort"},
    "rights": {"holder": "Anna Autorin", "licence": "CC0-1.0", "statement": "Frei.",
               "url": "https://creativecommons.org/publicdomain/zero/1.0/"},
    "isbn": {"epub": "978-3-16-148410-0", "print": "978-0-306-40615-7"},
    "description": "Eine Probe.",
    "subjects": [
        {"term": "Europäische Geschichte", "scheme": "thema", "code": "NHD"},
        {"term": "HISTORY / Europe", "scheme": "bisac", "code": "HIS010000"}, {"term": "Freies Schlagwort"},
    ],
    "series": {"title": "Die Reihe", "number": "3"},
    "contents": {"front": ["title-page", "imprint", "contents", "front/vorwort.md"], "body": ["chapters/a.md"],
                 "back": ["notes", "glossary", "bibliography", "register", "colophon"]},
}  # fmt: skip
CHAPTER = """# Kapitel {#a}

Ein Rat und Lenin[^1]. Wort [книга]{lang=ru} und [Kasarma]{lang=ru-Latn}. Noch ein Satz! Und »einer«? Ja. Ä ö ü ß.

> Un mot français.

![Bild](images/Bild-Ü.svg){#bild alt="Ein Kreis" description="Ein Kreis mit Rand."}

[^1]: Siehe [@buch, S. 5].
"""
FILES: dict[str, str | bytes] = {
    "front/vorwort.md": "# Vorwort {#vorwort}\n\nVorab.\n",
    "chapters/a.md": CHAPTER,
    "images/Bild-Ü.svg": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="-2 -3 9 9"><circle r="4"/></svg>',
    "glossary.yaml": "terms:\n  - {id: rat, term: Rat, definition: Eine Versammlung.}\n",
    "register.yaml": "entries:\n  - {id: lenin, kind: person, headword: Lenin}\n",
    "sources.yaml": "sources:\n  - {id: buch, type: book, title: Svijažsk, language: ru,"
    " author: [{family: Reissner, given: L.}], publisher-place: Moskau, issued: {date-parts: [[1924]]}}\n",
}


def book_of(**changes: Any) -> Book:
    files = FILES | {"book.yaml": yaml.safe_dump(CONFIG | changes, allow_unicode=True)}
    book, findings = read_book(Shelf.of(files))
    assert book is not None
    assert not has_errors([*findings, *lint(book)]), findings
    return transform(book)


def pages_of(book: Book) -> PageMap:
    """Two pages of the chapter, the second from its ninth letter: "Kapitel 1 E|in Rat"."""
    flow = Flow(letters("1KapitelEinRatundLenin").lower(), (0, 9), ("a", ""), {"a": 0})
    return PageMap((Page("ix", "vorwort"), Page("1", "a"), Page("2", "a")), {"a": 1}, {"a": flow})


@cache
def made(edition: str = "epub", paged: bool = True, **changes: Any) -> bytes:
    book = book_of(**{key: yaml.safe_load(value) for key, value in changes.items()})
    policy = policy_of(book.config, edition)
    shown = for_edition(book, policy)
    settings = epub_edition(book.config, edition)
    cover = b"\xff\xd8\xff\xe0 stands for a cover" if settings.cover else b""
    return write_epub(shown, survey(shown, policy), settings, cover, pages_of(book) if paged else None)


def opened(tmp_path: Path, edition: str = "epub", **changes: Any) -> Epub:
    path = tmp_path / "t.epub"
    path.write_bytes(made(edition, **changes))
    return Epub(path)


def statements(epub: Epub) -> list[str]:
    """The metadata as lines: element, value, refinements."""
    metadata = epub.opf.find(f"{OPF}metadata")
    assert metadata is not None
    lines = []
    refined: dict[str, list[str]] = {}
    for element in metadata:
        scheme = f" ({element.get('scheme')})" if element.get("scheme") else ""
        if target := element.get("refines"):
            name = element.get("property") or element.get("rel")
            refined.setdefault(target[1:], []).append(f"{name}={element.text or element.get('href')}{scheme}")
    for element in metadata:
        if not element.get("refines"):
            name = element.get("property") or element.get("name") or etree.QName(element).localname
            value = element.text or element.get("content")
            lines.append(" | ".join([f"{name}: {value}", *refined.pop(element.get("id", "-"), [])]))
    return lines


def test_everything_that_book_yaml_knows_is_said(tmp_path: Path) -> None:
    said = statements(opened(tmp_path))
    for line in (
        "identifier: urn:isbn:9783161484100 | identifier-type=15 (onix:codelist5)",
        "title: Der Fall »A & B« <1> | title-type=main | display-seq=1 | file-as=Fall »A & B« <1>, Der",
        "title: Ein Bericht | title-type=subtitle | display-seq=2",
        "creator: Anna Autorin | role=aut (marc:relators) | file-as=Autorin, Anna | display-seq=1",
        "creator: Bert Beispiel | role=aut (marc:relators) | file-as=Beispiel, Bert | display-seq=2",
        "contributor: Ute Übersetzerin | role=trl (marc:relators) | file-as=Übersetzerin, Ute | display-seq=3",
        "publisher: Verlag", "date: 2026-01-31", "description: Eine Probe.", "rights: © 2026 Anna Autorin. Frei.",
        "dcterms:rightsHolder: Anna Autorin", "dcterms:license: https://creativecommons.org/publicdomain/zero/1.0/",
        "subject: Europäische Geschichte | authority=Thema | term=NHD",
        "subject: HISTORY / Europe | authority=BISAC | term=HIS010000", "subject: Freies Schlagwort",
        "schema:bookEdition: 2. Auflage", "belongs-to-collection: Die Reihe | collection-type=series | group-position=3",
        "source: urn:isbn:9780306406157 | source-of=pagination | identifier-type=15 (onix:codelist5)",
        "language: de",
    ):  # fmt: skip
        assert line in said, (line, said)


def features(epub: Epub) -> set[str]:
    return {line.split(": ", 1)[1] for line in statements(epub) if line.startswith("schema:accessibilityFeature")}


def test_features_are_said_only_if_they_are_there(tmp_path: Path) -> None:
    whole = features(opened(tmp_path))
    assert {"pageNavigation", "pageBreakMarkers", "index", "alternativeText", "longDescription"} <= whole
    bare = {"front": ["title-page"], "body": ["front/vorwort.md"]}
    less = opened(tmp_path, paged=False, contents=yaml.safe_dump(bare))
    assert features(less) == whole - {"pageNavigation", "pageBreakMarkers", "index", "alternativeText", "longDescription"}
    summary = next(line for line in statements(less) if line.startswith("schema:accessibilitySummary"))
    assert not re.search("Anmerkungen|Glossar|Register|Seitenzahlen|Abbildungen", summary)
    assert "schema:accessMode: visual" not in statements(less)


def test_conformance_is_claimed_by_a_name_only(tmp_path: Path) -> None:
    assert not [line for line in statements(opened(tmp_path)) if "conformsTo" in line]
    assert not [
        line for line in statements(opened(tmp_path, accessibility='{certifier: "{certifier}"}')) if "conforms" in line
    ]
    named = "{certifier: Prüfstelle, credential: Urkunde, report: 'https://example.org/bericht'}"
    said = statements(opened(tmp_path, accessibility=named))
    assert "dcterms:conformsTo: EPUB Accessibility 1.1 - WCAG 2.2 Level AA | a11y:certifiedBy=Prüfstelle" in said


def test_ace_judges_what_claims_to_be_accessible(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    judged: list[bool] = []
    monkeypatch.setattr(make.building, "judge", lambda artefact, name, ace: judged.append(ace) or [])
    for index, named in enumerate(({}, {"certifier": "{certifier}"}, {"certifier": "Prüfstelle"})):
        folder = tmp_path / str(index)
        bare = {"body": ["front/vorwort.md"]}
        config = CONFIG | {"contents": bare, "editions": {"print": {"exists": False}}, "accessibility": named}
        (folder / "front").mkdir(parents=True)
        (folder / "book.yaml").write_text(yaml.safe_dump(config, allow_unicode=True), "utf-8")
        (folder / "front/vorwort.md").write_text(str(FILES["front/vorwort.md"]), "utf-8")
        assert make.build(folder, folder / "dist", ("epub",)).written
    assert judged == [False, False, True]


# ---- languages ----


def test_every_foreign_word_says_its_language_twice(tmp_path: Path) -> None:
    epub = opened(tmp_path)
    found = {
        (text_of(e), e.get("lang"), e.get(LANG))
        for page in epub.pages.values()
        for e in page.iter(f"{X}span")
        if e.get("lang")
    }
    assert {("книга", "ru", "ru"), ("Kasarma", "ru-Latn", "ru-Latn"), ("Svijažsk", "ru-Latn", "ru-Latn")} <= found
    assert all(
        e.get("lang") == e.get(LANG) for page in epub.pages.values() for e in page.iter() if e.get("lang") or e.get(LANG)
    )


def test_russian_in_latin_letters_is_tagged_as_such() -> None:
    assert [tag_of("ru", "Konarmija"), tag_of("ru", "Конармия"), tag_of("en", "My Life"), tag_of("ru", "1917")] == [
        "ru-Latn", "ru", "en", "ru",
    ]  # fmt: skip


# ---- editions for one shop ----


def test_the_edition_for_kindle_has_no_cover_and_small_notes(tmp_path: Path) -> None:
    epub = opened(tmp_path, "kdp")
    assert not [name for name in epub.files if "cover" in name] and "cover: " not in "\n".join(statements(epub))
    assert "cover" not in [link.get(TYPE) for link in epub.nav.iter(f"{X}a")]
    assert b"0.85em" in epub.zip.read(f"{epub.base}/css/buch.css").rpartition(b".note {")[2]
    assert b"0.85em" not in opened(tmp_path).zip.read(f"{epub.base}/css/buch.css").rpartition(b".note {")[2]


def test_the_edition_for_kobo_has_a_span_around_every_sentence(tmp_path: Path) -> None:
    plain = opened(tmp_path)
    texts = {name: text_of(page.find(f"{X}body")) for name, page in plain.pages.items()}  # type: ignore[arg-type]
    kobo = opened(tmp_path, "kepub")
    for name, page in kobo.pages.items():
        body = page.find(f"{X}body")
        assert body is not None and text_of(body) == texts[name]
        spans = [span for span in body.iter(f"{X}span") if span.get("class") == "koboSpan"]
        if name.endswith("nav.xhtml"):
            assert not spans
            continue
        ids = [tuple(map(int, str(span.get("id")).split(".")[1:])) for span in spans]
        assert ids == sorted({*ids}) and all(str(span.get("id")).startswith("kobo.") for span in spans)
        assert letters("".join(map(text_of, spans))) == letters(texts[name])
        outside = [t for t in body.xpath(".//text()[normalize-space() and not(ancestor::*[@class='koboSpan'])]")]  # type: ignore[union-attr]
        assert not outside, (name, outside)
    chapter = [text_of(span) for span in kobo.page("a").iter(f"{X}span") if span.get("class") == "koboSpan"]
    assert "Noch ein Satz! " in chapter and "Und »einer«? " in chapter
    assert {str(img.getparent().get("class")) for img in kobo.page("a").iter(f"{X}img")} == {"koboSpan"}  # type: ignore[union-attr]


def test_settings_of_a_shop_follow_those_of_the_epub() -> None:
    editions = {
        "epub": {"figures": "lining", "notes": {"place": "chapter"}},
        "kdp": {"fonts": False},
        "kepub": {"notes": {"size": "small"}},
    }  # fmt: skip
    config = book_of(editions=editions).config
    kdp, kepub = epub_edition(config, "kdp"), epub_edition(config, "kepub")
    assert (kdp.figures, kdp.notes.place, kdp.notes.size, kdp.cover, kdp.fonts) == (
        "lining",
        "chapter",
        "small",
        False,
        False,
    )
    assert (kepub.notes.place, kepub.notes.size, kepub.spans, kepub.cover) == ("chapter", "small", "kobo", True)
    assert epub_edition(config, "epub").spans == "none"


def test_figures_and_typeface_by_option(tmp_path: Path) -> None:
    epub = opened(tmp_path)
    assert b"oldstyle-nums proportional-nums" in epub.zip.read(f"{epub.base}/css/modern.css")
    assert [name for name in epub.files if name.endswith(".ttf")]
    other = opened(tmp_path, editions="{epub: {figures: lining, fonts: false, page-source: pageBreakSource}}")
    assert b"oldstyle-nums" not in other.zip.read(f"{other.base}/css/modern.css")
    assert not [name for name in other.files if name.endswith(".ttf")]
    assert b"@font-face" not in other.zip.read(f"{other.base}/css/buch.css")
    said = statements(other)
    assert "pageBreakSource: urn:isbn:9780306406157" in said and not [line for line in said if line.startswith("source")]


@pytest.mark.parametrize("edition", ["epub", "kdp", "kepub"])
def test_epubcheck_finds_nothing(edition: str) -> None:
    """Every edition, with every setting away from its default."""
    named = "{certifier: Prüfstelle, credential: Urkunde, report: 'https://example.org/bericht'}"
    other = "{epub: {figures: lining, fonts: false, page-source: pageBreakSource, notes: {place: chapter}}}"
    cover = {"editions": other} if edition == "epub" else {}
    assert _without_cover_fault(findings_of("epubcheck", "t", made(edition, accessibility=named, **cover))) == []


@pytest.mark.parametrize("claimed", ["micro-enterprise", "disproportionate-burden", "fundamental-alteration"])
def test_an_exemption_stands_in_the_package_when_it_is_asked_for(tmp_path: Path, claimed: str) -> None:
    stated = f"{{contact: a@example.org, exemption: {claimed}}}"
    assert not [line for line in statements(opened(tmp_path, accessibility=stated)) if "exemption" in line]
    asked = {"accessibility": stated, "editions": "{epub: {exemption: true}}"}
    assert f"a11y:exemption: eaa-{claimed.replace('micro-', 'micro')}" in statements(opened(tmp_path, **asked))
    data = made("epub", **asked)
    for validator in ("epubcheck", "older-epubcheck"):
        assert _without_cover_fault(findings_of(validator, "t", data)) == []


def _without_cover_fault(findings: list[Any]) -> list[str]:
    """The stand-in for a cover is no real JPEG, which epubcheck sees."""
    return [f"{f.rule} {f.message}" for f in findings if "cover.jpg" not in f"{f.span}{f.message}"]


def test_a_drawing_brings_its_white_ground(tmp_path: Path) -> None:
    """Its black lines would vanish where a reading system paints the page black."""
    drawing = etree.fromstring(opened(tmp_path).zip.read("epub/images/bild--.svg"))
    ground = drawing[0]
    assert etree.QName(ground).localname == "rect" and dict(ground.attrib) == {
        "x": "-2", "y": "-3", "width": "100%", "height": "100%", "fill": "#fff",
    }  # fmt: skip
    assert etree.QName(drawing[1]).localname == "circle"


# ---- what must never get in ----


def test_names_in_the_container(tmp_path: Path) -> None:
    epub = opened(tmp_path)
    for name in epub.zip.namelist():
        assert re.fullmatch(r"mimetype|META-INF/container\.xml|[a-z0-9._/-]+", name), name
    assert f"{epub.base}/images/bild--.svg" in epub.files


@pytest.mark.parametrize("change", ["control", "script", "remote"])
def test_the_writer_refuses_what_no_epub_may_hold(change: str) -> None:
    """The reader refuses all of these already; this is the second lock."""
    book = book_of()
    pictures = {
        "control": {}, "script": {"images/x.svg": b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>"},
        "remote": {"images/x.svg": b"<svg xmlns='http://www.w3.org/2000/svg'><image href='https://example.org/x.png'/></svg>"},
    }[change]  # fmt: skip
    object.__setattr__(book, "pictures", {**book.pictures, **pictures})
    if change == "control":
        object.__setattr__(book, "config", book.config.model_copy(update={"description": "a\x01b"}))
    with pytest.raises(ValueError, match=r"control character|active content|outside of the book"):
        write_epub(book, survey(book), EpubEdition(), b"", None)


# ---- the whole package as text ----


def test_the_package_is_what_it_was(accept: bool) -> None:
    """OPF, navigation, list of files: what a new EbookLib would alter is seen here. Read the diff of --accept."""
    with zipfile.ZipFile(io.BytesIO(made())) as container:
        names = container.namelist()
        parts = ["\n".join(names)]
        for name in names:
            if name.endswith((".opf", "nav.xhtml", ".ncx", "container.xml")):
                parts.append(f"---- {name}\n{container.read(name).decode()}")
        dates = {info.date_time for info in container.infolist()}
    found = "\n".join(parts).rstrip() + "\n"
    golden = ROOT / "tests/golden/package.txt"
    if accept:
        golden.write_text(found, "utf-8")
    assert found == golden.read_text("utf-8")
    assert dates == {(2026, 1, 31, 0, 0, 0)}
