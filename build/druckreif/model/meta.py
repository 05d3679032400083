"""What the YAML files hold, as frozen pydantic models: the same classes validate, describe and carry.

The JSON Schemas that editors' YAML plug-ins read are made from these classes (`druckreif.schemas`).
Keys are written with hyphens in YAML (`sort-title`) and with underscores here.
"""

from __future__ import annotations

import datetime
import re
import uuid
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, field_validator, model_validator

from .press import Press
from .record import Country, Language, Record, Short, Slug, WebAddress, Words, check_isbn, is_known, is_placeholder
from .trade import Imprint, PersonIds, Trade, check_subject


def identifier(config: BookConfig, isbn: str) -> str:
    """urn:isbn of an edition, else the book's own identifier, else a UUID made from slug and title."""
    if is_known(isbn):
        return f"urn:isbn:{isbn.replace('-', '').replace(' ', '')}"
    return config.identifier or f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{config.slug}|{config.title}')}"


# ---- book.yaml ------------------------------------------------------------------------------------

ROLES = {
    "aut": "author", "edt": "editor", "trl": "translator", "aui": "author of the foreword", "ill": "illustrator",
    "bkd": "book designer", "cov": "cover designer", "pbl": "publisher", "ann": "annotator", "cmm": "commentator",
    "com": "compiler", "ctb": "contributor", "pfr": "proofreader", "tyg": "typographer", "ths": "adviser",
}  # fmt: skip
"""MARC relator codes that a contributor may have (id.loc.gov/vocabulary/relators)."""

Role = Literal["aut", "edt", "trl", "aui", "ill", "bkd", "cov", "pbl", "ann", "cmm", "com", "ctb", "pfr", "tyg", "ths"]


class Contributor(PersonIds):
    """A person or body that made the book."""

    name: Short = Field(description="Name as printed on the title page")
    sort: Short = Field(description="Name as sorted: family name first")
    role: Role = Field(description="MARC relator code: aut author, edt editor, trl translator, ill illustrator ...")
    body: bool = Field(default=False, description="true for a body: an editorial office, an institute")
    bio: str = Field("", description="Who this is, in a few sentences for shops")


class Publisher(Record):
    """Who publishes the book."""

    name: Short = Field(description="Name, or {publisher} while it is open")
    place: Short = Field(description="Place, or {place} while it is open")
    address: str = Field("", description="Postal address fit for service, no box: Straße 1, 12345 Ort")
    contact: str = Field("", description="Mail address or web page for the imprint")
    country: Country | Literal[""] = Field("", description="Two letters: DE")
    brand: str = Field("", description="Name under which the publisher brings the book out, if it is another")
    verkehrsnummer: str = Field("", pattern=r"^(\d{5,7})?$", description="Number in the German book trade's address book")


class Rights(Record):
    """Under which terms the book may be used."""

    holder: Words = Field(description="Who holds the rights")
    licence: Words = Field(description="SPDX identifier, such as CC-BY-SA-4.0")
    url: Annotated[str, StringConstraints(pattern=r"^https?://")] = Field(description="Where the licence stands")
    statement: Words = Field(description="The sentence printed in the imprint")


class Isbns(Record):
    """One ISBN per edition, each with or without hyphens, or a placeholder such as {isbn_epub}; "" if it has none."""

    epub: str = "{isbn_epub}"
    screen: str = "{isbn_pdf}"
    print: str = "{isbn_print}"

    @field_validator("epub", "screen", "print")
    @classmethod
    def _valid(cls, value: str) -> str:
        return value if not is_known(value) else check_isbn(value) and value

    @model_validator(mode="after")
    def _different(self) -> Isbns:
        numbers = [check_isbn(value) for value in (self.epub, self.screen, self.print) if is_known(value)]
        if len(set(numbers)) < len(numbers):
            raise ValueError("each edition has an ISBN of its own")
        return self


class Subject(Record):
    """A subject heading, with its code in a scheme of the trade when there is one."""

    term: Words
    scheme: Literal["", "thema", "bisac", "wgs"] = Field(
        default="", description="thema (qualifiers too), bisac, or wgs: Warengruppen-Systematik"
    )
    code: str = ""

    @field_validator("code", mode="before")
    @classmethod
    def _digits(cls, value: object) -> object:
        return str(value) if isinstance(value, int) else value

    @model_validator(mode="after")
    def _formed(self) -> Subject:
        check_subject(self.scheme, self.code)
        return self


class Series(Record):
    """The series that the book belongs to."""

    title: Words
    number: str = ""


class PartOfBody(Record):
    """A part: several chapters under one title."""

    part: Words = Field(description="Title of the part")
    id: Slug
    chapters: tuple[Words, ...] = Field(min_length=1)


MADE = (
    "half-title", "title-page", "imprint", "contents", "notes", "glossary", "whos-who", "bibliography", "register",
    "colophon",
)  # fmt: skip
"""Divisions that the pipeline makes; any other entry of the contents is a Markdown file."""


