"""index-unknown: words marked for the register that register.yaml does not hold.

Why: the place would be missing in the register, or stand under one of several entries by chance.
Instead: add the form to an entry, or name the entry: [words]{.index key=id}, [words]{.index key=id sub=id}
"""

from __future__ import annotations

from collections.abc import Iterator

from ..base.finding import Finding, nearest
from ..model.book import Book
from ..model.lookup import entries_named, entry_of, heading_of
from ..model.nodes import IndexMark
from ..model.walk import of_kind, plain

RULE = "index-unknown"


def check(book: Book) -> Iterator[Finding]:
    """Every mark whose entry or sub-entry is not known, or not known for certain."""
    for node in (node for division in book.divisions for node in of_kind(division, IndexMark)):
        name = node.key or plain(node.children)
        entry = entry_of(node, book.entries)
        if not entry:
            forms = () if node.key else {form.form for entry in book.entries.values() for form in entry.said}
            hint = nearest(name, forms or book.entries) or "add it to register.yaml"
            yield Finding(node.span, RULE, f'"{name}" is not in the register', hint)
        elif not heading_of(node, book.entries):
            hint = nearest(node.sub, [sub.id for sub in book.entries[entry].sub]) or "add it to the entry in register.yaml"
            yield Finding(node.span, RULE, f'the entry "{entry}" has no sub-entry "{node.sub}"', hint)
        elif not node.key and len(named := entries_named(name, book.entries)) > 1:
            yield Finding(node.span, RULE, f'"{name}" can mean {" or ".join(named)}', "say which: {.index key=id}")
