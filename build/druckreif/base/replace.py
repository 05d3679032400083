"""Writing files so that nothing half-written, and nothing of two builds, ever stands in their place."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from .lock import alone_in

JOURNAL = ".druckreif-replacing"
"""The list of the files below a folder that are being replaced. While it stands, the old ones are kept beside the new."""

_NEW, _OLD = ".druckreif-{}.part", ".druckreif-{}.old"


class _Entry(NamedTuple):
    """A line of the journal: a file, the name under which its old content is kept ("" for none), the sum of the new."""

    name: str
    old: str
    sum: str


def put_in_place(files: Mapping[Path, bytes], root: Path | None = None) -> None:
    """Replace files below `root` (else the folder above all): all or none, each with its old mode. Raises OSError.

    All are complete on disk before the first old one goes. What fails, or is killed, between two of them is undone: at once,
    or from the journal by whoever next calls a function of this module. Processes that do this in one folder take turns.
    """
    if not files:
        return
    root = root or Path(os.path.commonpath([target.parent for target in files]))
    named = {target.relative_to(root).as_posix(): data for target, data in files.items()}
    with alone_in(root):
        _settle(root, named)
        try:
            _replace(root, named)
        except BaseException:
            _settle(root, named)
            raise
        _sweep(root, named)


def prepare(folder: Path) -> None:
    """Undo what a killed build left in a folder of finished files; tell before the work whether they can be put there.

    Makes nothing. Raises OSError.
    """
    near = next(path for path in (folder, *folder.absolute().parents) if os.path.lexists(path))
    if not near.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(near))
    if not os.access(near, os.W_OK | os.X_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(near))
    with settled(folder):
        pass


@contextlib.contextmanager
def settled(folder: Path) -> Iterator[None]:
    """For reading a folder: its files are those of one build, and nobody replaces them meanwhile. Raises OSError."""
    with contextlib.ExitStack() as stack:
        with contextlib.suppress(OSError):  # no folder, or one that lets nobody write
            stack.enter_context(alone_in(folder))
        if folder.is_dir():
            try:
                _settle(folder)
            except OSError:
                why = "a build was ended while it replaced files here, and that cannot be undone: make the folder writable"
                raise OSError(errno.EBUSY, why, str(folder)) from None
        yield


def _replace(root: Path, files: Mapping[str, bytes]) -> None:
    """Write, keep, note, replace. Until the journal is gone, `_settle` can bring the old files back."""
    for number, (name, data) in enumerate(files.items()):
        with _named(root / name):
            new = _beside(root / name, _NEW, number)
            _write(new, data)
            os.chmod(new, (root / name).stat().st_mode & 0o7777 if (root / name).exists() else 0o644)
    if len(files) > 1:
        entries = []
        for number, (name, data) in enumerate(files.items()):
            old = _OLD.format(number) if os.path.lexists(root / name) else ""
            with _named(root / name):
                if old:
                    _keep(root / name, _beside(root / name, _OLD, number))
            entries.append(_Entry(name, old, hashlib.sha256(data).hexdigest()))
        with _named(root / JOURNAL):
            new = _beside(root / JOURNAL, _NEW, "journal")
            _write(new, json.dumps(entries).encode())
            _sync(root, files)
            os.replace(new, root / JOURNAL)
            _sync(root)
    for number, name in enumerate(files):
        with _named(root / name):
            os.replace(_beside(root / name, _NEW, number), root / name)
    _sync(root, files)
    (root / JOURNAL).unlink(missing_ok=True)  # from here on the new files are those that stand
    _sync(root)


def _beside(path: Path, form: str, number: int | str) -> Path:
    return path.with_name(form.format(number))


def _settle(root: Path, names: Iterable[str] = ()) -> None:
    """Bring back the old files if the new ones are not all there; then there is no journal, and nothing half-written."""
    journal = root / JOURNAL
    entries = _read(journal) if journal.is_file() else []
    fresh = [entry for entry in entries if _sum(root / entry.name) == entry.sum]
    if len(fresh) < len(entries):
        for entry in fresh:  # what is neither new nor old was put there by someone else, and stays
            old = _beside(root / entry.name, entry.old or "-", 0)
            if entry.old and os.path.lexists(old):
                os.replace(old, root / entry.name)
            elif not entry.old:
                (root / entry.name).unlink()
        _sync(root, (entry.name for entry in entries))
    journal.unlink(missing_ok=True)
    _sweep(root, [*names, *(entry.name for entry in entries)])


def _read(journal: Path) -> list[_Entry]:
    """The entries of a journal; none of one that is damaged, or that leads out of its folder: ours does neither."""
    try:
        entries = [_Entry(*map(str, entry)) for entry in json.loads(journal.read_bytes())]
    except (ValueError, TypeError):
        return []
    olds = {"", *(_OLD.format(number) for number in range(len(entries)))}
    root = journal.parent.resolve()
    for name, old, sum in entries:
        parts = PurePosixPath(name).parts
        if not parts or not sum or old not in olds or {"..", "/"} & {*parts} or set(name) & set("\\:\0"):
            return []
        if not (root / name).parent.resolve().is_relative_to(root):
            return []
    return entries


def _sum(path: Path) -> str:
    """The SHA-256 of a file; "" if there is none."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except (FileNotFoundError, IsADirectoryError):
        return ""


def _write(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _keep(path: Path, old: Path) -> None:
    """A second name for a file; a copy where the system gives none."""
    try:
        os.link(path, old, follow_symlinks=False)
    except (OSError, NotImplementedError):
        shutil.copy2(path, old, follow_symlinks=False)
        if not old.is_symlink():
            with old.open("rb+") as file:
                os.fsync(file.fileno())


@contextlib.contextmanager
def _named(target: Path) -> Iterator[None]:
    """An error of the system names the file that it is about, not a half of it."""
    try:
        yield
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(target)) from None


def _sync(root: Path, names: Iterable[str] = ()) -> None:
    """Let names outlast the machine, where the system can promise that."""
    for folder in _folders(root, names):
        with contextlib.suppress(OSError):
            descriptor = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)


def _sweep(root: Path, names: Iterable[str]) -> None:
    """Remove what is half-written or no longer needed, that of a process which was killed too."""
    for folder in _folders(root, names):
        for pattern in (_NEW, _OLD):
            for path in folder.glob(pattern.format("*")):
                with contextlib.suppress(OSError):  # the next one tries again
                    path.unlink()


def _folders(root: Path, names: Iterable[str]) -> list[Path]:
    """The folder and those of files below it."""
    return sorted({root, *((root / name).parent for name in names)})
