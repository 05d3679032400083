"""form-unused: declared forms of a glossary term that the text never uses.

Why: it does no harm; but a form that was misspelt never matches, and the word that it was meant for stays unlinked.
Instead: correct it, or leave it for what is still to be written. It is a hint, which `druckreif check --hints` shows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..base.finding import Finding, Severity
from ..base.span import Span
from ..model.book import Book, Kind
from ..model.nodes import Text
from ..model.walk import all_inlines

RULE = "form-unused"


def check(book: Book) -> Iterator[Finding]:
    """One hint for each term, where a glossary is made."""
    if not any(division.kind is Kind.GLOSSARY for division in book.divisions):
        return
    text = " ".join(node.text for _, _, node in all_inlines(book) if isinstance(node, Text))
    words = set(re.findall(r"\w+", text))
    for term in book.terms.values():
        unused = [form for form in term.forms if not words.issuperset(re.findall(r"\w+", form)) or not _occurs(form, text)]
        if unused:
            first = term.forms.index(unused[0])
            span = book.places.get(f"glossary.yaml#{term.id}.forms.{first}", Span("glossary.yaml", 1, 1))
            message = f'"{term.term}" does not occur as ' + ", ".join(f'"{form}"' for form in unused)
            yield Finding(span, RULE, message, "correct what is misspelt", Severity.HINT)


def _occurs(form: str, text: str) -> bool:
    """Whether a form stands somewhere as words of its own."""
    said = re.escape(form).replace("\\ ", "[ \u00a0\u202f]")
    return re.search(rf"(?<![\w-]){said}(?!\w)", text) is not None
