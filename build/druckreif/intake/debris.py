"""What a website leaves around a text that was copied from it: menus, cookie banners, buttons, breadcrumbs, teasers.

A phrase that can be nothing else goes wherever it stands; a word that might be a heading goes only beside other debris.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from .draft import Draft, Left, Piece
from .inline import plain, prose
from .phrases import CRUMBS, ITEM, PARTS, PHRASES, PICTOGRAMS, SHARED


@dataclass(frozen=True, slots=True)
class _Verdict:
    kind: str = ""
    doubt: float = 0.0
    is_weak: bool = False
    """Debris only beside other debris."""


def without_debris(draft: Draft) -> Draft:
    """The draft without what belongs to a website; every word that goes is listed."""
    pieces = [_unpicked(piece) for piece in draft.pieces]
    verdicts = [_verdict(piece) for piece in pieces]
    edge = max(6, len(pieces) // 12)
    kept: list[Piece] = []
    left: list[Left] = list(draft.left)
    after_teaser = 0
    for index, (piece, verdict) in enumerate(zip(pieces, verdicts, strict=True)):
        text = _all_text(piece)
        if after_teaser and not verdict.kind and _is_headline(piece, text):
            left.append(Left("teaser", text, piece.place, 0.4))
            after_teaser -= 1
            continue
        after_teaser = 0
        if verdict.kind and (not verdict.is_weak or _has_company(verdicts, index, edge)):
            left.append(Left(verdict.kind, text, piece.place, verdict.doubt + 0.15 * verdict.is_weak))
            after_teaser = 4 if verdict.kind == "teaser" and len(text) < 40 else 0
        elif piece.kind == "verse" and not piece.is_sure:
            others, gone = _split(piece)
            left += gone
            if others:
                kept.append(others)
        else:
            kept.append(piece)
    return replace(draft, pieces=tuple(kept), left=tuple(left))


def _has_company(verdicts: Sequence[_Verdict], index: int, edge: int) -> bool:
    """Whether a neighbour is debris too, near the beginning or the end of the text."""
    near = [verdicts[at].kind for at in (index - 1, index + 1) if 0 <= at < len(verdicts)]
    return any(near) and (index < edge or index >= len(verdicts) - edge or any(kind != "menu" for kind in near if kind))


def _is_headline(piece: Piece, text: str) -> bool:
    return piece.kind == "para" and not piece.is_sure and len(text) < 110 and text[-1:] not in ".:;,"


def _verdict(piece: Piece) -> _Verdict:
    if piece.kind in ("table", "figure", "ornament", "quotation", "letter"):
        return _Verdict()
    text = " ".join(_all_text(piece).split())
    if len(text) > 700 or not text:
        return _Verdict()
    for kind, doubt, pattern in PHRASES:
        if pattern.fullmatch(text):
            return _Verdict(kind, doubt)
    items = _items(piece)
    if len(items) > 1 and all(map(_is_item, items)):
        return _Verdict("share buttons" if all(SHARED.fullmatch(item) for item in items) else "menu", 0.1)
    if len(words := text.split()) > 1 and all(SHARED.fullmatch(word) for word in words):
        return _Verdict("share buttons", 0.15)
    if len(items) > 3 and sum(map(_is_item, items)) >= 0.6 * len(items) and len(text) < 250:
        return _Verdict("menu", 0.25)
    if piece.kind == "para" and CRUMBS.fullmatch(text):
        return _Verdict("breadcrumbs", 0.2)
    if len(items) == 1 and not piece.is_sure and ITEM.fullmatch(items[0]):
        return _Verdict("menu", 0.2, is_weak=True)
    return _Verdict()


def _is_item(text: str) -> bool:
    return bool(ITEM.fullmatch(text)) or any(pattern.fullmatch(text) for _, _, pattern in PHRASES)


def _items(piece: Piece) -> list[str]:
    if piece.kind == "verse":
        return [item for line in piece.lines for item in PARTS.split(plain(line)) if item.strip()]
    if piece.kind == "items":
        return [_all_text(inner) for item in piece.items for inner in item]
    return [item for item in PARTS.split(plain(piece.text)) if item.strip()]


def _split(piece: Piece) -> tuple[Piece | None, list[Left]]:
    """Lines that were taken for verse, without those that are debris."""
    gone: list[Left] = []
    lines: list[str] = []
    for number, line in enumerate(piece.lines):
        verdict = _verdict(Piece("para", piece.place, line))
        if verdict.kind and not verdict.is_weak:
            place = replace(piece.place, number=piece.place.number + number)
            gone.append(Left(verdict.kind, prose(line, " ")[0].strip(), place, verdict.doubt + 0.1))
        else:
            lines.append(line)
    if not gone:
        return piece, []
    if len(lines) == 1:
        return Piece("para", piece.place, lines[0].strip(), hint="line"), gone
    return (replace(piece, lines=tuple(lines)) if lines else None), gone


def _unpicked(piece: Piece) -> Piece:
    """A piece without pictograms, which no typeface of a book has."""
    if not PICTOGRAMS.search(piece.text + "".join(piece.lines)):
        return piece
    lines = tuple(PICTOGRAMS.sub(" ", line) for line in piece.lines)
    return replace(piece, text=PICTOGRAMS.sub(" ", piece.text), lines=lines)


def _all_text(piece: Piece) -> str:
    return " ".join(_texts(piece))


def _texts(piece: Piece) -> Iterator[str]:
    yield from (prose(text, " ")[0] for text in (piece.text, *piece.lines, *(cell for row in piece.rows for cell in row)))
    for inner in (*piece.inner, *(inner for item in piece.items for inner in item)):
        yield from _texts(inner)
