"""quote-unpaired: a quotation mark without a partner in its paragraph.

Why: the reader cannot see where the quotation ends; often the partner is missing, or stands behind a space.
Instead: add the partner. A quotation of several paragraphs begins each of them with a mark and closes in the last.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from ..base.finding import Finding
from ..model.prose import Prose, Texts
from ..model.quotes import Quotes, quotes_of
from .search import warn

RULE = "quote-unpaired"


def check_texts(texts: Texts) -> Iterator[Finding]:
    """Every opening mark that nothing closes, and every closing one that nothing opened."""
    read = zip(texts.proses, quotes_of(texts), strict=True) if texts.lang in ("de", "en") else ()
    for (prose, quotes), following in pairwise([*read, (Prose("", ""), Quotes())]):
        if quotes.unpaired and not _goes_on(prose, quotes, following):
            for mark in quotes.unpaired:
                hint = "add its partner, or delete it"
                yield warn(RULE, prose, mark.start, mark.end, f"{mark.char} has no partner in this paragraph", hint)


def _goes_on(prose: Prose, quotes: Quotes, following: tuple[Prose, Quotes]) -> bool:
    """Whether the next paragraph takes up the quotation that this one leaves open."""
    after, more = following
    return quotes.open is not None and more.opens and (after.source, after.note) == (prose.source, prose.note)
