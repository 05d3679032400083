"""The words of the metadata sheet and the checklist that an editor uploads a book with, by language."""

from __future__ import annotations

from collections.abc import Mapping

Words = Mapping[str, str]

GERMAN: Words = {
    "decimal": ",", "which": "Ausgabe", "sheet": "Metadaten", "sheet_use": "Zum Übertragen in das Formular. Alles stammt aus book.yaml und aus den fertigen Dateien.",
    "field": "Feld", "value": "Wert", "title": "Titel", "subtitle": "Untertitel", "series": "Reihe", "number": "Band",
    "edition": "Auflage", "language": "Sprache", "isbn_print": "ISBN der Druckausgabe", "isbn_epub": "ISBN des E-Books",
    "none": "keine", "publisher": "Verlag", "brand": "Imprint", "place": "Ort", "date": "Erscheinungstermin",
    "pages": "Seiten insgesamt", "numbered": "davon arabisch gezählt", "front": "davon römisch gezählt", "trim": "Format",
    "spine": "Rückenbreite", "paper": "Papier", "ink": "Innenteil", "binding": "Einband", "black": "schwarz",
    "colour": "farbig", "paperback": "Taschenbuch", "hardcover": "Hardcover", "words": "Wörter im Text",
    "size": "Dateigröße", "rights": "Rechte", "licence": "Lizenz", "audience": "Zielgruppe", "contributors": "Mitwirkende",
    "name": "Name", "sort": "sortiert als", "role": "Rolle", "prices": "Preise", "price": "Preis", "countries": "Länder",
    "kind": "Art", "tax": "enthaltene Steuer", "fixed": "gebunden", "recommended": "empfohlen", "print": "Druckausgabe",
    "epub": "E-Book", "subjects": "Fachgebiete", "scheme": "Schema", "code": "Code", "heading": "Bezeichnung",
    "keywords": "Schlagwörter", "short": "Kurztext ({count} Zeichen)", "blurb": "Text ({count} Zeichen)", "contents": "Inhalt",
    "accessibility": "Barrierefreiheit", "general": "Allgemeines Publikum", "children": "Kinder", "teenage": "Jugendliche",
    "students": "Studierende", "professional": "Fachpublikum", "mm": "{value} mm", "by": "{width} × {height} mm",
    "aut": "Autor", "edt": "Herausgeber", "trl": "Übersetzer", "aui": "Vorwort", "ill": "Illustration",
    "bkd": "Buchgestaltung", "cov": "Umschlag", "pbl": "Verlag", "ann": "Anmerkungen", "cmm": "Kommentar",
    "com": "Zusammenstellung", "ctb": "Mitarbeit", "pfr": "Korrektorat", "tyg": "Typografie", "ths": "Beratung",
    "checklist": "Checkliste", "checked": "Schon geprüft", "todo": "Noch zu tun",
    "files": "Dateien", "file": "Datei", "bytes": "Bytes", "sums": "Prüfsummen stehen in SHA256SUMS (prüfen: sha256sum -c SHA256SUMS).",
    "ok_open": "Kein Platzhalter ist offen, das Impressum ist vollständig, jedes lange Zitat ist verglichen oder freigegeben.",
    "ok_same": "Druckausgabe und EPUB sagen Wort für Wort, was die Quellen sagen.",
    "ok_epub": "epubcheck 5.3.0 und 4.2.6 finden im EPUB nichts.",
    "ok_onix": "Die ONIX-Meldungen (3.0 und 3.1) entsprechen den Schemata von EDItEUR; Prüfziffern und Daten stimmen.",
    "ok_press": "Die Druckvorprüfung nach den Angaben von {name} findet nichts: Maße, Beschnitt, Ränder, Bund, Schriften, Farben, "
    "Auflösung, Rücken, Strichcode.",
    "ok_pages": "Seitenzahl und Format im Datenblatt sind an der Datei gemessen: {pages} Seiten, {trim}.",
    "do_order": "Bestellen als: {order}.",
    "do_fill": "Felder des Formulars aus metadata.md übertragen; wer ONIX annimmt, bekommt die Meldung statt des Formulars.",
    "do_interior": "{file} als Innenteil hochladen.", "do_cover": "{file} als Umschlag hochladen.",
    "do_epub": "{file} hochladen.",
    "no_cover": "Der Umschlag fehlt hier: mit der Vorlage des Dienstes anlegen, Rückenbreite für {pages} Seiten dort berechnen.",
    "do_spine": "Rückenbreite im Rechner des Dienstes bestätigen: {spine}.",
    "do_barcode_service": "Keinen Strichcode auf den Umschlag setzen: der Dienst druckt ihn selbst.",
    "do_preview": "In der Vorschau des Dienstes jede Seite ansehen: Rand, Bund, Rücken, Umschlag.",
    "do_price": "Preise eintragen wie im Datenblatt; es ist noch keiner festgelegt, wenn dort keiner steht.",
    "do_fixed": "Der Ladenpreis ist mit Umsatzsteuer festzusetzen und bekannt zu machen (§ 5 BuchPrG), auch für das E-Book.",
    "do_proof": "Ein Probeexemplar bestellen und lesen, bevor der Verkauf freigegeben wird.",
    "do_deposit": "Pflichtexemplare: binnen einer Woche nach Erscheinen zwei gedruckte und die Datei an die Deutsche "
    "Nationalbibliothek (§§ 14–16 DNBG), weitere nach Landesrecht. Für Bücher auf Bestellung mit unter 25 verkauften Exemplaren "
    "genügt die Datei (§ 4 PflAV).",
    "do_vlb": "Titel im VLB melden; dort wird die Warengruppe verlangt.",
    "do_safety": "Für die Druckausgabe eine Risikoanalyse nach der Verordnung (EU) 2023/988 ablegen und zehn Jahre aufbewahren.",
    "do_access": "Die Angaben zur Barrierefreiheit im Shop mit dem Datenblatt vergleichen.",
    "advice": "Die rechtlichen Hinweise fassen zusammen und ersetzen keine Rechtsberatung.",
    "ebook": "E-Book-Shops",
}  # fmt: skip

