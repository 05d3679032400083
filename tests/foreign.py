"""Manuscripts of other programs, made by hand: web pages, DOCX, ODT and EPUB, each with what real ones have."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from druckreif.base.pandoc import pandoc
from PIL import Image

# ---- a long page of the web, with what stands around its text ----

_NOTES = (
    "Karl Uferer: <i>Die Brücke von Altwasser</i>, Altwasser 1931, S. 12.",
    "Ebd., S. 14.",
    "Ebd.",
    "So der Bericht des Amtes; vgl. Karl Uferer: <i>Die Brücke von Altwasser</i>, S. 40 f.",
    "Karl Uferer: <i>Die Brücke von Altwasser</i>, S. 40.</p><p>Im Original heißt es: „Man sagte mir: ‚Die Brücke hält.‘ Ich ging trotzdem zu Fuß.“"
    "</p><p>Der Satz fehlt in allen späteren Ausgaben.",
    "Ebd., S. 41.",
    "Fähre: ein Boot, das an einem Seil geführt wird.",
    "Hanna Steg: <i>Briefe vom Damm</i>, o. O. 1920, S. 7.",
    "Ebd., S. 8.",
    "Das Gedicht ist anonym; es hing bis 1950 im Fährhaus.",
    "Hanna Steg: <i>Lieder vom Wasser</i>, o. O. 1922, S. 3.",
    "Ebd., S. 5.",
)


def _call(number: int) -> str:
    return f'<sup class="fn"><a href="#fn{number}" id="ref{number}">[{number}]</a></sup>'


def _listed(number: int, text: str) -> str:
    return f'<li id="fn{number}"><p>{text} <a href="#ref{number}" title="zurück">↑</a></p></li>'


_FILLER = (
    "Der Fluss kam aus den Bergen und nahm mit, was lose lag. ",
    "Im Amt wurde geschrieben, am Ufer wurde gewartet, und beides dauerte. ",
    "Wer hinüber wollte, rief; wer gerufen wurde, kam, wenn es ihm passte. ",
    "Die Bretter waren numeriert, aber nicht der Reihe nach. ",
)


def _filler(number: int) -> str:
    """A paragraph like none before it, without a note."""
    return f"<p>{''.join(_FILLER[(number + step) % 4] for step in range(3))}So stand es im Heft Nummer {number + 100}.</p>"


def long_page() -> bytes:
    """A page of a magazine: banner, menus, cookies, sharing, teasers, comments; chapters, notes, "Ebd.", letter, poem."""
    filler = ["\n".join(_filler(at) for at in range(start, start + 14)) for start in (0, 14, 28)]
    return f"""<!DOCTYPE html>
