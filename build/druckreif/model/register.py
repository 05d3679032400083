"""register.yaml as frozen pydantic models: persons and places, the words that mean them, and what is said of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from .collate import collate_name, collate_sub
from .record import Record, Slug, Words


class Context(Record):
    """Where a form means an entry: every key that is given must hold, and of its words one."""

    before: tuple[Words, ...] = Field((), description="Words right before the form: [in, nach]")
    after: tuple[Words, ...] = Field((), description='Words right after it, with their punctuation: ["an der Saale"]')
    near: tuple[Words, ...] = Field((), description="Words anywhere in the same paragraph, inflected or not")
    chapters: tuple[Slug, ...] = Field((), description="Ids of the chapters")


class Form(Record):
    """A form with a rule, for names that mean several persons or places."""

    form: Words = Field(description="The words in the text")
    when: Context | None = Field(None, description="It means this entry only here")
    unless: Context | None = Field(None, description="It means this entry, but not here")

    @property
    def rank(self) -> int:
        """How much a rule says: where two entries hold, the higher one is meant."""
        return 2 if self.when else 1 if self.unless else 0


Forms = tuple[Words | Form, ...]


def with_rules(*forms: str | Form) -> tuple[Form, ...]:
    """Every form as a record; one without rule holds everywhere."""
    return tuple(form if isinstance(form, Form) else Form(form=form, when=None, unless=None) for form in forms)


def said(headword: str, forms: Forms) -> tuple[Form, ...]:
    """Headword and forms with their rules; a form of the same words gives the headword its rule."""
    found = with_rules(*forms)
    own = () if any(form.form == headword for form in found) else with_rules(headword)
    return (*own, *found)


class Sub(Record):
    """A sub-entry: places of an entry under a heading of their own. Its places do not stand under the entry too."""

    id: Slug
    name: Words = Field(description="What is printed below the headword")
    forms: Forms = Field((), description="Words that mean it by themselves: Lenins Krankheit")
    when: Context | None = Field(None, description="Places of the entry that belong here")


class Entry(Record):
    """A register entry: a person or a place, with the forms under which it stands in the text."""

    id: Slug
    kind: Literal["person", "place"]
    headword: Words
    dates: str = Field("", description="Dates of life: 1879–1960, geb. 1931, † 1918, um 1870–nach 1937")
    identification: str = Field("", description="Who or what it is, in a line")
    forms: Forms = ()
    sub: tuple[Sub, ...] = Field((), description="Sub-entries")
    see: Slug | Literal[""] = Field("", description="Id of the entry that has the places")
    see_also: tuple[Slug, ...] = Field((), description="Ids of entries to be looked up too")
    note: str = Field("", description="For the editor; never printed")

    @property
    def said(self) -> tuple[Form, ...]:
        """Headword and forms with their rules."""
        return said(self.headword, self.forms)

    @property
    def all_said(self) -> tuple[Form, ...]:
        """The forms of the entry and of its sub-entries."""
        return (*self.said, *(form for sub in self.sub for form in with_rules(*sub.forms)))

    def sub_entry(self, id: str) -> Sub | None:
        """The sub-entry of this id."""
        return next((sub for sub in self.sub if sub.id == id), None)


class Register(Record):
    """register.yaml"""

    entries: tuple[Entry, ...]


def sorted_entries(entries: Mapping[str, Entry]) -> list[Entry]:
    """Entries as the register lists them."""
    return sorted(entries.values(), key=lambda entry: (collate_name(entry.headword), entry.id))


def sorted_subs(entry: Entry) -> list[Sub]:
    """Sub-entries as the register lists them."""
    return sorted(entry.sub, key=lambda sub: (collate_sub(sub.name), sub.id))
