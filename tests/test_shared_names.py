"""Which person, place or sub-entry a name means: rules of register.yaml, marks in the text, and what they leave open."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from conftest import run
from druckreif.base.shelf import Shelf
from druckreif.lint import lint
from druckreif.model.life import life
from druckreif.read import read_book
from druckreif.survey import survey
from druckreif.transform import transform
from druckreif.write.made import division_html
from druckreif.write.xhtml import Dialect
from finished import Epub, Pdf, X, text_of
from lxml import etree
from test_forms import HEAD
from test_spec import BOOK

REGISTER = """
entries:
  - {id: maxim, kind: person, headword: "Gorki, Maxim", forms: [Gorki, Maxim Gorki]}
  - id: gorki
    kind: place
    headword: Gorki (Ort)
    forms: [{form: Gorki, when: {before: [in, nach, das Gut]}}, {form: Gorki, when: {after: [", Lenins Landsitz"]}}]
  - id: engels
    kind: person
    headword: Engels, Friedrich
    forms: [{form: Engels, unless: {near: [Wolga, Stadt]}}]
  - {id: engels-ort, kind: place, headword: Engels (Stadt), forms: [Engels]}
  - id: halle
    kind: place
    headword: Halle
    forms: [{form: Halle, unless: {before: [die, der, eine]}}]
  - id: schmidt-a
    kind: person
    headword: Schmidt, A.
    forms: [{form: Schmidt, when: {chapters: [c]}}]
  - {id: schmidt-b, kind: person, headword: "Schmidt, B.", forms: [Schmidt]}
  - id: lenin
    kind: person
    headword: Lenin, W. I.
    forms: [Lenin, Iljitsch]
    sub:
      - {id: krankheit, name: Krankheit, forms: [Lenins Krankheit], when: {near: [Schlaganfall]}}
      - {id: testament, name: Testament}
  - {id: marx, kind: person, headword: "Marx, Karl", forms: [Marx]}
"""
CASES = [
    ("Gorki schrieb. Er starb in Gorki, nach Gorki fuhr er.", ["maxim: Gorki", "gorki: Gorki", "gorki: Gorki"]),
    ("In Gorki, *in* Gorki; und »in« Gorki", ["gorki: Gorki", "gorki: Gorki", "maxim: Gorki"]),
    ("Maxim Gorki in Berlin. Nach\u00a0Gorki. Das Gut Gorki.", ["maxim: Maxim Gorki", "gorki: Gorki", "gorki: Gorki"]),
    ("Dort lag Gorki, Lenins Landsitz.", ["gorki: Gorki", "lenin: Lenins"]),
    ("Engels las Marx.", ["engels: Engels", "marx: Marx"]),
    ("Engels liegt an der Wolga. Marx’ Freund war er nicht.", ["engels-ort: Engels", "marx: Marx’"]),
    ("Andere Städte als die Stadt Engels.", ["engels-ort: Engels"]),
    ("Nach Halle. Die Halle war voll, eine Halle; in der Halle.", ["halle: Halle"]),
    ("Schmidt sprach.", ["schmidt-a: Schmidt"]),
    ("Lenins Krankheit. Lenin schlief.", ["lenin--krankheit: Lenins Krankheit", "lenin: Lenin"]),
    ("Nach dem zweiten Schlaganfall lag Lenin.", ["lenin--krankheit: Lenin"]),
    ("Nach Schlaganfällen lag Lenin.", ["lenin: Lenin"]),
    ("[Er]{.index key=lenin sub=testament} und [Gorki]{.index key=gorki}.", ["lenin--testament: Er", "gorki: Gorki"]),
    ("Wort.[^n]\n\n[^n]: Lenin in Gorki.", ["lenin: Lenin", "gorki: Gorki"]),
    ("Ein Satz.[^a] Lenin.\n\n[^a]: Noch einmal Iljitsch.", ["lenin: Lenin", "lenin: Iljitsch"]),
    ("## Lenin\n\nText. [Marx]{lang=de} [Lenin](https://example.org/)", ["lenin: "]),
    ("| Lenin\n| Marx", ["lenin: Lenin", "marx: Marx"]),
    ("Antiengels, Marxist, Engels-Ausgabe.", ["engels: Engels"]),
]


def marks(text: str) -> list[str]:
    """The places of the register in a chapter and its notes, as "heading: words"."""
    book = transform(read(text))
    facts = survey(book)
    dialect = Dialect("epub", lambda here, anchor: f"#{anchor}", lambda name: name)
    found = []
    for division in (book.division("c"), *([book.division("notes")] if "[^" in text else [])):
        markup = division_html(book, facts, division, dialect).replace("epub:", "")
        for span in etree.fromstring(markup).iter("span"):
            if span.get("id", "").startswith("in-"):
                found.append(f"{span.get('id').removeprefix('in-c--').rpartition('-')[0]}: {text_of(span)}")
    return found


def read(text: str, register: str = REGISTER):  # type: ignore[no-untyped-def]
    files: dict[str, str | bytes] = {
        "book.yaml": BOOK.replace("bibliography", "register"), "register.yaml": register,
        "chapters/c.md": f"# Kapitel {{#c}}\n\n{text}\n",
    }  # fmt: skip
    book, findings = read_book(Shelf.of(files))
    assert book is not None and findings == [], findings
    return book


def problems(text: str, register: str = REGISTER) -> list[str]:
    found = [f for f in lint(read(text, register)) if f.rule not in ("entry-unused", "notes-unplaced")]
    return [f"{f.span} {f.rule} {f.message}" for f in found]


@pytest.mark.parametrize(("text", "wanted"), CASES, ids=[text[:40] for text, _ in CASES])
def test_names_mean(text: str, wanted: list[str]) -> None:
    assert marks(text) == wanted
    assert problems(text) == []


def test_anchors_are_counted_for_each_heading() -> None:
    facts = survey(transform(read("Lenin.[^a] Lenins Krankheit.\n\n[^a]: Lenin.")))
    assert [(p.anchor, p.note) for p in facts.entry_marks["lenin"]] == [("in-c--lenin-1", ""), ("in-c--lenin-2", "a")]
    assert [p.anchor for p in facts.entry_marks["lenin/krankheit"]] == ["in-c--lenin--krankheit-1"]
    assert facts.anchors["in-c--lenin-2"].division == "notes"


TWINS = """entries:
  - {id: halle-saale, kind: place, headword: Halle (Saale), forms: [Halle]}
  - id: halle-westfalen
    kind: place
    headword: Halle (Westfalen)
    forms:
      - Halle
