"""Chapters and sections: headings that a format marks, and those that a text without markup shows by what stands there.

Evidence, strongest first: the title stands in a list of contents of the manuscript; "Kapitel 3"; a known name (Vorwort);
numbers that go up by one; capitals; a short line between paragraphs. The strongest kind that is there makes the chapters,
weaker ones the sections in them. A list of contents goes, since the book makes its own; so do numbers of chapters.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from .draft import Draft, Guess, Left, Piece
from .inline import plain
from .lines import is_notes_heading
from .phrases import BYLINE, CHAPTER, CONTENTS, CONTENTS_LINE, KNOWN, LETTER_DATE, NUMBERED, PART, ROMAN, SALUTATION

_ORDER = ("listed", "word", "number", "roman", "caps", "short")
_DOUBT = {"listed": 0.03, "word": 0.05, "known": 0.1, "number": 0.15, "roman": 0.15, "caps": 0.2, "short": 0.4}
_WHY = {
    "listed": "the line stands in the list of contents",
    "word": "the line begins as a chapter does",
    "known": "the line is a usual name of a chapter",
    "number": "the line begins with a number that follows the one before",
    "roman": "the line begins with a Roman number that follows the one before",
    "caps": "the line is all capitals",
    "short": "a short line between paragraphs, without a full stop",
}
_ROMANS = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_LONGEST = 110


@dataclass(slots=True)
class _Candidate:
    index: int
    kind: str
    number: int = 0
    title: str = ""
    """What is left when the number is gone."""


def with_headings(draft: Draft) -> Draft:
    """The draft with headings: level 0 for parts, 1 for chapters, 2 and deeper for sections."""
    draft, titles = _without_contents(replace(draft, pieces=tuple(_opened(draft.pieces))))
    if _marks_headings(draft.pieces):
        return _levelled(draft)
    candidates = _candidates(draft.pieces, titles)
    if not candidates:
        return draft
    present = {candidate.kind for candidate in candidates}
    chapter = next((kind for kind in _ORDER if kind in present), "known")
    pieces: list[Piece | None] = list(draft.pieces)
    guesses, left = list(draft.guesses), list(draft.left)
    for candidate in candidates:
        piece = draft.pieces[candidate.index]
        if pieces[candidate.index] is None:
            continue
        level = 1 if candidate.kind in (chapter, "known") else 0 if candidate.kind == "part" else 2
        text = piece.text.strip()
        if level == 1 and candidate.title:
            text, number = _unnumbered(text, candidate.title)
            left += [Left("number of a chapter", number, piece.place, 0.05)] if number else []
        elif level == 1 and not candidate.title:
            follower = _title_below(draft.pieces, candidates, candidate.index)
            if follower is not None:
                left.append(Left("number of a chapter", plain(text), piece.place, 0.05))
                text = draft.pieces[follower].text.strip()
                pieces[follower] = None
        pieces[candidate.index] = Piece("heading", piece.place, text, level)
        what = "part" if level == 0 else "chapter" if level == 1 else "section"
        doubt = _DOUBT.get(candidate.kind, 0.1)
        words = f"“{_short(plain(text))}” begins a {what}: {_WHY.get(candidate.kind, 'the line begins as a part does')}"
        guesses.append(Guess(what, doubt, piece.place, words))
    return replace(draft, pieces=tuple(p for p in pieces if p), guesses=tuple(guesses), left=tuple(left))


def _unnumbered(text: str, title: str) -> tuple[str, str]:
    """An inline text without the number before its title, and that number; as it was where markup stands in between."""
    number = text[: len(text) - len(title)]
    is_plain = text.endswith(title) and plain(number) == number
    return (title, number.strip()) if is_plain else (text, "")


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57]}..."


def key_of(title: str) -> str:
    """What of a title is compared: letters and figures without its number."""
    plain_title = plain(title)
    for pattern in (CHAPTER, NUMBERED, ROMAN):
        if (match := pattern.fullmatch(plain_title.strip())) and (rest := match["rest"] or ""):
            plain_title = rest
            break
    return re.sub(r"\W+", "", plain_title).casefold()


def _opened(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Pieces with each line for itself where lines that were taken for verse are a title page, or begin a chapter."""
    for index, piece in enumerate(pieces):
        lines = [plain(line).strip() for line in piece.lines]
        is_verse = piece.kind == "verse" and not piece.is_sure and 0 < len(lines) <= 6
        is_title = index < 2 and (len(lines) <= 3 or any(map(BYLINE.fullmatch, lines)))
        if is_verse and (is_title or CHAPTER.fullmatch(lines[0])):
            for number, line in enumerate(piece.lines):
                place = replace(piece.place, number=piece.place.number + number)
                yield Piece("para", place, line.strip(), hint="line")
        else:
            yield piece


