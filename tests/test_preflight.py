"""Preflight: sound files of each service are silent; each rule is broken once, and exactly that one is named."""

from __future__ import annotations

import io
import pickle
from collections.abc import Callable
from typing import Any

import pikepdf
import pymupdf
import pytest
from druckreif.base.finding import Finding, Severity
from druckreif.make.pressing import finish_of
from druckreif.model.terms import Terms
from druckreif.verify.known import load_findings
from druckreif.verify.press import Sought, preflight_cover, preflight_interior
from druckreif.verify.press.preflight import Interior, unjudged
from druckreif.verify.rules import EXPLAIN
from druckreif.write.press.standard import finish
from druckreif.write.workers import Workers
from pikepdf import Array, Dictionary, Name
from press_damages import (
    ABOUT,
    ANYWHERE,
    BLACK,
    INTENTS,
    INTERIOR,
    ISBN,
    KNOWN,
    MM,
    PAGES,
    changed,
    cover,
    interior,
    moved_text,
    overprinted,
    painted,
    sheet_of,
    shown,
    terms_of,
    with_drawn_glyph,
    with_picture,
    with_state,
    write,
)
from test_fitting import NAMES, profile_of


def rules(findings: list[Finding]) -> set[str]:
    assert all(finding.rule in EXPLAIN for finding in findings)
    return {finding.rule.removeprefix("preflight-") for finding in findings if finding.severity > Severity.HINT}


@pytest.mark.parametrize("name", NAMES)
def test_sound_files_are_silent(name: str) -> None:
    assert rules(preflight_interior("x", interior(name), terms_of(name))) == set()
    assert preflight_cover("x", cover(name), terms_of(name, **KNOWN), Sought(PAGES, ISBN)) == []


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("rule", INTERIOR)
def test_each_rule_of_interiors_is_named_alone(name: str, rule: str) -> None:
    damage, has_figure = INTERIOR[rule]
    terms = terms_of(name)
    found = rules(preflight_interior("x", changed(interior(name), damage), terms))
    assert found == ({rule} if has_figure(terms) else set())


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("rule", ANYWHERE)
def test_each_rule_of_covers_is_named_alone(name: str, rule: str) -> None:
    damage, has_figure = ANYWHERE[rule]
    terms = terms_of(name, **KNOWN)
    found = rules(preflight_cover("x", changed(cover(name), damage), terms, Sought(PAGES, "")))  # bars are read elsewhere
    assert found == ({rule} if has_figure(terms) else set())


@pytest.mark.parametrize("name", INTENTS)
def test_output_intents(name: str) -> None:
    assert rules(preflight_interior("x", changed(interior(name), INTENTS[name]), terms_of(name))) == {"intent"}


