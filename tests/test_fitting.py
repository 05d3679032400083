"""Profiles of printers as data, and the fixed point of pages, inner margin, blank pages and spine through each of them."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from druckreif.base.finding import Finding, Severity
from druckreif.base.shelf import Shelf
from druckreif.model.fitting import fit
from druckreif.model.press import Order
from druckreif.model.profile import Profile, figures
from druckreif.model.terms import Terms
from druckreif.read import read_book
from druckreif.read.press import profile_names, read_profile
from hypothesis import given, settings
from hypothesis import strategies as st
from test_spec import BOOK

FOLDER = Path(__file__).parents[1] / "build/druckreif/profiles"
NAMES = profile_names()
COUNTS = (24, 80, 151, 301, 500, 800)
A5 = (148.0, 210.0)
INCH = 25.4


def profile_of(name: str) -> Profile:
    profile, findings = read_profile(name)
    assert profile is not None and not findings
    return profile


def terms_of(name: str, **order: Any) -> Terms:
    profile = profile_of(name)
    paper = profile.papers[0].id if profile.papers else ""
    usual = {"service": name, "paper": paper, "binding": profile.bindings[0]}
    return Terms.of(profile, Order.model_validate(usual | order), A5)


def raw(name: str) -> Any:
    """A profile as PyYAML gives it."""
    return yaml.safe_load((FOLDER / f"{name}.yaml").read_text("utf-8"))


# ---- the data ----


def test_the_services_are_known() -> None:
    assert NAMES == ["bod", "epubli", "ingramspark", "kdp-hardcover", "kdp-paperback", "lulu", "offset", "tredition"]


@pytest.mark.parametrize("name", NAMES)
def test_every_figure_has_a_source_with_a_date_or_is_null(name: str) -> None:
    profile = profile_of(name)
    stated = [(path, figure) for path, figure in figures(profile) if figure.value is not None]
    assert stated and raw(name)["id"] == name
    for path, figure in stated:
        assert figure.source, path
        for key in figure.source:
            assert isinstance(profile.sources[key].date, datetime.date) and profile.sources[key].title, path


@pytest.mark.parametrize("name", NAMES)
def test_nothing_rests_on_memory_or_on_sources_that_disagree_alone(name: str) -> None:
    kinds = {"memory", "none", "unknown", "conflict"}
    for path, figure in figures(profile_of(name)):
        if figure.value is not None and figure.verified:
            assert not kinds & {profile_of(name).sources[key].kind for key in figure.source}, path


@pytest.mark.parametrize(
    "name, pages, inside, spine",
    [
        ("kdp-paperback", 24, 0.375, 24 * 0.0025),
        ("kdp-paperback", 80, 0.375, 80 * 0.0025),
        ("kdp-paperback", 152, 0.5, 152 * 0.0025),
        ("kdp-paperback", 302, 0.625, 302 * 0.0025),
        ("kdp-paperback", 500, 0.625, 500 * 0.0025),
        ("kdp-paperback", 800, 0.875, 800 * 0.0025),
        ("kdp-hardcover", 302, 0.625, None),
        ("ingramspark", 302, 0.5, None),
        ("lulu", 302, 0.7, 302 / 444 + 0.06),
        ("bod", 302, None, None),
        ("epubli", 302, None, None),
        ("tredition", 302, None, None),
        ("offset", 304, None, None),
    ],
)
def test_margins_and_spines_are_those_of_the_figures(
    name: str, pages: int, inside: float | None, spine: float | None
) -> None:
    terms = terms_of(name)
    assert terms.inside(pages) == (None if inside is None else pytest.approx(inside * INCH, abs=1e-9))
    assert terms.spine(pages) == (None if spine is None else pytest.approx(spine * INCH, abs=1e-9))


def test_a_hardcover_has_a_table_of_its_own() -> None:
    terms = terms_of("lulu", binding="hardcover")
    widths = {84: 0.25, 140: 0.5, 168: 0.625, 320: 1.0, 800: 2.0625}
    assert {pages: terms.spine(pages) for pages in widths} == {pages: inch * INCH for pages, inch in widths.items()}


def test_limits_of_pages_go_by_paper_trim_and_binding() -> None:
    assert terms_of("kdp-paperback", paper="cream").pages == (24, 776)
    assert terms_of("kdp-paperback", paper="white").pages == (24, 828)
    assert terms_of("kdp-paperback", paper="white", trim="8.5 x 11 in").pages == (24, 590)
    assert terms_of("bod", paper="cream-90").pages == (24, 900)
    assert terms_of("bod", paper="cream-90", binding="hardcover").pages == (24, 980)
    assert terms_of("epubli").pages == (None, None)


def test_a_trim_is_the_one_that_the_service_makes() -> None:
    assert terms_of("ingramspark").trim == pytest.approx((5.83 * INCH, 8.27 * INCH))
    assert terms_of("bod").trim == A5
    assert not terms_of("lulu").is_offered
    assert terms_of("kdp-paperback").is_offered and not terms_of("kdp-paperback", trim="300 x 400 mm").is_offered


def test_what_the_editor_says_goes_before_the_figures() -> None:
    assert terms_of("kdp-paperback", spine_mm=7.5).spine(100) == 7.5
    assert terms_of("bod", inside_mm=18).inside(100) == 18
    assert terms_of("kdp-paperback", inside_mm=5).inside(100) == pytest.approx(0.375 * INCH)  # never less than asked
    assert [key for key, _, _ in terms_of("bod").unknown(100)] == ["spine-mm"]
    assert [key for key, _, _ in terms_of("kdp-hardcover").unknown(100)] == ["spine-mm", "cover-bleed-mm", "hinge-mm"]
    assert not list(terms_of("epubli", spine_mm=8, cover_bleed_mm=3).unknown(100))


# ---- the fixed point ----

layouts = st.lists(st.integers(-40, 120), min_size=1, max_size=9)
"""How many pages more a layout has at some margins: no law at all, so that also layouts are tried that jump to and fro."""


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=60, deadline=None, derandomize=True)
@given(count=st.one_of(st.sampled_from(COUNTS), st.integers(1, 1200)), more=layouts, own=st.floats(0, 30))
def test_the_fixed_point_is_reached(name: str, count: int, more: list[int], own: float) -> None:
    terms = terms_of(name)
    calls: list[float] = []

    def lay_out(inside: float) -> int:
        calls.append(inside)
        return max(1, count + more[round(inside * 10) % len(more)])

    fitted = fit(terms, lay_out, own)
    data = raw(name)
    multiple = data["signature"]["value"] or 2
    last_blank = bool(data["last-page-blank"]["value"])
    assert fitted.laid == lay_out(fitted.inside)
    assert fitted.pages % multiple == 0
    assert last_blank <= fitted.blanks < multiple + last_blank
    asked = terms.inside(fitted.pages)
    assert fitted.inside >= own and (asked is None or fitted.inside >= asked)
    assert fitted.rounds <= len(data["margins"]["inside"]) + 1
    assert fitted.spine == terms.spine(fitted.pages)
    assert fit(terms, lay_out, fitted.inside).pages == fitted.pages
    assert len(set(calls[:-2])) <= len(data["margins"]["inside"]) + 1


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("count", COUNTS)
def test_a_layout_that_does_not_change_takes_the_margin_of_its_row(name: str, count: int) -> None:
    fitted = fit(terms_of(name), lambda inside: count)
    rows = [row for row in raw(name)["margins"]["inside"] if row["value"] is not None]
    low, high = zip(*[row.get("pages", [None, None]) for row in rows], strict=True) if rows else ((), ())
    row = next((r for r, a, b in zip(rows, low, high, strict=True) if (a or 0) <= fitted.pages <= (b or 9999)), rows[-1:])
    if isinstance(row, list):
        row = row[0] if row else {"value": 0, "unit": "mm"}
    assert fitted.inside == pytest.approx(row["value"] * (INCH if row["unit"] == "in" else 1))
    assert fitted.pages - count == fitted.blanks
    assert fitted.spine == (None if (spine := spine_of(raw(name), fitted.pages)) is None else pytest.approx(spine, abs=1e-9))


def spine_of(data: Any, pages: int) -> float | None:
    """Width of the spine in mm by the figures of a profile as they stand in its file, for its first paper."""
    figure, constant = (data["papers"] or [{"caliper": {"value": None}}])[0]["caliper"], data["spine"]["constant"]
    if figure["value"] is None or constant["value"] is None:
        return None
    added = constant["value"] * (INCH if constant["unit"] == "in" else 1)
    if figure["unit"] == "pages-per-inch":
        return float(pages / figure["value"] * INCH + added)
    return float(pages * figure["value"] * (INCH if figure["unit"] == "in" else 1) + added)


def test_a_wider_margin_that_makes_more_pages_is_followed_to_its_end() -> None:
    """150 pages at 9.5 mm would do, but the text wraps to 160, which asks for 12.7 mm, which makes 310, and so on."""
    pages = {9.525: 160, 12.7: 310, 15.875: 330}
    fitted = fit(terms_of("kdp-paperback"), lambda inside: pages.get(round(inside, 3), 150))
    assert (fitted.inside, fitted.pages, fitted.rounds) == (15.875, 330, 4)


# ---- the block of book.yaml ----


def found(press: str, **files: str) -> list[Finding]:
    _, findings = read_book(Shelf.of({"book.yaml": BOOK + press, "chapters/c.md": "# K {#c}\n\nText.\n"} | files))
    return findings


def orders(*lines: str) -> str:
    return "press:\n  services:\n" + "".join(f"    - {{{line}}}\n" for line in lines)


def test_a_sound_order_is_silent_but_for_what_was_not_verified() -> None:
    lines = orders("service: bod, paper: cream-90", "service: kdp-paperback, paper: cream")
    assert found(lines) == []
    text = (FOLDER / "bod.yaml").read_text("utf-8").replace("source: [BOD-AUS], verified: true", "source: [BOD-AUS]", 1)
    findings = found(lines, **{"profiles/bod.yaml": text})
    assert [(f.rule, f.severity) for f in findings] == [("press-unverified", Severity.HINT)]
    assert "product options page" in findings[0].message


@pytest.mark.parametrize(
    "order, rule, column, said",
    [
        ("service: bob, paper: cream-90", "press-service", 17, 'did you mean "bod"?'),
        ("service: bod, paper: cream", "press-paper", 29, 'did you mean "cream-90"?'),
        ("service: bod", "press-paper", 7, "use one of: cream-90"),
        ("service: bod, paper: cream-90, ink: colour", "press-ink", 44, "choose one of: white-90"),
        ("service: kdp-paperback, paper: white, trim: 5 x 8 in, binding: hardcover", "press-binding", 71, "use paperback"),
        ("service: bod, paper: cream-90, trim: 6 x 9 in", "press-trim", 45, "nearest are 155 x 220 mm"),
    ],
)
def test_what_a_service_does_not_have_is_found_at_its_place(order: str, rule: str, column: int, said: str) -> None:
    (finding,) = found(orders(order))
    assert (finding.rule, finding.span.source, finding.span.column) == (rule, "book.yaml", column)
    assert said in finding.hint


def test_a_service_stands_there_once() -> None:
    (finding,) = found(orders("service: bod, paper: cream-90", "service: bod, paper: white-90"))
    assert finding.rule == "wrong-value" and '"bod" stands there twice' in finding.message


def test_a_book_brings_a_profile_of_its_own() -> None:
    text = (FOLDER / "offset.yaml").read_text("utf-8").replace("value: 16", "value: 8")
    files = {"book.yaml": BOOK + orders("service: offset"), "chapters/c.md": "# K {#c}\n\nText.\n"}
    book, findings = read_book(Shelf.of(files | {"profiles/offset.yaml": text}))
    assert book is not None and not findings
    assert (book.profiles["offset"].signature.value, profile_of("offset").signature.value) == (8, 16)


@pytest.mark.parametrize(
    "change, rule, said",
    [
        (("unit: pages", "unit: sheets"), "wrong-value", "sheets"),
        (("signature:", "signatur:"), "unknown-key", "signatur"),
        (("source: [ISO15930]", "source: [ISO]"), "wrong-value", '"ISO" is not among the sources'),
        (("source: [ISO15930], ", ""), "wrong-value", "a figure needs a source"),
    ],
)
def test_a_profile_is_checked_like_any_source(change: tuple[str, str], rule: str, said: str) -> None:
    text = (FOLDER / "offset.yaml").read_text("utf-8").replace(*change)
    findings = found(orders("service: offset"), **{"profiles/offset.yaml": text})
    assert {finding.span.source for finding in findings} == {"profiles/offset.yaml"}
    assert any(finding.rule == rule and said in finding.message for finding in findings)
