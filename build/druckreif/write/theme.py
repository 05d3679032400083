"""Themes as data: one TOML file gives both the style sheet and the table by which lines are measured.

Lengths are pt, those of `page` mm. In CSS two units are added, so that everything stands on a grid: `ln` is the line
height of running text, `sn` that of notes and register; `$(text.size)` stands for a value of the file.
A block that the theme does not state is set plain.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any
from xml.etree.ElementTree import Element

from ..base.stock import stock

MM = 72 / 25.4
_FEATURES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "oldstyle": ("font-variant-numeric: oldstyle-nums proportional-nums", ("onum", "pnum")),
    "lining": ("font-variant-numeric: lining-nums proportional-nums", ("lnum", "pnum")),
    "own": ("font-variant-numeric: normal", ()),
    "oldstyle-tabular": ("font-variant-numeric: oldstyle-nums tabular-nums", ("onum", "tnum")),
    "tabular": ("font-variant-numeric: lining-nums tabular-nums", ("lnum", "tnum")),
    "small-caps": ("font-variant-caps: small-caps", ("smcp",)),
    "all-small-caps": ("font-variant-caps: all-small-caps", ("smcp", "c2sc")),
    "capitals": ("font-variant-caps: normal", ()),
}
"""Words of themes for the forms of figures and capitals, as CSS and as features of OpenType."""


@dataclass(frozen=True, slots=True)
class Style:
    """How a run of characters looks, as far as it matters for its width. `size` and `tracking` in pt."""

    family: str
    size: float
    italic: bool = False
    weight: int = 400
    figures: str = "oldstyle"
    caps: str = "capitals"
    tracking: float = 0
    before: float = 0
    language: str = ""
    raised: float = 0
    """How far it stands above the line, in pt."""

    @property
    def features(self) -> tuple[str, ...]:
        """The OpenType features that are switched on beside the usual ones."""
        return _FEATURES[self.figures][1] + _FEATURES[self.caps][1]


@dataclass(frozen=True, slots=True)
class Block:
    """A kind of block: its type, its insets from the column, its distances in lines, how its paragraphs begin."""

    size: float
    line: float
    left: float = 0
    right: float = 0
    before: float = 0
    after: float = 0
    indent: float = 0
    hang: float = 0
    """Width by which the lines after a paragraph's first are indented."""
    justify: bool = True
    italic: bool = False
    rule: float = 0
    """Width of the rule at its left edge, inside its inset."""
    above: float = 0
    """Lines free in it above its first paragraph."""
    looks: tuple[tuple[str, Any], ...] = ()
    """How its characters look, beside their size: keys and values of the table."""


