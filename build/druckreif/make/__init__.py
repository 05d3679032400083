"""The order of the steps, and the only place that writes into the output folder."""

from ..base.tool import MissingTool
from ..model.edition import BUILDABLE, NotePlace
from ..model.report import Progress, Report, Written
from .building import build
from .catalogue import Volume, books_in, catalogue
from .exporting import FORMS, export
from .guiding import write_guides
from .live import Live, Shown
from .only import NoDivision, build_only
from .pressing import profile_names
from .reading import check, load
from .releasing import Release, release
from .showing import STAGES, division_ids, explain, rule_names, show
from .twice import differing
from .verifying import verify

__all__ = [
    "BUILDABLE", "FORMS", "STAGES", "Live", "MissingTool", "NoDivision", "NotePlace", "Progress", "Release", "Report",
    "Shown", "Volume", "Written", "books_in", "build", "build_only", "catalogue", "check", "differing", "division_ids",
    "explain", "export", "load", "profile_names", "release", "rule_names", "show", "verify", "write_guides",
]  # fmt: skip
