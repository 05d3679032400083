"""entry-ambiguous: a name that means two entries of the register.

Why: the register would lead to the town where the text speaks of the man.
Instead: give one of the forms a rule in register.yaml: {form: Gorki, when: {before: [in, nach]}}, {form: Engels, unless:
{near: [Wolga]}}; or mark the place: [Gorki]{.index key=gorki-ort}
"""

from __future__ import annotations

from collections.abc import Iterator

from ..base.finding import Finding
from ..base.memo import kept_with
from ..base.span import Span
from ..model.book import Book, Division
from ..model.marking import names_of, names_seen
from ..model.names import Name, Names, Sense

RULE = "entry-ambiguous"


def check(book: Book) -> Iterator[Finding]:
    """Forms of two entries without any rule, and places where the rules of two entries hold."""
    names = names_of(book)
    told: set[tuple[str, str]] = set()
    for form, senses in names.senses.items():
        plain = [sense for sense in senses if not sense.rule.rank]
        for other in plain[1:]:
            pair = (_heading(plain[0]), _heading(other))
            if pair[0] != pair[1] and pair not in told:
                told.add(pair)
                first, second = _place(book, plain[0]), _place(book, other)
                yield Finding(second, RULE, f'"{form}" is a form of "{pair[0]}" too, at {first}', "give one of them a rule")
    for name, span in (doubt for division in book.divisions for doubt in _doubtful(division, names)):
        for rival in name.rivals:
            if name.sense.rule.rank:
                one, other_one = (f'"{_heading(sense)}" ({_place(book, sense)})' for sense in (name.sense, rival))
                message = f'here "{name.sense.rule.form}" means {one} and {other_one}'
                yield Finding(span, RULE, message, "mark the place: [words]{.index key=id}, or make the rules stricter")


@kept_with
def _doubtful(division: Division, names: Names) -> tuple[tuple[Name, Span], ...]:
    """The names of a division that could mean something else as well."""
    return tuple((name, span) for name, span in names_seen(division, names) if name.rivals)


def _heading(sense: Sense) -> str:
    return f"{sense.entry}/{sense.sub}" if sense.sub else sense.entry


def _place(book: Book, sense: Sense) -> Span:
    """Where a form stands in register.yaml."""
    key, entry = f"register.yaml#{sense.entry}", book.entries[sense.entry]
    base, forms = key, entry.forms
    if sense.sub:
        index = next(index for index, sub in enumerate(entry.sub) if sub.id == sense.sub)
        base, forms = f"{key}.sub.{index}", entry.sub[index].forms
    for index, form in enumerate(forms):
        if form in (sense.rule, sense.rule.form):
            return book.places.get(f"{base}.forms.{index}", Span("register.yaml", 1, 1))
    return book.places.get(f"{key}.headword", Span("register.yaml", 1, 1))
