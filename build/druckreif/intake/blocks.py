"""Pieces as druckreif's Markdown, with the line that each place of the original came to stand in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from . import inline
from .draft import DraftNote, Piece, Place
from .inline import BREAK

_BEGIN = re.compile(
    r"(?P<sign>[#+=-]|:)|(?P<number>\d{1,9})(?=[.)](?:\s|$))|(?P<word>Table|Tabelle)(?=:)|(?P<note>\[\^[^\]\s]+\])(?=:)"
)
_MARKS = re.compile(r"[\[`<*_|]")
_MOST_MARKS, _MOST_BARS = 4000, 90
"""Marks that a paragraph of the result may hold; the reader refuses more (`read/lines.py`)."""

_DEEPEST = 8
_MOST_COLUMNS = 40


@dataclass(slots=True)
class Page:
    """The lines of a file, and where each place of the original stands in it."""

    lines: list[str] = field(default_factory=list)
    at: dict[Place, int] = field(default_factory=dict)

    def add(self, block: Sequence[str], place: Place) -> None:
        """A block and an empty line behind it."""
        self.at.setdefault(place, len(self.lines) + 1)
        self.lines += [*block, ""]


class Blocks:
    """Writes pieces; `figure` gives the line of a picture, or none where it cannot be kept."""

    def __init__(self, labels: Mapping[str, str], figure: Callable[[Piece], str], anchor: str) -> None:
        self.labels, self.figure, self.anchor = labels, figure, anchor
        self.sections = 0
        self.level = 1

    def write(self, pieces: Sequence[Piece], page: Page) -> None:
        """All pieces of a chapter."""
        for piece in pieces:
            for block, place in self.blocks(piece, 0):
                page.add(block, place)

    def note(self, label: str, note: DraftNote, page: Page) -> None:
        """A note at the end of a file."""
        found = [block for piece in note.pieces for block, _ in self.blocks(_quiet(piece), 1)] or [["…"]]
        first, *others = found
        lines = [f"[^{label}]: {first[0]}", *(f"    {line}" for line in first[1:])]
        for block in others:
            lines += ["", *(f"    {line}" if line else "" for line in block)]
        page.add(lines, note.place)

    def blocks(self, piece: Piece, depth: int) -> Iterator[tuple[list[str], Place]]:
        match piece.kind:
            case "heading" if depth == 0:
                yield [self.heading(piece)], piece.place
            case "verse" if depth == 0:
                yield self.verse(piece), piece.place
            case "letter" if depth == 0:
                yield from self.letter(piece)
            case "quotation" if depth < _DEEPEST:
                if lines := self.quotation(piece, depth):
                    yield lines, piece.place
            case "items" if depth < _DEEPEST:
                yield self.items(piece, depth), piece.place
            case "table" if _is_table(piece):
                yield from self.table(piece)
            case "figure":
                yield from self.picture(piece)
            case "ornament":
                yield ["* * *"], piece.place
            case "verse":
                yield from self.para(replace(piece, text=BREAK.join(line.strip() for line in piece.lines if line.strip())))
            case _:
                yield from self.flat(piece, depth)

    def flat(self, piece: Piece, depth: int) -> Iterator[tuple[list[str], Place]]:
        """What cannot stand here as it is: its paragraphs."""
        if piece.rows:
            for row in piece.rows:
                yield from self.para(Piece("para", piece.place, " ".join(row)))
        for inner in (*piece.inner, *(inner for item in piece.items for inner in item)):
            deeper = depth if depth < _DEEPEST else 1000
            yield from self.flat(inner, deeper) if deeper == 1000 else self.blocks(inner, max(deeper, 1))
        if piece.lines:
            yield from self.para(replace(piece, text=BREAK.join(line.strip() for line in piece.lines if line.strip())))
        elif piece.text:
            yield from self.para(piece)

    # ---- kinds ----

    def heading(self, piece: Piece) -> str:
        self.level = max(2, min(piece.level, self.level + 1, 6))
        self.sections += 1
        return f"{'#' * self.level} {self.title(piece.text)} {{#{self.anchor}-s{self.sections}}}"

    def title(self, text: str) -> str:
        """An inline text as a heading."""
        line = self.markdown(text.replace(BREAK, " ")).strip()
        return re.sub(r"#", r"\\#", line)

    def para(self, piece: Piece) -> Iterator[tuple[list[str], Place]]:
        for text in _bearable(piece.text):
            lines = self.lines(text)
            if any(line.strip("\\ ") for line in lines):
                yield lines, piece.place

    def lines(self, text: str) -> list[str]:
        """An inline text as lines that begin no block."""
        return [begun(line.strip(" \t")) for line in self.markdown(text).split("\n") if line.strip(" \t\\")]

    def markdown(self, text: str) -> str:
        return inline.markdown(text, self.labels)

    def verse(self, piece: Piece) -> list[str]:
        out = []
        for line in piece.lines:
            words = self.markdown(line.replace(BREAK, " ").lstrip(" ")).strip()
            indent = " " * (len(line) - len(line.lstrip(" ")))
            out += [f"| {indent}{begun(part)}" for part in _verse_parts(words)] if words else ["|"]
        return out if any(line != "|" for line in out) else ["* * *"]

    def letter(self, piece: Piece) -> Iterator[tuple[list[str], Place]]:
        inner: list[tuple[list[str], Place]] = []
        for one in piece.inner:
            inner += self.flat(one, 0) if one.kind == "letter" else self.blocks(_quiet(one), 0)
        if not inner:
            return
        yield ["::: {.letter}"], piece.place
        yield from inner
        yield [":::"], piece.place

    def quotation(self, piece: Piece, depth: int) -> list[str]:
        blocks = [block for inner in piece.inner for block, _ in self.blocks(_quiet(inner), depth + 1)]
        if not blocks:
            blocks = [block for block, _ in self.para(piece)]
            piece = replace(piece, text="")
        if piece.text.strip():
            by = " ".join(self.lines(piece.text.replace(BREAK, " ")))
            blocks.append([f"— {by}"])
        out: list[str] = []
        for block in blocks:
            out += ([">"] if out else []) + [f"> {line}".rstrip() for line in block]
        return out

    def items(self, piece: Piece, depth: int) -> list[str]:
        out: list[str] = []
        for number, item in enumerate(piece.items, start=piece.start if piece.start is not None else 1):
            mark = "- " if piece.start is None else f"{min(number, 999_999_999)}. "
            blocks = [block for inner in item for block, _ in self.blocks(_quiet(inner), depth + 1)] or [["…"]]
            out += [] if not out else [""]
            for index, block in enumerate(blocks):
                out += [""] if index else []
                out += [
                    (mark if index == 0 and at == 0 else " " * len(mark)) + line if line else ""
                    for at, line in enumerate(block)
                ]
        return out or ["* * *"]

    def table(self, piece: Piece) -> Iterator[tuple[list[str], Place]]:
        width = max(map(len, piece.rows))
        rows = [[self.cell(cell) for cell in (*row, *[""] * (width - len(row)))] for row in piece.rows]
        lines = [f"| {' | '.join(row)} |" for row in rows]
        lines.insert(1, "|" + "---|" * width)
        if piece.text.strip():
            caption = " ".join(self.lines(piece.text.replace(BREAK, " ")))
            yield [f"Table: {caption} {{#{self.anchor}-t{self.sections}-{piece.place.number}}}"], piece.place
        yield lines, piece.place

    def cell(self, text: str) -> str:
        return " ".join(self.markdown(text.replace(BREAK, " ")).split("\n")).strip() or " "

    def picture(self, piece: Piece) -> Iterator[tuple[list[str], Place]]:
        if line := self.figure(piece):
            caption = " ".join(self.markdown(piece.text.replace(BREAK, " ")).split("\n")).strip()
            yield [f"![{caption}]{line}"], piece.place
        elif piece.text.strip():
            yield from self.para(piece)


def begun(line: str) -> str:
    """A line of a paragraph that cannot be taken for the beginning of another block."""
    match = _BEGIN.match(line)
    if not match:
        return line
    return f"\\{line}" if match["sign"] else f"{line[: match.end()]}\\{line[match.end() :]}"


def _bearable(text: str) -> Iterator[str]:
    """A text in pieces of no more marks than the reader takes; markup in a text that must be divided is dropped."""
    if len(text) < _MOST_BARS or (len(_MARKS.findall(text)) <= _MOST_MARKS // 2 and text.count("|") <= _MOST_BARS):
        markup = sum(text.count(mark) for mark in "\ue010\ue012\ue014\ue016\ue018\ue01a")
        if markup * 3 < _MOST_MARKS:
            yield text
            return
    begin = at = marks = bars = 0
    text = inline.keeping_calls(text)
    for match in re.finditer(r"[\[`<*_|]|\ue01a", text):
        marks, bars = marks + 1, bars + (match[0] == "|")
        at = match.start()
        if marks >= _MOST_MARKS // 4 or bars >= _MOST_BARS:
            yield text[begin:at]
            begin, marks, bars = at, 0, 0
    yield text[begin:]


def _verse_parts(words: str) -> list[str]:
    """A line of verse; one that no reader takes is cut."""
    if len(_MARKS.findall(words)) <= _MOST_MARKS and len(words) < 100_000:
        return [words]
    return [part for part in re.split(r"(?<=\S{1}) (?=\S)", words) if part]


def _quiet(piece: Piece) -> Piece:
    """A heading as a strong paragraph, for places where no heading may stand."""
    return Piece("para", piece.place, inline.strong(piece.text)) if piece.kind == "heading" else piece


def _is_table(piece: Piece) -> bool:
    width = max(map(len, piece.rows), default=0)
    if not 1 < width <= _MOST_COLUMNS:
        return False
    return all(sum(cell.count("|") for cell in row) + width < _MOST_BARS for row in piece.rows)
