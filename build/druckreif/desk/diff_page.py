"""What changed, for a reviewer: a page with insertions and deletions in their places, and rows for the terminal.

Changes are told without colour too: underlined and struck through, with words that a screen reader speaks. Each has a
heading, so that one can go from one to the next; what did not change is folded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import groupby
from typing import Any

from ..model.walk import plain
from .compare import DivisionChange, NoteChange, Part, Row
from .page import page, wide
from .states import RECORDS, Difference, RecordChange, State
from .units import Token

_STYLE = """
body{max-width:72rem}ins{text-decoration:underline 2px;text-underline-offset:3px;background:var(--in)}
del{text-decoration:line-through 2px;background:var(--out)}
:root{--in:#dcefdc;--out:#f6dedb}@media(prefers-color-scheme:dark){:root{--in:#1f4023;--out:#4d2420}}
@media print{:root{--in:none;--out:none}}
.change{display:grid;grid-template-columns:minmax(0,38rem) minmax(0,1fr);gap:.2rem 2rem;margin:1.4rem 0;padding-left:1rem;
border-left:4px solid var(--rule)}.inserted{border-left-style:double}.deleted,.away{border-left-style:dashed}
.change h3{grid-column:1/-1;font-size:.88rem;font-weight:600;margin:0;color:var(--quiet)}.change h3 a{font-weight:400}
.change p{margin:.2rem 0}.change aside{font-size:.9rem;line-height:1.4}aside p{padding-left:1.2em;text-indent:-1.2em}
.heading,.title{font-weight:700}.smallcaps{font-variant-caps:small-caps}
.quotation,.verse,.letter{margin-left:1.5rem!important}.section{font-weight:700;margin:1.6rem 0 0}
details{margin:1rem 0}summary{cursor:pointer;color:var(--quiet)}sup{line-height:0}.unseen{user-select:none}
@media(max-width:48rem){.change{grid-template-columns:minmax(0,1fr)}}
"""

_KINDS = {
    "changed": "changed", "inserted": "new", "deleted": "deleted", "moved here": "moved to here", "moved away": "moved away",
    "same": "with changed notes",
}  # fmt: skip


def rows(difference: Difference) -> list[tuple[str, ...]]:
    """A head, and a row for each division that changed."""
    head = ("chapter", "words in", "out", "changed", "new", "deleted", "moved", "notes")
    return [head, *(_figures(change) for change in difference.divisions if change.is_changed)]


def _figures(change: DivisionChange) -> tuple[str, ...]:
    counts = (
        change.words("+"), change.words("-"), change.count("changed"), change.count("inserted"), change.count("deleted"),
        change.count("moved here", "moved away"), change.notes,
    )  # fmt: skip
    return (_title(change), *map(str, counts))


def as_json(difference: Difference) -> dict[str, Any]:
    """What changed, for other programs; keys are only ever added."""
    keys = ("words_inserted", "words_deleted", "changed", "inserted", "deleted", "moved", "notes")
    return {
        "from": difference.old.name,
        "to": difference.new.name,
        "divisions": [
            {"id": change.division.id, "title": plain(change.division.title), "file": change.division.source,
             "state": _state(change)} | dict(zip(keys, map(int, _figures(change)[1:]), strict=True))
            for change in difference.divisions
        ],
        "records": [{"file": one.file, "record": one.record, "key": one.key} for one in difference.records],
        "pictures": [{"file": name, "state": state} for name, state in difference.pictures],
    }  # fmt: skip


def _state(change: DivisionChange) -> str:
    if not (change.old and change.new):
        return "deleted" if change.old else "new"
    return "changed" if change.is_changed else "unchanged"


def _title(change: DivisionChange) -> str:
    mark = {"new": " (new)", "deleted": " (deleted)"}.get(_state(change), "")
    return (plain(change.division.title) or change.division.id) + mark


def diff_page(difference: Difference, folder: str) -> bytes:
    """The page; places begin with the folder of the sources."""
    return _Page(difference, folder).whole()


class _Page:
    def __init__(self, difference: Difference, folder: str) -> None:
        self.difference, self.folder = difference, f"{folder}/" if folder else ""
        language = difference.new.language or difference.old.language
        self.lang = f' lang="{escape(language)}"' if language else ""
        self.changed = [change for change in difference.divisions if change.is_changed]
        places = [row for change in self.changed for row in self.places(change)]
        self.number = {id(row): number for number, row in enumerate(places, start=1)}
        self.division = {id(row): change for change in self.changed for row in change.rows}

    def whole(self) -> bytes:
        old, new = self.difference.old, self.difference.new
        title = new.title or old.title or "the book"
        parts = [
            f"<h1>What changed in <span{self.lang}>{escape(title)}</span></h1>",
            f"<p>From <strong>{escape(old.name)}</strong><br/>to <strong>{escape(new.name)}</strong></p>",
            '<p class="quiet">What came is <ins>underlined</ins>, what went <del>struck through</del>. Notes stand beside '
            "their paragraph. What did not change is folded; its summary opens it.</p>",
            self.faults(old), self.faults(new), self.summary(), *map(self.section, self.changed),
            self.records(), self.pictures(),
        ]  # fmt: skip
        return page(f"What changed in {title}", "\n".join(filter(None, parts)), _STYLE)

    def faults(self, state: State) -> str:
        """What could not be read of a state."""
        if not state.findings:
            return ""
        many = f"{len(state.findings)} errors" if len(state.findings) > 1 else "an error"
        head = f"<summary>{escape(state.name)}: the sources have {many}; what could be read is compared</summary>"
        items = "".join(f"<li>{escape(f'{one.span}: {one.message}')}</li>" for one in state.findings)
        return f"<details>{head}<ul>{items}</ul></details>"

    def summary(self) -> str:
        if self.difference.is_empty:
            return "<p><strong>Nothing changed.</strong></p>"
        head, *lines = rows(self.difference)
        columns = "".join(f'<th scope="col"{_number(i)}>{escape(cell)}</th>' for i, cell in enumerate(head))
        body = []
        for change, (title, *cells) in zip(self.changed, lines, strict=True):
            link = f'<a href="#{_anchor(change)}"{self.lang}>{escape(title)}</a>'
            numbers = "".join(f'<td class="n">{cell}</td>' for cell in cells)
            body.append(f'<tr><th scope="row">{link}</th>{numbers}</tr>')
        same = [plain(change.division.title) for change in self.difference.divisions if not change.is_changed]
        rest = f"<p{self.lang}><span lang=\"en\">Unchanged:</span> {escape(', '.join(same))}</p>" if same else ""
        caption = "<caption>Words that came in and went out, paragraphs, notes</caption>"
        table = f"<table>{caption}<thead><tr>{columns}</tr></thead><tbody>{''.join(body)}</tbody></table>"
        return (wide(table) if body else "") + rest

    # ---- text ----

    def section(self, change: DivisionChange) -> str:
        parts = [f'<section><h2 id="{_anchor(change)}"{self.lang}>{escape(_title(change))}</h2>']
        if self.is_whole(change):
            return "\n".join([*parts, self.at_once(change.rows), "</section>"])
        for is_changed, group in groupby(change.rows, key=lambda row: row.is_changed):
            here = list(group)
            parts += map(self.row, here) if is_changed else [self.folded(here, here[-1] is change.rows[-1])]
        return "\n".join([*parts, "</section>"])

    def places(self, change: DivisionChange) -> list[Row]:
        """The changes that have a number."""
        return change.rows[:1] if self.is_whole(change) else [row for row in change.rows if row.is_changed]

    def is_whole(self, change: DivisionChange) -> bool:
        """Whether a division came or went as it is, and nothing of it was moved."""
        return _state(change) in ("new", "deleted") and not any(row.partner for row in change.rows)

    def at_once(self, rows: Sequence[Row]) -> str:
        """A division that came or went as one change."""
        words, number = sum(row.unit.size for row in rows), self.number[id(rows[0])] if rows else 0
        what = "new" if rows and rows[0].news else "deleted"
        inner = "\n".join(f"<p{_class(row)}>{_marked(row.parts)}</p>{self.beside(row.notes)}" for row in rows)
        head = f'<h3 id="c{number}">{number}. chapter {what}, {words:,} words</h3>'
        open = " open" if what == "new" else ""
        text = f"<details{open}><summary>its text</summary><div{self.lang}>{inner}</div></details>"
        return f'<div class="change {"inserted" if what == "new" else "deleted"}">{head}{text}</div>'

    def folded(self, same: Sequence[Row], is_last: bool) -> str:
        words = sum(row.unit.size for row in same)
        many = f"{len(same)} paragraphs" if len(same) > 1 else "1 paragraph"
        inner = "\n".join(f"<p{_class(row)}>{_marked(row.parts)}</p>" for row in same)
        heads = [row for row in same if row.unit.kind == "heading"]
        near = f'<p class="section"{self.lang}>{_marked(heads[-1].parts)}</p>' if heads and not is_last else ""
        return f"<details><summary>{many} unchanged ({words:,} words)</summary><div{self.lang}>{inner}</div></details>{near}"

    def row(self, row: Row) -> str:
        number = self.number[id(row)]
        place = escape(self.folder + str(row.unit.place)) if row.unit.place.line else ""
        follow = f' · <a href="#c{number + 1}">next change</a>' if number < len(self.number) else ""
        said = f"{number}. {row.unit.kind} {_KINDS[row.kind]}{self.partner(row)}"
        head = f'<h3 id="c{number}">{said} · <code>{place}</code>{follow}</h3>'
        kind = {"moved here": "moved", "moved away": "away"}.get(row.kind, row.kind)
        text = f"<div{self.lang}>{self.text(row)}</div>"
        return f'<div class="change {kind}">{head}{text}{self.notes(row.notes, number)}</div>'

    def partner(self, row: Row) -> str:
        """Where the other place of a moved paragraph is."""
        if row.partner is None:
            return ""
        other = self.division[id(row.partner)]
        same = other is self.division[id(row)]
        where = "" if same else f' in <span{self.lang}>{escape(plain(other.division.title))}</span>'
        word = "from" if row.kind == "moved here" else "to"
        changed = ", with changes" if row.kind == "moved here" and any(op != "=" for op, _ in row.parts) else ""
        number = self.number[id(row.partner)]
        return f', <a href="#c{number}">{word} place {number}</a>{where}{changed}'

    def text(self, row: Row) -> str:
        """The words, in paragraphs as they are now; where one was divided or joined, the mark of its end came or went."""
        if row.kind == "moved away":
            return f"<p{_class(row)}>{escape(_beginning(row))}</p>"
        return f"<p{_class(row)}>{_marked(row.parts)}</p>"

    def notes(self, notes: Sequence[NoteChange], number: int) -> str:
        lines = self.beside(notes)
        return f'<aside aria-label="Notes of change {number}"><div{self.lang}>{lines}</div></aside>' if lines else ""

    def beside(self, notes: Sequence[NoteChange]) -> str:
        """The notes that came, went or changed, a paragraph each."""
        shown = [note for note in notes if note.kind != "same"]
        heads = [f'<span lang="en">{escape(f"[{note.label}]")} {_NOTE[note.kind]}:</span>' for note in shown]
        return "".join(f"<p>{head} {_marked(note.parts)}</p>" for head, note in zip(heads, shown, strict=True))

    # ---- records ----

    def records(self) -> str:
        parts = []
        for file, found in groupby(self.difference.records, key=lambda one: one.file):
            lines = "".join(self.record(one) for one in found)
            head = '<tr><th scope="col">record</th><th scope="col">key</th><th scope="col">value</th></tr>'
            caption = f"<caption><code>{escape(self.folder + file)}</code></caption>"
            table = f"<table>{caption}<thead>{head}</thead><tbody>{lines}</tbody></table>"
            parts.append(f"<h2>{RECORDS[file]}</h2>{wide(table)}")
        return "".join(parts)

    def record(self, one: RecordChange) -> str:
        return (
            f'<tr><th scope="row">{escape(one.record or "–")}</th><td>{escape(one.key)}</td>'
            f"<td{self.lang}>{_marked(one.parts)}</td></tr>"
        )

    def pictures(self) -> str:
        named = [(escape(self.folder + name), state) for name, state in self.difference.pictures]
        items = "".join(f"<li><code>{name}</code> {state}</li>" for name, state in named)
        return f"<h2>Pictures</h2><ul>{items}</ul>" if items else ""


_NOTE = {"changed": "note changed", "inserted": "new note", "deleted": "note deleted", "same": "note"}
_TAGS = {"em": "em", "strong": "strong"}
_SPOKEN = {"+": ("ins", "inserted: ", " end of insertion "), "-": ("del", "deleted: ", " end of deletion ")}


def _marked(parts: Iterable[Part]) -> str:
    """The words with what came and what went."""
    out = []
    for op, tokens in parts:
        if op == "=":
            out.append("".join(_said(tokens)))
            continue
        tag, before, after = _SPOKEN[op]
        gap = "" if tokens[0].glued else " "
        inner = "".join(_said(tokens)).lstrip(" ")
        out.append(f'{gap}<{tag}>{_unseen(before)}{inner}{_unseen(after)}</{tag}>')
    return "".join(out).strip()


def _unseen(words: str) -> str:
    return f'<span class="unseen" lang="en">{words}</span>'


def _said(tokens: Sequence[Token]) -> Iterator[str]:
    for token in tokens:
        text = escape("".join(char for char in token.text if char.isprintable()), quote=False)
        if token.kind == "note":
            text = f"<sup>[{text}]</sup>"
        elif token.kind in ("cite", "break"):
            text = f"<span class=\"quiet\">{text}</span>"
        for style in reversed(token.style):
            tag = _TAGS.get(style, "span")
            lang = style.removeprefix("lang=") if style.startswith("lang=") else ""
            more = f' lang="{escape(lang)}"' if lang else ' class="smallcaps"' if tag == "span" else ""
            text = f"<{tag}{more}>{text}</{tag}>"
        yield text if token.glued else f" {text}"
        if token.kind == "end":
            yield "<br/>"


def _beginning(row: Row) -> str:
    words = " ".join(token.text for token in row.unit.tokens if token.is_word)
    return words if len(words) <= 90 else words[:90].rsplit(" ", 1)[0] + " …"


def _class(row: Row) -> str:
    return f' class="{escape(row.unit.kind.replace(" ", "-"))}"'


def _anchor(change: DivisionChange) -> str:
    return f"{'d' if change.new else 'gone'}-{escape(change.division.id)}"


def _number(index: int) -> str:
    return ' class="n"' if index else ""
