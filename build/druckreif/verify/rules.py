"""What the checks of finished files mean: the texts that `druckreif explain` prints."""

from __future__ import annotations

EXPLAIN: dict[str, str] = {
    "character-missing": "a character that the book's typeface does not have.\n\nWhy: each machine would take it from another font, or print an empty box.\nInstead: another character, or a transliteration.",
    "note-too-long": "a footnote that no page has room for.\n\nWhy: what does not fit would be cut off.\nInstead: shorten it, or let the notes of the edition stand at the end of the chapter or the book (editions, notes, place).",
    "note-displaced": "a footnote that cannot stand on the page of its call.\n\nWhy: a reader looks for it at the foot of the page.\nInstead: move its call to another sentence, or shorten the notes of the page.",
    "edition-none": "an edition that the book does not have.\n\nWhy: editions, print, exists: false in book.yaml says that it never appears in print.\nInstead: build another edition, or take that line out.",
    "page-unsettled": "a page number in the text whose length moves the very place that it names to another page.\n\nWhy: the number would be wrong whichever is printed.\nInstead: change the words around the reference, or refer to the section: [](#id).",
    "press-pages": "a number of pages that a service does not bind.\n\nInstead: another paper, trim or service; the message names the limits and where they are from.",
    "press-unknown": "a figure that a cover needs and that no source gives.\n\nWhy: a guessed spine makes a cover that does not fit the book.\nInstead: ask the calculator of the service for the number of pages that the message names, and write the key that the hint names.",
    "artefact-missing": "a finished file that is not there.\n\nInstead: run druckreif build (make book).",
    "artefact-changed": "a file in the folder of a release that is not the one which was checked.\n\nWhy: what is uploaded must be what was verified.\nInstead: run druckreif release (make release) again.",
    "ace": "what Ace by DAISY says of the accessibility of the EPUB; the part after the hyphen is its rule.\n\nWhy: people who listen, enlarge or change colours must be able to read the book, and the law asks for it in the European Union.\nInstead: if the sources are clean, it is a defect of druckreif; please report it.",
    "epubcheck": "what the W3C's epubcheck says of the EPUB; the last part is its message id, and 4.2.6 before it means the version that some shops still use.\n\nWhy: shops and reading systems refuse files that it refuses.",
    "onix": "a product record that does not fit EDItEUR's schema of its version, or a number or date in it that is none.\n\nWhy: shops and catalogues refuse the whole message.\nInstead: correct the value in book.yaml that the message names; if the sources are clean, it is a defect of druckreif, please report it.",
    "pdfua": "what veraPDF says of the tagged PDF; the part after the hyphen is the clause of PDF/UA-1 (ISO 14289-1) and its test.\n\nWhy: the file says of itself that it is PDF/UA, and screen readers rely on that.\nInstead: if the sources are clean, it is a defect of druckreif; please report it.",
    "epub-structure": "a fault of the finished EPUB: a file, link, note or table of contents that does not fit.\n\nWhy: it is a defect of druckreif if the sources are clean; please report it.",
    "epub-pages": "a page that the EPUB names and that the printed book does not have, or that begins elsewhere there.\n\nWhy: a class or a reading circle finds a place by its page, on paper and on an e-reader.\nInstead: build both editions anew, together (make book).",
    "parity": "an edition that does not say what the sources say: a word is lost, added, or in another place.\n\nWhy: readers of the EPUB and of the printed book must be able to rely on the same text.\nInstead: if the finished file was changed, build it anew; else it is a defect of druckreif, please report it.",
    "pdf-type": "a figure of the printed type that passes the theme's limit (styles/limits): word spaces, hyphens in a row, page ends, grid.\n\nWhy: loose lines and lonely ones disturb reading; the limits are those that the theme's pages hold.\nInstead: druckreif proof shows the worst lines with their place in the sources; rewrite one, or allow the typesetter another division (hyphenation in book.yaml).",
    "pdf-structure": "a fault of a finished PDF: a page, link, outline entry, font or tag that does not fit.\n\nWhy: it is a defect of druckreif if the sources are clean; please report it.",
}  # fmt: skip
