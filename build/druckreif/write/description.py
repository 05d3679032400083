"""What the EPUB says of itself: the metadata of the package as a list of statements, every one true of the book.

Sources: EPUB 3.3, 5.5 and appendix D; EPUB Accessibility 1.1, 2; schema.org Accessibility Properties Vocabulary.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..model.book import Book, Kind
from ..model.locale import locale
from ..model.meta import Accessibility, EpubEdition, identifier
from ..model.nodes import Figure
from ..model.record import is_known, is_placeholder
from ..model.walk import blocks_of

Refinement = tuple[str, str, str]
"""Property, value and scheme ("" if there is none) of a refinement."""

_AUTHORITIES = {"thema": "Thema", "bisac": "BISAC"}


@dataclass(frozen=True, slots=True)
class Statement:
    """One element of the metadata: a Dublin Core element by name, or "meta" with its property, and what refines it."""

    element: str
    value: str
    id: str = ""
    property: str = ""
    refined: tuple[Refinement, ...] = ()
    refines: str = ""


def _meta(property: str, value: str, id: str = "", refined: tuple[Refinement, ...] = (), refines: str = "") -> Statement:
    return Statement("meta", value, id, property, refined, refines)


def describe(book: Book, settings: EpubEdition, *, paged: bool) -> Iterator[Statement]:
    """All statements in order; `paged` says whether the pages of the print edition are named."""
    config = book.config
    isbn = ("identifier-type", "15", "onix:codelist5")
    known = is_known(config.isbn.epub)
    yield Statement("identifier", identifier(config, config.isbn.epub), "pub-id", refined=(isbn,) if known else ())
    yield from _titles(book)
    yield Statement("language", config.language)
    for index, person in enumerate(config.contributors, start=1):
        element = "creator" if person.role == "aut" else "contributor"
        refined = (("role", person.role, "marc:relators"), ("file-as", person.sort, ""), ("display-seq", str(index), ""))
        yield Statement(element, person.name, f"c{index}", refined=refined)
    if not is_placeholder(config.publisher.name):
        yield Statement("publisher", config.publisher.name)
    yield Statement("date", config.date.isoformat())
    yield Statement("description", " ".join(config.description.split()))
    yield Statement("rights", f"© {config.date.year} {config.rights.holder}. {config.rights.statement}")
    yield _meta("dcterms:rightsHolder", config.rights.holder)
    yield _meta("dcterms:license", config.rights.url)
    for index, subject in enumerate(config.subjects, start=1):
        coded = subject.scheme in _AUTHORITIES and subject.code
        kept = (("authority", _AUTHORITIES.get(subject.scheme, ""), ""), ("term", subject.code, "")) if coded else ()
        yield Statement("subject", subject.term, f"s{index}", refined=kept)
    if config.edition:
        yield _meta("schema:bookEdition", config.edition)
    if config.series:
        number = (("group-position", config.series.number, ""),) if config.series.number else ()
        kind = ("collection-type", "series", "")
        yield _meta("belongs-to-collection", config.series.title, "series", (kind, *number))
    if paged:
        yield from _source(book, settings)
    yield from _access(book, paged)
    yield from _claim(config.accessibility, settings)
    if settings.fonts:
        yield _meta("ibooks:specified-fonts", "true")


def _titles(book: Book) -> Iterator[Statement]:
    config = book.config
    sorted_as = (("file-as", config.sort_title, ""),) if config.sort_title else ()
    main: Refinement = ("title-type", "main", "")
    yield Statement("title", config.title, "t1", refined=(main, ("display-seq", "1", ""), *sorted_as))
    if config.subtitle:
        second: Refinement = ("title-type", "subtitle", "")
        yield Statement("title", config.subtitle, "t2", refined=(second, ("display-seq", "2", "")))


def _source(book: Book, settings: EpubEdition) -> Iterator[Statement]:
    """Which book the page numbers are those of: its ISBN, or in words as long as it has none."""
    config = book.config
    known = is_known(config.isbn.print)
    edition = ", ".join(part for part in (config.edition, str(config.date.year)) if part)
    source = (
        identifier(config, config.isbn.print) if known else f"{config.title}. {locale(config.language).in_print}, {edition}"
    )
    if settings.page_source == "pageBreakSource":
        yield _meta("pageBreakSource", source)
        return
    isbn: tuple[Refinement, ...] = (("identifier-type", "15", "onix:codelist5"),) if known else ()
    yield Statement("source", source, "print", refined=(("source-of", "pagination", ""), *isbn))


CONFORMANCE = "EPUB Accessibility 1.1 - WCAG 2.2 Level AA"
"""The string that claims it, letter by letter (EPUB Accessibility 1.1, 4.1)."""


EXEMPTIONS = {
    "micro-enterprise": "eaa-microenterprise",
    "disproportionate-burden": "eaa-disproportionate-burden",
    "fundamental-alteration": "eaa-fundamental-alteration",
}
"""Values of a11y:exemption by those of `book.yaml` (W3C, EPUB Accessibility: the exemption property)."""


def _claim(vouched: Accessibility, settings: EpubEdition) -> Iterator[Statement]:
    """The exemption that is claimed, if the file is to say so; conformance, if somebody vouches for it by name."""
    if vouched.exemption and settings.exemption:
        yield _meta("a11y:exemption", EXEMPTIONS[vouched.exemption])
    if not vouched.claimed:
        return
    yield _meta("dcterms:conformsTo", CONFORMANCE, "conformance")
    yield _meta("a11y:certifiedBy", vouched.certifier, "certifier", refines="conformance")
    if vouched.credential:
        yield _meta("a11y:certifierCredential", vouched.credential, refines="certifier")
    if vouched.report:
        yield Statement("link", vouched.report, property="a11y:certifierReport", refines="certifier")


def _access(book: Book, paged: bool) -> Iterator[Statement]:
    """What the book offers to those who read otherwise."""
    figures = [block for division in book.divisions for block in blocks_of(division.blocks) if isinstance(block, Figure)]
    kinds = {division.kind for division in book.divisions}
    features = {
        "tableOfContents": True, "structuralNavigation": True, "readingOrder": True, "displayTransformability": True,
        "ARIA": True, "pageNavigation": paged, "pageBreakMarkers": paged, "index": Kind.REGISTER in kinds,
        "alternativeText": bool(figures), "longDescription": any(figure.description for figure in figures),
    }  # fmt: skip
    yield _meta("schema:accessMode", "textual")
    if figures:
        yield _meta("schema:accessMode", "visual")
    yield _meta("schema:accessModeSufficient", "textual")
    if figures:
        yield _meta("schema:accessModeSufficient", "textual,visual")
    for feature, true in features.items():
        if true:
            yield _meta("schema:accessibilityFeature", feature)
    yield _meta("schema:accessibilityHazard", "none")
    words = locale(book.config.language)
    summary = {
        words.access_text: True,
        words.access_notes: any(division.notes for division in book.divisions),
        words.access_glossary: Kind.GLOSSARY in kinds,
        words.access_index: Kind.REGISTER in kinds,
        words.access_pages: paged,
        words.access_figures: bool(figures),
    }
    yield _meta("schema:accessibilitySummary", " ".join(sentence for sentence, true in summary.items() if true))
