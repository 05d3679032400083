"""A manuscript as the files of a book: chapters with their notes, book.yaml, proposals for glossary and register."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ..base.stock import stock
from ..model.meta import MADE
from ..read.lines import slug_of
from ..read.pictures import kind_fault, picture_fault
from .blocks import Blocks, Page
from .draft import Draft, DraftNote, Guess, Piece, Place, Swap
from .inline import calls, keeping_calls, plain, strong, uncalled
from .names import PersonFound, TermFound
from .rewrite import inlines_of, rewritten
from .structure import Chapter, Manuscript

_FOLDER = {True: "front", False: "chapters"}
_PLACEHOLDER = {"de": ("Vorname Nachname", "Nachname, Vorname"), "en": ("First Last", "Last, First")}


@dataclass(slots=True)
class Files:
    """The files of a book, and where each place of the original stands in them."""

    files: dict[str, bytes] = field(default_factory=dict)
    at: dict[Place, tuple[str, int]] = field(default_factory=dict)
    guesses: list[Guess] = field(default_factory=list)
    swaps: list[Swap] = field(default_factory=list)
    labels: dict[tuple[str, str], str] = field(default_factory=dict)
    """The label in the draft of a note that has a label in a file."""


def write_files(manuscript: Manuscript, language: str, terms: Sequence[TermFound], persons: Sequence[PersonFound]) -> Files:
    """All files of the book but IMPORT.md."""
    work = _Folder(manuscript, language)
    work.chapters()
    work.records(terms, persons)
    return work.found


class _Folder:
    def __init__(self, manuscript: Manuscript, language: str) -> None:
        self.manuscript, self.draft, self.language = manuscript, manuscript.draft, language
        self.found = Files()
        self.ids = {*MADE, "cover", "nav", "notes", "toc", "part", "index"}
        self.contents: list[tuple[Chapter, str]] = []
        self.given: set[str] = set()
        """Labels of notes that stand in a chapter."""
        self.pictures: dict[str, str] = {}

    # ---- chapters ----

    def chapters(self) -> None:
        chapters = self.manuscript.chapters
        called = {label for chapter in chapters for text in _texts(chapter) for label in calls(text)}
        orphans = [(label, note) for label, note in self.draft.notes.items() if label not in called]
        if orphans:
            for _, note in orphans:
                self.guess(
                    "note without call",
                    0.9,
                    note.place,
                    f"nothing calls note {note.name}; it is a paragraph of the last chapter",
                )
            chapters[-1].pieces += [rewritten(piece, uncalled) for _, note in orphans for piece in note.pieces]
        width = max(2, len(str(len(chapters))))
        number = 0
        for chapter in chapters:
            number += not chapter.is_front
            id = self.new_id(plain(chapter.title))
            stem = id if chapter.is_front else f"{number:0{width}}-{id}"
            name = f"{_FOLDER[chapter.is_front]}/{stem}.md"
            self.contents.append((chapter, name))
            self.chapter(chapter, name, id)

    def new_id(self, title: str) -> str:
        base = slug_of(title.replace("/", " ").replace(".", " "))[:40].strip("-") or "division"
        id, number = base, 1
        while id in self.ids:
            number += 1
            id = f"{base}-{number}"
        self.ids.add(id)
        return id

    def chapter(self, chapter: Chapter, name: str, id: str) -> None:
        used = list(dict.fromkeys(label for text in _texts(chapter) for label in calls(text)))
        labels = self.labels(label for label in used if label in self.draft.notes)
        blocks = Blocks(labels, self.figure, id)
        page = Page()
        title = plain(chapter.title).strip()
        front = [f"id: {id}"]
        if len(title) > 60:
            front.append(f"short-title: {_scalar(title[:56].rsplit(' ', 1)[0] + ' …')}")
        page.lines += ["---", *front, "---", ""]
        heading = blocks.title(chapter.title) or blocks.title(strong(self.manuscript.title))
        page.add([f"# {heading} {{#{id}}}"], chapter.place)
        blocks.write(chapter.pieces, page)
        quiet = Blocks({}, self.figure, id)
        for label in used:
            if label in labels:
                self.found.labels[(name, labels[label])] = label
                self.note(quiet, label, labels[label], page)
        self.found.files[name] = ("\n".join(page.lines).rstrip("\n") + "\n").encode()
        for place, line in page.at.items():
            self.found.at.setdefault(place, (name, line))

    def labels(self, used: Iterable[str]) -> dict[str, str]:
        """The labels in a file: the numbers of the original where they are unique in it."""
        labels: dict[str, str] = {}
        taken: set[str] = set()
        for label in used:
            name = self.draft.notes[label].name
            base = name if re.fullmatch(r"[0-9a-z]{1,12}", name) else label
            new, number = base, 1
            while new in taken:
                number += 1
                new = f"{base}-{number}"
            taken.add(new)
            labels[label] = new
        return labels

    def note(self, blocks: Blocks, label: str, new: str, page: Page) -> None:
        note = self.draft.notes[label]
        for text in (text for piece in note.pieces for text in inlines_of(piece)):
            if list(calls(text)):
                self.guess("call in a note", 0.8, note.place, f"note {note.name} calls another note; the call was taken out")
        if label in self.given:
            words = " ".join(plain(text) for piece in note.pieces for text in inlines_of(piece))
            self.found.swaps.append(Swap("note repeated in a second chapter", "", words, note.place))
            self.guess("note", 0.5, note.place, f"note {note.name} is called in two chapters, and stands in both")
        self.given.add(label)
        blocks.note(new, note if note.pieces else DraftNote((Piece("para", note.place, "…"),), note.place, note.name), page)

    def guess(self, what: str, doubt: float, place: Place, words: str) -> None:
        self.found.guesses.append(Guess(what, doubt, place, words))

    # ---- pictures ----

    def figure(self, piece: Piece) -> str:
        """What stands behind the caption of a picture; "" for one that no book may hold, with a guess."""
        data = self.draft.pictures.get(piece.src)
        fault = "is missing" if data is None else ""
        if not fault and not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]{0,80}\.[a-z]{3,4}", piece.src):
            fault = "has no name for a file"
        if data is not None and not fault:
            found = kind_fault(piece.src) or picture_fault(piece.src, data)
            fault = found.message if found else ""
        if fault or data is None:
            self.guess("picture", 0.8, piece.place, f"a picture is left out: {fault}")
            return ""
        name = f"images/{piece.src}"
        self.found.files[name] = data
        alt = re.sub(r'[{}"\\\s]+', " ", piece.alt).strip()
        if not alt:
            alt = re.sub(r'[{}"\\\s]+', " ", plain(piece.text)).strip() or {"de": "Abbildung"}.get(self.language, "Picture")
            self.guess(
                "picture", 0.7, piece.place, f"the picture has no description for those who cannot see it: “{alt[:60]}”"
            )
        return f'({name}){{alt="{alt[:500]}"}}'

    # ---- YAML ----

    def records(self, terms: Sequence[TermFound], persons: Sequence[PersonFound]) -> None:
        files = self.found.files
        back = [name for name, has in (("notes", self.given), ("glossary", terms), ("register", persons)) if has]
        files["book.yaml"] = self.book_yaml(back).encode()
        files["glossary.yaml"] = _records("glossary", "terms", [_term(term) for term in terms])
        files["register.yaml"] = _records("register", "entries", [_person(person) for person in persons])
        files["sources.yaml"] = _records("sources", "sources", [])
        for path in sorted(stock("schemas").glob("*.json")):
            files[f".druckreif/{path.name}"] = path.read_bytes()

    def book_yaml(self, back: Sequence[str]) -> str:
        """book.yaml of a new book with what is known of this one."""
        text = stock(f"data/new/{self.language}/book.yaml").read_text("utf-8")
        manuscript = self.manuscript
        name, sort = _PLACEHOLDER[self.language]
        people = [(author, _sorted(author)) for author in manuscript.authors if author.strip()] or [(name, sort)]
        lines = "".join(f"  - name: {_scalar(who)}\n    sort: {_scalar(by)}\n    role: aut\n" for who, by in people)
        text = re.sub(r"(?<=contributors:\n)(?:  .*\n)+", lambda _: lines, text)
        text = text.replace("title: TITLE", f"title: {_scalar(manuscript.title)}").replace(
            "SLUG", slug_of(manuscript.title)[:60].strip("-")
        )
        subtitle = f"subtitle: {_scalar(manuscript.subtitle)}\n" if manuscript.subtitle else ""
        text = re.sub(r"(?m)^subtitle: .*\n", lambda _: subtitle, text)
        if self.draft.publisher:
            text = text.replace('"{publisher}"', _scalar(self.draft.publisher))
        if self.draft.description:
            text = re.sub(r"(?m)^description: .*$", lambda _: f"description: {_scalar(self.draft.description)}", text)
        return text[: text.index("contents:\n")] + self.contents_yaml(back)

    def contents_yaml(self, back: Sequence[str]) -> str:
        lines = ["contents:", "  front:", *(f"    - {name}" for name in ("half-title", "title-page", "imprint", "contents"))]
        lines += [f"    - {name}" for chapter, name in self.contents if chapter.is_front]
        lines.append("  body:")
        part = ""
        for chapter, name in self.contents:
            if chapter.is_front:
                continue
            if chapter.part and chapter.part != part:
                lines += [
                    f"    - part: {_scalar(chapter.part)}",
                    f"      id: {self.new_id(chapter.part)}",
                    "      chapters:",
                ]
            part = chapter.part
            lines.append(f"        - {name}" if part else f"    - {name}")
        lines += ["  back:", *(f"    - {name}" for name in back)] if back else []
        return "\n".join(lines) + "\n"


def _texts(chapter: Chapter) -> list[str]:
    return [chapter.title, *(text for piece in chapter.pieces for text in inlines_of(piece))]


def _scalar(text: str) -> str:
    """A text as a YAML scalar in double quotes, which JSON's strings are."""
    return json.dumps(" ".join(text.split())[:1000], ensure_ascii=False)


