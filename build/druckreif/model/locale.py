"""The words that the pipeline itself puts before a reader, by language of the book."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Locale:
    """One language: names of divisions and small words."""

    contents: str
    notes: str
    glossary: str
    bibliography: str
    sources: str
    literature: str
    imprint: str
    cover: str
    title_page: str
    half_title: str
    begin: str
    landmarks: str
    pages: str
    chapter: str
    table: str
    figure: str
    dispute: str
    back_to_text: str
    back_to_place: str
    notes_to_page: str
    notes_to_pages: str
    see_also: str
    edited_by: str
    translated_by: str
    in_: str
    volume: str
    no_place: str
    no_date: str
    all_rights: str
    picture_of_cover: str
    no_isbn: str
    note: str
    description: str
    register: str
    whos_who: str
    colophon: str
    chapter_short: str
    page: str
    section: str
    following: str
    to: str
    note_short: str
    continued: str
    see: str
    place_mark: str
    set_in: Mapping[str, str]
    """What a theme is set in."""
    made_with: str
    state: str
    months: tuple[str, ...]
    date: str
    in_print: str
    access_text: str
    access_notes: str
    access_glossary: str
    access_index: str
    access_pages: str
    access_figures: str


GERMAN = Locale(
    contents="Inhalt", notes="Anmerkungen", glossary="Glossar", bibliography="Literaturverzeichnis",
    sources="Quellen", literature="Literatur", imprint="Impressum", cover="Umschlag", title_page="Titelseite",
    half_title="Schmutztitel", begin="Beginn des Textes", landmarks="Wegweiser", pages="Seiten", chapter="Kapitel",
    table="Tabelle", figure="Abbildung", dispute="Streitpunkt", back_to_text="Zurück zum Text",
    back_to_place="Zurück zur Textstelle", notes_to_page="Anmerkungen zu Seite {first}",
    notes_to_pages="Anmerkungen zu den Seiten {first}–{last}", see_also="Siehe auch", edited_by="hg. von",
    translated_by="übers. von", in_="in", volume="Bd.", no_place="o. O.", no_date="o. J.",
    all_rights="Alle Rechte vorbehalten.", picture_of_cover="Umschlag: {title}", no_isbn="ISBN", note="Anmerkung",
    description="Bildbeschreibung",
    register="Register", whos_who="Wer war wer", colophon="Kolophon", chapter_short="Kap.", page="Seite",
    section="Abschnitt »{title}«", following="f.", to="bis", note_short="Anm.", continued="Forts.", see="siehe",
    place_mark="→",
    set_in={
        "antiqua": "Gesetzt aus der EB Garamond, die Georg Duffner und Octavio Pardo nach Schriften von Claude Garamont und "
        "Robert Granjon gezeichnet haben; sie steht unter der SIL Open Font License.",
        "grotesk": "Gesetzt aus der Source Serif 4, die Frank Grießhammer, und der Source Sans 3, die Paul D. Hunt "
        "gezeichnet hat; beide stehen unter der SIL Open Font License.",
    },
    made_with="Buch und EPUB entstanden aus denselben Quellen mit druckreif {version}. Die Seiten umbrach WeasyPrint, das "
    "EPUB packte EbookLib; epubcheck und veraPDF haben die Dateien geprüft.",
    state="Stand des Textes: {date}.", date="{day}. {month} {year}",
    months=("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November",
            "Dezember"),
    in_print="Druckausgabe",
    access_text="Fließtext mit Überschriften und verlinktem Inhaltsverzeichnis. Schrift, Schriftgröße, Farben und "
    "Zeilenabstand lassen sich frei wählen.",
    access_notes="Die Anmerkungen sind in beide Richtungen verlinkt.",
    access_glossary="Fachbegriffe führen in das Glossar.",
    access_index="Das Register führt zu den Textstellen.",
    access_pages="Die Seitenzahlen sind die der Druckausgabe.",
    access_figures="Abbildungen sind beschrieben.",
)  # fmt: skip

ENGLISH = Locale(
    contents="Contents", notes="Notes", glossary="Glossary", bibliography="Bibliography", sources="Sources",
    literature="Literature", imprint="Imprint", cover="Cover", title_page="Title page", half_title="Half title",
    begin="Start of text", landmarks="Landmarks", pages="Pages", chapter="Chapter", table="Table", figure="Figure",
    dispute="In dispute", back_to_text="Back to text", back_to_place="Back to place in text",
    notes_to_page="Notes to page {first}", notes_to_pages="Notes to pages {first}–{last}", see_also="See also",
    edited_by="ed. by", translated_by="trans. by", in_="in", volume="vol.", no_place="n. p.", no_date="n. d.",
    all_rights="All rights reserved.", picture_of_cover="Cover: {title}", no_isbn="ISBN", note="Note",
    description="Description of the figure",
    register="Index", whos_who="Who’s Who", colophon="Colophon", chapter_short="ch.", page="page",
    section="section “{title}”", following="", to="to", note_short="n.", continued="cont.", see="see",
    place_mark="→",
    set_in={
        "antiqua": "Set in EB Garamond, drawn by Georg Duffner and Octavio Pardo after types by Claude Garamont and Robert "
        "Granjon, and licensed under the SIL Open Font License.",
        "grotesk": "Set in Source Serif 4, drawn by Frank Grießhammer, and Source Sans 3, drawn by Paul D. Hunt; both are "
        "licensed under the SIL Open Font License.",
    },
    made_with="Book and EPUB were made from the same sources with druckreif {version}. WeasyPrint set the pages, EbookLib "
    "packed the EPUB; epubcheck and veraPDF checked the files.",
    state="Text as of {date}.", date="{day} {month} {year}",
    months=("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
            "December"),
    in_print="Print edition",
    access_text="Reflowable text with headings and a linked table of contents. Typeface, type size, colours and line "
    "spacing can be changed freely.",
    access_notes="Notes are linked both ways.",
    access_glossary="Terms lead to the glossary.",
    access_index="The index leads to the places in the text.",
    access_pages="Page numbers are those of the print edition.",
    access_figures="Figures are described.",
)  # fmt: skip

LOCALES = {"de": GERMAN, "en": ENGLISH}


def locale(language: str) -> Locale:
    """The words of a language; English for languages that have none yet."""
    return LOCALES.get(language.split("-")[0], ENGLISH)