ENGLISH: Words = {
    "decimal": ".", "which": "Edition", "sheet": "Metadata", "sheet_use": "For the service's form. All of it comes from book.yaml and from the finished files.",
    "field": "Field", "value": "Value", "title": "Title", "subtitle": "Subtitle", "series": "Series", "number": "Number",
    "edition": "Edition", "language": "Language", "isbn_print": "ISBN of the printed book", "isbn_epub": "ISBN of the ebook",
    "none": "none", "publisher": "Publisher", "brand": "Imprint", "place": "Place", "date": "Publication date",
    "pages": "Pages in all", "numbered": "with Arabic numbers", "front": "with Roman numbers", "trim": "Trim size",
    "spine": "Spine width", "paper": "Paper", "ink": "Interior", "binding": "Binding", "black": "black",
    "colour": "colour", "paperback": "paperback", "hardcover": "hardcover", "words": "Words of text",
    "size": "File size", "rights": "Rights", "licence": "Licence", "audience": "Audience", "contributors": "Contributors",
    "name": "Name", "sort": "sorted as", "role": "Role", "prices": "Prices", "price": "Price", "countries": "Countries",
    "kind": "Kind", "tax": "tax included", "fixed": "fixed", "recommended": "recommended", "print": "printed book",
    "epub": "ebook", "subjects": "Subjects", "scheme": "Scheme", "code": "Code", "heading": "Heading",
    "keywords": "Keywords", "short": "Short text ({count} characters)", "blurb": "Text ({count} characters)",
    "contents": "Contents",
    "accessibility": "Accessibility", "general": "General readers", "children": "Children", "teenage": "Teenagers",
    "students": "Students", "professional": "Professionals", "mm": "{value} mm", "by": "{width} × {height} mm",
    "aut": "Author", "edt": "Editor", "trl": "Translator", "aui": "Foreword", "ill": "Illustrator",
    "bkd": "Book designer", "cov": "Cover", "pbl": "Publisher", "ann": "Notes", "cmm": "Commentary",
    "com": "Compiler", "ctb": "Contributor", "pfr": "Proofreader", "tyg": "Typographer", "ths": "Adviser",
    "checklist": "Checklist", "checked": "Checked already", "todo": "Still to do",
    "files": "Files", "file": "File", "bytes": "Bytes", "sums": "Check sums are in SHA256SUMS (sha256sum -c SHA256SUMS).",
    "ok_open": "No placeholder is open, the imprint is complete, every long quotation was compared or allowed.",
    "ok_same": "The printed book and the EPUB say what the sources say, word by word.",
    "ok_epub": "epubcheck 5.3.0 and 4.2.6 find nothing in the EPUB.",
    "ok_onix": "The ONIX messages (3.0 and 3.1) fit EDItEUR's schemas; check digits and dates are right.",
    "ok_press": "Preflight by the figures of {name} finds nothing: measures, bleed, margins, gutter, fonts, colours, resolution, "
    "spine, bar code.",
    "ok_pages": "Pages and trim size in the sheet are measured on the file: {pages} pages, {trim}.",
    "do_order": "Order as: {order}.",
    "do_fill": "Fill the form from metadata.md; who takes ONIX gets the message instead.",
    "do_interior": "Upload {file} as the interior.", "do_cover": "Upload {file} as the cover.",
    "do_epub": "Upload {file}.",
    "no_cover": "There is no cover here: make it with the service's template, and have the spine of {pages} pages computed there.",
    "do_spine": "Confirm the width of the spine with the service's calculator: {spine}.",
    "do_barcode_service": "Put no bar code on the cover: the service prints it.",
    "do_preview": "Look at every page in the service's preview: margins, gutter, spine, cover.",
    "do_price": "Enter the prices of the sheet; none has been set if there is none.",
    "do_fixed": "In Germany the final price with tax must be set and published (section 5 BuchPrG), for the ebook too.",
    "do_proof": "Order a proof copy and read it before the book goes on sale.",
    "do_deposit": "Legal deposit in Germany: two printed copies and the file to the Deutsche Nationalbibliothek within a week of "
    "publication (sections 14 to 16 DNBG), more under state law. For books printed on demand with fewer than 25 copies sold the file "
    "will do (section 4 PflAV).",
    "do_vlb": "Report the title to the VLB, which asks for the Warengruppe.",
    "do_safety": "Keep a risk analysis of the printed book for ten years (Regulation (EU) 2023/988).",
    "do_access": "Compare what the shop says of accessibility with the sheet.",
    "advice": "The notes on law are a summary, no legal advice.",
    "ebook": "Ebook shops",
}  # fmt: skip


def upload_words(language: str) -> Words:
    """The words of a language; English for languages that have none yet."""
    return GERMAN if language.split("-")[0] == "de" else ENGLISH
