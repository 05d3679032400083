"""Lines and pages: total fit, markup that survives a line end, widths as drawn; whole texts are in test_texts.py."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import pytest
from druckreif.write.hyphens import Divider
from druckreif.write.lines import breaks, pages
from druckreif.write.lines.breaks import Break, fit
from druckreif.write.lines.measure import Ruler
from druckreif.write.lines.pages import Item, Variant, fill
from druckreif.write.part import Part
from druckreif.write.pdf import Setter
from druckreif.write.theme import Style, load_theme, theme_of
from typesetting import Drawn, drawn_lines, layouts

THEME = load_theme("antiqua")
PAGE = THEME.page
EDGE = {0: PAGE.width - PAGE.outer, 1: PAGE.width - PAGE.inner}
RULES = {"scale": 0.0, "stretch": 0.5, "shrink": 0.3}


@cache
def setter() -> Setter:
    return Setter("antiqua", "de", ("Ke-ren-ski",), {})


def set_(inner: str, kind: str = "chapter") -> Part:
    return setter().set("c", f'<section id="c" class="division {kind}">{inner}</section>', "t")


def lines_of(inner: str, size: float = 11) -> list[Drawn]:
    return drawn_lines(set_(inner).file, size)


# ---- total fit ----


def words(widths: Sequence[float], space: float = 3.0) -> list[Break]:
    """Breaks between words of these widths."""
    found = [Break(0, 0, 0, 0, 0, 0)]
    at = spaces = 0.0
    for index, width in enumerate(widths, start=1):
        at += width
        found.append(Break(index, index, at, at + space, spaces, spaces + space))
        at, spaces = at + space, spaces + space
    last = found[-1]
    found[-1] = replace(last, start=last.end, start_space=last.end_space)
    return found


def demerits(spaces: Sequence[float]) -> float:
    """What the inner lines of a paragraph cost, written down once more; two that are very unlike cost extra."""
    total, before = 0.0, 1
    for number, space in enumerate(spaces):
        over = (space - 1) / 0.5 if space > 1 else (1 - space) / 0.3
        kind = 0 if space < 0.85 else 1 if space < 1.25 else 2 if space < 1.5 else 3
        total += (10 + 100 * over**3) ** 2 + (6_000 if number and abs(kind - before) > 1 else 0)
        before = kind
    return total


def test_the_paragraph_as_a_whole_is_best() -> None:
    """Of all ways to break some words, found by trying every one, none costs less than the one chosen."""
    breaks = words([17, 9, 22, 13, 8, 19, 11, 25, 7, 14, 21, 10, 16, 12, 9, 18], 10)
    chosen = fit(breaks, 130, 130, 0, RULES)[0]
    costs = []
    for count in range(1, 6):
        for inner in itertools.combinations(range(1, len(breaks) - 1), count):
            spaces = []
            for a, b in itertools.pairwise([0, *inner, len(breaks) - 1]):
                space = breaks[b].end_space - breaks[a].start_space
                spare = 130 - (breaks[b].end - breaks[a].start)
                spaces.append(1.0 if b == len(breaks) - 1 and spare >= 0 else 1 + spare / max(space, 0.1))
            if all(0.7 <= space <= 2 for space in spaces):
                costs.append(demerits(spaces[:-1]))
    assert len(costs) > 3
    assert demerits([line.space for line in chosen.lines[:-1]]) == pytest.approx(min(costs))


def test_a_paragraph_can_be_longer_or_shorter() -> None:
    settings = fit(words([9.0] * 90, 2.5), 100, 100, 0, RULES)
    counts = [len(setting.lines) for setting in settings]
    assert len(set(counts)) == len(counts) > 1
    assert settings[0].demerits == min(setting.demerits for setting in settings)


def test_letters_are_scaled_before_spaces_are() -> None:
    breaks = words([20.0] * 12)
    plain, scaled = (fit(breaks, 91, 91, 0, {**RULES, "scale": scale})[0].lines[0] for scale in (0.0, 0.02))
    assert plain.scale == 1 and plain.space > scaled.space
    assert 1 < scaled.scale <= 1.02


def test_a_paragraph_does_not_end_in_half_a_word() -> None:
    """A last line that is the rest of a divided word alone costs more than a somewhat looser paragraph."""
    whole = words([20.0] * 5)
    inside = replace(whole[4], at=5, stop=5, end=whole[4].start + 2, start=whole[4].start + 2, hyphen=True)
    inside = replace(inside, end_space=whole[4].start_space, start_space=whole[4].start_space)
    divided = [*whole[:5], inside, replace(whole[5], at=6, stop=6)]
    lines = fit(divided, 94, 94, 0, RULES)[0].lines
    assert [(line.first, line.last) for line in lines] == [(0, 4), (4, 6)]


def test_a_word_wider_than_the_line_stands_alone() -> None:
    setting = fit(words([20, 150, 20]), 60, 60, 0, RULES)[0]
    assert [(line.first, line.last) for line in setting.lines] == [(0, 1), (1, 2), (2, 3)]


# ---- widths and markup ----

TEXT = (
    "Die Rote Armee entstand aus <em>Freiwilligen und früheren Offizieren des Zaren</em>, und die Regierung, die sie "
    'aufstellte, <a href="druckreif:x" class="term" id="t1">wollte keine stehenden Heere</a>. Im Sommer 1918 war aus '
    'den <span class="smallcaps">Gardisten</span> der Fabriken eine Truppe geworden, die »Befehle« kannte und Auflagen '
    'druckte; das <span id="in-1">Kriegskommissariat</span> saß in Moskau, Trotzki im Zug. Wer in ihm Dienst tat, trug '
    'Leder, aß mit dem Chef und fuhr dorthin, wo die Front nachgab, oft mehrere Wochen hintereinander ohne Hal<span '
    'class="kept">t.<a href="druckreif:n" class="noteref" id="r1">1</a></span> Das war der Anfang.'
)


def test_measured_widths_are_those_that_are_drawn() -> None:
    ruler = Ruler(THEME.families)
    line = lines_of('<p class="first">Kriegskommissariat fiel auf</p>')[0]
    words_ = [
        (glyphs[0].x0, glyphs[-1].x1)
        for key, group in itertools.groupby(line.glyphs, key=lambda g: g.text != " ")
        if key
        for glyphs in [list(group)]
    ]
    for (left, right), word in zip(words_, ("Kriegskommissariat", "fiel", "auf"), strict=True):
        assert right - left == pytest.approx(ruler.width(replace(THEME.style, language="de"), word), abs=0.02)


def test_lines_end_at_the_edge_and_punctuation_outside() -> None:
    lines = lines_of(f"<p>{(TEXT + ' ') * 3}</p>".replace(" id=", " data-id="))
    assert len(lines) > 15
    for line in lines[:-1]:
        hung = 0.0 if line.text[-1].isalnum() else 6.0
        assert -0.1 <= line.right - EDGE[0] <= hung + 0.3, line.text
    assert {line.text[-1] for line in lines[:-1] if line.right > EDGE[0] + 0.3} <= set("‐-.,;:«–’")
    assert lines[0].left == pytest.approx(PAGE.inner + THEME.text.indent, abs=0.1)
    hanging = [line for line in lines[1:] if line.text[0] == "»"]
    assert all(line.left < PAGE.inner - 0.5 for line in hanging)
    assert all(0.9799 <= glyph.scale <= 1.0201 for line in lines for glyph in line.glyphs)


def test_the_text_survives_its_line_ends() -> None:
    part = set_(f'<p class="first">{TEXT}</p><p>{TEXT.replace("id=", "data-id=")}</p>')
    text = "".join(line.text + "\n" for line in drawn_lines(part.file, 11))
    joined = re.sub(r"\u2010\n", "", text).replace("\n", " ")
    plain = re.sub(r"<[^>]*>", "", re.sub(r"<a [^>]*noteref[^>]*>1</a>", "", TEXT))
    assert joined.split() == (f"{plain} {plain}").split()
    assert {"t1", "in-1", "r1"} <= set(part.places)


def test_a_footnote_in_a_line_is_set_as_a_footnote() -> None:
    note = '<span id="fn" class="footnote"><span class="fn-para">Zurück zu einem Wort.</span></span>'
    part = set_(f'<p class="first">{TEXT}{note} {TEXT.replace("id=", "data-id=")}</p>')
    foot = drawn_lines(part.file, 9)
    assert [line.text for line in foot] == ["Zurück zu einem Wort."]
    assert foot[0].space == pytest.approx(1, abs=0.02), "its last line keeps its natural spaces"
    assert foot[0].y > PAGE.top + PAGE.depth - 14
    assert part.places["fn"].page == part.places["r1"].page


def test_an_id_stands_where_its_element_begins() -> None:
    long = "ein langes Stück, das über mehrere Zeilen geht und dort geteilt wird, wo eine zu Ende ist, " * 3
    part = set_(f'<p class="first">Wort <em id="cut">{long}</em></p>')
    assert part.places["cut"].y < PAGE.top + 14
    html_ = f'<section><p class="first">Wort <em id="cut">{long}</em></p></section>'
    out = setter().compositor.compose("c", html_, setter().set_odd)
    whole = setter().compositor.written(out)
    assert whole.count('id="cut"') == 1
    assert whole.count("<em") == whole.count("</em>") > 2


PLAIN_TEXT = re.sub(r"<[^>]*>", "", re.sub(r"<a [^>]*noteref[^>]*>1</a>", "", TEXT))


def mark(sign: str) -> str:
    return f'<span class="marker">{sign}</span> '


def test_lists_are_set_in_lines_behind_their_marks() -> None:
    """Nested, too: each line begins and ends at the edges of its item, each mark stands before its first line."""
    inner = f"<ol><li>{mark('1.')}{PLAIN_TEXT}</li></ol>"
    part = set_(f"<ul><li>{mark('•')}{PLAIN_TEXT}{inner}</li><li>{mark('•')}kurz<p>{PLAIN_TEXT}</p></li></ul>")
    lines = drawn_lines(part.file, 11)
    assert part.plain == {} and len(lines) > 20
    marked = [line for line in lines if line.text[0] in "•1" and line.text[1] in " ."]
    assert [line.left - PAGE.inner for line in marked] == pytest.approx([0, 14, 0], abs=0.5)
    texts = [next(glyph for glyph in line.glyphs if glyph.text.isalpha()) for line in marked]
    assert [glyph.x0 - line.left for line, glyph in zip(marked, texts, strict=True)] == pytest.approx([14] * 3, abs=0.6)
    for line in lines:
        begin = next(glyph for glyph in line.glyphs if glyph.text.strip(" •1."))
        assert min(abs(begin.x0 - PAGE.inner - left) for left in (14, 28)) < 0.5 or begin.text == "»", line.text
    full = [line for line in lines if line.right > EDGE[0] - 30 and len(line.text) > 40]
    assert len(full) > 15 and all(-0.1 <= line.right - EDGE[0] <= 6.3 for line in full)
    assert max(line.space for line in full) < 2
    words_ = "\n".join(line.text for line in lines).replace("\u2010\n", "").split()
    assert words_ == f"• {PLAIN_TEXT} 1. {PLAIN_TEXT} • kurz {PLAIN_TEXT}".split()


def test_a_list_may_begin_a_page_anywhere() -> None:
    items = "".join(f"<li>{mark('•')}{PLAIN_TEXT}</li>" for _ in range(9))
    part = set_(f"<p class='first'>{PLAIN_TEXT}</p><ul>{items}</ul>")
    pages: dict[int, int] = {}
    for line in drawn_lines(part.file, 11):
        pages[line.page] = pages.get(line.page, 0) + 1
    assert part.pages == 3 and pages[1] == PAGE.lines and pages[0] == PAGE.lines - 1


def test_a_quotation_reaches_both_edges() -> None:
    lines = lines_of(f'<blockquote class="quotation"><p class="first">{PLAIN_TEXT}</p></blockquote>', 10.2)
    assert len(lines) > 5
    for line in lines[:-1]:
        hung = 0.0 if line.text[-1].isalnum() else 6.0
        assert -0.1 <= line.right - EDGE[0] <= hung + 0.3, line.text
        assert line.left == pytest.approx(PAGE.inner + 14, abs=0.6 if line.text[0] != "»" else 3)
        assert line.space > 0.69


QUOTED = "<blockquote class='quotation'><p class='first'>Ein Satz aus einem Brief.</p></blockquote>"
LISTED = "<ul><li><span class='marker'>•</span> eins</li></ul>"


def notes(groups: int, each: int = 9) -> Part:
    """Notes in groups, with quotations and lists in them, over some pages."""
    more = {0: QUOTED, 1: LISTED}
    inner = []
    for g in range(groups):
        own = "".join(
            f'<div id="g{g}-{n}" class="note"><p class="first"><a href="druckreif:c{g}-{n}" class="backlink">{n}.</a> Wort '
            f"{'<em>und ein längeres Stück</em>, das weitergeht. ' * (1 + n % 4)}</p>{more.get((g + n) % 5, '')}</div>"
            for n in range(each)
        )
        inner.append(f'<div class="note-group"><h2 id="g{g}">Kopf {g}</h2>{own}</div>')
    title = '<div class="opening"><h1 class="title">Anmerkungen</h1></div>'
    return set_(title + "".join(inner), "notes")


def test_notes_stand_where_they_were_planned(monkeypatch: pytest.MonkeyPatch) -> None:
    """A group may open a page, quotations stand in lines of notes: pages are laid out once, as they were filled."""
    planned = layouts(monkeypatch, setter())
    parts = [notes(9, each) for each in range(4, 8)]
    assert planned == [True] * 4
    heads = [round(part.places[f"g{g}"].y - PAGE.top) for part in parts for g in range(9)]
    assert heads.count(0) > 2, "where no group opens a page the test asks nothing"


def test_blocks_without_a_stated_measure_are_set_plain_and_counted() -> None:
    part = set_("<p class='first'>Text<sub>1</sub>.</p><ul><li>" + mark("•") + "<blockquote>eins</blockquote></li></ul>")
    assert part.plain == {"paragraph with sub": 1, "li": 1}
    assert set_("<p class='first'>Text.</p>").plain == {}


def test_words_are_divided_by_language_and_exceptions() -> None:
    divider = Divider(("Ke-ren-ski",), 2, 3)
    assert divider.divide("Kerenski", "de") == (2, 5)
    assert divider.divide("hyphenation", "en") == (2, 6)
    assert divider.divide("SDAPR", "de") == ()
    assert divider.divide("hyphenation", "ru-Latn") == ()


@pytest.mark.parametrize(
    ("word", "seams"),
    [("Auflage", (3,)), ("höflich", (3,)), ("Auftritt", (3,)), ("Kampftruppe", (5,)), ("verkauft", ()), ("Schiffe", ()),
     ("hoffen", ()), ("Konflikt", ()), ("kräftig", ())],
)  # fmt: skip
def test_ligatures_end_at_seams(word: str, seams: tuple[int, ...]) -> None:
    assert Divider((), 2, 3).seams(word, "de") == seams
    assert Divider((), 2, 3).seams(word, "en") == ()


# ---- pages ----


def paragraph(*lines: int, hyphens: Sequence[int] = ()) -> Item:
    """A paragraph that can be set in these numbers of lines, each further one costing more."""
    variants = [Variant(n, cost * 1e4, tuple(i + 1 in hyphens for i in range(n))) for cost, n in enumerate(lines)]
    return Item(tuple(variants), 10)


HEADING = Item((Variant(1),), 10, gap=10, keep=True, divides=False)


def drawn(items: Sequence[Item], depth: int, names: str, verso: bool = False) -> list[str]:
    """The pages as rows of letters, one for each line; a dot is an empty line."""
    choices, _ = fill(items, depth * 10, verso)
    pages = [""]
    for item, choice, name in zip(items, choices, names, strict=True):
        if 0 not in choice.opens and pages[-1]:
            pages[-1] += "." * round((choice.gap or item.gap) / 10)
        for line in range(item.variants[choice.variant].lines):
            if line in choice.opens:
                pages.append("")
            pages[-1] += name
    return pages


def test_the_cheapest_paragraph_gives_way() -> None:
    assert drawn([paragraph(4), paragraph(3, 4), paragraph(5)], 8, "abc") == ["aaaabbbb", "ccccc"]
    either = drawn([paragraph(4, 5), paragraph(3, 4), paragraph(5)], 8, "abc")
    assert either in (["aaaabbbb", "ccccc"], ["aaaaabbb", "ccccc"])


def test_no_widow_no_orphan_no_stranded_heading() -> None:
    assert drawn([paragraph(7), paragraph(6)], 8, "ab") == ["aaaaaaa", "bbbbbb"]
    assert drawn([paragraph(5), HEADING, paragraph(6)], 8, "ahb") == ["aaaaa", "hbbbbbb"]
    assert drawn([paragraph(4), paragraph(5)], 8, "ab")[1] in ("bb", "bbb"), "two lines at least"


def test_a_heading_may_have_a_line_more_above_it() -> None:
    elastic = replace(HEADING, elastic=6e4)
    assert drawn([paragraph(4), elastic, paragraph(8)], 9, "ahb") == ["aaaa.hbbb", "bbbbb"]


def test_the_last_page_of_notes_holds_no_single_line() -> None:
    notes = [*(paragraph(3) for _ in range(5)), paragraph(1)]
    assert [choice.opens for choice in fill(notes, 150)[0]][4:] == [(), (0,)]
    chosen, count = fill(notes, 150, early=True)
    assert count == 2 and [choice.opens for choice in chosen][4:] == [(0,), ()], "the note before goes with it"


def test_the_margin_above_the_first_block_takes_room() -> None:
    """WeasyPrint keeps it, unlike one at a forced page break."""
    assert fill([replace(paragraph(3), gap=10), paragraph(5)], 90)[1] == 1
    assert fill([replace(paragraph(3), gap=10), paragraph(5)], 80)[1] == 2


def test_a_heading_that_opens_a_page_stands_at_its_top(monkeypatch: pytest.MonkeyPatch) -> None:
    """No margin of the elements that begin with it is kept there: less would go on the page than was planned."""
    plans = layouts(monkeypatch, setter())
    notes = [f"<p>{PLAIN_TEXT}</p>" * count for count in range(2, 14)]
    groups = "".join(f'<div class="note-group"><h2>Kapitel</h2>{some}</div>' for some in notes)
    lines = drawn_lines(set_(groups, "notes").file, 9.4)
    tops = {}
    for line in lines:
        tops.setdefault(line.page, line)
    assert plans == [True], "the plan was kept"
    later = [line for page, line in tops.items() if page]
    assert "Kapitel" in [line.text for line in later]
    assert {round(line.y, 1) for line in later} == {round(later[0].y, 1)}


def test_a_very_long_paragraph_keeps_few_ways() -> None:
    """As many to the ten thousandth word as to the hundredth: memory grows as the text does, not as its square."""
    lengths = [17, 9, 22, 13, 8, 19, 11, 25, 7, 14, 21, 10, 16]
    kept = breaks._nodes(words((lengths * 1000)[:12_000]), 130, 130, 0, RULES, 3.0)
    assert all(kept[1000:]), "each word may end a line"
    assert max(map(len, kept[9_000:])) <= max(map(len, kept[1_000:2_000])) < 150


def test_twice_the_blocks_are_twice_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages of a kind are one: no more ways are kept on the hundredth page than on the tenth."""
    asked: list[int] = []
    places = pages._Paper.places
    monkeypatch.setattr(pages._Paper, "places", lambda *told: asked.append(1) or places(*told))
    counts = []
    for many in (100, 200, 400):
        asked.clear()
        fill([paragraph(n % 7 + 4, n % 7 + 5) for n in range(many)], 340)
        counts.append(len(asked))
    assert 1.8 < counts[1] / counts[0] < 2.3 and 1.8 < counts[2] / counts[1] < 2.1, counts


