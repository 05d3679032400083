"""A process that builds again and again: the bytes of one that begins anew; with an error, the last good file stays."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from conftest import INTERRUPTED, ROOT, run
from druckreif import make
from druckreif.base import cache
from druckreif.base.shelf import Shelf
from druckreif.make.work import Desk, Work
from druckreif.model.report import quiet
from druckreif.transform import transform
from druckreif.write.part import Part
from druckreif.write.pdf import Setter
from test_workers import with_faces


@pytest.fixture
def book(tmp_path: Path) -> Path:
    assert run("new", tmp_path / "book").returncode == 0
    return tmp_path / "book"


def anew(book: Path) -> bytes:
    """The screen PDF by a work that remembers nothing."""
    read, _ = make.load(Shelf.at(book))
    assert read
    return Work(Desk(transform(read)), quiet).screen()[1]


def chapter(book: Path) -> Path:
    return sorted((book / "chapters").glob("*.md"))[0]


def test_an_edit_sets_only_what_it_changed(book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    pages: list[int] = []
    set_, lay_out = Setter.set, Setter.lay_out

    def noted(self: Setter, division: str, *more: object, **named: object) -> object:
        done.append(division)
        return set_(self, division, *more, **named)  # type: ignore[arg-type]

    def counted(self: Setter, *given: Any) -> Part:
        pages.append((part := lay_out(self, *given)).pages)
        return part

    store = with_faces(tmp_path / "store")
    monkeypatch.setattr(cache, "cache_folder", lambda: store)
    with make.Live(book, tmp_path / "out", jobs=1) as live:
        first = live.screen()
        assert first.path and first.pages > 5
        assert first.path.read_bytes() == anew(book)
        monkeypatch.setattr(Setter, "set", noted)
        monkeypatch.setattr(Setter, "lay_out", counted)
        chapter(book).write_text(chapter(book).read_text("utf-8").replace(". ", " und mehr. ", 1), "utf-8")
        second = live.screen()
        assert second.path == first.path and 1 <= len(set(done)) <= 3, "the chapter, and what prints its page numbers"
        assert sum(pages) <= 2, "its own lines are drawn, its headings kept"
        assert second.path.read_bytes() == anew(book)


def test_an_error_leaves_the_last_good_file(book: Path, tmp_path: Path) -> None:
    with make.Live(book, tmp_path / "out", jobs=1) as live:
        good = live.screen()
        assert good.path
        data, text = good.path.read_bytes(), chapter(book).read_text("utf-8")
        chapter(book).write_text(text + "\nKein Text dazu.[^nirgends]\n", "utf-8")
        bad = live.screen()
        assert bad.path is None and [finding.rule for finding in bad.findings] == ["note-missing"]
        assert good.path.read_bytes() == data
        chapter(book).write_text(text, "utf-8")
        again = live.screen()
        assert again.path and again.path.read_bytes() == data


def test_what_is_held_is_bounded(book: Path, tmp_path: Path) -> None:
    with make.Live(book, tmp_path / "out", jobs=1) as live:
        live.screen()
        count = len(live.held)
        live.forget(3)
        assert count > 3 and len(live.held) == 3
        assert live.screen().path


def test_watch_rebuilds_on_save_and_says_so(book: Path, tmp_path: Path) -> None:
    out = tmp_path / "dist"
    code = f"{INTERRUPTED}; from druckreif.cli import main; main()"
    command = [sys.executable, "-u", "-c", code, "watch", "--book", book, "--out", out, "--jobs", "1"]
    env = os.environ | {"PYTHONPATH": str(ROOT / "build")}
    process = subprocess.Popen(command, cwd=tmp_path, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    clock = threading.Timer(300, process.kill)
    clock.start()
    assert process.stdout

    def line(words: str) -> str:
        said = []
        for text in process.stdout or ():
            said.append(text)
            if words in text:
                return text
        raise AssertionError("".join(said))

    try:
        line("live/mein-buch.pdf: ")
        line("all verified")
        files = {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()}
        assert {Path(name).suffix for name in files} == {".epub", ".pdf"}
        good = chapter(book).read_text("utf-8")
        chapter(book).write_text(good + "\nKein Text dazu.[^nirgends]\n", "utf-8")
        line("note-missing")
        line("the last good files stay")
        assert {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()} == files
        live = (out / "live/mein-buch.pdf").read_bytes()
        chapter(book).write_text(good.replace(". ", " und mehr. ", 1), "utf-8")
        line("live/mein-buch.pdf: ")
        assert (out / "live/mein-buch.pdf").read_bytes() != live
        process.send_signal(signal.SIGINT)
        assert process.stdout.read() == "" and process.wait(60) == 0, "Ctrl-C ends it without a word"
    finally:
        clock.cancel()
        process.kill()
        process.wait()
        process.stdout.close()
