"""What the imprint page says, line by line: one list for those who write it and those who check it.

German press and media laws ask for publisher, address and printer, Regulation (EU) 2023/988 for a mail address,
Directive (EU) 2019/882 for a statement on accessibility. What book.yaml leaves out is not printed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from .book import Book
from .imprint_words import imprint_words
from .record import is_placeholder


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the imprint: its class, the key of book.yaml that it comes from, its text, and an address behind it."""

    kind: str
    key: str
    text: str
    url: str = ""


def imprint_lines(book: Book, *, digital: bool) -> Iterator[Line]:
    """The lines in order; `digital` is the EPUB, which has a statement on accessibility and no printer."""
    config = book.config
    publisher, rights, imprint = config.publisher, config.rights, config.imprint
    words = imprint_words(config.language)
    yield Line("imprint-title", "title", f"{config.title}. {config.subtitle}" if config.subtitle else config.title)
    yield Line("edition", "edition", ", ".join(part for part in (config.edition, str(config.date.year)) if part))
    yield Line("rights", "rights.holder", f"© {config.date.year} {rights.holder}")
    yield Line("licence", "rights.statement", rights.statement, rights.url)
    yield from (Line("credit", f"imprint.credits.{index}", text) for index, text in enumerate(imprint.credits))
    names = (publisher.name, publisher.brand, publisher.place)
    yield Line("publisher", "publisher", ", ".join(name for name in names if name))
    yield Line("address", "publisher.address", publisher.address)
    yield Line("contact", "publisher.contact", publisher.contact)
    if imprint.responsible:
        yield Line("responsible", "imprint.responsible", words["responsible"].format(who=imprint.responsible))
    if imprint.printer and not digital:
        yield Line("printer", "imprint.printer", words["printer"].format(who=imprint.printer))
    printed = (("print", config.isbn.print, "Print"),) if config.editions.print.exists else ()
    for key, number, name in (*printed, ("epub", config.isbn.epub, "EPUB"), ("screen", config.isbn.screen, "PDF")):
        if number:
            yield Line("isbn", f"isbn.{key}", f"ISBN {number} ({name})")
    if imprint.national_library:
        yield Line("library", "imprint.national-library", words["library"])
    if digital and imprint.accessibility:
        yield from _statement(book)


def _statement(book: Book) -> Iterator[Line]:
    """Who vouches for the accessibility of the EPUB, or which exemption is claimed, and whom to write to."""
    stated = book.config.accessibility
    words = imprint_words(book.config.language)
    if stated.claimed:
        judged = words["certified"].format(who=stated.certifier)
        yield Line("accessibility", "accessibility.certifier", judged, stated.report)
    if stated.exemption:
        yield Line("accessibility", "accessibility.exemption", words[stated.exemption])
    if stated.contact and not is_placeholder(stated.contact):
        yield Line("accessibility", "accessibility.contact", words["barriers"].format(contact=stated.contact))


def printed_by(book: Book, service: str) -> Book:
    """The book whose imprint names the printer of a service, which may be nobody."""
    imprint = book.config.imprint
    printer = imprint.printers.get(service, imprint.printer)
    if printer == imprint.printer:
        return book
    changed = imprint.model_copy(update={"printer": printer})
    return replace(book, config=book.config.model_copy(update={"imprint": changed}))
