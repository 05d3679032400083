"""`druckreif diff`: what a reviewer is shown is what changed, all of it, and nothing of a repository is run."""

from __future__ import annotations

import json
import os
import subprocess
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, run
from druckreif.base.shelf import Shelf
from druckreif.desk.compare import DivisionChange, Row, word_diff
from druckreif.desk.diff_page import diff_page
from druckreif.desk.states import Difference, between, read_state
from druckreif.desk.units import Tokens, plain_words
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html
from sample import sample

FIRST = """# Der Anfang

Der erste Absatz erzählt von einem Mann, der aus dem Haus ging und niemals wiederkam.[^mann]

## Abschnitt

Der zweite Absatz ist ganz anders und handelt von Schiffen, Häfen und dem Wind, der sie treibt. Er hat zwei Sätze.

Der dritte Absatz bleibt, wie er ist.

> Ein Zitat, das stehen bleibt.

[^mann]: Sein Name ist unbekannt.
"""
SECOND = "# Zweites\n\nHier steht nur wenig.[^w]\n\n[^w]: Wenig ist viel.\n"
FILES = {**sample(), "chapters/01-anfang.md": FIRST, "chapters/02-weiter.md": SECOND}


def changed(first: str = FIRST, second: str = SECOND, **files: str | bytes) -> Difference:
    after = {**FILES, "chapters/01-anfang.md": first, "chapters/02-weiter.md": second, **files}
    return between(read_state("old", Shelf.of(FILES)), read_state("new", Shelf.of(after)))


def rows(difference: Difference) -> list[Row]:
    return [row for change in difference.divisions for row in change.rows if row.is_changed]


def said(tokens: Tokens) -> str:
    return "".join(token.text if token.glued else f" {token.text}" for token in tokens).strip()


def edits(row: Row) -> list[tuple[str, str]]:
    return [(op, said(tokens)) for op, tokens in row.parts if op != "="]


def shown(difference: Difference) -> Any:
    return html.document_fromstring(diff_page(difference, "book").decode())


# ---- words ----


def test_words_are_compared_not_lines() -> None:
    wrapped = FIRST.replace("Er hat zwei", "Er\nhat\nzwei")
    assert changed(wrapped).is_empty
    (row,) = rows(changed(FIRST.replace("einem Mann", "einer Frau").replace("ging und", "lief, und")))
    assert edits(row) == [("-", "einem Mann"), ("+", "einer Frau"), ("-", "ging"), ("+", "lief,")]


def test_emphasis_is_a_change() -> None:
    (row,) = rows(changed(FIRST.replace("niemals", "*niemals*")))
    assert edits(row) == [("-", "niemals"), ("+", "niemals")]


def test_a_note_is_shown_beside_its_paragraph() -> None:
    page = shown(changed(FIRST.replace("ist unbekannt", "bleibt unbekannt")))
    (change,) = page.find_class("change")
    assert "Der erste Absatz" in change.text_content()
    (aside,) = change.xpath("./aside[@aria-label]")
    assert [node.text_content() for node in aside.xpath(".//del")] == ["deleted: ist end of deletion "]
    assert [node.text_content() for node in aside.xpath(".//ins")] == ["inserted: bleibt end of insertion "]
    assert not change.xpath("./div//ins | ./div//del")


def test_another_label_of_a_note_is_no_change() -> None:
    assert changed(FIRST.replace("[^mann]", "[^person]")).is_empty


def test_a_note_that_came_or_went_is_told() -> None:
    more = FIRST.replace("wie er ist.", "wie er ist.[^neu]") + "\n[^neu]: Ganz neu.\n"
    (row,) = rows(changed(more))
    assert [(note.label, note.kind) for note in row.notes] == [("neu", "inserted")]
    without = FIRST.replace("[^mann]\n", "\n").replace("[^mann]: Sein Name ist unbekannt.\n", "")
    (row,) = rows(changed(without))
    assert [(note.label, note.kind) for note in row.notes] == [("mann", "deleted")]


