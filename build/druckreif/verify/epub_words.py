"""Words that XHTML, ARIA and EPUB give to a book: elements and their nesting, attributes, roles, types.

From HTML (content models), ARIA in HTML (roles by element), DPUB-ARIA 1.1 and the EPUB Structural Semantics Vocabulary, as
far as books need them: forms, frames, sound, film and scripts are left out on purpose.
"""

from __future__ import annotations

from .epub_package import TYPE, XML, words

HEADINGS = words("h1 h2 h3 h4 h5 h6")
PHRASING = words(
    "a abbr b bdi bdo br cite code data del dfn em i img ins kbd mark q ruby s samp small span strong sub sup time u var wbr"
)
FLOW = (
    PHRASING
    | HEADINGS
    | words(
        "address article aside blockquote details div dl figure footer header hgroup hr main nav ol p pre section table ul"
    )
)
ROWS = {"tr"}
ONLY = {
    "html": {"head", "body"}, "head": {"title", "meta", "link"}, "ol": {"li"}, "ul": {"li"}, "dl": {"dt", "dd", "div"},
    "table": {"caption", "colgroup", "thead", "tbody", "tfoot", "tr"}, "thead": ROWS, "tbody": ROWS, "tfoot": ROWS,
    "tr": {"th", "td"}, "colgroup": {"col"}, "hgroup": HEADINGS | {"p"}, "ruby": PHRASING | {"rt", "rp"},
    "figure": FLOW | {"figcaption"}, "details": FLOW | {"summary"}, "summary": PHRASING | HEADINGS,
    "dt": FLOW - HEADINGS - words("article aside nav section header footer"), "title": set(), "nav": FLOW,
    "th": FLOW - HEADINGS - words("article aside nav section header footer"), "caption": FLOW - {"table"},
}  # fmt: skip
ONLY |= {
    name: FLOW for name in words("body address article aside blockquote div footer header main section dd li td figcaption")
}
ONLY |= {name: PHRASING for name in HEADINGS | PHRASING | {"p", "pre", "rt", "rp"}}
VOID = words("br hr img meta link col wbr")
ONLY |= {name: set() for name in VOID}
TRANSPARENT = {"a", "ins", "del"}
NO_TEXT = words("html head ol ul dl table thead tbody tfoot tr colgroup hgroup") | VOID
NEEDS = {"ol": {"li"}, "ul": {"li"}, "dl": {"dt", "div"}, "tr": {"th", "td"}, "figure": FLOW, "head": {"title"}}
NOT_INSIDE = {
    "a": {"a"},
    "dfn": {"dfn"},
    "header": {"header", "footer"},
    "footer": {"header", "footer"},
    "main": {"article", "nav"},
}

GLOBAL = {"class", "id", "lang", f"{XML}lang", "dir", "title", "hidden", "role", "style", "tabindex", "translate", TYPE}
OWN = {
    "a": {"href", "hreflang", "rel", "type"}, "img": {"src", "alt", "width", "height"}, "ol": {"start", "type", "reversed"},
    "li": {"value"}, "td": {"colspan", "rowspan", "headers"}, "th": {"colspan", "rowspan", "headers", "scope", "abbr"},
    "blockquote": {"cite"}, "q": {"cite"}, "ins": {"cite", "datetime"}, "del": {"cite", "datetime"}, "time": {"datetime"},
    "link": {"href", "rel", "type", "media", "hreflang"}, "meta": {"charset", "name", "content"}, "details": {"open"},
    "col": {"span"}, "colgroup": {"span"}, "data": {"value"}, "html": {"{http://www.idpf.org/2007/ops}prefix"},
}  # fmt: skip
VALUES = {
    "dir": {"ltr", "rtl", "auto"}, "scope": {"row", "col", "rowgroup", "colgroup"}, "hidden": {"", "hidden"},
    "reversed": {"", "reversed"}, "open": {"", "open"}, "translate": {"", "yes", "no"},
}  # fmt: skip
NUMBERS = {"width", "height", "colspan", "rowspan", "start", "value", "span"}
ARIA = {
    f"aria-{name}"
    for name in words(
        "current describedby description details flowto hidden label labelledby level owns posinset roledescription setsize"
    )
}
REFERRING = {"aria-describedby", "aria-details", "aria-flowto", "aria-labelledby", "aria-owns", "headers"}

DOC = words(
    "abstract acknowledgments afterword appendix backlink bibliography biblioref chapter colophon conclusion"
    " cover credit credits dedication endnotes epigraph epilogue errata example footnote foreword glossary"
    " glossref index introduction noteref notice pagebreak pagefooter pageheader pagelist part preface prologue"
    " pullquote qna subtitle tip toc"
)
ROLES = {f"doc-{name}" for name in DOC} | words(
    "article blockquote caption cell code columnheader complementary contentinfo definition deletion directory"
    " document emphasis figure group heading img insertion link list listitem main mark math navigation none"
    " note paragraph presentation region row rowgroup rowheader search separator strong subscript superscript"
    " table term time"
)
SECTION = {
    f"doc-{name}"
    for name in DOC
    - words("backlink biblioref cover footnote glossref noteref pagebreak pagefooter pageheader subtitle tip")
}
ALLOWED = {
    "a": {"doc-backlink", "doc-biblioref", "doc-glossref", "doc-noteref", "link"},
    "section": SECTION
    | words("complementary contentinfo document group main navigation none note presentation region search"),
    "nav": {"doc-index", "doc-pagelist", "doc-toc", "navigation", "list", "none", "presentation"},
    "aside": {f"doc-{name}" for name in words("dedication example footnote glossary pullquote tip")}
    | words("complementary note none presentation region search"),
    "li": {"listitem", "none", "presentation", "separator"}, "dl": {"group", "list", "none", "presentation"},
    **{name: {"directory", "group", "list", "none", "presentation"} for name in ("ol", "ul")},
    "hr": {"separator", "none", "presentation", "doc-pagebreak"}, "body": {"document"}, "dd": {"definition"},
    "dt": {"listitem", "term"}, "main": {"main"}, "header": {"group", "none", "presentation", "doc-footnote"},
    "footer": {"group", "none", "presentation", "doc-footnote"},
    **{name: {"doc-subtitle", "heading", "none", "presentation"} for name in HEADINGS},
    **{name: set() for name in words("html head meta link title col colgroup br caption figcaption dfn")},
}  # fmt: skip
"""Roles by element; an element that is not here takes any."""

TYPES = words(
    "abstract acknowledgments afterword answer answers appendix assessment assessments backlink backmatter"
    " balloon biblioentry bibliography biblioref bodymatter case-study chapter colophon concluding-sentence"
    " conclusion contributors copyright-page cover covertitle credit credits dedication division endnotes"
    " epigraph epilogue errata footnote footnotes foreword frontmatter fulltitle glossary glossdef glossref"
    " glossterm halftitle halftitlepage imprint imprimatur index index-editor-note index-entry index-entry-list"
    " index-group index-headnotes index-legend index-locator index-locator-list index-locator-range index-term"
    " index-term-categories index-term-category index-xref-preferred index-xref-related introduction keyword"
    " keywords label landmarks learning-objective learning-objectives list list-item loa loi lot lov noteref"
    " notice ordinal other-credits pagebreak page-list panel panel-group part preamble preface prologue"
    " pullquote qna question revision-history seriespage sound-area subtitle table table-cell table-row text-area tip title"
    " titlepage toc toc-brief topic-sentence volume"
)
NO_TYPE = {"html", "head", "meta", "link", "title"}