@dataclass(frozen=True, slots=True)
class Page:
    """The page in pt: its size, where the text begins, its margins inside and outside, how high the text is."""

    width: float
    height: float
    top: float
    inner: float
    outer: float
    lines: int
    line: float

    @property
    def measure(self) -> float:
        """Width of the column."""
        return self.width - self.inner - self.outer

    @property
    def depth(self) -> float:
        """Height of the text: whole lines."""
        return self.lines * self.line


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme as read."""

    name: str
    data: Mapping[str, Any]
    page: Page
    text: Block
    style: Style
    blocks: Mapping[str, Block]
    paragraphs: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Paragraphs with a style of their own: what the table says by element or class ("notes h2" within notes)."""
    rules: Mapping[str, float] = field(default_factory=dict)
    """How lines are set: `scale`, `stretch`, `shrink`, `before`, `after` (letters beside a hyphen), `last` (em)."""

    @property
    def families(self) -> tuple[str, ...]:
        """The typefaces, that of running text first."""
        return tuple(dict.fromkeys((self.style.family, *self.data.get("families", {}).values())))

    @property
    def foot(self) -> float:
        """The height in pt above the notes at the foot of a page: gap, rule, and what keeps them from it."""
        foot = self.data["foot"]
        return float(foot["gap"] + foot["rule"] + foot["below"]) + 0.05

    def hang(self, side: str, char: str) -> float:
        """The share of its width by which a character at a line's edge stands outside."""
        return float(self.data.get("hang", {}).get(side, {}).get(char, 0))

    def inline(self, style: Style, element: Element) -> Style:
        """The style inside an inline element."""
        if lang := element.get("lang"):
            style = replace(style, language=lang)
        for name in (element.tag, *element.get("class", "").split()):
            if found := self.data["inlines"].get(name):
                style = _inlined(style, found)
        return style

    def running(self, style: Style) -> Style:
        """The style of running heads."""
        return _inlined(style, self.data["running"])

    def running_folio(self, style: Style) -> Style:
        """The style of folios, which is that of running heads, upright and without tracking."""
        return _inlined(replace(self.running(style), italic=False, tracking=0.0), self.data["running"]["folio"])

    def block(self, block: Block, element: Element) -> Block | None:
        """The block inside another; None if the theme does not know it.

        Its lines are as high as those around it unless it says otherwise; what it leaves free is stated in its own.
        """
        names = [name for name in (element.tag, *element.get("class", "").split()) if name in self.blocks]
        for name in names:
            new, said = self.blocks[name], self.data["blocks"][name]
            line = new.line if "type" in said or "line" in said else block.line
            free = {key: getattr(new, key) * new.line / line for key in ("before", "after")} if line != new.line else {}
            block = replace(new, left=block.left + new.left, right=block.right + new.right, line=line, **free)
        return block if names or element.tag in ("section", "div") else None

    def paragraph(self, block: Block, element: Element, around: Iterable[Element]) -> Block | None:
        """The style of a paragraph, if it is one of its own that the table says all of; `around` stands outside."""
        said = self._said(self.paragraphs, block, element, around)
        if said is None:
            return None
        own = _block(block, self.data, {"left": 0, "right": 0, "before": 0, "after": 0, "hang": 0, **said})
        looks = tuple((key, said[key]) for key in _LOOKS if key in said)
        return replace(own, left=block.left + own.left, right=block.right + own.right, above=0, rule=0, looks=looks)

    def whole(self, block: Block, element: Element, around: Iterable[Element]) -> Block | None:
        """A block that stands as a whole and holds such paragraphs alone, if the table says all of it."""
        said = self._said(self.data["blocks"], block, element, around)
        if said is None:
            return None
        own = _block(block, self.data, {"left": 0, "right": 0, "before": 0, "after": 0, **said})
        if "type" not in said and "line" not in said:  # what is free is stated in lines of text
            free = self.text.line / own.line
            own = replace(own, before=own.before * free, after=own.after * free)
        return replace(own, left=block.left + own.left, right=block.right + own.right)

    def _said(
        self, tables: Mapping[str, Mapping[str, Any]], block: Block, element: Element, around: Iterable[Element]
    ) -> dict[str, Any] | None:
        """What tables say of an element, later ones before earlier ones; None if it is not all that concerns its look."""
        names = _names(element)
        if block.italic or not any(own <= names for own, _, _ in _selectors(tuple(tables))):
            return None
        outer = frozenset().union(*map(_names, around))
        if _matching(tuple(self.data.get("css", {})), names, outer):
            return None
        said: dict[str, Any] = {}
        for key in _matching(tuple(tables), names, outer):
            if "type" in tables[key]:
                said = {kind: value for kind, value in said.items() if kind not in ("size", "line")}
            said |= tables[key]
        return said or None

    def styled(self, style: Style, block: Block) -> Style:
        """The style of characters in a paragraph."""
        return _inlined(replace(style, size=block.size), dict(block.looks))

    def css(self, *names: str) -> str:
        """Style sheets with the theme's values, and its own rules after them."""
        text = "\n".join(stock(f"styles/pdf/{name}.css").read_text("utf-8") for name in names)
        own = "\n".join(f"{selector} {{ {rules} }}" for selector, rules in self.data.get("css", {}).items())
        return _filled(f"{text}\n{self._generated()}\n{own}", self)

    def _generated(self) -> str:
        rules = [f"html {{ {_FEATURES[self.style.figures][0]} }}"]
        for name, values in self.data["blocks"].items():
            rules.append(_block_css(name, self.blocks[name], values))
        for name, values in self.data.get("paragraphs", {}).items():
            rules.append(_paragraph_css(name, _block(self.text, self.data, values), values))
        rules += [_inline_css(name, values) for name, values in self.data["inlines"].items()]
        return "\n".join(rules)