class Contents(Record):
    """The order of the book: files of divisions, and names of divisions that are made."""

    front: tuple[Words, ...] = ()
    body: tuple[Words | PartOfBody, ...] = Field(min_length=1)
    back: tuple[Words, ...] = ()


class NoteSettings(Record):
    """Where the notes of a PDF edition stand."""

    place: Literal["page", "chapter", "book"] = Field(
        default="book", description="Foot of the page, end of chapter or of book"
    )
    numbering: Literal["chapter", "book"] = Field(
        default="chapter", description="From 1 in each chapter, or through the book"
    )


class EpubNoteSettings(Record):
    """Where the notes of the EPUB stand; reading systems show them in a popup in either case."""

    place: Literal["chapter", "book"] = "book"
    numbering: Literal["chapter", "book"] = "chapter"
    size: Literal["normal", "small"] = Field(default="normal", description="Size of the notes against the text")


class EpubCitationSettings(Record):
    """How works are cited in the EPUB, where a note is read alone: never as "Ebd."."""

    full: Literal["never", "chapter", "book"] = Field(default="book", description="In full never, or once a chapter or book")


class CitationSettings(EpubCitationSettings):
    """How works are cited in a PDF edition."""

    ibid: bool = Field(default=True, description='"Ebd." where the note before cites just this work')
    ibid_opens_page: bool = Field(default=True, description='Whether "Ebd." may be the first note of a page')


class EpubEdition(Record):
    """Settings of an EPUB."""

    cover: bool = Field(default=True, description="false for a shop that takes the cover as a file of its own")
    art: str = Field(default="", description="SVG, PNG or JPEG of 400 × 640 px behind the title: images/cover.svg")
    notes: EpubNoteSettings = EpubNoteSettings()
    citations: EpubCitationSettings = EpubCitationSettings()
    fonts: bool = Field(default=True, description="Whether the typeface is part of the file")
    figures: Literal["old-style", "lining"] = Field(default="old-style", description="Form of figures in running text")
    page_source: Literal["source-of", "pageBreakSource"] = Field(
        default="source-of", description="How the metadata name the print edition; the second is the way of EPUB 3.4"
    )
    exemption: bool = Field(
        default=False, description="Whether the metadata state what accessibility: exemption claims; not every shop knows it"
    )
    spans: Literal["none", "kobo"] = Field(default="none", description="kobo: spans around sentences for Kobo's readers")


class PdfEdition(Record):
    """Settings of a PDF edition; editions with the same settings share one layout."""

    trim: Literal["A5"] = "A5"
    theme: Literal["antiqua", "grotesk"] = "antiqua"
    notes: NoteSettings = NoteSettings()
    citations: CitationSettings = CitationSettings()
    ua: Literal[1, 2] = Field(default=1, description="The part of PDF/UA that the screen edition holds; 2 is PDF 2.0")


class PrintEdition(PdfEdition):
    """Settings of the print edition, whose page numbers the EPUB bears too."""

    exists: bool = Field(default=True, description="false if the book never appears in print: no page numbers in the EPUB")


class Editions(Record):
    """The editions of the book and their settings."""

    epub: EpubEdition = EpubEdition()
    kdp: EpubEdition = Field(
        default=EpubEdition(), description="EPUB for Kindle, as epub but for what stands here: no cover, small notes"
    )
    kepub: EpubEdition = Field(
        default=EpubEdition(), description="EPUB for Kobo, as epub but for what stands here: spans around sentences"
    )
    print: PrintEdition = PrintEdition()
    screen: PdfEdition | None = Field(default=None, description="As the print edition if left out")


class Accessibility(Record):
    """Who vouches for the accessibility of the EPUB; as long as nobody does, the file claims nothing."""

    certifier: str = Field(default="", description="Who has judged the file against EPUB Accessibility 1.1 and WCAG 2.2 AA")
    credential: str = Field(default="", description="What entitles them to")
    report: WebAddress = Field(default="", description="Where their report stands")
    contact: str = Field(default="", description="Mail address or web page for readers who meet a barrier")
    exemption: Literal["", "micro-enterprise", "disproportionate-burden", "fundamental-alteration"] = Field(
        default="", description="Which exemption of the European Accessibility Act the publisher claims"
    )

    @property
    def claimed(self) -> bool:
        """Whether somebody vouches for it by name."""
        return bool(self.certifier) and not is_placeholder(self.certifier)


