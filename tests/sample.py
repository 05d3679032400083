"""Books in memory: a small one that holds every kind of markup, and any book as an EPUB without laying out a page."""

from __future__ import annotations

from collections.abc import Mapping

from druckreif.base.finding import Finding, has_errors
from druckreif.base.shelf import Shelf
from druckreif.base.stock import stock
from druckreif.lint import lint
from druckreif.model.edition import epub_edition, policy_of
from druckreif.model.facts import Facts
from druckreif.read import read_book
from druckreif.survey import survey
from druckreif.transform import for_edition, transform
from druckreif.write.cover import draw_cover
from druckreif.write.epub import write_epub
from druckreif.write.fonts import missing_characters

Files = Mapping[str, str | bytes]

DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><title>T</title><path id="p" d="M0 0h9v9z"/></svg>'
PICTURE = "\n![Ein Bild](images/bild.svg){#bild alt='Ein Viereck' description='Länger gesagt: ein Viereck.'}\n".replace(
    "'", '"'
)


def sample() -> dict[str, str | bytes]:
    """The sources of the book that `druckreif new` begins, with a picture and all made divisions."""
    folder = stock("data/new/de")
    files: dict[str, str | bytes] = {
        path.relative_to(folder).as_posix(): path.read_text("utf-8").replace("SLUG", "probe").replace("TITLE", "Probe")
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    second = str(files["chapters/02-weiter.md"])
    files["chapters/02-weiter.md"] = second.replace("\n[^eins]:", f"{PICTURE}\n- eins\n- zwei\n\n[^eins]:", 1)
    files["images/bild.svg"] = DRAWING
    return files


def epub_of(files: Files) -> tuple[bytes, Facts, list[Finding]]:
    """The EPUB of a book in memory, its facts, and the warnings on its sources. Errors in them are the test's own.

    A book with characters that no typeface has gets no cover: a build refuses it, and here they try what an EPUB may hold.
    """
    book, findings = read_book(Shelf.of(files))
    assert book is not None, findings
    findings = [*findings, *lint(book)]
    assert not has_errors(findings), "\n".join(map(str, findings))
    book = transform(book)
    policy = policy_of(book.config, "epub")
    book = for_edition(book, policy)
    facts = survey(book, policy)
    settings = epub_edition(book.config, "epub")
    is_drawn = settings.cover and not missing_characters(book, Shelf.of(files))
    return write_epub(book, facts, settings, draw_cover(book) if is_drawn else b""), facts, findings