def _sorted(name: str) -> str:
    given, _, family = name.strip().rpartition(" ")
    return f"{family}, {given}" if given else name.strip()


def _records(kind: str, key: str, records: Sequence[Mapping[str, object]]) -> bytes:
    """A YAML file with a schema, its records in order."""
    lines = [f"# yaml-language-server: $schema=.druckreif/{kind}.json", f"{key}:" if records else f"{key}: []"]
    for record in records:
        for number, (name, value) in enumerate(record.items()):
            said = f"[{', '.join(map(_scalar, value))}]" if isinstance(value, tuple) else _scalar(str(value))
            lines.append(f"  {'- ' if number == 0 else '  '}{name}: {said}")
    return ("\n".join(lines) + "\n").encode()


def _term(term: TermFound) -> dict[str, object]:
    return {"id": term.id, "term": term.term, "forms": term.forms, "definition": term.definition}


def _person(person: PersonFound) -> dict[str, object]:
    record: dict[str, object] = {"id": person.id, "kind": "person", "headword": person.headword}
    record |= {"dates": person.dates} if person.dates else {}
    record |= {"identification": person.identification} if person.identification else {}
    return record | {"forms": person.forms}


def without_markup(draft: Draft) -> Draft:
    """The draft as plain paragraphs with their notes: what is written when something in it cannot be read back."""
    pieces = tuple(
        piece if piece.kind == "heading" and piece.level <= 1 else Piece("para", piece.place, keeping_calls(text))
        for piece in draft.pieces
        for text in (inlines_of(piece) if not (piece.kind == "heading" and piece.level <= 1) else (piece.text,))
    )
    return replace(draft, pieces=pieces)
