"""What comes out: artefacts and the page map that layout gives back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from .meta import BookConfig, EpubEdition, PdfEdition

NotePlace = Literal["page", "chapter", "book"]
"""Where notes stand: at the foot of the page, at the end of their chapter, at the end of the book."""


@dataclass(frozen=True, slots=True)
class Policy:
    """How an edition shows notes and citations. Editions of one policy (and trim) share one layout."""

    notes: NotePlace = "book"
    numbering: Literal["chapter", "book"] = "chapter"
    full: Literal["never", "chapter", "book"] = "book"
    """Where a work is cited in full: nowhere, at its first place in each chapter, or in the book."""
    ibid: bool = False
    """Whether a work that was just cited is called "Ebd."."""
    ibid_opens_page: bool = True
    """Whether "Ebd." may be the first note of a page."""


EDITIONS = ("epub", "screen", "print")
"""The editions that every build makes, in the order in which they are listed."""

VARIANTS: Mapping[str, Mapping[str, Any]] = {
    "kdp": {"cover": False, "notes": {"size": "small"}},
    "kepub": {"spans": "kobo"},
}
"""EPUBs for one shop, made when asked for: what each changes in the settings of the EPUB."""

SET_PLAIN = "plain.json"
"""Under this name the cache keeps for a finished PDF which of its blocks are not in lines of our own."""

BUILDABLE = (*EDITIONS, *VARIANTS)
"""Everything that can be asked for, in the order in which it is made."""


def editions_of(config: BookConfig) -> tuple[str, ...]:
    """The editions that a book has, without variants."""
    return tuple(name for name in EDITIONS if name != "print" or config.editions.print.exists)


def is_epub(edition: str) -> bool:
    """Whether an edition is an EPUB."""
    return edition == "epub" or edition in VARIANTS


def file_name(config: BookConfig, edition: str) -> str:
    """The name of an edition's file in the output folder; Kobo knows its own kind by two suffixes."""
    endings = {"epub": ".epub", "kdp": "-kdp.epub", "kepub": ".kepub.epub"}
    return config.slug + endings.get(edition, f"-{edition}.pdf")


def epub_edition(config: BookConfig, edition: str) -> EpubEdition:
    """The settings of an EPUB: those of `epub`, changed by its kind, changed by its own block in book.yaml."""
    editions = config.editions
    if edition == "epub":
        return editions.epub
    own = {"kdp": editions.kdp, "kepub": editions.kepub}[edition]
    layers = (editions.epub.model_dump(exclude_unset=True), VARIANTS[edition], own.model_dump(exclude_unset=True))
    settings: dict[str, Any] = {}
    for layer in layers:
        for key, value in layer.items():
            settings[key] = {**settings.get(key, {}), **value} if isinstance(value, Mapping) else value
    return EpubEdition.model_validate(settings)


def pdf_edition(config: BookConfig, edition: str) -> PdfEdition:
    """The settings of `screen` or `print`; the screen edition is set like the print edition unless it says otherwise."""
    return config.editions.print if edition == "print" else config.editions.screen or config.editions.print


def set_in(config: BookConfig, words: Mapping[str, str], pdf: bool) -> str:
    """What the colophon says of the typeface: that of the print edition's theme, in an EPUB that of the file."""
    return words[pdf_edition(config, "print").theme if pdf else "antiqua"]


def policy_of(config: BookConfig, edition: str, place: NotePlace | None = None) -> Policy:
    """The policy of an edition; `place` overrides where the notes of a PDF stand."""
    if is_epub(edition):
        epub = epub_edition(config, edition)
        return Policy(epub.notes.place, epub.notes.numbering, epub.citations.full)
    pdf = pdf_edition(config, edition)
    cited = pdf.citations
    return Policy(place or pdf.notes.place, pdf.notes.numbering, cited.full, cited.ibid, cited.ibid_opens_page)


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a laid-out book: its folio as printed ("xii", "23") and the division it belongs to."""

    folio: str
    division: str
    blank: bool = False


@dataclass(frozen=True, slots=True)
class Flow:
    """A division as it runs over its pages: its letters and figures in reading order, notes at the foot of pages left out.

    `starts` gives for each of its pages how many letters stand before it, `heads` the anchor that begins there before any
    letter or "", `anchors` how many letters stand before each anchor.
    """

    letters: str = ""
    starts: tuple[int, ...] = ()
    heads: tuple[str, ...] = ()
    anchors: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PageMap:
    """Where everything landed: `places` gives the index (from 0) of the page on which an anchor stands.

    `flows` gives the text of each division as it runs over its pages.
    """

    pages: tuple[Page, ...]
    places: Mapping[str, int]
    flows: Mapping[str, Flow] = field(default_factory=dict)

    def folios(self, division: str) -> tuple[str, ...]:
        """The folios of a division's pages, in order."""
        return tuple(page.folio for page in self.pages if page.division == division and not page.blank)

    def folio(self, anchor: str) -> str:
        """The printed page number of an anchor. Raises KeyError."""
        return self.pages[self.places[anchor]].folio

    def folio_or_none(self, anchor: str) -> str:
        """The printed page number of an anchor, "" if it stands on no page."""
        return self.folio(anchor) if anchor in self.places else ""


@dataclass(frozen=True, slots=True)
class Artefact:
    """A finished file: name in the output folder, content, what it is (epub, screen, print), and which edition."""

    name: str
    data: bytes
    kind: str
    edition: str
