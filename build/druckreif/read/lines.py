"""Cutting a division's file into front matter, note texts, fenced divs and running Markdown, by line."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import groupby

from ..base.finding import Finding, nearest
from ..base.span import Span
from ..model.nodes import DIV_CLASSES

ID = re.compile(r"[a-z][a-z0-9-]*")
NOTE_START = re.compile(r"^\[\^([^\]\s]+)\]:(?:[ \t]+|$)")
FENCE = re.compile(r"^(:{3,})\s*(.*?)\s*:*\s*$")
_BRACES_AT_END = re.compile(r"\s*\{([^{}]*)\}\s*$")
ATTRIBUTES = re.compile(r"""([#.][^\s{}#.="']+|[A-Za-z_:][\w:-]*=(?:"[^"]*"|'[^']*'|[^\s{}"']+)|\S+)""")

DEEPEST = 20
"""Levels of quotations and lists in one another; markdown-it drops what lies deeper than 50."""

MOST_MARKS = 5000
"""Marks of Markdown that one paragraph may hold; reading them takes time that grows with their square."""


_SPACED = re.compile(r"!\[[^\]]*\]\((?!<)[^()\"']*\S[ \t]+[^()\"'\s][^()\"']*\)")
"""A picture whose name holds a space: Markdown takes it for words."""

MOST_CELLS = 100
"""Columns of a table; reading them takes time that grows with their square, and no page has room for so many."""


@dataclass(slots=True)
class Line:
    """A line of Markdown: its number in the file and its text, which may have lost its indentation."""

    number: int
    text: str


@dataclass(slots=True)
class Attributes:
    """{#id .class key=value}"""

    id: str = ""
    classes: tuple[str, ...] = ()
    values: dict[str, str] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()


def read_attributes(text: str) -> Attributes:
    """The attributes between two braces."""
    found = Attributes()
    for word in ATTRIBUTES.findall(text):
        if word.startswith("#") and len(word) > 1:
            found.id = word[1:]
        elif word.startswith(".") and len(word) > 1:
            found.classes += (word[1:],)
        elif "=" in word and not word.startswith("="):
            key, _, value = word.partition("=")
            found.values[key] = value.strip("\"'") if value[:1] in "\"'" else value
        else:
            found.unknown += (word,)
    return found


def attributes_at_end(content: str) -> tuple[Attributes, str]:
    """Attributes in braces at the end of a heading or caption, and the text before them."""
    match = _BRACES_AT_END.search(content)
    if not match or (match[0].startswith("{") and content[: match.start()].endswith("]")):
        return Attributes(), content
    return read_attributes(match[1]), content[: match.start()]


def slug_of(name: str) -> str:
    """An id from a file name: without folder, leading figures and what ids may not hold."""
    stem = name.rsplit("/", 1)[-1].rsplit(".", 1)[0].lower()
    table = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
    slug = re.sub(r"[^a-z0-9]+", "-", stem.translate(table)).strip("-")
    return re.sub(r"^[0-9-]+", "", slug) or "division"


@dataclass(slots=True)
class NoteText:
    """The lines of one note."""

    label: str
    span: Span
    lines: list[Line]


@dataclass(slots=True)
class Fence:
    """A fenced div, or the division as a whole: lines and inner divs in order."""

    span: Span
    attributes: Attributes = field(default_factory=Attributes)
    parts: list[list[Line] | Fence] = field(default_factory=list)

    def add(self, line: Line) -> None:
        """Append a line of Markdown."""
        if not self.parts or isinstance(self.parts[-1], Fence):
            self.parts.append([])
        last = self.parts[-1]
        assert isinstance(last, list)
        last.append(line)


def split_front_matter(lines: list[str]) -> tuple[str, int]:
    """The YAML block at the head of a file and the index of the first line after it."""
    if not lines or lines[0].rstrip() != "---":
        return "", 0
    for index, line in enumerate(lines[1:], start=1):
        if line.rstrip() in ("---", "..."):
            return "\n".join(lines[1:index]) + "\n", index + 1
    return "", 0


def split_notes(lines: list[Line], source: str) -> tuple[list[Line], list[NoteText]]:
    """Take the note texts out of a file; what follows indented, or without a blank line between, belongs to them."""
    rest: list[Line] = []
    notes: list[NoteText] = []
    current: NoteText | None = None
    blank = False
    for line in lines:
        if match := NOTE_START.match(line.text):
            span = Span(source, line.number, 1, line.number, match.end() + 1)
            current = NoteText(match[1], span, [Line(line.number, line.text[match.end() :])])
            notes.append(current)
        elif current and not line.text.strip():
            current.lines.append(Line(line.number, ""))
        elif current and (line.text.startswith(("    ", "\t")) or not blank):
            text = line.text.removeprefix("\t") if line.text.startswith("\t") else re.sub("^ {1,4}", "", line.text)
            current.lines.append(Line(line.number, text))
        else:
            current = None
            rest.append(line)
        blank = not line.text.strip()
    return rest, notes


def without_overload(lines: list[Line], source: str, findings: list[Finding]) -> list[Line]:
    """The lines without paragraphs of more marks than any author writes."""
    kept: list[Line] = []
    for is_text, group in groupby(lines, key=lambda line: bool(line.text.strip())):
        paragraph = list(group)
        if is_text and sum(line.text.count(mark) for line in paragraph for mark in "[`<*_") > MOST_MARKS:
            message = f"a paragraph with more than {MOST_MARKS:,} brackets, stars or other marks"
            hint = "divide it, or escape marks that are none with a backslash"
            findings.append(Finding(Span(source, paragraph[0].number, 1), "too-many-marks", message, hint))
            paragraph = [replace(line, text="") for line in paragraph]
        elif wide := [line for line in paragraph if line.text.count("|") > MOST_CELLS + 1]:
            message = f"a line with more than {MOST_CELLS} bars, which would be a table that no page holds"
            hint = "divide the table, or escape bars that are none with a backslash"
            findings.append(Finding(Span(source, wide[0].number, 1), "too-many-marks", message, hint))
            paragraph = [replace(line, text="") for line in paragraph]
        for line in paragraph:
            if _SPACED.match(line.text):
                place = Span(source, line.number, 1)
                hint = "give the file a name without spaces"
                findings.append(Finding(place, "not-in-subset", "a space in the name of a picture makes it words", hint))
        kept += paragraph
    return kept


def split_fences(lines: list[Line], source: str, findings: list[Finding]) -> Fence:
    """Cut lines at `:::` fences; an unclosed or unopened fence is reported."""
    root = Fence(Span(source, 1, 1))
    stack = [root]
    for line in lines:
        match = FENCE.match(line.text)
        if not match:
            stack[-1].add(line)
        elif match[2]:
            span = Span(source, line.number, 1, line.number, len(line.text) + 1)
            fence = Fence(span, _fence_attributes(match[2], span, findings))
            stack[-1].parts.append(fence)
            if len(stack) < 20:
                stack.append(fence)
            else:
                findings.append(Finding(span, "too-deep", "divs nested too deep", "close some of them with :::"))
        elif len(stack) > 1:
            stack.pop()
        else:
            findings.append(Finding(Span(source, line.number, 1), "div-unclosed", "::: closes nothing",
                                    "open a div with ::: {.letter}, or delete this line"))  # fmt: skip
    for fence in stack[1:]:
        findings.append(Finding(fence.span, "div-unclosed", "this div is never closed", "add a line with :::"))
    return root


def _fence_attributes(text: str, span: Span, findings: list[Finding]) -> Attributes:
    inner = text[1:-1] if text.startswith("{") and text.endswith("}") else f".{text}"
    found = read_attributes(inner)
    known = [name for name in found.classes if name in DIV_CLASSES]
    for name in (*found.classes, *found.unknown):
        if name not in DIV_CLASSES:
            hint = nearest(name, DIV_CLASSES) or "known: " + ", ".join(DIV_CLASSES)
            findings.append(Finding(span, "unknown-class", f'a div of class "{name}" is not known', hint))
    for key in found.values:
        if key != "lang":
            findings.append(Finding(span, "unknown-class", f'unknown attribute "{key}"', "known here: lang"))
    if not known and not found.classes:
        findings.append(Finding(span, "unknown-class", "this div has no class", "write ::: {.letter}"))
    return found