def _inlined(style: Style, values: Mapping[str, Any]) -> Style:
    keys = ("family", "size", "italic", "weight", "figures", "caps", "before")
    known = {key: values[key] for key in keys if key in values}
    style = replace(style, **known, raised=style.raised + values.get("raise", 0))
    return replace(style, tracking=values["tracking"] * style.size) if "tracking" in values else style


def _block_css(name: str, block: Block, values: Mapping[str, Any]) -> str:
    """The rules of a kind of block; what the file does not say is left to inheritance."""
    selector = _selector(name)
    own = _measures(block, values) + (["font-style: italic"] if "italic" in values else [])
    css = f"{selector} {{ {'; '.join(own)} }}"
    inner = "; ".join(_lines_css(block, values))
    if ("indent" in values or "hang" in values) and not block.hang:
        css += f"\n{selector} p.first {{ text-indent: 0 }}"
    return f"{selector} p {{ {inner} }}\n{css}" if inner else css


def _paragraph_css(name: str, block: Block, values: Mapping[str, Any]) -> str:
    """The rules of a paragraph with a style of its own."""
    selector = ", ".join(_selector(one) if " " in one or one in _TAGS else f"p.{one}" for one in name.split(", "))
    return f"{selector} {{ {'; '.join([*_measures(block, values), *_lines_css(block, values), *_looks_css(values)])} }}"


def _selector(name: str) -> str:
    return " ".join(part if part in _TAGS else f".{part}" for part in name.split())


def _measures(block: Block, values: Mapping[str, Any]) -> list[str]:
    given = {*values, *(("size", "line") if "type" in values else ())}
    return [
        f"{prop}: {block_value}{unit}"
        for key, prop, block_value, unit in (
            ("size", "font-size", block.size, "pt"),
            ("line", "line-height", block.line, "pt"),
            ("above", "padding-top", block.above * block.line, "pt"),
            ("left", "margin-left", block.left if not block.rule else 0, "pt"),
            ("rule", "border-left", block.rule, "pt solid"),
            ("rule", "padding-left", block.left - block.rule, "pt"),
            ("right", "margin-right", block.right, "pt"),
            ("before", "margin-top", block.before * block.line, "pt"),
            ("after", "margin-bottom", block.after * block.line, "pt"),
        )
        if key in given
    ]


def _lines_css(block: Block, values: Mapping[str, Any]) -> list[str]:
    align = {True: "justify; hyphens: auto", False: "left; hyphens: none"}.get(values.get("justify", "-"), "")
    rules = [f"text-align: {align}"] if align else []
    if "indent" in values or "hang" in values:
        rules += [f"text-indent: {-block.hang if block.hang else block.indent}pt", f"padding-left: {block.hang}pt"]
    return rules


_TAGS = ("h2", "h3", "h4", "table", "figure", "ul", "ol")
_MEASURES = ("size", "line", "left", "right", "above", "before", "after", "indent", "hang", "justify", "italic", "rule")
_LOOKS = ("family", "italic", "weight", "figures", "caps", "tracking")


def _looks_css(values: Mapping[str, Any]) -> list[str]:
    rules = []
    for key, prop, unit in (("weight", "font-weight", ""), ("tracking", "letter-spacing", "em")):
        if key in values:
            rules.append(f"{prop}: {values[key]}{unit}")
    if "family" in values:
        rules.append(f'font-family: "{values["family"]}"')
    if "italic" in values:
        rules.append(f"font-style: {'italic' if values['italic'] else 'normal'}")
    return rules + [_FEATURES[values[key]][0] for key in ("figures", "caps") if key in values]


