"""The JSON Schemas of the sources, made from the same models that validate them."""

from __future__ import annotations

import json

from pydantic import BaseModel

from ..model.meta import BookConfig, FrontMatter, Glossary, Sources
from ..model.profile import Profile
from ..model.register import Register

MODELS: dict[str, type[BaseModel]] = {
    "book": BookConfig,
    "glossary": Glossary,
    "sources": Sources,
    "register": Register,
    "front-matter": FrontMatter,
    "profile": Profile,
}


def schema_text(name: str) -> str:
    """One schema as published in `schemas/NAME.json` (JSON Schema 2020-12). Raises KeyError."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **MODELS[name].model_json_schema(by_alias=True)}
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
