"""One edition as the trade knows it: a product with its number, form and extent, measured on the finished files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .meta import BookConfig, identifier
from .record import check_isbn, is_known

Edition = Literal["epub", "print"]
"""What is sold; the screen PDF is given away or used in the office."""


@dataclass(frozen=True, slots=True)
class Extent:
    """Pages of a printed book: all of them, blank ones included; the last Roman folio and the last Arabic one."""

    total: int
    front: int = 0
    roman: str = ""
    main: int = 0


@dataclass(frozen=True, slots=True)
class Product:
    """An edition that is sold. `pages` are those of the print edition, for both; None if there is none."""

    edition: Edition
    pages: Extent | None
    words: int
    size: int = 0
    """Bytes of the file that is sold; 0 for a printed book."""
    width: float = 0.0
    """Trimmed page, in mm."""
    height: float = 0.0
    spine: float = 0.0
    """Thickness in mm, 0 as long as nobody knows it."""
    hardback: bool = False


def isbn_of(config: BookConfig, edition: Edition) -> str:
    """The 13 digits of an edition's ISBN, "" as long as it has none."""
    value = config.isbn.epub if edition == "epub" else config.isbn.print
    return check_isbn(value) if is_known(value) else ""


def reference_of(config: BookConfig, edition: Edition) -> str:
    """The name of an edition's record, which stays the same when the edition gets its ISBN."""
    return f"{identifier(config, '')}:{edition}"
