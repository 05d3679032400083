"""The proof that no word is lost: the words of the original are those of the book and of what is listed as left out."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..model.book import Book
from ..model.nodes import Inline, Inlines, Text
from ..model.walk import texts_of
from .draft import Left, Swap

_INVISIBLE = re.compile(
    r"[\xad\u200b-\u200d\u2060\ufeff\ufff9-\ufffb\ufffe\uffff\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufe00-\ufe0f\ue000-\uf8ff\ud800-\udfff]"
)
_RAISED = re.compile("[⁰¹²³⁴-⁹]+|[₀-₉]+")
_WORD = re.compile(r"[^\W\d_]+|\d+")


def words(text: str) -> Iterator[str]:
    """The words of a text: runs of letters and runs of figures; raised figures stand alone, ligatures are their letters."""
    text = _RAISED.sub(lambda found: f" {found[0]} ", _INVISIBLE.sub("", text))
    return (found[0] for found in _WORD.finditer(unicodedata.normalize("NFKC", text)))


@dataclass(frozen=True, slots=True)
class Account:
    """What went in and what came out, in words; `lost` and `new` are what the lists do not explain, and are empty."""

    original: int
    book: int
    left: dict[str, int]
    swapped_in: int
    swapped_out: int
    lost: tuple[str, ...]
    new: tuple[str, ...]

    @property
    def is_even(self) -> bool:
        """Whether every word is accounted for."""
        return not self.lost and not self.new


def account(original: str, printed: Iterable[str], left: Iterable[Left], swaps: Iterable[Swap]) -> Account:
    """Compare the words of the original with the printed texts of the book, with what was left out and what was changed."""
    went_in = Counter(words(original))
    came_out: Counter[str] = Counter()
    for text in printed:
        came_out.update(words(text))
    read, written = went_in.total(), came_out.total()
    kinds: Counter[str] = Counter()
    for item in left:
        gone = Counter(words(item.words))
        kinds[item.kind] += gone.total()
        came_out.update(gone)
    taken = given = 0
    for swap in swaps:
        before, after = Counter(words(swap.before)), Counter(words(swap.after))
        taken, given = taken + before.total(), given + after.total()
        came_out.update(before)
        went_in.update(after)
    lost, new = went_in - came_out, came_out - went_in
    return Account(read, written, dict(sorted(kinds.items())), taken, given, _listed(lost), _listed(new))


def _listed(counter: Counter[str]) -> tuple[str, ...]:
    return tuple(sorted(counter.elements()))


def printed(book: Book) -> Iterator[str]:
    """All texts of the divisions that are files, as read back from them; each text is one run of words."""
    for division in book.divisions:
        if not division.source:
            continue
        yield from (_flat(division.title), _flat(division.subtitle))
        for blocks in (division.blocks, *(note.blocks for note in division.notes.values())):
            yield from texts_of(blocks, _flat)


def _flat(inlines: Inlines) -> str:
    """Without anything between neighbours, so that a word half in italics is one; calls and breaks part words."""
    return "".join(map(_one, inlines))


def _one(node: Inline) -> str:
    if isinstance(node, Text):
        return node.text
    return _flat(getattr(node, "children", ())) or " "
