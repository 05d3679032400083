"""Who may import whom, read from the source with ast."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "build/druckreif"
STEPS = ("read", "lint", "transform", "survey", "write", "verify")
MAY = {
    "base": set(),
    "model": {"base"},
    **{step: {"base", "model"} for step in STEPS},
    "desk": {"base", "model", "read", "write", "verify"},
    "record": {"base", "model", "write", "verify"},
    "make": {"base", "model", *STEPS, "record"},
    "report": {"base", "model"},
    "intake": {"base", "model", "read"},
    "preview": {"base", "model", "make"},
    "cli": {"base", "make", "desk", "intake", "preview", "record", "report"},
}
FENCES = {
    "markdown_it": ("intake/markdown.py", "read/markdown.py", "read/markdown_inline.py"),
    "yaml": ("read/",),
    "pydantic": (
        "model/meta.py", "model/press.py", "model/profile.py", "model/record.py", "model/register.py", "model/trade.py",
        "read/",
    ),
    "ebooklib": ("write/epub.py",),
    "weasyprint": ("write/pdf.py", "write/tagging.py"),
    "pikepdf": ("write/press/", "write/leaves.py", "write/subsets.py", "write/taken.py", "write/ua2.py"),
    "fontTools": ("write/fonts.py",),
    "pyphen": ("write/hyphens.py",),
    "PIL": ("write/cover.py", "write/export/pictures.py", "write/press/", "verify/press/", "read/pictures.py"),
    "uharfbuzz": ("write/lines/measure.py", "write/fonts.py"),
    "pypdfium2": ("write/cover.py", "write/export/pictures.py", "write/press/wrap.py", "verify/", "preview/paper.py"),
    "pypdf": ("verify/press/",),
    "zxingcpp": ("verify/press/cover.py",),
    "jpype": ("verify/java.py",),
    "citeproc": ("survey/csl.py",),
    "distributed": ("make/cluster.py",),
    "dask": ("make/cluster.py",),
    "click": ("cli/",),
    "watchfiles": ("cli/watching.py", "preview/app.py"),
    "starlette": ("preview/",),
    "uvicorn": ("preview/serving.py",),
    "rich": ("cli/",),
    "lxml": (
        "write/epub.py", "write/export/", "write/freeze.py", "write/markup.py", "verify/epub",
        "verify/pdfua.py", "verify/onix.py", "read/pictures.py", "intake/",
    ),
    "onixcheck": ("verify/onix.py",),
    "pypandoc": ("base/pandoc.py",),
}  # fmt: skip
MODULES = sorted(path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py"))


def imports(name: str) -> tuple[tuple[str, bool], ...]:
    """What a module imports, as absolute names, and whether it is ours."""
    return imported(name, (PACKAGE / name).read_text("utf-8"))


@cache
def imported(name: str, text: str) -> tuple[tuple[str, bool], ...]:
    """The same of a module with this text."""
    return tuple(_imported(name, text))


def _imported(name: str, text: str) -> Iterator[tuple[str, bool]]:
    tree = ast.parse(text)
    parts = ("druckreif", *Path(name).with_suffix("").parts)
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, alias.name.startswith("druckreif")) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            if not node.level:
                yield node.module or "", (node.module or "").startswith("druckreif")
            else:
                base = [*parts[: len(parts) - node.level], *(node.module or "").split(".")]
                ours = ".".join(part for part in base if part)
                if node.module:
                    yield ours, True
                else:
                    yield from ((f"{ours}.{alias.name}", True) for alias in node.names)


def layer(name: str) -> str:
    return name.split("/")[0].removesuffix(".py")


@pytest.mark.parametrize("name", MODULES)
def test_layers(name: str) -> None:
    here = layer(name)
    if here == "__init__":
        return
    for target, ours in imports(name):
        parts = target.split(".")
        if ours and len(parts) > 1 and parts[1] not in ("__version__", here):
            assert parts[1] in MAY[here], f"{name} imports {target}"


@pytest.mark.parametrize("library", FENCES)
def test_fences(library: str) -> None:
    users = {name for name in MODULES for target, _ in imports(name) if target.split(".")[0] == library}
    assert users, f"nothing imports {library}: it no longer earns its place"
    strays = {name for name in users if not name.startswith(FENCES[library])}
    assert not strays


def test_the_check_sees_a_forbidden_import(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "lint").mkdir()
    (tmp_path / "lint/bad.py").write_text("from ..write import pdf\nfrom .. import make\n")
    monkeypatch.setattr("test_layers.PACKAGE", tmp_path)
    assert ("druckreif.write", True) in list(imports("lint/bad.py"))
    assert ("druckreif.make", True) in list(imports("lint/bad.py"))
    with pytest.raises(AssertionError):
        test_layers("lint/bad.py")


def test_modules_stay_small() -> None:
    sizes = {name: len((PACKAGE / name).read_text("utf-8").splitlines()) for name in MODULES}
    assert not {name: size for name, size in sizes.items() if size > 420}
