"""The proof: all pages of a finished PDF as small pictures, with figures and with the lines and pages that need an editor.

One HTML file that needs nothing else: no network, no script; links lead from a line to its page.
"""

from __future__ import annotations

import base64
import io
from collections import Counter
from collections.abc import Mapping
from html import escape
from types import MappingProxyType

import pypdfium2

from .place import Sources
from .type import Figures, limits_of, measured

SCALE = 0.5
"""Pixels of a small page for a point of the page."""

NAMES = {
    "justified": "justified lines", "rms": "scatter of word spaces (rms)", "mean": "mean word space",
    "p95": "word space of the loosest twentieth", "over_15": "share of lines over 1.5", "over_20": "share of lines over 2",
    "hyphens": "share of lines with a hyphen", "run": "most hyphens in a row", "overfull": "lines over the edge",
    "widows": "widows", "orphans": "orphans", "stranded": "headings at the foot", "grid": "share of lines on the grid",
    "short": "share of short pages", "textless": "glyphs without text",
}  # fmt: skip

NOTHING: Mapping[str, int] = MappingProxyType({})

STYLE = """
body{font:15px/1.45 system-ui,sans-serif;margin:2rem auto;max-width:76rem;padding:0 1rem;color:#1b1b1b;background:#fff}
h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2.2rem}table{border-collapse:collapse}
td,th{text-align:left;padding:.2rem 1.2rem .2rem 0;border-bottom:1px solid #ddd;vertical-align:top}
td.n{text-align:right;font-variant-numeric:tabular-nums}.bad{color:#a3200d;font-weight:600}
.pages{display:flex;flex-wrap:wrap;gap:1.2rem}figure{margin:0;width:210px}figure:target img{outline:3px solid #a3200d}
img{width:210px;border:1px solid #bbb;display:block}figcaption{font-size:.82rem}code{font-size:.9em}
@media(prefers-color-scheme:dark){body{background:#1c1c1c;color:#e6e6e6}td,th{border-color:#444}.bad{color:#ff9b8a}a{color:#9ec5ff}}
"""


def proof_html(
    name: str, data: bytes, theme: str, title: str, sources: Sources, plain: Mapping[str, int] = NOTHING
) -> bytes:
    """The proof of a PDF that can be read; `plain` says which blocks are not in lines of ours, if the build is known."""
    figures = measured(data)
    labels, pictures = _pages(data)
    type = f"{figures.size:g}/{figures.leading:g} pt"
    parts = [
        f"<h1>{escape(title)}</h1><p>{escape(name)}: {figures.pages} pages, type {type}</p>",
        "<h2>Figures</h2>", _table(figures, limits_of(theme)), _plain(plain),
        "<h2>The loosest lines</h2>", _lines(figures, labels, sources),
        "<h2>Pages with faults</h2>", _faults(figures, labels, sources),
        "<h2>All pages</h2>", _pictures(figures, labels, pictures),
    ]  # fmt: skip
    head = f'<meta charset="utf-8"/><meta name="viewport" content="width=device-width"/><title>{escape(title)}</title>'
    start = f'<!DOCTYPE html>\n<html lang="en"><head>{head}<style>{STYLE}</style></head>'
    return "\n".join([start, "<body>", *parts, "</body></html>\n"]).encode()


def _table(figures: Figures, limits: Mapping[str, float]) -> str:
    rows = []
    for key, words in NAMES.items():
        value, limit = getattr(figures, key), limits.get(key)
        bad = limit is not None and (value < limit if key == "grid" else value > limit)
        shown = f"{value:.3f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
        mark, most = "n bad" if bad else "n", "" if limit is None else f"{limit:g}"
        rows.append(f'<tr><td>{words}</td><td class="{mark}">{shown}</td><td class="n">{most}</td></tr>')
    return f"<table><tr><th>figure</th><th>measured</th><th>limit</th></tr>{''.join(rows)}</table>"


def _plain(plain: Mapping[str, int]) -> str:
    kinds = escape(", ".join(f"{count} {kind}" for kind, count in plain.items()))
    return f"<p>Set without lines of their own, since the theme does not state their measure: {kinds}.</p>" if plain else ""


def _lines(figures: Figures, labels: list[str], sources: Sources) -> str:
    rows = [
        f'<tr><td class="n">{ratio:.2f}</td><td><a href="#s{page + 1}">{escape(labels[page])}</a></td>'
        f"<td>{escape(text)}</td><td><code>{_place(text, sources)}</code></td></tr>"
        for page, ratio, text in figures.lines
    ]
    return f"<table><tr><th>word space</th><th>page</th><th>line</th><th>source</th></tr>{''.join(rows)}</table>"


def _faults(figures: Figures, labels: list[str], sources: Sources) -> str:
    rows = [
        f'<tr><td><a href="#s{page + 1}">{escape(labels[page])}</a></td><td>{escape(fault)}</td>'
        f"<td><code>{_place(fault.partition(': ')[2], sources)}</code></td></tr>"
        for page, fault in figures.faults
    ]
    return f"<table><tr><th>page</th><th>fault</th><th>source</th></tr>{''.join(rows)}</table>"


def _place(text: str, sources: Sources) -> str:
    return escape(str(sources.find(text) or ""))


def _pictures(figures: Figures, labels: list[str], pictures: list[str]) -> str:
    faults = Counter(page for page, _ in figures.faults)
    loose = Counter(page for page, _, _ in figures.lines)
    pages = enumerate(zip(labels, pictures, strict=True))
    return f'<div class="pages">{"".join(_picture(index, page, faults, loose) for index, page in pages)}</div>'


def _picture(index: int, page: tuple[str, str], faults: Counter[int], loose: Counter[int]) -> str:
    label, picture = page
    notes = [f"{faults[index]} fault{'s' if faults[index] > 1 else ''}"] if faults[index] else []
    notes += [f"{loose[index]} of the loosest lines"] if loose[index] else []
    said = f' <span class="bad">{", ".join(notes)}</span>' if notes else ""
    image = f'<img loading="lazy" src="data:image/png;base64,{picture}" alt="Page {escape(label)}"/>'
    return f'<figure id="s{index + 1}">{image}<figcaption>{escape(label)}{said}</figcaption></figure>'


def _pages(data: bytes) -> tuple[list[str], list[str]]:
    """Labels and small pictures of the pages, in sixteen greys."""
    document = pypdfium2.PdfDocument(data)
    try:
        labels, pictures = [], []
        for index in range(len(document)):
            page = document[index]
            room = io.BytesIO()
            page.render(scale=SCALE, grayscale=True).to_pil().convert("L").quantize(16).save(room, "PNG", optimize=True)
            page.close()
            labels.append(document.get_page_label(index) or str(index + 1))
            pictures.append(base64.b64encode(room.getvalue()).decode())
        return labels, pictures
    finally:
        document.close()
