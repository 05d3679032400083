"""Printed editions for services: interior, cover wrap and preview of each order of the block `press`, in its own folder."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from ..base.finding import Finding, Severity
from ..base.span import Span
from ..base.sweep import give_back
from ..model.book import Book
from ..model.edition import Artefact, editions_of, pdf_edition
from ..model.fitting import Fitted, fit
from ..model.imprint import printed_by
from ..model.press import TRIMS
from ..model.profile import Standard
from ..model.record import is_placeholder
from ..model.report import Pressed, Written
from ..model.terms import Terms
from ..model.wrap import wrap_of
from ..read.press import profile_names as known_profiles
from .work import Desk, Work

if TYPE_CHECKING:
    from ..verify.press.preflight import Interior
    from ..write.metadata import About
    from ..write.press.ink import Press
    from ..write.press.sheet import Sheet
    from ..write.press.standard import Finish

Line = tuple[Written, Artefact]


def profile_names(book_dir: Path) -> list[str]:
    """The services that can be ordered: those that druckreif knows, and the book's own profiles."""
    return sorted({*known_profiles(), *(path.stem for path in (book_dir / "profiles").glob("*.yaml"))})


def services_of(book: Book) -> tuple[str, ...]:
    """The services that the book is printed at, in the order of book.yaml; none if it never appears in print."""
    return tuple(o.service for o in book.config.press.services) if "print" in editions_of(book.config) else ()


def terms_of(book: Book, service: str) -> Terms:
    """What holds for the book at a service. Raises KeyError for one that is not ordered."""
    order = {order.service: order for order in book.config.press.services}[service]
    return Terms.of(book.profiles[service], order, TRIMS[book.config.editions.print.trim])


def file_names(book: Book, service: str) -> dict[str, str]:
    """Names below the output folder by kind: interior, cover, pictures of the flat cover and of the book."""
    stem = f"{service}/{book.config.slug}-{service}"
    pictures = {"preview": f"{stem}-cover.png", "solid": f"{stem}-3d.png"}
    return {"interior": f"{stem}-interior.pdf", "cover": f"{stem}-cover.pdf", **pictures}


