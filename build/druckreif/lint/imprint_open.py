"""imprint-open: an imprint that lacks what the law asks of books that are sold in Germany.

Why: press and media laws of the states ask for the name and the postal address of the publisher, several for the printer
too; since 2024 a printed book bears a mail address as well (Regulation (EU) 2023/988). Without an imprint a book may be
taken off the market.
Instead: fill publisher: address and contact, and imprint: printer; a service whose files may not name a printer, or which
prints that line itself, gets an empty one: imprint: printers: ingramspark: "". Only druckreif release asks for this.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..base.finding import Finding
from ..base.span import Span
from ..model.book import Book, Kind

RULE = "imprint-open"
_BOX = re.compile(r"\b(Postfach|P\.? ?O\.? Box)\b", re.IGNORECASE)


def check(book: Book) -> Iterator[Finding]:
    """What is missing or not enough."""
    config, publisher = book.config, book.config.publisher
    printed = config.editions.print.exists

    def find(path: str, message: str, hint: str) -> Finding:
        keys = path.split(".")
        places = (book.places.get(f"book.yaml#{'.'.join(keys[:length])}") for length in range(len(keys), 0, -1))
        return Finding(next(filter(None, places), Span("book.yaml", 1, 1)), RULE, message, hint)

    if not any(division.kind is Kind.IMPRINT for division in book.divisions):
        yield find("contents.front", "the book has no imprint", "add imprint to contents: front")
    if not publisher.address:
        hint = "add address: Straße 1, 12345 Ort"
        yield find("publisher.address", "the publisher has no postal address", hint)
    elif _BOX.search(publisher.address):
        message = "a post office box is no address at which papers can be served"
        yield find("publisher.address", message, "write street, postal code and town")
    if not publisher.contact:
        yield find("publisher.contact", "nobody can be reached", "add contact: with a mail address")
    elif printed and "@" not in publisher.contact and not publisher.contact.startswith("{"):
        message = "a printed book bears a mail address; a web page alone is not enough"
        yield find("publisher.contact", message, "write the mail address of the publisher")
    for service, profile in book.profiles.items():
        line = config.imprint.printers.get(service, config.imprint.printer)
        if printed and line and "printed-in" in (profile.file.forbidden.value or ()):
            cited = profile.cite(profile.file.forbidden)
            message = f"{profile.name} takes no file that says where the book is printed ({cited})"
            yield find("imprint.printer", message, f'add imprint: printers: {service}: ""')
    if printed and not config.imprint.printer:
        lacking = [order.service for order in config.press.services if order.service not in config.imprint.printers]
        if lacking or not config.press.services:
            where = f" for {', '.join(lacking)}" if lacking else ""
            yield find("imprint.printers", f"the imprint does not say who prints the book{where}",
                       "add imprint: printer: with name and place, or printers: with a line for each service")  # fmt: skip