<html lang="de-DE"><head><meta charset="utf-8"><title>Die Brücke von Altwasser | Uferblätter</title>
<meta name="author" content="Ida Beispiel"><script>var words = "nicht gedruckt";</script>
<style>p {{ margin: 0 }}</style></head>
<body class="single has-sidebar">
<a class="skip-link" href="#inhalt">Zum Inhalt springen</a>
<div id="cookie-banner" role="dialog">Wir verwenden Cookies. <button>Alle annehmen</button> <button>Ablehnen</button></div>
<header><div class="logo">Uferblätter</div><nav><ul><li><a href="/">Start</a></li><li><a href="/archiv">Archiv</a></li>
<li><a href="/abo">Abonnement</a></li></ul></nav><form><input name="q"><button>Suchen</button></form></header>
<div class="breadcrumb">Start › Archiv › Flüsse</div>
<main id="inhalt"><article>
<header><h1>Die Brücke von Altwasser</h1><p class="subtitle">Aus den Papieren eines Fährmanns</p></header>
<div class="social-share">Teilen: <a href="https://example.org/a">Kurznachricht</a> <a href="https://example.org/b">Post</a></div>
<h2>Der Übergang</h2>
<p>Zuerst war da nur ein Seil.{_call(1)} Der Fährmann, den alle „den Alten“ nannten, zog es selbst über den Fluss.{_call(2)}
Er sagte: „Man sagt mir: ‚Ein Seil ist keine Brücke.‘ Das ist wahr, aber es ist auch kein Wasser.“{_call(3)}</p>
<figure><img src="https://example.org/seil.jpg" alt="Ein Seil"><figcaption>Das Seil, um 1900</figcaption></figure>
<p>Das Amt schrieb, die <em>Gesellschaft der Ufer</em> habe den Bau beschlossen.{_call(4)}</p>
<blockquote><p>Die Brücke wird gebaut, sobald der Fluss es zulässt.</p><p>Der Fluss ist zu befragen.</p>
<footer>— Erlass vom 3. Mai</footer></blockquote>
{filler[0]}
<aside class="related-posts"><h3>Lesen Sie auch</h3><a href="/x">Zehn schöne Mühlen</a></aside>
<h2>Die Papiere</h2>
<p>Gefunden wurden die Papiere im Boden des Boots.{_call(5)} Sie sind feucht geworden, aber lesbar.{_call(6)} Von der Fähre
selbst blieb nichts.{_call(7)}</p>
{filler[1]}
<p>Einer der Briefe lautet:{_call(8)}</p>
<div class="letter"><p>Altwasser, den 9. März 1903</p><p>Liebe Schwester,</p><p>der Fluss steht hoch, und ich stehe daneben.
Schick mir Nägel, keine Ratschläge.{_call(9)}</p><p>Dein Bruder<br>Johann</p></div>
<h2>Was blieb</h2>
{filler[2]}
<p>Im Fährhaus hing ein Gedicht:{_call(10)}</p>
<p class="poem">Wer übers Wasser will, der ruft,<br>und wer nicht ruft, bleibt stehn.<br>Das Seil ist nass, der Mann ist alt,
<br>er kann uns nicht mehr sehn.<br><br>Wir rufen, bis es dunkel wird,<br>dann rudern wir allein.<br>Am andern Ufer steht ein Licht,
<br>es wird die Brücke sein.</p>
<p>Es steht auch in den Liedern der Hanna Steg.{_call(11)} Dort fehlt die letzte Zeile.{_call(12)} Siehe noch einmal den
Anfang.<sup><a href="#fn1">[1]</a></sup></p>
<hr>
<section class="footnotes"><h2>Anmerkungen</h2>
<ol>{"".join(_listed(number, text) for number, text in enumerate(_NOTES, start=1))}</ol></section>
</article>
<section id="comments"><h3>Kommentare</h3><p>Schöner Text! Mein Großvater kannte den Fährmann.</p></section></main>
<aside class="sidebar"><h3>Meistgelesen</h3><p>Die Kunst, nicht zu schwimmen</p></aside>
<div style="display: none">Unsichtbares für Suchmaschinen</div>
<footer><p>© Uferblätter. Impressum. Datenschutz.</p></footer>
<script src="https://example.org/zaehler.js"></script></body></html>
""".encode()


def old_page() -> bytes:
    """A page of the nineties: Windows-1252, no paragraphs, a table for the layout, raised figures that lead nowhere."""
    return """<HTML><HEAD><TITLE>Der lange Winter</TITLE>
<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=iso-8859-1"></HEAD>
<BODY BGCOLOR="#FFFFFF"><TABLE BORDER=0><TR><TD WIDTH=120>&nbsp;</TD><TD>
<H1 ALIGN=CENTER>Der lange Winter</H1>
<H2>Erstes Kapitel</H2>
Im Dezember fror der See zu\x85 und niemand wunderte sich.<SUP>1</SUP> Man ging hin&uuml;ber, als w\xe4re er eine Stra\xdfe.
<BR><BR>
Im Januar kam der Wind,<SUP>2</SUP> und die <I>Zeitung</I> kam nicht.<BR><BR>
<CENTER>* * *</CENTER>
Im Februar war das Holz zu Ende &#8211; man verbrannte St\xfchle.<SUP>3</SUP>
<H2>Zweites Kapitel</H2>
Der M\xe4rz brachte Wasser statt Eis.<SUP>4</SUP> Die Br\xfccke stand noch, und auf ihr stand
<FONT COLOR=red><B>niemand</B></FONT>, der sie h\xe4tte messen k\xf6nnen.
<HR>
<H3>Anmerkungen</H3>
<P>1. Nach dem Kalender der Gemeinde.
<P>2. Er wehte drei Wochen.
<P>3. Verzeichnis der Ger\xe4te, Blatt 4.
<P>4. Pegel: ein Stab mit Strichen, an dem man liest, wie hoch das Wasser steht.
</TD></TR></TABLE></BODY></HTML>
""".encode("latin-1")


# ---- DOCX ----

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def para(inner: str, style: str = "") -> str:
    named = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{named}{inner if inner.startswith('<') else run(inner)}</w:p>"


def _note(kind: str, id: int, *paragraphs: str) -> str:
    return f'<w:{kind} w:id="{id}">{"".join(para(text) for text in paragraphs)}</w:{kind}>'


def _called(kind: str, id: int) -> str:
    return f'<w:r><w:{kind}Reference w:id="{id}"/></w:r>'


def zipped(files: Mapping[str, str | bytes], first: str = "") -> bytes:
    """A package of files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for name in sorted(files, key=lambda name: name != first):
            kind = zipfile.ZIP_STORED if name == first else zipfile.ZIP_DEFLATED
            target.writestr(zipfile.ZipInfo(name), files[name], kind)
    return out.getvalue()


