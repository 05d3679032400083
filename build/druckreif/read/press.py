"""The profiles that a book's printed editions go by: those that come with druckreif, or the book's own in `profiles/`.

What cannot be had of a service (paper, ink, binding, trim) is found here; figures that nobody states are found when needed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..base.finding import Finding, Severity, nearest
from ..base.memo import Rounds
from ..base.shelf import OutsideShelf, Shelf, TooLarge
from ..base.span import Span
from ..base.stock import stock
from ..model.meta import BookConfig
from ..model.press import TRIMS, Order
from ..model.profile import Pair, Profile
from ..model.terms import Terms, size_of
from .config import validate
from .yaml_text import YamlText, read_yaml

FOLDER = "profiles"


def profile_names() -> list[str]:
    """The services that druckreif knows."""
    return sorted(path.stem for path in stock(FOLDER).glob("*.yaml"))


def read_profile(name: str, shelf: Shelf | None = None) -> tuple[Profile | None, list[Finding]]:
    """A profile by its id; the book's own goes before that of druckreif. None with no finding if there is neither."""
    source = f"{FOLDER}/{name}.yaml"
    try:
        text = shelf.text(source) if shelf and shelf.has(source) else stock(source).read_text("utf-8")
    except (FileNotFoundError, OutsideShelf, TooLarge):
        return None, []
    except UnicodeDecodeError:
        return None, [Finding(Span(source, 1, 1), "encoding", "not UTF-8 text", "save it as UTF-8")]
    return PROFILES.get((source, text), lambda: _profile(text, source))


PROFILES: Rounds[tuple[str, str], tuple[Profile | None, list[Finding]]] = Rounds()
"""The profiles that the last book goes by."""


def _profile(text: str, source: str) -> tuple[Profile | None, list[Finding]]:
    doc = read_yaml(text, source)
    profile, findings = validate(Profile, doc, source)
    return (None if findings else profile), findings


def read_profiles(config: BookConfig, shelf: Shelf, doc: YamlText) -> tuple[Mapping[str, Profile], list[Finding]]:
    """The profile of each order of the block `press`, and what is wrong with the orders."""
    found: dict[str, Profile] = {}
    findings: list[Finding] = []
    own = TRIMS[config.editions.print.trim]
    for index, order in enumerate(config.press.services):
        profile, faults = read_profile(order.service, shelf)
        findings += faults
        place = ("press", "services", index)
        if profile is not None:
            found[order.service] = profile
            findings += (
                Finding(doc.span((*place, key), "book.yaml"), rule, message, hint, severity)
                for key, rule, message, hint, severity in _faults(profile, order, own)
            )
        elif not faults:
            hint = nearest(order.service, profile_names()) or "use one of: " + ", ".join(profile_names())
            span = doc.span((*place, "service"), "book.yaml")
            findings.append(Finding(span, "press-service", f'no profile "{order.service}"', hint))
    return found, findings


Fault = tuple[str, str, str, str, Severity]


def _faults(profile: Profile, order: Order, own: Pair) -> Iterator[Fault]:
    """What the service does not offer: key of the order, rule, message, hint, severity."""
    error, hint = Severity.ERROR, Severity.HINT
    terms = Terms.of(profile, order, own)
    papers = [paper.id for paper in profile.papers]
    if papers and terms.paper is None:
        message = f'{profile.name} has no paper "{order.paper}"' if order.paper else f"no paper is chosen for {profile.name}"
        yield "paper", "press-paper", message, nearest(order.paper, papers) or "use one of: " + ", ".join(papers), error
    elif terms.paper and order.ink not in terms.paper.inks:
        inks = " and ".join(terms.paper.inks)
        others = [paper.id for paper in profile.papers if order.ink in paper.inks]
        advice = f"choose one of: {', '.join(others)}" if others else "choose another ink"
        yield "ink", "press-ink", f"{terms.paper.name} is printed in {inks}, not in {order.ink}", advice, error
    if order.binding not in profile.bindings:
        yield ("binding", "press-binding", f"{profile.name} makes no {order.binding}",
               f"use {' or '.join(profile.bindings)}, or another service", error)  # fmt: skip
    wide, high = size_of(order.trim) or own
    if not terms.is_offered:
        sizes = [size for sizes in profile.trims for size in sizes.mm]
        sizes.sort(key=lambda size: abs(size[0] - wide) + abs(size[1] - high))
        near = ", ".join(f"{w:.4g} x {h:.4g} mm" for w, h in sizes[:3])
        yield "trim", "press-trim", f"{profile.name} offers no {wide:.4g} x {high:.4g} mm", f"nearest are {near}", error
    elif terms.offered is not None and not terms.offered.verified:
        message = f"that {profile.name} makes {wide:.4g} x {high:.4g} mm was not verified ({profile.cite(terms.offered)})"
        yield "trim", "press-unverified", message, "make sure of it in the order form of the service", hint
