"""A page for an editor's browser: one HTML file that needs nothing else, no network, no script."""

from __future__ import annotations

from html import escape

STYLE = """
:root{color-scheme:light dark;--ink:#1b1b1b;--paper:#fff;--rule:#767676;--quiet:#595959;--bar:#33658a;--dot:#8c2f1f;
--wash:#f2f2ef}
@media(prefers-color-scheme:dark){:root{--ink:#e8e8e8;--paper:#1c1c1c;--rule:#8c8c8c;--quiet:#b4b4b4;--bar:#8cb8dc;
--dot:#f0a08f;--wash:#282828}a{color:#9ec5ff}}
body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:76rem;padding:0 1rem;color:var(--ink);
background:var(--paper)}
h1{font-size:1.6rem;line-height:1.25}h2{font-size:1.2rem;margin-top:2.4rem}
table{border-collapse:collapse}caption{text-align:left;font-weight:600;padding:.3rem 0}
th,td{text-align:left;padding:.25rem 1.2rem .25rem 0;border-bottom:1px solid var(--rule);vertical-align:top}
.wide{overflow-x:auto;max-width:100%}code,h3{overflow-wrap:anywhere}
.n{text-align:right;font-variant-numeric:tabular-nums}.quiet{color:var(--quiet)}code{font-size:.9em}
.skip:not(:focus){position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
:focus-visible{outline:2px solid currentColor;outline-offset:2px}
"""

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
"""What a browser may load for the page: nothing."""


def wide(table: str) -> str:
    """A table that can be scrolled where the window is narrow, with the keyboard too."""
    return f'<div class="wide" tabindex="0">{table}</div>'


def page(title: str, body: str, style: str = "") -> bytes:
    """A whole page in English around a body that is markup already; the title is plain text."""
    head = (
        f'<meta charset="utf-8"/><meta http-equiv="Content-Security-Policy" content="{POLICY}"/>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"/><title>{escape(title)}</title>'
        f"<style>{STYLE}{style}</style>"
    )
    skip = '<a class="skip" href="#main">To the content</a>'
    start = f'<!DOCTYPE html>\n<html lang="en"><head>{head}</head>'
    return f'{start}\n<body>{skip}\n<main id="main">\n{body}\n</main></body></html>\n'.encode()