# ---- paragraphs ----


def test_a_moved_paragraph_is_recognised_in_another_chapter() -> None:
    paragraph = "Der dritte Absatz bleibt, wie er ist.\n\n"
    moved = changed(FIRST.replace(paragraph, ""), SECOND.replace("Hier steht", f"{paragraph}Hier steht"))
    gone, come = rows(moved)
    assert (gone.kind, come.kind) == ("moved away", "moved here")
    assert gone.partner is come and come.partner is gone and edits(come) == []
    assert sum(change.words("+") + change.words("-") for change in moved.divisions) == 0
    page = shown(moved)
    for link in page.xpath("//h3/a"):
        assert page.get_element_by_id(link.get("href")[1:]).tag == "h3"


def test_a_paragraph_that_was_moved_and_changed_is_one_paragraph() -> None:
    paragraph = FIRST.split("\n\n")[3]
    first = FIRST.replace(f"{paragraph}\n\n", "")
    moved = changed(first, SECOND.replace("\n[^w]", f"\n{paragraph.replace('zwei Sätze', 'drei Sätze')}\n\n[^w]", 1))
    assert [row.kind for row in rows(moved)] == ["moved away", "moved here"]
    assert edits(rows(moved)[1]) == [("-", "zwei"), ("+", "drei")]


def test_a_paragraph_that_was_divided_or_joined_stays_one_change() -> None:
    divided = FIRST.replace("treibt. Er hat", "treibt.\n\nEr hat")
    (row,) = rows(changed(divided))
    assert (row.kind, len(row.olds), len(row.news)) == ("changed", 1, 2)
    assert edits(row) == [("+", "¶")]
    back = between(read_state("", Shelf.of({**FILES, "chapters/01-anfang.md": divided})), read_state("", Shelf.of(FILES)))
    (row,) = rows(back)
    assert (row.kind, len(row.olds), len(row.news), edits(row)) == ("changed", 2, 1, [("-", "¶")])


def test_chapters_are_followed_through_new_names() -> None:
    config = str(FILES["book.yaml"]).replace("chapters/01-anfang.md", "chapters/erstes.md")
    files = {name: text for name, text in FILES.items() if name != "chapters/01-anfang.md"}
    after = {**files, "book.yaml": config, "chapters/erstes.md": FIRST.replace("# Der Anfang", "# Ein neuer Anfang")}
    found = between(read_state("", Shelf.of(FILES)), read_state("", Shelf.of(after)))
    assert [(change.old is None, change.new is None) for change in found.divisions] == [(False, False)] * 3
    assert [row.unit.kind for row in rows(found)] == ["title"]


def test_new_and_deleted_chapters() -> None:
    config = str(FILES["book.yaml"]).replace("chapters/02-weiter.md", "chapters/drittes.md")
    after = {**FILES, "book.yaml": config, "chapters/drittes.md": "# Ganz Neues\n\nÜber Fische, Vögel, Bäume.\n"}
    found = between(read_state("", Shelf.of(FILES)), read_state("", Shelf.of(after)))
    states = {change.division.source: (change.old is None, change.new is None) for change in found.divisions}
    assert states["chapters/drittes.md"] == (True, False) and states["chapters/02-weiter.md"] == (False, True)
    assert "Hier steht nur wenig" in "".join(node.text_content() for node in shown(found).xpath("//del"))


# ---- laws ----

SOME = ("der", "die", "das", "rot", "grün", "Haus", "Hof,", ".", ";", "und", "geht")
WORDS = st.lists(st.sampled_from(SOME), max_size=30).map(" ".join)


@given(WORDS, WORDS)
@settings(max_examples=150, deadline=None)
def test_what_is_equal_and_what_went_is_the_old_text(old: str, new: str) -> None:
    before, after = plain_words(old), plain_words(new)
    parts = word_diff(before, after)
    assert tuple(token for op, tokens in parts if op != "+" for token in tokens) == before
    assert tuple(token for op, tokens in parts if op != "-" for token in tokens) == after