def test_no_hyphen_across_a_leaf() -> None:
    items = [paragraph(4, 5), paragraph(9, hyphens=[4])]
    assert drawn(items, 8, "ab") == ["aaaaabbb", "bbbbbb"], "the first page of a division is a recto"


def test_a_paragraph_longer_than_a_page_runs_on() -> None:
    assert [len(page) for page in drawn([paragraph(20)], 8, "a")] == [8, 8, 4]


# ---- themes ----


def test_css_and_measures_come_from_one_file() -> None:
    data = {**THEME.data, "text": {**THEME.data["text"], "line": 15}, "page": {**THEME.data["page"], "inner": 22}}
    other = theme_of("other", data)
    assert "line-height: 15pt" in other.css("book") and "line-height: 15pt" not in THEME.css("book")
    assert other.page.measure == pytest.approx(PAGE.measure - 2 * 72 / 25.4)
    assert "$" not in re.sub(r"/\*.*?\*/", "", THEME.css("book"), flags=re.S)


def test_an_inline_style_is_what_css_says() -> None:
    style = Style("EB Garamond", 11)
    small = replace(style, caps="small-caps", tracking=0.33)
    assert small.features == ("onum", "pnum", "smcp")
    assert ".smallcaps { line-height: 0; letter-spacing: 0.03em; font-variant-caps: small-caps }" in THEME.css("book")


