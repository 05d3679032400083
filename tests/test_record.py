"""A build of the very same again is told, not done; whatever else is different makes a real one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT, run
from druckreif import make, record
from druckreif.base import cache, stock
from druckreif.base.shelf import Shelf

EDITION = "print"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a small book that was built once."""
    folder = tmp_path_factory.mktemp("record")
    assert run("new", folder / "book").returncode == 0
    (folder / "book/images").mkdir(exist_ok=True)
    (folder / "book/images/unused.png").write_bytes(b"nobody shows it")
    (folder / "book/images/link.png").symlink_to("unused.png")
    done = run("build", EDITION, cwd=folder)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "All verified, in dist" in done.stdout
    return folder


@pytest.fixture
def asked(made: Path, monkeypatch: pytest.MonkeyPatch) -> record.Asked:
    monkeypatch.chdir(made)
    asked = record.Asked(Path("book"), Path("dist"), (EDITION,))
    assert record.same_again(asked), "the record holds"
    return asked


def test_the_same_again_is_told_in_the_same_words(made: Path) -> None:
    files = {path: (path.stat().st_ino, path.read_bytes()) for path in (made / "dist").iterdir()}
    again = run("build", EDITION, cwd=made)
    assert again.returncode == 0
    assert "Nothing changed, all verified before, in dist" in again.stdout
    report = json.loads(run("build", EDITION, "--format", "json", cwd=made).stdout)
    assert report["unchanged"] is True
    assert [line["file"] for line in report["written"]] == [path.name for path in files]
    assert f"{report['written'][0]['pages']}  " in again.stdout
    assert {path: (path.stat().st_ino, path.read_bytes()) for path in (made / "dist").iterdir()} == files


def test_it_loads_next_to_nothing(made: Path) -> None:
    heavy = ("pydantic", "citeproc", "weasyprint", "pikepdf", "yaml", "markdown_it", "lxml", "fontTools", "jpype", "rich")
    probe = f"""
import sys
from druckreif.cli import main
main(["build", "{EDITION}"], standalone_mode=False)
print([name for name in {heavy} if name in sys.modules])
"""
    env = os.environ | {"PYTHONPATH": str(ROOT / "build")}
    done = subprocess.run([sys.executable, "-c", probe], cwd=made, env=env, capture_output=True, text=True, check=False)
    told, loaded = done.stdout.strip().splitlines()[-2:]
    assert told.startswith("Nothing changed") and loaded == "[]", done.stdout + done.stderr


def test_without_the_cache_a_build_is_real(made: Path) -> None:
    done = run("build", EDITION, "--no-cache", cwd=made)
    assert "All verified, in dist" in done.stdout


def rewritten(path: Path) -> Callable[[], None]:
    """Give a file other content of the same length, size and times; gives what undoes it."""
    old, times = path.read_bytes(), path.stat()
    path.write_bytes(old[:-1] + bytes([old[-1] ^ 1]))
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))

    def undo() -> None:
        path.write_bytes(old)

    return undo


@pytest.mark.parametrize("pattern", ["book.yaml", "chapters/01*.md", "images/unused.png"])
def test_a_changed_source_is_seen_even_with_the_old_times(asked: record.Asked, pattern: str) -> None:
    (path,) = asked.book_dir.glob(pattern)
    undo = rewritten(path)
    try:
        assert record.same_again(asked) is None
    finally:
        undo()
    assert record.same_again(asked), "the old content again, written anew: nothing changed"


def test_a_new_a_lost_and_a_renamed_source_are_seen(asked: record.Asked) -> None:
    more = asked.book_dir / "chapters/99-mehr.md"
    more.write_text("# Mehr\n", "utf-8")
    assert record.same_again(asked) is None
    more.unlink()
    assert record.same_again(asked)
    picture = asked.book_dir / "images/unused.png"
    picture.rename(picture.with_name("other.png"))
    assert record.same_again(asked) is None
    picture.with_name("other.png").rename(picture)
    link = asked.book_dir / "images/link.png"
    link.unlink()
    link.symlink_to("elsewhere.png")
    assert record.same_again(asked) is None
    link.unlink()
    link.symlink_to("unused.png")
    assert record.same_again(asked)


