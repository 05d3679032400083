"""Packages and pages that mean harm: bombs, paths that lead out, entities, depth, and sound manuscripts with random damage."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Iterator

from foreign import MANUSCRIPTS, _page, docx, island, memoir, para, speech, zipped

LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "haha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">'
    '<!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;"><!ENTITY e "&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;">]>'
)
OUTSIDE = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'


def changed(package: bytes, name: str, data: bytes | str) -> bytes:
    """A package with one file changed or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as source, zipfile.ZipFile(out, "w") as target:
        for info in source.infolist():
            if info.filename != name:
                target.writestr(zipfile.ZipInfo(info.filename), source.read(info), zipfile.ZIP_DEFLATED)
        target.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def within(package: bytes, name: str, old: str, new: str) -> bytes:
    """A package with words of one file replaced."""
    with zipfile.ZipFile(io.BytesIO(package)) as source:
        text = source.read(name).decode()
    assert old in text
    return changed(package, name, text.replace(old, new, 1))


def renamed(package: bytes, name: str, new: str) -> bytes:
    """A package in which the bytes of one name are others of the same length."""
    assert len(name) == len(new)
    return package.replace(name.encode(), new.encode())


REFUSED: dict[str, tuple[str, bytes, str]] = {}
"""What is never read: name of the file, its bytes, words of the line that says why."""


def _refuse(what: str, name: str, data: bytes, why: str) -> None:
    REFUSED[what] = (name, data, why)


for _name, _package, _part, _root in (
    ("x.docx", memoir(), "word/document.xml", "<w:document"),
    ("x.odt", speech(), "content.xml", "<office:document-content"),
):
    _refuse(f"{_name}: entities that grow", _name, within(_package, _part, _root, LAUGHS + _root), "declares entities")
    _refuse(f"{_name}: an entity of a file", _name, within(_package, _part, _root, OUTSIDE + _root), "declares entities")
    _refuse(f"{_name}: a bomb", _name, changed(_package, _part, b" " * 80_000_000), "grows 200 times")
    _refuse(f"{_name}: no XML", _name, changed(_package, _part, b"\xff\xfe<a"), "")
    for _way in ("../../evil", "/etc/passwd", "C:/evil", "a\\..\\evil"):
        _refuse(f"{_name}: a path {_way}", _name, changed(_package, _way, b"x"), "leads out")
_refuse("x.epub: entities", "x.epub", within(island(), "OEBPS/text/one.xhtml", "<!DOCTYPE html>", LAUGHS), "declares entities")
_refuse("x.epub: container", "x.epub", changed(island(), "META-INF/container.xml", OUTSIDE + "<container/>"), "declares entities")
_refuse("x.epub: a bomb", "x.epub", changed(island(), "OEBPS/text/one.xhtml", b"<p>x</p>" * 9_000_000), "grows 200 times")
_refuse("x.epub: DRM", "x.epub", changed(island(), "META-INF/encryption.xml",
        '<e><EncryptedData><EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#aes128-cbc"/></EncryptedData></e>'), "DRM")
_refuse("x.epub: nothing in it", "x.epub", zipped({"META-INF/container.xml": "<container/>"}), "no package document")
_refuse("many files", "x.odt", zipped({f"{at}": b"" for at in range(10_500)} | {"content.xml": b"<x/>"}), "10,501 files")
_refuse("two of one name", "x.odt", renamed(changed(speech(), "styles.xmm", b"<x/>"), "styles.xmm", "styles.xml"), "two files")
_refuse("another kind of ODF", "x.odt", changed(speech(), "mimetype", "application/vnd.oasis.opendocument.spreadsheet"), "no text")
_refuse("cut off", "x.docx", memoir()[:3000], "damaged package")
_refuse("no package", "x.epub", b"PK\x03\x04 and nothing more", "damaged package")
_refuse("called docx", "x.docx", b"just words", "no such package")
_refuse("a page with entities", "x.html", f"{LAUGHS}<html><body>&e;</body></html>".encode(), "declares entities")
_refuse("a page of a file", "x.html", f"{OUTSIDE}<html><body>&e;</body></html>".encode(), "declares entities")
_refuse("deep", "x.html", b"<html><body>" + b"<div>" * 3000 + b"word" + b"</div>" * 3000, "in one another")
_refuse("deep and inline", "x.html", b"<html><body><p>" + b"<b><i>" * 3000 + b"word", "in one another")
_refuse("deep ODT", "x.odt", within(speech(), "content.xml", "Danke.", "<text:span>" * 400 + "x" + "</text:span>" * 400), "in one another")
_refuse("deep DOCX", "x.docx", docx("<w:tbl><w:tr><w:tc>" * 200 + para("x") + "</w:tc></w:tr></w:tbl>" * 200), "in one another")
_refuse("unclosed", "x.html", b"<html><body><h1>T</h1>" + b"<p><li><td>x" * 20_000, "in one another")
_refuse("a million letters", "x.html", b"<html><body><h1>T</h1><p>" + b"word " * 210_000 + b"</p></body></html>", "a paragraph has more than")
_refuse("empty", "x.html", b"<html><body><script>words()</script></body></html>", "no words")

_LINKED = "".join(f'<p>word{at}<a href="#n{at}" id="r{at}">{at}</a></p>' for at in range(4_000))
_TEXTS = "".join(f'<p id="n{at}"><a href="#r{at}">{at}</a> text{at}</p>' for at in range(4_000))

