"""Many books with one report: on this machine, on a cluster that loses a worker, with books that cannot be built."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from cataloguing import files_in, prove, write_books
from conftest import ROOT, run
from druckreif.make.catalogue import TRIES, build_all, pack
from druckreif.make.hand import Delivery, Hand, Lost, Parcel, build_parcel, maker
from druckreif.model.report import Report, Written


def test_a_lost_worker_loses_no_book(tmp_path: Path) -> None:
    """`make catalogue-proof` does the same with forty books and all editions."""
    proof = prove(tmp_path, 6, ("print",))
    assert 0 < proof.built_before < 6
    assert sorted(proof.together) == [f"probe-{n:02}/probe-{n:02}-print.pdf" for n in range(6)]
    assert proof.together == proof.alone
    books = proof.report["books"]
    assert isinstance(books, list) and [book["state"] for book in books] == ["built"] * 6


def test_processes_of_this_machine_build_what_can_be_built(tmp_path: Path) -> None:
    write_books(tmp_path / "books", 3)
    shutil.copytree(tmp_path / "books/00", tmp_path / "books/03")  # the slug of another
    chapter = tmp_path / "books/01/chapters/c0.md"
    chapter.write_text(chapter.read_text("utf-8") + "\nEine[^fehlt] Note.\n", "utf-8")
    (tmp_path / "books/02/images").mkdir()
    (tmp_path / "books/02/images/aus.png").symlink_to(ROOT / "docs/page.png")
    with (tmp_path / "books/02/chapters/c0.md").open("a", encoding="utf-8") as file:
        file.write('\n![B](images/aus.png){alt="x"}\n')
    arguments = ["catalogue", tmp_path / "books", "--out", tmp_path / "out", "--edition", "print", "--jobs", "2"]
    done = run(*arguments)
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert list(files_in(tmp_path / "out")) == ["probe-00/probe-00-print.pdf"]
    for words in ("note-missing", "outside-book", "slug-taken", "1 of 4 books built"):
        assert words in done.stdout, done.stdout
    report = json.loads(run(*arguments, "--format", "json").stdout)
    assert [(book["slug"], book["state"], book["tries"]) for book in report["books"]] == [
        ("probe-00", "built", 1), ("probe-01", "findings", 1), ("probe-02", "findings", 1), ("probe-00", "findings", 0),
    ]  # fmt: skip
    assert report["books"][1]["findings"][0]["file"].endswith("books/01/chapters/c0.md")


class Clumsy:
    """A crew whose machines fail as they are told, one way after another."""

    size = 2

    def __init__(self, *ways: str) -> None:
        self.ways = list(ways)
        self.closed = False

    def build(self, parcel: Parcel) -> Delivery:
        report = Report((), (Written("a.pdf", 1, 1, 0, 1, 0.0),))
        good = Delivery(report, {"a.pdf": b"a"}, {"a.pdf": hashlib.sha256(b"a").hexdigest()})
        way = self.ways.pop(0) if self.ways else "good"
        if way == "lost":
            raise Lost("gone")
        return {
            "good": good, "damaged": replace(good, files={"a.pdf": b"b"}), "shortened": replace(good, files={}),
            "leading out": Delivery(report, {"../a": b""}, {"../a": hashlib.sha256(b"").hexdigest()}),
            "full": Delivery(None, {}, {}, "no space left"), "defect": Delivery(None, {}, {}, "a defect", is_passing=False),
        }[way]  # fmt: skip

    def close(self) -> None:
        self.closed = True


@pytest.mark.parametrize(
    ("ways", "state", "tries"),
    [
        ([], "built", 1), (["lost"], "built", 2), (["damaged", "shortened"], "built", 3), (["full"], "built", 2),
        (["lost"] * TRIES, "trouble", 3), (["damaged"] * TRIES, "trouble", 3), (["defect"], "trouble", 3),
        (["leading out"], "trouble", 3),
    ],
)  # fmt: skip
def test_what_the_machine_failed_is_tried_again(tmp_path: Path, ways: list[str], state: str, tries: int) -> None:
    write_books(tmp_path, 1)
    crew = Clumsy(*ways)
    (volume,) = build_all([tmp_path / "00"], tmp_path / "out", crew)
    assert (volume.state, volume.tries, crew.closed) == (state, tries, True)
    assert bool(volume.trouble) == (state == "trouble")
    assert files_in(tmp_path / "out") == ({"probe-00/a.pdf": b"a"} if state == "built" else {})


def test_a_process_that_is_killed_is_noticed_and_replaced(tmp_path: Path) -> None:
    write_books(tmp_path, 1)
    parcel = pack(tmp_path / "00", tmp_path / "out", ("nothing",), maker())
    hand = Hand()
    delivery = hand.build(parcel)
    assert delivery.report and [finding.rule for finding in delivery.report.findings] == ["edition-none"]
    first = hand.child
    assert first
    os.kill(first.process.pid, signal.SIGSTOP)
    signal.signal(signal.SIGALRM, lambda *_: first.kill())
    signal.setitimer(signal.ITIMER_REAL, 0.2)
    with pytest.raises(Lost):
        hand.build(parcel)
    assert hand.build(parcel).report and hand.child is not first
    hand.close()


def test_other_code_builds_nothing(tmp_path: Path) -> None:
    write_books(tmp_path, 1)
    delivery = build_parcel(pack(tmp_path / "00", tmp_path / "out", (), "druckreif 0 (00000000)"))
    assert delivery.report is None and "install the same on all machines" in delivery.trouble


def test_a_parcel_writes_nothing_outside_its_folder() -> None:
    delivery = build_parcel(Parcel({"../out.md": b"x"}, {}, "out", (), maker()))
    assert delivery.report is None and "leads out of the book folder" in delivery.trouble


def test_the_output_inside_a_book_is_no_source(tmp_path: Path) -> None:
    write_books(tmp_path, 1)
    (tmp_path / "00/dist/proof").mkdir(parents=True)
    (tmp_path / "00/dist/proof/index.html").touch()
    (tmp_path / "00/old.pdf").touch()
    names = set(pack(tmp_path / "00", tmp_path / "00/dist/probe-00", (), "").files)
    assert names == {"book.yaml", "sources.yaml", *(f"chapters/{p.name}" for p in (tmp_path / "00/chapters").iterdir())}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["book/chapters"], "there is no book in book/chapters"),
        (["book", "--edition", "epup"], 'there is no edition "epup"'),
        (["book", "--scheduler", "tcp://127.0.0.1:1"], "no scheduler of Dask answers at tcp://127.0.0.1:1"),
    ],
)
def test_wrong_usage_is_one_line(arguments: list[str], message: str, tmp_path: Path) -> None:
    done = run("catalogue", *arguments, "--out", tmp_path)
    assert done.returncode == 2 and message in done.stderr.replace("\n", " ") and "Traceback" not in done.stderr


def test_without_the_extra_one_line_says_how_to_get_it(tmp_path: Path) -> None:
    probe = "import sys; sys.modules['distributed'] = None\nfrom druckreif.cli import main; main(sys.argv[1:])"
    command = [sys.executable, "-c", probe, "catalogue", "book", "--scheduler", "tcp://127.0.0.1:1", "--out", str(tmp_path)]
    env = os.environ | {"PYTHONPATH": str(ROOT / "build")}
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 2 and "pip install 'druckreif[cluster]'" in done.stderr