# ---- lists of contents ----


def _without_contents(draft: Draft) -> tuple[Draft, frozenset[str]]:
    """The draft without a list of contents near its beginning, and the titles that it named."""
    pieces = draft.pieces
    limit = max(60, len(pieces) // 10)
    for index, piece in enumerate(pieces[:limit]):
        if piece.kind in ("para", "heading", "verse") and CONTENTS.fullmatch(_first_line(piece)):
            entries, end = _entries(pieces, index)
            texts = {key_of(_title(entry)) for entry in entries} - {""}
            later = {key_of(_first_line(other)) for other in pieces[end:] if other.kind in ("para", "heading", "verse")}
            if len(entries) >= 2 and len(texts & later) * 2 >= len(texts):
                gone = pieces[index:end]
                left = [Left("list of contents", " ".join(_lines(other)), other.place, 0.1) for other in gone]
                kept = (*pieces[:index], *pieces[end:])
                return replace(draft, pieces=kept, left=(*draft.left, *left)), frozenset(texts & later)
    return draft, frozenset()


def _entries(pieces: Sequence[Piece], index: int) -> tuple[list[str], int]:
    """The lines of a list of contents that begins at an index, and where it ends: at the first line that comes twice."""
    entries = _lines(pieces[index])[1:]
    end = index + 1
    seen = {key_of(_title(entry)) for entry in entries}
    while end < len(pieces):
        lines = _lines(pieces[end])
        keys = {key_of(_title(line)) for line in lines}
        if (
            pieces[end].kind not in ("para", "verse", "items", "heading")
            or max(map(len, lines), default=0) > 130
            or keys & seen
        ):
            break
        if pieces[end].kind == "para" and plain(pieces[end].text).rstrip().endswith((".", ":")) and len(lines[0]) > 60:
            break
        entries += lines
        seen |= keys
        end += 1
    return entries, end


def _title(entry: str) -> str:
    match = CONTENTS_LINE.fullmatch(entry.strip())
    return match["title"] if match else entry


def _lines(piece: Piece) -> list[str]:
    if piece.kind == "items":
        return [plain(inner.text) for item in piece.items for inner in item]
    return [plain(line).strip() for line in piece.lines] or [plain(piece.text).strip()]


def _first_line(piece: Piece) -> str:
    return next(iter(_lines(piece)), "")


# ---- headings that the format marks ----


def _marks_headings(pieces: Sequence[Piece]) -> bool:
    marked = sum(piece.kind == "heading" and not is_notes_heading(plain(piece.text)) for piece in pieces)
    return marked >= 2 or (marked == 1 and pieces[0].kind == "heading" and not _has_words_of_chapter(pieces))


def _has_words_of_chapter(pieces: Sequence[Piece]) -> bool:
    return sum(bool(piece.kind == "para" and CHAPTER.fullmatch(plain(piece.text).strip())) for piece in pieces) >= 2


def _levelled(draft: Draft) -> Draft:
    """Levels of marked headings: the highest that comes more than once is that of chapters; a lone one above is a title."""
    levels = Counter(piece.level for piece in draft.pieces if piece.kind == "heading")
    order = sorted(levels)
    top = next((level for level in order if levels[level] > 1), order[-1])
    title = draft.title
    pieces: list[Piece] = []
    guesses, left = list(draft.guesses), list(draft.left)
    first = next(piece for piece in draft.pieces if piece.kind == "heading")
    single = levels[first.level] == 1 and first.level < top
    for piece in draft.pieces:
        if piece.kind != "heading":
            pieces.append(piece)
        elif piece is first and single:
            pieces.append(replace(piece, hint="title", level=1))
        else:
            level = max(piece.level - top + 1, 1)
            text = piece.text.strip()
            match = CHAPTER.fullmatch(text) or NUMBERED.fullmatch(text) if level == 1 else None
            rest = match["rest"] if match else ""
            if level == 1 and PART.fullmatch(plain(text)) and levels[piece.level] < sum(levels.values()) // 2:
                level = 0
            elif rest:
                text, number = _unnumbered(text, rest)
                left += [Left("number of a chapter", number, piece.place, 0.05)] if number else []
            pieces.append(replace(piece, level=level, text=text))
    return replace(draft, title=title, pieces=tuple(pieces), guesses=tuple(guesses), left=tuple(left))


# ---- headings without markup ----


def _candidates(pieces: Sequence[Piece], listed: frozenset[str]) -> list[_Candidate]:
    found: list[_Candidate] = []
    for index, piece in enumerate(pieces):
        if piece.kind == "heading":
            text = plain(piece.text).strip()
            found.append(_Candidate(index, "listed", 0, piece.text.strip() or text))
            continue
        if piece.kind != "para" or piece.hint == "lines" or piece.is_sure:
            continue
        text = plain(piece.text).strip()
        if text and len(text) <= _LONGEST and (candidate := _candidate(index, text, piece, pieces, listed)):
            found.append(candidate)
    return _consistent(found)


def _candidate(index: int, text: str, piece: Piece, pieces: Sequence[Piece], listed: frozenset[str]) -> _Candidate | None:
    if is_notes_heading(text) or text[0] in "[(*†>|©" or SALUTATION.fullmatch(text) or LETTER_DATE.fullmatch(text):
        return None
    after = pieces[index + 1] if index + 1 < len(pieces) else None
    if after is None:
        return None
    if key_of(text) in listed and len(key_of(text)) > 2:
        match = CHAPTER.fullmatch(text) or NUMBERED.fullmatch(text)
        return _Candidate(index, "listed", 0, _rest(text, match["rest"] if match else text))
    if (match := CHAPTER.fullmatch(text)) and not text.endswith((",", ";")):
        rest = (match["rest"] or match["rest2"] or "").strip()
        if not rest.endswith(".") or len(rest) < 40:
            return _Candidate(index, "word", 0, rest)
    if text.endswith((",", ";", ":", "-")) or (text.endswith(".") and not re.fullmatch(r"\W*(?:\d+|[IVXL]+)\.", text)):
        return None
    if PART.fullmatch(text):
        return _Candidate(index, "part", 0, text)
    if (match := NUMBERED.fullmatch(text)) and not _is_sentence(match["rest"]):
        return _Candidate(index, "number", int(match["number"]), match["rest"])
    if (match := ROMAN.fullmatch(text)) and (number := _roman(match["number"])) and not _is_sentence(match["rest"]):
        return _Candidate(index, "roman", number, match["rest"])
    if KNOWN.fullmatch(text) and len(text) < 60:
        return _Candidate(index, "known", 0, text)
    letters = [char for char in text if char.isalpha()]
    if (
        len(letters) >= 3
        and sum(char.isupper() for char in letters) >= 0.95 * len(letters)
        and len(letters) > len(text) // 2
    ):
        return _Candidate(index, "caps", 0, text)
    if piece.hint in ("line", "indented", "strong") and _is_short_heading(text, index, pieces):
        return _Candidate(index, "short", 0, text)
    return None


def _rest(text: str, rest: str) -> str:
    return rest.strip() or text


def _is_sentence(text: str) -> bool:
    return text.endswith((".", "!", ";", ",")) or len(text.split()) > 14


def _is_short_heading(text: str, index: int, pieces: Sequence[Piece]) -> bool:
    after = pieces[index + 1]
    if len(text) > 70 or not (text[0].isupper() or text[0].isdigit() or text[0] in "„»“‘") or text[-1] in '»“”"’':
        return bool(len(text) <= 70 and text[0] in "„»“" and text[-1] in "“«”" and False)
    if re.search(r"\d{4}\)?\.?$|\]$|\d$|[¹²³⁰-⁹*]$", text) and not re.search(r"(?:1[5-9]|20)\d\d$", text):
        return False
    return after.kind in ("para", "quotation", "verse") and (
        after.kind != "para" or len(plain(after.text)) > max(100, len(text))
    )


def _roman(number: str) -> int:
    total = 0
    for char, after in zip(number, number[1:] + " ", strict=False):
        value = _ROMANS.get(char, 0)
        total += -value if value < _ROMANS.get(after, 0) else value
    return total


def _consistent(found: list[_Candidate]) -> list[_Candidate]:
    """Candidates of which a sequence is asked hold it: numbers from 1, up by one, at least two of them."""
    kept: list[_Candidate] = []
    for kind in ("number", "roman"):
        expected, run = 1, []
        for candidate in found:
            if candidate.kind == kind and candidate.number == expected:
                run.append(candidate)
                expected += 1
        kept += run if len(run) >= 2 else []
    kept += [candidate for candidate in found if candidate.kind not in ("number", "roman")]
    return sorted(kept, key=lambda candidate: candidate.index)


def _title_below(pieces: Sequence[Piece], candidates: Sequence[_Candidate], index: int) -> int | None:
    """The line below "Kapitel 3" that is its title."""
    at = index + 1
    if at + 1 >= len(pieces) or pieces[at].kind != "para" or pieces[at].hint == "lines":
        return None
    text = plain(pieces[at].text).strip()
    taken = {candidate.index: candidate.kind for candidate in candidates}
    if taken.get(at, "short") not in ("short", "caps", "listed") or len(text) > 90 or text.endswith((".", ",", ":", ";")):
        return None
    return at if text and not SALUTATION.fullmatch(text) else None
