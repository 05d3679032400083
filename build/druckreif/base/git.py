"""What git holds, asked through its plumbing: nothing of a repository is run, nothing written, nothing fetched.

Configuration that would start programs (hooks, a monitor of files, a pager, transports) is overridden; the commands are such
as know no external diff and no filter.
"""

from __future__ import annotations

import os
import posixpath
import re
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from .tool import MissingTool

LARGEST = 64 * 2**20
"""Bytes of a file that is read; a larger one counts as missing."""

SECONDS = 120
"""How long a question may take."""

_SAFE = ("core.hooksPath=/dev/null", "core.fsmonitor=false", "core.pager=cat", "protocol.allow=never")
_WISH = re.compile(r"[^\x00-\x20\x7f-][^\x00-\x1f\x7f]{0,250}")
_LFS = b"version https://git-lfs.github.com/spec/"


class NotInGit(Exception):
    """The folder is in no repository, or git refuses to read it; the message says what git said."""


class NoRevision(Exception):
    """There is no commit of this name."""


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit: its whole name, the day it was made, the first line of its message."""

    id: str
    day: str
    subject: str


@dataclass(frozen=True, slots=True)
class _Entry:
    mode: str
    id: str
    name: str


def commit(folder: Path, revision: str) -> Commit:
    """The commit that a revision names, in the repository of a folder. Raises NoRevision, NotInGit, MissingTool."""
    if not _WISH.fullmatch(revision):  # above all nothing that git would take for an option
        raise NoRevision(revision)
    _prefix(folder)
    try:
        id = _git(folder, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}").decode().strip()
    except NotInGit:
        raise NoRevision(revision) from None
    head, _, message = _git(folder, "cat-file", "commit", id).decode("utf-8", "replace").partition("\n\n")
    made = re.search(r"^committer .* (\d+) ([+-])(\d\d)(\d\d)$", head, re.MULTILINE)
    return Commit(id, _day(made) if made else "", message.strip().split("\n", 1)[0])


def revisions(folder: Path) -> list[str]:
    """The names of branches and tags, for whoever misspelt one."""
    told = _git(folder, "for-each-ref", "--format=%(refname:short)", "--count=2000", "refs/heads", "refs/tags")
    return ["HEAD", *told.decode("utf-8", "replace").split()]


def files_of(folder: Path, commit: str) -> Mapping[str, bytes]:
    """The files below a folder as a commit holds them, by their names below the folder. Raises NotInGit."""
    prefix = _prefix(folder)
    told = _git(folder, "ls-tree", "-r", "-z", "--full-tree", commit, *([prefix] if prefix else []))
    return _contents(folder, list(_below(prefix, (line.split(b"\t", 1) for line in told.split(b"\0") if line))))


def staged_files(folder: Path) -> Mapping[str, bytes]:
    """The files below a folder as the next commit would hold them. Raises NotInGit."""
    prefix = _prefix(folder)
    told = _git(folder, "ls-files", "-s", "-z", "--full-name", in_hook=True)
    lines = [line.split(b"\t", 1) for line in told.split(b"\0") if line]
    return _contents(folder, list(_below(prefix, ((_as_tree(head), name) for head, name in lines))))


def _as_tree(head: bytes) -> bytes:
    """A line of the index in the form of a line of a tree; of a file in conflict, no part counts but the own one."""
    mode, id, stage = head.split()
    return b" ".join((mode, b"blob" if stage in (b"0", b"2") else b"other", id))


def _below(prefix: str, lines: Iterator[list[bytes]] | Iterator[tuple[bytes, bytes]]) -> Iterator[_Entry]:
    for head, path in lines:
        mode, kind, id = head.decode().split()
        name = path.decode("utf-8", "surrogateescape")
        if kind == "blob" and name.startswith(prefix):
            yield _Entry(mode, id, name[len(prefix) :])


def _contents(folder: Path, entries: list[_Entry]) -> dict[str, bytes]:
    wanted = "".join(f"{entry.id}\n" for entry in entries).encode()
    checked = _git(folder, "cat-file", "--batch-check", input=wanted).decode().splitlines()
    small = [entry for entry, line in zip(entries, checked, strict=True) if _size(line) <= LARGEST]
    out = _git(folder, "cat-file", "--batch", input="".join(f"{entry.id}\n" for entry in small).encode())
    found: dict[str, bytes] = {}
    links: dict[str, str] = {}
    at = 0
    for entry in small:
        end = out.index(b"\n", at)
        start, at = end + 1, end + 1 + _size(out[at:end].decode()) + 1
        data = out[start : at - 1]
        if entry.mode == "120000":
            links[entry.name] = posixpath.normpath(posixpath.join(posixpath.dirname(entry.name), os.fsdecode(data)))
        else:
            found[entry.name] = _large(folder / entry.name, data) if data.startswith(_LFS) else data
    return found | {name: found[target] for name, target in links.items() if target in found}


def _large(path: Path, pointer: bytes) -> bytes:
    """A file of Git LFS: the repository holds a pointer, the working folder may hold the file."""
    try:
        return path.read_bytes() if path.is_file() and not path.is_symlink() else pointer
    except OSError:
        return pointer


def _size(line: str) -> int:
    """The size that `cat-file` tells; one too large for an object that is not there."""
    size = line.rsplit(" ", 1)[-1]
    return int(size) if size.isdigit() else LARGEST + 1


def _prefix(folder: Path) -> str:
    """The name of a folder in its repository, with a slash at its end; "" at the top."""
    return os.fsdecode(_git(folder, "rev-parse", "--show-prefix")).rstrip("\n")


def _day(made: re.Match[str]) -> str:
    from datetime import UTC, datetime, timedelta

    shift = timedelta(hours=int(made[3]), minutes=int(made[4])) * (1 if made[2] == "+" else -1)
    try:
        return (datetime.fromtimestamp(int(made[1]), UTC) + shift).date().isoformat()
    except (ValueError, OverflowError):
        return ""


def _git(folder: Path, *arguments: str, input: bytes = b"", in_hook: bool = False) -> bytes:
    """What a command of git prints. In a hook, git says through the environment which index it is about to commit."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    if in_hook and (index := os.environ.get("GIT_INDEX_FILE")):
        env["GIT_INDEX_FILE"] = os.path.abspath(index)
    env |= {"GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "GIT_NO_LAZY_FETCH": "1", "LC_ALL": "C"}
    settings = [part for setting in _SAFE for part in ("-c", setting)]
    command = ["git", "--no-pager", "--literal-pathspecs", "-C", str(folder), *settings, *arguments]
    try:
        done = subprocess.run(command, input=input, env=env, capture_output=True, timeout=SECONDS, check=False)
    except FileNotFoundError:
        raise MissingTool("git is not installed (Debian: apt-get install git, macOS: brew install git)") from None
    except subprocess.TimeoutExpired:
        raise NotInGit(f"git did not answer within {SECONDS} s") from None
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise NotInGit(said[0].removeprefix("fatal: ") if said else f"git {arguments[0]} failed")
    return done.stdout
