"""What all tests share: the book in book/ built once, its sources read without druckreif, readers of finished files."""

from __future__ import annotations

import atexit
import fcntl
import json
import os
import pickle
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

import pytest
import warm
import yaml
from druckreif.verify.ace import find_ace
from druckreif.verify.browser import find_chromium, find_node, node_modules
from druckreif.verify.machine import MACHINE
from finished import Epub, Pdf
from sources import Source, read_sources
from warm import can_run, run_warm

ROOT = Path(__file__).parents[1]
PLACES = ("book", "page", "chapter")
"""Where notes may stand in the PDFs; book/ has them at the end of the book."""

INTERRUPTED = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
"""What a process begins with that is to be interrupted: what a shell starts in the background ignores SIGINT."""


def run(*arguments: object, cwd: Path = ROOT, fresh: bool = False, **environment: str) -> subprocess.CompletedProcess[str]:
    """druckreif as an editor runs it, off a terminal; in a process of its own if that is asked for or matters."""
    words = [*map(str, arguments)]
    if not fresh and can_run(words, environment):
        return run_warm(words, cwd)
    command = [sys.executable, "-c", "from druckreif.cli import main; main()", *words]
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


@pytest.fixture
def accessible(chromium: str, packages: Path) -> Callable[[Path], None]:
    """Fails for a page in which axe finds a violation, that loads anything, complains, or is wider than its window.

    In the light, in the dark, and on a phone.
    """

    def judge(page: Path) -> None:
        command = [find_node(), ROOT / "tests/axe.mjs", chromium, packages, page]
        done = subprocess.run([*map(str, command)], capture_output=True, text=True, timeout=600, check=False)
        assert done.returncode == 0, done.stderr
        views = [json.loads(line) for line in done.stdout.splitlines()]
        assert len(views) == 3 and all(view["passes"] > 20 for view in views)
        assert not [fault for view in views for fault in (*view["violations"], *view["said"])]
        assert {view["wider"] for view in views} == {0}

    return judge


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--accept", action="store_true", help="write the results of the documents in tests/spec and tests/lint")


LONGEST = (
    "clicks", "faults", "note_places", "register", "reproducible", "cache", "damages", "tour", "verify", "properties",
    "stress", "release", "catalogue", "cli", "print_pages", "workers", "tags", "footnotes", "toc", "texts", "parity",
    "package", "press", "live",
)  # fmt: skip
"""Files that take longest, the longest first: a worker that gets one of them last would keep the others waiting."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files of LONGEST before all others; within a file nothing is moved."""
    place = {f"test_{name}": number for number, name in enumerate(LONGEST)}
    items.sort(key=lambda item: place.get(item.path.stem, len(LONGEST)))


@pytest.fixture(scope="session")
def accept(request: pytest.FixtureRequest) -> bool:
    """Whether the documents are to be written anew."""
    return bool(request.config.getoption("--accept"))


@pytest.fixture(scope="session", autouse=True)
def one_java() -> Iterator[None]:
    """Builds in the process of the tests have their files judged in the Java of the warm one: it takes seconds to start."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(MACHINE, "start", lambda: None)
        patch.setattr(MACHINE, "judge", warm.judge)
        yield


@pytest.fixture(scope="session")
def ace() -> str:
    """The version of Ace."""
    return find_ace() or lacking("Ace")


def shared(tmp_path_factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """A folder that is made once for all workers of pytest-xdist, which have one folder above their own."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / name
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            make(folder)
    return folder


@pytest.fixture(scope="session")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the finished files of the book in book/; a test that changes any takes a copy."""

    def build(out: Path) -> None:
        done = run("build", "--out", out)
        assert done.returncode == 0, done.stdout + done.stderr

    return shared(tmp_path_factory, "dist", build)


@cache
def unpressed() -> Path:
    """The folder book/ without its block `press`: for verifying the three editions alone, without printers' files."""
    folder = Path(tempfile.mkdtemp(prefix="druckreif-book-")) / "book"
    atexit.register(shutil.rmtree, folder.parent, ignore_errors=True)
    shutil.copytree(ROOT / "book", folder)
    config = folder / "book.yaml"
    text = config.read_text("utf-8")
    without = re.sub(r"^press:\n(?:[ \t].*\n|\n)*", "", text, flags=re.MULTILINE)
    assert without != text
    config.write_text(without, "utf-8")
    return folder


@pytest.fixture(scope="session")
def mini(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the finished files of tests/books/mini, in which every kind of block stands."""

    def build(out: Path) -> None:
        done = run("build", "--book", ROOT / "tests/books/mini", "--out", out)
        assert done.returncode == 0, done.stdout + done.stderr

    return shared(tmp_path_factory, "mini", build)


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


# ---- the PDFs, with their notes in each place ----

each_place = pytest.mark.parametrize("place", PLACES, indirect=True, scope="session")
"""For a test that reads `screen` or `printed`: it is to hold wherever the notes stand."""


@pytest.fixture(scope="session")
def place(request: pytest.FixtureRequest) -> str:
    """Where the notes of `screen` and `printed` stand; a test marked `each_place` runs for each."""
    return str(getattr(request, "param", "book"))


@pytest.fixture(scope="session")
def pdf_of(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest, config: dict[str, Any]
) -> Callable[[str, str], Pdf]:
    """The PDF of book/ for an edition and a place of notes; each is built, opened and read once."""

    def build(folder: Path) -> None:
        places = {place: folder / place for place in PLACES[1:]}
        with ThreadPoolExecutor() as pool:
            builds = pool.map(lambda p: run("build", "screen", "print", "--notes", p, "--out", places[p]), places)
            for done in builds:
                assert done.returncode == 0, done.stdout + done.stderr

    @cache
    def opened(edition: str, place: str) -> Pdf:
        is_usual = place == PLACES[0]
        folder: Path = request.getfixturevalue("dist") if is_usual else shared(tmp_path_factory, "notes", build) / place

        def once(name: str, read: Callable[[], Any]) -> Any:
            def keep(folder: Path) -> None:
                data = pickle.dumps(read())
                folder.mkdir()
                (folder / "read").write_bytes(data)

            return pickle.loads((shared(tmp_path_factory, f"{name}-{edition}-{place}", keep) / "read").read_bytes())

        return Pdf(folder / f"{config['slug']}-{edition}.pdf", once)

    return opened


@pytest.fixture(scope="session")
def screen(pdf_of: Callable[[str, str], Pdf], place: str) -> Pdf:
    return pdf_of("screen", place)


@pytest.fixture(scope="session")
def printed(pdf_of: Callable[[str, str], Pdf], place: str) -> Pdf:
    return pdf_of("print", place)
