"""Divisions that the pipeline makes: title pages, imprint, contents, notes, glossary, works cited, register, colophon."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from types import MappingProxyType

from .. import __version__
from ..model.book import Book, Division, Kind
from ..model.collate import collate
from ..model.edition import set_in
from ..model.facts import Facts, NumberedNote, OutlineEntry, Passage
from ..model.ids import note_group_anchor, source_anchor, term_anchor
from ..model.imprint import Line, imprint_lines
from ..model.nodes import Blocks, Para, Text
from ..model.walk import plain
from .footnotes import FootPen
from .register import locators, register_html, whos_who_html
from .xhtml import Dialect, Pen, attributes, section_html, text_html, title_html

DISPLAY_LETTERS = 30
"""Letters of a title that one line of the title page holds in any case."""

AUTHORS = ("aut", "edt", "trl", "com")
"""Roles that stand on the title page."""


def division_html(
    book: Book, facts: Facts, division: Division, dialect: Dialect, repairs: Mapping[int, str] = MappingProxyType({})
) -> str:
    """One `section` element, well-formed XHTML, for any division. `repairs`: see `FootPen`."""
    if division.kind in _MAKERS:
        return _MAKERS[division.kind](Pen(book, facts, division, dialect))
    if facts.policy.notes == "page":
        return text_html(FootPen(book, facts, division, dialect, repairs=repairs))
    pen = Pen(book, facts, division, dialect)
    own = facts.policy.notes == "chapter" and division.id in facts.notes
    return text_html(pen, _chapter_notes(pen) if own else "")


def _p(name: str, text: str) -> str:
    return f'<p class="{name}">{escape(text, quote=False)}</p>' if text else ""


def _lines(*lines: str) -> str:
    return "\n".join(line for line in lines if line)


def half_title_html(pen: Pen) -> str:
    """The title alone, on the first page of the print edition."""
    return section_html(pen, _p("half", pen.book.config.title))


def title_page_html(pen: Pen) -> str:
    """Author, title, subtitle, publisher."""
    config = pen.book.config
    authors = [c for c in config.contributors if c.role == "aut"]
    title = f'<h1 class="title" id="{pen.division.id}-title">{_in_two(pen, config.title)}</h1>'
    publisher = ", ".join((config.publisher.name, config.publisher.place))
    return section_html(
        pen,
        _lines(
            _p("author", ", ".join(c.name for c in authors)),
            title,
            f'<p class="subtitle">{_in_two(pen, config.subtitle)}</p>' if config.subtitle else "",
            _p("publisher", publisher),
        ),
    )


def _in_two(pen: Pen, text: str) -> str:
    """A display line that is divided, if it must be, near its middle; on a page only, since screens are of any width."""
    spaces = [index for index, char in enumerate(text) if char == " "]
    if pen.epub or not spaces:
        return escape(text, quote=False)
    middle = min(spaces, key=lambda index: abs(2 * index - len(text)))
    halves = (text[:middle], text[middle + 1 :])
    if max(map(len, halves)) > DISPLAY_LETTERS:
        return escape(text, quote=False)
    return " ".join(f'<span class="kept">{escape(half, quote=False)}</span>' for half in halves)


def imprint_html(pen: Pen) -> str:
    """The lines of the imprint, as law and trade practice ask for them."""
    return section_html(pen, _lines(*(_imprint_line(pen, line) for line in imprint_lines(pen.book, digital=pen.epub))))


def _imprint_line(pen: Pen, line: Line) -> str:
    if not line.url:
        return _p(line.kind, line.text)
    link = pen.linked(line.url, (Text(line.url.removeprefix("https://")),))
    return f'<p class="{line.kind}">{escape(line.text, quote=False)} {link}</p>'


def contents_html(pen: Pen) -> str:
    """The printed table of contents, page numbers literally from the laid-out book."""
    title = f'<h1 class="title" id="{pen.division.id}-title">{pen.inlines(pen.division.title)}</h1>'
    return section_html(pen, f'<div class="opening">{title}</div>\n{_toc(pen, pen.facts.outline)}')


def _toc(pen: Pen, entries: tuple[OutlineEntry, ...]) -> str:
    return '<ul class="toc">' + "\n".join(_toc_entry(pen, entry) for entry in entries) + "</ul>"


def _toc_entry(pen: Pen, entry: OutlineEntry) -> str:
    number = Text(f"{entry.number}\u2002") if entry.number else None
    folio = pen.dialect.folio(entry.anchor)
    line = (
        f"{pen.link(entry.anchor, (number,), attributes(class_='toc-number')) if number else ''}"
        f"{pen.link(entry.anchor, (Text(entry.text),))}"
        f'<span class="leader"> </span><span class="toc-folio">{escape(folio)}</span>'
    )
    inner = _toc(pen, entry.children) if entry.children else ""
    names = f"toc-{entry.matter} toc-level-{entry.level}{' toc-numbered' if number else ''}"
    return f"<li{attributes(class_=names)}>{line}{inner}</li>"


def notes_html(pen: Pen) -> str:
    """All notes, grouped by the division they belong to, in the order of the book."""
    groups = [_note_group(pen, d) for d in pen.book.divisions if d.id in pen.facts.notes]
    return section_html(pen, f"{title_html(pen)}\n" + "\n".join(groups))


def _chapter_notes(pen: Pen) -> str:
    """The notes of a division at its end."""
    id = note_group_anchor(pen.division.id)
    head = f'<h2 id="{id}">{escape(pen.words.notes, quote=False)}</h2>'
    title = f" {pen.division.id}-title" if pen.dialect.name == "web" else ""  # there are several on a page
    named = attributes(aria_labelledby=id + title) if pen.epub else ""
    tag = "section" if pen.epub else "div"
    start = f'<{tag} class="chapter-notes"{pen.semantics("endnotes", "doc-endnotes")}{named}>'
    return f"\n{start}{head}\n{_notes(pen, pen.division)}</{tag}>"


def _notes(pen: Pen, division: Division) -> str:
    """The notes of a division, wherever they stand."""
    inner = Pen(pen.book, pen.facts, division, pen.dialect)
    notes = "\n".join(_note(inner, pen.division.id, note) for note in pen.facts.notes[division.id])
    return f'<div role="list">\n{notes}</div>' if pen.epub else notes


def _note_group(pen: Pen, division: Division) -> str:
    number = pen.facts.chapter_numbers.get(division.id)
    name = f"{number}\u2002{plain(division.title)}" if number else plain(division.title)
    id = note_group_anchor(division.id)
    head = f'<h2 id="{id}">{escape(name, quote=False)}</h2>'
    pages = _p("note-pages", pen.dialect.note_pages(division.id))
    tag = "section" if pen.epub else "div"
    named = f' aria-labelledby="{id}"' if pen.epub else ""
    notes = pen.dialect.part(pen, division, _notes)
    return f'<{tag} class="note-group"{named}>{head}\n{pages}{notes}</{tag}>'


def _note(pen: Pen, here: str, note: NumberedNote) -> str:
    pen.note = note.label
    body = pen.blocks(_opened(pen.division.notes[note.label].blocks))
    start, rest = ("<p>", body[3:]) if body.startswith("<p>") else ('<p class="first">', body.split(">", 1)[1])
    div = f"<div{attributes(id=note.anchor, class_='note')}{pen.semantics('footnote', 'doc-footnote')}>"
    text = f"{div}{start}{_back_link(pen, here, note)} {rest}{_more_links(pen, here, note)}</div>"
    return f'<div role="listitem">{text}</div>' if pen.epub else text


def _opened(blocks: Blocks) -> Blocks:
    return blocks if blocks and isinstance(blocks[0], Para) else (Para(()), *blocks)


def _back_link(pen: Pen, here: str, note: NumberedNote) -> str:
    label = f"{note.number}. {pen.words.back_to_text}"
    href = pen.dialect.href(here, note.calls[0])
    spoken = _spoken(pen, label)
    return f"<a{attributes(href=href, class_='backlink')}{spoken}>{note.number}.</a>"


def _spoken(pen: Pen, label: str) -> str:
    return pen.semantics("backlink", "doc-backlink") + attributes(aria_label=label) if pen.epub else ""


def _more_links(pen: Pen, here: str, note: NumberedNote) -> str:
    links = []
    for nth, call in enumerate(note.calls[1:], start=2):
        label = f"{pen.words.back_to_text} ({nth})"
        spoken = _spoken(pen, label)
        links.append(f"<a{attributes(href=pen.dialect.href(here, call), class_='backlink')}{spoken}>({nth})</a>")
    return f'<p class="more-calls">{pen.words.back_to_text} {" ".join(links)}</p>' if links else ""


def glossary_html(pen: Pen) -> str:
    """Terms with definitions, sorted by the language's rules."""
    terms = sorted(pen.book.terms.values(), key=lambda term: (collate(term.term), term.id))
    entries = "\n".join(_entry(pen, term.id) for term in terms)
    tag = "dl" if pen.epub else "div"
    return section_html(pen, f'{title_html(pen)}\n<{tag} class="glossary">{entries}</{tag}>')


