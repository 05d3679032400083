"""The release: what must be settled is settled, everything is built and verified, and each service gets its folder."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ..base.finding import Finding, has_errors, nearest
from ..base.shelf import Shelf
from ..base.span import Span
from ..lint import lint_release
from ..model.book import Book
from ..model.edition import file_name
from ..model.facts import Facts
from ..model.report import Progress, Report, quiet
from ..survey import survey
from ..transform import transform
from .building import build
from .offering import products_of
from .pressing import file_names, services_of, terms_of
from .reading import load
from .uploads import FOLDER, SUMS, put_uploads, read_or_none, sums_of

EBOOK, WEB = "ebook", "web"
"""The folders for shops of ebooks and for the book's own web page, beside those of the printers."""



@dataclass(frozen=True, slots=True)
class Upload:
    """The finished files for one service by kind (interior, cover, preview, solid, epub); the spine in mm, 0 if unknown."""

    files: Mapping[str, tuple[str, bytes]]
    spine: float = 0.0


@dataclass(slots=True)
class Release:
    """What the release found, and the folders that it wrote, with the names of their files."""

    report: Report
    folders: dict[Path, tuple[str, ...]] = field(default_factory=dict)


def release(book_dir: Path, out: Path, services: Sequence[str] = (), progress: Progress = quiet) -> Release:
    """Check what must be settled, build and verify all editions, then fill `out`/upload/SERVICE. Raises MissingTool.

    Without `services`, those of the block `press`, ebook shops and the web page. Nothing is written while anything is
    open; the folders of all services are complete before the first file is replaced.
    """
    start = time.perf_counter()
    progress("reading")
    shelf = Shelf.at(book_dir)
    source, findings = load(shelf)
    if source is None or has_errors(findings):
        return Release(Report(tuple(findings), (), time.perf_counter() - start))
    known = destinations_of(source)
    findings += [_unknown(source, service, known) for service in services if service not in known]
    open_ = lint_release(source)
    findings += open_
    if has_errors(findings) or open_:
        return Release(Report(tuple(sorted(findings)), (), time.perf_counter() - start))
    built = build(book_dir, out, (), progress)
    if has_errors(built.findings):
        return Release(built)
    progress(FOLDER)
    book = transform(source)
    facts = survey(book)
    folders: dict[Path, dict[str, bytes]] = {}
    findings = list(built.findings)
    for service in services or known:
        folder = out / FOLDER / service
        if service == WEB:
            folders[folder] = _web(book, facts, out)
        else:
            folders[folder], found = _folder(book, facts, shelf, out, service, built)
            findings += found
    report = Report(tuple(findings), built.written, time.perf_counter() - start, built.remarks, pressed=built.pressed)
    if has_errors(findings):
        return Release(report)
    put_uploads(folders)
    return Release(report, {folder: tuple(files) for folder, files in folders.items()})


def destinations_of(book: Book) -> tuple[str, ...]:
    """Where a book can be uploaded: the services that book.yaml names, shops of ebooks, and a web page."""
    return (*services_of(book), EBOOK, WEB)


def upload_files(book: Book, out: Path, service: str, built: Report) -> Upload:
    """What a build left in `out` for a service; a cover that it could not make is not there."""
    if service == EBOOK:
        name = file_name(book.config, "epub")
        return Upload({"epub": (name, (out / name).read_bytes())})
    made = {line.name for line in built.written}
    names = {kind: name for kind, name in file_names(book, service).items() if name in made}
    spine = next((line.spine for line in built.pressed if line.service == service), None)
    return Upload({kind: (Path(name).name, (out / name).read_bytes()) for kind, name in names.items()}, spine or 0.0)


def _folder(
    book: Book, facts: Facts, shelf: Shelf, out: Path, service: str, built: Report
) -> tuple[dict[str, bytes], list[Finding]]:
    """All files of a service's folder by name, and what is wrong with the records among them."""
    from ..verify.onix import verify_onix
    from ..write.onix import VERSIONS, write_onix
    from ..write.upload import Delivery, write_checklist, write_sheet

    config = book.config
    upload = upload_files(book, out, service, built)
    terms = None if service == EBOOK else terms_of(book, service)
    interior = upload.files["interior"][1] if terms else read_or_none(out / file_name(config, "print"))
    ebook = read_or_none(out / file_name(config, "epub"))
    products = products_of(facts, ebook, interior, upload.spine, bool(terms and terms.is_hardcover))
    files = dict(upload.files.values())
    findings: list[Finding] = []
    for version in VERSIONS:
        name = f"{config.slug}-onix-{version}.xml"
        files[name] = write_onix(book, facts, products, version, shelf.today)
        findings += verify_onix(f"{out}/{FOLDER}/{service}/{name}", files[name])
    named = {kind: (name, len(data)) for kind, (name, data) in upload.files.items()}
    delivery = Delivery(named, products, terms)
    files["metadata.md"] = write_sheet(book, facts, delivery)
    files["CHECKLIST.md"] = write_checklist(book, delivery)
    files[SUMS] = sums_of(files)
    return files, findings


def _web(book: Book, facts: Facts, out: Path) -> dict[str, bytes]:
    """The records for a web page and for reference managers."""
    from ..write.web import write_csl, write_json_ld, write_sources_csl

    slug = book.config.slug
    interior, ebook = (read_or_none(out / file_name(book.config, edition)) for edition in ("print", "epub"))
    products = products_of(facts, ebook, interior)
    files = {f"{slug}.jsonld": write_json_ld(book, products), f"{slug}-csl.json": write_csl(book, products)}
    if book.sources:
        files[f"{slug}-sources-csl.json"] = write_sources_csl(book)
    return files | {SUMS: sums_of(files)}


def _unknown(book: Book, service: str, known: Sequence[str]) -> Finding:
    span = book.places.get("book.yaml#press.services", Span("book.yaml", 1, 1))
    message = f'book.yaml orders nothing at "{service}"'
    hint = nearest(service, known) or f"add service: {service} to press: services, or use {', '.join(known)}"
    return Finding(span, "press-service", message, hint)

