"""A book with everything that the trade asks for, in memory; each test changes a line of it."""

from __future__ import annotations

from druckreif.base.finding import Finding
from druckreif.base.shelf import Shelf
from druckreif.lint import lint
from druckreif.model.book import Book
from druckreif.model.facts import Facts
from druckreif.read import read_book
from druckreif.survey import survey
from druckreif.transform import transform
from sample import sample

ISBN = {"epub": "978-3-16-148410-0", "screen": "978-3-16-148411-7", "print": "978-3-16-148412-4"}
"""The ISBN that the handbook of the ISBN agency shows, and the two after it."""

PLACEHOLDERS = {
    'name: "{publisher}"\n': "name: Beispielverlag\n",
    'place: "{place}"\n': """place: Berlin
  brand: Edition Beispiel
  address: Beispielweg 1, 10115 Berlin
  contact: verlag@example.org
  country: DE
  verkehrsnummer: "12345"
""",
    "{isbn_epub}": ISBN["epub"],
    "{isbn_pdf}": ISBN["screen"],
    "{isbn_print}": ISBN["print"],
}

PERSON = """
    gnd: 118575503
    isni: 0000 0001 2103 2683
    orcid: 0000-0002-1825-0097
    bio: Schreibt Beispiele.
  - name: Institut für Muster
    sort: Muster, Institut für
    role: edt
    body: true
"""

TRADE = """
edition: 2. Auflage
series:
  title: Beispiele
  number: "3"
subjects:
  - term: Europäische Geschichte
    scheme: thema
    code: NHD
  - term: 1910er Jahre
    scheme: thema
    code: 3MPBF
  - term: Geschichte, Neuzeit
    scheme: wgs
    code: "1555"
  - term: Ein Schlagwort
accessibility:
  certifier: Prüfstelle Beispiel
  report: https://example.org/bericht
  contact: barrieren@example.org
trade:
  blurb: Ein Satz für den Laden. Noch ein Satz.
  short: Ein Satz für den Laden.
  keywords: [Probe, Muster]
  audience: general
  status: active
  rights: exclusive
  territory: [DE, AT, CH]
  language-of-original: en
  url: https://example.org/probe
  prices:
    - {edition: print, amount: 19.90, currency: EUR, countries: [DE, AT], tax-percent: 7, tax-rate: reduced}
    - {edition: print, amount: 24, currency: CHF, countries: [CH], kind: recommended}
    - {edition: epub, amount: "9.99", currency: EUR, countries: [DE, AT]}
imprint:
  printer: Druckerei Beispiel, Musterstadt
  national-library: true
"""


def traded(*changes: tuple[str, str]) -> dict[str, str | bytes]:
    """The sources of the sample, filled; `changes` replace text of book.yaml, which must stand there."""
    files = sample()
    text = str(files["book.yaml"])
    for old, new in PLACEHOLDERS.items():
        assert old in text, old
        text = text.replace(old, new)
    text = text.replace("    role: aut\n", f"    role: aut{PERSON}", 1) + TRADE
    for old, new in changes:
        assert old in text, f"nothing to change: {old}"
        text = text.replace(old, new)
    return files | {"book.yaml": text}


def read(files: dict[str, str | bytes]) -> tuple[Book | None, list[Finding]]:
    """The book as it was read, with all findings."""
    book, findings = read_book(Shelf.of(files))
    return book, [*findings, *(lint(book) if book else ())]


def surveyed(files: dict[str, str | bytes]) -> tuple[Book, Facts]:
    """A book without a mistake, and its facts."""
    source, findings = read(files)
    assert source is not None and not findings, findings
    book = transform(source)
    return book, survey(book)

PRESS = """
press:
  services:
    - {service: bod, paper: cream-90, spine-mm: 4.2}
    - {service: kdp-paperback, trim: 6 x 9 in, paper: cream}
"""

ALLOW = "<!-- allow: quotation-unverified -->\n\n"


def released(*changes: tuple[str, str]) -> dict[str, str | bytes]:
    """The same with all that a release asks for; `changes` replace text of any file, which must stand in one."""
    files = traded(("certifier: Prüfstelle Beispiel\n  report: https://example.org/bericht", "exemption: micro-enterprise"))
    own = "imprint:\n"
    files["book.yaml"] = str(files["book.yaml"]).replace(own, f'{own}  printers: {{kdp-paperback: ""}}\n') + PRESS
    chapter = str(files["chapters/01-anfang.md"])
    for old, new in (
        ("gesagt hat.\n", "gesagt hat.[^erste]\n"),
        ("| Verse", f"{ALLOW}| Verse"),
        ("::: {.letter}", f"{ALLOW}::: {{.letter}}"),
    ):
        assert old in chapter
        chapter = chapter.replace(old, new, 1)
    files["chapters/01-anfang.md"] = chapter
    more = [f"chapters/mehr-{number}.md" for number in range(4)]  # printers bind 24 pages at least
    files |= {name: f"---\nid: mehr-{n}\n---\n\n# Mehr {{#mehr-{n}}}\n\nText.\n" for n, name in enumerate(more)}
    listed = "    - chapters/02-weiter.md\n"
    files["book.yaml"] = str(files["book.yaml"]).replace(listed, listed + "".join(f"    - {name}\n" for name in more))
    files["sources.yaml"] = str(files["sources.yaml"]) + '    custom:\n      verified: "Redaktion, 2026-01-01"\n'
    for old, new in changes:
        where = [name for name, text in files.items() if isinstance(text, str) and old in text]
        assert where, f"nothing to change: {old}"
        files[where[0]] = str(files[where[0]]).replace(old, new, 1)
    return files
