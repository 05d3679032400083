"""Lists of notes in a text without markup: where they stand, which notes they hold, which marks their calls may have."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from . import inline
from .draft import Piece
from .lines import Mark, block_mark, is_notes_heading
from .rewrite import inlines_of

_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_GLUED = (
    r"(?<=[^\W\d_][.,;:!?»“”\"’)])(\d{1,3})(?=[\s)»“—–]|$)",
    r"(?<=[a-zäöüß])(\d{1,3})(?=[\s.,;:!?)»“—–]|$)",
)
STYLES: dict[str, tuple[re.Pattern[str], float]] = {
    "bracket": (re.compile(r"[ \u00a0\u202f]?\[(?:\^|#|Anm\. ?)?(\d{1,4}|[a-z]|\*{1,3})\](?![(:])"), 0.02),
    "raised": (re.compile(r"(?<=[^\s⁰¹²³⁴-⁹])[ \u00a0\u202f]?\(?([⁰¹²³⁴-⁹]{1,4})\)?"), 0.05),
    "caret": (re.compile(r"\^\(?(\d{1,4})\)?"), 0.05),
    "star": (re.compile(r"(?<=[^\s*])[ \u00a0\u202f]?(\*{1,3}|†|‡)\)?(?![\w*])"), 0.15),
    "paren": (re.compile(r"[ \u00a0\u202f]?\((\d{1,3})\)"), 0.1),
    "glued": (re.compile("|".join(_GLUED)), 0.3),
}  # fmt: skip
"""How calls look, and how much doubt there is that they are calls."""

FITTING = {
    "bracket": ("bracket",),
    "raised": ("raised", "bracket", "glued"),
    "caret": ("caret", "bracket"),
    "star": ("star",),
    "paren": ("paren", "bracket", "raised"),
    "dot": ("bracket", "raised", "paren", "caret", "glued"),
    "close": ("bracket", "raised", "paren", "caret", "glued"),
    "bare": ("raised", "bracket", "glued", "paren", "caret"),
}
"""Which calls go with which marks of notes, the likeliest first."""

ARROW = re.compile(r"^(?:[↑↩^]+|Hochspringen ?↑?)\s*")
BACK = re.compile(r"\s*[↑↩︎]+\ufe0e?\s*$")


@dataclass(slots=True)
class Found:
    """A note as a list holds it."""

    index: int
    mark: Mark
    pieces: list[Piece]
    label: str = ""
    extra: list[int] = field(default_factory=list)


@dataclass(slots=True)
class NoteList:
    """A list of notes: where its heading and its last piece stand, and where the text that it belongs to begins."""

    heading: int | None
    begin: int
    end: int
    notes: list[Found]


def lists_in(pieces: Sequence[Piece]) -> Iterator[NoteList]:
    """The lists of notes, in order: those under a heading, and runs of marked paragraphs that calls before them ask for."""
    index = 0
    asked = _Asked()
    while index < len(pieces):
        piece = pieces[index]
        text = inline.plain(piece.text).strip()
        if piece.kind in ("para", "heading") and is_notes_heading(text):
            found = _under(pieces, index)
            if found.notes:
                yield found
                index, asked = found.end, _Asked()
                continue
        mark = block_mark(text) if piece.kind == "para" and not piece.is_sure else None
        if mark and asked.answers(mark):
            found = _run(pieces, index, mark)
            yield found
            index, asked = found.end, _Asked()
            continue
        asked.read(piece)
        index += 1


class _Asked:
    """Which marks the text since the last list may call."""

    def __init__(self) -> None:
        self.names: dict[str, set[str]] = {style: set() for style in ("bracket", "raised", "caret", "star")}

    def read(self, piece: Piece) -> None:
        for text in inlines_of(piece):
            for style, names in self.names.items():
                for match in STYLES[style][0].finditer(text):
                    names.add(name_of(match))

    def answers(self, mark: Mark) -> bool:
        return any(
            mark.name in self.names.get(style, ()) for style in FITTING.get(mark.kind, ())[:2] if style in self.names
        ) and (
            mark.kind in ("bracket", "raised", "caret", "star")
            or (mark.kind in ("bare", "dot", "close") and mark.name == "1")
        )


def _under(pieces: Sequence[Piece], index: int) -> NoteList:
    """The list under a heading; headings inside it are those of chapters."""
    notes: list[Found] = []
    at, last = index + 1, index + 1
    kind = ""
    while at < len(pieces):
        piece = pieces[at]
        text = inline.plain(piece.text).strip()
        if piece.kind == "items":
            notes += _of_items(piece, at)
            at, last = at + 1, at + 1
            continue
        mark = block_mark(ARROW.sub("", text)) if piece.kind == "para" else None
        if mark and (not kind or mark.kind == kind or not notes):
            kind = mark.kind
            notes.append(Found(at, mark, [piece]))
            last = at + 1
        elif piece.kind == "heading" or (piece.kind == "ornament" and notes):
            following = pieces[at + 1] if at + 1 < len(pieces) else None
            text_after = inline.plain(following.text) if following else ""
            if (
                not following
                or following.kind != "para"
                or not (mark := block_mark(text_after))
                or (kind and mark.kind != kind)
            ):
                break
            if piece.level == 1 and not _is_repeated(pieces, at, index):
                break
        elif notes:
            notes[-1].pieces += piece.inner if piece.kind == "quotation" and not piece.is_sure else (piece,)
            notes[-1].extra.append(at)
            last = at + 1
        else:
            break
        at += 1
    return NoteList(index, index, last, notes)


def _of_items(piece: Piece, at: int) -> list[Found]:
    start = piece.start if piece.start is not None else 1
    return [
        Found(at, Mark("dot", str(start + number), 0), list(item) or [Piece("para", piece.place)])
        for number, item in enumerate(piece.items)
    ]


def _is_repeated(pieces: Sequence[Piece], at: int, before: int) -> bool:
    """Whether a heading in a list repeats one of the text."""
    text = inline.plain(pieces[at].text).casefold().strip()
    return any(piece.kind == "heading" and inline.plain(piece.text).casefold().strip() == text for piece in pieces[:before])


def _run(pieces: Sequence[Piece], index: int, first: Mark) -> NoteList:
    """Marked paragraphs in a row, without a heading."""
    notes = [Found(index, first, [pieces[index]])]
    at = index + 1
    while at < len(pieces) and pieces[at].kind == "para":
        mark = block_mark(inline.plain(pieces[at].text).strip())
        if not mark or mark.kind != first.kind:
            break
        notes.append(Found(at, mark, [pieces[at]]))
        at += 1
    return NoteList(None, index, at, notes)


def name_of(match: re.Match[str]) -> str:
    return next(filter(None, match.groups()), "").translate(_RAISED)