@dataclass(slots=True)
class Pressing:
    """The printed editions of one build; those that agree in page and inks share layout and conversion."""

    desk: Desk
    work: Work
    findings: list[Finding] = field(default_factory=list)
    pressed: list[Pressed] = field(default_factory=list)
    converted: dict[object, bytes] = field(default_factory=dict)
    works: dict[str, Work] = field(default_factory=dict)
    """By the printer that the imprint names, where a service has a line of its own."""

    def run(self, services: Sequence[str]) -> Iterator[Line]:
        """The finished files of each service."""
        for service in services:
            self.work.progress(service)
            yield from self.press(service)
        for work in self.works.values():
            self.findings += [finding for finding in work.findings if finding not in self.work.findings]

    def press(self, service: str) -> Iterator[Line]:
        from ..write.about import about
        from ..write.press.interior import write_interior
        from ..write.press.sheet import sheet_for
        from ..write.theme import load_theme

        book = self.desk.whole
        terms = terms_of(book, service)
        start = time.perf_counter()
        theme = load_theme(pdf_edition(book.config, "print").theme)

        def sheet(inside: float) -> Sheet:
            return sheet_for(theme, terms.trim, inside, terms.outside or 0.0)

        fitted = fit(terms, lambda inside: self.length(sheet(inside), service))
        if fault := self.limits(terms, fitted):
            self.findings.append(fault)
            return
        chosen = sheet(fitted.inside)
        told = about(book)
        asked = terms.profile.bleed
        bleed = (asked.amount.mm or 0.0, asked.edges.value or ()) if terms.order.bleed else (0.0, ())
        how = finish_of(terms)
        data = write_interior(self.ink(chosen, terms), chosen, fitted.pages, bleed, how, told)
        names = file_names(book, service)
        yield self.line(names["interior"], fitted.pages, data, start), Artefact(names["interior"], data, "interior", service)
        lettered = False
        start = time.perf_counter()
        for kind, drawn, words in self.cover(terms, fitted, how, told):
            lettered |= words
            yield self.line(names[kind], None, drawn, start), Artefact(names[kind], drawn, kind, service)
        self.pressed.append(
            Pressed(service, terms.trim, fitted.pages, fitted.blanks, chosen.inner, fitted.spine,
                    terms.order.spine_estimated, lettered, terms.order.ink, how.standard, fitted.rounds,
                    terms.order.paper, terms.inside(fitted.pages), terms.order.spine_mm is None)
        )  # fmt: skip

    def work_of(self, service: str) -> Work:
        """The work on the book with the imprint of a service; all that name the same printer share it."""
        book = printed_by(self.desk.whole, service)
        if book is self.desk.whole:
            return self.work
        return self.works.setdefault(book.config.imprint.printer, Work(Desk(book, self.desk.notes), self.work.progress))

    def length(self, sheet: Sheet, service: str) -> int:
        """Pages up to the last that bears anything."""
        pages = self.work_of(service).lay_out("print", page_of(sheet))[1].pages.pages
        return max(index for index, page in enumerate(pages) if not page.blank) + 1

    def ink(self, sheet: Sheet, terms: Terms) -> bytes:
        """The laid-out book in the inks of the order."""
        from ..write.press.content import inked

        press = press_of(terms)
        page = page_of(sheet)
        work = self.work_of(terms.order.service)
        key = (page, press, work.desk.whole.config.imprint.printer)
        if key not in self.converted:
            self.converted[key] = inked(work.printed(page), press)
            give_back()
        return self.converted[key]

    def cover(self, terms: Terms, fitted: Fitted, how: Finish, told: About) -> Iterator[tuple[str, bytes, bool]]:
        """The cover and its pictures; nothing, with a finding, where a figure is missing."""
        from ..write.press.wrap import draw_wrap

        book = self.desk.whole
        service = terms.order.service
        if data := book.artworks.get(service):
            yield "cover", data, False
            return
        wrap = wrap_of(terms, fitted.pages)
        if wrap is None:
            for key, what, note in terms.unknown(fitted.pages):
                message = f"{what} for {fitted.pages} pages is not known of {terms.profile.name}"
                hint = f"ask the service's calculator, and write {key}: ... beside service: {service}"
                hint += f" ({note})" if note else ""
                self.findings.append(Finding(self.place(service), "press-unknown", message, hint, Severity.WARNING))
            return
        drawn = draw_wrap(book, terms, wrap, fitted.pages, how, told)
        if drawn.excess:
            message = f"the text of the back of {service} is {drawn.excess} lines longer than its room, in the smallest type"
            keys = ("press.cover.blurb", "trade.blurb", "description")
            place = next(filter(None, (book.places.get(f"book.yaml#{key}") for key in keys)), self.place(service))
            self.findings.append(Finding(place, "press-blurb", message, "shorten it, or write press: cover: blurb"))
        yield "cover", drawn.pdf, drawn.lettered
        yield "preview", drawn.preview, drawn.lettered
        yield "solid", drawn.solid, drawn.lettered

    def limits(self, terms: Terms, fitted: Fitted) -> Finding | None:
        """A number of pages that the service does not bind."""
        least, most = terms.pages
        if (least is None or least <= fitted.pages) and (most is None or fitted.pages <= most):
            return None
        limit, profile = terms.limit, terms.profile
        cited = profile.cite(limit) if limit else ""
        bound = f"{least or 'any'} to {most or 'any'}"
        message = f"{profile.name} binds {bound} pages of this paper; the book has {fitted.pages} ({cited})"
        return Finding(self.place(terms.order.service), "press-pages", message, "choose another paper, trim or service")

    def place(self, service: str) -> Span:
        return place_of(self.desk.whole, service)

    def line(self, name: str, pages: int | None, data: bytes, start: float) -> Written:
        _, facts = self.desk.surveyed("print")
        words = sum(facts.words.values()) if pages else 0
        notes = sum(len(notes) for notes in facts.notes.values()) if pages else 0
        return Written(name, pages, words, notes, len(data), time.perf_counter() - start)


