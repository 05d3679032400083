"""Notes: every call leads to its note and back, in both formats; numbers are gapless, no text is lost or swapped."""

from __future__ import annotations

import re

from conftest import each_place
from finished import TYPE, Epub, Pdf, Tap, X, text_of
from sources import Source, letters, pieces


def with_notes(chapters: list[Source]) -> list[Source]:
    return [chapter for chapter in chapters if chapter.notes]


def holds_in_order(text: str, wanted: list[str]) -> bool:
    """Whether all pieces stand in the text, one after the other."""
    at = 0
    for piece in wanted:
        at = text.find(piece, at)
        if at < 0:
            return False
        at += len(piece)
    return True


def test_the_book_has_notes(chapters: list[Source]) -> None:
    assert sum(len(chapter.notes) for chapter in chapters) >= 35
    for chapter in with_notes(chapters):
        assert set(chapter.calls) == set(chapter.notes)


# ---- EPUB ----


def calls_of(epub: Epub, chapter: Source) -> list[tuple[str, str, str]]:
    """Text, id and target of the calls of a chapter in order."""
    links = [link for link in epub.page(chapter.id).iter(f"{X}a") if link.get(TYPE) == "noteref"]
    return [(text_of(link), link.get("id", ""), link.get("href", "")) for link in links]


def test_epub_numbers_are_gapless_in_each_chapter(epub: Epub, chapters: list[Source]) -> None:
    for chapter in with_notes(chapters):
        numbers = [int(text) for text, _, _ in calls_of(epub, chapter)]
        order = chapter.order()
        assert numbers == [order.index(label) + 1 for label in chapter.calls]
        assert sorted(set(numbers)) == list(range(1, len(chapter.notes) + 1))


def test_epub_calls_lead_to_their_notes_and_back(epub: Epub, chapters: list[Source]) -> None:
    for chapter in with_notes(chapters):
        here = f"{epub.base}/text/{chapter.id}.xhtml"
        for number, id, href in calls_of(epub, chapter):
            file, note = epub.target(here, href)
            assert note is not None and note.get(TYPE) == "footnote"
            back = [link for link in note.iter(f"{X}a") if link.get(TYPE) == "backlink"]
            assert text_of(back[0]).rstrip(".") == number
            returned = [epub.target(file, link.get("href", "")) for link in back]
            assert (here, id) in [(name, element.get("id")) for name, element in returned if element is not None]


def test_epub_notes_hold_their_source_text(epub: Epub, chapters: list[Source]) -> None:
    for chapter in with_notes(chapters):
        here = f"{epub.base}/text/{chapter.id}.xhtml"
        for label, (_, _, href) in zip(chapter.calls, calls_of(epub, chapter), strict=True):
            _, note = epub.target(here, href)
            assert note is not None
            assert holds_in_order(letters(text_of(note)), pieces(chapter.notes[label])), (chapter.id, label)


def test_epub_calls_stand_behind_their_words(epub: Epub, chapters: list[Source]) -> None:
    """The text before each call is the one before the label in the source: none is swapped."""
    for chapter in with_notes(chapters):
        page = letters(text_of(epub.page(chapter.id)))
        numbers = {f"[^{label}]": str(number) for number, label in enumerate(chapter.order(), start=1)}
        for paragraph in chapter.paragraphs:
            numbered = re.sub(r"\[\^[a-z0-9-]+\]", lambda call, numbers=numbers: numbers[call[0]], paragraph)
            if "[](" in numbered or "[@" in numbered:
                continue
            assert holds_in_order(page, pieces(numbered)), paragraph[:80]


def test_epub_has_all_notes_in_the_order_of_the_book(epub: Epub, chapters: list[Source]) -> None:
    notes = [note for note in epub.page("notes").iter(f"{X}div") if note.get(TYPE) == "footnote"]
    wanted = [f"fn-{c.id}-{number}" for c in with_notes(chapters) for number in range(1, len(c.notes) + 1)]
    assert [note.get("id") for note in notes] == wanted
    groups = [text_of(head) for head in epub.page("notes").iter(f"{X}h2")]
    assert [re.sub(r"^\d+\s", "", group) for group in groups] == [chapter.title for chapter in with_notes(chapters)]


