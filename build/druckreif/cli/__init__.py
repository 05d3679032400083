"""The verbs of druckreif: the only place that prints or exits.

Exit codes: 0 clean, 1 findings, 2 usage or missing tool.
"""

from . import book, catalogue, converting, desk, intake, look, preview, watching
from .group import main

__all__ = ["book", "catalogue", "converting", "desk", "intake", "look", "main", "preview", "watching"]