def place_of(book: Book, service: str) -> Span:
    """Where an order stands in book.yaml."""
    index = services_of(book).index(service)
    return book.places.get(f"book.yaml#press.services.{index}.service", Span("book.yaml"))


def page_of(sheet: Sheet) -> tuple[tuple[str, float], ...]:
    """The values of the page on which a sheet is laid out, () for the theme's own."""
    from ..write.theme import load_theme

    page = sheet.theme.data["page"]
    own = load_theme(sheet.theme.name).data["page"]
    return tuple(sorted((key, value) for key, value in page.items() if value != own[key]))


def finish_of(terms: Terms) -> Finish:
    """How the files of a service are finished."""
    from ..write.press.ink import CONDITION
    from ..write.press.standard import Finish

    file = terms.profile.file
    standard: Standard = file.standard.value or "plain"
    condition = file.condition.value or (CONDITION if standard != "plain" else "")
    return Finish(standard, condition, file.icc.value == "embedded", "metadata" not in (file.forbidden.value or ()))


def press_of(terms: Terms) -> Press:
    """The inks of an interior."""
    from ..write.press.ink import LIMIT, Press

    if terms.order.ink == "black":
        return Press()
    return Press(True, min(terms.profile.file.ink_limit.value or LIMIT, LIMIT))


def preflight(
    artefact: Artefact, name: str, artefacts: Sequence[Artefact], book: Book, judged: Callable[[], bytes] | None = None
) -> list[Finding]:
    """What a service would refuse of an interior or a cover, judged once; a cover by the interior beside it.

    `judged` gives the dumped findings of an interior that another process was asked to judge.
    """
    from ..verify.known import known, known_findings, load_findings
    from ..verify.press import Sought, preflight_cover
    from ..verify.press.preflight import count_pages

    terms, data = terms_of(book, artefact.edition), artefact.data
    if artefact.kind == "interior":
        return load_findings(known("interior", data, repr(terms), judged or interior_of(artefact, book).done), name)
    interior = next((a for a in artefacts if a.kind == "interior" and a.edition == artefact.edition), None)
    if artefact.kind != "cover" or interior is None:
        return []
    isbn = book.config.isbn.print
    digits = "" if is_placeholder(isbn) else re.sub(r"[ -]", "", isbn)
    sought = Sought(count_pages(interior.data), digits)
    by = f"{terms!r} {sought!r}"
    return known_findings("cover", name, data, by, lambda name: preflight_cover(name, data, terms, sought))


def interior_of(artefact: Artefact, book: Book) -> Interior:
    """An interior as it is to be judged."""
    from ..verify.press.preflight import Interior

    return Interior(artefact.data, terms_of(book, artefact.edition))


def is_judged(interior: Interior) -> bool:
    """Whether an interior was judged by its terms before."""
    from ..verify.known import is_known

    return is_known("interior", interior.data, repr(interior.terms))


def finished(book: Book, out: Path) -> tuple[list[Artefact], list[Finding]]:
    """The files of all services in the output folder; an interior that is missing is a finding."""
    artefacts: list[Artefact] = []
    findings: list[Finding] = []
    for service in services_of(book):
        for kind, name in file_names(book, service).items():
            if (path := out / name).is_file():
                artefacts.append(Artefact(name, path.read_bytes(), kind, service))
            elif kind == "interior":
                hint = "run druckreif build (make book)"
                findings.append(Finding(Span(f"{out}/{name}"), "artefact-missing", "the file is not there", hint))
    return artefacts, findings


def not_judged(book: Book) -> Iterator[str]:
    """A sentence for each service of which figures are not known."""
    from ..verify.press import unjudged

    for service in services_of(book):
        terms = terms_of(book, service)
        if missing := unjudged(terms):
            yield f"{service}: nobody states {missing}, so these were not judged."
        if terms.offered is not None and not terms.offered.verified:
            wide, high = terms.trim
            yield f"{service}: that it makes {wide:.4g} x {high:.4g} mm was not verified; make sure in its order form."
