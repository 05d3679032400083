"""Long manuscripts made of the book in this repository: as a website shows it, and as a scan of a typescript has it."""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass, field
from pathlib import Path

BOOK = Path(__file__).parents[1] / "book/chapters"
MENU = "Startseite | Themen | Archiv | Über uns | Kontakt | Impressum\n\nDiese Seite verwendet Cookies. Alle akzeptieren\n\n"
TEASER = "Lesen Sie auch: Ein Garten hinter der Druckerei\n\nTeilen Tweet WhatsApp E-Mail\n\n"
FOOT = "\n© 2020 Redaktion Beispiel. Alle Rechte vorbehalten.\n\nNach oben\n"


@dataclass
class Chapter:
    """A chapter of the book in plain words: paragraphs and section titles, its notes, and where each is called."""

    title: str
    blocks: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    before: list[str] = field(default_factory=list)
    """The word before each call."""


def chapters() -> list[Chapter]:
    """The chapters of the book; tables, figures and divs are left out."""
    return [_chapter(path.read_text("utf-8")) for path in sorted(BOOK.glob("*.md"))]


def _chapter(text: str) -> Chapter:
    text = re.sub(r"\A---.*?\n---\n", "", text, flags=re.DOTALL)
    notes = {label: _plain(said) for label, said in re.findall(r"^\[\^([\w-]+)\]: (.*)$", text, re.MULTILINE)}
    body = re.sub(r"^\[\^[\w-]+\]: .*$", "", text, flags=re.MULTILINE)
    found = Chapter("")
    for block in re.split(r"\n\s*\n", body):
        block = block.strip()
        if block.startswith("# "):
            found.title = _plain(block[2:])
        elif block.startswith("## "):
            found.blocks.append(_plain(block[3:]))
        elif (
            block
            and block[0] not in "|:!>*<-"
            and not block.startswith(("Table:", "Tabelle:"))
            and not re.match(r"\d+\. ", block)
        ):
            found.blocks.append(_called(block, notes, found))
    return found


def _called(block: str, notes: dict[str, str], found: Chapter) -> str:
    """A paragraph with numbers for its calls."""

    def one(match: re.Match[str]) -> str:
        found.notes.append(notes[match[1]])
        return f"\ue000{len(found.notes)}\ue001"

    plain = _plain(re.sub(r"\[\^([\w-]+)\]", one, block))
    found.before += [re.sub("\ue000.*?\ue001", "", word).split()[-1] for word in re.findall(r"(?s)(\S+?)\ue000", plain)]
    return plain


def _plain(text: str) -> str:
    """Words without markup; a citation becomes its key and place in words."""
    text = re.sub(r"\s*\{#[^}]*\}", "", text)
    text = re.sub(r"\[([^\[\]]*@[^\[\]]*)\]", lambda cite: re.sub(r"@([\w-]+)", _named, cite[1]), text)
    for _ in range(3):
        text = re.sub(r"\[([^\[\]^]*)\](?:\{[^{}]*\}|\([^()]*\))+", r"\1", text)
    return " ".join(re.sub(r"\*+", "", text).replace("\\", "").split())


def _named(match: re.Match[str]) -> str:
    return match[1].replace("-", " ").title()


def website(of: list[Chapter]) -> str:
    """Chapters with numbers in brackets and one list at the end; a menu above, a teaser after each, a foot below."""
    out, notes, number = [MENU], [], 0
    for chapter in of:
        out += [chapter.title.upper(), "\n\n"]
        for block in chapter.blocks:
            out += [re.sub("\ue000(\\d+)\ue001", lambda call, first=number: f"[{first + int(call[1])}]", block), "\n\n"]
        number += len(chapter.notes)
        notes += chapter.notes
        out.append(TEASER)
    out += ["Anmerkungen:\n", *(f"[{at}] {note}\n" for at, note in enumerate(notes, start=1)), FOOT]
    return "".join(out)


def scan(of: list[Chapter]) -> str:
    """Lines of 64 characters with divided words, running head and page number every 30 lines, notes after each chapter."""
    raised = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
    lines: list[str] = []
    for number, chapter in enumerate(of, start=1):
        lines += [f"Kapitel {number}", "", chapter.title, ""]
        for block in chapter.blocks:
            text = re.sub("\ue000(\\d+)\ue001", lambda call: call[1].translate(raised), block)
            lines += [*_set(text), ""]
        lines += ["Anmerkungen", ""]
        for at, note in enumerate(chapter.notes, start=1):
            lines += [*textwrap.wrap(f"{at}. {note}", 64, break_on_hyphens=False), ""]
    pages = [lines[at : at + 30] for at in range(0, len(lines), 30)]
    return "\n".join(
        f"{chr(10).join(page)}\n\n{at:>32}\n\n            VOM PANZERZUG ZUM APPARAT\n"
        for at, page in enumerate(pages, start=7)
    )


def _set(text: str) -> list[str]:
    """Lines of 64 characters; where the next word is long, it is divided."""
    lines, line = [], ""
    for word in text.split(" "):
        if len(line) + 1 + len(word) <= 64:
            line = f"{line} {word}".strip()
            continue
        room = 64 - len(line) - 2
        if room >= 4 and re.fullmatch(r"[a-zäöüß]{9,}", word) and len(line) < 62:
            lines.append(f"{line} {word[: min(room, 5)]}-")
            line = word[min(room, 5) :]
        else:
            lines.append(line)
            line = word
    return [*lines, line]