def test_hidden_files_are_neither_sources_nor_looked_at(asked: record.Asked) -> None:
    hidden = asked.book_dir / ".swap"
    hidden.write_bytes(b"an editor's")
    assert record.same_again(asked)
    assert not Shelf.at(asked.book_dir).has(".swap")
    with pytest.raises(FileNotFoundError):
        Shelf.at(asked.book_dir).bytes(".swap")
    hidden.unlink()


def test_damaged_and_missing_files_are_seen(asked: record.Asked) -> None:
    (path,) = asked.out.iterdir()
    undo = rewritten(path)
    assert record.same_again(asked) is None
    undo()
    assert record.same_again(asked)
    data = path.read_bytes()
    path.unlink()
    assert record.same_again(asked) is None
    assert run("build", EDITION, cwd=Path.cwd()).returncode == 0
    assert path.read_bytes() == data


def test_options_and_folders_have_records_of_their_own(asked: record.Asked, tmp_path: Path) -> None:
    for other in (
        record.Asked(asked.book_dir, asked.out, ("screen",)),
        record.Asked(asked.book_dir, asked.out, (EDITION,), "page"),
        record.Asked(asked.book_dir, asked.out, (EDITION,), None, True),
        record.Asked(asked.book_dir, tmp_path, (EDITION,)),
    ):
        assert record.same_again(other) is None


@pytest.mark.parametrize("name", ["DRUCKREIF_ANYTHING", "SOURCE_DATE_EPOCH", "FONTCONFIG_FILE"])
def test_settings_of_the_environment_are_seen(asked: record.Asked, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "1")
    assert record.same_again(asked) is None


def test_code_styles_and_data_are_seen(asked: record.Asked, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for part in ("make", "styles", "data"):
        folder = tmp_path / part
        folder.mkdir()
        (folder / "one.txt").write_text("one")
    monkeypatch.setattr(record, "PACKAGE", tmp_path)
    monkeypatch.setattr(record, "stock", lambda name: stock.stock(name) if name != "styles" else tmp_path / "styles")
    first = record.ground(asked)
    assert first and record.same_again(asked) is None
    for part in ("make", "styles", "data"):
        undo = rewritten(tmp_path / part / "one.txt")
        changed = record.ground(asked)
        assert changed and changed.content != first.content, part
        undo()


def test_libraries_are_seen(asked: record.Asked, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "pikepdf-99.0.dist-info").mkdir()
    with monkeypatch.context() as patch:
        patch.setattr(record, "native_versions", lambda: ("1", "2", "3"))
        assert record.same_again(asked) is None
    with monkeypatch.context() as patch:
        patch.setattr(sys, "path", [*sys.path, str(tmp_path)])
        assert record.same_again(asked) is None
    assert record.same_again(asked)


def test_a_source_that_changes_during_a_build_leaves_no_record(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(made)
    chapter = sorted(Path("book/chapters").glob("*.md"))[0]
    asked = record.Asked(Path("book"), Path("other"), (EDITION,))

    def meddle(step: str) -> None:
        if step == "verifying":  # the same content again, but a build may have read what stood there in between
            chapter.write_bytes(chapter.read_bytes())

    report = make.build(asked.book_dir, asked.out, (EDITION,), meddle)
    assert report.written and record.same_again(asked) is None
    make.build(asked.book_dir, asked.out, (EDITION,))
    assert record.same_again(asked)


def test_a_damaged_record_is_no_record(asked: record.Asked) -> None:
    path = cache.kept("build.json", asked.key())
    whole = path.read_bytes()
    path.write_bytes(whole.replace(b'"pages": ', b'"pages": 1'))
    assert record.same_again(asked) is None
    path.write_bytes(whole)
    assert record.same_again(asked)


def test_finished_files_in_the_book_folder_are_no_sources(tmp_path: Path) -> None:
    (tmp_path / "dist").mkdir(parents=True)
    (tmp_path / "book.yaml").write_text("a: b\n")
    asked = record.Asked(tmp_path, tmp_path / "dist")
    first = record.ground(asked)
    (tmp_path / "dist/x.epub").write_bytes(b"x")
    assert record.ground(asked) == first
    (tmp_path / "x.epub").write_bytes(b"x")
    assert record.ground(asked) != first