@given(st.lists(WORDS.filter(lambda text: text[:1].isalpha()), max_size=12), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_no_paragraph_is_lost_and_none_is_shown_twice(paragraphs: list[str], random: Any) -> None:
    after = [text for text in paragraphs if random.random() > 0.2]
    random.shuffle(after)
    after = [text.replace("rot", "blau") if random.random() > 0.6 else text for text in after]
    texts = ["# Titel\n\n" + "".join(f"{text}\n\n" for text in state) for state in (paragraphs, after)]
    old, new = (read_state("", Shelf.of({**FILES, "chapters/01-anfang.md": text})) for text in texts)
    found = between(old, new)
    for state, side in ((old, "olds"), (new, "news")):
        wanted = Counter(said(words) for division in state.divisions for words in _texts(division))
        rows = [row for change in found.divisions for row in change.rows]
        kinds = ("moved here",) if side == "olds" else ("moved away",)
        got = Counter(said(unit.tokens) for row in rows if row.kind not in kinds for unit in getattr(row, side))
        assert got == wanted


def _texts(division: Any) -> list[Tokens]:
    from druckreif.desk.units import units_of

    return [unit.tokens for unit in units_of(division)]


# ---- records, broken states ----


def test_metadata_glossary_and_register_are_compared_by_record() -> None:
    glossary = str(FILES["glossary.yaml"]).replace("Ein großes Blatt", "Ein sehr großes Blatt")
    lines = glossary.split("  - id: falz")
    swapped = lines[0].replace("terms:\n", "terms:\n  - id: falz" + lines[1])  # order alone is no change
    config = str(FILES["book.yaml"]).replace("Ein Anfang", "Ein neuer Anfang")
    register = str(FILES["register.yaml"]).replace("Typograf", "Typograf und Lehrer")
    found = changed(**{"glossary.yaml": swapped, "book.yaml": config, "register.yaml": register})
    assert [(one.file, one.record, one.key) for one in found.records] == [
        ("book.yaml", "", "subtitle"), ("glossary.yaml", "druckbogen", "definition"),
        ("register.yaml", "tschichold-jan", "identification"),
    ]  # fmt: skip
    page = shown(found)
    assert [node.text_content() for node in page.xpath("//table//ins")] == [
        f"inserted: {word} end of insertion " for word in ("neuer", "sehr", "und Lehrer")
    ]


def test_a_changed_picture_is_named() -> None:
    assert changed().pictures == ()
    used = SECOND + '\n![Ein Bild](images/bild.svg){#bild alt="Ein Viereck"}\n'
    old = read_state("", Shelf.of({**FILES, "chapters/02-weiter.md": used}))
    drawn = str(FILES["images/bild.svg"]).replace("M0 0", "M1 1")
    new = read_state("", Shelf.of({**FILES, "chapters/02-weiter.md": used, "images/bild.svg": drawn}))
    assert between(old, new).pictures == (("images/bild.svg", "changed"),)


@pytest.mark.parametrize(
    "broken",
    [
        {"book.yaml": "title: [\n"},
        {"book.yaml": "titel: X\n"},
        {"chapters/01-anfang.md": FIRST.encode("latin-1")},
        {"glossary.yaml": "terms:\n  - id: a\n   term: b\n"},
        {"chapters/01-anfang.md": FIRST.replace("[^mann]: ", "[^frau]: ")},
    ],
    ids=["no YAML", "no title", "Latin-1", "no glossary", "no note"],
)
def test_an_old_state_with_mistakes_is_compared_as_well_as_possible(broken: dict[str, str | bytes]) -> None:
    old = read_state("old", Shelf.of({**FILES, **broken}))
    new = read_state("new", Shelf.of({**FILES, "chapters/01-anfang.md": FIRST.replace("einem Mann", "einer Frau")}))
    text = [row for row in rows(between(old, new)) if row.kind == "changed"]
    assert [edits(row) for row in text if row.unit.kind == "paragraph"] == [[("-", "einem Mann"), ("+", "einer Frau")]]


def test_faults_of_the_old_state_are_told() -> None:
    old = read_state("old", Shelf.of({**FILES, "book.yaml": "title: [\n"}))
    page = shown(between(old, read_state("new", Shelf.of(FILES))))
    (faults,) = [node for node in page.xpath("//details") if "old: the sources have" in node.text_content()]
    assert "book.yaml:1" in faults.text_content()


# ---- the page ----


def test_unchanged_stretches_are_folded_and_changes_can_be_walked() -> None:
    page = shown(changed(FIRST.replace("dritte", "letzte"), SECOND.replace("wenig", "vieles")))
    heads = page.xpath("//h3[@id]")
    assert [head.get("id") for head in heads] == ["c1", "c2"]
    assert heads[0].xpath("./a[text()='next change']/@href") == ["#c2"] and not heads[1].xpath("./a")
    folded = page.xpath("//section//details")
    assert folded and all(node.get("open") is None and "unchanged" in node.xpath("./summary")[0].text for node in folded)
    assert "Der zweite Absatz" in folded[0].text_content()
    assert "chapters/01-anfang.md:9" in heads[0].text_content()


def test_each_mark_is_spoken_and_styled_without_colour() -> None:
    data = diff_page(changed(FIRST.replace("einem Mann", "einer Frau")), "").decode()
    page = html.document_fromstring(data)
    marks = page.xpath("//section//ins | //section//del")
    assert marks
    for mark in marks:
        spoken = [node.text for node in mark.find_class("unseen")]
        assert spoken in (["inserted: ", " end of insertion "], ["deleted: ", " end of deletion "])
    assert "ins{text-decoration:underline" in data and "del{text-decoration:line-through" in data
    assert page.xpath("/html/@lang") == ["en"] and page.xpath("//section/h2/@lang") == ["de"]


def test_sources_cannot_bring_markup_into_the_page() -> None:
    page = shown(changed(FIRST.replace("einem Mann", "\\<script\\>x\\</script\\>").replace("{#", "{#")))
    assert not page.xpath("//script") and "script" in page.xpath("//section")[0].text_content()


def test_axe_finds_no_violation_on_the_page(tmp_path: Path, accessible: Callable[[Path], None]) -> None:
    """In the light, in the dark and on a phone; nothing is wider than the window."""
    first = FIRST.replace("einem Mann", "einer Frau").replace("ist unbekannt", "bleibt unbekannt")
    glossary = str(FILES["glossary.yaml"]).replace("Ein großes Blatt", "Ein sehr großes Blatt")
    found = changed(first, SECOND.replace("Wenig ist", "Weniges ist"), **{"glossary.yaml": glossary})
    (tmp_path / "page.html").write_bytes(diff_page(found, "book"))
    accessible(tmp_path / "page.html")


# ---- git ----

IDENTITY = {"GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@example.org", "GIT_COMMITTER_NAME": "A",
            "GIT_COMMITTER_EMAIL": "a@example.org", "GIT_CONFIG_GLOBAL": os.devnull}  # fmt: skip


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", "-C", folder, *arguments], env=os.environ | IDENTITY, check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A book in a folder of a repository, two commits and a change that is not committed."""
    run("new", tmp_path / "ein buch", "--title", "Probe")
    git(tmp_path, "init", "-q", "-b", "haupt")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "Anfang <b>")
    git(tmp_path, "tag", "entwurf")
    edit(tmp_path, "nach jedem Schritt", "nach jedem Absatz")
    git(tmp_path, "commit", "-qam", "Vorwort")
    edit(tmp_path, "ist ein Anfang", "war ein Anfang")
    return tmp_path


