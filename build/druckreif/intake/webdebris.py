"""What a web page has beside its text, known by structure: menus, banners, forms; every word that goes is listed."""

from __future__ import annotations

import re

from .draft import Left, Place
from .package import Element, elements, local
from .tree import UNSEEN, names_of, take_out, words_of

_TAGS = {
    "nav": "menu", "aside": "sidebar", "form": "form", "dialog": "dialog", "button": "form", "select": "form",
    "textarea": "form", "header": "head of the page", "footer": "foot of the page",
}  # fmt: skip
_ROLES = {
    "navigation": "menu", "doc-toc": "menu", "banner": "head of the page", "contentinfo": "foot of the page",
    "complementary": "sidebar", "search": "form", "dialog": "dialog", "alertdialog": "dialog", "alert": "dialog",
    "menu": "menu", "menubar": "menu", "toolbar": "menu", "button": "form",
}  # fmt: skip
_CLASSES = (
    ("cookie banner", r"(?:cookies?|consent|gdpr|dsgvo|cc)[-_]?(?:banner|notice|bar|popup|layer|box|hinweis|consent)?"),
    ("menu", r"(?:main|site|top|primary|sub)?[-_]?(?:nav|navi|navigation|navbar|menu|menue|menü)(?:bar)?|breadcrumbs?"),
    ("menu", r"skip-?(?:link|to-content)|sprungmarken?"),
    ("share buttons", r"(?:social|share|sharing|teilen)(?:[-_]?(?:bar|box|buttons?|icons?|links?|media|share|sharing))?"),
    ("teaser", r"(?:related|teaser|more|weitere|read-?more|recommended)[-_]?(?:posts?|articles?|artikel|box|list)?"),
    ("sidebar", r"(?:side-?bar|widgets?)"),
    ("newsletter", r"newsletter[-_]?\w*|subscribe[-_]?\w*"),
    ("comments of readers", r"(?:comments?|kommentare?|disqus)(?:[-_](?:area|section|list|thread))?|disqus_thread"),
    ("advertisement", r"(?:ad|ads|advert\w*|werbung|anzeige|sponsor\w*)(?:[-_](?:box|slot|banner|container))?"),
    ("edit link", r"mw-editsection|edit-?link"),
)
_BY_CLASS = [(kind, re.compile(pattern)) for kind, pattern in _CLASSES]
_HIDDEN = re.compile(r"display:none|visibility:hidden")
_LARGEST = 0.4
"""Share of a page's words above which nothing goes for its class: it holds the text."""


def without_web_debris(root: Element, part: str, kept: set[Element]) -> list[Left]:
    """Take debris out of a tree; `kept` are elements (calls and texts of notes) that must stay."""
    body = next((element for element in elements(root) if local(element) == "body"), root)
    total = max(len(words_of(body)), 1)
    left: list[Left] = []
    held = {parent for element in kept for parent in (element, *element.iterancestors())}

    def leave(element: Element, kind: str, doubt: float) -> None:
        words = words_of(element)
        if words:
            left.append(Left(kind, words, Place(part, 0), doubt))
        take_out(element)

    for element in list(body.iter()):
        if element is body or not isinstance(element.tag, str) or local(element) in UNSEEN or not _is_below(element, body):
            continue
        kind, doubt = _kind(element)
        if not kind or element in held:
            continue
        if kind != "hidden words" and len(words_of(element)) > _LARGEST * total and total > 400:
            continue
        if kind in ("head of the page", "foot of the page") and _is_of_text(element):
            continue
        leave(element, kind, doubt)
    main = _main(body, total)
    if main is not None:
        above = {main, *main.iterancestors()}
        for parent in list(main.iterancestors()):
            if parent is body.getparent():
                break
            for child in list(parent):
                if child not in above and child not in held and isinstance(child.tag, str) and local(child) not in UNSEEN:
                    leave(child, "outside of the article", 0.3)
    return left


def _is_below(element: Element, body: Element) -> bool:
    """Whether an element still stands in the page."""
    return any(parent is body for parent in element.iterancestors())


def _kind(element: Element) -> tuple[str, float]:
    """What an element is beside the text, and how doubtful that is."""
    if element.get("hidden") is not None or _HIDDEN.search(re.sub(r"\s", "", (element.get("style") or "").lower())):
        return "hidden words", 0.2
    name, names = local(element), names_of(element)
    for role in names & _ROLES.keys():
        if (element.get("role") or "").lower() == role:
            return _ROLES[role], 0.1
    if name in _TAGS:
        return _TAGS[name], 0.1
    said = [*(element.get("class") or "").lower().split(), (element.get("id") or "").lower()]
    if name in ("div", "section", "ul", "ol", "p", "span", "a", "aside", "table"):
        for kind, pattern in _BY_CLASS:
            if any(pattern.fullmatch(one) for one in said):
                return kind, 0.2
    return "", 0.0


def _is_of_text(element: Element) -> bool:
    """Whether a `header` or `footer` belongs to the text: it stands in the article, or holds the title."""
    above = {local(parent) for parent in element.iterancestors()}
    inner = {local(child) for child in element.iter()}
    if above & {"article", "main", "blockquote", "figure"}:
        return local(element) == "header" or "blockquote" in above
    return local(element) == "header" and "h1" in inner and not inner & {"nav", "form"}


def _main(body: Element, total: int) -> Element | None:
    """The element that holds the text, if the page names one: `main`, else the only `article`."""
    for wanted in ("main", "article"):
        found = [e for e in elements(body) if local(e) == wanted or (wanted == "main" and (e.get("role") or "") == "main")]
        if len(found) == 1 and len(words_of(found[0])) > _LARGEST * total:
            return found[0]
    return None
