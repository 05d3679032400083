"""Letters, block quotations and lists that a text without markup shows by what its paragraphs say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from .draft import Draft, Guess, Left, Piece
from .inline import plain
from .lines import block_mark
from .phrases import CLOSING, LETTER_DATE, SALUTATION

_LONGEST = 60
"""Paragraphs that a letter may have."""

_QUOTED = re.compile(r"[»„“\"«].{200,}[«“”\"»][.]?\W*", re.DOTALL)
_SOURCE = re.compile(r"(?:—|–|--)\s*[^\W\d_].{1,90}")


def with_shapes(draft: Draft) -> Draft:
    """The draft with letters, quotations and lists."""
    found = _Shapes(draft)
    pieces = found.letters(draft.pieces)
    pieces = found.lists(pieces)
    pieces = found.quotations(pieces)
    pieces = found.settled(pieces)
    return replace(draft, pieces=tuple(pieces), guesses=tuple(found.guesses), left=tuple(found.left))


class _Shapes:
    def __init__(self, draft: Draft) -> None:
        self.guesses, self.left = list(draft.guesses), list(draft.left)

    # ---- letters ----

    def letters(self, pieces: Sequence[Piece]) -> list[Piece]:
        out: list[Piece] = []
        index = 0
        while index < len(pieces):
            end = self.letter_end(pieces, index)
            if not end:
                out.append(pieces[index])
                index += 1
                continue
            inner = list(pieces[index:end])
            while out and len(inner) < 4 + end - index and _is_head(out[-1]):
                inner.insert(0, out.pop())
            words = f"a letter, from “{plain(pieces[index].text).strip()[:50]}” to its signature"
            self.guesses.append(Guess("letter", 0.2, inner[0].place, words))
            out.append(Piece("letter", inner[0].place, inner=tuple(map(_spoken, inner))))
            index = end
        return out

    def letter_end(self, pieces: Sequence[Piece], index: int) -> int:
        """The index after a letter whose salutation stands at an index; 0 if none does."""
        first = pieces[index]
        if first.kind not in ("para", "verse") or first.is_sure or not SALUTATION.fullmatch(_last_line(first)):
            return 0
        for at in range(index + 1, min(index + _LONGEST, len(pieces))):
            piece = pieces[at]
            if piece.kind not in ("para", "verse", "items", "quotation"):
                return 0
            lines = _lines(piece)
            if piece.kind in ("para", "verse") and len(lines) <= 4 and CLOSING.fullmatch(lines[0]):
                following = pieces[at + 1] if at + 1 < len(pieces) else None
                is_signed = len(lines) > 1 or not following or not _is_signature(following)
                return at + 1 if is_signed else at + 2
        return 0

    # ---- lists ----

    def lists(self, pieces: Sequence[Piece]) -> list[Piece]:
        out: list[Piece] = []
        index = 0
        while index < len(pieces):
            end = self.list_end(pieces, index)
            if not end:
                out.append(pieces[index])
                index += 1
                continue
            marks = [block_mark(plain(piece.text)) for piece in pieces[index:end]]
            start = marks[0].number if marks[0] and marks[0].kind != "dash" else None
            items = []
            for piece, mark in zip(pieces[index:end], marks, strict=True):
                gone = piece.text[: mark.end] if mark else ""
                self.left += [Left("mark of a list", gone.strip(), piece.place)] if gone.strip() else []
                items.append((replace(piece, text=piece.text[len(gone) :].lstrip(), hint=""),))
            self.guesses.append(Guess("list", 0.15, pieces[index].place, f"{end - index} paragraphs with marks are a list"))
            out.append(Piece("items", pieces[index].place, items=tuple(items), start=start))
            index = end
        return out

    def list_end(self, pieces: Sequence[Piece], index: int) -> int:
        at, kind, number = index, "", 0
        while at < len(pieces) and pieces[at].kind == "para" and not pieces[at].is_sure:
            mark = block_mark(plain(pieces[at].text))
            if not mark or mark.kind not in ("dash", "dot", "close") or (kind and mark.kind != kind) or len(mark.name) > 3:
                break
            if mark.kind != "dash" and (mark.number is None or (kind and mark.number != number + 1)):
                break
            if plain(pieces[at].text)[: mark.end] != pieces[at].text[: mark.end]:
                break
            kind, number = mark.kind, mark.number or 0
            at += 1
        return at if at - index >= 2 else 0

    # ---- quotations ----

    def quotations(self, pieces: Sequence[Piece]) -> list[Piece]:
        out: list[Piece] = []
        for piece in pieces:
            text = plain(piece.text).strip()
            before = out[-1] if out else None
            if (
                piece.kind == "para"
                and before
                and before.kind == "quotation"
                and _SOURCE.fullmatch(text)
                and not before.text
            ):
                words = "the line below a quotation that begins with a dash names who is quoted"
                self.guesses.append(Guess("quotation", 0.15, piece.place, words))
                out[-1] = replace(before, text=re.sub(r"^\s*(?:—|–|--)\s*", "", piece.text))
            elif (
                piece.kind == "para" and not piece.is_sure and before and before.kind == "para"
                and plain(before.text).rstrip().endswith(":") and _QUOTED.fullmatch(text)
            ):  # fmt: skip
                words = "a long paragraph in quotation marks after a colon is set as a block quotation"
                self.guesses.append(Guess("quotation", 0.35, piece.place, words))
                out.append(Piece("quotation", piece.place, inner=(piece,)))
            else:
                out.append(piece)
        return out

    def settled(self, pieces: Sequence[Piece]) -> list[Piece]:
        """Guesses for verse that is left, and sources inside quotations."""
        out: list[Piece] = []
        for piece in _stanzas(pieces):
            if piece.kind == "verse" and not piece.is_sure:
                doubt = float(piece.hint.removeprefix("doubt ")) if piece.hint.startswith("doubt ") else 0.3
                words = f"{len(piece.lines)} short lines are kept as verse: “{plain(piece.lines[0]).strip()[:50]}”"
                self.guesses.append(Guess("verse", doubt, piece.place, words))
            elif piece.kind == "quotation" and not piece.text and len(piece.inner) > 1:
                last = piece.inner[-1]
                if last.kind == "para" and _SOURCE.fullmatch(plain(last.text).strip()):
                    by = re.sub(r"^\s*(?:—|–|--)\s*", "", last.text)
                    piece = replace(piece, inner=piece.inner[:-1], text=by)
            out.append(piece)
        return out


def _stanzas(pieces: Sequence[Piece]) -> list[Piece]:
    """Blocks of short lines that follow one another as stanzas of one poem."""
    out: list[Piece] = []
    for piece in pieces:
        before = out[-1] if out else None
        if before and piece.kind == before.kind == "verse" and not piece.is_sure and not before.is_sure:
            out[-1] = replace(before, lines=(*before.lines, "", *piece.lines))
        else:
            out.append(piece)
    return out


def _lines(piece: Piece) -> list[str]:
    return [plain(line).strip() for line in piece.lines] or plain(piece.text).strip().split("\n")


def _last_line(piece: Piece) -> str:
    return _lines(piece)[-1]


def _is_signature(piece: Piece) -> bool:
    text = " ".join(_lines(piece))
    return piece.kind in ("para", "verse") and len(text) <= 60 and text[:1].isupper() and not text.endswith((",", ":", ";"))


def _is_head(piece: Piece) -> bool:
    """Whether a piece above a salutation is the place and date of the letter."""
    text = " ".join(_lines(piece))
    return piece.kind in ("para", "verse") and not piece.is_sure and bool(LETTER_DATE.fullmatch(text))


def _spoken(piece: Piece) -> Piece:
    """Lines of a letter's head or end, which were taken for verse, as a paragraph that keeps them."""
    if piece.kind != "verse" or len(piece.lines) > 6:
        return replace(piece, is_sure=True)
    from .inline import BREAK

    return Piece("para", piece.place, BREAK.join(line.strip() for line in piece.lines), is_sure=True)