def edit(folder: Path, old: str, new: str) -> None:
    path = folder / "ein buch/front/vorwort.md"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def told(folder: Path, *arguments: str) -> dict[str, Any]:
    done = run("diff", *arguments, "--book", "ein buch", "--out", "aus", "--format", "json", cwd=folder)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert isinstance(found, dict)
    return found


def test_commits_and_files_are_compared(repository: Path) -> None:
    before = sorted(path for path in repository.rglob("*") if path.is_file() and ".git/" not in str(path))
    for arguments, words in (((), 1), (("entwurf",), 2), (("entwurf", "haupt"), 1), (("HEAD", "HEAD"), 0)):
        divisions = {part["id"]: part["words_inserted"] for part in told(repository, *arguments)["divisions"]}
        assert divisions == {"vorwort": words, "anfang": 0, "weiter": 0}
    page = html.parse(repository / "aus/diff.html").getroot()
    assert "Nothing changed." in page.text_content() and not page.xpath("//b")
    after = sorted(path for path in repository.rglob("*") if path.is_file() and ".git/" not in str(path))
    assert set(after) - set(before) == {repository / "aus/diff.html"}


@pytest.mark.parametrize(
    ("revision", "message"),
    [
        ("entwrf", 'did you mean "entwurf"?'),
        ("--output=x", "No such option"),
        ("HEAD~99", 'there is no commit "HEAD~99"'),
        ("HEAD:ein buch", "there is no commit"),
        ("x\ny", "there is no commit"),
    ],
)
def test_a_revision_is_checked(repository: Path, revision: str, message: str) -> None:
    done = run("diff", revision, "--book", "ein buch", cwd=repository)
    assert done.returncode == 2 and message in done.stderr and "Traceback" not in done.stderr
    done = run("diff", "--book", "ein buch", "--", "--output=x", cwd=repository)
    assert done.returncode == 2 and 'there is no commit "--output=x"' in done.stderr
    assert not (repository / "x").exists()


