"""What libraries warn of and log is for us: an editor sees findings, or nothing."""

from __future__ import annotations

import io
import logging
import os
import sys
import warnings


def is_debugging() -> bool:
    """Whether all that is said is wanted: DRUCKREIF_DEBUG is set."""
    return bool(os.environ.get("DRUCKREIF_DEBUG"))


def hush() -> None:
    """From now on no library speaks on the terminal, unless DRUCKREIF_DEBUG or Python's option -W asks for it.

    Loggers keep what handlers they have: only what nobody handles, and Python would print, is dropped.
    """
    if is_debugging():
        return
    if not sys.warnoptions:
        warnings.simplefilter("ignore")
    root = logging.getLogger()
    if not root.handlers:
        root.addHandler(logging.NullHandler())


def keep_terminal() -> None:
    """Leave standard error to Python alone: what libraries in C (Pango, Fontconfig) write there by themselves is dropped.

    Processes that are started from now on have no standard error unless they are given one.
    """
    try:
        is_its_own = sys.stderr.fileno() == 2
    except (AttributeError, OSError):  # there is none, or it is held in memory
        return
    if not is_its_own or is_debugging():
        return
    kept = os.fdopen(os.dup(2), "wb", 0)
    sys.stderr = io.TextIOWrapper(kept, sys.stderr.encoding, "backslashreplace", write_through=True)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.close(nowhere)
