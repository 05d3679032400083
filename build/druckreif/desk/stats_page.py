"""The figures of a book for reading: rows for the terminal, a page with a drawing for the browser."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from .page import page, wide
from .stats import Chapter, Long, Stats

ROW, LABEL, FIELD, GAP, VALUE, TOP = 26, 250, 300, 40, 60, 34
"""Pixels of the drawing: a row, titles, one of two fields, between them, a figure behind its bar, above the rows."""

_STYLE = """
.beside{display:flex;flex-wrap:wrap;gap:1.5rem 2.5rem;align-items:flex-start}
body{max-width:92rem}.beside svg{flex:1 1 28rem;max-width:min(52rem,100%);height:auto;min-width:0}
svg text{font:13px system-ui,sans-serif;fill:var(--ink)}svg .bar{fill:var(--bar)}svg .dot{fill:var(--dot)}
svg line{stroke:var(--rule)}dl{display:grid;grid-template-columns:fit-content(50%) minmax(0,1fr);gap:.2rem 1.2rem}
dd{margin:0}
"""


def table(stats: Stats) -> list[tuple[str, ...]]:
    """A head, a row for each chapter and one for the whole book."""
    head = ("chapter", "words", "min", "notes", "per 1000", "quoted")
    whole = Chapter("", "all", "", "", stats.words, stats.notes, stats.note_words, 0, stats.block_words + stats.marked_words)
    return [head, *(_row(stats, chapter) for chapter in (*stats.chapters, whole))]


def _row(stats: Stats, chapter: Chapter) -> tuple[str, ...]:
    quoted = f"{100 * chapter.quoted_words / chapter.words:.0f} %" if chapter.words else "–"
    minutes = f"{stats.minutes(chapter.words):.0f}"
    return chapter.title, f"{chapter.words:,}", minutes, str(chapter.notes), f"{chapter.density:.1f}", quoted


def summary(stats: Stats) -> list[tuple[str, str]]:
    """What is to be said of the whole book: name and value."""
    text, whole = stats.minutes(stats.words), stats.minutes(stats.words + stats.note_words)
    said = stats.own_words + stats.block_words + stats.marked_words

    def share(words: int) -> str:
        return f"{words:,} words ({100 * words / said:.1f} %)" if said else "0 words"

    return [
        ("text", f"{stats.words:,} words, {_time(text)} of reading"),
        ("with notes", f"{stats.words + stats.note_words:,} words, {_time(whole)}"),
        ("notes", f"{stats.notes}, {1000 * stats.notes / stats.words if stats.words else 0:.1f} for 1,000 words"),
        ("own text", share(stats.own_words)),
        ("block quotations, verse, letters", share(stats.block_words)),
        ("in quotation marks", share(stats.marked_words)),
        ("sentence", f"{stats.sentence_words:.1f} words on average"),
    ]


def _time(minutes: float) -> str:
    hours, rest = divmod(round(minutes), 60)
    return f"{hours} h {rest} min" if hours else f"{rest} min"


def stats_page(stats: Stats, folder: str) -> bytes:
    """The page; places begin with the folder of the sources."""
    lang = f' lang="{escape(stats.language)}"'
    items = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in summary(stats))
    body = [
        f"<h1><span{lang}>{escape(stats.title)}</span> in figures</h1>",
        f"<dl>{items}</dl>",
        "<h2>Chapters</h2>",
        f'<div class="beside">{plot(stats)}{_chapters(stats, lang)}</div>',
        "<h2>The longest sentences</h2>", _longest(stats.sentences, "Sentences of the running text", folder, lang),
        "<h2>The longest paragraphs</h2>", _longest(stats.paragraphs, "Paragraphs of the running text", folder, lang),
        '<p class="quiet">Reading time: silent reading, 238 words a minute in English (Brysbaert 2019), 187 in German. '
        "Sentences and paragraphs: block quotations, verse, letters and notes are left out.</p>",
    ]  # fmt: skip
    return page(f"{stats.title} in figures", "\n".join(body), _STYLE)


def _chapters(stats: Stats, lang: str) -> str:
    head, *rows, last = table(stats)
    columns = "".join(f'<th scope="col"{_number(index)}>{cell}</th>' for index, cell in enumerate(head))
    lines = [_table_row(row, lang) for row in rows]
    caption = "<caption>Words, minutes, notes, notes for 1,000 words, quoted share</caption>"
    foot = f"<tfoot>{_table_row(last, '')}</tfoot>"
    return wide(f"<table>{caption}<thead><tr>{columns}</tr></thead><tbody>{''.join(lines)}</tbody>{foot}</table>")


def _table_row(row: Sequence[str], lang: str) -> str:
    first, *rest = row
    cells = "".join(f'<td class="n">{escape(cell)}</td>' for cell in rest)
    return f'<tr><th scope="row"{lang}>{escape(first)}</th>{cells}</tr>'


def _number(index: int) -> str:
    return ' class="n"' if index else ""


def _longest(found: Sequence[Long], caption: str, folder: str, lang: str) -> str:
    rows = []
    for long in found:
        place = escape(f"{folder}/{long.place}" if folder else str(long.place))
        begins = f"<td{lang}>{escape(long.text)}</td>"
        rows.append(f'<tr><td class="n">{long.words}</td>{begins}<td><code>{place}</code></td></tr>')
    head = '<tr><th scope="col" class="n">words</th><th scope="col">begins</th><th scope="col">place</th></tr>'
    return wide(f"<table><caption>{caption}</caption><thead>{head}</thead><tbody>{''.join(rows)}</tbody></table>")


def plot(stats: Stats) -> str:
    """Chapter lengths and note density as an SVG in two fields with the same rows. The table beside it says the same."""
    chapters = stats.chapters
    most = max([chapter.words for chapter in chapters], default=0) or 1
    densest = max([chapter.density for chapter in chapters], default=0) or 1
    height, second = TOP + ROW * len(chapters) + 8, LABEL + FIELD + VALUE + GAP
    width, lang = second + FIELD + VALUE, f' lang="{escape(stats.language)}"'
    marks = [
        f'<text x="{LABEL}" y="20" font-weight="600">words</text>',
        f'<text x="{second}" y="20" font-weight="600">notes for 1,000 words</text>',
        *(f'<line x1="{x}" x2="{x}" y1="{TOP - 6}" y2="{height - 4}"/>' for x in (LABEL, second)),
    ]
    for index, chapter in enumerate(chapters):
        y = TOP + ROW * index
        long, dense = FIELD * chapter.words / most, FIELD * chapter.density / densest
        marks += [
            f'<text x="{LABEL - 10}" y="{y + 15}" text-anchor="end"{lang}>{escape(_short(chapter.title))}</text>',
            f'<rect class="bar" x="{LABEL}" y="{y + 3}" width="{long:.1f}" height="{ROW - 10}"/>',
            f'<text x="{LABEL + long + 6:.1f}" y="{y + 15}">{chapter.words:,}</text>',
            f'<line x1="{second}" x2="{second + dense:.1f}" y1="{y + 11}" y2="{y + 11}"/>',
            f'<circle class="dot" cx="{second + dense:.1f}" cy="{y + 11}" r="5"/>',
            f'<text x="{second + dense + 11:.1f}" y="{y + 15}">{chapter.density:.1f}</text>',
        ]
    named = '<title id="plot-title">Chapter lengths and note density</title>'
    told = f'<desc id="plot-desc">{escape(_told(stats))}</desc>'
    size = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    start = f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img"'
    return f'{start} aria-labelledby="plot-title" aria-describedby="plot-desc">{named}{told}{"".join(marks)}</svg>'


def _told(stats: Stats) -> str:
    """What the drawing shows, in words."""
    if not stats.chapters:
        return "There are no chapters yet."
    by_words = sorted(stats.chapters, key=lambda chapter: chapter.words)
    by_notes = sorted(stats.chapters, key=lambda chapter: chapter.density)
    shortest, longest, sparse, dense = by_words[0], by_words[-1], by_notes[0], by_notes[-1]
    return (
        f"A bar for the words and a dot for the notes of each of {len(stats.chapters)} chapters. "
        f"Longest: {longest.title}, {longest.words:,} words; shortest: {shortest.title}, {shortest.words:,}. "
        f"Most notes for 1,000 words: {dense.title}, {dense.density:.1f}; fewest: {sparse.title}, {sparse.density:.1f}. "
        "The table gives all values."
    )


def _short(title: str) -> str:
    return title if len(title) <= 36 else title[:35].rstrip() + "…"
