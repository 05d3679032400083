"""The README's tour for a book of one's own: each command is run as it stands there, and says what the README says."""

from __future__ import annotations

import os
import re
import signal
import subprocess
from pathlib import Path

from conftest import ROOT
from druckreif.base.cache import cache_folder
from druckreif.cli import main
from test_repository import Desk

SAYS = {
    "druckreif new": (0, "What now:"),
    "druckreif check": (0, "No findings"),
    "druckreif check 2": (1, "front/vorwort.md:9:40: error note-missing"),
    "druckreif check --fix": (1, "Corrected: 1 file."),
    "druckreif build --only": (0, "only/mein-buch-vorwort-screen.pdf"),
    "druckreif build": (0, "All verified, in dist"),
    "druckreif stats": (0, "longest sentences"),
    "make hooks": (0, "git now checks each commit"),
    "druckreif diff": (0, "The page is in dist/diff.html."),
}
"""Exit code and words of commands; others are silent and succeed."""


def commands() -> list[tuple[str, str]]:
    """The commands of the tour with what the README says behind them, but for the search path."""
    section = (ROOT / "README.md").read_text("utf-8").split("\n## A book of your own\n")[1].split("\n## ")[0]
    lines = [line for block in re.findall(r"```sh\n(.*?)```", section, re.DOTALL) for line in block.splitlines()]
    parts = [re.split(r"\s{2,}# ", line, maxsplit=1) for line in lines]
    return [(part[0], part[1] if len(part) > 1 else "") for part in parts if not part[0].startswith("export PATH")]


def test_the_tour_is_a_path_that_can_be_walked(tmp_path: Path) -> None:
    tools = Desk(tmp_path)
    env = tools.env | {"HOME": str(tmp_path), "DRUCKREIF_CACHE": str(cache_folder())}
    folder, seen = tmp_path, list[str]()
    for command, said in commands():
        if command.startswith("cd "):
            folder = tmp_path / command.removeprefix("cd ~/")
            continue
        done = subprocess.run(["bash", "-c", command], cwd=folder, env=env, capture_output=True, text=True, check=False)
        words = command.split()
        name = next((name for name in (" ".join(words[:3]), " ".join(words[:2])) if name in SAYS), "")
        name = f"{name} 2" if name in seen else name
        seen.append(name)
        code, text = SAYS.get(name, (0, ""))
        assert done.returncode == code, command + done.stdout + done.stderr
        assert text in done.stdout and (text or not done.stdout), command + done.stdout
        if name == "druckreif check 2":
            assert said in done.stdout
            assert "warning space-double" in done.stdout and "warning quote-style" in done.stdout
    assert set(SAYS) <= set(seen)
    assert "Ein neuer Absatz mit »Zitat« und Note.[^neu]" in (folder / "front/vorwort.md").read_text("utf-8")
    assert sorted(path.name for path in (folder / "dist").iterdir()) == [
        "diff.html", "mein-buch-print.pdf", "mein-buch-screen.pdf", "mein-buch.epub", "only"
    ]  # fmt: skip
    assert "paragraph new" in (folder / "dist/diff.html").read_text("utf-8")
    logged = subprocess.run(["git", "log", "--oneline"], cwd=folder, env=env, capture_output=True, text=True, check=True)
    assert len(logged.stdout.splitlines()) == 1


def test_watch_says_at_once_how_it_is_ended(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    process = subprocess.Popen(
        ["druckreif", "watch"], cwd=desk.book, env=desk.env, stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    try:
        assert process.stdout and process.stdout.readline() == f"Watching {desk.book}; Ctrl-C ends it.\n"
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        if process.stdout:
            process.stdout.close()


def test_the_readme_names_every_verb() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    assert set(main.commands) == set(re.findall(r"druckreif ([a-z]+)", text)) & set(main.commands)
