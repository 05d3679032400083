"""What all records of the YAML files share, and the kinds of values that stand in more than one of them."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

PLACEHOLDER = re.compile(r"^\{[a-z][a-z_]*\}$")
"""A value that is still to be filled in, such as {isbn_print}; only the release check refuses it."""

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$", max_length=100)]
Words = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Short = Annotated[str, StringConstraints(min_length=1, max_length=500, strip_whitespace=True)]
"""What stands on a title page: the longest titles of the baroque have some 400 characters."""
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
WebAddress = Annotated[str, StringConstraints(pattern=r"^(https?://\S+)?$")]


def is_placeholder(value: str) -> bool:
    """Whether a value is still to be filled in."""
    return bool(PLACEHOLDER.match(value))


def is_known(value: str) -> bool:
    """Whether a value is there and is no placeholder."""
    return bool(value) and not is_placeholder(value)


def _key(name: str) -> str:
    return name.rstrip("_").replace("_", "-")


class Record(BaseModel):
    """What all records share: frozen, no unknown keys, hyphens in YAML."""

    model_config = ConfigDict(frozen=True, extra="forbid", alias_generator=_key, populate_by_name=True)


def check_isbn(value: str) -> str:
    """An ISBN-13 without hyphens. Raises ValueError for a wrong length, prefix or check digit (ISO 2108)."""
    digits = value.replace("-", "").replace(" ", "")
    if not re.fullmatch(r"97[89]\d{10}", digits):
        raise ValueError("an ISBN has 13 digits and begins with 978 or 979")
    total = sum(int(d) * (3 if i % 2 else 1) for i, d in enumerate(digits[:12]))
    expected = (10 - total % 10) % 10
    if expected != int(digits[12]):
        raise ValueError(f"the check digit should be {expected}")
    return digits


_COUNTRIES = (
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ "
    "CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO "
    "FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE "
    "JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO "
    "MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW "
    "PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM "
    "TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW"
)
COUNTRIES = frozenset(_COUNTRIES.split())
"""ISO 3166-1 alpha-2, as in the public-domain table of the time zone database."""

_CURRENCIES = (
    "AED ARS AUD BRL CAD CHF CLP CNY COP CZK DKK EGP EUR GBP GEL HKD HUF IDR ILS INR ISK JPY KRW KZT MAD MDL MXN "
    "MYR NGN NOK NZD PEN PHP PKR PLN RON RSD RUB SAR SEK SGD THB TND TRY TWD UAH USD UYU VND ZAR"
)
CURRENCIES = frozenset(_CURRENCIES.split())
"""Codes of ISO 4217 in which books are sold."""


def _country(value: str) -> str:
    if value not in COUNTRIES:
        raise ValueError("a country is named by its two letters, such as DE, AT or CH (ISO 3166-1)")
    return value


def _region(value: str) -> str:
    return value if value == "WORLD" else _country(value)


def _currency(value: str) -> str:
    if value not in CURRENCIES:
        raise ValueError("a currency is named by its three letters, such as EUR or CHF (ISO 4217)")
    return value


Country = Annotated[str, AfterValidator(_country)]
Region = Annotated[str, AfterValidator(_region)]
Currency = Annotated[str, AfterValidator(_currency)]
