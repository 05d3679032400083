"""placeholder-open: a value that is still to be filled in, such as {publisher} or {isbn_print}.

Why: it would be printed, and shops would be told it; a number that is left out by mistake is missing in every catalogue.
Instead: write the value. An edition without an ISBN has "" (isbn, screen: ""). Only druckreif release asks for this.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ..base.finding import Finding
from ..base.span import Span
from ..model.book import Book
from ..model.record import is_placeholder

RULE = "placeholder-open"
_IN_TEXT = re.compile(r"\{[a-z][a-z_]*\}")


def check(book: Book) -> Iterator[Finding]:
    """Every placeholder of book.yaml, and every one in the running text."""
    for path, value in _strings(book.config.model_dump(by_alias=True)):
        if not is_placeholder(value) or (path == "isbn.print" and not book.config.editions.print.exists):
            continue
        hint = "write its value"
        if path.startswith("isbn."):
            hint = f'write the number, or "" if there is none: {path.replace(".", ": ")}'
        yield Finding(_place(book, path), RULE, f'"{path}" is still open: {value}', hint)
    for division in book.divisions:
        for prose in division.prose:
            for match in _IN_TEXT.finditer(prose.text):
                yield Finding(prose.place(match.start(), match.end()), RULE, f"{match[0]} is still open", "write its value")


def _strings(value: object, path: str = "") -> Iterator[tuple[str, str]]:
    """All texts of a record with their paths, such as publisher.name."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _strings(inner, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list | tuple):
        for index, inner in enumerate(value):
            yield from _strings(inner, f"{path}.{index}")


def _place(book: Book, path: str) -> Span:
    """Where the value stands, or the nearest record that it is missing from."""
    while path:
        if span := book.places.get(f"book.yaml#{path}"):
            return span
        path = path.rpartition(".")[0]
    return Span("book.yaml", 1, 1)
