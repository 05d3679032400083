"""Opening a source in the editor that VISUAL or EDITOR names: only when the preview was started with --editor."""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

COLON = ("code", "code-insiders", "codium", "vscodium", "cursor", "windsurf", "zed", "zeditor", "subl", "sublime_text")
"""Editors that take file:line:column; those of Visual Studio Code after -g."""
GOTO = ("code", "code-insiders", "codium", "vscodium", "cursor", "windsurf")
PLUS = ("gvim", "mvim", "gedit", "gnome-text-editor", "kwrite", "emacs", "emacsclient", "mousepad", "pluma", "xed")
"""Editors that take +line."""
TERMINAL = ("vi", "vim", "nvim", "nano", "pico", "ed", "joe", "mcedit", "micro", "helix", "hx", "kak", "ne")
"""Editors that need a terminal, which a web page has not."""


class NoEditor(ValueError):
    """Why no editor can be opened, in one line."""


def named_editor(environment: Mapping[str, str] = os.environ) -> tuple[str, ...]:
    """The command of VISUAL or EDITOR. Raises NoEditor where there is none, or one that needs a terminal."""
    said = environment.get("VISUAL") or environment.get("EDITOR") or ""
    command = tuple(shlex.split(said))
    if not command:
        raise NoEditor("--editor needs VISUAL or EDITOR, for example EDITOR=code")
    name = Path(command[0]).name
    if name in TERMINAL or (name in ("emacs", "emacsclient") and {"-nw", "-t", "-tty"} & set(command)):
        raise NoEditor(f"--editor needs an editor with windows of its own, as EDITOR=code has; {name} needs a terminal")
    return command


def command_for(editor: Sequence[str], file: Path, line: int, column: int) -> list[str]:
    """The command that opens a file at a place, as far as the editor is known to take one."""
    name = Path(editor[0]).name.removesuffix(".exe").removesuffix(".cmd")
    line, column = max(1, line), max(1, column)
    if name in COLON:
        return [*editor, *(["-g"] if name in GOTO else []), f"{file}:{line}:{column}"]
    if name == "kate":
        return [*editor, "--line", str(line), "--column", str(column), str(file)]
    if name in PLUS:
        return [*editor, f"+{line}", str(file)]
    return [*editor, str(file)]


def open_in(editor: Sequence[str], file: Path, line: int, column: int) -> None:
    """Open a file at a place, and do not wait for the editor. Raises OSError."""
    subprocess.Popen(
        command_for(editor, file, line, column), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
