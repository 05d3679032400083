"""Dates of life as they are written in a register: 1879–1960, geb. 1931, † 1918, um 1870–nach 1937."""

from __future__ import annotations

import re

OLDEST = 120
"""An age in years that nobody exceeds."""

_ABOUT = r"(?:(?:um|ca\.|etwa|vor|nach|c\.|about|before|after)[ \u00a0])?"
_DAY = r"(?:\d{1,2}\.?[ \u00a0](?:\d{1,2}\.|[A-Za-zäÄ]+)[ \u00a0])?"
_BC = r"[ \u00a0](?:v\.[ \u00a0\u202f]?Chr\.|BC)"


def _year(name: str) -> str:
    return rf"{_ABOUT}{_DAY}(?P<{name}>\d{{2,4}})(?P<{name}_bc>{_BC})?\??"


_BORN = rf"(?:geb\.|b\.|born|\*)[ \u00a0]?{_year('b')}"
_DIED = rf"(?:gest\.|†|d\.|died)[ \u00a0]?{_year('d')}"
_LIFE = re.compile(rf"{_year('born')} ?– ?{_year('died')}|{_BORN}|{_DIED}")


def life(dates: str) -> tuple[int | None, int | None] | None:
    """Years of birth and death as far as they are given, negative before Christ; None for what cannot be read."""
    match = _LIFE.fullmatch(dates.strip())
    if match is None:
        return None

    before_christ = {name for name in ("born", "died", "b", "d") if match[f"{name}_bc"]}
    if "died" in before_christ:
        before_christ.add("born")  # 100–44 v. Chr.
    given = {name: int(match[name]) for name in ("born", "died", "b", "d") if match[name]}
    years = {name: -year if name in before_christ else year for name, year in given.items()}
    return years.get("born", years.get("b")), years.get("died", years.get("d"))