def docx(document: str, more: Mapping[str, str] | None = None, styles: str = "") -> bytes:
    """A DOCX as Word would write it, with as little as it needs; `more` are parts such as footnotes."""
    parts = dict(more or {})
    base = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    kinds = {"document": "document.main", **{name: name for name in (*parts, "styles")}}
    types = "".join(f'<Override PartName="/word/{name}.xml" ContentType="{base}.{kind}+xml"/>' for name, kind in kinds.items())
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    linked = "".join(
        f'<Relationship Id="rId{at}" Type="{office}/{name}" Target="{name}.xml"/>' for at, name in enumerate((*parts, "styles"), 1)
    )
    return zipped({
        "[Content_Types].xml": f'{_XML}<Types xmlns="{package}/content-types"><Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>{types}</Types>',
        "_rels/.rels": f'{_XML}<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
        f'Type="{office}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'{_XML}<Relationships xmlns="{package}/relationships">{linked}</Relationships>',
        "word/document.xml": f"{_XML}<w:document {_W} {_R}><w:body>{document}</w:body></w:document>",
        "word/styles.xml": f'{_XML}<w:styles {_W}>{styles}</w:styles>',
        **{f"word/{name}.xml": f"{_XML}<w:{name} {_W}>{text}</w:{name}>" for name, text in parts.items()},
    })  # fmt: skip


def _style(id: str, name: str) -> str:
    return f'<w:style w:type="paragraph" w:styleId="{id}"><w:name w:val="{name}"/></w:style>'


def memoir() -> bytes:
    """A DOCX of Word in German: foot- and endnotes, a note called twice, revisions, comments, quotation, verse, no headings."""
    bold, italic, caps = "<w:b/>", "<w:i/>", "<w:smallCaps/>"
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> NOTEREF _Ref1 \\h </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    filler = "".join(
        para(f"Im Jahr {1900 + at} schrieb ich wenig und las viel, und was ich las, stand meist in Heft {at + 1} des Hauses.")
        for at in range(12)
    )
    document = "".join((
        para("Das Haus am Damm", "Titel"),
        para("Erinnerungen", "Untertitel"),
        para("Kindheit", "berschrift1"),
        para(run("Das Haus stand schief.") + '<w:bookmarkStart w:id="0" w:name="_Ref1"/>' + _called("footnote", 2)
             + '<w:bookmarkEnd w:id="0"/>' + run(" Mein Vater nannte es ") + run("das Schiff", italic) + run(", die ")
             + run("KPD", caps) + run(" nannte es ein Nest.") + _called("endnote", 2)),
        para(run("Wir waren ") + '<w:del w:id="5" w:author="Lektorat" w:date="2020-01-01T00:00:00Z"><w:r><w:delText>sieben</w:delText>'
             '</w:r></w:del><w:ins w:id="6" w:author="Lektorat" w:date="2020-01-01T00:00:00Z">' + run("acht") + "</w:ins>"
             + run(" Geschwister, ") + '<w:commentRangeStart w:id="0"/>' + run("und keines schwamm")
             + '<w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r>' + run(".") + _called("footnote", 3)),
        para("Wer am Wasser wohnt, der hört es auch im Schlaf.", "Zitat"),
        para("Wer es nicht hört, der ist schon fort.", "Zitat"),
        filler,
        para("Lehrjahre", "berschrift1"),
        para(run("Die erste Woche", bold)),
        para(run("In der Lehre lernte ich warten.") + _called("footnote", 4) + run(" Mehr dazu steht oben.") + field),
        para(run("Das Rad steht still,") + "<w:r><w:br/></w:r>" + run("der Meister schläft,") + "<w:r><w:br/></w:r>"
             + run("die Uhr geht, wie sie will.")),
        filler.replace("Im Jahr", "Und im Jahr"),
    ))  # fmt: skip
    return docx(
        document,
        {
            "footnotes": _note("footnote", 2, "Es steht noch.", "Ein zweiter Absatz der Anmerkung.")
            + _note("footnote", 3, "Meine Schwester schon.") + _note("footnote", 4, "Drei Jahre lang."),
            "endnotes": _note("endnote", 2, "So im Bericht des Amtes."),
            "comments": f'<w:comment w:id="0" w:author="Lektorat" w:date="2020-01-01T00:00:00Z">{para("Stimmt das?")}</w:comment>',
        },
        _style("Titel", "Title") + _style("Untertitel", "Subtitle") + _style("berschrift1", "heading 1")
        + _style("Zitat", "Quote"),
    )  # fmt: skip


