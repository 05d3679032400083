"""`druckreif verify` fails when a finished file is damaged: each test breaks one thing."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from conftest import ROOT, run
from druckreif import make
from druckreif.base.finding import Severity
from druckreif.verify.ace import HOW

EMPTY_HEADING = b'<p role="heading" aria-level="1"></p>'


MINI = ROOT / "tests/books/mini"


@pytest.fixture
def copy(mini: Path, tmp_path: Path) -> Path:
    out = tmp_path / "dist"
    shutil.copytree(mini, out)
    return out


def change_epub(out: Path, change: Callable[[str, bytes], bytes | None]) -> None:
    path = next(out.glob("*.epub"))
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as old, zipfile.ZipFile(path, "w") as new:
        for info in old.infolist():
            data = change(info.filename, old.read(info))
            if data is not None:
                new.writestr(info, data)


def report(out: Path, ace: bool = False) -> str:
    """All findings as text."""
    done = run("verify", "--ace" if ace else "--no-ace", "--book", MINI, "--out", out)
    assert done.returncode == 1, done.stderr
    return done.stdout


def test_a_damaged_file_ends_with_exit_code_1(copy: Path) -> None:
    next(copy.glob("*.epub")).unlink()
    done = run("verify", "--book", MINI, "--out", copy)
    assert done.returncode == 1
    assert "error artefact-missing: the file is not there" in done.stdout


def test_untouched_files_pass(dist: Path) -> None:
    done = run("verify", "--out", dist)
    assert done.returncode == 0, done.stdout + done.stderr
    assert ": error " not in done.stdout and ": warning " not in done.stdout
    hints = {line.split(": hint ")[1].split(":")[0] for line in done.stdout.splitlines() if ": hint " in line}
    assert hints == {"preflight-placeholder", "preflight-estimate"}, "only what the publisher has not said yet"


def test_untouched_files_of_a_short_book_pass(mini: Path) -> None:
    """Right-hand pages with full lines, left-hand pages with verse alone: those show no edge that lines could be over."""
    done = run("verify", "--no-ace", "--book", MINI, "--out", mini)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_known_verdict_is_not_judged_again(dist: Path) -> None:
    """The build has kept what the validators said of these very bytes: no Java is needed to say it again."""
    call = f"from druckreif.cli import main; main(['verify', '--out', {str(dist)!r}])"
    probe = f"import sys; sys.modules['jpype'] = None\n{call}"
    env = os.environ | {"PYTHONPATH": str(ROOT / "build")}
    done = subprocess.run([sys.executable, "-c", probe], cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_epubcheck_fails_the_book(copy: Path) -> None:
    """Something that only epubcheck knows: a value that is none."""
    change_epub(copy, lambda name, data: data.replace(b"<h1 ", b'<h1 tabindex="x" ', 1) if "vorwort" in name else data)
    text = report(copy)
    assert "epubcheck-rsc-005" in text and "vorwort.xhtml:" in text


def test_an_epubcheck_warning_fails_the_book_too(copy: Path) -> None:
    old, new = b"<dc:date>2026-01-01", b"<dc:date>gestern"
    change_epub(copy, lambda name, data: data.replace(old, new) if name.endswith(".opf") else data)
    assert "epubcheck-" in report(copy)


def test_the_older_epubcheck_fails_the_book(copy: Path) -> None:
    """Something that the current one takes and 4.2.6 does not know: the page source of EPUB 3.4 (OPF-027)."""
    old, new = b"</metadata>", b'<meta property="pageBreakSource">urn:x:1</meta></metadata>'
    change_epub(copy, lambda name, data: data.replace(old, new) if name.endswith(".opf") else data)
    text = report(copy)
    assert "epubcheck-4.2.6-opf-027" in text and "epubcheck-opf-027" not in text


def test_what_both_epubchecks_say_is_said_once(copy: Path) -> None:
    change_epub(copy, lambda name, data: data.replace(b"<h1 ", b'<h1 tabindex="x" ', 1) if "vorwort" in name else data)
    assert report(copy).count('value of attribute "tabindex" is invalid') == 1


def test_ace_fails_the_book(copy: Path, ace: str) -> None:
    """Something that only Ace knows: a heading without words."""
    change_epub(copy, lambda name, data: data.replace(b"<h1 ", EMPTY_HEADING + b"<h1 ", 1) if "vorwort" in name else data)
    text = report(copy, ace=True)
    assert "vorwort.xhtml: error ace-empty-heading" in text and "epubcheck" not in text


def test_without_ace_verify_says_so(mini: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("druckreif.make.verifying.find_ace", lambda: "")
    monkeypatch.setattr("druckreif.verify.verdict.find_ace", lambda: "")
    report = make.verify(MINI, mini)
    assert not [finding for finding in report.findings if finding.severity is not Severity.HINT]
    assert "Ace: not installed, so accessibility was not judged; " + HOW + "." in report.remarks


def test_ace_that_is_asked_for_and_missing_is_one_line(mini: Path, tmp_path: Path) -> None:
    done = run("verify", "--book", MINI, "--out", mini, "--ace", PATH=str(tmp_path), DRUCKREIF_CACHE=str(tmp_path / "cache"))
    assert done.returncode == 2
    assert done.stderr == f"Error: Ace is not installed; {HOW}\n"


def test_a_swapped_note_is_found(copy: Path) -> None:
    def swap(name: str, data: bytes) -> bytes:
        if not name.endswith("bogen.xhtml"):
            return data
        return data.replace(b"#fn-bogen-2\"", b"#XX\"").replace(b"#fn-bogen-3\"", b"#fn-bogen-2\"").replace(
            b"#XX\"", b"#fn-bogen-3\""
        )  # fmt: skip

    change_epub(copy, swap)
    assert "does not lead back" in report(copy)


def test_a_lost_note_is_found(copy: Path) -> None:
    change_epub(
        copy, lambda name, data: data.replace(b'id="fn-bogen-4"', b"") if name.endswith("notes.xhtml") else data
    )
    assert "a link to a place that is not there: notes.xhtml#fn-bogen-4" in report(copy)


def test_a_changed_contents_entry_is_found(copy: Path) -> None:
    change_epub(copy, lambda name, data: data.replace(b">Glossar<", b">Glosar<") if name.endswith("toc.ncx") else data)
    assert 'the NCX differs from the book: "Glosar" instead of "Glossar"' in report(copy)


def test_a_missing_file_in_the_epub_is_found(copy: Path) -> None:
    change_epub(copy, lambda name, data: None if name.endswith("vorwort.xhtml") else data)
    assert "vorwort.xhtml: error epub-structure: missing" in report(copy)


def test_an_unreadable_epub_is_a_finding(copy: Path) -> None:
    next(copy.glob("*.epub")).write_bytes(b"no archive")
    text = report(copy)
    assert "not readable as an EPUB" in text


def test_a_missing_file_is_a_finding(copy: Path) -> None:
    next(copy.glob("*print.pdf")).unlink()
    assert "artefact-missing" in report(copy)


def test_a_lost_outline_is_found(copy: Path) -> None:
    path = next(copy.glob("*screen.pdf"))
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        del pdf.Root.Outlines
        pdf.save(path)
    assert "the outline has 0 entries" in report(copy)


def test_a_dead_link_is_found(copy: Path) -> None:
    path = next(copy.glob("*screen.pdf"))
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        link = next(a for page in pdf.pages for a in page.obj.get("/Annots", ()) if "/D" in a.A)
        link.A.D = pikepdf.String("nowhere")
        pdf.save(path)
    assert "a link that leads nowhere" in report(copy)


def test_verapdf_fails_the_book(copy: Path) -> None:
    """Something that only veraPDF knows: a page whose reading order does not follow its tags (7.18.3)."""
    path = next(copy.glob("*screen.pdf"))
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        for page in pdf.pages:
            if "/Annots" in page.obj:
                del page.obj["/Tabs"]
        pdf.save(path)
    assert "pdfua-7.18.3-1" in report(copy)


def test_links_and_tags_in_the_print_edition_are_found(copy: Path) -> None:
    shutil.copy(next(copy.glob("*screen.pdf")), next(copy.glob("*print.pdf")))
    text = report(copy)
    assert "tags in a file for the printer" in text and "a link in a file for the printer" in text


def test_a_font_that_is_not_embedded_is_found(copy: Path) -> None:
    path = next(copy.glob("*print.pdf"))
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        for item in pdf.objects:
            if isinstance(item, pikepdf.Dictionary) and "/FontFile2" in item:
                del item["/FontFile2"]
        pdf.save(path)
    assert "is not embedded" in report(copy)


def test_an_unreadable_pdf_is_a_finding(copy: Path) -> None:
    next(copy.glob("*screen.pdf")).write_bytes(b"%PDF-1.7 nothing")
    assert "not readable as a PDF" in report(copy)
