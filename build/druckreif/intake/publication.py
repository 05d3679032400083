"""Pages as a draft: one of the web, or those of an EPUB in order, with notes that may stand in any of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from . import inline
from .draft import LIMITS, DraftNote, Guess, Left, Piece, Place, Refused
from .flow import Flow
from .package import Element, elements, local
from .tree import HEADINGS, words_of
from .webnotes import WebNote, WebNotes

_MARK = r"\s*(?:[\[(]\s*)?{name}(?:\s*[\])])?(?:[.:)]\ufeff?|\s)\s*"
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(slots=True)
class Pages:
    """What pages became."""

    pieces: list[Piece] = field(default_factory=list)
    notes: dict[str, DraftNote] = field(default_factory=dict)
    left: list[Left] = field(default_factory=list)
    guesses: list[Guess] = field(default_factory=list)


def tied(parts: Mapping[str, Element]) -> WebNotes:
    """The notes of pages, tied to their calls and taken out of the trees. Raises Refused for more than a draft holds."""
    notes = WebNotes(parts)
    notes.tie()
    return notes


def read_pages(
    parts: Mapping[str, Element], notes: WebNotes, language: str, picture: Callable[[str, str], str]
) -> Pages:  # fmt: skip
    """The pieces and notes of trees in order; `picture` keeps a picture of a part by its address."""
    found = Pages(left=list(notes.left), guesses=list(notes.guesses))
    by_part: dict[str, list[WebNote]] = {}
    for note in notes.notes.values():
        by_part.setdefault(note.part, []).append(note)
    characters = 0
    for part, root in parts.items():
        flow = Flow(part, language, lambda src, part=part: picture(part, src))  # type: ignore[misc]  # a default argument
        body = next((element for element in elements(root) if local(element) == "body"), root)
        pieces = flow.pieces([body])
        if by_part.get(part) and _is_apparatus(body, pieces):
            found.left += [Left("heading of notes", words_of(body), Place(part, 1), 0.1)] if words_of(body) else []
            pieces = []
        elif by_part.get(part) and pieces and pieces[-1].kind == "ornament":  # a rule above notes that are gone
            pieces.pop()
        found.pieces += pieces
        for note in by_part.get(part, ()):
            place = flow.next()
            made = [_unmarked(piece, note, flow) if not at else piece for at, piece in enumerate(flow.pieces(note.elements))]
            made = [piece for piece in made if not _is_empty(piece)]
            found.notes[note.label] = DraftNote(tuple(made), place, note.name)
            if not note.is_sure:
                words = f"note {note.name} is what the call links to; nothing leads back"
                found.guesses.append(Guess("note", 0.1, place, words))
        found.left += flow.left
        found.guesses += flow.guesses
        characters += sum(len(piece.text) for piece in pieces)
        if characters > LIMITS.characters:
            raise Refused(f"the text has more than {LIMITS.characters:,} characters")
    found.pieces = list(_with_sections(found))
    return found


def _with_sections(pages: Pages) -> Iterator[Piece]:
    """Short paragraphs that are bold as a whole are headings, where other headings say how deep they are."""
    level = 0
    pieces = pages.pieces
    for at, piece in enumerate(pieces):
        level = piece.level if piece.kind == "heading" and piece.level <= 6 else level
        text = inline.plain(piece.text).strip()
        following = pieces[at + 1].kind if at + 1 < len(pieces) else ""
        is_short = 2 < len(text) <= 90 and text[-1] not in ".,:;!?…" and "\n" not in text and text[:1].isupper()
        if level and piece.hint == "strong" and is_short and following in ("para", "quotation", "items", "verse"):
            words = f"“{text[:60]}” is a section: a short paragraph that is bold as a whole"
            pages.guesses.append(Guess("section", 0.35, piece.place, words))
            bare = piece.text.replace(inline.STRONG, "").replace(inline.STRONG_END, "")
            yield replace(piece, kind="heading", text=bare, level=min(max(level, 1) + 1, 6), hint="", is_sure=True)
        else:
            yield piece


def _is_apparatus(body: Element, pieces: list[Piece]) -> bool:
    """Whether a file held notes and, but for headings and a few words, nothing else."""
    if any(piece.kind not in ("heading", "para", "ornament") for piece in pieces):
        return False
    rest = sum(len(inline.plain(piece.text)) for piece in pieces if piece.kind == "para")
    return rest < 400 and not any(list(inline.calls(piece.text)) for piece in pieces) and len(pieces) < 200


def _unmarked(piece: Piece, note: WebNote, flow: Flow) -> Piece:
    """The first piece of a note without the mark of its call."""
    if not note.name or piece.kind != "para":
        return piece
    shown, places = inline.prose(piece.text, "\ue000")
    raised = rf"\s*{re.escape(note.name.translate(_RAISED))}[.:)]?\s*"
    for pattern in (_MARK.format(name=re.escape(note.name)), raised, r"\s*[.:)\]]+\s+"):  # the last: a link was the mark
        if match := re.match(pattern, shown):
            flow.leave("number of a note", match[0])
            gone = set(places[: match.end()])
            return replace(piece, text="".join(char for at, char in enumerate(piece.text) if at not in gone))
    return piece


def _is_empty(piece: Piece) -> bool:
    return piece.kind == "para" and not inline.plain(piece.text).strip() and not list(inline.calls(piece.text))


def first_heading(root: Element) -> str:
    """The words of the first heading of a page, "" if there is none."""
    return next((words_of(element) for element in elements(root) if local(element) in HEADINGS and words_of(element)), "")
