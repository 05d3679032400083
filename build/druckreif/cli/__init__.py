"""The verbs of druckreif: the only place that prints or exits.

Exit codes: 0 clean, 1 findings, 2 usage or missing tool, 128 and the number of the signal that ended it.
"""

import sys

from ..base.tool import not_installed

try:
    from . import book, catalogue, converting, desk, intake, look, preview, watching
    from .group import main
except ModuleNotFoundError as error:  # before there is a group that could say it
    if not (line := not_installed(error)):
        raise
    print(f"Error: {line}", file=sys.stderr)
    raise SystemExit(2) from None
except (KeyboardInterrupt, RuntimeError) as error:  # Python makes the other of it where a class is made
    if not isinstance(error, KeyboardInterrupt) and not isinstance(error.__cause__, KeyboardInterrupt):
        raise
    print("Error: interrupted; nothing was begun", file=sys.stderr)
    raise SystemExit(130) from None

__all__ = ["book", "catalogue", "converting", "desk", "intake", "look", "main", "preview", "watching"]