def _inline_css(name: str, values: Mapping[str, Any]) -> str:
    rules = ["line-height: 0"]
    for key, prop in (("size", "font-size"), ("raise", "vertical-align"), ("before", "padding-left")):
        if key in values:
            rules.append(f"{prop}: {values[key]}pt")
    selector = name if name in ("em", "strong", "dfn") else f".{name}"
    return f"{selector} {{ {'; '.join(rules + _looks_css(values))} }}"


_VALUE = re.compile(r"\$\(([a-z.]+)\)")
_LINES = re.compile(r"(-?\d*\.?\d+)(ln|sn)\b")


def _filled(css: str, theme: Theme) -> str:
    lines = {"ln": theme.text.line, "sn": float(theme.data["small"]["line"])}

    def value(match: re.Match[str]) -> str:
        found: Any = theme.data
        for key in match[1].split("."):
            found = found[key]
        return f"{found:g}" if isinstance(found, float) else str(found)

    return _LINES.sub(lambda m: f"{float(m[1]) * lines[m[2]]:g}pt", _VALUE.sub(value, css))


@cache
def load_theme(name: str) -> Theme:
    """Read a theme. Raises FileNotFoundError for an unknown one; a mistake in the file is a defect."""
    return theme_of(name, tomllib.loads(stock(f"styles/pdf/{name}.toml").read_text("utf-8")))


def with_page(theme: Theme, page: Mapping[str, float]) -> Theme:
    """The same theme on another page: keys of `page`, in mm and lines."""
    return theme_of(theme.name, {**theme.data, "page": {**theme.data["page"], **page}}) if page else theme


def with_family(theme: Theme, family: str) -> Theme:
    """The same theme with one more typeface at hand, for drawings."""
    return theme_of(theme.name, {**theme.data, "families": {**theme.data.get("families", {}), "more": family}})


def theme_of(name: str, data: Mapping[str, Any]) -> Theme:
    """A theme from its data."""
    text, page = data["text"], data["page"]
    base = Block(text["size"], text["line"], indent=text["indent"])
    style = Style(text["family"], text["size"], figures=text["figures"])
    blocks = {name: _block(base, data, values) for name, values in data["blocks"].items()}
    sizes = {key: page[key] * MM for key in ("width", "height", "top", "inner", "outer")}
    return Theme(
        name, data, Page(**sizes, lines=page["lines"], line=text["line"]), base, style, blocks,
        data.get("paragraphs", {}), data["setting"],
    )  # fmt: skip


def _names(element: Element) -> frozenset[str]:
    return frozenset((element.tag, *element.get("class", "").split()))


@cache
def _selectors(keys: tuple[str, ...]) -> tuple[tuple[frozenset[str], frozenset[str], str], ...]:
    """What keys, as selectors of CSS, ask of an element and of those around it: names of both, the key."""
    bare = ((re.sub(r"::?[\w-]+(\([^)]*\))?|[>+~]", " ", one), key) for key in keys for one in key.split(","))
    named = (([frozenset(re.findall(r"[\w-]+", part)) for part in one.split()], key) for one, key in bare)
    return tuple((own, frozenset().union(*context), key) for (*context, own), key in named)


@cache
def _matching(keys: tuple[str, ...], names: frozenset[str], outer: frozenset[str]) -> tuple[str, ...]:
    """The keys that an element answers."""
    return tuple(key for own, context, key in _selectors(keys) if own <= names and context <= outer)


def _block(base: Block, data: Mapping[str, Any], values: Mapping[str, Any]) -> Block:
    """A kind of block; `type` names the table whose size and line it takes."""
    typed = data[values["type"]] if "type" in values else {}
    known = {key: typed[key] for key in ("size", "line") if key in typed}
    known |= {key: value for key, value in values.items() if key in _MEASURES}
    return replace(base, **known)
