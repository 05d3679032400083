"""`build --only`: a proof of some chapters has the numbers of the whole book, and touches nothing of it."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from pathlib import Path

import pypdf
import pytest
from conftest import run
from lxml import etree

MORE = " Mehr auf [](#anfang){.page} und in [](#anfang), siehe [](#tab-bogen).\n"
SCREEN = "only/probe-weiter-screen.pdf"


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book whose second chapter refers to the first, and its screen PDF in dist/."""
    folder = tmp_path_factory.mktemp("only") / "b"
    run("new", folder, "--title", "Probe")
    edit(folder / "chapters/02-weiter.md", "kurzem Titel.[^zwei]\n", f"kurzem Titel.[^zwei]{MORE}")
    done = run("build", "screen", cwd=folder)
    assert done.returncode == 0, done.stdout
    return folder


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    """The same, never built."""
    run("new", tmp_path / "b", "--title", "Probe")
    edit(tmp_path / "b/chapters/02-weiter.md", "kurzem Titel.[^zwei]\n", f"kurzem Titel.[^zwei]{MORE}")
    return tmp_path / "b"


def words(page: pypdf.PageObject) -> str:
    return " ".join(page.extract_text().replace("\u00a0", " ").split())


def first_page(pdf: pypdf.PdfReader, sign: str) -> int:
    return next(index for index, page in enumerate(pdf.pages) if sign in words(page))


def test_a_chapter_alone_bears_the_numbers_of_the_book(book: Path) -> None:
    whole = pypdf.PdfReader(book / "dist/probe-screen.pdf")
    before = (book / "dist/probe-screen.pdf").read_bytes()
    done = run("build", "--only", "weiter", cwd=book)
    assert done.returncode == 0, done.stdout
    assert "A proof, not verified" in done.stdout and SCREEN in done.stdout
    proof = pypdf.PdfReader(book / "dist" / SCREEN)
    at = first_page(whole, "Das zweite Kapitel zählt")
    assert words(proof.pages[0]) == words(whole.pages[at])
    assert re.search(r"Mehr auf Seite \d+ und in Kapitel 1, siehe Tabelle 1\.", words(proof.pages[0]))
    assert proof.page_labels[0] == whole.page_labels[at]
    notes = first_page(proof, "Die Zählung beginnt")
    assert proof.page_labels[notes] == whole.page_labels[first_page(whole, "Die Zählung beginnt")]
    assert "Anmerkungen stehen am Ende der Datei" not in "".join(map(words, proof.pages))
    assert (book / "dist/probe-screen.pdf").read_bytes() == before
    assert sorted(path.name for path in (book / "dist").iterdir()) == ["only", "probe-screen.pdf"]


def test_no_link_of_a_proof_leads_nowhere(book: Path) -> None:
    run("build", "--only", "weiter", cwd=book)
    pdf = pypdf.PdfReader(book / "dist" / SCREEN)
    names = set(pdf.named_destinations)
    targets = [link.get_object()["/A"]["/D"] for page in pdf.pages for link in page.get("/Annots") or ()
               if "/D" in link.get_object().get("/A", {})]  # fmt: skip
    assert len(targets) >= 4 and set(targets) <= names


def test_several_chapters_and_all_their_names(book: Path) -> None:
    bytes_of = set()
    for name in ("weiter", "2", "02-weiter", "02-weiter.md", "chapters/02-weiter.md"):
        assert run("build", "--only", name, cwd=book).returncode == 0
        bytes_of.add((book / "dist" / SCREEN).read_bytes())
    assert len(bytes_of) == 1
    done = run("build", "--only", "2", "--only", "vorwort", cwd=book)
    assert done.returncode == 0, done.stdout
    proof = pypdf.PdfReader(book / "dist/only/probe-vorwort-weiter-screen.pdf")
    assert first_page(proof, "Dieses Buch ist ein Anfang") < first_page(proof, "Das zweite Kapitel zählt")
    assert re.fullmatch("[ivx]+", proof.page_labels[0])


@pytest.mark.parametrize(("name", "hint"), [("wieter", 'did you mean "weiter"?'), ("chapters/02-wieter.md", "02-weiter.md"),
                                            ("99", "use vorwort, anfang, weiter"), ("../x", "use vorwort")])  # fmt: skip
def test_a_misspelt_chapter(book: Path, name: str, hint: str) -> None:
    done = run("build", "--only", name, "--out", "other", cwd=book)
    assert done.returncode == 2 and f'there is no chapter "{name}"' in done.stderr and hint in done.stderr
    assert not (book / "other").exists()


def test_only_what_can_be_cut_is_built(book: Path) -> None:
    done = run("build", "bod", "--only", "weiter", cwd=book)
    assert done.returncode == 2 and 'a proof of chapters cannot be made as "bod"' in done.stderr


def test_without_a_whole_build_pages_count_from_one(fresh: Path) -> None:
    done = run("build", "--only", "weiter", cwd=fresh)
    assert done.returncode == 0 and "the whole book was not built yet" in done.stdout
    proof = pypdf.PdfReader(fresh / "dist" / SCREEN)
    assert proof.page_labels[0] == "1" and "Mehr auf Seite ? und in Kapitel 1" in words(proof.pages[0])
    assert not list((fresh / "dist").glob("*.*"))


def test_mistakes_elsewhere_do_not_stand_in_the_way(fresh: Path) -> None:
    edit(fresh / "chapters/01-anfang.md", "[^erste]: ", "[^andere]: ")
    done = run("build", "--only", "weiter", cwd=fresh)
    assert done.returncode == 0 and "In other chapters: 2 findings; druckreif check shows them." in done.stdout
    assert "in Kapitel 1" in words(pypdf.PdfReader(fresh / "dist" / SCREEN).pages[0])
    (fresh / "dist" / SCREEN).write_bytes(b"old")
    edit(fresh / "chapters/02-weiter.md", "[^zwei]: ", "[^drei]: ")
    done = run("build", "--only", "weiter", cwd=fresh)
    assert done.returncode == 1 and "chapters/02-weiter.md:7:" in done.stdout and "01-anfang" not in done.stdout
    assert (fresh / "dist" / SCREEN).read_bytes() == b"old"


def test_the_epub_of_a_chapter_is_whole_in_itself(book: Path) -> None:
    done = run("build", "epub", "--only", "weiter", cwd=book)
    assert done.returncode == 0, done.stdout
    files = zipfile.ZipFile(io.BytesIO((book / "dist/only/probe-weiter.epub").read_bytes()))
    texts = {name: etree.fromstring(files.read(name)) for name in files.namelist() if name.endswith(".xhtml")}
    assert sorted(name.rsplit("/", 1)[-1] for name in texts) == ["nav.xhtml", "notes.xhtml", "weiter.xhtml"]
    ids = {name: set(root.xpath("//@id")) for name, root in texts.items()}
    links = [(name, str(href)) for name, root in texts.items() for href in root.xpath("//@href") if "://" not in href]
    assert len(links) > 6
    for name, href in links:
        file, _, anchor = href.partition("#")
        target = posixpath.normpath(posixpath.join(posixpath.dirname(name), file)) if file else name
        assert target in files.namelist() and (not anchor or anchor in ids[target]), (name, href)
    (chapter,) = [root for name, root in texts.items() if name.endswith("/weiter.xhtml")]
    assert "in Kapitel 1, siehe Tabelle 1" in "".join(map(str, chapter.itertext())).replace("\u00a0", " ")
