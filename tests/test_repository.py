"""What `druckreif new` writes beside the sources: a repository that builds, checks, and refuses broken commits."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import ROOT, run
from druckreif.desk import repository
from druckreif.desk.repository import origin, repository_files

IDENTITY = {"GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@example.org", "GIT_COMMITTER_NAME": "A",
            "GIT_COMMITTER_EMAIL": "a@example.org", "GIT_CONFIG_GLOBAL": os.devnull}  # fmt: skip
Done = subprocess.CompletedProcess[str]


class Desk:
    """A book in an empty folder, with the druckreif of these tests on the search path and none installed in it."""

    def __init__(self, folder: Path) -> None:
        tools = folder / "tools"
        tools.mkdir()
        druckreif = tools / "druckreif"
        call = f'"{sys.executable}" -c "from druckreif.cli import main; main()" "$@"'
        druckreif.write_text(f"#!/bin/sh\nexec {call}\n", "utf-8")
        druckreif.chmod(0o755)
        outer = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
        self.env = outer | IDENTITY | {"PATH": f"{tools}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT / "build")}
        self.book = folder / "buch"
        assert run("new", self.book, "--title", "Mein # Buch").returncode == 0

    def do(self, *command: str, **environment: str) -> Done:
        env = self.env | environment
        return subprocess.run(command, cwd=self.book, env=env, capture_output=True, text=True, timeout=600, check=False)

    def commit(self, *options: str) -> Done:
        return self.do("git", "commit", "-m", "Stand", *options)

    def edit(self, name: str, old: str, new: str) -> None:
        text = (self.book / name).read_text("utf-8")
        assert old in text
        (self.book / name).write_text(text.replace(old, new), "utf-8")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.fixture
def hooked(desk: Desk) -> Desk:
    """The same as a repository with the hook, and a first commit."""
    desk.do("git", "init", "-q")
    assert desk.do("make", "hooks").returncode == 0
    desk.do("git", "add", "-A")
    assert desk.commit().returncode == 0
    return desk


def test_the_makefile_builds_and_checks(desk: Desk) -> None:
    listed = desk.do("make")
    assert listed.returncode == 0 and "make book" in listed.stdout and "staged" not in listed.stdout
    checked = desk.do("make", "check")
    assert (checked.returncode, checked.stdout) == (0, checked.stdout) and checked.stdout.startswith("No findings")
    built = desk.do("make", "book")
    assert built.returncode == 0, built.stdout + built.stderr
    names = sorted(path.name for path in (desk.book / "dist").iterdir())
    assert names == ["mein-buch-print.pdf", "mein-buch-screen.pdf", "mein-buch.epub"]
    desk.edit("chapters/02-weiter.md", "[^zwei]: ", "[^drei]: ")
    assert desk.do("make", "check").returncode == 2
    assert "chapters/02-weiter.md:7:118: error note-missing" in desk.do("make", "check").stdout


def test_the_hook_refuses_a_broken_chapter(hooked: Desk) -> None:
    hooked.edit("chapters/02-weiter.md", "[^zwei]: ", "[^drei]: ")
    refused = hooked.commit("-a")
    assert refused.returncode == 1
    assert 'chapters/02-weiter.md:7:118: error note-missing: no text for note "zwei"' in refused.stdout + refused.stderr
    assert hooked.do("git", "log", "--oneline").stdout.count("\n") == 1
    assert hooked.commit("-a", "--no-verify").returncode == 0


def test_the_hook_looks_at_what_is_committed(hooked: Desk) -> None:
    """A broken file that stays outside does not matter; one that was mended, but not added, does."""
    hooked.edit("chapters/02-weiter.md", "[^zwei]: ", "[^drei]: ")
    hooked.edit("front/vorwort.md", "ein Anfang", "der Anfang")
    assert hooked.commit("front/vorwort.md").returncode == 0
    hooked.do("git", "add", "-A")
    hooked.edit("chapters/02-weiter.md", "[^drei]: ", "[^zwei]: ")
    assert hooked.do("make", "check").returncode == 0
    assert hooked.commit().returncode == 1
    hooked.edit("front/vorwort.md", "der Anfang", "ein Beginn")
    assert hooked.commit("-a").returncode == 0


def test_warnings_pass_the_hook_and_are_shown(hooked: Desk) -> None:
    hooked.edit("front/vorwort.md", "ein Anfang", "ein  Anfang")
    done = hooked.commit("-a")
    assert done.returncode == 0
    assert "front/vorwort.md:7:" in done.stdout + done.stderr and "warning space-double" in done.stdout + done.stderr


def test_a_file_that_was_not_added_is_missed(hooked: Desk) -> None:
    (hooked.book / "chapters/03-neu.md").write_text("# Neu\n\nWort.\n", "utf-8")
    hooked.edit("book.yaml", "- chapters/02-weiter.md", "- chapters/02-weiter.md\n    - chapters/03-neu.md")
    refused = hooked.commit("-a")
    assert refused.returncode == 1 and 'there is no file "chapters/03-neu.md"' in refused.stdout + refused.stderr
    hooked.do("git", "add", "-A")
    assert hooked.commit().returncode == 0


def test_without_druckreif_the_hook_says_so_and_installs_nothing(hooked: Desk) -> None:
    folders = os.environ["PATH"].split(os.pathsep)
    path = os.pathsep.join(folder for folder in folders if not (Path(folder) / "druckreif").exists())
    done = hooked.do("git", "commit", "--allow-empty", "-m", "leer", PATH=path, DRUCKREIF="/nowhere")
    assert done.returncode == 1 and "druckreif is not installed, so nothing was checked" in done.stderr
    assert not (hooked.book / ".venv").exists()
    setup = hooked.do("make", "check", PATH=path, DRUCKREIF="/nowhere")
    assert setup.returncode == 2 and "names /nowhere, which is not on this machine" in setup.stderr
    assert not (hooked.book / ".venv").exists()


# ---- what the files say ----


@pytest.mark.parametrize("language", ["de", "en"])
def test_what_is_written_is_whole(language: str) -> None:
    files = repository_files("Titel", language, "git+https://example.org/x.git@v1")
    assert "DRUCKREIF := git+https://example.org/x.git@v1\n" in files["Makefile"]
    assert not [name for name, text in files.items() if "@SOURCE@" in text or "TITLE" in text]
    for name in ("make hooks", "make setup", "git config core.hooksPath hooks", "--no-verify", "DRUCKREIF", "PyPI"):
        assert name in files["README.md"]
    assert all(line.split("|")[1].strip(" `") for line in files["README.md"].splitlines() if line.startswith("| `make"))
    targets = {line.split(":")[0] for line in files["Makefile"].splitlines() if line[:1].isalpha() and ": " in line}
    named = {word.split("`")[0].split()[0] for word in files["README.md"].split("`make ")[1:]}
    assert named <= targets


def test_the_workflow_pins_its_actions_and_needs_no_secret() -> None:
    text = repository_files("T", "de", "")[".github/workflows/book.yml"]
    workflow: dict[str, Any] = yaml.safe_load(text)
    (job,) = workflow["jobs"].values()
    used = [step["uses"] for step in job["steps"] if "uses" in step]
    assert [name.partition("@")[0] for name in used] == [
        "actions/checkout", "actions/setup-python", "actions/upload-artifact"
    ]  # fmt: skip
    assert all(name.partition("@v")[2].count(".") == 2 for name in used)
    assert workflow["permissions"] == {"contents": "read"} and "secrets." not in text and job["timeout-minutes"]
    run_lines = [step["run"] for step in job["steps"] if "run" in step]
    assert run_lines[1:] == ["make setup", "make book", "make check"] and "libpango-1.0-0" in run_lines[0]
    assert job["steps"][-2]["with"]["path"] == "dist" and job["steps"][-2]["with"]["if-no-files-found"] == "error"
    lab: dict[str, Any] = yaml.safe_load(repository_files("T", "de", "")[".gitlab-ci.yml"])
    assert lab["book"]["script"] == run_lines[1:] and lab["book"]["artifacts"]["paths"] == ["dist"]


@pytest.mark.parametrize(
    ("told", "source"),
    [
        ('{"url": "file:///home/a%20b/druckreif", "dir_info": {"editable": true}}', "/home/a b/druckreif"),
        ('{"url": "https://me:secret@example.org/d.git", "vcs_info": {"vcs": "git", "commit_id": "abc"}}',
         "git+https://example.org/d.git@abc"),
        ('{"url": "file:///tmp/druckreif-1.whl", "archive_info": {}}', ""),
        ("", ""),
    ],
)  # fmt: skip
def test_the_makefile_knows_where_druckreif_came_from(told: str, source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    class Told:
        def read_text(self, name: str) -> str:
            return told if name == "direct_url.json" else ""

    monkeypatch.setattr(repository, "distribution", lambda name: Told())
    assert origin() == source


def test_new_goes_into_a_fresh_repository(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    done = run("new", ".", cwd=tmp_path)
    assert done.returncode == 0 and "cd ." not in done.stdout
    assert os.access(tmp_path / "hooks/pre-commit", os.X_OK) and (tmp_path / ".gitignore").read_text() == "dist/\n.venv/\n"


def test_commands_find_the_book_in_the_folder_where_they_run(tmp_path: Path) -> None:
    run("new", tmp_path / "b")
    chapter = tmp_path / "b/chapters/02-weiter.md"
    chapter.write_text(chapter.read_text("utf-8").replace("[^zwei]: ", "[^drei]: "), "utf-8")
    done = run("check", cwd=tmp_path / "b")
    assert done.returncode == 1 and done.stdout.startswith("chapters/02-weiter.md:7:118: error")
    shutil.move(tmp_path / "b", tmp_path / "book")
    assert run("check", cwd=tmp_path).stdout.startswith("book/chapters/02-weiter.md:7:118: error")
