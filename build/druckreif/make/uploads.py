"""The folders of a release below the output folder: put in place, and looked at again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from ..base.finding import Finding
from ..base.replace import put_in_place
from ..base.span import Span

FOLDER = "upload"
SUMS = "SHA256SUMS"


def sums_of(files: Mapping[str, bytes]) -> bytes:
    """The list that `sha256sum -c` reads."""
    return "".join(f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files)).encode()


def put_uploads(folders: Mapping[Path, Mapping[str, bytes]]) -> None:
    """Put the folders in place, then take away what an earlier release left in them."""
    for folder in folders:
        folder.mkdir(parents=True, exist_ok=True)
    before = {folder: {name for _, name in _listed(folder / SUMS)} for folder in folders}
    whole = {folder / name: data for folder, files in folders.items() for name, data in files.items()}
    out = min((folder.parents[1] for folder in folders), default=None)  # all have the same; there, the next one settles it
    put_in_place(whole, out)
    for folder, files in folders.items():
        for name in sorted(before[folder] - set(files)):
            (folder / name).unlink(missing_ok=True)


def verify_uploads(out: Path) -> list[Finding]:
    """What is wrong with the folders of an earlier release: files that are not those of its sums, faulty records."""
    from ..verify.onix import verify_onix

    findings: list[Finding] = []
    for sums in sorted((out / FOLDER).glob(f"*/{SUMS}")):
        for sum_, name in _listed(sums):
            path = sums.parent / name
            data = read_or_none(path)
            if hashlib.sha256(data).hexdigest() != sum_:
                what = "is not the file of its release" if path.is_file() else "is missing"
                hint = "run druckreif release (make release)"
                findings.append(Finding(Span(str(path)), "artefact-changed", f"{name} {what}", hint))
            elif name.endswith(".xml"):
                findings += verify_onix(str(path), data)
    return findings


def read_or_none(path: Path) -> bytes:
    """The content of a file, nothing if there is none."""
    return path.read_bytes() if path.is_file() else b""


def _listed(sums: Path) -> Iterator[tuple[str, str]]:
    """Sums and names in an earlier list, as far as they are names of files beside it."""
    for line in sums.read_text("utf-8", "replace").splitlines() if sums.is_file() else ():
        name = line[66:]
        if name and "/" not in name and name not in (".", ".."):
            yield line[:64], name
