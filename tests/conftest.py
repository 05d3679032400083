"""What all tests share: the book in book/ built once, its sources read without druckreif, readers of finished files."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any, NoReturn

import pytest
import yaml
from druckreif.verify.ace import find_ace
from druckreif.verify.browser import find_chromium, node_modules
from finished import Epub, Pdf
from sources import Source, read_sources

ROOT = Path(__file__).parents[1]


def run(*arguments: object, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    """druckreif as an editor runs it, off a terminal."""
    command = [sys.executable, "-c", "from druckreif.cli import main; main()", *map(str, arguments)]
    env = os.environ | {"PYTHONPATH": str(ROOT / "build")} | environment
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, timeout=900, check=False)


def lacking(tool: str) -> NoReturn:
    """Skip a test whose tool (one that an editor may do without) is not there; with CI=true that is a failure."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{tool} is missing; make tools installs it")
    pytest.skip(f"{tool} is missing; make tools installs it")


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium."""
    return find_chromium() or lacking("Chromium")


@pytest.fixture(scope="session")
def packages() -> Path:
    """The folder of the packages from npm."""
    return node_modules() if node_modules().is_dir() else lacking("node_modules")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--accept", action="store_true", help="write the results of the documents in tests/spec and tests/lint")


@pytest.fixture(scope="session")
def accept(request: pytest.FixtureRequest) -> bool:
    """Whether the documents are to be written anew."""
    return bool(request.config.getoption("--accept"))


@pytest.fixture(scope="session")
def ace() -> str:
    """The version of Ace."""
    return find_ace() or lacking("Ace")


@pytest.fixture(scope="session")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the finished files of the book in book/."""
    out = tmp_path_factory.mktemp("dist")
    done = run("build", "--out", out)
    assert done.returncode == 0, done.stdout + done.stderr
    return out


@pytest.fixture(scope="session")
def mini(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the finished PDFs of tests/books/mini, in which every kind of block stands."""
    out = tmp_path_factory.mktemp("mini")
    done = run("build", "screen", "print", "--book", ROOT / "tests/books/mini", "--out", out)
    assert done.returncode == 0, done.stdout + done.stderr
    return out


@pytest.fixture(scope="session")
def config() -> dict[str, Any]:
    """book.yaml as PyYAML gives it."""
    found = yaml.safe_load((ROOT / "book/book.yaml").read_text("utf-8"))
    assert isinstance(found, dict)
    return found


@pytest.fixture(scope="session")
def chapters(config: dict[str, Any]) -> list[Source]:
    """The Markdown files of the book in the order of book.yaml, read without druckreif."""
    return read_sources(ROOT / "book", config)


@pytest.fixture(scope="session")
def epub(dist: Path, config: dict[str, Any]) -> Epub:
    return Epub(dist / f"{config['slug']}.epub")


@pytest.fixture(scope="session")
def screen(dist: Path, config: dict[str, Any]) -> Pdf:
    return Pdf(dist / f"{config['slug']}-screen.pdf")


@pytest.fixture(scope="session")
def printed(dist: Path, config: dict[str, Any]) -> Pdf:
    return Pdf(dist / f"{config['slug']}-print.pdf")
