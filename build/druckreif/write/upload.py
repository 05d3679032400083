"""What goes with the files to a service, for people: the metadata sheet and the checklist, as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..model.book import Book
from ..model.edition import epub_edition
from ..model.facts import Facts
from ..model.product import Product
from ..model.record import is_known
from ..model.terms import Terms
from ..model.upload_words import Words, upload_words
from .description import describe
from .telling import blurb, contents_lines, keywords, short_text


@dataclass(frozen=True, slots=True)
class Delivery:
    """What goes to one service: names and sizes of the files by kind, and what is measured on them.

    Kinds are interior, cover, preview, solid, epub. `terms` are those of a printer, None for shops of ebooks.
    """

    files: Mapping[str, tuple[str, int]]
    products: Sequence[Product]
    terms: Terms | None = None

    @property
    def printed(self) -> Product | None:
        """The printed book, if there is one."""
        return next((product for product in self.products if product.edition == "print"), None)


def write_sheet(book: Book, facts: Facts, delivery: Delivery) -> bytes:
    """`metadata.md`: every field of a form, in the language of the book."""
    words = upload_words(book.config.language)
    title = f"# {words['sheet']}: {book.config.title} – {_name(delivery, words)}"
    parts = [title, words["sheet_use"], _table(words, _fields(book, facts, delivery, words))]
    parts += _people(book, words)
    parts += _prices(book, words)
    parts += _subjects(book, words)
    for key, text in (("short", short_text(book.config)), ("blurb", blurb(book.config))):
        if text:
            parts += [f"## {words[key].format(count=len(text))}", text]
    parts += [f"## {words['contents']}", "```\n" + "\n".join(contents_lines(book, facts)) + "\n```"]
    if any(product.edition == "epub" for product in delivery.products):
        told = describe(book, epub_edition(book.config, "epub"), paged=delivery.printed is not None)
        summary = next(said.value for said in told if said.property == "schema:accessibilitySummary")
        parts += [f"## {words['accessibility']}", summary]
    return ("\n\n".join(parts) + "\n").encode()


def write_checklist(book: Book, delivery: Delivery) -> bytes:
    """`CHECKLIST.md`: what was checked already, and what is left to a person."""
    words = upload_words(book.config.language)
    rows = [(name, f"{size:,}".replace(",", "\u202f")) for name, size in delivery.files.values()]
    parts = [
        f"# {words['checklist']}: {book.config.title} – {_name(delivery, words)}",
        f"## {words['files']}",
        _rows((words["file"], words["bytes"]), rows),
        words["sums"],
        f"## {words['checked']}",
        "\n".join(f"- [x] {line}" for line in _done(delivery, words)),
        f"## {words['todo']}",
        "\n".join(f"- [ ] {line}" for line in _left(book, delivery, words)),
    ]
    if _is_german(book):
        parts.append(words["advice"])
    return ("\n\n".join(parts) + "\n").encode()


def _name(delivery: Delivery, words: Words) -> str:
    return delivery.terms.profile.name if delivery.terms else words["ebook"]


def _is_german(book: Book) -> bool:
    """Whether the publisher is under German law: by the country, or by the language as long as that is not known."""
    return (book.config.publisher.country or ("DE" if book.config.language.startswith("de") else "")) == "DE"


# ---- the sheet ----


def _fields(book: Book, facts: Facts, delivery: Delivery, words: Words) -> Iterator[tuple[str, str]]:
    config, publisher = book.config, book.config.publisher
    yield "title", config.title
    yield "subtitle", config.subtitle
    if config.series:
        yield "series", config.series.title
        yield "number", config.series.number
    yield "edition", config.edition
    yield "language", config.language
    yield "isbn_print", config.isbn.print or words["none"]
    yield "isbn_epub", config.isbn.epub or words["none"]
    yield "publisher", publisher.name
    yield "brand", publisher.brand
    yield "place", publisher.place
    yield "date", config.date.isoformat()
    if made := delivery.printed:
        assert made.pages is not None
        yield "pages", str(made.pages.total)
        yield "numbered", str(made.pages.main or "")
        yield "front", str(made.pages.front or "")
        yield "trim", _trim(made, words)
        yield "spine", words["mm"].format(value=_decimal(f"{made.spine:.2f}", words)) if made.spine else ""
    if terms := delivery.terms:
        yield "paper", terms.paper.name if terms.paper else ""
        yield "ink", words[terms.order.ink]
        yield "binding", words[terms.order.binding]
    yield "words", str(sum(facts.words.values()))
    for product in delivery.products:
        if product.size:
            yield "size", _decimal(f"{product.size / 2**20:.2f} MB", words)
    yield "rights", f"© {config.date.year} {config.rights.holder}"
    yield "licence", f"{config.rights.licence}, {config.rights.url}"
    yield "audience", words.get(config.trade.audience, "")


def _trim(product: Product, words: Words) -> str:
    return _decimal(words["by"].format(width=f"{product.width:g}", height=f"{product.height:g}"), words)


def _decimal(text: str, words: Words) -> str:
    """A number as the language writes it."""
    return text.replace(".", words["decimal"])


def _table(words: Words, fields: Iterable[tuple[str, str]]) -> str:
    return _rows((words["field"], words["value"]), [(words[key], value) for key, value in fields if value])


def _rows(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def _people(book: Book, words: Words) -> Iterator[str]:
    people = book.config.contributors
    yield f"## {words['contributors']}"
    rows = [(person.name, person.sort, words[person.role], person.gnd, person.isni, person.orcid) for person in people]
    yield _rows((words["name"], words["sort"], words["role"], "GND", "ISNI", "ORCID"), rows)
    yield from (f"{person.name}: {person.bio.strip()}" for person in people if person.bio)


def _prices(book: Book, words: Words) -> Iterator[str]:
    prices = book.config.trade.prices
    if not prices:
        return
    yield f"## {words['prices']}"
    head = (words["which"], words["price"], words["countries"], words["kind"], words["tax"])
    rows = [
        (
            words[price.edition],
            _decimal(f"{price.amount} {price.currency}", words),
            ", ".join(price.countries),
            words[price.kind],
            f"{price.tax_percent} %" if price.tax_percent else "",
        )
        for price in prices
    ]
    yield _rows(head, rows)


def _subjects(book: Book, words: Words) -> Iterator[str]:
    coded = [subject for subject in book.config.subjects if subject.scheme]
    if coded:
        yield f"## {words['subjects']}"
        names = {"thema": "Thema", "bisac": "BISAC", "wgs": "Warengruppe"}
        rows = [(names[subject.scheme], subject.code, subject.term) for subject in coded]
        yield _rows((words["scheme"], words["code"], words["heading"]), rows)
    if found := keywords(book.config):
        yield f"## {words['keywords']}"
        yield "; ".join(found)


# ---- the checklist ----


def _done(delivery: Delivery, words: Words) -> Iterator[str]:
    yield words["ok_open"]
    yield words["ok_same"]
    if "epub" in delivery.files:
        yield words["ok_epub"]
    yield words["ok_onix"]
    made = delivery.printed
    if delivery.terms:
        yield words["ok_press"].format(name=delivery.terms.profile.name)
    if delivery.terms and made and made.pages:
        yield words["ok_pages"].format(pages=made.pages.total, trim=_trim(made, words))


def _left(book: Book, delivery: Delivery, words: Words) -> Iterator[str]:
    made, terms = delivery.printed, delivery.terms
    names = {kind: name for kind, (name, _) in delivery.files.items()}
    if terms and made:
        order, paper = terms.order, terms.paper.name if terms.paper else ""
        asked = [_trim(made, words), paper, words[order.ink], words[order.binding]]
        yield words["do_order"].format(order=", ".join(part for part in asked if part))
    yield words["do_fill"]
    for kind in ("interior", "cover", "epub"):
        if kind in names:
            yield words[f"do_{kind}"].format(file=names[kind])
    if terms and made and made.pages:
        if "cover" not in names:
            yield words["no_cover"].format(pages=made.pages.total)
        if terms.order.spine_mm and made.spine:
            yield words["do_spine"].format(spine=words["mm"].format(value=_decimal(f"{made.spine:.2f}", words)))
        if terms.profile.barcode.own.value == "service":
            yield words["do_barcode_service"]
        yield words["do_preview"]
    yield words["do_price"]
    if _is_german(book) and is_known(book.config.publisher.name):
        yield words["do_fixed"]
    if terms:
        yield words["do_proof"]
    else:
        yield words["do_access"]
    if _is_german(book):
        yield words["do_deposit"]
        yield words["do_vlb"]
        if terms:
            yield words["do_safety"]
