"""ONIX messages against EDItEUR's schemas, which onixcheck brings along: nothing is fetched."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import cache
from importlib.util import find_spec
from typing import Any

from lxml import etree

from ..base.finding import Finding
from ..base.span import Span
from ..base.tool import MissingTool
from ..model.record import check_isbn

PARSER = etree.XMLParser(resolve_entities=False, no_network=True)
KINDS = ("xsd", "rng")
"""Both forms of the schema: each finds what the other lets pass."""


def verify_onix(name: str, data: bytes) -> list[Finding]:
    """What the schemas of its version find in a message, named `name` in the report. Raises MissingTool."""
    if find_spec("onixcheck") is None:
        raise MissingTool("onixcheck is missing, which holds the schemas of ONIX: pip install 'druckreif[verify]'")
    from onixcheck.exeptions import OnixError
    from onixcheck.models import OnixMeta

    try:
        tree = etree.ElementTree(etree.fromstring(data, PARSER))
        meta = OnixMeta.from_tree(tree)
        files = {kind: meta.get_schema_file(kind) for kind in KINDS}
    except (etree.XMLSyntaxError, OnixError, AttributeError) as error:
        return [Finding(Span(name), "onix", f"not readable: {error}", "build it anew: druckreif release")]
    found = set()
    for kind in KINDS:
        schema = _schema(kind, files[kind])
        schema.validate(tree)
        for entry in schema.error_log:
            message = entry.message.replace(f"{{{tree.getroot().nsmap.get(None)}}}", "")
            found.add(Finding(Span(name, entry.line, max(entry.column, 1)), "onix", message, f"schema: {kind.upper()}"))
    for line, message in _values(tree.getroot()):
        found.add(Finding(Span(name, line, 1), "onix", message, "the schemas let it pass, the trade does not"))
    return sorted(found)


def _values(root: etree._Element) -> Iterator[tuple[int, str]]:
    """Numbers and dates that are none, with their lines: to the schemas they are any text."""
    for number in root.iterfind(".//{*}ProductIdentifier"):
        if number.findtext("{*}ProductIDType") in ("03", "15"):
            value = number.findtext("{*}IDValue") or ""
            try:
                if check_isbn(value) != value:
                    yield _line(number), f"{value}: 13 digits without hyphens are asked for"
            except ValueError as error:
                yield _line(number), f"{value}: {error}"
    for day in root.iterfind(".//{*}Date[@dateformat='00']"):
        try:
            datetime.strptime(day.text or "", "%Y%m%d")
        except ValueError:
            yield _line(day), f"{day.text} is not a date of the form 20260131"


def _line(element: etree._Element) -> int:
    return int(str(element.sourceline or 0))


@cache
def _schema(kind: str, file: str) -> Any:
    return etree.XMLSchema(file=file) if kind == "xsd" else etree.RelaxNG(file=file)
