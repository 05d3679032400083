"""Markup that was kept is the markup that would be written: after edits of any kind, in every layout, for every policy."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, cast

import pytest
from druckreif.base.finding import has_errors
from druckreif.base.memo import forget
from druckreif.base.shelf import Shelf
from druckreif.make import load
from druckreif.make.work import Desk
from druckreif.model.book import Book, Division, Kind
from druckreif.model.edition import Flow, NotePlace
from druckreif.model.facts import Facts
from druckreif.transform import transform
from druckreif.write import layout, made
from druckreif.write.kept import KeptSetter
from druckreif.write.layout import lay_out
from druckreif.write.part import Part, Place
from druckreif.write.tags import Tag
from druckreif.write.theme import load_theme
from druckreif.write.worker import Job
from druckreif.write.writings import ROWS, Writings
from druckreif.write.xhtml import Pen
from test_edits import Editor, Files, run_is_sound, sources

LETTERS = 900
"""Letters of markup on a page, where nothing is set."""
PLACES: tuple[NotePlace, ...] = ("book", "chapter", "page")
Markup = list[tuple[str, str]]


class Counter:
    """Stands for who sets type: pages are so many letters of markup, places what has an id."""

    def __init__(self) -> None:
        self.page = load_theme("antiqua").page
        self.set_html: Markup = []

    def begin(self, jobs: list[Job]) -> bool:
        return True

    def begin_stamps(self, pages: list[str]) -> None:
        """Running matter is no markup of a division."""

    def set(self, job: Job) -> Part:
        self.set_html.append((job.division, job.html))
        places = {}
        for match in re.finditer(r'id="([^"]+)"', job.html):
            page, letter = divmod(match.start(), LETTERS)
            places[match[1]] = Place(page, 0, self.page.top + letter * self.page.depth / LETTERS, 10)
        return Part(job.division, b"", len(job.html) // LETTERS + 1, places, Flow(), Tag("Sect"))


def markup(files: Files, notes: NotePlace, kept: Writings | None) -> Markup:
    """All that is set of a book, in the order of setting."""
    book, _ = load(Shelf.of(files))
    assert book
    return set_of(*Desk(transform(book), notes).surveyed("screen"), kept)


def set_of(book: Book, facts: Facts, kept: Writings | None) -> Markup:
    counter = Counter()
    lay_out(book, facts, cast(KeptSetter, counter), writings=kept)
    if kept is not None:
        kept.end()
    return counter.set_html


@pytest.mark.parametrize("notes", PLACES)
def test_after_any_edit_the_markup_is_that_of_a_fresh_run(notes: NotePlace) -> None:
    forget()
    kept = Writings()
    states = [(name, files) for name, files in Editor(7).states() if run_is_sound(files)]
    live = [markup(files, notes, kept) for _, files in states]
    assert len({tuple(html) for html in live}) > len(states) / 2
    for (name, files), known in zip(states, live, strict=True):
        forget()
        assert known == markup(files, notes, None), name


def base() -> Files:
    """The small book with notes numbered through it, works in full at their first place, and more that looks elsewhere."""
    files = sources()
    files["chapters/00-vorab.md"] = "# Vorab {#vorab}\n\nEin Kapitel, das erst später ins Buch kommt.\n".encode()
    settings = "editions:\n  print:\n    notes: {numbering: book}\n    citations: {full: book, ibid: true}\nhyphenation:"
    swap(files, "book.yaml", "hyphenation:", settings)
    swap(files, "book.yaml", "    - whos-who\n", "")
    swap(files, "book.yaml", "    - register\n", "    - register\n    - whos-who\n")
    swap(files, "chapters/03-bund.md", "unter der Presse.", "in Leipzig, siehe [S.](#bogen-falz){.page} und [](#satz).")
    swap(files, "chapters/03-bund.md", "Der Faden", "Emil Brodts Druckbogen, [](#bogen-falz), [](#tab-falz). Der Faden")
    swap(files, "chapters/03-bund.md", "heute noch.", "heute noch, sagt Martha Lindner. Vgl. [@lindner-falz, S. 3].")
    return files


def swap(files: Files, name: str, old: str, new: str) -> None:
    assert old.encode() in files[name], (name, old)
    files[name] = files[name].replace(old.encode(), new.encode(), 1)


FAR = {
    "a note more": ("chapters/01-bogen.md", "Papier.", "Papier.[^neu]"),
    "a note less": ("chapters/01-bogen.md", "hatte.[^papier]", "hatte."),
    "a term more": ("front/vorwort.md", "Dieses Handbuch", "Der [Falz]{.term}, der [Druckbogen]{.term}. Dieses Handbuch"),
    "a name more": ("chapters/01-bogen.md", "Am Anfang", "In Leipzig bei Emil Brodt und Martha Lindner. Am Anfang"),
    "a work cited before": ("front/vorwort.md", "Dieses Handbuch", "[@lindner-falz, S. 1] [@brodt-satz]. Dieses Handbuch"),
    "a heading renamed": ("chapters/01-bogen.md", "## Falzen", "## Brechen"),
    "a table more": ("front/vorwort.md", "Dieses", "Table: Neu\n\n| A | B |\n|---|---|\n| 1 | 2 |\n\nDieses"),
    "a chapter renamed": ("chapters/02-satz.md", "# Der Satz", "# Der Schriftsatz"),
    "a chapter with another id": ("chapters/01-bogen.md", "{#bogen-falz}", "{#bogen-falz}\n\n### Neu {#neu}"),
    "chapters moved": ("book.yaml", "        - chapters/01-bogen.md\n        - chapters/02-satz.md\n",
                       "        - chapters/02-satz.md\n        - chapters/01-bogen.md\n"),
    "a chapter before": ("book.yaml", "  body:\n", "  body:\n    - chapters/00-vorab.md\n"),
    "a chapter numbered otherwise": ("book.yaml", "    - front/vorwort.md\n  body:\n", "  body:\n    - front/vorwort.md\n"),
    "a part less": ("book.yaml", "    - part: Erster Teil\n      id: teil-eins\n      chapters:\n"
                    "        - chapters/01-bogen.md\n        - chapters/02-satz.md\n",
                    "    - chapters/01-bogen.md\n    - chapters/02-satz.md\n"),
    "no glossary": ("book.yaml", "    - glossary\n", ""),
    "no register": ("book.yaml", "    - register\n", ""),
    "no bibliography": ("book.yaml", "    - bibliography\n", ""),
    "no who's who": ("book.yaml", "    - whos-who\n", ""),
    "another title": ("book.yaml", "title: Vom", "title: Wie vom"),
    "another language": ("book.yaml", "language: de", "language: en"),
    "notes numbered by chapter": ("book.yaml", "numbering: book", "numbering: chapter"),
    "works never in full": ("book.yaml", "full: book", "full: never"),
    "a term renamed": ("glossary.yaml", "term: Falz", "term: Kante"),
    "a term with another id": ("glossary.yaml", "  - id: falz", "  - id: bruch"),
    "a term defined": ("glossary.yaml", "Die Kante", "Jede Kante"),
    "a person renamed": ("register.yaml", "headword: Brodt, Emil", "headword: Brodt, Emil Otto"),
    "a person identified": ("register.yaml", "Setzer (erfunden)", "Drucker (erfunden)"),
    "a person with another id": ("register.yaml", "  - id: leipzig", "  - id: leipsic"),
    "a form less": ("register.yaml", "forms: [Emil Brodt, Brodt]", "forms: [Emil Brodt]"),
    "a work renamed": ("sources.yaml", "title: ", "title: Noch einmal "),
}  # fmt: skip
"""Edits that change what stands in other divisions: file, words, and what they become."""


def after(name: str) -> Files:
    files = base()
    swap(files, *FAR[name])
    swap(files, "glossary.yaml", "see-also: [falz]", "see-also: [bruch]") if "id: bruch" in FAR[name][2] else None
    if "[^neu]" in FAR[name][2]:
        swap(files, FAR[name][0], "[^papier]:", "[^neu]: Ein Wort mehr.\n\n[^papier]:")
    return files


def shown(files: Files, notes: NotePlace) -> tuple[Book, Facts]:
    book, findings = load(Shelf.of(files))
    assert book and not has_errors(findings)
    return Desk(transform(book), notes).surveyed("screen")


def states(notes: NotePlace) -> Iterator[tuple[str, Book, Facts]]:
    """The book, and after each edit; what an edit does not change is the same object."""
    for name in FAR:
        yield f"before {name}", *shown(base(), notes)
        yield name, *shown(after(name), notes)
    book, facts = shown(base(), notes)
    yield "again", book, facts
    some = tuple(d for d in book.divisions if d.kind in (Kind.CHAPTER, Kind.TEXT) and d.id != "satz")
    yield "some alone", replace(book, divisions=some), replace(facts, absent=frozenset({"satz"}))


@pytest.mark.parametrize("notes", PLACES)
def test_what_an_edit_changes_elsewhere_is_written_anew(notes: NotePlace) -> None:
    forget()
    kept = Writings()
    for name, book, facts in states(notes):
        assert set_of(book, facts, kept) == set_of(book, facts, None), name


def test_layouts_of_one_book_for_several_policies_keep_apart() -> None:
    kept = Writings()
    for notes in (*PLACES, *PLACES):
        assert set_of(*shown(base(), notes), kept) == set_of(*shown(base(), notes), None)


def test_an_edit_of_a_paragraph_writes_its_division_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[str] = []
    division_html, notes_html = layout.division_html, made._notes

    def noted(book: Book, facts: Facts, division: Division, *more: Any) -> str:
        written.append(division.id)
        return division_html(book, facts, division, *more)

    def notes_noted(pen: Pen, division: Division) -> str:
        written.append(f"notes of {division.id}")
        return notes_html(pen, division)

    monkeypatch.setattr(layout, "division_html", noted)
    monkeypatch.setattr(made, "_notes", notes_noted)
    forget()
    kept = Writings()
    before = set_of(*shown(base(), "book"), kept)
    assert {division for division, _ in before} == {name for name in written if not name.startswith("notes of ")}
    written.clear()
    files = base()
    swap(files, "chapters/02-satz.md", "Gesetzt wurde", "Gesetzt wird")
    after = set_of(*shown(files, "book"), kept)
    assert after != before and written == ["satz", "notes", "notes of satz"]
    written.clear()
    assert set_of(*shown(files, "book"), kept) == after and not written


def test_what_the_last_layout_did_not_ask_for_is_let_go() -> None:
    kept = Writings()
    set_of(*shown(base(), "page"), kept)
    footed = set(kept.last)
    set_of(*shown(base(), "book"), kept)
    assert len(kept.last) < 60 and not kept.now
    assert all(len(rows) <= ROWS for rows in kept.last.values())
    set_of(*shown(after("no glossary"), "page"), kept)
    assert not [key for key in kept.last if key in footed and "glossar" in str(key)] and set(kept.last) < footed
