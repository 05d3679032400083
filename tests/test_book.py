"""The book in this repository: length, apparatus, and the dates and figures that other accounts get wrong."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml
from conftest import ROOT
from finished import TYPE, Epub, X, text_of
from sources import Source, forms_of, letters

CLAIMS: list[dict[str, str]] = yaml.safe_load((ROOT / "tests/claims.yaml").read_text("utf-8"))
PLAN = {
    "kaserne": 1600, "brest-litowsk": 1700, "aufbau": 2000, "zwei-staedte": 2400, "kriegskunst": 1700,
    "weltpartei": 2300, "zu-den-massen": 1600, "ruin-und-rueckzug": 2200, "verebben": 1600, "letzter-kampf": 2400,
}  # fmt: skip
"""Words of each chapter as planned, notes not counted."""
BESIDE = ("editorische-notiz", "vorwort", "glossary", "zeittafel", "whos-who", "register")
"""Pages beside the chapters in which a wrong date could stand."""
SET_APART = {
    "aufbau": ["Ich, Sohn des arbeitenden Volkes"],
    "zwei-staedte": ["Frühjahr und Sommer 1918 waren schwer", "Erst nach Swijaschsk und Kasan nahm"],
    "ruin-und-rueckzug": ["Wir haben den alten Staatsapparat übernommen"],
    "letzter-kampf": ["… unser nennen wir einen Apparat"],
}
"""How the block quotations of each chapter begin: texts in the public domain, none besides."""


def plain(text: str) -> str:
    return " ".join(re.sub("[\u00a0\u202f]", " ", text).split())


@pytest.fixture(scope="session")
def texts(epub: Epub) -> dict[str, str]:
    """Running text of every chapter, by id."""
    return {id: plain(text_of(epub.page(id))) for id in PLAN}


@pytest.fixture(scope="session")
def noted(epub: Epub) -> dict[str, str]:
    """All notes of every chapter in one text, by id."""
    notes: dict[str, str] = dict.fromkeys(PLAN, "")
    for note in epub.page("notes").iter(f"{X}div"):
        if note.get(TYPE) == "footnote":
            notes[re.sub(r"^fn-|-\d+$", "", note.get("id", ""))] += plain(text_of(note)) + " "
    return notes


@pytest.fixture(scope="session")
def whole(epub: Epub, texts: dict[str, str], noted: dict[str, str]) -> dict[str, str]:
    """All that is read, by id: chapters with their notes, front and back matter without the list of works."""
    others = {id: plain(text_of(epub.page(id))) for id in BESIDE}
    return others | {id: texts[id] + " " + noted[id] for id in PLAN}


@pytest.mark.parametrize("row", CLAIMS, ids=lambda row: row["claim"].replace(" ", "-"))
def test_dates_and_figures(row: dict[str, str], whole: dict[str, str]) -> None:
    assert row.get("says", "") in whole[row["in"]]
    if "never" in row:
        assert [id for id, text in whole.items() if row["never"] in text] == []


def test_the_table_of_claims_covers_every_chapter() -> None:
    assert {row["in"] for row in CLAIMS} >= set(PLAN)
    assert all(row.keys() & {"says", "never"} for row in CLAIMS)
    assert len([row for row in CLAIMS if "never" in row]) > 50


def test_chapters_are_as_long_as_planned(texts: dict[str, str]) -> None:
    ratios = {id: round(len(texts[id].split()) / words, 2) for id, words in PLAN.items()}
    assert {id: ratio for id, ratio in ratios.items() if not 0.85 <= ratio <= 1.15} == {}


def test_notes_are_neither_too_few_nor_too_many(chapters: list[Source]) -> None:
    counts = {chapter.id: len(chapter.notes) for chapter in chapters if chapter.matter == "body"}
    assert set(counts) == set(PLAN)
    assert {id: count for id, count in counts.items() if not 8 <= count <= 16} == {}
    assert 100 <= sum(counts.values()) <= 120


def test_notes_are_short(chapters: list[Source]) -> None:
    """At most 60 words, works cited not counted."""
    notes = {label: re.sub(r"\[@[^\]]*\]", "", text) for chapter in chapters for label, text in chapter.notes.items()}
    assert {label: len(text.split()) for label, text in notes.items() if len(text.split()) > 60} == {}


def test_every_chapter_names_what_is_in_dispute_and_gives_a_note(epub: Epub) -> None:
    for id in PLAN:
        disputes = [div for div in epub.page(id).iter(f"{X}div") if div.get("class") == "dispute"]
        assert disputes, id
        assert [link for div in disputes for link in div.iter(f"{X}a") if link.get(TYPE) == "noteref"], id


def test_only_prepared_quotations_are_set_apart(epub: Epub, texts: dict[str, str]) -> None:
    """At most two a chapter, at most 60 words, each with a note of its own."""
    found: dict[str, list[str]] = {}
    for id in texts:
        for quotation in epub.page(id).iter(f"{X}blockquote"):
            text = plain(text_of(quotation))
            assert len(text.split()) <= 60, text
            assert [link for link in quotation.iter(f"{X}a") if link.get(TYPE) == "noteref"], text
            found.setdefault(id, []).append(text)
    assert {id: len(quoted) for id, quoted in found.items()} == {id: len(quoted) for id, quoted in SET_APART.items()}
    for id, begins in SET_APART.items():
        assert all(text.startswith(begin) for text, begin in zip(found[id], begins, strict=True)), id


def test_party_and_state_have_the_names_of_their_time(texts: dict[str, str]) -> None:
    """The KPdSU dates from 1952, the UdSSR from the end of 1922."""
    early = [id for id in PLAN if id not in ("letzter-kampf", "verebben")]
    for id in early:
        assert not re.search(r"KPdSU|UdSSR|Sowjetunion", texts[id]), id
    assert "KPdSU" not in "".join(texts.values())


def stands(text: str, forms: tuple[str, ...]) -> bool:
    """Whether a text has one of the forms as a word of its own, or its genitive."""
    return re.search(rf"(?<!\w)(?:{'|'.join(map(re.escape, forms))})(?:s|’)?(?!\w)", text) is not None


def test_every_term_occurs(whole: dict[str, str]) -> None:
    terms = yaml.safe_load((ROOT / "book/glossary.yaml").read_text("utf-8"))["terms"]
    chapters = " ".join(whole[id] for id in PLAN)
    assert len(terms) >= 58
    assert [t["id"] for t in terms if not stands(chapters, (t["term"], *t["forms"]))] == []


def test_every_entry_of_the_register_occurs(whole: dict[str, str]) -> None:
    entries = yaml.safe_load((ROOT / "book/register.yaml").read_text("utf-8"))["entries"]
    chapters = " ".join(whole[id] for id in PLAN)
    assert len(entries) >= 78
    assert [e["id"] for e in entries if not e.get("see") and not stands(chapters, forms_of(e))] == []


def test_every_work_listed_is_cited_and_the_other_way_round(epub: Epub, chapters: list[Source]) -> None:
    known = {work["id"] for work in yaml.safe_load((ROOT / "book/sources.yaml").read_text("utf-8"))["sources"]}
    notes = " ".join(text for chapter in chapters for text in chapter.notes.values())
    cited = {key for group in re.findall(r"\[(@[^\]]+)\]", notes) for key in re.findall(r"@([a-z0-9-]+)", group)}
    listed = {p.get("id", "").removeprefix("src-") for p in epub.page("bibliography").iter(f"{X}p") if p.get("id")}
    assert known == cited == listed


def test_the_citation_file_names_the_book(config: dict[str, Any]) -> None:
    book = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))["preferred-citation"]
    assert book["title"] == f"{config['title']}. {config['subtitle']}"
    assert [author["name"] for author in book["authors"]] == [person["name"] for person in config["contributors"]]
    assert book["year"] == config["date"].year
    assert book["license"] == config["rights"]["licence"] == "CC-BY-SA-4.0"


def test_nothing_is_invented_for_the_imprint(config: dict[str, Any]) -> None:
    given = [config["publisher"]["name"], config["publisher"]["place"], *config["isbn"].values()]
    assert all(re.fullmatch(r"\{[a-z_]+\}", value) for value in given)


def test_the_editors_record_covers_every_chapter(chapters: list[Source]) -> None:
    record = letters((ROOT / "book/EDITING.md").read_text("utf-8"))
    assert [c.title for c in chapters if letters(c.title) not in record] == []