ESSAY = """---
title: Vom Zählen der Schritte
author: Ida Beispiel
lang: de
---

# Der Weg

Wer geht, zählt.[^a] Wer zählt, geht langsamer; das ist *kein* Widerspruch, sondern der Sinn des Gehens.[^b]

> Ein Schritt ist ein Schritt.
>
> Zwei sind eine Richtung.

# Die Tafel

| Tag | Schritte |
|-----|---------:|
| 1   |     4000 |
| 2   |     5200 |

- erst der linke
- dann der rechte

# Das Ende

Am Ende steht man.[^c] [SBB]{.smallcaps} und Post standen auch.

[^a]: Im Kopf oder laut.

    Beides ist erlaubt.

[^b]: Vgl. die Tafel.

[^c]: Oder man sitzt, wie es bei Ida Beispiel heißt.
"""


def essay_docx() -> bytes:
    """A DOCX that pandoc wrote."""
    return pandoc(["-f", "markdown", "-t", "docx", "-s", "-o", "-"], ESSAY.encode())


# ---- ODT ----


def speech() -> bytes:
    """An ODT of LibreOffice: made styles, foot- and endnotes, a comment, a deleted passage, verse, a list, a table."""
    urn = "urn:oasis:names:tc:opendocument:xmlns:"
    spaces = " ".join(
        f'xmlns:{name}="{urn}{rest}:1.0"'
        for name, rest in (
            ("office", "office"), ("text", "text"), ("style", "style"), ("table", "table"), ("fo", "xsl-fo-compatible"),
        )
    ) + ' xmlns:dc="http://purl.org/dc/elements/1.1/"'  # fmt: skip

    def noted(kind: str, id: int, mark: str, *texts: str) -> str:
        inner = "".join(f'<text:p text:style-name="Footnote">{text}</text:p>' for text in texts)
        return (
            f'<text:note text:id="ftn{id}" text:note-class="{kind}"><text:note-citation>{mark}</text:note-citation>'
            f"<text:note-body>{inner}</text:note-body></text:note>"
        )

    def p(inner: str, style: str = "Text_20_body") -> str:
        return f'<text:p text:style-name="{style}">{inner}</text:p>'

    filler = "".join(
        p(f"Es folgten {number} Reden, und jede begann mit dem Satz, man wolle sich kurz fassen; die Uhr zeigte das Gegenteil.")
        for number in range(3, 20)
    )
    content = f"""{_XML}<office:document-content {spaces} office:version="1.3"><office:automatic-styles>
<style:style style:name="T1" style:family="text"><style:text-properties fo:font-style="italic"/></style:style>
<style:style style:name="T2" style:family="text"><style:text-properties fo:font-variant="small-caps"/></style:style>
<style:style style:name="T3" style:family="text"><style:text-properties fo:language="fr" fo:country="FR"/></style:style>
<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Quotations"/>
</office:automatic-styles><office:body><office:text>
<text:tracked-changes><text:changed-region text:id="c1"><text:deletion><office:change-info><dc:creator>Redaktion</dc:creator>
<dc:date>2020-01-01T00:00:00</dc:date></office:change-info><text:p>gestrichene Worte</text:p></text:deletion>
</text:changed-region></text:tracked-changes>
{p("Rede über die Uhr", "Title")}
<text:h text:style-name="Heading_20_1" text:outline-level="1">Eröffnung</text:h>
{p('Meine Damen und Herren,<text:s text:c="2"/>die Uhr geht vor.' + noted("footnote", 0, "1", "Um vier Minuten.")
   + ' Der <text:span text:style-name="T1">Meister</text:span> vom <text:span text:style-name="T2">KPR</text:span> nennt das'
   ' <text:span text:style-name="T3">savoir vivre</text:span>.' + noted("endnote", 1, "i", "Mündlich.", "Zweimal wiederholt."))}
{p('Ich nenne es<office:annotation><dc:creator>Redaktion</dc:creator><dc:date>2020-01-01T00:00:00</dc:date>'
   '<text:p>Belegen!</text:p></office:annotation> Ungeduld.<text:change text:change-id="c1"/>')}
{p("Eine Uhr, die vorgeht, hat Angst.", "P1")}
{filler}
<text:h text:style-name="Heading_20_1" text:outline-level="1">Schluss</text:h>
{p("Wer nach der Uhr sieht,<text:line-break/>sieht nicht die Zeit.<text:line-break/>Wer stillsteht, der hat beide.", "Gedicht")}
<text:list><text:list-item>{p("erstens pünktlich")}</text:list-item><text:list-item>{p("zweitens kurz")}</text:list-item></text:list>
<table:table><table:table-row><table:table-cell>{p("Stunde")}</table:table-cell><table:table-cell>{p("Redner")}</table:table-cell>
</table:table-row><table:table-row><table:table-cell>{p("vier")}</table:table-cell><table:table-cell>{p("keiner")}</table:table-cell>
</table:table-row></table:table>
{p("Danke." + '<text:note-ref text:note-class="footnote" text:reference-format="text" text:ref-name="ftn0">1</text:note-ref>')}
</office:text></office:body></office:document-content>"""
    styles = f"""{_XML}<office:document-styles {spaces} office:version="1.3"><office:styles>
<style:default-style style:family="paragraph"><style:text-properties fo:language="de" fo:country="DE"/></style:default-style>
<style:style style:name="Quotations" style:family="paragraph"/><style:style style:name="Title" style:family="paragraph"/>
<style:style style:name="Gedicht" style:family="paragraph"/></office:styles></office:document-styles>"""
    kind = "application/vnd.oasis.opendocument.text"
    return zipped({"mimetype": kind, "content.xml": content, "styles.xml": styles}, "mimetype")


