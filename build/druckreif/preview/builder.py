"""Lays the book out again after each save and tells what became of it: pages as soon as they are set, then all the rest.

`build` runs in one thread; what it puts down is never changed afterwards, so that others may read it at any time.
"""

from __future__ import annotations

import io
import threading
import time
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from ..base.finding import Finding, Severity, has_errors
from ..base.shelf import Shelf
from ..base.span import Span
from ..make.live import Live
from ..make.showing import explain, page_sums
from ..make.tracing import Trace
from .paper import Leaf, Paper, digest, leaf
from .state import Sheet, State, Values, book_values, differing, finding_values

if TYPE_CHECKING:
    from ..make.live import Layout, Part
    from ..make.work import Work

Tell = Callable[[str, Values], None]


@dataclass(slots=True)
class Builder:
    """A book under work. `tell` is called from the thread that builds, with the name of an event and its values."""

    live: Live
    tell: Tell
    paper: Paper = field(default_factory=Paper)
    state: State = field(default_factory=State)
    findings: tuple[Finding, ...] = ()
    version: int = 0
    """Raised with each event that changes what is shown."""
    busy: bool = True
    good: bool = True
    """Whether the sources could be laid out as they are now."""
    seconds: float = 0.0
    trouble: str = ""
    work: Work | None = None
    flows: Mapping[str, Any] = field(default_factory=dict)
    sums: dict[str, bytes] = field(default_factory=dict)
    """The sum of the file of each division's part, as shown."""
    drawn: dict[bytes, list[bytes]] = field(default_factory=dict)
    """The sums of the pages of a file, by its own."""
    stamps: dict[str, tuple[bytes, int]] = field(default_factory=dict)
    """Running matter that is drawn: file and index, by markup."""
    said: tuple[str, ...] = ()
    """The running matter of each page, as markup."""
    epub: tuple[Work | None, dict[str, bytes]] = (None, {})
    making: threading.Lock = field(default_factory=threading.Lock)
    """Held by who lays out or writes: one at a time."""
    past: State = field(default_factory=State)
    """What was shown before, since a page may still ask for it."""

    def values(self) -> Values:
        """Everything that the page shows."""
        shelf = Shelf.at(self.live.book_dir)
        lines: dict[str, list[str]] = {}

        def read(source: str) -> list[str]:
            if source not in lines:
                try:
                    lines[source] = shelf.text(source).split("\n")
                except (OSError, ValueError):
                    lines[source] = []
            return lines[source]

        state = self.state
        found = [finding_values(finding, read, state.trace) for finding in self.findings]
        return {**state.values(), **self.status(), "findings": found}

    def status(self) -> Values:
        """What is going on."""
        errors = sum(finding.severity is Severity.ERROR for finding in self.findings)
        return {
            "version": self.version, "busy": self.busy, "good": self.good, "seconds": round(self.seconds, 2),
            "errors": errors, "count": len(self.findings), "trouble": self.trouble,
        }  # fmt: skip

    # ---- building ----

    def build(self) -> None:
        """Lay the book out as it is now; with an error in the sources, what is shown stays."""
        start = time.perf_counter()
        self.busy, self.trouble = True, ""
        self.tell("status", {**self.status(), "step": ""})
        steps = _Steps(self.tell)
        try:
            with self.making:
                work, findings = self.live.lay_out(steps, self.seen)
                self.findings = findings
                self.good = work is not None and not has_errors(findings)
                if work is not None and self.good:
                    self.show(work)
        except Exception as error:  # a broken machine or a defect: the page says so, and the next save is another try
            self.good = False
            self.trouble = f"{type(error).__name__}: {error}"
        self.seconds, self.busy = time.perf_counter() - start, False
        self.version += 1
        self.tell("state", self.status())

    def seen(self, work: Work, part: Part | None) -> None:
        """Show what is new of a division at once; in a book that is not laid out yet, all that there is."""
        if part is None:
            if not self.state.whole:
                book, facts = work.desk.surveyed("screen")
                self.state = replace(self.state, book=book_values(book, facts, None))
                self.shown("state")
            return
        sums = digest(part.file)
        if not self.state.whole:
            leaves = self.leaves(part, lambda offset: "")
            sheets = (*self.state.sheets, *(Sheet(one, "", part.division) for one in leaves))
            sheets += (Sheet(None, "", "", blank=True),) * (len(sheets) % 2)
            self.state = replace(self.state, sheets=sheets, paper=self.state.paper or self.paper.paper(part.file))
        elif self.sums.get(part.division, sums) != sums and work.desk.whole.division(part.division).source:
            first = next(at for at, sheet in enumerate(self.state.sheets) if sheet.division == part.division)
            leaves = self.leaves(part, lambda offset: self.said[first + offset] if first + offset < len(self.said) else "")
            self.sums[part.division], self.past = sums, self.state
            self.state = self.state.swapped(part.division, leaves)
            self.shown("pages")

    def show(self, work: Work) -> None:
        """Show a book that is laid out whole."""
        setter, layout = work.lay_out("screen")
        book, facts = work.desk.surveyed("screen")
        self.draw_stamps(setter, layout)
        sheets: list[Sheet] = []
        leaves: dict[int, Leaf] = {}
        for start, part in layout.parts:
            own = self.leaves(part, lambda offset, start=start: layout.stamps.get(start + offset, ""))  # type: ignore[misc]
            leaves |= {start + offset: one for offset, one in enumerate(own)}
            self.sums[part.division] = digest(part.file)
        self.drawn = {total: self.drawn[total] for total in self.sums.values()}
        for index, page in enumerate(layout.pages.pages):
            sheets.append(Sheet(leaves.get(index), page.folio, page.division, page.blank))
        self.said = tuple(layout.stamps.get(index, "") for index in range(len(sheets)))
        was_whole, old = self.state.whole, self.state.sheets
        changed = differing(old, sheets, self.flows, layout.pages.flows) if was_whole else ()
        self.flows, self.work, self.past = layout.pages.flows, work, self.state
        values = book_values(book, facts, layout.pages)
        paper = self.paper.paper(layout.parts[0][1].file)
        self.state = State(values, tuple(sheets), paper, Trace(book, layout.pages), changed, whole=True)

    def draw_stamps(self, setter: Any, layout: Layout) -> None:
        """Have all running matter drawn; what was drawn with the same markup before is the same."""
        order = layout.running
        missing = [one for one in dict.fromkeys(order) if one not in self.stamps]
        if not missing:
            return
        for drawn in setter.stamps(missing):
            for index in range(self.paper.count(drawn)):
                self.stamps[missing.pop(0)] = drawn, index
        if len(self.stamps) > 4 * len(order) + 100:
            self.stamps = {one: self.stamps[one] for one in order}

    def leaves(self, part: Part, said: Callable[[int], str]) -> list[Leaf]:
        """The pages of a part."""
        total = digest(part.file)
        if total not in self.drawn:
            self.drawn[total] = page_sums(part.file)
        marked = ((sum, index, said(index)) for index, sum in enumerate(self.drawn[total]))
        return [leaf(part.file, sum, index, self.stamps.get(markup), markup) for sum, index, markup in marked]

    def shown(self, event: str) -> None:
        self.version += 1
        pages = [sheet.values() for sheet in self.state.sheets] if event == "pages" else []
        more = {"pages": pages, "changed": self.state.changed} if pages else {}
        self.tell(event, {**self.status(), **more})

    # ---- what is asked for ----

    def sheet(self, key: str) -> tuple[Sheet, Leaf] | None:
        """The page of this key, if it is shown now."""
        for sheet in (*self.state.sheets, *self.past.sheets):
            if sheet.leaf and sheet.leaf.key == key:
                return sheet, sheet.leaf
        return None

    def text(self, key: str) -> Values | None:
        """The lines of a page with their boxes and their places in the sources."""
        found = self.sheet(key)
        if found is None:
            return None
        sheet, one = found
        lines = self.paper.lines(one)
        trace = self.state.trace
        places = trace.lines(sheet.division, [line.text for line in lines]) if trace else [None] * len(lines)
        return {
            "lines": [
                {
                    "box": [line.x, line.y, line.width, line.height], "text": line.text, "paragraph": at.name if at else "",
                    "source": at.span.source if at else "", "line": at.span.line if at else 0,
                    "column": at.span.column if at else 0,
                }
                for line, at in zip(lines, places, strict=True)
            ]
        }  # fmt: skip

    def found(self, division: str, text: str) -> Span | None:
        """Where some words of a division stand in the sources."""
        trace = self.state.trace
        at = trace.lines(division, [text])[0] if trace else None
        return at.span if at else None

    def pdf(self) -> bytes:
        """The whole screen PDF of the last good state."""
        with self.making:
            return self.work.screen()[1] if self.work else b""

    def files(self) -> dict[str, bytes]:
        """The files of the EPUB of the last good state, made when they are first asked for."""
        with self.making:
            work = self.work
            if work is not None and self.epub[0] is not work:
                data = self.paper.guarded(lambda: work.epub("epub")[1])
                with zipfile.ZipFile(io.BytesIO(data)) as box:
                    self.epub = work, {name: box.read(name) for name in box.namelist()}
            return self.epub[1]

    def spine(self, held: Mapping[str, bytes]) -> list[Values]:
        """The documents of the EPUB in order: name, division, a sum of the content."""
        work = self.work
        if work is None:
            return []
        book, _ = work.desk.surveyed("epub")
        names = ["cover", *(division.id for division in book.divisions)]
        files = [(name, f"text/{name}.xhtml") for name in names] + [("nav", "nav.xhtml")]
        return [
            {"division": name, "file": file, "sum": digest(held[f"epub/{file}"]).hex()[:16]}
            for name, file in files if f"epub/{file}" in held
        ]  # fmt: skip

    def explained(self, rule: str) -> str:
        """What a rule means."""
        return explain(rule) or ""


class _Steps:
    """Progress that tells each step once, not more often than the page can show it."""

    def __init__(self, tell: Tell) -> None:
        self.tell, self.last = tell, 0.0

    def __call__(self, step: str) -> None:
        now = time.monotonic()
        if now - self.last > 0.12:
            self.last = now
            self.tell("step", {"step": step})
