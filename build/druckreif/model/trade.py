"""What the book trade and the law ask for beyond the book itself: prices, audience, texts for shops, the imprint page."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, field_validator

from .record import Country, Currency, Record, Region, WebAddress, Words


def _mod_11_2(value: str) -> str:
    """The check character of an ISNI or ORCID (ISO 7064, MOD 11-2) for its first 15 digits."""
    total = 0
    for digit in value[:15]:
        total = (total + int(digit)) * 2
    rest = (12 - total % 11) % 11
    return "X" if rest == 10 else str(rest)


class PersonIds(Record):
    """Numbers under which a person or body is known."""

    gnd: str = Field(default="", pattern=r"^(\d[\d-]*[\dX])?$", description="Number in the Gemeinsame Normdatei")
    isni: str = Field(default="", description="16 digits, with or without spaces")
    orcid: str = Field(default="", description="0000-0002-1825-0097")

    @field_validator("gnd", mode="before")
    @classmethod
    def _digits(cls, value: object) -> object:
        return str(value) if isinstance(value, int) else value

    @field_validator("isni", "orcid")
    @classmethod
    def _checked(cls, value: str) -> str:
        digits = re.sub(r"[ -]", "", value)
        if value and not re.fullmatch(r"\d{15}[\dX]", digits):
            raise ValueError("16 digits, of which the last may be X")
        if value and _mod_11_2(digits) != digits[15]:
            raise ValueError(f"the last character should be {_mod_11_2(digits)}")
        return value


_CODES = {
    "thema": (r"([A-Y][A-Z0-9]*|[1-6][A-Z][A-Z0-9]*)(-[A-Z0-9]{1,3}){0,4}", "NHD, or 3MPBF for a qualifier"),
    "bisac": (r"[A-Z]{3}\d{6}", "HIS032000"),
    "wgs": (r"[1-9]\d{3}", "1558"),
}
"""The form of a code by scheme, with an example."""


def check_subject(scheme: str, code: str) -> None:
    """Raises ValueError for a code that no subject of the scheme can have."""
    if bool(scheme) != bool(code):
        raise ValueError("scheme and code stand together")
    form, example = _CODES.get(scheme, ("", ""))
    if scheme and not re.fullmatch(form, code):
        raise ValueError(f'"{code}" is no code of {scheme}; such a one is {example}')


class Price(Record):
    """What an edition costs in some countries, taxes included."""

    edition: Literal["epub", "print"]
    amount: str = Field(description="Final price with taxes: 19.90")
    currency: Currency = Field(description="Three letters: EUR")
    countries: tuple[Country, ...] = Field(min_length=1, description="Where it is the price: DE, AT")
    kind: Literal["fixed", "recommended"] = Field(
        default="fixed", description="fixed where the law binds prices (Germany, Austria), else recommended"
    )
    tax_percent: str = Field(default="", description="Rate of the value-added tax in it: 7")
    tax_rate: Literal["", "reduced", "standard", "zero"] = ""

    @field_validator("amount", "tax_percent", mode="before")
    @classmethod
    def _number(cls, value: object) -> object:
        return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value

    @field_validator("amount")
    @classmethod
    def _amount(cls, value: str) -> str:
        if not re.fullmatch(r"\d{1,6}([.]\d{1,2})?", value):
            raise ValueError("a price is written as 19.90, with a point and at most two decimals")
        return f"{Decimal(value):.2f}"

    @field_validator("tax_percent")
    @classmethod
    def _percent(cls, value: str) -> str:
        try:
            if value and not 0 <= Decimal(value) < 100:
                raise ValueError("a rate of tax is a number such as 7")
        except InvalidOperation:
            raise ValueError("a rate of tax is a number such as 7") from None
        return value


class Trade(Record):
    """What shops and catalogues are told beyond the title page."""

    blurb: str = Field(default="", description="Text for shops and the back cover; the description if left out")
    short: Annotated[str, StringConstraints(max_length=350)] = Field(
        default="", description="The same in 350 characters at most"
    )
    keywords: tuple[Words, ...] = Field(default=(), description="What readers search for; subjects without a code count too")
    audience: Literal["", "general", "children", "teenage", "students", "professional"] = ""
    status: Literal["forthcoming", "active"] = Field(
        default="forthcoming", description="active as soon as the book can be bought"
    )
    rights: Literal["", "exclusive", "non-exclusive"] = Field(
        default="", description="The right to sell: non-exclusive by itself for a Creative Commons licence"
    )
    territory: tuple[Region, ...] = Field(
        default=("WORLD",), min_length=1, description="Where it may be sold: WORLD, or DE, AT, CH"
    )
    prices: tuple[Price, ...] = ()
    language_of_original: str = Field(default="", pattern=r"^([a-z]{2,3})?$", description="Of a translation: ru")
    url: WebAddress = Field(default="", description="Page of the book")


class Imprint(Record):
    """What the imprint page says beyond title, rights, publisher and numbers; a line that is left out is not printed."""

    printer: str = Field(default="", description="Name and address of who prints the book, as several German press laws ask")
    printers: dict[str, str] = Field(
        default_factory=dict, description="The same for one service, by its name: bod, kdp ...; empty for no such line"
    )
    national_library: bool = Field(default=False, description="The note that the Deutsche Nationalbibliothek lists the book")
    responsible: str = Field(default="", description="Who answers for the content: name and address")
    credits: tuple[Words, ...] = Field(default=(), description="Further lines: cover, editing, pictures")
    accessibility: bool = Field(default=True, description="The statement on accessibility, in the EPUB")
