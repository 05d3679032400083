"""What the trade is told of the finished editions: records measured on the files themselves."""

from __future__ import annotations

from pathlib import Path

from ..base.finding import Finding, has_errors
from ..base.shelf import Shelf
from ..base.span import Span
from ..model.book import Book
from ..model.edition import editions_of, file_name
from ..model.facts import Facts
from ..model.product import Product
from ..survey import survey
from ..transform import transform
from .reading import load

RECORDS = ("onix", "json-ld", "csl")
"""What `show_record` can show."""


def products_of(facts: Facts, epub: bytes, interior: bytes, spine: float = 0.0, hardback: bool = False) -> list[Product]:
    """The editions that are sold, measured on their finished files; an empty file is an edition that there is not."""
    from ..verify.extent import measure_pdf

    words = sum(facts.words.values())
    extent, width, height = measure_pdf(interior) if interior else (None, 0.0, 0.0)
    products = [Product("epub", extent, words, len(epub))] if epub else []
    if interior:
        products.append(Product("print", extent, words, 0, width, height, spine, hardback))
    return products


def show_record(book_dir: Path, out: Path, record: str, version: str) -> tuple[str, list[Finding]]:
    """The record of the finished files in `out`, or what is missing. Raises KeyError for an unknown version."""
    from ..write.onix import VERSIONS, write_onix
    from ..write.web import write_csl, write_json_ld

    shelf = Shelf.at(book_dir)
    source, findings = load(shelf)
    if source is None or has_errors(findings):
        return "", findings
    files, missing = _finished(source, out)
    if missing:
        return "", missing
    book = transform(source)
    facts = survey(book)
    products = products_of(facts, files["epub"], files.get("print", b""))
    if record == "onix":
        return write_onix(book, facts, products, version or VERSIONS[-1], shelf.today).decode(), []
    return (write_json_ld if record == "json-ld" else write_csl)(book, products).decode(), []


def _finished(book: Book, out: Path) -> tuple[dict[str, bytes], list[Finding]]:
    files: dict[str, bytes] = {}
    missing = []
    for edition in editions_of(book.config):
        path = out / file_name(book.config, edition)
        if path.is_file():
            files[edition] = path.read_bytes()
        elif edition != "screen":
            hint = "run druckreif build (make book)"
            missing.append(Finding(Span(str(path)), "artefact-missing", "the file is not there", hint))
    return files, missing
