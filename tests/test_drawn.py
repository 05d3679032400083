"""Drawn pages: what druckreif draws itself stands where WeasyPrint would set the same lines, and says the same."""

from __future__ import annotations

import io
from dataclasses import replace

import pypdfium2 as pdfium
import pytest
from druckreif.write.lines.measure import UNSAID, learn
from druckreif.write.part import Part
from druckreif.write.pdf import Setter
from druckreif.write.subsets import with_faces
from druckreif.write.tags import Area, Mark, Tag
from druckreif.write.theme import theme_of
from PIL import Image
from test_lines import PLAIN_TEXT, QUOTED, mark
from typesetting import drawn_glyphs

CALL = '<a id="c{0}" class="noteref" href="druckreif:n{0}">{0}</a>'
LONG = "<em id='e'>ein langes Stück, das <span lang='ru'>Известия</span> über mehrere Zeilen geht und geteilt wird,</em> "
TEXT = PLAIN_TEXT[:320]
KINDS = {
    "prose": f"<p class='first'>{TEXT}</p><p id='p'>{LONG} {TEXT}{CALL.format(1)}, und weiter.</p>",
    "inline": f"<p class='first'>Ein <strong>Wort</strong>, <span class='smallcaps'>Kapitälchen</span>, <a "
    f"href='druckreif:x'>ein Verweis über {TEXT[:90]}</a> und <a href='https://example.org'>noch einer</a>. "
    f"<span id='m'></span>Auflage, {TEXT}</p>",
    "headings": f"<div class='opening'><p class='number'>1</p><h1 class='title'>Der Titel</h1></div><h2 id='h'>Eins</h2>"
    f"<p class='first'>{TEXT}</p><h3>Zwei</h3><p class='first'>{TEXT}{CALL.format(2)}</p>",
    "headed": f"<p class='first'>{TEXT}</p><h2 id='h'>Über Afrika, Zweitens, und eine Überschrift, die "
    f"»länger« ist als eine Zeile der Seite{CALL.format(1)}, für 1917–1923</h2>"
    f"<h3 id='h3'><span lang='ru'>Правда</span>, <em>eins</em></h3><p class='first'>{TEXT}</p>"
    f"<h4>Vier und <strong>fünf</strong>, <a href='druckreif:x'>LINK</a></h4><p>{TEXT}</p>",
    "lists": f"<p class='first'>{TEXT}</p><ol><li id='l'>{mark('1.')}{TEXT}</li><li>{mark('2.')}kurz<p>{TEXT}</p></li></ol>"
    f"<ul><li>{mark('•')}{TEXT}</li></ul><p class='first'>Danach.</p>",
    "quotations": f"<p class='first'>{TEXT}</p><blockquote id='q' class='quotation'><p class='first'>{TEXT}</p><p>{TEXT}</p>"
    f"<p class='attribution'>Wer es sagt</p></blockquote>{QUOTED}<p class='first'>{TEXT}</p>",
    "dispute": f"<p class='first'>{TEXT}</p><div class='dispute'><p class='dispute-label'>Umstritten</p>"
    f"<p class='first'>{TEXT}</p><p>{TEXT}</p></div><p class='first'>{TEXT}</p>",
    "verse": f"<p class='first'>{TEXT}{CALL.format(1)}</p><div class='verse'><div class='stanza'>"
    f"<p class='line'>Eine Zeile,</p><p class='line in1'>die zweite.</p></div></div><p class='first'>{TEXT}</p>",
    "feet": f"<p class='first'>{TEXT}{CALL.format(1)}<span id='n1' class='footnote'><span class='fn-para'>"
    f"<a href='druckreif:c1' class='backlink fn-number'>1</a> {TEXT}</span><span class='fn-para'>{TEXT}</span></span></p>",
}


@pytest.fixture(scope="module", params=["antiqua", "grotesk"])
def setter(request: pytest.FixtureRequest) -> Setter:
    return Setter(request.param, "de", (), {})


