"""life-dates: dates of a register entry that cannot be, or cannot be read.

Why: a slip in a date is believed once it is printed; and dates at a place, or at an entry that only leads on, are never
printed where a reader looks for them.
Instead: write 1879–1960, geb. 1931, † 1918, um 1870–nach 1937 (English: b. 1931, d. 1918, c. 1870–after 1937), with a dash;
give dates to persons only, and to the entry that has the places.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..base.finding import Finding
from ..base.span import Span
from ..model.book import Book
from ..model.life import OLDEST, life
from ..model.register import Entry

RULE = "life-dates"


def check(book: Book) -> Iterator[Finding]:
    """One finding for each entry whose dates make no sense."""
    for entry in book.entries.values():
        if entry.dates and (wrong := _wrong(entry, book.config.date.year)):
            span = book.places.get(f"register.yaml#{entry.id}.dates", Span("register.yaml", 1, 1))
            yield Finding(span, RULE, *wrong)


def _wrong(entry: Entry, year: int) -> tuple[str, str] | None:
    """Message and hint, or None."""
    dates = entry.dates
    if entry.see:
        return f'"{entry.headword}" only leads on, and has dates', f'give them to "{entry.see}"'
    if entry.kind == "place":
        return f'"{entry.headword}" is a place, and has dates of life', "put them into its identification"
    found = life(dates)
    if found is None:
        return f'"{dates}" cannot be read as dates of life', "write 1879–1960, geb. 1931 or † 1918"
    born, died = found
    if born and died and died < born:
        return f"{entry.headword} dies {born - died} years before being born", "correct a date"
    if born and died and died - born > OLDEST:
        return f"{entry.headword} grows {died - born} years old", "correct a date"
    if max(born or 0, died or 0) > year:
        return f"{dates} is after the date of the book", "correct a date, or the date in book.yaml"
    if born and not died and year - born > OLDEST:
        return f"{entry.headword} would be {year - born} years old", "add the year of death, or nach 1937 if it is not known"
    return None
