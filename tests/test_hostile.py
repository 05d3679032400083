"""Sources that mean harm, or were made by a broken program: refused or handled, in bounded time and memory."""

from __future__ import annotations

import base64
import io
import os
import resource
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from conftest import ROOT, run
from druckreif.base.finding import Severity
from druckreif.base.shelf import Shelf
from druckreif.lint import lint
from druckreif.read import read_book
from druckreif.record import Asked, ground
from PIL import Image

BOOK = """
title: T
language: de
slug: t
date: 2026-01-01
contributors: [{name: A B, sort: "B, A", role: aut}]
publisher: {name: V, place: O}
rights: {holder: A, licence: CC0-1.0, url: "https://x.org/", statement: F.}
description: P.
contents: {body: [chapters/a.md], back: [notes]}
"""
LINE = 1_000_000
TEXTS = {
    "one long word": "a" * LINE,
    "one long line": "wort " * (LINE // 5),
    "stars": "*a " * (LINE // 3),
    "underscores": "_a" * (LINE // 2),
    "brackets": "[" * LINE,
    "unfinished calls": "[^" * (LINE // 2),
    "unfinished citations": "[@a; " * (LINE // 5),
    "unfinished spans": "[a]{" * (LINE // 4),
    "unfinished links": "[a](" * (LINE // 4),
    "backticks": "`a``b" * (LINE // 5),
    "tags": "<a " * (LINE // 3),
    "comments": "<!--" * (LINE // 4),
    "backslashes": "\\" * (LINE // 4),
    "newlines": "\n" * LINE,
    "control characters": "\x01" * (LINE // 100),
    "deep quotations": ">" * LINE,
    "deep lists": "- " * (LINE // 2) + "a",
    "deep divs": "::: {.letter}\n" * (LINE // 50),
    "quotation marks": "„a“ " * (LINE // 4),
    "abbreviations": "z.B." * (LINE // 4),
    "literal ibids": "t[^a]\n\n[^a]: " + "Ebd. " * (LINE // 20),
    "ten thousand notes": "".join(f"t[^n{i}]\n\n[^n{i}]: N.\n\n" for i in range(10_000)),
    "a wide table": "|" + " a |" * (LINE // 4) + "\n|" + "---|" * (LINE // 4) + "\n|" + " a |" * (LINE // 4),
    "entities": "&amp;" * (LINE // 5),
    "directions and marks": "\u202e\u200b" * (LINE // 10) + "a" + "\u0301" * LINE,
    "a long table": "| a | b |\n|---|---|\n" + "| a | b |\n" * (LINE // 100),
}
PROBE = """
import sys
from druckreif.base.shelf import Shelf
from druckreif.lint import lint
from druckreif.model.edition import policy_of
from druckreif.lint import lint
from druckreif.read import read_book
from druckreif.record import Asked, ground
from druckreif.survey import survey
from druckreif.transform import transform
text = "# A {#a}\\n\\n" + sys.stdin.read() + "\\n"
book, findings = read_book(Shelf.of({"book.yaml": sys.argv[1], "chapters/a.md": text}))
findings += lint(book)
if not findings:
    whole = transform(book)
    survey(whole, policy_of(whole.config, "epub"))
print(len(findings))
"""
SECONDS, BYTES = 30, 1500 * 2**20
"""What the system lets each text have before it ends the process."""


def _bounded() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))


@pytest.mark.parametrize("name", TEXTS)
def test_texts_are_read_in_bounded_time_and_memory(name: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROBE, BOOK], input=TEXTS[name], env={"PYTHONPATH": str(ROOT / "build")},
        capture_output=True, text=True, check=False, preexec_fn=_bounded,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.strip().isdecimal()


@pytest.mark.parametrize(("words", "severity"), [(9_000, Severity.WARNING), (11_000, Severity.ERROR)])
def test_a_note_as_long_as_a_book_is_refused(words: int, severity: Severity) -> None:
    """Setting it at the foot of pages would take gigabytes."""
    text = "# A {#a}\n\nText.[^a]\n\n[^a]: " + "Wort " * words + "\n"
    book, _ = read_book(Shelf.of({"book.yaml": BOOK, "chapters/a.md": text}))
    assert book
    assert {finding.severity for finding in lint(book) if finding.rule == "note-length"} == {severity}


def found(name: str, data: bytes) -> set[str]:
    """The rules that a book with this picture breaks."""
    text = f'# A {{#a}}\n\nText.\n\n![B]({name}){{alt="x"}}\n'
    _, findings = read_book(Shelf.of({"book.yaml": BOOK, "chapters/a.md": text, name: data}))
    return {finding.rule for finding in findings}


def svg(inner: str, more: str = "", head: str = "") -> bytes:
    names = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    return f'{head}<svg {names} viewBox="0 0 1 1" {more}>{inner}</svg>'.encode()


@pytest.mark.parametrize(
    "data",
    [
        svg("<script>alert(1)</script>"),
        svg('<rect onclick="x()"/>'),
        svg("<foreignObject/>"),
        svg('<image href="https://example.org/x.png"/>'),
        svg('<image xlink:href="file:///etc/passwd"/>'),
        svg('<use href="other.svg#a"/>'),
        svg('<rect style="fill:url(http://example.org/a.svg#b)"/>'),
        svg("<style>@import 'http://example.org/a.css';</style>"),
        svg('<a href="javascript:x()"/>'),
        svg("<rect/>", 'xml:base="http://example.org/"'),
        svg("&e;", head='<!DOCTYPE svg [<!ENTITY e SYSTEM "file:///etc/passwd">]>'),
        svg("&b;", head='<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'),
        svg("<rect/>", head='<?xml-stylesheet href="http://example.org/a.css"?>').replace(b"<svg", b"<svg ") + b"<?php x?>",
    ],
)
def test_svg_that_acts_or_reaches_out_is_refused(data: bytes) -> None:
    assert found("images/a.svg", data) in ({"picture-active"}, {"picture-broken"})


def png(width: int, height: int) -> bytes:
    """A PNG of one grey, whatever its size, in a few kilobytes at most."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    pixels = zlib.compress(bytes(min(height * (width // 8 + 1), 4_000_000)), 9)
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")




def uses(groups: int, times: int) -> str:
    """Groups that draw the one before them so many times."""
    return '<g id="a0"><path d="M0 0h1"/></g>' + "".join(
        f'<g id="a{n}">' + f'<use href="#a{n - 1}"/>' * times + "</g>" for n in range(1, groups)
    )


MARKED = '<marker id="m">' + '<path d="M0 0h1"/>' * 2000 + '</marker><path {}="{}" d="M0 0' + "h1" * 20_000 + '"/>'


@pytest.mark.parametrize(
    ("inner", "rule"),
    [
        (uses(11, 10), "picture-large"),
        (MARKED.format("marker-mid", "url(#m)"), "picture-large"),
        (MARKED.format("style", "marker:url(#m)"), "picture-large"),
        ("<style>path.x, .y{marker-mid:url(#m)}</style>" + MARKED.format("class", "y"), "picture-large"),
        ("<rect/>" * 100_001, "picture-large"),
        (f'<path d="M0 0{"l1 1" * 200_000}"/>', "picture-large"),
        ('<g id="a"><use href="#a"/></g>', "picture-broken"),
        ('<g id="a"><use href="#b"/></g><g id="b"><use xlink:href="#a"/></g>', "picture-broken"),
        ('<mask id="m"><rect mask="url(#m)"/></mask><rect mask="url(#m)"/>', "picture-broken"),
        ('<style>rect{clip-path:url(#c)}</style><clipPath id="c"><rect/></clipPath>', "picture-broken"),
        (uses(2000, 1), "picture-broken"),
        ("<g>" * 150 + "</g>" * 150, "picture-broken"),
        ('<rect width="nan"/>', "picture-broken"),
        ('<path d="M0 0l1e999 -1"/>', "picture-broken"),
        ('<svg viewBox="0 0 1 Infinity"/>', "picture-broken"),
        ('<image href="data:image/png;base64,AAA"/>', "picture-broken"),
        (f'<image href="data:image/png;base64,{base64.b64encode(png(60_000, 60_000)).decode()}"/>', "picture-large"),
    ],
    ids=range(17),
)
def test_svg_that_draws_without_end_is_refused(inner: str, rule: str) -> None:
    assert found("images/a.svg", svg(inner)) == {rule}


def test_svg_that_refers_to_itself_as_programs_do_is_taken() -> None:
    """As Illustrator and Inkscape write it: classes with clip paths, shared symbols, gradients of gradients."""
    inner = (
        '<style>.a{fill:none}.b{clip-path:url(#c)}.d{fill:url(#g)}</style><clipPath id="c"><rect class="a"/></clipPath>'
        '<linearGradient id="g" href="#h"/><linearGradient id="h"/><symbol id="s"><path class="d" d="M0 0h1v1z"/></symbol>'
        + '<g class="b"><use href="#s"/></g>' * 500
        + '<marker id="m"><path d="M0 0h1"/></marker><path marker-end="url(#m)" d="M0 0h1"/>'
    )
    assert found("images/a.svg", svg(inner)) == set()


def test_plain_svg_is_taken() -> None:
    inner = '<defs><linearGradient id="g"/></defs><rect fill="url(#g)"/><use href="#g"/><style>rect{fill:red}</style>'
    assert found("images/a.svg", svg(inner)) == set()


def test_pictures_are_what_they_say_and_end_where_they_should() -> None:
    whole = png(80, 80)
    assert found("images/a.png", whole) == set()
    assert found("images/a.png", whole[: len(whole) // 2]) == {"picture-broken"}
    assert found("images/a.png", b"no picture at all") == {"picture-broken"}
    assert found("images/a.png", png(60_000, 60_000)) == {"picture-large"}, "a decompression bomb"
    jpeg = io.BytesIO()
    Image.new("L", (8, 8)).save(jpeg, "JPEG")
    assert found("images/a.jpg", jpeg.getvalue()) == set()
    assert found("images/a.png", jpeg.getvalue()) == {"picture-kind"}
    assert found("images/a.svg", jpeg.getvalue()) == {"picture-broken"}
    assert found("images/a.gif", b"GIF89a") == {"picture-kind"}


@pytest.mark.parametrize("name", ["../secret.png", "/etc/secret.png", "images/../../secret.png", "images/link.png"])
def test_pictures_outside_the_book_are_refused(name: str, tmp_path: Path) -> None:
    (tmp_path / "secret.png").write_bytes(png(8, 8))
    (tmp_path / "book/chapters").mkdir(parents=True)
    (tmp_path / "book/images").mkdir()
    (tmp_path / "book/images/link.png").symlink_to(tmp_path / "secret.png")
    (tmp_path / "book/book.yaml").write_text(BOOK, "utf-8")
    (tmp_path / "book/chapters/a.md").write_text(f'# A {{#a}}\n\nText.\n\n![B]({name}){{alt="x"}}\n', "utf-8")
    done = run("check", cwd=tmp_path)
    assert done.returncode == 1
    assert "outside-book" in done.stdout and "Traceback" not in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("name", "rule"), [("chapters/a.md", "file-large"), ("glossary.yaml", "file-large"), ("images/a.png", "picture-large")]
)
def test_files_that_would_fill_the_memory_are_not_read(name: str, rule: str, tmp_path: Path) -> None:
    """Of 60 GB, without a byte on the disk. What nobody names is not read either."""
    for folder in ("chapters", "images"):
        (tmp_path / folder).mkdir()
    (tmp_path / "book.yaml").write_text(BOOK, "utf-8")
    (tmp_path / "chapters/a.md").write_text('# A {#a}\n\nText.\n\n![B](images/a.png){alt="x"}\n', "utf-8")
    (tmp_path / "images/a.png").write_bytes(png(8, 8))
    for large in (name, "beside.bin"):
        (tmp_path / large).touch()
        os.truncate(tmp_path / large, 60 * 2**30)
    done = run("check", "--book", tmp_path)
    assert done.returncode == 1 and f'{rule}: "{name}" has 61,440 MB' in done.stdout, done.stdout + done.stderr
    before = ground(Asked(tmp_path, tmp_path / "out", (), None, False))
    os.truncate(tmp_path / "beside.bin", 61 * 2**30)
    after = ground(Asked(tmp_path, tmp_path / "out", (), None, False))
    assert before and after and before.content == after.content, "it is no source"


@pytest.mark.parametrize(
    ("yaml", "rule"),
    [
        ("a: &a [x, x]\nb: [*a, *a]\n", "yaml-syntax"),
        ("terms: !!python/object/apply:os.system ['true']\n", "yaml-syntax"),
        ("terms: " + "[" * 5000 + "\n", "yaml-syntax"),
        ("terms: " + "[" * 300 + "]" * 300 + "\n", "yaml-syntax"),
    ],
)
def test_yaml_bombs_are_refused(yaml: str, rule: str) -> None:
    _, findings = read_book(
        Shelf.of({"book.yaml": BOOK, "chapters/a.md": "# A {#a}\n\nText.\n", "glossary.yaml": yaml})
    )
    assert rule in {finding.rule for finding in findings}


@pytest.mark.parametrize(
    "entry", ["../secret.md", "/etc/passwd.md", "chapters/link.md", "chapters/../../secret.md", "loop.md", "pipe.md"]
)
def test_chapters_outside_the_book_are_refused(entry: str, tmp_path: Path) -> None:
    """By name, or by a link that leads out or nowhere: what stands there is never read."""
    (tmp_path / "secret.md").write_text("# Geheim {#geheim}\n\nGeheimes.\n", "utf-8")
    (tmp_path / "book/chapters").mkdir(parents=True)
    (tmp_path / "book/chapters/link.md").symlink_to(tmp_path / "secret.md")
    (tmp_path / "book/loop.md").symlink_to(tmp_path / "book/loop.md")
    os.mkfifo(tmp_path / "book/pipe.md")
    (tmp_path / "book/glossary.yaml").symlink_to("/etc/hosts")
    (tmp_path / "book/book.yaml").write_text(BOOK.replace("chapters/a.md", entry), "utf-8")
    done = run("show", "tree", cwd=tmp_path)
    assert done.returncode == 1 and "Geheimes" not in done.stdout
    rule = "file-missing" if entry in ("loop.md", "pipe.md") else "outside-book"
    assert f'{rule}: "{entry}"' in done.stdout or f'{rule}: there is no file "{entry}"' in done.stdout, done.stdout
    assert 'outside-book: "glossary.yaml"' in done.stdout
    assert "Traceback" not in done.stdout + done.stderr and "a defect" not in done.stderr


@pytest.mark.parametrize("target", ["file:///etc/passwd", "javascript:alert(1)", "data:text/html,x", "../secret.html"])
def test_links_go_to_the_web_or_nowhere(target: str) -> None:
    text = f"# A {{#a}}\n\nEin [Wort]({target}).\n"
    _, findings = read_book(Shelf.of({"book.yaml": BOOK, "chapters/a.md": text}))
    assert len(findings) == 1 and findings[0].severity is Severity.ERROR and findings[0].span.line == 3


def test_what_lies_too_deep_is_named_not_lost() -> None:
    text = "# A {#a}\n\n" + "> " * 60 + "Wort\n"
    _, findings = read_book(Shelf.of({"book.yaml": BOOK, "chapters/a.md": text}))
    assert {finding.rule for finding in findings} == {"too-deep"}


def nested(kinds: str) -> str:
    """A word in divs (e: epigraph, l: letter), quotations (>) and lists (-) in one another."""
    fences = [{"e": "epigraph", "l": "letter"}[kind] for kind in kinds if kind in "el"]
    opened = "".join(f"::: {{.{name}}}\n\n" for name in fences)
    return opened + "".join(f"{kind} " for kind in kinds if kind in ">-") + "Wort\n\n" + ":::\n" * len(fences)


@pytest.mark.parametrize(
    ("kinds", "rules"),
    [
        ("ee", set()), ("eee", {"too-deep"}), ("e" * 8, {"too-deep"}), ("ellllll", set()), ("elllllll", {"too-deep"}),
        (">" * 12, set()), (">" * 13, {"too-deep"}), ("l" * 8 + ">" * 6, {"too-deep"}), ("ll----", set()),
    ],
)  # fmt: skip
def test_what_has_no_line_left_is_named(kinds: str, rules: set[str]) -> None:
    """It was set beside the page, where nobody reads it."""
    _, findings = read_book(Shelf.of({"book.yaml": BOOK, "chapters/a.md": f"# A {{#a}}\n\n{nested(kinds)}"}))
    assert {finding.rule for finding in findings} == rules


@pytest.mark.parametrize(
    ("figure", "rules"),
    [("![B](images/a b.png)", ["not-in-subset"]), ("![B](images/a.png)", ["file-missing"]), ("![Vor] und (danach)", [])],
)
def test_a_picture_that_markdown_takes_for_words_is_named(figure: str, rules: list[str]) -> None:
    text = f'# A {{#a}}\n\nText.\n\n{figure}{{alt="x"}}\n' if "](" in figure else f"# A {{#a}}\n\n{figure}\n"
    _, findings = read_book(Shelf.of({"book.yaml": BOOK, "chapters/a.md": text}))
    assert [finding.rule for finding in findings] == rules


def test_a_row_of_more_than_a_page_is_named_at_its_line() -> None:
    table = f"| A | B |\n|---|---|\n| a | b |\n| {'Wort ' * 10_000}| b |\n| {'x ' * 500}| {'y ' * 490}|\n"
    _, findings = read_book(Shelf.of({"book.yaml": BOOK, "chapters/a.md": f"# A {{#a}}\n\nText.\n\n{table}"}))
    assert [(finding.rule, finding.span.line) for finding in findings] == [("row-long", 8)]


def test_private_characters_in_a_note_are_no_markup_of_ours() -> None:
    note = "[^n]: Ein \uf000 Zeichen \uf001 und \uf002 noch eins, [@k, S. 1]; ebd., S. 2."
    text = f"# A {{#a}}\n\nWort.[^n]\n\n{note}\n"
    book, findings = read_book(Shelf.of({"book.yaml": BOOK, "chapters/a.md": text}))
    assert book is not None and not findings
    assert {finding.rule for finding in lint(book) if finding.span.source == "chapters/a.md"} == {"citation-unknown"}