def with_group(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.Group = Dictionary(S=Name.Transparency, CS=Name.DeviceCMYK)


def with_shine(pdf: pikepdf.Pdf) -> None:
    with_picture(pdf)
    mask = pdf.make_stream(bytes(100))
    mask.update({"/Subtype": Name.Image, "/Width": 10, "/Height": 10, "/BitsPerComponent": 8})
    mask.ColorSpace = Name.DeviceGray
    pdf.pages[0].obj.Resources.XObject.Im0.SMask = mask


@pytest.mark.parametrize(
    "damage", [with_state(BM=Name.Multiply), with_state(SMask=Dictionary(S=Name.Alpha)), with_group, with_shine]
)
def test_each_kind_of_transparency_is_seen(damage: Callable[[pikepdf.Pdf], Any]) -> None:
    found = rules(preflight_interior("x", changed(interior("ingramspark"), damage), terms_of("ingramspark")))
    assert found - {"resolution"} == {"transparency"}


@pytest.mark.parametrize(
    "colour, state, found",
    [
        ("0 0 0 1 k", {}, set()),
        ("0 g", {}, set()),
        ("1 g", {}, {"overprint"}),
        ("0 0 0 0.5 k", {}, {"overprint"}),
        ("0.6 0.2 0 0 k", {"OP": True}, {"overprint"}),  # alone it speaks for fills too
        ("0.6 0.2 0 0 k", {"OP": True, "op": False}, set()),
        ("0 0 0 0 k", {"op": False, "OP": False, "OPM": 1}, set()),
    ],
)
def test_black_alone_may_overprint(colour: str, state: dict[str, Any], found: set[str]) -> None:
    data = changed(cover("offset"), overprinted(colour, **state))
    assert rules(preflight_cover("x", data, terms_of("offset", **KNOWN), Sought(PAGES, ""))) == found


def test_a_service_may_want_no_overprint_at_all() -> None:
    terms = terms_of("offset")
    strict = terms.profile.file.overprint.model_copy(update={"value": "none", "source": ("DRUCKREIF",)})
    file = terms.profile.file.model_copy(update={"overprint": strict})
    asked = Terms(terms.profile.model_copy(update={"file": file}), terms.order, terms.trim, terms.offered)
    data = changed(interior("offset"), overprinted("0 0 0 1 k"))
    assert rules(preflight_interior("x", data, terms)) == set()
    assert rules(preflight_interior("x", data, asked)) == {"overprint"}


def test_the_colours_of_drawn_glyphs_are_read() -> None:
    terms, sound = terms_of("ingramspark"), interior("ingramspark")
    assert rules(preflight_interior("x", changed(sound, with_drawn_glyph("d0")), terms)) == {"colour"}
    assert rules(preflight_interior("x", changed(sound, with_drawn_glyph("d1")), terms)) == set()


def test_text_that_is_stroked_has_lines() -> None:
    thin = painted("0 0 0 1 K 0.05 w BT 1 Tr /F0 10 Tf 150 300 Td <0001> Tj ET")
    assert "line" in rules(preflight_interior("x", changed(interior("bod"), thin), terms_of("bod")))


def test_glyphs_that_stand_for_nothing() -> None:
    """A code without Unicode, the missing glyph of a simple font, codes in strings with escapes and in a drawing."""
    terms, sound = terms_of("bod"), interior("bod")
    assert "stands for no Unicode" in named(preflight_interior("x", changed(sound, shown("FFF0")), terms), "glyph")

    def simple(pdf: pikepdf.Pdf) -> None:
        font = pdf.pages[0].obj.Resources.Font["/F0"]
        held = font.DescendantFonts[0].FontDescriptor
        own = Dictionary(Type=Name.Font, Subtype=Name.TrueType, BaseFont=Name.Own, FontDescriptor=held)
        own.Encoding = Dictionary(Differences=Array([65, Name.A, Name("/.notdef")]))
        pdf.pages[0].obj.Resources.Font["/F1"] = pdf.make_indirect(own)
        drawing = pdf.make_stream(b"0 0 0 1 k BT /F1 10 Tf 150 300 Td [(A) -9 (\\102)] TJ ET")
        drawing.update({"/Type": Name.XObject, "/Subtype": Name.Form, "/BBox": Array([0, 0, 400, 600])})
        drawing.Resources = Dictionary(Font=pdf.pages[0].obj.Resources.Font)
        pdf.pages[0].obj.Resources["/XObject"] = Dictionary(Fm0=drawing)
        pdf.pages[0].contents_add(b"\nq /Fm0 Do Q\n")

    assert "page 1: a glyph that is missing in Own" in named(preflight_interior("x", changed(sound, simple), terms), "glyph")
    assert rules(preflight_interior("x", interior("bod", words="(\\) \\\\ Ölfaß"), terms)) == set()


def named(findings: list[Finding], rule: str) -> str:
    """The message of the only finding, which is of that rule."""
    (finding,) = findings
    assert finding.rule == f"preflight-{rule}"
    return finding.message


def test_versions_and_protection() -> None:
    terms = terms_of("ingramspark")
    later = changed(interior("ingramspark"), lambda pdf: None, force_version="1.6")
    assert rules(preflight_interior("x", later, terms)) == {"version"}
    for password in ("", "y"):
        lock = pikepdf.Encryption(owner="x", user=password)
        shut = changed(interior("bod"), lambda pdf: None, encryption=lock)
        assert rules(preflight_interior("x", shut, terms_of("bod"))) == {"security"}
    assert rules(preflight_interior("x", b"%PDF-1.4 nothing", terms)) == {"unreadable"}


def test_a_file_that_is_too_large() -> None:
    terms = terms_of("kdp-paperback")
    file = terms.profile.file
    small = file.model_copy(update={"size_max": file.size_max.model_copy(update={"value": 0.001})})
    tight = Terms(terms.profile.model_copy(update={"file": small}), terms.order, terms.trim, terms.offered)
    assert rules(preflight_interior("x", interior("kdp-paperback"), tight)) == {"size"}


def test_a_statement_of_the_printer() -> None:
    terms = terms_of("ingramspark")
    assert rules(preflight_interior("x", interior("ingramspark", words="Printed in Germany"), terms)) == {"printed-in"}


@pytest.mark.parametrize("name", [name for name in NAMES if profile_of(name).bleed.amount.value])
def test_a_drawing_that_ends_at_the_trim(name: str) -> None:
    terms = terms_of(name, bleed=True)
    amount, edges = terms.profile.bleed.amount.mm or 0.0, terms.profile.bleed.edges.value or ()
    west = amount * ("inside" in edges)
    wide, high = terms.trim
    for reach, expected in ((amount, set()), (0.0, {"bleed"})):
        document = pymupdf.open()
        for number in range(PAGES):
            left, right = (west, amount) if number % 2 == 0 else (amount, west)
            page = document.new_page(width=(wide + left + right) * MM, height=(high + 2 * amount) * MM)
            if number == 0:
                edge = left + wide + reach
                page.draw_rect(pymupdf.Rect(60, 60, edge, 80) * MM, color=None, fill=BLACK)
            elif number < PAGES - 1:
                write(page, 60, 60, "Ein Satz.")
        data = document.tobytes(no_new_id=True)
        with pikepdf.open(io.BytesIO(data)) as pdf:
            for number, page in enumerate(pdf.pages):
                left, right = (west, amount) if number % 2 == 0 else (amount, west)
                page.obj.TrimBox = Array([left * MM, amount * MM, (left + wide) * MM, (amount + high) * MM])
            data = finish(pdf, finish_of(terms), ABOUT)
        assert rules(preflight_interior("x", data, terms)) == expected


# ---- covers ----

sought = Sought(PAGES, ISBN)


@pytest.mark.parametrize("name", NAMES)
def test_a_spine_of_another_width(name: str) -> None:
    terms = terms_of(name, **KNOWN | {"spine-mm": 13.0})
    (finding,) = preflight_cover("x", cover(name), terms, sought)
    assert finding.rule == "preflight-spine"
    assert "room for a spine of 12.00 mm" in finding.message and "13.00 mm for 80 pages" in finding.message


@pytest.mark.parametrize("name", NAMES)
def test_a_ground_that_ends_at_the_trim(name: str) -> None:
    bleed = sheet_of(terms_of(name, **KNOWN)).bleed
    assert rules(preflight_cover("x", cover(name, ground=bleed), terms_of(name, **KNOWN), sought)) == {"bleed"}


@pytest.mark.parametrize("name", NAMES)
def test_words_near_the_trim_of_the_cover(name: str) -> None:
    terms = terms_of(name, **KNOWN)
    across = terms.trim[0] - 20 - 9
    expected = {"safety"} if terms.profile.cover.safety.value else set()
    assert rules(preflight_cover("x", cover(name, x=across), terms, sought)) == expected


@pytest.mark.parametrize("name", [name for name in NAMES if profile_of(name).spine.text_from.value])
def test_words_on_a_spine_too_narrow_for_them(name: str) -> None:
    first = profile_of(name).spine.text_from.value or 0
    terms = terms_of(name, **KNOWN)
    found = preflight_cover("x", cover(name), terms, Sought(first - 1, ISBN))
    assert rules(found) == {"spine-text"} and f"none below {first} pages" in found[0].message
    assert rules(preflight_cover("x", cover(name), terms, Sought(first, ISBN))) == set()


@pytest.mark.parametrize("name", NAMES)
def test_bar_codes(name: str) -> None:
    terms = terms_of(name, **KNOWN)
    own, offset = terms.profile.barcode.own.value, terms.profile.barcode.offset.mm
    judged = own != "service"
    missing = preflight_cover("x", cover(name, isbn=""), terms, sought)
    assert rules(missing) == ({"barcode"} if own == "required" else set())
    other = preflight_cover("x", cover(name, isbn="9783161484124"), terms, sought)
    assert rules(other) == ({"barcode"} if judged else set())
    near = preflight_cover("x", cover(name, code=-3.0 - (terms.hinge or 0)), terms, sought)
    assert rules(near) == ({"barcode"} if judged and offset else set())


def test_a_cover_of_two_pages() -> None:
    data = changed(cover("bod"), lambda pdf: pdf.pages.append(pdf.pages[0]))
    assert rules(preflight_cover("x", data, terms_of("bod", **KNOWN), sought)) == {"cover-pages"}


def test_what_is_open_is_a_hint() -> None:
    terms = terms_of("bod", **KNOWN | {"spine-estimated": True})
    found = preflight_cover("x", cover("bod", isbn=""), terms, Sought(PAGES, ""))
    assert [(f.rule, f.severity) for f in found] == [
        ("preflight-placeholder", Severity.HINT), ("preflight-estimate", Severity.HINT),
    ]  # fmt: skip


def test_a_finding_names_what_was_measured_the_figure_and_its_source() -> None:
    data = changed(interior("kdp-paperback"), moved_text(-37, 0))
    (finding,) = preflight_interior("dist/x.pdf", data, terms_of("kdp-paperback"))
    assert finding.message.startswith("page 3: text 3.")
    assert "mm from the binding; Amazon KDP paperback asks for 9.5 mm" in finding.message
    assert "KDP how-to sites" in finding.message and "read 2026-11-22" in finding.message
    assert finding.span.source == "dist/x.pdf" and finding.severity is Severity.ERROR
    assert "inner margin" in unjudged(terms_of("bod")) and unjudged(terms_of("kdp-paperback")) == "total ink, thinnest line"


@pytest.mark.parametrize("name", NAMES)
def test_terms_travel(name: str) -> None:
    assert pickle.loads(pickle.dumps(terms_of(name))) == terms_of(name)


def test_another_process_finds_the_same() -> None:
    terms, data = terms_of("bod"), changed(interior("bod"), shown("FFF0"))
    with Workers(2) as team:
        team.warm(1)
        found = load_findings(team.send(Interior(data, terms)).result(), "dist/x.pdf")
    assert found == preflight_interior("dist/x.pdf", data, terms) and rules(found) == {"glyph"}