GROUP = (
    "<div class='note-group'><h2 id='g{0}'>{0}\u2002Der Verlag von »Iskra« (1900)</h2><p class='note-pages'>Anmerkungen zu "
    f"den Seiten 1–6</p><div class='note' id='n{{0}}'><p><a href='druckreif:c{{0}}' class='backlink'>1.</a> {TEXT}</p>"
    f"<p class='more-calls'>Zurück zum Text {{1}}</p></div></div>"
)
AGAIN = " ".join(f"<a href='druckreif:again-{nth}' class='backlink'>({nth})</a>" for nth in range(2, 40))
LISTED = (
    "<li class='toc-{0} toc-level-{1}'>{2}<a href='druckreif:{0}'>{3}</a><span class='leader'> </span>"
    "<span class='toc-folio'>{4}</span>{5}</li>"
)
NUMBERED = "<a class='toc-number' href='druckreif:body'>{0}\u2002</a>"
FRONT = LISTED.format("front", 1, "", "Editorische Notiz", "vii", "") + LISTED.format("front", 1, "", "Vorwort", "xviii", "")
CHAPTERS = [LISTED.format("body", "2 toc-numbered", NUMBERED.format(at), TEXT[: 70 * at], 40 * at, "") for at in (1, 2)]
PART = LISTED.format("body", 1, "", "Erster Teil", 1, f"<ul class='toc'>{''.join(CHAPTERS)}</ul>")
LISTS = {
    "notes": GROUP.format(1, AGAIN) + GROUP.format(2, AGAIN.partition(" <")[0]),
    "whos-who": f"<p class='entry'><span class='headword'>Lenin, Wladimir</span> (1870–1924): {TEXT}</p>" * 2,
    "bibliography": f"<p class='entry'>Lenin: »<em>{TEXT[:60]}</em>« [<span lang='ru-Latn'>Čto</span>], {TEXT}</p>" * 2,
    "glossary": f"<div class='glossary'><p class='entry'><dfn class='headword'>Zentrismus</dfn> {TEXT} <span "
    f"class='see-also'>Siehe auch: <a href='druckreif:t'>Linke</a>.</span></p></div>",
    "headed bibliography": f"<h2 id='one'>Quellen</h2><p class='entry'>{TEXT}</p><h2>Literatur</h2>"
    f"<p class='entry'>{TEXT}</p>",
    "register": f"<ul class='index'><li class='entry'>Bronstein, Lew <span class='see'>siehe</span> <a href='druckreif:x'>"
    f"Trotzki</a></li><li class='entry'>{TEXT}<ul class='subs'><li class='continued'>Trotzki (Forts.)</li>"
    f"<li class='sub'>{TEXT}, <span class='kept'><a href='druckreif:y'>12 Anm. 3</a></span></li></ul></li></ul>",
    "contents": f"<div class='opening'><h1 class='title'>Inhalt</h1></div><ul class='toc'>{FRONT}{PART}{FRONT}</ul>",
}
"""Divisions that are lists of entries."""
OPENED = "<div class='opening'><h1 class='title'>Titel</h1></div>"
COLUMNS = "<div class='columns'><h2 id='a'>A</h2>{0}<h2>B–C</h2>{0}</div>"
POEM = (
    "<div class='verse'><div class='stanza'><p class='line' lang='ru'>Ein <em>erster</em> Vers,</p>\n<p class='line in3'>"
    "Der zweite, länger als eine Zeile, der doch <a href='druckreif:x'>weitergeht</a> bis ans Ende der nächsten,</p></div>"
    "<div class='stanza'><p class='line in1' id='v'>der dritte.</p></div></div>"
)
SET = f"<p class='first'>{TEXT}</p>"
STYLED = {"headed": KINDS["headed"], "dispute": KINDS["dispute"], "headed bibliography": LISTS["headed bibliography"]} | {
    "chapter": "<div class='opening'><p class='number'>12</p>\n<h1 class='title' id='t'>Der Panzerzug, der länger fährt als "
    f"eine Zeile: 1917</h1>\n<p class='subtitle'>Was <em>danach</em> kam</p></div><h2>Eins</h2>{SET}{POEM}{SET}",
    "text back": f"<div class='opening'><h1 class='title'>Anhang</h1></div>{POEM}{SET}",
    "part": f"<div class='opening'><p class='number'>I</p><h1 class='title'>Erster Teil</h1></div>{SET}",
    "verse notes": GROUP.format(1, AGAIN.partition(" <")[0]).replace("</p><p class='more", f"</p>{POEM}<p class='more"),
    "notes": OPENED + GROUP.format(1, AGAIN.partition(" <")[0]),
    "register": OPENED + COLUMNS.format(f"<ul class='index'><li class='entry'>{TEXT}</li></ul>"),
}
"""Divisions with paragraphs that have a style of their own."""


