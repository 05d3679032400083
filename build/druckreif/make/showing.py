"""What an engineer or an editor asks to see: rules explained, the stages of a book."""

from __future__ import annotations

from pathlib import Path

from ..base.finding import Finding, has_errors
from ..base.shelf import Shelf
from ..base.span import Span
from ..lint import EXPLAIN as LINT_RULES
from ..model.dump import dump
from ..model.edition import policy_of
from ..read.rules import EXPLAIN as READ_RULES
from ..survey import survey
from ..transform import transform
from ..verify.rules import EXPLAIN as VERIFY_RULES
from .offering import RECORDS, show_record
from .reading import load

STAGES = ("tree", "facts", "xhtml", "tags", *RECORDS)


def _rules() -> dict[str, str]:
    return READ_RULES | LINT_RULES | VERIFY_RULES


def viewable(file: bytes) -> bytes:
    """The file of a part, or of running matter, as it can be shown alone."""
    from ..write.subsets import with_faces

    return with_faces(file)


def page_sums(file: bytes) -> list[bytes]:
    """For each page of a part a sum of what is drawn on it."""
    from ..write.taken import sums

    return sums(file)


def explain(rule: str) -> str | None:
    """The help text of a rule, or None."""
    return _rules().get(rule) or _rules().get(rule.split("-")[0])


def rule_names() -> list[str]:
    """All rules in order."""
    return sorted(_rules())


def division_ids(book_dir: Path) -> list[str]:
    """The ids of all divisions, in order."""
    book, _ = load(Shelf.at(book_dir))
    return [division.id for division in book.divisions] if book else []


def show(book_dir: Path, stage: str, division: str = "", out: Path = Path("dist")) -> tuple[str, list[Finding]]:
    """A readable dump of a stage, or the errors. Raises KeyError for an unknown division, page or version.

    "tags" and the records are those of the finished files in `out`; a record's `division` is its version.
    """
    if stage in RECORDS:
        return show_record(book_dir, out, stage, division)
    if stage == "tags":
        return _pages_as_read(book_dir, out, division)
    source, findings = load(Shelf.at(book_dir))
    if source is None or has_errors(findings):
        return "", findings
    book = transform(source)
    chosen = [book.division(division)] if division else list(book.divisions)
    if stage == "tree":
        return "\n".join(dump(d) for d in chosen), []
    facts = survey(book, policy_of(book.config, "print"))
    if stage == "facts":
        return dump(facts), []
    from ..write.made import division_html
    from ..write.xhtml import Dialect

    dialect = Dialect("epub", lambda here, anchor: f"#{anchor}", lambda name: name)
    return "\n".join(division_html(book, facts, d, dialect) for d in chosen), []


def _pages_as_read(book_dir: Path, out: Path, pages: str) -> tuple[str, list[Finding]]:
    """The structure of the finished screen PDF, as a screen reader gets it; or the errors.

    `pages` are folios ("12", "12-13"), all if empty. Raises KeyError for one that is not there.
    """
    from ..verify.tags import show_tags

    source, findings = load(Shelf.at(book_dir))
    if source is None:
        return "", findings
    path = out / f"{source.config.slug}-screen.pdf"
    if not path.is_file():
        hint = "run druckreif build screen (make screen)"
        return "", [Finding(Span(str(path)), "artefact-missing", "the file is not there", hint)]
    return show_tags(path.read_bytes(), *pages.split("-", 1)) if pages else show_tags(path.read_bytes()), []
