"""Pandoc as a process of its own: bytes in, bytes out, within limits; nothing else touches `pypandoc`.

It runs with `--sandbox`, so that it reads what it is handed and nothing else, neither files nor the network; memory and
time are bounded.
"""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Sequence
from functools import cache

from .tool import MissingTool

EXTRA = "pandoc is not installed, which this needs: pip install 'druckreif[convert]'"
MEMORY = "400M"
"""How much pandoc's heap may hold; a manuscript of a thousand pages takes a fifth of it."""
SECONDS = 60.0
MOST = 256 << 20
"""How many bytes pandoc may answer: an input that grows more was made for that."""


class PandocFailed(ValueError):
    """Pandoc could not do it; the message says why in one line."""


@cache
def pandoc_path() -> str:
    """The program that the extra brings. Raises MissingTool."""
    try:
        import pypandoc
    except ImportError:
        raise MissingTool(EXTRA) from None
    try:
        return str(pypandoc.get_pandoc_path())
    except OSError:
        raise MissingTool(EXTRA) from None


def pandoc(options: Sequence[str], data: bytes) -> bytes:
    """What pandoc makes of some bytes, without a clock. Raises MissingTool, PandocFailed."""
    command = [pandoc_path(), "+RTS", f"-M{MEMORY}", "-RTS", "--sandbox", "--quiet", *options]
    with tempfile.TemporaryDirectory(prefix="druckreif-pandoc-") as folder, tempfile.TemporaryFile() as out:
        env = {"HOME": folder, "LANG": "C.UTF-8", "PATH": ""}
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=out, stderr=subprocess.PIPE, env=env, cwd=folder, start_new_session=True
        ) as process:
            try:
                _, said = process.communicate(data, timeout=SECONDS)
            except subprocess.TimeoutExpired:
                raise PandocFailed(f"it took more than {SECONDS:g} seconds") from None
            finally:
                process.kill()
        if process.returncode:
            raise PandocFailed(_reason(process.returncode, said.decode("utf-8", "replace")))
        if out.tell() > MOST:
            raise PandocFailed(f"it grows to more than {MOST >> 20} MB")
        out.seek(0)
        return out.read()


def _reason(code: int, said: str) -> str:
    """Why it failed: the first line of what it said."""
    if code == 251 or "heap exhausted" in said.lower():
        return f"it needs more than {MEMORY}B of memory"
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    return lines[0][:200] if lines else f"pandoc ended with {code}"
