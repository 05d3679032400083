"""Tools that may be missing on a machine."""

from __future__ import annotations


class MissingTool(Exception):
    """A tool that a step needs and that is not there; the message says what it is and how to get it."""
