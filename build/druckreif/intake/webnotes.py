"""Notes of pages: calls that lead to a text, in the same file or another, and texts that lead back.

A call is a link whose words are a mark ("1", "[2]", "*") or whose type or role says so; its text is where it leads, if that
is a note by type or role, leads back, or stands behind the call and begins with its mark. The text may be a list item, a
paragraph with those that go on below it, a `div`, an `aside`, a term and its definition, or a row of a table.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote, urldefrag

from lxml import etree

from .draft import Guess, Left, Place
from .lines import is_notes_heading
from .package import Element, elements, local
from .tree import BLOCKS, HEADINGS, any_of, names_of, put, take_out, words_of

CALL = "x-call"
"""The element that stands in the place of a call; its attribute `label` names the note."""

NOTEREF = frozenset((
    "noteref", "doc-noteref", "footnote-ref", "footnoteref", "fnref", "endnote-ref", "sdfootnoteanc", "sdendnoteanc",
))  # fmt: skip
NOTE = frozenset((
    "footnote", "endnote", "rearnote", "doc-footnote", "doc-endnote", "note", "fn", "sdfootnote", "sdendnote",
))  # fmt: skip
NOTES = frozenset((
    "footnotes", "endnotes", "rearnotes", "doc-endnotes", "notes", "references", "reflist", "anmerkungen", "fussnoten",
    "fußnoten", "chapter-notes",
))  # fmt: skip
BACK = frozenset(("backlink", "doc-backlink", "footnote-back", "footnote-backref", "reversefootnote", "mw-cite-backlink"))

_MARK = re.compile(r"[\[(]?\s*(\d{1,4}|[a-z]|\*{1,4}|[†‡§]|[ivxl]{1,6})\s*[\])]?[.:]?")
_ARROW = re.compile(
    r"[\W\d]*(?:zurück|zurück zum text|back|back to text|return|hoch|nach oben|[a-z])?[\W\d]*",
    re.IGNORECASE,
)
_WHOLE = ("body", "main", "article", "html")
_WRAPS = ("li", "div", "aside", "dd", "blockquote")


@dataclass(slots=True)
class WebNote:
    """A note: its label, the mark of its call, the elements that hold its text, in which part."""

    label: str
    name: str
    part: str
    target: Element
    elements: list[Element] = field(default_factory=list)
    is_sure: bool = True


class WebNotes:
    """Ties calls to texts in all parts of a publication, and takes both out of the trees."""

    def __init__(self, parts: Mapping[str, Element]) -> None:
        self.parts = parts
        self.all: list[Element] = []
        self.order: dict[Element, int] = {}
        self.home: dict[Element, str] = {}
        self.ids: dict[tuple[str, str], Element] = {}
        for part, root in parts.items():
            for element in elements(root):
                self.order[element] = len(self.all)
                self.all.append(element)
                self.home[element] = part
                for key in ("id", "name"):
                    if (id := element.get(key)) and (key == "id" or local(element) == "a"):
                        self.ids.setdefault((part, id), element)
        self.notes: dict[str, WebNote] = {}
        self.left: list[Left] = []
        self.guesses: list[Guess] = []
        self.calls: dict[Element, WebNote] = {}
        self.by_target: dict[Element, WebNote] = {}
        self.inside: set[Element] = set()
        """Links inside of notes."""

    def resolve(self, element: Element) -> Element | None:
        """Where a link leads inside the publication."""
        part = self.home[element]
        href, fragment = urldefrag((element.get("href") or "").strip())
        if not fragment or "://" in href or len(href) > 500:
            return None
        file = posixpath.normpath(posixpath.join(posixpath.dirname(part), unquote(href))) if href else part
        found = self.ids.get((file, fragment))
        return found if found is not None else self.ids.get((file, unquote(fragment)))

    def tie(self) -> None:
        """Find notes; afterwards `notes` holds them by label, and calls stand in the trees as CALL."""
        self.find()
        for note in self.by_target.values():
            note.elements = self.container(note)
        self.go_on()
        for link, note in self.calls.items():
            self.call_out(link, note)
        for note in self.by_target.values():
            for element in note.elements:
                self.without_back_links(element)
        parents = []
        for note in self.by_target.values():
            for element in note.elements:
                parents.append((self.home[element], element.getparent()))
                take_out(element)
            self.notes[note.label] = note
        for part, parent in parents:
            self.tidy(part, parent)

    # ---- pairs ----

    def find(self) -> None:
        links = [element for element in self.all if local(element) == "a" and element.get("href")]
        leads = {link: target for link in links if (target := self.resolve(link)) is not None and target is not link}
        back: dict[Element, list[Element]] = {}
        for link, target in leads.items():
            back.setdefault(target, []).append(link)
        for link, target in leads.items():
            names = names_of(link)
            text = words_of(link) or link.get("data-mark") or ""
            mark = _MARK.fullmatch(text)
            explicit = any_of(names, NOTEREF)
            if any_of(names, BACK) or not (mark or explicit) or len(text) > 30 or link in target.iterancestors():
                continue
            sure, fits = self.judged(link, target, text, explicit, back)
            if not fits or link in self.inside:
                continue
            note = self.by_target.get(target)
            if note is None:
                name = mark[1] if mark else text.strip("[]() ")
                note = WebNote(f"n{len(self.by_target) + 1}", name, self.home[target], target, is_sure=sure)
                self.by_target[target] = note
                self.inside |= set(self.block(target).iter("{*}a", "a"))
            self.calls[link] = note

    def judged(
        self, link: Element, target: Element, text: str, explicit: bool, back: Mapping[Element, Sequence[Element]]
    ) -> tuple[bool, bool]:
        """Whether a pair is sure, and whether it is one at all."""
        block = self.block(target)
        if any_of(names_of(block), NOTE) or any_of(names_of(target), NOTE):
            return True, True
        is_section = any(local(element) in HEADINGS for element in block.iter())
        if self.order[target] < self.order[link] or (is_section and not explicit):
            return False, False  # a link that leads back, or to a section
        near = [link, *(a for a in link.iterancestors() if local(a) in ("sup", "span"))][:3]
        near += [child for child in link.iter() if child is not link]
        returns = {id for element in near if (id := element.get("id") or element.get("name"))}
        inner = {urldefrag(a.get("href") or "")[1] for a in block.iter("{*}a", "a")}
        if returns & inner:
            return True, True
        if explicit:
            return True, True
        begins = words_of(block)[: len(text) + 3]
        above = block.getparent()
        listed = local(block) == "li" and above is not None and local(above) == "ol"
        return False, listed or begins.lstrip("[( ").startswith(text.strip("[]() "))

    def block(self, target: Element) -> Element:
        """The block that a target is or stands in."""
        if local(target) in BLOCKS:
            return target
        return next((parent for parent in target.iterancestors() if local(parent) in BLOCKS), target)

    # ---- texts ----

    def container(self, note: WebNote) -> list[Element]:
        block = self.block(note.target)
        if local(block) in ("td", "th"):
            block = next((parent for parent in block.iterancestors() if local(parent) == "tr"), block)
        if local(block) == "dt":
            found = [block]
            while (after := found[-1].getnext()) is not None and local(after) == "dd":
                found.append(after)
            return found
        while (parent := block.getparent()) is not None and local(parent) in _WRAPS and self.is_alone(parent, note.target):
            block = parent
        return [block]

    def is_alone(self, parent: Element, target: Element) -> bool:
        """Whether an element holds the text of this note and nothing else."""
        for element in parent.iter():
            if (element in self.by_target and element is not target) or element in self.calls or local(element) in HEADINGS:
                return False
        return True

    def go_on(self) -> None:
        """Paragraphs below a note that belong to it: up to the next note, or to the end of a list of notes."""
        first = {note.elements[0]: note for note in self.by_target.values() if note.elements}
        for note in list(first.values()):
            last = note.elements[-1]
            if local(last) not in ("p", "blockquote"):
                continue
            parent = last.getparent()
            is_list = parent is not None and any_of(names_of(parent), NOTES | NOTE)
            more: list[Element] = []
            after = last.getnext()
            while after is not None and after not in first and local(after) in ("p", "blockquote", "ul", "ol", "div"):
                if any(element in self.calls or element in self.by_target for element in after.iter()):
                    break
                more.append(after)
                after = after.getnext()
            if more and ((after is not None and after in first) or (is_list and after is None)):
                note.elements += more
                place = Place(note.part, 0)
                words = f"{len(more)} further paragraph(s) below note {note.name} are part of it"
                self.guesses.append(Guess("paragraph of a note", 0.25, place, words))

    def without_back_links(self, element: Element) -> None:
        for link in [a for a in element.iter("{*}a", "a") if a.get("href")]:
            target = self.resolve(link) if link in self.home else None
            explicit = any_of(names_of(link), BACK)
            text = words_of(link)
            leads_back = target is None or self.order[target] < self.order[link]
            if explicit or (leads_back and urldefrag(link.get("href") or "")[1] and _ARROW.fullmatch(text)):
                outer = link.getparent()
                wraps = outer is not None and local(outer) in ("sup", "span") and words_of(outer) == text
                gone = outer if wraps and outer is not element and outer is not None else link
                self.leave("number of a note", text, self.home.get(link, ""))
                take_out(gone)

    # ---- calls ----

    def call_out(self, link: Element, note: WebNote) -> None:
        new = etree.Element(CALL)
        new.set("label", note.label)
        parent = link.getparent()
        if parent is None:
            return
        self.leave("number of a note", words_of(link), self.home[link])
        for id in [element.get("id") for element in link.iter() if element.get("id")][:1]:
            new.set("id", str(id))
        put(link, new)
        before = new.getprevious()
        text = (parent.text if before is None else before.tail) or ""
        if text.endswith(("[", "(")) and (new.tail or "").startswith(("]", ")")):
            new.tail = (new.tail or "")[1:]
            if before is None:
                parent.text = text[:-1]
            else:
                before.tail = text[:-1]

    def leave(self, kind: str, words: str, part: str, doubt: float = 0.0) -> None:
        if words.strip():
            self.left.append(Left(kind, words.strip(), Place(part, 0), doubt))

    def tidy(self, part: str, parent: Element | None) -> None:
        """Take out what held nothing but notes: an empty list, its heading, a rule."""
        while parent is not None and parent.getparent() is not None and local(parent) not in _WHOLE:
            text = words_of(parent)
            if text and not (is_notes_heading(text) and len(text) < 100):
                return
            if any(local(element) in (CALL, "img") for element in parent.iter()):
                return
            self.leave("heading of notes", text, part)
            above, before = parent.getparent(), parent.getprevious()
            take_out(parent)
            if before is not None and not (before.tail or "").strip() and not text:
                said = words_of(before)
                if local(before) == "hr" or (local(before) in (*HEADINGS, "p") and is_notes_heading(said) and said):
                    self.leave("heading of notes", said, part)
                    take_out(before)
            parent = above
