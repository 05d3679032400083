"""What comes out: artefacts and the page map that layout gives back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a laid-out book: its folio as printed ("xii", "23") and the division it belongs to."""

    folio: str
    division: str
    blank: bool = False


@dataclass(frozen=True, slots=True)
class PageMap:
    """Where everything landed: `places` gives the index (from 0) of the page on which an anchor stands."""

    pages: tuple[Page, ...]
    places: Mapping[str, int]

    def folio(self, anchor: str) -> str:
        """The printed page number of an anchor. Raises KeyError."""
        return self.pages[self.places[anchor]].folio


@dataclass(frozen=True, slots=True)
class Artefact:
    """A finished file: name in the output folder, content, what it is."""

    name: str
    data: bytes
    kind: str
