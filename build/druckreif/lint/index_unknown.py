"""index-unknown: words marked for the register that register.yaml does not hold.

Why: the place would be missing in the register.
Instead: add the form to an entry, or name the entry: [words]{.index key=id}
"""

from __future__ import annotations

from collections.abc import Iterator

from ..base.finding import Finding, nearest
from ..model.book import Book
from ..model.lookup import entry_of
from ..model.nodes import IndexMark
from ..model.walk import all_inlines, plain

RULE = "index-unknown"


def check(book: Book) -> Iterator[Finding]:
    """Every marked name that is found neither by key nor by form."""
    forms = {form for entry in book.entries.values() for form in (entry.headword, *entry.forms)}
    for _, _, node in all_inlines(book):
        if isinstance(node, IndexMark) and not entry_of(node, book.entries):
            name = node.key or plain(node.children)
            hint = nearest(name, book.entries if node.key else forms) or "add it to register.yaml"
            yield Finding(node.span, RULE, f'"{name}" is not in the register', hint)