"""


def test_two_entries_with_one_form_are_named_with_both_places() -> None:
    assert problems("In Halle.", TWINS) == [
        'register.yaml:7:9 entry-ambiguous "Halle" is a form of "halle-saale" too, at register.yaml:2:69'
    ]
    assert problems("In Halle.", TWINS.replace("forms: [Halle]", "forms: [{form: Halle, when: {near: [Saale]}}]")) == []


def test_a_place_where_two_rules_hold_is_named() -> None:
    rules = TWINS.replace("forms: [Halle]", "forms: [{form: Halle, when: {near: [Saale]}}]")
    rules = rules.replace("- Halle\n", "- {form: Halle, when: {before: [in]}}\n")
    found = problems("Eins.\n\nDie Saale fließt in Halle.", rules)
    assert len(found) == 1
    assert found[0].startswith('chapters/c.md:5:1 entry-ambiguous here "Halle" means "halle-saale" (register.yaml:2:')
    assert '"halle-westfalen" (register.yaml:7:9)' in found[0]


def test_a_mark_that_can_mean_two_entries_must_say_which() -> None:
    assert [line.split(" ")[1] for line in problems("[Gorki]{.index}, [X]{.index key=lenin sub=x}")] == ["index-unknown"] * 2


@pytest.mark.parametrize(
    ("see", "message"),
    [("see: nichts", "there is no entry"), ("see-also: [lenin]", "refers to itself"), ("see: uljanow", "only leads on")],
)
def test_references_that_lead_nowhere(see: str, message: str) -> None:
    entries = f"""entries:
  - {{id: lenin, kind: person, headword: Lenin, {see}}}
  - {{id: uljanow, kind: person, headword: Uljanow, see: lenin}}
