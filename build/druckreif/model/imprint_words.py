"""The words of the imprint page, by language of the book.

The note of the Deutsche Nationalbibliothek is worded as imprints have it that publishers printed between 2012 and 2024 (Oldenbourg,
Springer, BoD; compared on 2026-11-28, addresses of the catalogue differ); a page of the library that prescribes it was not found.
"""

from __future__ import annotations

from collections.abc import Mapping

Words = Mapping[str, str]

GERMAN: Words = {
    "printer": "Druck: {who}",
    "responsible": "Verantwortlich für den Inhalt: {who}",
    "library": "Bibliografische Information der Deutschen Nationalbibliothek: Die Deutsche Nationalbibliothek verzeichnet diese "
    "Publikation in der Deutschen Nationalbibliografie; detaillierte bibliografische Daten sind im Internet über dnb.dnb.de "
    "abrufbar.",
    "certified": "Barrierefreiheit: Nach dem Urteil von {who} erfüllt dieses E-Book EPUB Accessibility 1.1 und WCAG 2.2, Stufe AA.",
    "micro-enterprise": "Barrierefreiheit: Der Verlag ist ein Kleinstunternehmen und nimmt die Ausnahme nach § 3 Absatz 3 BFSG "
    "in Anspruch.",
    "disproportionate-burden": "Barrierefreiheit: Der Verlag nimmt die Ausnahme wegen unverhältnismäßiger Belastung nach Artikel "
    "14 der Richtlinie (EU) 2019/882 in Anspruch.",
    "fundamental-alteration": "Barrierefreiheit: Der Verlag nimmt die Ausnahme wegen grundlegender Veränderung nach Artikel 14 "
    "der Richtlinie (EU) 2019/882 in Anspruch.",
    "barriers": "Wer auf eine Barriere stößt, schreibt an {contact}.",
}

ENGLISH: Words = {
    "printer": "Printed by {who}",
    "responsible": "Responsible for the content: {who}",
    "library": "Bibliographic information published by the Deutsche Nationalbibliothek: The Deutsche Nationalbibliothek lists this "
    "publication in the Deutsche Nationalbibliografie; detailed bibliographic data are available on the Internet at dnb.dnb.de.",
    "certified": "Accessibility: In the judgement of {who} this ebook fulfils EPUB Accessibility 1.1 and WCAG 2.2, level AA.",
    "micro-enterprise": "Accessibility: The publisher is a micro-enterprise and claims the exemption of Article 4(5) of Directive "
    "(EU) 2019/882.",
    "disproportionate-burden": "Accessibility: The publisher claims the exemption of Article 14 of Directive (EU) 2019/882 for a "
    "disproportionate burden.",
    "fundamental-alteration": "Accessibility: The publisher claims the exemption of Article 14 of Directive (EU) 2019/882 for a "
    "fundamental alteration.",
    "barriers": "Readers who meet a barrier write to {contact}.",
}


def imprint_words(language: str) -> Words:
    """The words of a language; English for languages that have none yet."""
    return GERMAN if language.split("-")[0] == "de" else ENGLISH
