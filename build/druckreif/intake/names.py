"""Proposals for glossary and register: notes that explain a term or a person, and full names that come again and again."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from ..base.stock import stock
from ..read.lines import slug_of
from .draft import Draft, Guess
from .inline import plain
from .rewrite import inlines_of

_TERM = re.compile(
    r"(?P<term>[^\W\d_][\w’'/-]*(?: [\w’'/-]+){0,3})(?:\s*\([^()]{1,60}\))?\s*(?::|–|—|=) +(?P<said>[^\W\d_].{15,600})",
    re.DOTALL,
)
_YEARS = r"(?P<dates>(?:\* ?)?\d{4}\s?[–-]\s?\d{4}|(?:geb\.|born|\*) ?\d{4}|(?:gest\.|died|†) ?\d{4})"
_NAME = r"[^\W\d_a-zäöüßéèáàóòçñ][\w’'.-]*"
_PERSON = re.compile(rf"(?P<name>{_NAME}(?: (?:von|van|de|der|{_NAME})){{1,4}})\s*\({_YEARS}\)(?P<said>[^\n]{{0,300}})")
_MIDDLE = r"(?: [^\W\d_a-z]\w+(?:witsch|wna|vich|vna)| [^\W\d_a-z]\.)?"
_FULL = re.compile(rf"(?<![\w’'-])(?P<given>[^\W\d_a-z]\w+){_MIDDLE} (?P<family>(?:von |van |de )?{_NAME})")
_WORKS = re.compile(r"\b(?:S|Bd|Nr|pp?|vol|Hrsg|hg|ed)\. ?\d|\b(?:vgl|siehe|see|cf|ebd|ibid)\b", re.IGNORECASE)
_MOST = 300
"""Entries of a kind that are proposed."""


@cache
def given_names() -> frozenset[str]:
    """First names by which a full name is known: common ones of Europe and Russia, in German and English spelling."""
    return frozenset(stock("data/intake/given-names.txt").read_text("utf-8").split())


@dataclass(frozen=True, slots=True)
class TermFound:
    """A likely glossary entry."""

    id: str
    term: str
    forms: tuple[str, ...]
    definition: str


@dataclass(frozen=True, slots=True)
class PersonFound:
    """A likely register entry."""

    id: str
    headword: str
    forms: tuple[str, ...]
    dates: str = ""
    identification: str = ""


def find_names(draft: Draft) -> tuple[list[TermFound], list[PersonFound], list[Guess]]:
    """Terms and persons, in the order of the text, and why."""
    body = "\n".join(plain(text) for piece in draft.pieces for text in inlines_of(piece) if piece.kind != "heading")
    found = Counter(re.findall(r"[^\W\d_][\w’'-]*", body))
    order = sorted(found)
    terms: dict[str, TermFound] = {}
    persons: dict[str, PersonFound] = {}
    guesses: list[Guess] = []
    for note in draft.notes.values():
        text = " ".join(plain(text) for piece in note.pieces for text in inlines_of(piece)).strip()
        if match := _PERSON.match(text):
            if person := _person(match["name"], _dates(match["dates"]), _said(match["said"]), found):
                persons.setdefault(person.id, person)
                words = f"note {note.name} explains {match['name']}: an entry of register.yaml"
                guesses.append(Guess("person", 0.2, note.place, words))
            continue
        match = _TERM.match(text)
        if not match or len(terms) >= _MOST or _WORKS.search(match["term"] + match["said"][:80]):
            continue
        if term := _term(match["term"], match["said"], found, order):
            terms.setdefault(term.id, term)
            words = f"note {note.name} explains “{term.term}”: an entry of glossary.yaml; the note stays"
            guesses.append(Guess("glossary term", 0.3, note.place, words))
    for person, place_guess in _full_names(draft, found, persons):
        persons[person.id] = person
        guesses.append(place_guess)
    return list(terms.values()), list(_without_shared(persons)), guesses


def explains(text: str) -> bool:
    """Whether a note explains a term or a person, and names no source."""
    match = _TERM.match(text.strip())
    is_term = bool(match and not _is_clause(match["term"].split()) and not _WORKS.search(match["term"] + match["said"][:80]))
    return is_term or bool(_PERSON.match(text.strip()))


def _term(term: str, said: str, found: Mapping[str, int], order: Sequence[str]) -> TermFound | None:
    words = term.split()
    if not term[0].isupper() or len(term) > 50 or _is_clause(words):
        return None
    if len(words) == 1:
        longest = len(term) + 3
        forms = [word for word in _beginning_with(term, order) if len(word) <= longest][:8]
    else:
        forms = [term] if all(found.get(word) for word in re.findall(r"[^\W\d_][\w’'-]*", term)) else []
    if not forms:
        return None
    definition = said.strip()
    return TermFound(slug_of(term), term, tuple(forms[:8]), definition[0].upper() + definition[1:])


def _beginning_with(stem: str, order: Sequence[str]) -> Iterator[str]:
    """The words of the text that begin with a stem."""
    for word in order[bisect_left(order, stem) :]:
        if not word.startswith(stem):
            return
        yield word


def _is_clause(words: list[str]) -> bool:
    return any(
        word.lower()
        in ("ist", "war", "is", "was", "siehe", "vgl", "vgl.", "see", "cf", "dazu", "so", "im", "zit", "nach", "hier")
        for word in words
    )


def _person(name: str, dates: str, said: str, found: Mapping[str, int]) -> PersonFound | None:
    parts = name.split()
    cut = next((at for at, part in enumerate(parts) if at and part in ("von", "van", "de", "der")), len(parts) - 1)
    given, family = " ".join(parts[:cut]), " ".join(parts[cut:])
    key = parts[-1]
    if len(key) < 3 or not any(found.get(key + ending) for ending in ("", "s", "’s", "'s")):
        return None
    forms = tuple(dict.fromkeys((key, *((family,) if family != key else ()))))
    return PersonFound(slug_of(f"{family} {given}"), f"{family}, {given}", forms, dates, said)


def _full_names(
    draft: Draft, words: Mapping[str, int], known: Mapping[str, PersonFound]
) -> Iterable[tuple[PersonFound, Guess]]:
    """Names with a known first name that the text gives in full, and whose family name comes at least three times."""
    families: dict[str, Counter[str]] = {}
    first: dict[str, int] = {}
    given = given_names()
    for number, piece in enumerate(draft.pieces):
        if piece.kind == "heading":
            continue
        for text in inlines_of(piece):
            for match in _FULL.finditer(plain(text)):
                if match["given"] in given and match["family"] not in given:
                    family = match["family"].rstrip(".")
                    if _is_genitive(family, words):
                        family = re.sub(r"[’']?s$", "", family)
                    families.setdefault(family, Counter())[match[0][: match.start("family") - match.start()].strip()] += 1
                    first.setdefault(family, number)
    taken = {form for person in known.values() for form in person.forms}
    count = 0
    for family, names in families.items():
        key = family.split()[-1]
        times = sum(words.get(key + ending, 0) for ending in ("", "s", "’s"))
        if key in taken or times < 3 or len(key) < 3 or words.get(key.lower()) or count >= _MOST:
            continue
        count += 1
        name = names.most_common(1)[0][0]
        person = PersonFound(slug_of(f"{family} {name}"), f"{family}, {name}", (key,))
        place = draft.pieces[first[family]].place
        yield person, Guess("person", 0.35, place, f"{name} {family} is named {times} times: an entry of register.yaml")


def _is_genitive(family: str, found: Mapping[str, int]) -> bool:
    base = re.sub(r"[’']?s$", "", family).split(" ")[-1]
    return family.endswith("s") and bool(found.get(base))


def _without_shared(persons: Mapping[str, PersonFound]) -> Iterable[PersonFound]:
    """Persons of one family name are known by their full names only."""
    shared = Counter(form for person in persons.values() for form in person.forms)
    for person in persons.values():
        if any(shared[form] > 1 for form in person.forms):
            family, _, given = person.headword.partition(", ")
            yield PersonFound(person.id, person.headword, (f"{given} {family}",), person.dates, person.identification)
        else:
            yield person


def _dates(text: str) -> str:
    return (
        re.sub(r"^\* ?(?=\d{4}[–-])", "", re.sub(r"\s?[–-]\s?", "–", text))
        .replace("born ", "geb. ")
        .replace("* ", "geb. ")
        .replace("died ", "† ")
        .replace("gest. ", "† ")
    )


def _said(text: str) -> str:
    said = re.split(r"(?<=\w{3})[.;](?:\s|$)", text.strip(" ,:–—-"))[0].strip(" ,.")
    return said[0].upper() + said[1:] if 3 < len(said) <= 160 else ""