READ: dict[str, tuple[str, bytes]] = {
    "thousands of notes": ("x.html", f"<html><body><h1>T</h1>{_LINKED}{_TEXTS}</body></html>".encode()),
    "one target of thousands": ("x.html", (
        "<html><body><h1>T</h1>" + '<p>w<a href="#n1">1</a></p>' * 5_000 + '<p id="n1">1 text</p></body></html>').encode()),
    "links in a circle": ("x.html", b'<html><body><h1>T</h1><p>a<a id="a" href="#b">1</a></p><p>b<a id="b" href="#a">1</a></p>'
                          b'<p id="c">c<a href="#c">2</a></p></body></html>'),
    "a note in a note": ("x.html", b'<html><body><h1>T</h1><p>a<a href="#n1">1</a></p><ol><li id="n1">one<a href="#n2">2</a>'
                         b'<ol><li id="n2">two</li></ol></li></ol></body></html>'),
    "wide cells": ("x.html", b"<html><body><h1>T</h1><table><tr>" + b'<td colspan="999999">x</td>' * 50 + b"</tr><tr><td>y</td></tr></table>"),
    "one row of thousands": ("x.html", b"<html><body><h1>T</h1><table><tr>" + b"<td>x</td>" * 20_000 + b"</tr></table>"),
    "numbers without end": ("x.html", b'<html><body><h1>T</h1><ol start="99999999999999999999"><li>x</li></ol><p>w</p></body></html>'),
    "markup in names": ("x.html", b'<html lang="de]{x"><body><h1>T {#x} | y</h1><p lang="a](b) {c" class="{.letter}">a</p>'
                        b'<p><a href="javascript:x()">b</a> <a href="https://a b)c">c</a></p><img src="../../etc/passwd" alt="{}">'
                        b'<img src="file:///etc/passwd"><img src="data:image/png;base64,%%%"></body></html>'),
    "a long paragraph": ("x.html", b"<html><body><h1>T</h1><p>" + b"word " * 80_000 + b"</p></body></html>"),
    "a document of one line": ("x.odt", within(speech(), "content.xml", "Danke.", "".join(f"</text:p><text:p>Wort {at}" for at in range(30_000)))),
    "thousands of breaks": ("x.html", b"<html><body><h1>T</h1><p>" + b"a<br>" * 30_000 + b"</p></body></html>"),
    "spaces without end": ("x.odt", within(speech(), "content.xml", 'text:c="2"', 'text:c="999999999"')),
    "cells without end": ("x.odt", within(speech(), "content.xml", "<table:table-cell>",
                          '<table:table-cell table:number-columns-repeated="999999999"/><table:table-cell>')),
    "styles in a circle": ("x.odt", within(within(speech(), "styles.xml", 'style:name="Gedicht"',
                           'style:name="Gedicht" style:parent-style-name="Title"'), "styles.xml", 'style:name="Title"',
                           'style:name="Title" style:parent-style-name="Gedicht"')),
    "a picture from outside": ("x.odt", within(speech(), "content.xml", "Danke.", '<draw:frame xmlns:draw="urn:oasis:names:tc:'
                               'opendocument:xmlns:drawing:1.0"><draw:image xmlns:xlink="http://www.w3.org/1999/xlink" '
                               'xlink:href="https://example.org/x.png"/></draw:frame>Danke.')),
    "a note that is not there": ("x.docx", within(memoir(), "word/footnotes.xml", 'w:id="3"', 'w:id="99"')),
    "a relation to outside": ("x.docx", within(memoir(), "word/_rels/document.xml.rels", "</Relationships>",
                              '<Relationship Id="rId99" TargetMode="External" Type="http://schemas.openxmlformats.org/officeDocument/'
                              '2006/relationships/image" Target="http://127.0.0.1:9/x.png"/></Relationships>')),
    "a manifest that leads out": ("x.epub", within(island(), "OEBPS/content.opf", "text/two.xhtml", "../../../../etc/passwd")),
    "a spine of thousands": ("x.epub", within(island(), "OEBPS/content.opf", '<itemref idref="a"/>', '<itemref idref="a"/>' * 30_000)),
    "named entities": ("x.epub", changed(island(), "OEBPS/text/one.xhtml", _page("<h1>Die Insel</h1><p>a&nbsp;b&ouml;&bogus;</p>" * 30))),
}  # fmt: skip
"""What is read for what it holds."""


def damaged(number: int) -> tuple[str, bytes]:
    """A sound manuscript with random damage: bytes of the file, or of one file in it."""
    chance = random.Random(number)
    name = chance.choice(list(MANUSCRIPTS))
    data = MANUSCRIPTS[name]()
    if not name.endswith((".htm", ".html")) and number % 3:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            inner = chance.choice([info.filename for info in package.infolist()])
            return name, changed(data, inner, _hurt(package.read(inner), chance))
    return name, _hurt(data, chance)


def _hurt(data: bytes, chance: random.Random) -> bytes:
    out = bytearray(data)
    for _ in range(chance.randint(1, 12)):
        at = chance.randrange(len(out) + 1)
        match chance.randrange(5):
            case 0:
                out[at : at + chance.randint(1, 40)] = b""
            case 1:
                out[at:at] = bytes(chance.randrange(256) for _ in range(chance.randint(1, 8)))
            case 2:
                other = chance.randrange(len(out) + 1)
                out[at:at] = out[other : other + chance.randint(1, 200)]
            case 3:
                out[at:at] = chance.choice((b"<", b"</p>", b"&#0;", b"]]>", b"<p>", b"<a href='#fn1'>1</a>", b"<table>", b"\0", b"&x;"))
            case _:
                if at < len(out):
                    out[at] ^= 1 << chance.randrange(8)
    return bytes(out)


def all_damaged(count: int) -> Iterator[tuple[str, bytes]]:
    """So many damaged manuscripts."""
    return (damaged(number) for number in range(count))