"""
    found = problems("Lenin.", entries)
    found = [line for line in found if line.startswith("register.yaml:2:")]
    assert any(" see-also-missing " in line and message in line for line in found), found


@pytest.mark.parametrize(
    ("dates", "years"),
    [
        ("1879–1960", (1879, 1960)), ("1879 – 1960", (1879, 1960)), ("geb. 1931", (1931, None)), ("† 1918", (None, 1918)),
        ("um 1870–nach 1937", (1870, 1937)), ("5. März 1871–15. Januar 1919", (1871, 1919)), ("b. 1931", (1931, None)),
        ("c. 1870–1921", (1870, 1921)), ("100–44 v. Chr.", (-100, -44)), ("100 v. Chr.–44 v. Chr.", (-100, -44)),
        ("1879-1960", None), ("1879", None), ("Mai 1879–1960", None), ("1870?–1921", (1870, 1921)),
    ],
)  # fmt: skip
def test_dates_of_life_are_read(dates: str, years: tuple[int | None, int | None] | None) -> None:
    assert life(dates) == years


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("kind: person, headword: A, dates: 1960–1879", "A dies 81 years before being born"),
        ("kind: person, headword: A, dates: 1779–1960", "A grows 181 years old"),
        ("kind: person, headword: A, dates: 1979–2060", "1979–2060 is after the date of the book"),
        ("kind: person, headword: A, dates: geb. 1879", "A would be 147 years old"),
        ("kind: person, headword: A, dates: 1879-1960", '"1879-1960" cannot be read as dates of life'),
        ("kind: place, headword: A, dates: 1879–1960", '"A" is a place, and has dates of life'),
        ("kind: person, headword: A, see: b, dates: 1879–1960", '"A" only leads on, and has dates'),
        ("kind: person, headword: A, dates: 1879–1960", ""),
    ],
)
def test_dates_of_life_make_sense(entry: str, message: str) -> None:
    other = "  - {id: b, kind: person, headword: B}\n"
    found = problems("A und B.", f"entries:\n  - {{id: a, {entry}}}\n{other}")
    assert [line.partition(" life-dates ")[2] for line in found] == ([message] if message else [])


# ---- a finished book, in English, with footnotes and a name in the foreword ----

ENGLISH = HEAD.replace("language: de", "language: en") + """
contents:
  front: [title-page, front/f.md]
  body: [chapters/c.md]
  back: [register]
editions: {print: {notes: {place: page}}, epub: {notes: {place: chapter}}}
"""
ENTRIES = """entries:
  - {id: reed, kind: person, headword: "Reed, John", dates: 1887–1920, identification: reporter, forms: [Reed]}
  - {id: bryant, kind: person, headword: "Bryant, Louise", forms: [Bryant], see-also: [reed]}
  - {id: jack, kind: person, headword: Jack, see: reed}
"""
PAGE = "A sentence that fills some of the page and names nobody at all. " * 26 + "\n\n"
CHAPTER = f"""# One {{#c}}

Reed begins.[^a] Bryant came.

{PAGE}Reed goes on.

{PAGE * 2}Nobody.[^b]

{PAGE}[The reporter]{{.index key=reed}} ends.

[^a]: A note on Reed.

[^b]: Reed stood here.
"""


def test_locators_of_a_finished_book(tmp_path: Path) -> None:
    """Roman folios first, a range, a note whose page does not name him in the text, an entry that leads on."""
    for name in ("front", "chapters"):
        (tmp_path / "book" / name).mkdir(parents=True)
    (tmp_path / "book/book.yaml").write_text(ENGLISH, "utf-8")
    (tmp_path / "book/register.yaml").write_text(ENTRIES, "utf-8")
    (tmp_path / "book/front/f.md").write_text("# Foreword {#f}\n\nThanks to [Reed]{.index}.\n", "utf-8")
    (tmp_path / "book/chapters/c.md").write_text(CHAPTER, "utf-8")
    done = run("build", "epub", "screen", cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    pdf, epub = Pdf(tmp_path / "dist/t-screen.pdf"), Epub(tmp_path / "dist/t.epub")
    page = " ".join(re.sub("[\u00a0\u202f]", " ", pdf.texts[pdf.places["register"][0]]).split())
    assert "Bryant, Louise, 1. See also: Reed, John." in page
    assert "Jack see Reed, John" in page
    assert "Reed, John (1887–1920), reporter: iii, 1–2, 3 n. 2, 4" in page
    entry = next(li for li in epub.page("register").iter(f"{X}li") if li.get("id") == "ix-reed")
    found = [(text_of(link), link.get("aria-label")) for link in entry.iter(f"{X}a")]
    links = [(re.sub("[\u00a0\u202f]", " ", text), spoken) for text, spoken in found]
    assert links == [("iii", None), ("1–2", "1 to 2"), ("3 n. 2", None), ("4", None)]
    for tap in pdf.taps:
        if tap.target.startswith("in-reed-"):
            assert pdf.inside(tap).startswith(pdf.labels[pdf.places[tap.target][0]])
