"""An entry of the register that runs on to another column or page: its head is repeated there."""

from __future__ import annotations

import re
from pathlib import Path

from conftest import run
from finished import Char, Epub, Pdf, text_of
from test_forms import HEAD

SUBS = 110
WORDS = " ".join(f"wort{n:03}" for n in range(SUBS))
REGISTER = "entries:\n  - {id: a, kind: person, headword: Anfang, forms: [Anfang]}\n" + (
    "  - id: lenin\n    kind: person\n    headword: Lenin\n    forms: [Lenin]\n    sub:\n"
) + "".join(f"      - {{id: s{n}, name: Sache {n:03}, forms: [wort{n:03}]}}\n" for n in range(SUBS))  # fmt: skip


def columns(chars: list[Char]) -> list[list[str]]:
    """The lines of the two columns of a page, from above, without running head and folio."""
    middle = (min(char.x for char in chars) + max(char.x for char in chars)) / 2
    found = []
    for side in ([c for c in chars if c.x < middle], [c for c in chars if c.x >= middle]):
        lines: dict[int, list[Char]] = {}
        for char in side:
            if 60 < char.y < 530:
                lines.setdefault(round(char.y), []).append(char)
        text = ["".join(c.text for c in sorted(lines[y], key=lambda c: c.x)) for y in sorted(lines, reverse=True)]
        found.append([line for line in text if line.strip()])
    return found


def test_the_head_is_repeated_at_the_top_of_each_column(tmp_path: Path) -> None:
    (tmp_path / "book/chapters").mkdir(parents=True)
    (tmp_path / "book/book.yaml").write_text(HEAD + "contents: {body: [chapters/c.md], back: [register]}\n", "utf-8")
    (tmp_path / "book/register.yaml").write_text(REGISTER, "utf-8")
    (tmp_path / "book/chapters/c.md").write_text(f"# C {{#c}}\n\nAnfang. Lenin. {WORDS}.\n", "utf-8")
    done = run("build", "epub", "screen", cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    pdf = Pdf(tmp_path / "dist/t-screen.pdf")
    start = pdf.places["register"][0]
    pages = [columns(pdf.chars[index]) for index in range(start, len(pdf.texts)) if pdf.texts[index].strip()]
    tops = [column[0] for page in pages for column in page if column]
    assert len(tops) >= 4
    assert all(re.sub(r"\s+", " ", top).startswith("Lenin (Forts.)") for top in tops[1:]), tops
    whole = " ".join(" ".join(column) for page in pages for column in page)
    assert whole.count("(Forts.)") == len(tops) - 1
    assert re.findall(r"Sache (\d+)", whole) == [f"{n:03}" for n in range(SUBS)]
    assert "Forts." not in text_of(Epub(tmp_path / "dist/t.epub").page("register"))