def _entry(pen: Pen, id: str) -> str:
    term = pen.book.terms[id]
    dates = f' <span class="dates">({escape(term.dates, quote=False)})</span>' if term.dates else ""
    also = ", ".join(
        pen.link(term_anchor(other), (Text(pen.book.terms[other].term),))
        for other in term.see_also
        if other in pen.book.terms
    )
    see = f'<span class="see-also">{pen.words.see_also}: {also}.</span>' if also else ""
    calls = pen.facts.term_calls.get(id, ())
    places = locators(pen, [Passage(call, pen.facts.anchors[call].division) for call in calls])
    see += f' <span class="places">{pen.words.place_mark}\u00a0{places}</span>' if places else ""
    definition = escape(term.definition, quote=False)
    name = f'<dfn class="headword">{escape(term.term, quote=False)}</dfn>{dates}'
    if pen.epub:
        return f'<div class="entry" id="{term_anchor(id)}"><dt>{name}</dt><dd><p>{definition} {see}</p></dd></div>'
    return f'<p class="entry" id="{term_anchor(id)}">{name} {definition} {see}</p>'


def bibliography_html(pen: Pen) -> str:
    """The works cited, by group, sorted by author."""
    groups = []
    names = {"sources": pen.words.sources, "literature": pen.words.literature}
    for group, works in pen.facts.bibliography.items():
        head = f'<h2 id="{pen.division.id}-{group}">{names[group]}</h2>' if len(pen.facts.bibliography) > 1 else ""
        lines = (f'<p class="entry" id="{source_anchor(key)}">{pen.inlines(text)}</p>' for key, text in works)
        groups.append(head + "\n" + "\n".join(lines))
    return section_html(pen, title_html(pen) + "\n" + "\n".join(groups))


def colophon_html(pen: Pen) -> str:
    """What the book was made with and from, and as of when."""
    words, day = pen.words, pen.book.config.date
    date = words.date.format(day=day.day, month=words.months[day.month - 1], year=day.year)
    typeface = set_in(pen.book.config, words.set_in, not pen.epub)
    lines = (typeface, words.made_with.format(version=__version__), words.state.format(date=date))
    return section_html(pen, f"{title_html(pen)}\n" + "\n".join(_p("first", line) for line in lines))


def part_html(pen: Pen) -> str:
    """The title of a part on a page of its own."""
    return section_html(pen, title_html(pen))


_MAKERS: dict[Kind, Callable[[Pen], str]] = {
    Kind.HALF_TITLE: half_title_html,
    Kind.TITLE_PAGE: title_page_html,
    Kind.IMPRINT: imprint_html,
    Kind.CONTENTS: contents_html,
    Kind.NOTES: notes_html,
    Kind.GLOSSARY: glossary_html,
    Kind.BIBLIOGRAPHY: bibliography_html,
    Kind.WHOS_WHO: whos_who_html,
    Kind.REGISTER: register_html,
    Kind.COLOPHON: colophon_html,
    Kind.PART: part_html,
}