def both(setter: Setter, kind: str, verso: bool) -> tuple[Part, Part]:
    """A page as it is drawn, and the same lines laid out by WeasyPrint."""
    division, inner = ("chapter", KINDS[kind]) if kind in KINDS else (kind, LISTS[kind])
    html = f"<section id='c' class='division {division}'>{inner}</section>"
    drawn = setter.set("c", html, "t", verso)
    composed = setter.compositor.compose("c", html, setter.set_odd, verso)
    assert composed.pages == drawn.pages == 1, "no page is drawn, or there are several"
    return drawn, setter.lay_out(setter.compositor.written(composed), "t", [setter.common, setter.sides[verso]])


@pytest.mark.parametrize("verso", [False, True])
@pytest.mark.parametrize("kind", [*KINDS, *LISTS])
def test_glyphs_stand_where_weasyprint_sets_them(setter: Setter, kind: str, verso: bool) -> None:
    pages = [drawn_glyphs(part.file)[0] for part in both(setter, kind, verso)]
    ours, theirs = ([glyph for glyph in page if glyph.text not in " \u200c"] for page in pages)
    assert len(ours) > 250 and [glyph.text for glyph in ours] == [glyph.text for glyph in theirs]
    for mine, other in zip(ours, theirs, strict=True):
        assert mine.x0 == pytest.approx(other.x0, abs=0.3), (mine, other)
        assert (mine.y, mine.size) == pytest.approx((other.y, other.size), abs=0.05), (mine, other)


@pytest.mark.parametrize("kind", STYLED)
def test_headings_stand_where_weasyprint_alone_sets_them(setter: Setter, kind: str) -> None:
    """The same pages with each of them as a block of WeasyPrint's, as where a theme has rules of its own for them."""
    left = Setter(replace(setter.theme, paragraphs={}), "de", (), {})
    assert not left.compositor.compose("c", f"<section>{STYLED[kind]}</section>", left.set_odd).flow.wholes
    html = f"<section id='c' class='division {kind}'>{STYLED[kind]}</section>"
    ours, theirs = (one.set("c", html, "t") for one in (setter, left))
    pages = [[glyph for glyph in drawn_glyphs(part.file)[0] if glyph.text not in " \u200c"] for part in (ours, theirs)]
    assert len(pages[0]) > 250 and [glyph.text for glyph in pages[0]] == [glyph.text for glyph in pages[1]]
    for mine, other in zip(*pages, strict=True):
        assert mine.x0 == pytest.approx(other.x0, abs=0.3), (mine, other)
        assert (mine.y, mine.size) == pytest.approx((other.y, other.size), abs=0.05), (mine, other)
    assert shape(ours.structure) == shape(theirs.structure)
    assert (ours.flow, ours.places.keys()) == (theirs.flow, theirs.places.keys())