def test_nothing_of_a_repository_is_run(repository: Path) -> None:
    """Every setting that makes git start a program names one that leaves a trace."""
    trace = repository / "trace"
    spy = repository / "spy.sh"
    spy.write_text(f'#!/bin/sh\necho "$0 $*" >> "{trace}"\ncat\n', "utf-8")
    spy.chmod(0o755)
    for name in ("core.fsmonitor", "core.pager", "core.editor", "core.askPass", "core.sshCommand", "credential.helper",
                 "diff.external", "diff.spy.textconv", "filter.spy.smudge", "filter.spy.clean"):  # fmt: skip
        git(repository, "config", name, str(spy))
    git(repository, "config", "alias.ls-tree", f"!{spy}")
    (repository / ".git/info/attributes").write_text("* filter=spy diff=spy\n", "utf-8")
    for hook in ("post-index-change", "reference-transaction", "post-checkout", "pre-auto-gc"):
        (repository / ".git/hooks" / hook).write_bytes(spy.read_bytes())
        (repository / ".git/hooks" / hook).chmod(0o755)
    trace.unlink(missing_ok=True)
    environment = {"GIT_EXTERNAL_DIFF": str(spy), "GIT_PAGER": str(spy), "GIT_SSH": str(spy), "GIT_DIR": "/nowhere"}
    done = run("diff", "entwurf", "--book", "ein buch", cwd=repository, **environment)
    assert done.returncode == 0, done.stderr
    assert "Vorwort" in done.stdout and not trace.exists()
    git(repository, "status")
    assert trace.exists(), "the spies sleep"


def test_a_folder_without_history_is_one_line(tmp_path: Path) -> None:
    run("new", tmp_path / "b")
    done = run("diff", "--book", tmp_path / "b", GIT_CEILING_DIRECTORIES=str(tmp_path))
    assert done.returncode == 2 and "not a git repository" in done.stderr and "Traceback" not in done.stderr


def test_the_book_of_this_repository_against_itself() -> None:
    old = read_state("", Shelf.at(ROOT / "book"))
    found = between(old, read_state("", Shelf.at(ROOT / "book")))
    assert found.is_empty and len(found.divisions) > 10
    assert all(isinstance(change, DivisionChange) and change.rows for change in found.divisions)