@pytest.mark.parametrize("kept", ["\u00a0".join(["lang"] * 60), f"<span class='kept'>{'lang ' * 60}</span>"])
def test_words_that_stay_together_part_where_no_line_holds_them(kept: str) -> None:
    """Each line has whole words and ends at the edge; shorter ones that stay together still do."""
    lines = lines_of(f"<p class='first'>Es ist {kept} und S.\u00a012.</p>")
    edge = PAGE.width - PAGE.outer
    assert len(lines) > 4 and all(line.glyphs[-1].x1 < edge + 3 for line in lines)
    assert all(one.x0 <= next.x0 for line in lines for one, next in itertools.pairwise(line.glyphs)), "none over another"
    assert {word for line in lines for word in line.text.split()} == {"Es", "ist", "lang", "und", "S.", "12."}


def test_calls_in_a_row_part_where_no_line_holds_them() -> None:
    calls = "".join(f"<a class='noteref' href='druckreif:n{at}'>{at}</a>" for at in range(100, 250))
    lines = lines_of(f"<p class='first'>Es ist{calls} so.</p>", 7.4)
    assert len(lines) > 2 and all(line.glyphs[-1].x1 < PAGE.width - PAGE.outer + 3 for line in lines)
    assert "".join(line.text for line in lines) == "".join(map(str, range(100, 250)))
