"""What all records of YAML files share."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$")]
Words = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]


def _key(name: str) -> str:
    return name.rstrip("_").replace("_", "-")


class Record(BaseModel):
    """What all records share: frozen, no unknown keys, hyphens in YAML."""

    model_config = ConfigDict(frozen=True, extra="forbid", alias_generator=_key, populate_by_name=True)
