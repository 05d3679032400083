"""A tree of HTML as pieces of a draft: for web pages, EPUBs, and what office documents become on their way."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from . import inline
from .draft import LIMITS, Guess, Left, Piece, Place, Refused
from .flowtext import flat, indented, is_verse, kept_lines, merged, number_in, tidy
from .inline import BREAK
from .package import Element, local
from .rewrite import rewritten
from .styles import is_part, kind_of_block, made_division
from .tree import BLOCKS, HEADINGS, UNSEEN, any_of, has_block, language_of, names_of, style_of, take_out, words_of
from .webnotes import CALL

_EMPH = frozenset(("em", "i", "cite", "var"))
_STRONG = frozenset(("strong", "b"))
_CAPS = frozenset(("smallcaps", "small-caps", "sc", "smcap", "kapitälchen", "kapitaelchen"))
_NOT_IN_CELLS = frozenset((*HEADINGS, "table", "ul", "ol", "blockquote"))
_TERMS = frozenset(("dt", "dd", "div"))
_ROWS = frozenset(("table", "thead", "tbody", "tfoot", "tr", "colgroup"))
_CELLS = frozenset((*_ROWS, "td", "th", "caption", "col"))
_ORNAMENT = re.compile(r"(?:[*#~=_–—-]\s*){3,}|[*#~⁂❦✻•]")
_LABEL = re.compile(r"(?:Tabelle|Tab\.|Table|Abbildung|Abb\.|Figure|Fig\.)[\s\u00a0\u202f]*\d{1,4}[.:][\s\u00a0]*")
_QUOTES = {"de": ("„", "“", "‚", "‘"), "en": ("“", "”", "‘", "’"), "fr": ("«\u202f", "\u202f»", "“", "”")}
_PAGE = frozenset(("pagebreak", "doc-pagebreak"))


@dataclass(slots=True)
class Flow:
    """Makes pieces; `picture` keeps a picture by its address and gives its name in the draft, or "" for none."""

    part: str
    language: str
    picture: Callable[[str], str]
    number: int = 0
    left: list[Left] = field(default_factory=list)
    guesses: list[Guess] = field(default_factory=list)
    quoted: int = 0

    def place(self) -> Place:
        return Place(self.part, self.number)

    def next(self) -> Place:
        self.number += 1
        return self.place()

    def leave(self, kind: str, words: str, doubt: float = 0.0) -> None:
        if words.strip():
            self.left.append(Left(kind, words.strip(), self.place(), doubt))

    def guess(self, what: str, doubt: float, words: str) -> None:
        self.guesses.append(Guess(what, doubt, self.place(), words))

    # ---- blocks ----

    def pieces(self, elements: Sequence[Element]) -> list[Piece]:
        """The pieces of some elements in order; paragraphs of one style that follow one another are one block."""
        return merged([piece for element in elements for piece in self.block(element)])

    def inside(self, element: Element, hint: str = "") -> list[Piece]:
        """The pieces of what stands in an element: runs of words between blocks are paragraphs."""
        found: list[Piece] = []
        held = [inline.text(element.text or "")]
        for child in element:
            name = local(child)
            if name and name not in UNSEEN and name != CALL and (name in BLOCKS or name == "img" or has_block(child)):
                found += self.paragraphs("".join(held), hint)
                held = []
                found += self.block(child)
            else:
                held.append(self.inline(child))
            held.append(inline.text(child.tail or ""))
        return merged(found + self.paragraphs("".join(held), hint))

    def block(self, element: Element) -> list[Piece]:
        """The pieces that one block becomes."""
        name = local(element)
        if not name or name in UNSEEN:
            return []
        kind = kind_of_block(element)
        if made := made_division(element) or ("label" if kind == "drop" or name == "summary" else ""):
            self.next()
            self.leave(f"{made} (is made anew)", words_of(element), 0.1)
            return []
        if name in HEADINGS or kind == "part":
            return self.heading(element, 0 if kind == "part" or is_part(element) else int(name[1]))
        match name:
            case "hr":
                return [Piece("ornament", self.next(), is_sure=True)]
            case "ul" | "ol" | "menu" | "dir" if not is_broken(element, BLOCKS):
                return self.items(element)
            case "dl" if not is_broken(element, _TERMS):
                return self.terms(element)
            case "table" if not any(is_broken(part, _CELLS) for part in element.iter() if local(part) in _ROWS):
                return self.table(element)
            case "figure":
                return self.figure(element)
            case "img":
                return self.image(element)
            case "pre":
                return self.verse(element, sure=False)
        if kind == "verse" and not any(is_broken(part, BLOCKS) for part in element.iter() if _holds_blocks(part)):
            return self.verse(element, sure=True)
        if kind in ("quotation", "letter"):
            return self.set_off(element, kind)
        if kind == "number":
            self.next()
            self.leave("number of a chapter", words_of(element), 0.05)
            return []
        if name == "p" or (name in ("div", "address", "center", "dd", "dt", "li", "td", "th") and not has_block(element)):
            return self.paragraph(element, kind)
        return self.in_language(element, self.inside(element, kind))

    def heading(self, element: Element, level: int) -> list[Piece]:
        text = tidy(self.in_foreign(element, self.inlines(element))).replace(BREAK, " ")
        if not inline.plain(text).strip():
            return []
        hint = "title" if any_of(names_of(element), frozenset(("title", "fulltitle"))) and level <= 1 else ""
        hint = hint if style_of(element) else ""  # class "title" is every chapter's in many EPUBs
        return [Piece("heading", self.next(), text, level, hint=hint, is_sure=True)]

    def paragraph(self, element: Element, kind: str) -> list[Piece]:
        hint = kind or " ".join(sorted(names_of(element)))[:60]
        text = self.in_foreign(element, self.inlines(element))
        text = self.caption(tidy(text)) if kind == "caption" else text
        for image in element.iter("{*}img", "img"):
            if len(list(element.iter("{*}img", "img"))) == 1 and not words_of(element):
                return self.image(image)
        found = self.paragraphs(text, hint)
        for image in element.iter("{*}img", "img"):
            found += self.image(image)
        return found

    def paragraphs(self, text: str, hint: str = "") -> list[Piece]:
        """Paragraphs of inline text: an empty line parts them, short lines are verse, a few signs are an ornament."""
        found: list[Piece] = []
        for part in re.split(f"(?:[ \u00a0]*{BREAK}[ \u00a0]*){{2,}}", tidy(text)):
            part = part.strip(f" {BREAK}")
            plain = inline.plain(part).strip()
            if not plain and inline.CALL not in part:
                continue
            if len(plain) > LIMITS.line:
                raise Refused(f"a paragraph has more than {LIMITS.line:,} characters")
            place = self.next()
            if _ORNAMENT.fullmatch(plain):
                found.append(Piece("ornament", place, is_sure=True))
            elif BREAK in part and is_verse(plain.split("\n")):
                lines = tuple(line.strip() for line in part.split(BREAK))
                found.append(Piece("verse", place, lines=lines, hint="doubt 0.25"))
            else:
                strong = part.startswith(inline.STRONG) and part.rstrip().endswith(inline.STRONG_END)
                found.append(Piece("para", place, part, hint=hint or ("strong" if strong else "")))
        return found

    def set_off(self, element: Element, kind: str) -> list[Piece]:
        """A quotation or a letter; its last line may name who is quoted."""
        hint = "style" if style_of(element) else ""
        place = self.next()
        by = ""
        if kind == "quotation":
            for said in [child for child in element if local(child) in ("cite", "footer") or _is_attribution(child)][-1:]:
                by = tidy(self.inlines(said)).replace(BREAK, " ").strip()
                take_out(said)
        if local(element) == "p":
            inner = self.paragraphs(self.in_foreign(element, self.inlines(element)))
        else:
            inner = self.in_language(element, self.inside(element))
        if len(inner) == 1 and inner[0].kind in ("quotation", "verse", "letter", "heading", "table"):
            return [replace(inner[0], hint=inner[0].hint or hint)]
        if not inner:
            return self.paragraphs(by)
        shape = "letter" if kind == "letter" else "quotation"
        by = re.sub(r"^\s*(?:—|–|--)\s*", "", by)
        return [Piece(shape, place, by, inner=tuple(inner), hint=hint, is_sure=True)]  # type: ignore[arg-type]  # a Kind

    def verse(self, element: Element, sure: bool) -> list[Piece]:
        lines = self.verse_lines(element)
        while lines and not lines[-1].strip():
            lines.pop()
        if not lines:
            return []
        hint = "style" if style_of(element) else ""
        if not sure and not is_verse([inline.plain(line) for line in lines]):
            return [Piece("para", self.next(), BREAK.join(line.strip() for line in lines if line.strip()))]
        return [Piece("verse", self.next(), lines=tuple(lines), hint=hint or ("" if sure else "doubt 0.2"), is_sure=sure)]

    def verse_lines(self, element: Element) -> list[str]:
        """Lines of verse: of paragraphs, of breaks, or as they stand in `pre`; an empty one ends a stanza."""
        if local(element) == "pre":
            raw = self.inlines(element, kept=True).replace(BREAK, "\n").split("\n")
            return [line.rstrip().expandtabs(4) for line in raw]
        blocks = [child for child in element if local(child) in BLOCKS]
        if not blocks:
            indent = _indent(element)
            lines = self.in_foreign(element, self.inlines(element)).split(BREAK)
            return [indent + indented(line) for line in lines if line.strip() or len(lines) > 1]
        found: list[str] = []
        for child in blocks:
            own = self.verse_lines(child)
            is_stanza = len(own) > 1 or local(child) in ("div", "section", "ul", "ol")
            if is_stanza and found and found[-1]:
                found.append("")
            found += own + ([""] if is_stanza else [])
        return found

    def items(self, element: Element) -> list[Piece]:
        place = self.next()
        items = [tuple(self.inside(child)) for child in element if local(child) == "li"]
        items = [item for item in items if item]
        others = [child for child in element if local(child) not in ("li", "")]
        start = number_in(element.get("start")) if local(element) == "ol" else None
        found = [Piece("items", place, items=tuple(items), start=start, is_sure=True)] if items else []
        return found + [piece for child in others for piece in self.block(child)]

    def terms(self, element: Element) -> list[Piece]:
        """A list of terms: each with its definition in one paragraph."""
        found: list[Piece] = []
        for child in element:
            if local(child) == "div":
                found += self.terms(child)
            elif local(child) == "dt":
                found += [replace(p, text=inline.strong(p.text), hint="term") for p in self.inside(child)]
            elif child.tag is not None and local(child):
                inner = self.inside(child)
                if inner and found and found[-1].hint == "term" and inner[0].kind == "para":
                    found[-1] = replace(found[-1], text=f"{found[-1].text}: {inner[0].text}", hint="entry")
                    inner = inner[1:]
                found += inner
        return found

    def table(self, element: Element) -> list[Piece]:
        rows = [row for row in element.iter("{*}tr", "tr") if _table_of(row) is element]
        cells = [[cell for cell in row if local(cell) in ("td", "th")] for row in rows]
        captions = [child for child in element if local(child) == "caption"]
        all_cells = [cell for row in cells for cell in row]
        is_layout = (
            "presentation" in names_of(element)
            or max(map(len, cells), default=0) < 2
            or any(local(inner) in _NOT_IN_CELLS for cell in all_cells for inner in cell.iter())
            or any(len(words_of(cell)) > 1500 for cell in all_cells)
        )
        place = self.next()
        caption = self.caption(" ".join(tidy(self.inlines(child)) for child in captions))
        if is_layout:
            return self.paragraphs(caption) + [piece for row in cells for cell in row for piece in self.inside(cell)]
        made = []
        for row in cells:
            texts: list[str] = []
            for cell in row:
                inner = self.inside(cell)
                texts.append(BREAK.join(flat(inner)))
                texts += [""] * (min(number_in(cell.get("colspan")), 40) - 1)
            made.append(tuple(texts))
        return [Piece("table", place, caption, rows=tuple(row for row in made if any(row)), is_sure=True)]

    def figure(self, element: Element) -> list[Piece]:
        captions = [child for child in element.iter("{*}figcaption", "figcaption")]
        caption = " ".join(" ".join(flat(self.inside(child))) for child in captions)
        for child in captions:
            take_out(child)
        images = list(element.iter("{*}img", "img"))
        if len(images) != 1 or words_of(element):
            return self.inside(element) + self.paragraphs(caption, "caption")
        return self.image(images[0], self.caption(caption))

    def image(self, element: Element, caption: str = "") -> list[Piece]:
        place = self.next()
        src = (element.get("src") or "").strip()
        name = self.picture(src)
        if not name:
            shown = "inside the page" if src.startswith("data:") else src[:80] or "without an address"
            self.guess("picture", 0.8, f"a picture is left out; it is not part of the file, or of another kind: {shown}")
            return self.paragraphs(caption, "caption")
        alt = " ".join((element.get("alt") or "").split())
        return [Piece("figure", place, caption, src=name, alt=alt, is_sure=True)]

    def caption(self, text: str) -> str:
        """A caption without "Table 3.", since the book counts its own."""
        if match := _LABEL.match(text):
            self.leave("number of a table or figure", match[0])
            return text[match.end() :]
        return text.strip()

    def in_language(self, element: Element, pieces: list[Piece]) -> list[Piece]:
        """Pieces of a block in another language."""
        lang = language_of(element)
        if not lang or lang.split("-")[0].lower() == self.language.split("-")[0].lower():
            return pieces

        def marked(text: str) -> str:
            return text if inline.FOREIGN in text else inline.foreign(text, lang)

        return [rewritten(piece, marked) for piece in pieces]

    # ---- inlines ----

    def inlines(self, element: Element, kept: bool = False) -> str:
        parts = [inline.text(element.text or "") if not kept else kept_lines(element.text or "")]
        for child in element:
            parts.append(self.inline(child, kept))
            parts.append(inline.text(child.tail or "") if not kept else kept_lines(child.tail or ""))
        return "".join(parts)

    def in_foreign(self, element: Element, text: str) -> str:
        lang = language_of(element)
        is_other = bool(lang) and lang.split("-")[0].lower() != self.language.split("-")[0].lower()
        return inline.foreign(text, lang) if is_other else text

    def inline(self, element: Element, kept: bool = False) -> str:
        name = local(element)
        if not name or name in UNSEEN or name == "img":
            return ""
        if name == CALL:
            return inline.call(element.get("label") or "")
        if name == "br":
            return BREAK
        names, style = names_of(element), style_of(element)
        if any_of(names, _PAGE):
            self.leave("page number", words_of(element))
            return ""
        if "comment-start" in names or "deletion" in names:
            by = " ".join((element.get("data-author") or element.get("author") or "").split())[:60]
            kind = "comment" if "comment-start" in names else "deleted revision"
            self.leave(f"{kind} by {by}" if by else kind, words_of(element))
            return ""
        if "insertion" in names:
            self.guess("revision", 0.4, f"words that were inserted and not accepted yet: “{words_of(element)[:60]}”")
        if name == "q":
            return self.quote(element, kept)
        if name == "sup":
            return self.raised(element, kept)
        text = self.inlines(element, kept)
        if name in BLOCKS:
            text = f" {text} "
        return self.marked(element, name, names, style, text)

    def marked(self, element: Element, name: str, names: frozenset[str], style: str, text: str) -> str:
        """Inline text with the markup that an element gives it."""
        css = re.sub(r"\s", "", (element.get("style") or "").lower())
        text = self.in_foreign(element, text)
        if any_of(names, _CAPS) or "font-variant:small-caps" in css or "font-variant-caps:small-caps" in css:
            text = inline.smallcaps(text)
        if name in _EMPH or "font-style:italic" in css or style in ("emphasis", "hervorhebung"):
            text = inline.emph(text)
        if name in _STRONG or re.search(r"font-weight:(bold|[6-9]00)", css):
            text = inline.strong(text)
        if name == "a" and element.get("href"):
            text = inline.link(text, element.get("href") or "")
        return text

    def raised(self, element: Element, kept: bool) -> str:
        """Raised figures; around a call only the call is kept."""
        text = self.inlines(element, kept)
        labels = list(inline.calls(text))
        if labels and not re.search(r"\w", inline.plain(text)):
            return "".join(map(inline.call, labels))
        return inline.raised(text)

    def quote(self, element: Element, kept: bool) -> str:
        """A quotation in the line gets the marks of its language, which browsers draw."""
        marks = _QUOTES.get(self.language.split("-")[0], _QUOTES["en"])
        first, last = marks[:2] if self.quoted % 2 == 0 else marks[2:]
        self.quoted += 1
        text = self.inlines(element, kept)
        self.quoted -= 1
        bare = inline.plain(text).strip()
        return text if bare[:1] in '„“»«"‚‘›' and bare else f"{first}{text}{last}"


def _is_attribution(element: Element) -> bool:
    return kind_of_block(element) == "attribution"


def _table_of(row: Element) -> Element | None:
    return next((parent for parent in row.iterancestors() if local(parent) == "table"), None)


def _indent(element: Element) -> str:
    found = re.search(r"\bin(\d)\b", element.get("class") or "")
    return "  " * int(found[1]) if found else ""


def _holds_blocks(element: Element) -> bool:
    return any(local(child) in BLOCKS for child in element)


def is_broken(element: Element, inside: frozenset[str]) -> bool:
    """Whether words, or elements other than those that belong there, stand right inside an element."""
    if (element.text or "").strip():
        return True
    return any((child.tail or "").strip() or (local(child) and local(child) not in inside) for child in element)
