"""The EPUB bears the pages of the print edition, and is the same file whether that is built beside it or not."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import run


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example book of `druckreif new`, all editions built."""
    folder = tmp_path_factory.mktemp("small") / "book"
    assert run("new", folder, "--title", "Ein Buch").returncode == 0
    done = run("build", "--book", folder, "--out", folder / "dist")
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def test_the_epub_is_the_same_alone(small: Path, tmp_path: Path) -> None:
    done = run("build", "epub", "--book", small, "--out", tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    (alone,) = tmp_path.iterdir()
    assert alone.read_bytes() == (small / "dist" / alone.name).read_bytes()


def test_a_book_without_a_print_edition(small: Path, tmp_path: Path) -> None:
    config = small / "book.yaml"
    kept = config.read_text("utf-8")
    try:
        config.write_text(f"{kept}\neditions:\n  print:\n    exists: false\n", "utf-8")
        done = run("build", "--book", small, "--out", tmp_path)
        assert done.returncode == 0, done.stdout + done.stderr
        assert sorted(path.suffix for path in tmp_path.iterdir()) == [".epub", ".pdf"]
        assert not list(tmp_path.glob("*-print.pdf"))
        done = run("build", "print", "--book", small, "--out", tmp_path)
        line = kept.count("\n") + 4
        assert done.returncode == 1 and f"book.yaml:{line}:" in done.stdout and "edition-none" in done.stdout
    finally:
        config.write_text(kept, "utf-8")