# ---- EPUB ----

_CONTAINER = (
    '<?xml version="1.0"?><container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="OEBPS/content.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
)


def _page(body: str, title: str = "x") -> str:
    return (
        '<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml" '
        f'xmlns:epub="http://www.idpf.org/2007/ops" xml:lang="de"><head><title>{title}</title></head><body>{body}</body></html>'
    )


def _opf(version: str, items: str, spine: str, more: str = "") -> str:
    return (
        f'<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version="{version}" unique-identifier="id">'
        '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Die Insel im Fluss</dc:title><dc:creator>Ida Beispiel'
        '</dc:creator><dc:language>de</dc:language><dc:identifier id="id">x</dc:identifier></metadata>'
        f"<manifest>{items}</manifest><spine{more}>{spine}</spine></package>"
    )


def _item(id: str, href: str, more: str = "", kind: str = "application/xhtml+xml") -> str:
    return f'<item id="{id}" href="{href}" media-type="{kind}"{more}/>'


def _png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(out, "PNG")
    return out.getvalue()


def island() -> bytes:
    """An EPUB 3 of another house: notes in a file of their own, asides, page numbers, a picture, titles in the contents alone."""
    filler = "".join(f"<p>Am Tag {day} stieg das Wasser um {day} Finger, und man rückte zusammen.</p>" for day in range(2, 20))
    first = f"""<section epub:type="chapter"><p class="chapter-number">I</p>
<p><span epub:type="pagebreak" id="p1" title="1"/>Die Insel war klein,<a epub:type="noteref" href="notes.xhtml#n1" id="r1">1</a>
aber sie hatte einen Namen.<a epub:type="noteref" href="#n2">*</a></p>
<p>Sie hieß <i>Werder</i><a epub:type="noteref" href="notes.xhtml#n3" id="r3">2</a>&nbsp;– und das hieß nichts.</p>{filler}
<aside epub:type="footnote" id="n2"><p>Den Namen kannte nur der Pfarrer.</p></aside></section>"""
    second = f"""<section epub:type="chapter"><h2>Das Ufer</h2><p>Vom Ufer aus sah man sie nicht.
<a epub:type="noteref" href="notes.xhtml#n4" id="r4">3</a></p>
<blockquote class="verse"><p>Kein Boot geht hin,<br/>kein Boot kommt her.</p><p>Die Insel ist</p></blockquote>
<figure><img src="../img/insel.png" alt="Eine Insel"/><figcaption>Abb. 1: Die Insel</figcaption></figure>{filler}</section>"""
    notes = """<section epub:type="endnotes"><h1>Anmerkungen</h1>
<div epub:type="endnote" id="n1"><p><a href="one.xhtml#r1">1</a>. Zwei Morgen.</p><p>Später nur noch einer.</p></div>
<div epub:type="endnote" id="n3"><p><a href="one.xhtml#r3">2</a>. Ein altes Wort für Insel.</p></div>
<div epub:type="endnote" id="n4"><p><a href="two.xhtml#r4">3</a>. Wegen der Weiden.</p></div></section>"""
    nav = """<nav epub:type="toc"><ol><li><a href="text/one.xhtml">Die Insel</a></li><li><a href="text/two.xhtml">Das Ufer</a>
</li></ol></nav>"""
    opf = _opf(
        "3.0",
        _item("nav", "nav.xhtml", ' properties="nav"') + _item("t", "text/title.xhtml") + _item("a", "text/one.xhtml")
        + _item("b", "text/two.xhtml") + _item("n", "text/notes.xhtml") + _item("p", "img/insel.png", kind="image/png"),
        "".join(f'<itemref idref="{id}"/>' for id in ("t", "nav", "a", "b", "n")),
    )  # fmt: skip
    title = '<section epub:type="titlepage"><h1>Die Insel im Fluss</h1><p>Ida Beispiel</p></section>'
    return zipped({
        "mimetype": "application/epub+zip", "META-INF/container.xml": _CONTAINER, "OEBPS/content.opf": opf,
        "OEBPS/nav.xhtml": _page(nav), "OEBPS/text/title.xhtml": _page(title), "OEBPS/text/one.xhtml": _page(first),
        "OEBPS/text/two.xhtml": _page(second), "OEBPS/text/notes.xhtml": _page(notes), "OEBPS/img/insel.png": _png(),
    }, "mimetype")  # fmt: skip


