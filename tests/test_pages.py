"""Pages of a finished PDF that several processes read: the same as those that one reads, whatever befalls a process."""

from __future__ import annotations

import gc
import io
import tracemalloc
from pathlib import Path

import pypdfium2
import pytest
from druckreif.base import child
from druckreif.make.verifying import Readers
from druckreif.model.edition import Artefact
from druckreif.verify import pages
from druckreif.verify.glyphs import _Reader
from druckreif.verify.pages import Reading, load_pages, read_pages, readings
from druckreif.write.workers import Workers
from pypdf import PdfReader


@pytest.fixture
def printed(mini: Path, monkeypatch: pytest.MonkeyPatch) -> Artefact:
    monkeypatch.setattr(pages, "LEAST", 2)
    path = next(mini.glob("*-print.pdf"))
    return Artefact(path.name, path.read_bytes(), "print", "print")


def test_parts_hold_every_page_once(printed: Artefact) -> None:
    whole = read_pages(printed.data)
    assert [page.label for page in whole] == list(PdfReader(io.BytesIO(printed.data)).page_labels)
    for count in (1, 2, 3, 1000):
        parts = readings(printed.data, count)
        assert len(parts) == min(count, len(whole) // 2)
        assert [page for part in parts for page in load_pages(part.done())] == whole


def test_nothing_is_cut_from_what_cannot_be_read() -> None:
    assert readings(b"no PDF", 2) == [] and read_pages(b"no PDF") == []
    assert load_pages(Reading(b"no PDF", 0, 1).done()) == []


@pytest.mark.parametrize("program", ["", "/bin/false"])
def test_workers_read_what_one_process_reads(printed: Artefact, program: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a program that is no Python every process dies at once, and the pages are read here."""
    if program:
        monkeypatch.setattr(child.sys, "executable", program)
    with Workers(2) as team:
        team.warm(2)
        readers = Readers(team)
        readers.begin(printed, None)  # type: ignore[arg-type]  # asked for printers' files alone
        assert len(readers.begun[printed.name]) > 1
        assert readers.pages(printed) == read_pages(printed.data)


def test_one_process_alone_reads_them_itself(printed: Artefact) -> None:
    with Workers(1) as team:
        readers = Readers(team)
        readers.begin(printed, None)  # type: ignore[arg-type]  # asked for printers' files alone
        assert not readers.begun and readers.pages(printed) == read_pages(printed.data)


def test_what_is_kept_of_a_page_is_small(printed: Artefact) -> None:
    """Until all pages are read, each glyph is kept: of a thousand pages there are two millions."""
    document = pypdfium2.PdfDocument(printed.data)
    tracemalloc.start()
    try:
        reader = _Reader()
        kept = [reader.read(document[index], document.get_page_label(index)) for index in range(len(document))]
        gc.collect()
        size, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
        document.close()
    glyphs = sum(len(page.text) for page in kept)
    kinds = 300 * len(reader.kinds)
    assert glyphs > 5000 and size < 64 * glyphs + kinds, f"{size} bytes for {glyphs} glyphs of {len(reader.kinds)} kinds"
