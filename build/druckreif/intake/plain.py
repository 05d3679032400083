"""Plain text as copied from a website or a scan: lines become paragraphs, verse, lists and quotations."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from . import inline
from .decode import decoded
from .draft import Draft, Guess, Piece, Place
from .hyphens import Joiner
from .lines import Line, Mark, block_mark, is_notes_heading, lines_of, without_page_marks
from .phrases import BYLINE, CLOSING, LETTER_DATE

_WIDE = 120
"""A line of more characters was not broken by hand or by a mail program: it is a paragraph."""
_TITLE_PAGE = 40
"""Lines within which title and author stand."""

_RULE = re.compile(r"\s*(?:[*#~=_–—-]\s*){3,}\s*|\s*[*#~⁂❦]\s*")
_EMPHASIS = re.compile(r"(?<![\w_])_(?=[^\s_])([^_\n]{0,300}?[^\s_])_(?![\w_])")
_END = re.compile(r"[.!?:;…][\"'»«“”‘’‹›)\]\d*⁰¹²³⁴-⁹]*$")


def read_plain(data: bytes, name: str) -> Draft:
    """A draft of a text file; only line structure is decided here, everything else by the passes. Raises Refused."""
    text, guesses = decoded(data)
    lines, left = without_page_marks(lines_of(text))
    found = _Reader(lines, text)
    pieces = tuple(found.pieces())
    return Draft(pieces, text, guesses=(*guesses, *found.guesses), left=tuple(left), swaps=tuple(found.joiner.swaps))


class _Reader:
    def __init__(self, lines: Sequence[Line], text: str) -> None:
        self.lines = lines
        self.joiner = Joiner(text)
        self.guesses: list[Guess] = []
        self.last: Mark | None = None
        """The last mark of a list."""
        filled = [line for line in lines if line.text]
        lengths = sorted(len(line.text) for line in filled if len(line.text) <= _WIDE)
        self.width = lengths[int(len(lengths) * 0.9)] if lengths else 0
        """What hand-broken lines are filled to: nine of ten lines are no longer."""
        indents = Counter(line.indent for line in filled if not line.quoted)
        self.margin = min((indent for indent, count in indents.items() if count * 4 >= len(filled)), default=0)

    def pieces(self) -> Iterator[Piece]:
        """The blocks of the text, in order; a paragraph that a page or a column end cut in two is one again."""
        held: Piece | None = None
        for group in self.groups():
            for piece in self.group(group):
                if held and group[0].after_page and self.goes_on(held, piece):
                    self.guesses.append(Guess("paragraph", 0.25, piece.place, "joined over the end of a page"))
                    held = replace(held, text=self.joiner.join(((held.text, held.place), (piece.text, piece.place))))
                    continue
                if held:
                    yield held
                held = piece
        if held:
            yield held

    def goes_on(self, held: Piece, piece: Piece) -> bool:
        if held.kind != "para" or piece.kind != "para" or not piece.text[:1].isalpha():
            return False
        return not _END.search(held.text) and (piece.text[0].islower() or len(held.text) > 200)

    def groups(self) -> Iterator[list[Line]]:
        group: list[Line] = []
        for line in self.lines:
            if group and (not line.text or line.quoted != group[0].quoted):
                yield group
                group = []
            if line.text:
                group.append(line)
        if group:
            yield group

    def group(self, group: list[Line]) -> Iterator[Piece]:
        """The pieces of lines without an empty line between them."""
        place = Place("", group[0].number)
        if len(group) == 1 and _RULE.fullmatch(group[0].text):
            yield Piece("ornament", place)
            return
        if group[0].quoted:
            plain_lines = [replace(line, quoted=0) for line in group]
            yield Piece("quotation", place, inner=tuple(self.paragraphs(plain_lines)), is_sure=True)
            return
        if self.is_indented(group):
            yield self.indented(group)
            return
        yield from self.paragraphs(group)

    def is_indented(self, group: list[Line]) -> bool:
        """Whether the whole block stands in from the margin; a first line alone begins a paragraph."""
        least = min(line.indent for line in group)
        if least < self.margin + 2 or block_mark(group[0].text):
            return False
        return len(group) > 1 or len(group[0].text) > 60 or least >= self.margin + 4

    def indented(self, group: list[Line]) -> Piece:
        place = Place("", group[0].number)
        if self.is_verse(group, least=2):
            return self.verse(group, 0.15)
        inner = tuple(self.paragraphs([replace(line, indent=0) for line in group]))
        if len(group) == 1 and len(group[0].text) < 60:
            return replace(inner[0], hint="indented")
        self.guesses.append(Guess("quotation", 0.2, place, "the block stands in from the margin"))
        return Piece("quotation", place, inner=inner)

    def paragraphs(self, group: list[Line]) -> Iterator[Piece]:
        """Paragraphs of lines: by marks, by long lines, by first lines that stand in, else one, or verse."""
        parts = self.parts(group)
        if len(parts) == 1 and self.is_verse(parts[0]):
            yield self.verse(parts[0], 0.35)
            return
        for part in parts:
            yield self.paragraph(part)

    def parts(self, group: list[Line]) -> list[list[Line]]:
        if _is_title_page(group):
            return [[line] for line in group]
        if marks := self.marked(group):
            parts = _cut(group, marks)
            is_wide = any(len(line.text) > _WIDE for line in group)
            return [[line] for part in parts for line in part] if is_wide else parts
        if any(len(line.text) > _WIDE for line in group):
            return [[line] for line in group]
        if len(group) > 1 and (heads := self.stepping_in(group)):
            return _cut(group, heads)
        if len(group) > 1 and not self.is_verse(group):
            return _cut(group, self.short_ends(group))
        return [group]

    def marked(self, group: list[Line]) -> list[int]:
        """The lines that begin items of a list or notes, and the first: marks are of one kind, and numbers go up by one."""
        marks = [(index, mark) for index, line in enumerate(group) if (mark := block_mark(line.text))]
        if not marks:
            return []
        start, first = marks[0]
        goes_on = self.last and self.last.kind == first.kind and first.number == (self.last.number or 0) + 1
        begins = first.number == 1 and start == 1 and (len(marks) > 1 or _is_label(group[0].text))
        if start and not goes_on and not begins:
            return []
        heads, number = [*{0: 0, start: 0}], first.number
        for index, mark in marks[1:]:
            if mark.kind == first.kind and (number is None or mark.number in (number + 1, 1)):
                heads.append(index)
                number = mark.number
        self.last = next(mark for index, mark in reversed(marks) if index == heads[-1])
        return heads

    def stepping_in(self, group: list[Line]) -> list[int]:
        """Where lines stand in, among others that do not: first lines of paragraphs."""
        base = min(line.indent for line in group)
        heads = [index for index, line in enumerate(group) if 1 <= line.indent - base <= 8]
        others = len(group) - len(heads)
        return sorted({0, *heads}) if heads and others >= len(heads) and others > 1 else []

    def short_ends(self, group: list[Line]) -> list[int]:
        """Where a sentence ends well before the end of a filled line: the next line begins a paragraph."""
        heads = [0]
        for index, line in enumerate(group[:-1]):
            following = group[index + 1].text
            ends = _END.search(line.text) and len(line.text) + len(following.split(" ", 1)[0]) + 1 < 0.8 * self.width
            if ends and not following[:1].islower():
                heads.append(index + 1)
                place = Place("", group[index + 1].number)
                self.guesses.append(Guess("paragraph", 0.3, place, "begins a paragraph, since the line before it is short"))
        return heads

    def is_verse(self, group: list[Line], least: int = 3) -> bool:
        """Whether lines are kept: short ones, which were not broken because they were full."""
        texts = [line.text for line in group]
        if (
            1 < len(texts) <= 4
            and max(map(len, texts)) < 64
            and (CLOSING.fullmatch(texts[0]) or LETTER_DATE.fullmatch(texts[0]))
        ):
            return True
        if len(group) < least or block_mark(group[0].text):
            return False
        if max(map(len, texts)) > 64 or sum(map(len, texts)) / len(texts) > 50:
            return False
        if any(text.endswith(("-", "¬")) for text in texts):
            return False
        limit = max(0.82 * self.width, 40) if self.width > 50 else 64
        room = sum(len(text) + 1 + len(after.split(" ", 1)[0]) <= limit for text, after in pairwise(texts))
        ragged = room >= 0.7 * (len(texts) - 1)
        capital = sum(not text[0].islower() for text in texts)
        return ragged and (capital >= 0.7 * len(texts) or capital <= 0.2 * len(texts) or self.width > 60)

    def verse(self, group: list[Line], doubt: float) -> Piece:
        place = Place("", group[0].number)
        base = min(line.indent for line in group)
        lines = tuple(" " * min(line.indent - base, 20) + self.inline(line.text) for line in group)
        return Piece("verse", place, lines=lines, hint=f"doubt {doubt}")

    def paragraph(self, part: list[Line]) -> Piece:
        text = self.joiner.join((line.text, Place("", line.number)) for line in part)
        hint = "line" if len(part) == 1 else "lines"
        return Piece("para", Place("", part[0].number), self.inline(text), hint=hint)

    def inline(self, raw: str) -> str:
        return _EMPHASIS.sub(lambda found: inline.emph(found[1]), inline.text(re.sub(r"[ \t\u3000]{2,}", " ", raw)))


def _is_title_page(group: list[Line]) -> bool:
    """Whether lines near the beginning are a title and its author: one that is not the first says "by" and a name."""
    texts = [line.text for line in group]
    if not (group[0].number <= _TITLE_PAGE and 1 < len(texts) <= 5 and max(map(len, texts)) < 90):
        return False
    return any(found["name"][0].isupper() for text in texts[1:] if (found := BYLINE.fullmatch(text)))


def _is_label(text: str) -> bool:
    """Whether a line above notes is a heading of theirs, or the title of their chapter."""
    return is_notes_heading(text) or (len(text) < 60 and not _END.search(text))


def _cut(group: list[Line], heads: list[int]) -> list[list[Line]]:
    return [group[start:end] for start, end in zip(heads, [*heads[1:], len(group)], strict=True)]