def test_a_rule_of_a_theme_that_concerns_headings_leaves_them_to_weasyprint(setter: Setter) -> None:
    css = {**setter.theme.data["css"], ".chapter h2": "text-align: right"}
    ruled = Setter(theme_of("ruled", {**setter.theme.data, "css": css}), "de", (), {})
    html = f"<section id='c' class='division chapter'><p class='first'>{TEXT}</p><h2>Xyz</h2><p>{TEXT}</p></section>"
    usual, right = (drawn_glyphs(one.set("c", html, "t").file)[0] for one in (setter, ruled))
    at = [glyph.text.lower() for glyph in usual].index("x")
    assert usual[at].x0 == pytest.approx(setter.theme.page.inner, abs=0.5) and right[at].x0 > usual[at].x0 + 200


@pytest.mark.parametrize("kind", [*KINDS, *LISTS])
def test_what_is_drawn_says_the_same(setter: Setter, kind: str) -> None:
    """Tags with their content, anchors, letters as they run over the page."""
    ours, theirs = both(setter, kind, False)
    assert shape(ours.structure) == shape(theirs.structure)
    assert ours.places.keys() == theirs.places.keys()
    for name, place in ours.places.items():
        other = theirs.places[name]
        assert place.page == other.page and place.x == pytest.approx(other.x, abs=1) and abs(place.y - other.y) < 18, name
    assert (ours.flow.letters, ours.flow.anchors) == (theirs.flow.letters, theirs.flow.anchors)
    assert Part.load(ours.dump()) == ours


def test_blocks_are_the_same_in_however_many_documents_weasyprint_sets_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """What two documents call by one name (a face, a picture, a transparency) is two things."""
    pictures = {f"{color}.png": png(color) for color in ("red", "blue", "green")}
    blocks = "".join(
        f"<p class='first'>{TEXT}</p><table><tr><td>Zeile {at} mit <em>{word}</em></td></tr></table><figure id='f{at}' "
        f"style='opacity:.{9 - at}'><img src='druckreif-picture:{name}' alt='x'/><figcaption><a href='druckreif:x'>{word}"
        "</a></figcaption></figure>"
        for at, (name, word) in enumerate(zip(pictures, ("zwölf", "Boxkampf", "Quark"), strict=True))
    )
    found = []
    for batch in (100, 2, 1):
        monkeypatch.setattr("druckreif.write.lines.compose.BATCH", batch)
        html = f"<section id='c' class='division chapter'>{blocks}</section>"
        part = Setter("antiqua", "de", (), pictures).set("c", html, "t")
        with pdfium.PdfDocument(with_faces(part.file)) as pdf:
            shown = [bytes(page.render().buffer) for page in pdf]
        found.append((part.structure, part.flow, part.places, shown))
    assert found[0] == found[1] == found[2]
    assert len(set(found[0][3])) == len(found[0][3]) and found[0][1].letters.count("zeile") == 3


def png(color: str) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (40, 40), color).save(file, "PNG")
    return file.getvalue()


def test_a_letter_with_an_accent_of_its_own_is_read_whole(setter: Setter) -> None:
    """Two glyphs, each with its character; what one glyph says for another never hides what it says elsewhere."""
    part = setter.set("c", f"<section id='c'><p class='first'>Мосе\u0301нко, осень. {TEXT}</p></section>", "t")
    said = "".join(glyph.text for glyph in drawn_glyphs(part.file)[0][:14])
    assert said.startswith("Мосе\u0301нко, осен")
    known: dict[int, str] = {}
    for text in (UNSAID, "0041", UNSAID, "0042"):
        learn(known, [(7, text)])
    assert known == {7: "0041"}


def shape(kid: Tag | Mark | Area) -> tuple[object, ...]:
    """A tag with all it holds; several pieces of content in a row count as one."""
    if not isinstance(kid, Tag):
        return (type(kid).__name__,)
    kids = [shape(inner) for inner in kid.kids]
    return (*kid.nature, kid.alt, kid.scope, *(one for at, one in enumerate(kids) if not at or one != kids[at - 1]))
