"""The pages that an EPUB names against the printed book: the same folios in order, each page with its words."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import urldefrag

from lxml import etree

from ..base.finding import Finding
from ..base.span import Span
from .epub_package import TYPE, Fault, Package, X
from .pieces import letters

RULE = "epub-pages"
HINT = "build the EPUB and the print PDF together (make book)"
GRAM = 8
"""Letters in a row that are looked for on a page."""
ENOUGH = 80
"""Letters from which a page can be told from another."""
ALIKE = 0.8
"""Part of a stretch that must stand on its page; locators may differ between the editions."""


def compare_page_list(
    name: str,
    epub: bytes,
    labels: Sequence[str],
    texts: Sequence[str],
    same_notes: bool = True,
    citations: Iterable[str] = (),
) -> list[Finding]:
    """What is wrong with the page list and the page breaks of an EPUB; nothing if it names no pages. Never raises.

    `labels` and `texts` are those of the pages of the print PDF. Without `same_notes`, notes stand
    elsewhere in print: they are not compared, and pages that hold nothing else have no place in the EPUB. `citations` are
    those of the EPUB, which are not compared either: print has "ebd." where the EPUB names the work.
    """
    try:
        book = Package(epub)
        faults = [*_faults(book, labels, texts, same_notes, _either(citations))]
    except (zipfile.BadZipFile, etree.XMLSyntaxError, KeyError, IndexError, UnicodeDecodeError, ValueError):
        return []  # epub-structure says it
    return [Finding(Span(f"{name}!{fault.file}", fault.line), RULE, fault.message, HINT) for fault in faults]


def _either(citations: Iterable[str]) -> re.Pattern[str]:
    """What finds each of these citations among letters, the longest that stands there; nothing if there are none."""
    known = sorted({words for words in map(_words, citations) if len(words) >= GRAM}, key=lambda words: (-len(words), words))
    return re.compile("|".join(map(re.escape, known)) or "(?!)")


def _faults(
    book: Package, labels: Sequence[str], texts: Sequence[str], same_notes: bool, citation: re.Pattern[str]
) -> Iterator[Fault]:
    nav = book.nav()
    if not nav or (listed := _listed(book, nav)) is None:
        return
    folios = [folio for folio, _ in listed]
    if absent := [folio for folio in folios if folio not in labels]:
        yield Fault(f"the printed book has no page {absent[0]} ({len(absent)} such pages in the list)", nav)
        return
    places = [labels.index(folio) for folio in folios]
    if places != sorted(set(places)):
        yield Fault("the page list is not in the order of the printed pages", nav)
    named = set(places)
    missing = [labels[at] for at in range(min(named, default=0), len(labels)) if at not in named and texts[at].strip()]
    if missing and same_notes:
        yield Fault(f"page {missing[0]} of the printed book is not in the page list ({len(missing)} such pages)", nav)
    stretches = _stretches(book, same_notes)
    for (_, place), at in zip(listed, places, strict=True):
        pieces, printed = citation.split(_words(stretches.get(place, ""))), _words(texts[at])
        grams = [piece[start : start + GRAM] for piece in pieces for start in range(0, len(piece) - GRAM, GRAM)]
        if sum(map(len, pieces)) >= ENOUGH and sum(gram in printed for gram in grams) < ALIKE * len(grams):
            file = place.partition("#")[0]
            yield Fault(f"what stands behind the break of page {labels[at]} is not what the printed page says", file)


def _words(text: str) -> str:
    """Letters alone: numbers of list items, notes and pages stand in other places in the two editions."""
    return "".join(char for char in letters(text) if not char.isdigit())


def _listed(book: Package, nav: str) -> list[tuple[str, str]] | None:
    """Folio and target (file#id) of every entry of the page list; None if there is none."""
    for element in book.documents[nav].iter(f"{X}nav"):
        if element.get(TYPE) == "page-list":
            return [("".join(map(str, link.itertext())).strip(), _target(book, nav, link.get("href", "")))
                    for link in element.iter(f"{X}a")]  # fmt: skip
    return None


def _target(book: Package, file: str, href: str) -> str:
    name, fragment = urldefrag(href)
    return f"{book.at(file, name) if name else file}#{fragment}"


def _stretches(book: Package, with_notes: bool) -> dict[str, str]:
    """The text from each page break (file#id) to the next, or to the end of its file.

    Contents, long descriptions and the imprint's words on accessibility are left out: the printed page says them otherwise,
    or not at all.
    """
    found: dict[str, list[str]] = {}
    for file in book.spine:
        if file not in book.documents or file == book.nav():
            continue
        here: list[str] = []
        aside = 0
        for event, element in etree.iterwalk(book.documents[file], events=("start", "end")):
            if event == "start" and element.get(TYPE) == "pagebreak":
                here = found.setdefault(f"{file}#{element.get('id')}", [])
            is_note = not with_notes and element.get(TYPE) == "footnote"
            if is_note or element.tag == f"{X}details" or element.get("class") == "accessibility":
                aside += 1 if event == "start" else -1
            if not aside:
                here.append((element.text if event == "start" else element.tail) or "")
    return {place: "".join(parts) for place, parts in found.items()}
