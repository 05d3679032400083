"""What a PDF says beside its pages: metadata, bookmarks, and the words that a screen reader says of a link."""

from __future__ import annotations

from .. import __version__
from ..model.book import Book
from ..model.facts import Anchor, Facts, OutlineEntry
from ..model.locale import locale
from ..model.meta import identifier
from .layout import Layout
from .metadata import About
from .ua2 import Label


def say(book: Book, facts: Facts, layout: Layout, target: str) -> str:
    """What a screen reader says of a link to this anchor."""
    anchor = facts.anchors.get(target) or Anchor(target, "", "")
    words = locale(book.config.language)
    match anchor.kind:
        case "note":
            return f"{words.note} {anchor.text}"
        case "call":
            return f"{words.back_to_text}: {words.note} {anchor.text}"
        case "entry-mark":
            return f"{words.page} {layout.pages.folio(target)}: {anchor.text}"
        case _:
            return anchor.text or target


def label(entry: OutlineEntry) -> Label:
    """An entry of the outline with all below it."""
    text = f"{entry.number} {entry.text}" if entry.number else entry.text
    return Label(text, entry.anchor, tuple(label(child) for child in entry.children))


def about(book: Book) -> About:
    """The metadata of the PDFs."""
    config = book.config
    return About(
        title=f"{config.title}. {config.subtitle}" if config.subtitle else config.title,
        authors=tuple(c.name for c in config.contributors if c.role == "aut"),
        subject=" ".join(config.description.split()),
        keywords=tuple(subject.term for subject in config.subjects),
        language=config.language,
        rights=f"© {config.date.year} {config.rights.holder}. {config.rights.statement}",
        date=config.date,
        producer=f"druckreif {__version__} (WeasyPrint, pikepdf)",
        identifier=identifier(config, config.isbn.screen),
    )
