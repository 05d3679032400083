"""Packages and pages that mean harm: refused in one line, or read for what they hold; nothing is fetched."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest
from conftest import ROOT, run
from druckreif.intake.bring import import_manuscript
from druckreif.intake.draft import Refused
from hostiles import READ, REFUSED, all_damaged
from imported import Made

SECONDS = 30.0
"""Processor time for one manuscript, on the slowest machine; most take a hundredth of it."""
COUNT = 150


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Whoever opens a socket fails the test."""

    def refuse(*_: object, **__: object) -> NoReturn:
        pytest.fail("an import opened a socket")

    monkeypatch.setattr(socket, "socket", refuse)
    yield


@pytest.mark.parametrize("what", REFUSED)
def test_harm_is_refused_in_one_line(what: str) -> None:
    name, data, why = REFUSED[what]
    start = time.process_time()
    with pytest.raises(Refused) as refused:
        import_manuscript(data, name)
    assert why in str(refused.value) and "\n" not in str(refused.value)
    assert "root:" not in str(refused.value)
    assert time.process_time() - start < SECONDS


@pytest.mark.parametrize("what", READ)
def test_oddities_are_read_for_what_they_hold(what: str) -> None:
    name, data = READ[what]
    start = time.process_time()
    made = import_manuscript(data, name)
    assert time.process_time() - start < SECONDS
    assert made.account.is_even or what == "a note that is not there"
    text = b"\n".join(made.files.values())
    assert b"root:x" not in text and b"javascript:" not in text


def test_a_note_that_a_docx_does_not_call_is_listed_as_lost() -> None:
    name, data = READ["a note that is not there"]
    made = import_manuscript(data, name)
    assert made.account.lost == ("Meine", "Schwester", "schon")
    assert b"Schwester" in made.files["IMPORT.md"]


def test_notes_of_thousands_are_each_at_their_call() -> None:
    name, data = READ["thousands of notes"]
    made = Made(data, name)
    (title,) = made.titles
    found = made.notes(title)
    assert len(found) == 4_000
    assert all(words == f"text{before.removeprefix('word')}" for before, words in found)


def test_random_damage_is_read_or_refused() -> None:
    """No crash, and in a process of its own no more than 500 MB."""
    code = (
        "import resource, sys\n"
        "from druckreif.intake.bring import import_manuscript\n"
        "from druckreif.intake.draft import Refused\n"
        "from hostile_inputs import peak\n"
        "from hostiles import all_damaged\n"
        f"for name, data in all_damaged({COUNT}):\n"
        "    try:\n        import_manuscript(data, name)\n"
        "    except Refused as refused:\n        assert '\\n' not in str(refused)\n"
        "print(peak(), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)\n"
    )
    path = f"import sys; sys.path[:0] = [{str(ROOT / 'build')!r}, {str(ROOT / 'tests')!r}]\n"
    done = subprocess.run([sys.executable, "-c", path + code], capture_output=True, text=True, timeout=900, check=False)
    assert done.returncode == 0, done.stderr
    assert all(int(size) < 500 for size in done.stdout.split()), done.stdout


def test_the_verb_says_why_and_writes_nothing(tmp_path: Path) -> None:
    name, data, _ = REFUSED["x.docx: a path ../../evil"]
    source = tmp_path / "in" / name
    source.parent.mkdir()
    source.write_bytes(data)
    done = run("import", source, "--out", tmp_path / "out/book")
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1 and "leads out of it" in done.stderr
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["in", name]


def test_damage_is_of_all_kinds() -> None:
    names = [name for name, _ in all_damaged(COUNT)]
    assert {name.rsplit(".", 1)[-1] for name in names} == {"html", "htm", "docx", "odt", "epub"}
