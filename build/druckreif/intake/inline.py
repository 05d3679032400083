r"""Inline text of a draft: characters stand for themselves, markup is private characters, made by these functions alone.

`text(raw)` lets nothing through that could be taken for markup, so that passes may search it for `[1]` or `*` as it stands;
`markdown` writes it as druckreif's Markdown and escapes whatever would mean something there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ..model.nodes import Text
from ..model.walk import deep
from ..read.markdown_inline import InlineReader, Place

EMPH, EMPH_END = "\ue010", "\ue011"
STRONG, STRONG_END = "\ue012", "\ue013"
CAPS, CAPS_END = "\ue014", "\ue015"
FOREIGN, FOREIGN_END = "\ue016", "\ue017"
LINK, LINK_END = "\ue018", "\ue019"
CALL, END = "\ue01a", "\ue01b"
BREAK = "\ue01c"
"""A line break that is kept."""

_PRIVATE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u200b\ufeff\ufff9-\ufffb\ufffe\uffff\ue000-\uf8ff\ud800-\udfff]"
)
_SPACE = re.compile(r"[\t\n\x0b\x0c\r\x85\u2028\u2029]+")
_RAISED = str.maketrans("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ")
_HREF = re.compile(r"(?:https?://|mailto:)[^\s<>\\^`{}|\"\x00-\x1f\x7f]+", re.IGNORECASE)
_MARKS = re.compile(
    f"{CALL}(?P<label>[^{END}]*){END}|{FOREIGN_END}(?P<lang>[^{END}]*){END}|{LINK_END}(?P<href>[^{END}]*){END}|[\ue010-\ue01c]"
)
_PAIRS = {EMPH: EMPH_END, STRONG: STRONG_END, CAPS: CAPS_END, FOREIGN: FOREIGN_END, LINK: LINK_END}
_ESCAPED = re.compile(r"\\.", re.DOTALL)
_DEEPEST = 6
_SPECIAL = re.compile(r"[\\`*_\[\]<>{}&|~]")


def text(raw: str) -> str:
    """Characters of a manuscript as inline text: line ends become spaces; control and private characters go."""
    return _PRIVATE.sub("", _SPACE.sub(" ", raw))


def emph(inner: str) -> str:
    """Emphasised inline text."""
    return f"{EMPH}{inner}{EMPH_END}" if inner.strip() else inner


def strong(inner: str) -> str:
    """Strongly emphasised inline text."""
    return f"{STRONG}{inner}{STRONG_END}" if inner.strip() else inner


def smallcaps(inner: str) -> str:
    """Inline text in small capitals."""
    return f"{CAPS}{inner}{CAPS_END}" if inner.strip() else inner


def foreign(inner: str, lang: str) -> str:
    """Inline text in another language (BCP 47); a tag that is none is dropped."""
    known = re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", lang)
    return f"{FOREIGN}{inner}{FOREIGN_END}{lang}{END}" if known and inner.strip() else inner


def link(inner: str, href: str) -> str:
    """Linked inline text; an address that leads nowhere in a book (no http, https, mailto) is dropped."""
    href = href.strip()
    known = len(href) <= 2000 and _HREF.fullmatch(href)
    return f"{LINK}{inner}{LINK_END}{href}{END}" if known and inner.strip() else inner


def call(label: str) -> str:
    """A call of the note of a label, which is made of letters, figures and hyphens."""
    return f"{CALL}{re.sub(r'[^a-z0-9-]+', '-', label.lower()) or 'note'}{END}"


def raised(inner: str) -> str:
    """Raised figures as Unicode has them; anything else stays as it is."""
    plain_text = inner.strip()
    return inner.translate(_RAISED) if re.fullmatch(r"[0-9+\-=()n ,]+", plain_text) else inner


def plain(inline: str) -> str:
    """The characters that a reader sees, without markup, calls and addresses; a line break is a newline."""
    return _MARKS.sub(lambda mark: "\n" if mark[0] == BREAK else "", inline)


def calls(inline: str) -> Iterator[str]:
    """The labels of the notes that are called, in order."""
    return (mark["label"] for mark in _MARKS.finditer(inline) if mark["label"] is not None)


def prose(inline: str, call_mark: str) -> tuple[str, list[int]]:
    """What a reader sees with one character for each call, and where each character stands in the inline text."""
    out: list[str] = []
    places: list[int] = []
    at = 0
    for mark in _MARKS.finditer(inline):
        out.append(inline[at : mark.start()])
        places.extend(range(at, mark.start()))
        if sign := {CALL: call_mark, BREAK: "\n"}.get(mark[0][0], ""):
            out.append(sign)
            places.append(mark.start())
        at = mark.end()
    out.append(inline[at:])
    places.extend(range(at, len(inline) + 1))
    return "".join(out), places


def keeping_calls(inline: str) -> str:
    """The inline text without any markup but calls and line breaks."""
    return _MARKS.sub(lambda mark: mark[0] if mark[0][0] in CALL + BREAK else "", inline)


def uncalled(inline: str) -> str:
    """The inline text without its calls."""
    return _MARKS.sub(lambda mark: "" if mark[0][0] == CALL else mark[0], inline)


def without_empty(inline: str) -> str:
    """The inline text without emphasis and the like that holds nothing."""
    for opening, closing in ((EMPH, EMPH_END), (STRONG, STRONG_END), (CAPS, CAPS_END)):
        inline = inline.replace(opening + closing, "")
    return inline


def markdown(inline: str, labels: Mapping[str, str]) -> str:
    """Inline text as druckreif's Markdown; a line that would begin a block is not escaped here, since only writers know.

    `labels` gives the label that a note has in its file, or "" for a call that cannot stand here. Emphasis that Markdown
    cannot say where it stands (`x*"y"*z`) is dropped.
    """
    written = _Writer(labels).write(inline)
    if "*" in written and ("*" in _ESCAPED.sub("", written)) and _seen(written) != _letters(plain(inline)):
        written = _Writer(labels).write(re.sub(f"[{EMPH}-{STRONG_END}]", "", inline))
    return written


def _seen(written: str) -> str:
    """What a reader of the Markdown sees, without spaces."""
    nodes = InlineReader(Place("", ((0, 1, 1),)), []).read(written)
    return _letters("".join(node.text for node in deep(nodes) if isinstance(node, Text)))


def _letters(seen: str) -> str:
    return re.sub(r"\s+", "", seen)


class _Writer:
    def __init__(self, labels: Mapping[str, str]) -> None:
        self.labels = labels
        self.out: list[str] = []
        self.stack: list[tuple[str, int]] = []

    def write(self, inline: str) -> str:
        at = 0
        for mark in _MARKS.finditer(inline):
            self.out.append(escape(inline[at : mark.start()]))
            at = mark.end()
            self.mark(mark)
        self.out.append(escape(inline[at:]))
        return re.sub(r"[ ]+(?=\\?\n)", "", "".join(self.out))

    def mark(self, mark: re.Match[str]) -> None:
        sign = mark[0][0]
        if sign == CALL:
            if label := self.labels.get(mark["label"], ""):
                self.out.append(f"[^{label}]")
        elif sign == BREAK:
            self.out.append("\\\n")
        elif sign in _PAIRS:
            is_new = len(self.stack) < _DEEPEST and all(kept != sign for kept, _ in self.stack)
            self.stack.append((sign if is_new else "", len(self.out)))
        elif sign != END:
            self.close(sign, mark)

    def close(self, sign: str, mark: re.Match[str]) -> None:
        """The end of a markup; one that crosses another, or that holds nothing, is dropped."""
        opening, index = self.stack.pop() if self.stack else ("", 0)
        inner = "".join(self.out[index:]) if opening and _PAIRS[opening] == sign else ""
        core = inner.strip(" ")
        if not core.strip("\\\n"):
            return
        lead, trail = inner[: len(inner) - len(inner.lstrip(" "))], inner[len(inner.rstrip(" ")) :]
        self.out[index:] = [lead, _wrapped(opening, core, mark), trail]


def _wrapped(opening: str, core: str, mark: re.Match[str]) -> str:
    if opening in (EMPH, STRONG):
        star = "*" if opening == EMPH else "**"
        return f"{star}{core}{star}"
    if opening == CAPS:
        return f"[{core}]{{.smallcaps}}"
    if opening == FOREIGN:
        return f"[{core}]{{lang={mark['lang']}}}"
    href = re.sub(r"[()]", lambda paren: {"(": "%28", ")": "%29"}[paren[0]], mark["href"])
    return f"[{core}]({href})"


def escape(characters: str) -> str:
    """Characters that mean nothing in Markdown any more, wherever they stand within a line."""
    return _SPECIAL.sub(lambda found: "\\" + found[0], characters)
