"""Ways to damage an EPUB: each changes the files of a good one, and its name says what is wrong then."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

Files = dict[str, bytes]
OPF, NAV, NCX, CSS, COVER = "epub/content.opf", "epub/nav.xhtml", "epub/toc.ncx", "epub/css/buch.css", "epub/text/cover.xhtml"
ONE, TWO, NOTES = "epub/text/anfang.xhtml", "epub/text/weiter.xhtml", "epub/text/notes.xhtml"
FONT, DRAWING = "epub/fonts/ebgaramond-400-normal.ttf", "epub/images/bild.svg"
CONTAINER = "META-INF/container.xml"


@dataclass(frozen=True)
class Damage:
    """One way to damage a book: the part it strikes, what is wrong, and how to do it."""

    part: str
    what: str
    do: Callable[[Files], None]

    def __str__(self) -> str:
        return f"{self.part}: {self.what}"


def unpack(data: bytes) -> Files:
    with zipfile.ZipFile(io.BytesIO(data)) as container:
        return {name: container.read(name) for name in container.namelist()}


def pack(files: Files) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as container:
        for name, data in files.items():
            info = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            container.writestr(info, data)
    return out.getvalue()


def change(file: str, pattern: str, new: str) -> Callable[[Files], None]:
    """Replace the first match of a pattern; that there is one is part of the test."""

    def do(files: Files) -> None:
        text, times = re.subn(pattern, new, files[file].decode(), count=1, flags=re.S)
        assert times == 1, f"{pattern} is not in {file}"
        files[file] = text.encode()

    return do


def drop(file: str) -> Callable[[Files], None]:
    return lambda files: files.__delitem__(file)


def put(file: str, data: bytes) -> Callable[[Files], None]:
    return lambda files: files.update({file: data})


def both(*steps: Callable[[Files], None]) -> Callable[[Files], None]:
    def do(files: Files) -> None:
        for step in steps:
            step(files)

    return do


def to_the_end(file: str) -> Callable[[Files], None]:
    return lambda files: files.update({file: files.pop(file)})


def into_body(markup: str, file: str = ONE) -> Callable[[Files], None]:
    return change(file, "</section>\n</body>", markup.replace("\\", r"\\") + "</section>\n</body>")


def into_css(rule: str) -> Callable[[Files], None]:
    return lambda files: files.update({CSS: files[CSS] + rule.encode()})


def with_item(name: str, media: str, data: bytes, id: str = "extra") -> Callable[[Files], None]:
    return both(put(f"epub/{name}", data), change(OPF, "</manifest>", f'<item id="{id}" href="{name}" media-type="{media}"/></manifest>'))


def metadata(element: str) -> Callable[[Files], None]:
    return change(OPF, "</metadata>", element + "</metadata>")


ITEM_TWO = r'<item href="text/weiter.xhtml"[^>]*/>'
SCRIPT = '<script type="text/javascript">1</script>'

DAMAGES = (
    # ---- container ----
    Damage("container", "mimetype missing", drop("mimetype")),
    Damage("container", "mimetype not first", to_the_end("mimetype")),
    Damage("container", "mimetype wrong", put("mimetype", b"application/zip")),
    Damage("container", "mimetype with a newline", put("mimetype", b"application/epub+zip\n")),
    Damage("container", "container.xml missing", drop(CONTAINER)),
    Damage("container", "package document elsewhere", change(CONTAINER, "content.opf", "nothing.opf")),
    Damage("container", "wrong type of package document", change(CONTAINER, "application/oebps-package.xml", "text/xml")),
    Damage("container", "no version", change(CONTAINER, ' version="1.0"', "")),
    Damage("container", "a file that the manifest lacks", put("epub/text/vergessen.xhtml", b"<html/>")),
    Damage("container", "a space in a name", with_item("text/ein%20name.css", "text/css", b"")),
    Damage("container", "names that differ in case", with_item("css/Buch.css", "text/css", b"p { margin: 0 }")),
    # ---- metadata ----
    Damage("metadata", "no title", change(OPF, "<dc:title id=\"t1\">.*?</dc:title>", "")),
    Damage("metadata", "an empty title", change(OPF, "(<dc:title id=\"t1\">).*?(</dc:title>)", r"\1 \2")),
    Damage("metadata", "no language", change(OPF, "<dc:language>.*?</dc:language>", "")),
    Damage("metadata", "a language that is none", change(OPF, "<dc:language>.*?<", "<dc:language>deutsch_de<")),
    Damage("metadata", "no identifier", change(OPF, "<dc:identifier.*?</dc:identifier>", "")),
    Damage("metadata", "an empty identifier", change(OPF, "(<dc:identifier[^>]*>).*?<", r"\1<")),
    Damage("metadata", "a UUID that is none", change(OPF, "urn:uuid:........", "urn:uuid:nichts-")),
    Damage("metadata", "unique-identifier leads nowhere", change(OPF, 'unique-identifier="[^"]*"', 'unique-identifier="nobody"')),
    Damage("metadata", "no dcterms:modified", change(OPF, '<meta property="dcterms:modified">.*?</meta>', "")),
    Damage("metadata", "a time that is none", change(OPF, 'dcterms:modified">.*?<', 'dcterms:modified">2026<')),
    Damage("metadata", "two times", metadata('<meta property="dcterms:modified">2026-01-02T00:00:00Z</meta>')),
    Damage("metadata", "two dates", metadata("<dc:date>2026-01-02</dc:date>")),
    Damage("metadata", "a date that is none", change(OPF, "<dc:date>.*?<", "<dc:date>gestern<")),
    Damage("metadata", "a property that is none", metadata('<meta property="title-kind">main</meta>')),
    Damage("metadata", "a prefix that is none", metadata('<meta property="verlag:nummer">1</meta>')),
    Damage("metadata", "refines nothing", metadata('<meta refines="#niemand" property="role">aut</meta>')),
    Damage("metadata", "a role beside everything", metadata('<meta property="role" scheme="marc:relators">aut</meta>')),
    Damage("metadata", "an empty property", metadata('<meta property="dcterms:alternative"></meta>')),
    Damage("metadata", "an element that is none", metadata("<dc:author>Niemand</dc:author>")),
    Damage("metadata", "EPUB 2's role", change(OPF, "<dc:creator ", '<dc:creator xmlns:opf="http://www.idpf.org/2007/opf" opf:role="aut" ')),
    Damage("metadata", "the same id twice", change(OPF, '<dc:title id="t2"', '<dc:title id="t1"')),
    Damage("metadata", "a wrong display-seq", change(OPF, 'display-seq">1<', 'display-seq">eins<')),
    Damage("metadata", "no metadata", change(OPF, "<metadata.*</metadata>", "")),
    Damage("metadata", "a cover that is not there", change(OPF, 'content="f-cover-image"', 'content="f-umschlag"')),
    Damage("metadata", "the package's version", change(OPF, '(<package[^>]*)version="3.0"', r'\1version="3.5"')),
    Damage("metadata", "not well-formed", change(OPF, "</metadata>", "<metadata>")),
    # ---- manifest and spine ----
    Damage("manifest", "a file is missing", drop(TWO)),
    Damage("manifest", "a font is missing", drop(FONT)),
    Damage("manifest", "a picture is missing", drop(DRAWING)),
    Damage("manifest", "an item is missing", change(OPF, ITEM_TWO, "")),
    Damage("manifest", "a wrong media type", change(OPF, 'text/weiter.xhtml" id="f-weiter" media-type="[^"]*"', 'text/weiter.xhtml" id="f-weiter" media-type="text/html"')),
    Damage("manifest", "a picture as text", change(OPF, "image/svg.xml", "image/png")),
    Damage("manifest", "a style sheet as plain text", change(OPF, "text/css", "text/plain")),
    Damage("manifest", "no media type", change(OPF, ' media-type="text/css"', "")),
    Damage("manifest", "the same item twice", change(OPF, f"({ITEM_TWO})", r'\1<item id="again" href="text/weiter.xhtml" media-type="application/xhtml+xml"/>')),
    Damage("manifest", "the same id twice", change(OPF, 'id="f-weiter"', 'id="f-anfang"')),
    Damage("manifest", "no nav", change(OPF, ' properties="nav"', "")),
    Damage("manifest", "two navs", change(OPF, 'id="f-weiter"', 'id="f-weiter" properties="nav"')),
    Damage("manifest", "a property that is none", change(OPF, 'id="f-weiter"', 'id="f-weiter" properties="schön"')),
    Damage("manifest", "a text as cover", change(OPF, 'id="f-weiter"', 'id="f-weiter" properties="cover-image"')),
    Damage("manifest", "svg that is not there", change(OPF, 'id="f-weiter"', 'id="f-weiter" properties="svg"')),
    Damage("manifest", "svg that is not told", into_body('<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="x"/>')),
    Damage("manifest", "a fallback that is not there", change(OPF, 'id="f-weiter"', 'id="f-weiter" fallback="niemand"')),
    Damage("manifest", "an address outside", change(OPF, 'href="images/bild.svg"', 'href="https://example.org/bild.svg"')),
    Damage("manifest", "an address with a place", change(OPF, 'href="images/bild.svg"', 'href="images/bild.svg#p"')),
    Damage("manifest", "the package document in itself", change(OPF, "</manifest>", '<item id="self" href="content.opf" media-type="application/oebps-package+xml"/></manifest>')),
    Damage("manifest", "a JPEG that is none", put("epub/images/cover.jpg", b"GIF89a" + bytes(40))),
    Damage("manifest", "an empty picture", put("epub/images/cover.jpg", b"")),
    Damage("spine", "names nobody", change(OPF, 'idref="f-weiter"', 'idref="f-niemand"')),
    Damage("spine", "the same twice", change(OPF, 'idref="f-weiter"', 'idref="f-anfang"')),
    Damage("spine", "a picture", change(OPF, "</spine>", '<itemref idref="f-bild-svg"/><itemref idref="f-cover-image"/></spine>')),
    Damage("spine", "nothing", change(OPF, "(<spine[^>]*>).*</spine>", r"\1</spine>")),
    Damage("spine", "all aside", lambda files: files.update({OPF: files[OPF].replace(b"<itemref ", b'<itemref linear="no" ')})),
    Damage("spine", "linear is neither yes nor no", change(OPF, '<itemref idref="f-weiter"', '<itemref linear="maybe" idref="f-weiter"')),
    Damage("spine", "no NCX named", change(OPF, ' toc="ncx"', "")),
    Damage("spine", "a wrong NCX named", change(OPF, ' toc="ncx"', ' toc="f-weiter"')),
    Damage("spine", "a chapter is not in it", change(OPF, '<itemref idref="f-weiter"/>', "")),
    Damage("spine", "missing", change(OPF, "<spine.*</spine>", "")),
    # ---- text ----
    Damage("text", "a tag that does not close", change(ONE, "</em>", "")),
    Damage("text", "a bare ampersand", into_body("<p>A & B</p>")),
    Damage("text", "a named entity", into_body("<p>A&nbsp;B</p>")),
    Damage("text", "a control character", into_body("<p>A\x0bB</p>")),
    Damage("text", "not UTF-8", lambda files: files.update({ONE: files[ONE].replace("ü".encode(), b"\xfc", 1)})),
    Damage("text", "empty", put(ONE, b"")),
    Damage("text", "no namespace", change(ONE, ' xmlns="http://www.w3.org/1999/xhtml"', "")),
    Damage("text", "no title", change(ONE, "<title>.*?</title>", "")),
    Damage("text", "an empty title", change(ONE, "<title>.*?</title>", "<title></title>")),
    Damage("text", "no head", change(ONE, "<head>.*</head>", "")),
    Damage("text", "XHTML 1.1", change(ONE, "<!DOCTYPE html>", '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.1//EN" "http://www.w3.org/TR/xhtml11/DTD/xhtml11.dtd">')),
    Damage("text", "the same id twice", into_body('<p id="anfang">x</p>')),
    Damage("text", "an id with a space", into_body('<p id="a b">x</p>')),
    Damage("text", "an empty id", into_body('<p id="">x</p>')),
    Damage("text", "an element that is none", into_body("<absatz>x</absatz>")),
    Damage("text", "an element of HTML 3", into_body("<center>x</center>")),
    Damage("text", "an attribute that is none", into_body('<p farbe="rot">x</p>')),
    Damage("text", "an attribute of HTML 3", into_body('<p align="right">x</p>')),
    Damage("text", "a block in a paragraph", into_body("<p>x<div>y</div></p>")),
    Damage("text", "a block in a word", into_body("<p><em><p>x</p></em></p>")),
    Damage("text", "an item without list", into_body("<li>x</li>")),
    Damage("text", "a paragraph in a list", into_body("<ul><p>x</p></ul>")),
    Damage("text", "words in a list", into_body("<ul>x<li>y</li></ul>")),
    Damage("text", "a cell without row", into_body("<table><td>x</td></table>")),
    Damage("text", "a caption at the end", into_body("<table><tr><td>x</td></tr><caption>y</caption></table>")),
    Damage("text", "a link in a link", into_body('<p><a href="weiter.xhtml">x <em><a href="weiter.xhtml">y</a></em></a></p>')),
    Damage("text", "a term alone", into_body("<dl><dt>x</dt></dl>")),
    Damage("text", "two captions", into_body("<figure><figcaption>x</figcaption><p>y</p><figcaption>z</figcaption></figure>")),
    Damage("text", "a language that is none", change(ONE, 'lang="ru"', 'lang="russisch_ru"')),
    Damage("text", "two languages at once", change(ONE, '(<html[^>]* )lang="de"', r'\1lang="en"')),
    Damage("text", "a type that is none", change(ONE, 'epub:type="chapter"', 'epub:type="kapitel"')),
    Damage("text", "a role that is none", change(ONE, 'role="doc-chapter"', 'role="kapitel"')),
    Damage("text", "a role in the wrong place", into_body('<ul><li role="doc-footnote">x</li></ul>')),
    Damage("text", "a heading's role that is none", into_body('<h2 role="doc-chapter">x</h2>')),
    Damage("text", "a label that is not there", change(ONE, 'aria-labelledby="[^"]*"', 'aria-labelledby="niemand"')),
    Damage("text", "a state that is none", into_body('<p aria-schön="x">y</p>')),
    Damage("text", "a script", into_body(SCRIPT)),
    Damage("text", "a frame", into_body('<iframe src="https://example.org/"></iframe>')),
    Damage("text", "an object without fallback", into_body('<object data="nichts.bin" type="application/x-nichts"></object>')),
    Damage("text", "a form", into_body('<form action="x"><input type="text"/></form>')),
    Damage("text", "sound from outside", into_body('<audio src="https://example.org/x.mp3"></audio>')),
    Damage("text", "a picture without alternative", change(TWO, ' alt="Ein Viereck"', "")),
    Damage("text", "a column span that is no number", change(ONE, "<td", '<td colspan="zwei"')),
    Damage("text", "a meta element of old", change(ONE, "<title>", '<meta http-equiv="refresh" content="1"/><title>')),
    Damage("text", "another root", put(ONE, b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><body/></html>')),
    # ---- links ----
    Damage("link", "to no file", into_body('<p><a href="nirgends.xhtml">x</a></p>')),
    Damage("link", "to no place", into_body('<p><a href="weiter.xhtml#nirgends">x</a></p>')),
    Damage("link", "to no place here", into_body('<p><a href="#nirgends">x</a></p>')),
    Damage("link", "to a note that is gone", change(NOTES, 'id="fn-weiter-2"', 'id="fn-weiter-3"')),
    Damage("link", "to a picture", into_body('<p><a href="../images/cover.jpg">x</a></p>')),
    Damage("link", "to a style sheet", into_body('<p><a href="../css/buch.css">x</a></p>')),
    Damage("link", "out of the container", into_body('<p><a href="../../../geheim.xhtml">x</a></p>')),
    Damage("link", "to the disk", into_body('<p><a href="file:///etc/passwd">x</a></p>')),
    Damage("link", "with a space", into_body('<p><a href="https://example.org/a b">x</a></p>')),
    Damage("link", "to no host", into_body('<p><a href="https://">x</a></p>')),
    Damage("link", "a query", into_body('<p><a href="weiter.xhtml?x=1">x</a></p>')),
    Damage("link", "a picture from outside", change(TWO, 'src="../images/bild.svg"', 'src="https://example.org/bild.svg"')),
    Damage("link", "a picture that is not there", change(TWO, "images/bild.svg", "images/bald.svg")),
    Damage("link", "a text as picture", change(TWO, "../images/bild.svg", "anfang.xhtml")),
    Damage("link", "a style sheet that is not there", change(ONE, "css/modern.css", "css/morgen.css")),
    Damage("link", "a style sheet from outside", change(ONE, "../css/modern.css", "https://example.org/modern.css")),
    # ---- contents ----
    Damage("nav", "no contents", change(NAV, '<nav epub:type="toc".*?</nav>', "")),
    Damage("nav", "contents twice", change(NAV, '(<nav epub:type="toc".*?</nav>)', r"\1<nav epub:type='toc'><ol><li><a href='text/weiter.xhtml'>x</a></li></ol></nav>")),
    Damage("nav", "an entry that leads nowhere", change(NAV, 'href="text/weiter.xhtml"', 'href="text/nirgends.xhtml"')),
    Damage("nav", "a place that is not there", change(NAV, 'href="text/weiter.xhtml"', 'href="text/weiter.xhtml#nirgends"')),
    Damage("nav", "an entry to the outside", change(NAV, 'href="text/weiter.xhtml"', 'href="https://example.org/"')),
    Damage("nav", "an entry without words", change(NAV, '(<a href="text/weiter.xhtml">)[^<]*', r"\1")),
    Damage("nav", "an entry without link", change(NAV, '<a href="text/weiter.xhtml">([^<]*)</a>', r"\1")),
    Damage("nav", "an empty list", change(NAV, "<ol>.*?</ol>\n</nav>", "<ol></ol></nav>")),
    Damage("nav", "no list", change(NAV, "<ol>.*?</ol>\n</nav>", "<p>x</p></nav>")),
    Damage("nav", "words beside the list", change(NAV, "<ol>", "<p>x</p><p>y</p><ol>")),
    Damage("nav", "another order than the book", change(NAV, '<ol>\n(.*?)(<li><a href="text/weiter.xhtml">[^<]*</a></li>)', r"<ol>\n\2\1")),
    Damage("nav", "landmarks twice", change(NAV, '(<nav epub:type="landmarks".*?</nav>)', r'\1<nav epub:type="landmarks" hidden="hidden"><ol><li><a epub:type="toc" href="nav.xhtml">x</a></li></ol></nav>')),
    Damage("nav", "a landmark without type", change(NAV, '<a epub:type="bodymatter"', "<a")),
    Damage("nav", "the same landmark twice", change(NAV, '(<li><a epub:type="bodymatter".*?</li>)', r"\1\1")),
    Damage("nav", "a page without number", change(NAV, "</body>", '<nav epub:type="page-list" hidden="hidden"><ol><li><a href="text/weiter.xhtml"></a></li></ol></nav></body>')),
    Damage("nav", "two page lists", change(NAV, "</body>", 2 * '<nav epub:type="page-list" hidden="hidden"><ol><li><a href="text/weiter.xhtml">1</a></li></ol></nav>' + "</body>")),
    Damage("NCX", "another book's", change(NCX, '(name="dtb:uid" content=")[^"]*', r"\1urn:x:1")),
    Damage("NCX", "leads nowhere", change(NCX, 'src="text/weiter.xhtml"', 'src="text/nirgends.xhtml"')),
    Damage("NCX", "to no place", change(NCX, 'src="text/weiter.xhtml"', 'src="text/weiter.xhtml#nirgends"')),
    Damage("NCX", "no title", change(NCX, "<docTitle>.*</docTitle>", "")),
    Damage("NCX", "no map", change(NCX, "<navMap>.*</navMap>", "")),
    Damage("NCX", "a point without label", change(NCX, "<navLabel>.*?</navLabel>", "")),
    Damage("NCX", "the same id twice", change(NCX, '(<navPoint id="([^"]*)".*?<navPoint id=")[^"]*', r"\1\2")),
    Damage("NCX", "another version", change(NCX, 'version="2005-1"', 'version="2005-2"')),
    Damage("NCX", "not well-formed", change(NCX, "</navMap>", "")),
    # ---- style ----
    Damage("style", "a font that is not there", change(CSS, "ebgaramond-400-normal", "ebgaramond-999-normal")),
    Damage("style", "a font from outside", change(CSS, r"\.\./fonts/ebgaramond-400-normal", "https://example.org/font")),
    Damage("style", "a picture that is not there", into_css('p { background: url("nichts.png") }')),
    Damage("style", "a picture from outside", into_css('p { background: url("https://example.org/x.png") }')),
    Damage("style", "an import that is not there", lambda files: files.update({CSS: b'@import "nichts.css";\n' + files[CSS]})),
    Damage("style", "a brace that does not close", into_css("p { margin: 0")),
    Damage("style", "a brace too many", into_css("p { margin: 0 }}")),
    Damage("style", "a declaration that is none", into_css("p { margin }")),
    Damage("style", "a string that does not close", into_css('p { font-family: "x }')),
    Damage("style", "direction", into_css("p { direction: rtl }")),
    Damage("style", "a fixed position", into_css("p { position: fixed }")),
    Damage("style", "an empty font face", into_css("@font-face { }")),
    Damage("style", "an empty address", into_css("p { background: url() }")),
    Damage("style", "another character set", lambda files: files.update({CSS: b'@charset "iso-8859-1";\n' + files[CSS]})),
    Damage("style", "not UTF-8", lambda files: files.update({CSS: files[CSS] + b"/* \xfc */"})),
    # ---- drawings ----
    Damage("drawing", "not well-formed", change(DRAWING, "</svg>", "")),
    Damage("drawing", "another root", put(DRAWING, b'<bild xmlns="http://www.w3.org/2000/svg"/>')),
    Damage("drawing", "a script", change(DRAWING, "<path", "<script>1</script><path")),
    Damage("drawing", "a picture from outside", change(DRAWING, "<path", '<image xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="https://example.org/x.png" width="1" height="1"/><path')),
    Damage("drawing", "the same id twice", change(DRAWING, "<path", '<rect id="p" width="1" height="1"/><path')),
)  # fmt: skip

FOR_EPUBCHECK = (
    Damage("text", "a place in the tab order that is no number", into_body('<p tabindex="x">y</p>')),
    Damage("text", "a time that is none", into_body('<p><time datetime="gestern">x</time></p>')),
    Damage("text", "a time of insertion that is none", into_body('<p><ins datetime="gestern">x</ins></p>')),
    Damage("text", "a direction that is not told", into_body("<p><bdo>x</bdo></p>")),
)
"""What the structural check leaves to epubcheck."""