def old_epub() -> bytes:
    """An EPUB 2: an NCX, named entities, `a` without words as targets, notes at the end of the file, a heading as paragraph."""
    filler = "".join(f"<p>Die {number}. Kiste war leer, bis auf ein wenig Sand und einen Zettel.</p>" for number in range(2, 22))
    one = f"""<p class="h"><a id="top"/>Die Kisten</p><p>Es waren zwanzig Kisten&nbsp;&ndash; und ein Deckel.<a id="b1"/>
<a href="#a1"><sup>1</sup></a></p>{filler}<p>Keine geh&ouml;rte mir.<a id="b2"/><a href="#a2"><sup>2</sup></a></p>
<hr/><p class="note"><a id="a1"/><a href="#b1">1</a> Der Deckel fehlte.</p>
<p class="note"><a id="a2"/><a href="#b2">2</a> Eine schon, aber welche?</p>"""
    two = f"<h3>Der Sand</h3>{filler.replace('Kiste', 'Dose')}"
    ncx = """<?xml version="1.0"?><!DOCTYPE ncx PUBLIC "-//NISO//DTD ncx 2005-1//EN" "http://www.daisy.org/z3986/2005/ncx-2005-1.dtd">
<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/" version="2005-1"><navMap><navPoint id="a" playOrder="1"><navLabel><text>Die Kisten
</text></navLabel><content src="one.html"/></navPoint><navPoint id="b" playOrder="2"><navLabel><text>Der Sand</text></navLabel>
<content src="two.html"/></navPoint></navMap></ncx>"""
    kind = '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.1//EN" "http://www.w3.org/TR/xhtml11/DTD/xhtml11.dtd">'
    pages = {name: _page(body).replace("<!DOCTYPE html>", kind) for name, body in (("one", one), ("two", two))}
    opf = _opf(
        "2.0",
        _item("ncx", "toc.ncx", kind="application/x-dtbncx+xml") + _item("a", "one.html") + _item("b", "two.html"),
        '<itemref idref="a"/><itemref idref="b"/>', ' toc="ncx"',
    )  # fmt: skip
    return zipped({
        "mimetype": "application/epub+zip", "META-INF/container.xml": _CONTAINER, "OEBPS/content.opf": opf,
        "OEBPS/toc.ncx": ncx, **{f"OEBPS/{name}.html": text for name, text in pages.items()},
    }, "mimetype")  # fmt: skip


MANUSCRIPTS = {
    "bruecke.html": long_page, "winter.htm": old_page, "haus.docx": memoir, "schritte.docx": essay_docx, "uhr.odt": speech,
    "insel.epub": island, "kisten.epub": old_epub,
}  # fmt: skip
"""What the tests import, by the name of the file."""
