"""What `druckreif proof --guides` writes: covers and pages of each service with trim, folds and safe areas drawn in."""

from __future__ import annotations

from pathlib import Path

from ..base.finding import Finding, has_errors
from ..base.replace import put_in_place
from ..base.shelf import Shelf
from ..base.span import Span
from ..model.report import Progress, quiet
from ..model.wrap import wrap_of
from .pressing import file_names, services_of, terms_of
from .reading import load

FOLDER = "guides"


def write_guides(book_dir: Path, out: Path, progress: Progress = quiet) -> tuple[list[Path], list[Finding]]:
    """Write pictures of the finished files in `out` into OUT/guides/SERVICE/; gives their paths, and what is missing."""
    from ..verify.press.guides import cover_picture, page_pictures
    from ..verify.press.preflight import count_pages

    book, findings = load(Shelf.at(book_dir))
    if book is None or has_errors(findings):
        return [], findings
    if not services_of(book):
        hint = "order a service: press: services: - service: bod"
        return [], [*findings, Finding(Span("book.yaml", 1, 1), "edition-none", "this book is printed at no service", hint)]
    pictures: dict[Path, bytes] = {}
    for service in services_of(book):
        progress(service)
        terms, names, folder = terms_of(book, service), file_names(book, service), out / FOLDER / service
        interior, cover = out / names["interior"], out / names["cover"]
        if not interior.is_file():
            hint = "run druckreif build (make book)"
            findings.append(Finding(Span(str(interior)), "artefact-missing", "the file is not there", hint))
            continue
        data = interior.read_bytes()
        pages = count_pages(data)
        wrap = wrap_of(terms, pages)
        if cover.is_file() and wrap is not None:
            pictures[folder / "cover.png"] = cover_picture(cover.read_bytes(), terms, wrap, pages)
        for numbers, picture in page_pictures(data, terms):
            pictures[folder / f"pages-{numbers}.png"] = picture
    _put(out, pictures)
    return list(pictures), findings


def _put(out: Path, pictures: dict[Path, bytes]) -> None:
    """Put pictures in place; those of an earlier and longer book go."""
    for folder in {path.parent for path in pictures}:
        folder.mkdir(parents=True, exist_ok=True)
    put_in_place(pictures, out)
    for old in sorted((out / FOLDER).glob("*/pages-*.png")):
        if old not in pictures:
            old.unlink()