def test_epub_notes_are_seen_by_lenient_readers_too(epub: Epub, chapters: list[Source]) -> None:
    """An HTML parser that knows nothing of EPUB finds the same links; nothing is hidden."""
    page = epub.read_as_html("notes")
    assert not page.xpath("//*[@hidden]") and not page.xpath("//aside")
    total = sum(len(chapter.notes) for chapter in chapters)
    assert len(page.xpath("//*[@role='doc-footnote']")) == total
    assert len(page.xpath("//a[@role='doc-backlink']")) >= total


# ---- PDF ----


def call_taps(pdf: Pdf, chapter: Source) -> list[Tap]:
    return [tap for tap in pdf.taps if re.fullmatch(rf"fn-{chapter.id}-\d+", tap.target)]


@each_place
def test_pdf_calls_can_be_tapped_and_lead_to_their_notes(screen: Pdf, chapters: list[Source]) -> None:
    for chapter in with_notes(chapters):
        taps = call_taps(screen, chapter)
        order = chapter.order()
        assert [tap.target for tap in taps] == [f"fn-{chapter.id}-{order.index(label) + 1}" for label in chapter.calls]
        for tap in taps:
            number = tap.target.rsplit("-", 1)[1]
            left, bottom, right, top = tap.rect
            assert right - left > 3 and top - bottom > 6, "too small for a finger"
            assert screen.inside(tap) == number
            assert tap.contents == f"Anmerkung {number}"
            page, _ = screen.places[tap.target]
            assert re.search(rf"(?m)^{number}(?:\.| +\S)", screen.texts[page]), (tap.target, page)


@each_place
def test_pdf_notes_lead_back_to_their_calls(screen: Pdf, chapters: list[Source]) -> None:
    for chapter in with_notes(chapters):
        for tap in call_taps(screen, chapter):
            call = tap.target.replace("fn-", "fnref-", 1)
            page, height = screen.places[call]
            back = [other for other in screen.taps if other.target == call]
            assert back and page == tap.page
            assert abs(height - tap.rect[3]) < 14, "the way back ends at the line of the call"
            note_page, _ = screen.places[tap.target]
            assert back[0].page == note_page


@each_place
def test_the_print_edition_has_the_same_notes_and_no_links(screen: Pdf, printed: Pdf) -> None:
    assert printed.taps == []
    assert printed.texts == screen.texts


@each_place
def test_every_link_of_the_screen_pdf_can_be_tapped(screen: Pdf) -> None:
    """The area of each link stands upright around its words, as high as a line."""
    assert len(screen.taps) > 1000
    for tap in screen.taps:
        left, bottom, right, top = tap.rect
        assert right - left > 2 and top - bottom > 5, tap
        assert screen.inside(tap), tap
        assert tap.contents or tap.uri, tap


# ---- PDF with its notes at the end of the book: the other places have no division of notes ----


def pages_of_notes(pdf: Pdf) -> str:
    """All notes as one run of letters, running heads and folios left out: they are drawn first."""
    starts = [page for depth, _, page in pdf.outline() if depth == 1]
    begin = next(page for depth, text, page in pdf.outline() if text == "Anmerkungen")
    end = next(page for page in starts if page > begin)
    return letters("".join(pdf.bodies[begin:end]))


def test_pdf_notes_hold_their_source_text(screen: Pdf, chapters: list[Source]) -> None:
    text = pages_of_notes(screen)
    wanted = [
        piece
        for chapter in with_notes(chapters)
        for label in chapter.order()
        for piece in pieces(chapter.notes[label])
    ]
    assert holds_in_order(text, wanted)


def test_note_heads_name_the_pages_of_their_calls(screen: Pdf, chapters: list[Source]) -> None:
    """"Anmerkungen zu den Seiten 1–6" for the first and last page with a call."""
    notes = "\n".join(screen.texts)
    for chapter in with_notes(chapters):
        pages = sorted({tap.page for tap in call_taps(screen, chapter)})
        first, last = screen.labels[pages[0]], screen.labels[pages[-1]]
        line = f"Anmerkungen zu den Seiten {first}–{last}" if first != last else f"Anmerkungen zu Seite {first}"
        assert re.search(rf"{re.escape(chapter.title)}\s+{re.escape(line)}", notes), line


def test_running_heads_of_notes_name_the_pages_too(screen: Pdf) -> None:
    begin = next(page for _, text, page in screen.outline() if text == "Anmerkungen")
    heads = [screen.texts[page].strip().splitlines()[0] for page in range(begin + 2, begin + 4, 2)]
    assert any(re.match(r"Anmerkungen zu (den Seiten \d+–\d+|Seite \d+)", head) for head in heads), heads
