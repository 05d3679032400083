"""The Markdown documents in tests/lint: what a rule finds in small sources, where it is silent, what --fix makes of it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from documents import Example, parameters, read_examples, settle
from druckreif.base.finding import Finding
from druckreif.base.shelf import Shelf
from druckreif.desk.mend import mend
from druckreif.lint import EXPLAIN, RELEASE, lint, lint_release
from druckreif.read import read_book
from druckreif.read.rules import EXPLAIN as READ_RULES
from test_spec import BOOK

LINT = Path(__file__).parent / "lint"
HEAD = "---\nid: c\n---\n\n# Kapitel {#c}\n\n"
WORKS = {
    "werk": "  - {id: werk, type: book, title: Das Werk, author: [{family: Beispiel, given: B.}]}\n",
    "buch": "  - {id: buch, type: book, title: Das Buch, author: [{family: Muster, given: M.}]}\n",
}


def shelf_of(sources: dict[str, str]) -> Shelf:
    """A small book around the sources of an example; an unnamed one is its chapter, book.yaml adds to the usual one."""
    chapter = sources.get("", "Text.\n")
    files = {"chapters/c.md": chapter if chapter.startswith(("---", "# ")) else HEAD + chapter}
    if cited := "".join(work for key, work in WORKS.items() if f"@{key}" in chapter):
        files["sources.yaml"] = f"sources:\n{cited}"
    files |= {name: text for name, text in sources.items() if name}
    own = sources.get("book.yaml", "")
    yaml = BOOK
    for key in re.findall(r"^(\w+):", own, re.M):
        yaml = re.sub(rf"^{key}:.*\n(?: .*\n)*", "", yaml, flags=re.M)
    made = [name for name, is_used in (
        ("notes", True), ("bibliography", "[@" in chapter), ("glossary", "glossary.yaml" in files),
        ("register", "register.yaml" in files),
    ) if is_used]  # fmt: skip
    files["book.yaml"] = yaml.replace("[notes, bibliography]", "[" + ", ".join(made) + "]") + own
    return Shelf.of(files)


def look(shelf: Shelf) -> list[Finding]:
    """What reader and rules find, hints included."""
    book, findings = read_book(shelf)
    assert book is not None, findings
    return sorted([*findings, *lint(book, hints=True)])


def report(findings: list[Finding], sources: dict[str, str]) -> str:
    """The findings as an editor sees them; lines of the unnamed chapter are counted from its fence."""
    chapter = sources.get("", "")
    shift = 0 if chapter.startswith(("---", "# ")) else HEAD.count("\n")
    lines = []
    for finding in findings:
        span = finding.span
        name, line = ("", span.line - shift) if span.source == "chapters/c.md" else (f"{span.source}:", span.line)
        lines.append(f"{name}{line}:{span.column} {finding.severity} {finding.rule}: {finding.message}\n")
        lines.append(f"  hint: {finding.hint}\n" if finding.hint else "")
    return "".join(lines)


@pytest.mark.parametrize("example", parameters(LINT))
def test_example(example: Example, accept: bool) -> None:
    shelf = shelf_of(example.sources)
    found = look(shelf)
    if example.path.stem in {rule.RULE for rule in RELEASE}:  # others of them are for other documents
        book, _ = read_book(shelf)
        assert book is not None
        found += [finding for finding in lint_release(book) if finding.rule == example.path.stem]
    settle(example, "findings", report(found, example.sources), accept)
    changes, left = mend(shelf, look)
    fixed = {change.name: change.after for change in changes}.get("chapters/c.md", "").removeprefix(HEAD)
    for change in (change for change in changes if change.name.endswith(".yaml")):
        pairs = zip(change.before.splitlines(), change.after.splitlines(), strict=True)
        fixed += "".join(f"{change.name}: {new}\n" for old, new in pairs if old != new)
    if "fixed" in example.results:
        settle(example, "fixed", fixed, accept)
        assert not any(finding.fix for finding in left)
    else:
        assert not changes, "the document does not show what --fix makes of it"


@pytest.mark.parametrize("rule", EXPLAIN)
def test_every_rule_has_its_document(rule: str) -> None:
    """It shows the rule at work, and text like it in which nothing is found."""
    examples = [example for example in read_examples(LINT) if example.path.stem == rule]
    assert any(f" {rule}: " in example.results["findings"] for example in examples)
    assert any(f" {rule}: " not in example.results["findings"] for example in examples)
    assert (LINT / f"{rule}.md").read_text("utf-8").startswith(f"# {rule}\n\n")


def test_no_document_without_a_rule() -> None:
    assert {path.stem for path in LINT.glob("*.md")} <= set(EXPLAIN) | set(READ_RULES)
