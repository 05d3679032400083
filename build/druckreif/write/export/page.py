"""One HTML page for the web: the whole book, styles and pictures inside, no script, notes linked both ways."""

from __future__ import annotations

from html import escape

from ...base.stock import stock
from ...model.book import Book, Division, Kind
from ...model.facts import Facts
from ...model.locale import locale
from ..made import division_html
from ..navigation import toc_list
from ..xhtml import Dialect
from .outline import authors
from .pictures import data_uri

LEFT_OUT = (Kind.HALF_TITLE, Kind.NOTES)
"""Divisions that are not on the page: notes end with their chapter."""
POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
"""What a browser may load for the page: nothing."""


def write_page(book: Book, facts: Facts) -> bytes:
    """A valid HTML document; facts are those of `export_policy`."""
    config = book.config
    dialect = Dialect("web", lambda here, anchor: f"#{anchor}", lambda name: data_uri(book, name, drawn=False))
    targets = {id: f"#{id}" for id in facts.anchors}
    body = "\n".join(_section(book, facts, division, dialect, targets) for division in book.divisions)
    told = {"author": ", ".join(authors(book)), "description": config.description, "dcterms.date": config.date.isoformat()}
    meta = "".join(f'<meta name="{name}" content="{escape(text)}">\n' for name, text in told.items() if text)
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(config.language)}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(config.title, quote=False)}</title>\n{meta}"
        f"<style>\n{stock('styles/web/page.css').read_text('utf-8')}</style>\n</head>\n"
        f"<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    ).encode()


def _section(book: Book, facts: Facts, division: Division, dialect: Dialect, targets: dict[str, str]) -> str:
    if division.kind in LEFT_OUT:
        return ""
    if division.kind is not Kind.CONTENTS:
        return division_html(book, facts, division, dialect)
    title = escape(locale(book.config.language).contents, quote=False)
    head = f'<h1 class="title" id="{division.id}-title">{title}</h1>'
    start = f'<nav id="{division.id}" class="division contents" role="doc-toc" aria-labelledby="{division.id}-title">'
    return f"{start}\n{head}\n{toc_list(facts.outline, targets)}\n</nav>"
