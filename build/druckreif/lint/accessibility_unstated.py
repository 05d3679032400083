"""accessibility-unstated: an EPUB that does not say how accessible it is by law, and whom to write to.

Why: since 28 June 2025 ebooks that are sold in the European Union have to be accessible, or say which exemption they claim
(Directive (EU) 2019/882; in Germany the BFSG); readers who meet a barrier need an address.
Instead: accessibility: contact, and either certifier (who has judged the file) or exemption; the imprint of the EPUB then
says so. Only druckreif release asks for this.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..base.finding import Finding
from ..base.span import Span
from ..model.book import Book

RULE = "accessibility-unstated"


def check(book: Book) -> Iterator[Finding]:
    """What the statement lacks."""
    config = book.config
    stated = config.accessibility
    top = book.places.get("book.yaml#accessibility", Span("book.yaml", 1, 1))
    if not stated.contact:
        message = "the EPUB names nobody to write to about barriers"
        yield Finding(top, RULE, message, "add accessibility: contact: with a mail address or a web page")
    if not stated.certifier and not stated.exemption:
        message = "nobody vouches for the accessibility of the EPUB, and no exemption is claimed"
        hint = "add accessibility: certifier: with who judged the file, or exemption: micro-enterprise"
        yield Finding(top, RULE, message, hint)
    if not config.imprint.accessibility:
        place = book.places.get("book.yaml#imprint.accessibility", Span("book.yaml", 1, 1))
        yield Finding(place, RULE, "the imprint of the EPUB leaves the statement out", "delete accessibility: false")
