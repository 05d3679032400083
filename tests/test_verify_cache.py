"""`build --verify-cache`: a cache that holds something else than what would be made is found out."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pikepdf
from conftest import run


def test_a_cache_that_changes_bytes_is_a_finding(tmp_path: Path) -> None:
    store, book = str(tmp_path / "store"), tmp_path / "book"
    assert run("new", book).returncode == 0
    options = ("print", "--verify-cache", "--book", book, "--out", tmp_path / "dist")
    first = run("build", *options, DRUCKREIF_CACHE=store)
    assert first.returncode == 0 and "All verified" in first.stdout, first.stdout + first.stderr
    for part in Path(store).glob("running-*.pdf"):  # whole by its checksum, but not what was drawn
        with pikepdf.open(part, allow_overwriting_input=True) as pdf:
            for page in pdf.pages:
                page.contents_add(b"0 0 9 9 re f")
            pdf.save(part)
        part.with_name(f"{part.name}.sum").write_text(hashlib.sha256(part.read_bytes()).hexdigest())
    for record in Path(store).glob("build-*"):
        record.unlink()
    second = run("build", *options, DRUCKREIF_CACHE=store)
    assert second.returncode == 1 and "artefact-cache" in second.stdout, second.stdout + second.stderr
