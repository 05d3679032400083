"""spine-estimated: a cover whose spine has a width that the service has not stated.

Why: a spine that is a millimetre off moves its words and both folds, and the service refuses the cover or prints it so.
Instead: enter the number of pages in the calculator of the service, correct spine-mm in press: services, and take
spine-estimated out. Only druckreif release asks for this.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..base.finding import Finding
from ..base.span import Span
from ..model.book import Book

RULE = "spine-estimated"


def check(book: Book) -> Iterator[Finding]:
    """Every order whose spine-mm nobody at the service has confirmed."""
    if not book.config.editions.print.exists:
        return
    for index, order in enumerate(book.config.press.services):
        if order.spine_estimated:
            path = f"book.yaml#press.services.{index}"
            keys = (f"{path}.spine-estimated", f"{path}.spine-mm", f"{path}.service")
            place = next(filter(None, map(book.places.get, keys)), Span("book.yaml", 1, 1))
            profile = book.profiles.get(order.service)
            name = profile.name if profile else order.service
            message = f"the spine of {order.spine_mm:g} mm is an estimate" if order.spine_mm else "the spine is an estimate"
            hint = f"ask the calculator of {name}, correct spine-mm, and take spine-estimated out"
            yield Finding(place, RULE, message, hint)
