"""Tools that may be missing on a machine."""

from __future__ import annotations

from .stock import PACKAGE


class MissingTool(Exception):
    """A tool that a step needs and that is not there; the message says what it is and how to get it."""


def not_installed(error: ModuleNotFoundError) -> str:
    """What to do about a package that is not there, in one line; "" if a module of our own is missing.

    It happens where druckreif is newer than what was once installed for it: after a pull, say.
    """
    name = (error.name or "").split(".")[0]
    if not name or name == PACKAGE.name:
        return ""
    is_checkout = (PACKAGE.parents[1] / "build" / "setup.sh").is_file()
    cure = "make setup" if is_checkout else 'pip install --upgrade "druckreif[verify]" from where you have it'
    return f'the package "{name}" is not installed, which this druckreif needs: {cure} brings everything up to date'
