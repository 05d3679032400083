"""The proof of a finished book: what `druckreif proof` writes beside it."""

from __future__ import annotations

import json
from pathlib import Path

from ..base.cache import recalled
from ..base.finding import Finding
from ..base.replace import put_in_place
from ..base.shelf import Shelf
from ..base.span import Span
from ..model.edition import SET_PLAIN, file_name, pdf_edition
from ..read import read_book
from ..verify.place import Sources
from ..verify.proof import proof_html


def write_proof(book_dir: Path, out: Path) -> tuple[Path | None, list[Finding]]:
    """Write the proof of the finished print PDF, or of the screen PDF; gives its path, or why there is none."""
    shelf = Shelf.at(book_dir)
    book, findings = read_book(shelf)
    if book is None:
        return None, findings
    finished = [out / file_name(book.config, edition) for edition in ("print", "screen")]
    path = next((path for path in finished if path.is_file()), None)
    if path is None:
        hint = "run druckreif build (make book)"
        return None, [Finding(Span(str(finished[0])), "artefact-missing", "the file is not there", hint)]
    theme, data = pdf_edition(book.config, "print").theme, path.read_bytes()
    plain = json.loads(recalled(SET_PLAIN, data) or "{}")
    page = proof_html(path.name, data, theme, book.config.title, Sources.of(book, shelf), plain)
    target = out / "proof" / "index.html"
    target.parent.mkdir(parents=True, exist_ok=True)
    put_in_place({target: page})
    return target, []
