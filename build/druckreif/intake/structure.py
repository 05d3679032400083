"""A draft as a book: its title, its parts and chapters, and what stands before the first of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from .draft import Draft, Guess, Left, Piece, Place, Swap
from .inline import calls, plain
from .lines import block_mark
from .phrases import BYLINE
from .rewrite import inlines_of

MOST_CHAPTERS = 400
_LONGEST_TITLE = 200
_OPENING = {"de": "Vorbemerkung", "en": "Opening"}
_BOOK = {"de": "Mein Buch", "en": "My Book"}


@dataclass(slots=True)
class Chapter:
    """A file of the book: its title in inline text, and its pieces."""

    title: str
    place: Place
    pieces: list[Piece] = field(default_factory=list)
    part: str = ""
    is_front: bool = False


@dataclass(slots=True)
class Manuscript:
    """A book about to be written."""

    title: str
    subtitle: str
    authors: tuple[str, ...]
    chapters: list[Chapter]
    draft: Draft
    """With what was found out on the way: guesses, words left out."""


def structured(draft: Draft, language: str, title: str = "") -> Manuscript:
    """The book that a draft makes; `title` is the editor's, and goes before what the text says."""
    return _Structure(draft, language, title).manuscript()


class _Structure:
    def __init__(self, draft: Draft, language: str, title: str) -> None:
        self.draft, self.language = draft, language
        self.title, self.subtitle, self.authors = title or draft.title, draft.subtitle, draft.authors
        self.guesses, self.left, self.swaps = list(draft.guesses), list(draft.left), list(draft.swaps)

    def manuscript(self) -> Manuscript:
        pieces = [_shortened(piece) for piece in self.draft.pieces]
        heads = sum(piece.kind == "heading" and piece.level <= 1 for piece in pieces)
        if heads > MOST_CHAPTERS or heads == len(pieces):
            self.guesses.append(
                Guess("chapter", 0.9, Place(), f"{heads} lines look like titles of chapters: they are sections or text")
            )
            pieces = [replace(p, level=p.level + 1) if p.kind == "heading" else p for p in pieces]
            pieces = [Piece("para", p.place, p.text) if heads == len(self.draft.pieces) else p for p in pieces]
        lead, rest = self.lead(pieces)
        lead = self.without_title(lead, has_chapters=bool(rest))
        chapters = self.chapters(rest)
        if lead:
            chapters.insert(0, self.opening(lead, bool(chapters)))
        chapters = self.without_empty(chapters)
        if all(chapter.is_front for chapter in chapters):  # what follows them was empty
            for chapter in chapters:
                chapter.is_front = False
        if not self.title and len(chapters) == 1 and not chapters[0].is_front:
            self.title = plain(chapters[0].title).strip()
            self.guesses.append(Guess("title", 0.3, chapters[0].place, "the only chapter gives the book its title"))
        name = self.title or _BOOK[self.language]
        found = replace(self.draft, guesses=tuple(self.guesses), left=tuple(self.left), swaps=tuple(self.swaps))
        return Manuscript(name, self.subtitle, self.authors, chapters, found)

    # ---- the beginning ----

    def lead(self, pieces: list[Piece]) -> tuple[list[Piece], list[Piece]]:
        """What stands before the first chapter. A first heading that another follows at once is the title."""
        first = next((at for at, piece in enumerate(pieces) if piece.kind == "heading" and piece.level <= 1), len(pieces))
        if first < len(pieces):
            head = pieces[first]
            more = [at for at, piece in enumerate(pieces) if at > first and piece.kind == "heading" and piece.level <= 1]
            between = pieces[first + 1 : more[0]] if more else pieces[first + 1 :]
            if head.hint == "title" or (
                more and head.level == 1 and first <= 2 and all(map(_is_short, between)) and len(between) < 4
            ):
                end = more[0] if more else len(pieces)
                if head.hint == "title" or not between or len(between) < 3:
                    return [*pieces[:first], replace(head, level=2, hint="title"), *pieces[first + 1 : end]], pieces[end:]
        return pieces[:first], pieces[first:]

    def without_title(self, lead: list[Piece], has_chapters: bool) -> list[Piece]:
        """The pieces before the first chapter without title, subtitle and author, which go to book.yaml."""
        kept: list[Piece] = []
        is_open = True
        has_title = False
        for number, piece in enumerate(lead):
            text = plain(piece.text).strip()
            is_candidate = piece.kind in ("para", "heading") and is_open and _is_short(piece) and number < 6
            byline = BYLINE.fullmatch(text) if is_candidate else None
            if byline and not list(calls(piece.text)):
                self.authors = self.authors or tuple(
                    byline["name"].replace(" und ", ", ").replace(" and ", ", ").split(", ")
                )
                self.take("author", text, piece, "the line names the author", 0.2)
            elif list(calls(piece.text)):
                is_open = is_open and _is_short(piece)
                kept.append(piece)
            elif piece.hint == "title" or (is_candidate and not has_title and self.is_title(lead, number, has_chapters)):
                has_title = True
                self.title = self.title or text
                self.take("title", text, piece, "the first line is the title of the book", 0.15)
            elif is_candidate and has_title and not self.subtitle and not kept and piece.hint != "lines" and len(text) > 3:
                self.subtitle = text
                self.take("subtitle", text, piece, "the line below the title is the subtitle", 0.3)
            else:
                is_open = is_open and _is_short(piece)
                kept.append(piece)
        return kept

    def is_title(self, lead: Sequence[Piece], number: int, has_chapters: bool) -> bool:
        """Whether a short line at the beginning is a title: something other than a short line must follow it."""
        if list(calls(lead[number].text)) or (lead[number].is_sure and lead[number].kind == "para"):
            return False
        return has_chapters or any(not _is_short(piece) for piece in lead[number + 1 :])

    def take(self, what: str, text: str, piece: Piece, words: str, doubt: float) -> None:
        self.left.append(Left(f"{what} (in book.yaml)", text, piece.place))
        self.guesses.append(Guess(what, doubt, piece.place, f"{words}: “{text[:80]}”"))

    def opening(self, lead: list[Piece], has_chapters: bool) -> Chapter:
        """What stands before the first chapter, as a division; without chapters it is the book."""
        first = lead[0]
        if first.kind == "heading":
            return Chapter(first.text, first.place, lead[1:], is_front=has_chapters and len(lead) > 1)
        title = _OPENING[self.language] if has_chapters else self.title or _BOOK[self.language]
        self.swaps.append(Swap("heading that was made", "", title, first.place, 0.6))
        words = (
            f"what stands before the first chapter got the heading “{title}”" if has_chapters else "the text has no chapters"
        )
        self.guesses.append(Guess("chapter", 0.6, first.place, words))
        return Chapter(title, first.place, lead, is_front=has_chapters)

    # ---- chapters ----

    def chapters(self, pieces: Sequence[Piece]) -> list[Chapter]:
        found: list[Chapter] = []
        part = ""
        for at, piece in enumerate(pieces):
            if piece.kind == "heading" and piece.level <= 1:
                following = pieces[at + 1] if at + 1 < len(pieces) else None
                if (
                    piece.level == 0
                    and following
                    and following.kind == "heading"
                    and following.level == 1
                    and not list(calls(piece.text))
                ):
                    part = plain(piece.text).strip()
                    self.left.append(Left("title of a part (in book.yaml)", part, piece.place))
                    continue
                found.append(Chapter(piece.text, piece.place, part=part))
            else:
                found[-1].pieces.append(piece)
        return found

    def without_empty(self, chapters: list[Chapter]) -> list[Chapter]:
        """Chapters without text lend their title to a neighbour, as a paragraph."""
        kept: list[Chapter] = []
        waiting: list[Piece] = []
        for chapter in chapters:
            if not any(_has_text(piece) for piece in chapter.pieces):
                words = f"nothing stands under “{plain(chapter.title)[:60]}”: it is a paragraph, not a chapter"
                self.guesses.append(Guess("chapter", 0.7, chapter.place, words))
                waiting.append(Piece("para", chapter.place, chapter.title))
                waiting += (replace(p, kind="para") if p.kind == "heading" else p for p in chapter.pieces)
                continue
            chapter.pieces[:0] = waiting
            waiting = []
            kept.append(chapter)
        if waiting and kept:
            kept[-1].pieces += waiting
        elif waiting:
            title = self.title or _BOOK[self.language]
            self.swaps.append(Swap("heading that was made", "", title, waiting[0].place, 0.6))
            kept.append(Chapter(title, waiting[0].place, waiting))
        return kept


def _shortened(piece: Piece) -> Piece:
    """A heading that is too long to be one, as a paragraph."""
    is_heading = piece.kind == "heading" and 0 < len(plain(piece.text).strip()) <= _LONGEST_TITLE
    return piece if piece.kind != "heading" or is_heading else Piece("para", piece.place, piece.text)


def _is_short(piece: Piece) -> bool:
    text = plain(piece.text).strip()
    if piece.kind == "ornament":
        return True
    return (
        piece.kind in ("para", "heading")
        and 0 < len(text) <= 120
        and not text.endswith((".", ":", ";", ","))
        and not block_mark(text)
    )


def _has_text(piece: Piece) -> bool:
    return piece.kind == "figure" or (
        piece.kind != "heading" and any(plain(text).strip() or list(calls(text)) for text in inlines_of(piece))
    )
