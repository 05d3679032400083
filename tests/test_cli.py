"""The commands as an editor runs them: exit codes, messages, a new book, missing tools."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, run


def test_help_names_all_verbs_and_is_light() -> None:
    done = run("--help")
    assert done.returncode == 0
    for verb in ("build", "cache", "check", "doctor", "explain", "new", "show", "verify"):
        assert f"  {verb} " in done.stdout
    probe = "import sys; from druckreif.cli import main; main(['--help'], standalone_mode=False); print(sorted(sys.modules))"
    env = os.environ | {"PYTHONPATH": str(ROOT / "build")}
    loaded = subprocess.run([sys.executable, "-c", probe], env=env, capture_output=True, text=True, check=True).stdout
    assert "'weasyprint'" not in loaded and "'jpype'" not in loaded and "'pydantic'" not in loaded


def test_check_does_not_load_the_typesetter() -> None:
    probe = (
        "import sys; from pathlib import Path; from druckreif import make; make.check(Path('book'));"
        "print([name for name in ('weasyprint', 'pikepdf', 'ebooklib', 'jpype') if name in sys.modules])"
    )
    env = os.environ | {"PYTHONPATH": str(ROOT / "build")}
    done = subprocess.run([sys.executable, "-c", probe], cwd=ROOT, env=env, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_check_of_the_book_is_clean() -> None:
    done = run("check")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("No findings")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["biuld"], 'did you mean "build"?'),
        (["build", "epup"], 'did you mean "epub"?'),
        (["explain", "note-mising"], 'did you mean "note-missing"?'),
        (["show", "tree", "kasern"], 'did you mean "kaserne"?'),
        (["check", "--book", "nowhere"], "there is no nowhere/book.yaml; did you mean --book book?"),
        (["check", "--format", "xml"], "Invalid value"),
    ],
)
def test_usage_errors_exit_with_2_and_a_hint(arguments: list[str], message: str) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert message in done.stderr.replace("\n", " ")
    assert "Traceback" not in done.stderr


def test_explain_says_why_and_what_instead() -> None:
    text = run("explain", "note-missing").stdout
    assert text.startswith("note-missing: ") and "Instead:" in text


@pytest.mark.parametrize("stage", ["tree", "facts", "xhtml"])
def test_show_prints_every_stage(stage: str) -> None:
    done = run("show", stage, "kaserne")
    assert done.returncode == 0
    assert "Agitation in der Kaserne" in done.stdout


def test_doctor_knows_this_machine() -> None:
    done = run("doctor")
    assert done.returncode == 0, done.stdout
    assert "MISSING" not in done.stdout
    for name in ("Python", "Pango", "Java", "epubcheck", "veraPDF", "typefaces"):
        assert name in done.stdout


def test_json_report_of_a_build(tmp_path: Path) -> None:
    run("new", tmp_path / "b", "--language", "en")
    done = run("build", "epub", "--book", tmp_path / "b", "--out", tmp_path / "out", "--format", "json")
    assert done.returncode == 0, done.stdout
    report = json.loads(done.stdout)
    assert report["findings"] == []
    assert [line["file"] for line in report["written"]] == ["my-book.epub"]
    assert report["written"][0]["bytes"] == (tmp_path / "out/my-book.epub").stat().st_size


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_new_book_builds_at_once(tmp_path: Path, language: str) -> None:
    folder = tmp_path / "mein buch"
    done = run("new", folder, "--language", language, "--title", 'Öl & "Wasser"')
    assert done.returncode == 0, done.stderr
    built = run("build", "--book", folder, "--out", folder / "dist")
    assert built.returncode == 0, built.stdout + built.stderr
    names = sorted(path.name for path in (folder / "dist").iterdir())
    assert names == ["oel-wasser-print.pdf", "oel-wasser-screen.pdf", "oel-wasser.epub"]
    schema = (folder / "book.yaml").read_text("utf-8").splitlines()[0].split("$schema=")[1]
    assert (folder / schema).is_file()


def test_new_does_not_write_into_a_folder_in_use(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    done = run("new", tmp_path)
    assert done.returncode == 2 and "is not empty" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_missing_tool_is_one_line_and_exit_2(tmp_path: Path) -> None:
    """Without Java the EPUB cannot be checked, so nothing is written."""
    run("new", tmp_path / "b")
    probe = (
        "import sys; sys.modules['jpype'] = None\n"
        "from druckreif.cli import main; main(['build', 'epub', '--book', 'b', '--out', 'out'])"
    )
    env = os.environ | {"PYTHONPATH": str(ROOT / "build"), "DRUCKREIF_CACHE": str(tmp_path / "cache")}
    done = subprocess.run([sys.executable, "-c", probe], cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("Error: jpype1 is not installed; install the extra")
    assert not (tmp_path / "out").exists()


def test_an_output_folder_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    run("new", tmp_path / "b")
    (tmp_path / "out").write_text("a file")
    done = run("build", "epub", "--book", tmp_path / "b", "--out", tmp_path / "out")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr and "out" in done.stderr
    assert (tmp_path / "out").read_text() == "a file"


@pytest.mark.parametrize("package", ["click", "pydantic", "watchfiles", "citeproc", "pikepdf"])
def test_an_environment_older_than_druckreif_is_one_line(tmp_path: Path, package: str) -> None:
    """After a pull that brought a new dependency, with the .venv of before."""
    run("new", tmp_path / "b")
    verb = {"watchfiles": "'watch'", "pydantic": "'check'"}.get(package, "'build', 'screen', '--no-cache'")
    probe = f"import sys; sys.modules[{package!r}] = None; from druckreif.cli import main; main([{verb}, '--book', 'b'])"
    env = os.environ | {"PYTHONPATH": str(ROOT / "build")}
    done = subprocess.run([sys.executable, "-c", probe], cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    said = f'Error: the package "{package}" is not installed, which this druckreif needs: '
    assert done.stderr == f"{said}make setup brings everything up to date\n"


def test_an_interrupt_while_a_class_is_made_is_an_interrupt() -> None:
    """Python makes another error of it there; an editor who pressed Ctrl-C reads of no defect."""
    probe = (
        "from druckreif import cli, make\n"
        "class Named:\n"
        "    def __set_name__(self, owner, name):\n"
        "        raise KeyboardInterrupt\n"
        "def check(*arguments, **options):\n"
        "    type('Made', (), {'named': Named()})\n"
        "make.check = check\n"
        "cli.main(['check', '--book', 'tests/books/mini'])\n"
    )
    env = os.environ | {"PYTHONPATH": str(ROOT / "build")}
    done = subprocess.run([sys.executable, "-c", probe], cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (130, "") and done.stderr.startswith("Error: interrupted;"), done