class BookConfig(Record):
    """book.yaml: what the book is called, who made it, what is in it."""

    title: Short
    subtitle: str = Field("", max_length=500)
    sort_title: str = Field("", description="Title as sorted, when an article stands first")
    language: Language
    slug: Slug = Field(description="Name of the output files")
    date: datetime.date = Field(description="Date of publication; all dates in the files come from it")
    edition: str = ""
    contributors: tuple[Contributor, ...] = Field(min_length=1)
    publisher: Publisher
    rights: Rights
    isbn: Isbns = Isbns()
    identifier: str = Field("", description="urn:uuid:... when there is no ISBN; made from slug and title if left out")
    description: Words
    subjects: tuple[Subject, ...] = ()
    series: Series | None = None
    contents: Contents
    editions: Editions = Editions()
    press: Press = Press()
    accessibility: Accessibility = Accessibility()
    trade: Trade = Trade()
    imprint: Imprint = Imprint()
    quotes: Literal["", "»«", "„“", "“”", "‘’", "«»"] = Field(
        default="", description="Outer quotation marks; those that the book uses most if left out"
    )
    hyphenation: tuple[Words, ...] = Field((), description="Words with their divisions: Tu-cha-tschew-ski")


# ---- glossary.yaml, sources.yaml -----------------------------------------------------


class Term(Record):
    """A glossary entry. `forms` are the surface forms that may be linked in running text."""

    id: Slug
    term: Words
    grammar: str = ""
    forms: tuple[Words, ...] = ()
    compounds: bool = Field(default=False, description="Whether words that begin with it mean it too: Sowjetkongress")
    definition: Words
    see_also: tuple[Slug, ...] = ()
    dates: str = ""


class Glossary(Record):
    """glossary.yaml"""

    terms: tuple[Term, ...]


class Name(Record):
    """A name in CSL: family and given, or literal for bodies."""

    family: str = ""
    given: str = ""
    literal: str = ""


DateParts = tuple[int, ...]


class CslDate(Record):
    """A CSL date: date-parts holds [year, month, day], shorter if less is known; or literal."""

    date_parts: tuple[Annotated[DateParts, Field(min_length=1, max_length=3)], ...] = Field(())
    literal: str = ""
    circa: bool = False

    @property
    def year(self) -> str:
        """The year, or the literal date."""
        return str(self.date_parts[0][0]) if self.date_parts else self.literal


class Checked(Record):
    """What was verified about a work, for the editor; never printed."""

    checked: str = ""
    status: str = ""
    verified: str = Field(default="", description="Who compared the quotations with the original, and when")


class Source(Record):
    """A work cited, in CSL-JSON fields (docs.citationstyles.org, appendix IV)."""

    id: Slug
    type: Literal[
        "book", "chapter", "article", "article-journal", "article-magazine", "article-newspaper", "collection",
        "document", "entry", "entry-encyclopedia", "legislation", "manuscript", "motion_picture", "pamphlet",
        "personal_communication", "post-weblog", "report", "speech", "thesis", "treaty", "webpage",
    ]  # fmt: skip
    group: Literal["sources", "literature"] = Field("literature", description="Where it stands in the bibliography")
    author: tuple[Name, ...] = ()
    editor: tuple[Name, ...] = ()
    translator: tuple[Name, ...] = ()
    title: Words
    title_short: str = Field("", description="Title in second and later citations")
    container_title: str = ""
    collection_title: str = ""
    volume: str = ""
    issue: str = ""
    number: str = ""
    page: str = ""
    edition: str = ""
    publisher: str = ""
    publisher_place: str = ""
    issued: CslDate | None = None
    original_title: str = ""
    original_language: Language | Literal[""] = Field("", description="Language of the original title: ru")
    original_date: CslDate | None = None
    language: Language | Literal[""] = ""
    genre: str = ""
    archive: str = ""
    URL: str = Field("", alias="URL")
    accessed: CslDate | None = None
    note: str = Field("", description="For the editor; never printed")
    custom: Checked | None = None

    @property
    def short(self) -> str:
        """The short title: as given, else the title up to its first full stop or colon; "vol." and "13." end nothing."""
        if self.title_short:
            return self.title_short
        end = re.search(r"(?<=\w{4})\. (?=[A-ZÄÖÜ])|: ", self.title)
        return self.title[: end.start()] if end and end.start() > 4 else self.title

    @property
    def families(self) -> str:
        """Family names of the authors, or of the editors: "Marx/Engels"."""
        return "/".join(name.literal or name.family for name in self.author or self.editor)

    @field_validator("volume", "issue", "number", "page", "edition", mode="before")
    @classmethod
    def _number(cls, value: object) -> object:
        return str(value) if isinstance(value, int) else value


class Sources(Record):
    """sources.yaml"""

    sources: tuple[Source, ...]


class FrontMatter(Record):
    """The YAML block at the head of a division's file."""

    id: Slug | Literal[""] = ""
    subtitle: str = ""
    short_title: Annotated[str, StringConstraints(max_length=60)] = Field("", description="Title in the running head")
    lang: Language | Literal[""] = ""
    no_terms: tuple[Slug, ...] = Field(default=(), description="Glossary terms that are not to be linked in this chapter")
    allow: tuple[Slug, ...] = Field(default=(), description="Rules whose warnings are meant so in the whole file")
